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

    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

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
        BigDecimal rounded = new BigDecimal(value).round(SEVENTEEN_DIGITS).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        return exponent < -4 || exponent >= 17 ? withExponent(rounded, exponent) : rounded.toPlainString();
    }

    private static String withExponent(BigDecimal number, int exponent) {
        String digits = number.unscaledValue().abs().toString();
        int size = Math.abs(exponent);
        return (number.signum() < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + (size < 10 ? "0" : "")
                + size;
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
            long number = 0;
            for (int i = first; i < word.length; i++) {
                number = number * 10 + (word[i] - '0');
            }
            return word[from] == '-' ? -(double) number : number;
        }
        if (isInfinity(word, first)) {
            return word[from] == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        String text = new String(word, from, word.length - from, StandardCharsets.ISO_8859_1);
        if (DECIMAL.matcher(text).matches()) {
            return Double.parseDouble(text);
        }
        Matcher hex = HEX.matcher(text);
        return hex.matches() ? Double.parseDouble(hex.group(1) == null ? text + "p0" : text) : Double.NaN;
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
