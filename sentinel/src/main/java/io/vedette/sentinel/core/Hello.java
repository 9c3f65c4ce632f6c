package io.vedette.sentinel.core;

import java.util.Optional;

/**
 * What sentinels tell each other through the servers that they watch: who I am, and who the master is in my view.
 * Format of Redis: eight fields with commas, no field may contain one.
 */
public record Hello(Address sender, String runId, long currentEpoch, String group, Address master, long configEpoch) {
    private static final int FIELDS = 8;
    private static final int RUN_ID_LENGTH = 40;

    /** Reads a hello; empty if the text is none that makes sense. */
    public static Optional<Hello> parse(String text) {
        String[] fields = text.split(",", -1);
        if (fields.length != FIELDS
                || fields[0].isEmpty()
                || fields[2].length() != RUN_ID_LENGTH
                || fields[5].isEmpty()) {
            return Optional.empty();
        }
        try {
            Hello hello = new Hello(
                    new Address(fields[0], Integer.parseInt(fields[1])),
                    fields[2],
                    Long.parseLong(fields[3]),
                    fields[4],
                    new Address(fields[5], Integer.parseInt(fields[6])),
                    Long.parseLong(fields[7]));
            boolean sane = isPort(hello.sender.port())
                    && isPort(hello.master.port())
                    && hello.currentEpoch >= 0
                    && hello.configEpoch >= 0;
            return sane ? Optional.of(hello) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean isPort(int port) {
        return port > 0 && port < 65_536;
    }

    /** The text on the wire, with {@code senderHost} in place of an empty sender's host. */
    public String text(String senderHost) {
        return String.join(
                ",",
                sender.host().isEmpty() ? senderHost : sender.host(),
                Integer.toString(sender.port()),
                runId,
                Long.toString(currentEpoch),
                group,
                master.host(),
                Integer.toString(master.port()),
                Long.toString(configEpoch));
    }
}
