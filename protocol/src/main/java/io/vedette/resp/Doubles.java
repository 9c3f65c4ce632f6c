package io.vedette.resp;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Floating point numbers as Redis 7.0 words them, C's {@code %.17g}, and reads them, C's {@code strtod}. */
public final class Doubles {
    private static final MathContext SEVENTEEN_DIGITS = new MathContext(17, RoundingMode.HALF_EVEN);

    /** Whole numbers below this are written without an exponent. */
    private static final double PLAIN_LIMIT = 1e17;

    /** Sign, digits, point, and zeros before it or an exponent. */
    private static final int LONGEST_TEXT = 26;

    /** Longer ones are out of the reach of short cuts. */
    private static final int MOST_EXPONENT_DIGITS = 4;

    private static final long OUT_OF_REACH = 100_000;

    private static final Pattern HEX =
            Pattern.compile("[+-]?0[xX](?:[0-9a-fA-F]+\\.?[0-9a-fA-F]*|\\.[0-9a-fA-F]+)([pP][+-]?\\d+)?");

    private Doubles() {}

    /** {@code inf}, {@code -inf}, {@code nan}, {@code 3}, {@code 0.10000000000000001}, {@code 1e+21}. */
    public static String text(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == Math.rint(value) && Math.abs(value) < PLAIN_LIMIT) {
            return value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value);
        }
        DecimalScaling.Digits known = DecimalScaling.seventeen(Math.abs(value));
        return known == DecimalScaling.Digits.UNKNOWN
                ? exactText(value)
                : text(value < 0, known.digits(), known.exponent());
    }

    private static String exactText(double value) {
        BigDecimal rounded = new BigDecimal(value).round(SEVENTEEN_DIGITS);
        int exponent = rounded.precision() - rounded.scale() - 1;
        return text(value < 0, rounded.unscaledValue().abs().longValueExact(), exponent);
    }

    /** @param exponent what the first digit stands for, as a power of ten */
    private static String text(boolean negative, long digits, int exponent) {
        long shortest = digits;
        while (shortest % 10 == 0) {
            shortest /= 10;
        }
        String number = Long.toString(shortest);
        int length = number.length();
        StringBuilder text = new StringBuilder(LONGEST_TEXT).append(negative ? "-" : "");
        if (exponent < -4 || exponent >= 17) {
            int size = Math.abs(exponent);
            text.append(number.charAt(0)).append(length > 1 ? "." : "").append(number, 1, length);
            text.append(exponent < 0 ? "e-" : "e+").append(size < 10 ? "0" : "").append(size);
        } else if (exponent < 0) {
            text.append("0.").repeat('0', -exponent - 1).append(number);
        } else if (exponent < length - 1) {
            text.append(number, 0, exponent + 1).append('.').append(number, exponent + 1, length);
        } else {
            text.append(number).repeat('0', exponent - length + 1);
        }
        return text.toString();
    }

    /**
     * A number in a client's word: decimal, hexadecimal, or an infinity, without blanks, and neither too large nor too small to
     * be held.
     *
     * @throws RespException {@code ERR value is not a valid float}
     */
    public static double parse(byte[] word) throws RespException {
        double value = word.length == 0 ? Double.NaN : read(word, 0);
        boolean tooLarge = Double.isInfinite(value) && !isInfinity(word, signed(word, 0));
        if (Double.isNaN(value) || tooLarge || value == 0 && isUnderflow(word)) {
            throw Errors.notAFloat();
        }
        return value;
    }

    /**
     * The number that stands from {@code from} to the end of the word; one that is too large is infinite, one that is too small
     * zero, and an empty rest is zero as well. NaN if something else stands there, or "nan".
     */
    public static double read(byte[] word, int from) {
        int first = signed(word, from);
        if (first == word.length) {
            return first == from ? 0 : Double.NaN;
        }
        if (word.length - first < 18 && isDigits(word, first, word.length)) {
            double number = number(word, first);
            return word[from] == '-' ? -number : number;
        }
        double size = decimal(word, first);
        if (!Double.isNaN(size)) {
            return word[from] == '-' ? -size : size;
        }
        if (isInfinity(word, first)) {
            return word[from] == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        String text = new String(word, from, word.length - from, StandardCharsets.ISO_8859_1);
        Matcher hex = HEX.matcher(text);
        return hex.matches() ? Double.parseDouble(hex.group(1) == null ? text + "p0" : text) : Double.NaN;
    }

    /** Digits with a point and an exponent, or without; NaN if something else stands there. */
    private static double decimal(byte[] word, int first) {
        long digits = 0;
        int taken = 0;
        int seen = 0;
        int point = -1;
        int at = first;
        for (; at < word.length && (word[at] >= '0' && word[at] <= '9' || word[at] == '.' && point < 0); at++) {
            if (word[at] == '.') {
                point = seen;
                continue;
            }
            seen++;
            if (taken > 0 || word[at] != '0') {
                digits = digits * 10 + (word[at] - '0'); // of no use where there are too many
                taken++;
            }
        }
        if (seen == 0) {
            return Double.NaN;
        }
        long exponent = point < 0 ? 0 : point - seen;
        if (at < word.length) {
            int power = Ascii.toLower(word[at]) == 'e' ? signed(word, at + 1) : word.length;
            if (power >= word.length || !isDigits(word, power, word.length)) {
                return Double.NaN;
            }
            long size = word.length - power > MOST_EXPONENT_DIGITS ? OUT_OF_REACH : number(word, power);
            exponent += word[at + 1] == '-' ? -size : size;
        }
        double near = taken <= DecimalScaling.MOST_DIGITS
                        && exponent >= DecimalScaling.LEAST_EXPONENT
                        && exponent <= DecimalScaling.GREATEST_EXPONENT
                ? DecimalScaling.nearest(digits, (int) exponent)
                : Double.NaN;
        return Double.isNaN(near)
                ? Double.parseDouble(new String(word, first, word.length - first, StandardCharsets.ISO_8859_1))
                : near;
    }

    private static long number(byte[] word, int from) {
        long number = 0;
        for (int i = from; i < word.length; i++) {
            number = number * 10 + (word[i] - '0');
        }
        return number;
    }

    private static int signed(byte[] word, int from) {
        return from < word.length && (word[from] == '-' || word[from] == '+') ? from + 1 : from;
    }

    private static boolean isDigits(byte[] word, int from, int to) {
        for (int i = from; i < to; i++) {
            if (word[i] < '0' || word[i] > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean isInfinity(byte[] word, int from) {
        byte[] rest = Arrays.copyOfRange(word, from, Math.min(word.length, from + 9));
        return Ascii.equalsIgnoreCase(rest, "inf") || Ascii.equalsIgnoreCase(rest, "infinity");
    }

    /** Of a word that reads as zero: true if it has another digit than 0 before its exponent. */
    private static boolean isUnderflow(byte[] word) {
        int first = signed(word, 0);
        boolean hex = word.length > first + 1 && Ascii.toLower(word[first + 1]) == 'x';
        for (int i = first + (hex ? 2 : 0); i < word.length; i++) {
            int digit = Ascii.toLower(word[i]);
            if (digit == (hex ? 'p' : 'e')) {
                return false;
            }
            if (digit != '0' && digit != '.') {
                return true;
            }
        }
        return false;
    }
}
