package io.vedette.log;

import ch.qos.logback.classic.Level;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/**
 * A line of Redis' log: {@code pid:role DD Mon YYYY HH:MM:SS.mmm level message}, in local time. The date up to the second is
 * kept from line to line. Not thread safe.
 */
final class LineFormat {
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private final long pid;
    private final RedisLog.Role role;
    private final ZoneId zone = ZoneId.systemDefault();
    private long second = Long.MIN_VALUE;
    private String date = "";

    LineFormat(long pid, RedisLog.Role role) {
        this.pid = pid;
        this.role = role;
    }

    String line(long wallMillis, Level level, String message) {
        long now = Math.floorDiv(wallMillis, 1000L);
        if (now != second) {
            second = now;
            date = date(LocalDateTime.ofInstant(Instant.ofEpochSecond(now), zone));
        }
        StringBuilder line = new StringBuilder(48 + message.length());
        line.append(pid)
                .append(':')
                .append(role.letter())
                .append(' ')
                .append(date)
                .append('.');
        digits(line, (int) Math.floorMod(wallMillis, 1000L), 100);
        return line.append(' ')
                .append(mark(level))
                .append(' ')
                .append(message)
                .append('\n')
                .toString();
    }

    private static String date(LocalDateTime at) {
        StringBuilder text = new StringBuilder(20);
        digits(text, at.getDayOfMonth(), 10);
        text.append(' ').append(MONTHS[at.getMonthValue() - 1]).append(' ');
        digits(text, at.getYear(), 1000);
        text.append(' ');
        digits(text, at.getHour(), 10);
        text.append(':');
        digits(text, at.getMinute(), 10);
        text.append(':');
        digits(text, at.getSecond(), 10);
        return text.toString();
    }

    private static void digits(StringBuilder text, int number, int highest) {
        for (int unit = highest; unit > 0; unit /= 10) {
            text.append((char) ('0' + number / unit % 10));
        }
    }

    private static char mark(Level level) {
        return switch (level.toInt()) {
            case Level.TRACE_INT -> '.';
            case Level.DEBUG_INT -> '-';
            case Level.INFO_INT -> '*';
            default -> '#';
        };
    }
}
