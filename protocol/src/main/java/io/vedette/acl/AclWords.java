package io.vedette.acl;

import java.util.ArrayList;
import java.util.List;

/** Words of rules as clients and files give them. */
public final class AclWords {
    private AclWords() {}

    /**
     * Puts the words of each selector, from {@code (} to {@code )}, into one.
     *
     * @throws AclRuleException a parenthesis that is not closed
     */
    public static List<String> joined(List<String> words) throws AclRuleException {
        List<String> joined = new ArrayList<>();
        int open = -1;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (open < 0 && word.startsWith("(")) {
                open = i;
            }
            if (open < 0) {
                joined.add(word);
            } else if (word.endsWith(")")) {
                joined.add(String.join(" ", words.subList(open, i + 1)));
                open = -1;
            }
        }
        if (open >= 0) {
            throw new AclRuleException("Unmatched parenthesis in acl selector starting at '" + words.get(open) + "'.");
        }
        return joined;
    }
}
