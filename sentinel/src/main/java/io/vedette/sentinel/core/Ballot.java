package io.vedette.sentinel.core;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One attempt to give a group with a write quorum a master. Two leaders of one epoch, where operators need no votes, differ in the
 * token. A value.
 *
 * @param epoch of the election; 0 only for {@link #NONE}
 * @param token drawn at random for this one attempt: 1 to 40 hexadecimal digits
 */
public record Ballot(long epoch, String token) {
    /** Before the first one. */
    public static final Ballot NONE = new Ballot(0, "-");

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,18}) ([0-9a-f]{1,40}|-)");

    /** Reads {@code epoch token}; {@link #NONE} for what is no ballot. */
    public static Ballot of(String text) {
        var found = TEXT.matcher(text);
        return found.matches() && !found.group(2).equals(NONE.token)
                ? new Ballot(Long.parseLong(found.group(1)), found.group(2))
                : NONE;
    }

    /** The ballot that a refusal names, {@code PROMISED epoch token ...}: the member has promised that one. */
    static Optional<Ballot> promisedIn(String error) {
        String[] words = error.split(" ", 4);
        return words.length >= 3 && words[0].equals("PROMISED")
                ? Optional.of(of(words[1] + " " + words[2])).filter(ballot -> !ballot.equals(NONE))
                : Optional.empty();
    }

    boolean isNone() {
        return equals(NONE);
    }
}
