package io.vedette.sentinel.core;

import java.util.Optional;

/**
 * How sentinels of our kind tell each other of {@link Maintenance}: a hello of five fields on the channel of the others. A
 * real sentinel reads over everything there that has not eight.
 *
 * @param leftMillis what is left of it, so that clocks need not agree; {@link Maintenance#ENDLESS}, or 0 if it is over
 */
public record PauseHello(String author, String group, long version, long leftMillis) {
    private static final String MARK = "vedette-pause";
    private static final int FIELDS = 5;

    static Optional<PauseHello> parse(String text) {
        String[] fields = text.split(",", -1);
        if (fields.length != FIELDS || !fields[0].equals(MARK) || !Hello.isRunId(fields[1])) {
            return Optional.empty();
        }
        try {
            PauseHello hello =
                    new PauseHello(fields[1], fields[2], Long.parseLong(fields[3]), Long.parseLong(fields[4]));
            return Hello.isEpoch(hello.version) && hello.leftMillis >= 0 ? Optional.of(hello) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    public String text() {
        return String.join(",", MARK, author, group, Long.toString(version), Long.toString(leftMillis));
    }
}
