package io.vedette.sentinel.core;

import java.util.Optional;

/**
 * What sentinels tell each other through the servers that they watch: who I am, and who the master is in my view.
 * Format of Redis: eight fields with commas, no field may contain one.
 */
public record Hello(Address sender, String runId, long currentEpoch, String group, Address master, long configEpoch) {
    private static final int FIELDS = 8;
    private static final int RUN_ID_LENGTH = 40;

    /** Longest host that is believed: the limit of DNS. */
    private static final int MAX_HOST_LENGTH = 253;

    /** Reads a hello; empty if the text is none that makes sense. */
    public static Optional<Hello> parse(String text) {
        String[] fields = new String[FIELDS];
        int start = 0;
        for (int i = 0; i < FIELDS; i++) {
            int comma = text.indexOf(',', start);
            boolean last = i == FIELDS - 1;
            if (last != comma < 0) {
                return Optional.empty();
            }
            fields[i] = text.substring(start, last ? text.length() : comma);
            start = comma + 1;
        }
        return of(fields);
    }

    private static Optional<Hello> of(String[] fields) {
        if (!isHost(fields[0]) || !isRunId(fields[2]) || !isHost(fields[5])) {
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
                    && isEpoch(hello.currentEpoch)
                    && isEpoch(hello.configEpoch);
            return sane ? Optional.of(hello) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean isPort(int port) {
        return port > 0 && port < 65_536;
    }

    /** The last epochs before the end of numbers are not believed: after them there could be no election any more. */
    static boolean isEpoch(long epoch) {
        return epoch >= 0 && epoch < Long.MAX_VALUE / 2;
    }

    /** Run ids and hosts end up in the state file: nothing gets in that could end a line there. */
    static boolean isRunId(String text) {
        return text.length() == RUN_ID_LENGTH && isMadeOf(text, "");
    }

    static boolean isHost(String text) {
        return !text.isEmpty() && text.length() <= MAX_HOST_LENGTH && isMadeOf(text, ".:-_%");
    }

    /** Of letters, digits and the others. */
    private static boolean isMadeOf(String text, String others) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetterOrDigit(c) && others.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** The text on the wire, with {@code senderHost} in place of an empty sender's host. */
    public String text(String senderHost) {
        return (sender.host().isEmpty() ? senderHost : sender.host()) + "," + sender.port() + "," + runId + ","
                + currentEpoch + "," + group + "," + master.host() + "," + master.port() + "," + configEpoch;
    }
}
