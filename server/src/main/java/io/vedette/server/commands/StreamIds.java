package io.vedette.server.commands;

import io.vedette.resp.StreamErrors;
import io.vedette.server.stream.StreamId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ids of streams as clients write them. */
final class StreamIds {
    private static final int LONGEST_BYTES = 127;
    private static final Pattern UNSIGNED = Pattern.compile("[ \\t-\\r]*(?<sign>[+-]?)(?<digits>[0-9]+)");
    private static final Pattern NEGATIVE = Pattern.compile("-[1-9][0-9]{0,17}");
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

    private StreamIds() {}

    /** An id whose number may be left out, {@code 5} or {@code 5-1}; what stands for a bound ({@code -}, {@code +}) is refused. */
    static StreamId strict(byte[] word, long missingSeq) {
        if (isBound(word)) {
            throw StreamErrors.invalidStreamId();
        }
        return parse(text(word), missingSeq);
    }

    /** An id, or {@code -} or {@code +} for the smallest and the greatest. */
    static StreamId lenient(byte[] word, long missingSeq) {
        if (isBound(word)) {
            return word[0] == '-' ? StreamId.MIN : StreamId.MAX;
        }
        return parse(text(word), missingSeq);
    }

    /** The beginning of an interval: {@code (} excludes the id. */
    static StreamId start(byte[] word) {
        if (word.length == 0 || word[0] != '(') {
            return lenient(word, 0);
        }
        StreamId id = strict(tail(word), 0);
        if (id.equals(StreamId.MAX)) {
            throw StreamErrors.invalidIntervalStart();
        }
        return id.next();
    }

    /** The end of an interval: {@code (} excludes the id, and a number that is left out is the greatest. */
    static StreamId end(byte[] word) {
        if (word.length == 0 || word[0] != '(') {
            return lenient(word, -1);
        }
        StreamId id = strict(tail(word), -1);
        if (id.equals(StreamId.MIN)) {
            throw StreamErrors.invalidIntervalEnd();
        }
        return id.previous();
    }

    /** True for {@code 5-*}: the number is to be chosen. */
    static boolean leavesSeqOpen(byte[] word) {
        return word.length >= 2 && word[word.length - 1] == '*' && text(word).indexOf('-') == word.length - 2;
    }

    /** The milliseconds of {@code 5-*}. */
    static long openMillis(byte[] word) {
        if (word.length > LONGEST_BYTES) {
            throw StreamErrors.invalidStreamId();
        }
        return unsigned(text(word).substring(0, word.length - 2));
    }

    private static boolean isBound(byte[] word) {
        return word.length == 1 && (word[0] == '-' || word[0] == '+');
    }

    private static StreamId parse(String text, long missingSeq) {
        if (text.length() > LONGEST_BYTES) {
            throw StreamErrors.invalidStreamId();
        }
        int dash = text.indexOf('-');
        if (dash < 0) {
            return new StreamId(unsigned(text), missingSeq);
        }
        return new StreamId(unsigned(text.substring(0, dash)), unsigned(text.substring(dash + 1)));
    }

    private static long unsigned(String word) {
        boolean plain = !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
        return plain ? magnitude(word) : unsignedOfC(word);
    }

    /** What is no plain number Redis ({@code string2ull}) gives to C's strtoull, which takes blanks and a sign before it. */
    private static long unsignedOfC(String word) {
        Matcher number = UNSIGNED.matcher(word);
        if (!number.matches() || NEGATIVE.matcher(word).matches()) {
            throw StreamErrors.invalidStreamId();
        }
        long magnitude = magnitude(number.group("digits"));
        return number.group("sign").equals("-") ? -magnitude : magnitude;
    }

    private static long magnitude(String digits) {
        if (digits.length() <= 18) {
            return Long.parseLong(digits);
        }
        BigInteger number = new BigInteger(digits);
        if (number.compareTo(MOST) > 0) {
            throw StreamErrors.invalidStreamId();
        }
        return number.longValue();
    }

    private static String text(byte[] word) {
        return new String(word, StandardCharsets.ISO_8859_1);
    }

    private static byte[] tail(byte[] word) {
        return Arrays.copyOfRange(word, 1, word.length);
    }
}
