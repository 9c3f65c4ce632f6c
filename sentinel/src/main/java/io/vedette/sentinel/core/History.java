package io.vedette.sentinel.core;

import java.util.Optional;

/**
 * Which data a server holds, by the ids of its replication history.
 *
 * @param replid of the history that it makes or follows
 * @param replid2 of the history that it followed before; empty if there was none
 * @param secondOffset first offset that is not of {@code replid2} any more; -1 if there was none
 */
record History(String replid, Optional<String> replid2, long secondOffset) {
    static final int ID_LENGTH = 40;

    private static final String NONE = "0".repeat(ID_LENGTH);

    /** Reads the ids; one of zeros is none. */
    static Optional<History> of(String replid, String replid2, long secondOffset) {
        return isId(replid)
                ? Optional.of(new History(replid, Optional.of(replid2).filter(History::isId), secondOffset))
                : Optional.empty();
    }

    private static boolean isId(String text) {
        return text.length() == ID_LENGTH && !text.equals(NONE);
    }

    /** True if it goes on from {@code earlier}, or is the same. */
    boolean continues(History earlier) {
        return replid.equals(earlier.replid)
                || replid2.filter(earlier.replid::equals).isPresent();
    }

    /** True if what a server of this history holds up to {@code offset} is also in {@code other}, or {@code other} went on from it. */
    boolean isCommonWith(History other, long offset) {
        boolean before = other.replid2.filter(replid::equals).isPresent() && offset <= other.secondOffset;
        return continues(other) || before;
    }
}
