package io.vedette.acl;

/** A word that is no rule, or a rule that does not fit; the message is Redis' reason. */
public final class AclRuleException extends Exception {
    private static final long serialVersionUID = 1;

    public AclRuleException(String reason) {
        super(reason, null, false, false);
    }

    static AclRuleException syntax() {
        return new AclRuleException("Syntax error");
    }

    static AclRuleException unknown() {
        return new AclRuleException("Unknown command or category name in ACL");
    }
}
