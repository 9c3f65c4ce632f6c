package io.vedette.replication;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The lines in which a master answers before its snapshot or stream begins: they come in pieces. */
final class MasterLines {
    /** Longest line that a master may send outside snapshot and stream. */
    private static final int LONGEST_BYTES = 64 * 1024;

    private final StringBuilder line = new StringBuilder();
    private boolean ended;

    /** Takes bytes up to the end of a line, if there is one; returns how many. */
    int take(byte[] bytes, int at, int length) {
        if (ended) {
            clear();
        }
        int end = at;
        while (end < length && bytes[end] != '\n') {
            end++;
        }
        line.append(new String(bytes, at, end - at, StandardCharsets.ISO_8859_1));
        ended = end < length;
        return ended ? end + 1 - at : end - at;
    }

    /** The line, without its end, if it is whole. */
    Optional<String> whole() {
        if (!ended) {
            return Optional.empty();
        }
        boolean returns = !line.isEmpty() && line.charAt(line.length() - 1) == '\r';
        return Optional.of(line.substring(0, line.length() - (returns ? 1 : 0)));
    }

    /** What comes is no answer. */
    boolean isEndless() {
        return line.length() > LONGEST_BYTES;
    }

    void clear() {
        line.setLength(0);
        ended = false;
    }
}
