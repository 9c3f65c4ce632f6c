package io.vedette.config;

import java.util.Optional;

/**
 * A directive that is a comment to every other program which reads the same file: {@code #@vedette sentinel ...}. So state that
 * only we know can stand in a file that Redis reads and rewrites too; Redis keeps comments where they are.
 */
public final class Annotation {
    private static final String MARK = "#@vedette ";

    private Annotation() {}

    /** The line that says {@code directive}. */
    public static String line(String directive) {
        return MARK + directive;
    }

    /** The directive that a line says behind the mark; empty for all other lines. */
    static Optional<String> directive(String line) {
        return line.startsWith(MARK) ? Optional.of(line.substring(MARK.length()).strip()) : Optional.empty();
    }
}
