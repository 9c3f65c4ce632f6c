package io.vedette.acl;

import io.vedette.resp.RespException;

/** The error lines about users and rights, word for word as Redis 7.0 has them. */
public final class AclErrors {
    private AclErrors() {}

    public static RespException badFile(String complaints) {
        return new RespException("ERR " + complaints);
    }

    public static RespException badName() {
        return new RespException("ERR Usernames can't contain spaces or null characters");
    }

    /** @param word one character a byte */
    public static RespException badRule(String word, String reason) {
        return new RespException("ERR Error in ACL SETUSER modifier '" + word + "': " + reason);
    }

    public static RespException defaultStays() {
        return new RespException("ERR The 'default' user cannot be removed");
    }

    public static RespException genpassBits() {
        return new RespException(
                "ERR ACL GENPASS argument must be the number of bits for the output password, a positive number up to 4096");
    }

    public static RespException noFile() {
        return new RespException(
                "ERR This Redis instance is not configured to use an ACL file. You may want to specify users via the ACL SETUSER command and then issue a CONFIG REWRITE (assuming you have a Redis configuration file set) in order to store users in the Redis configuration.");
    }

    public static RespException noPermission(String command) {
        return new RespException("NOPERM this user has no permissions to run the '" + command + "' command");
    }

    public static RespException noPermissionAnyMore(Refusal refusal) {
        String reason = switch (refusal) {
            case Refusal.OfCommand command -> "no permission to execute the command or subcommand";
            case Refusal.OfKey key -> "no permission to touch the specified keys";
            case Refusal.OfChannel channel ->
                "no permission to access one of the channels used as arguments to the command";
        };
        return new RespException(
                "NOPERM ACLs rules changed between the moment the transaction was accumulated and the EXEC call. This command is no longer allowed for the following reason: "
                        + reason);
    }

    public static RespException noPermissionForChannel() {
        return new RespException("NOPERM this user has no permissions to access one of the channels used as arguments");
    }

    public static RespException noPermissionForKey() {
        return new RespException("NOPERM this user has no permissions to access one of the keys used as arguments");
    }

    public static RespException notSaved() {
        return new RespException(
                "ERR There was an error trying to save the ACLs. Please check the server logs for more information");
    }

    public static RespException unknownCategory(String name) {
        return new RespException("ERR Unknown category '" + name + "'");
    }

    public static RespException unknownCommand(String name) {
        return new RespException("ERR Command '" + name + "' not found");
    }

    public static RespException unknownUser(String name) {
        return new RespException("ERR User '" + name + "' not found");
    }
}
