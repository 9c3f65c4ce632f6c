package io.vedette.replication;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One attempt to lead a group: an epoch, and a token that was drawn at random for this one attempt. Two attempts of one epoch, by
 * sentinels that do not know of each other, differ in the token. A value.
 *
 * @param epoch greater than 0, but for {@link #NONE}
 * @param token 1 to 40 hexadecimal digits
 */
public record Ballot(long epoch, String token) {
    /** Before the first one. */
    public static final Ballot NONE = new Ballot(0, "-");

    private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{1,40}");
    private static final Pattern EPOCH = Pattern.compile("[1-9][0-9]{0,17}");

    /** What the two words say; nothing if they are no ballot. */
    public static Optional<Ballot> parse(String epoch, String token) {
        if (epoch.equals("0") && token.equals(NONE.token)) {
            return Optional.of(NONE);
        }
        return EPOCH.matcher(epoch).matches() && TOKEN.matcher(token).matches()
                ? Optional.of(new Ballot(Long.parseLong(epoch), token))
                : Optional.empty();
    }

    /** Whether who has promised this one may obey the other: one of a later epoch, or this one again. */
    public boolean permits(Ballot other) {
        return other.epoch > epoch || other.equals(this);
    }

    /** The two words. */
    @Override
    public String toString() {
        return epoch + " " + token;
    }
}
