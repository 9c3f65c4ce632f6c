package io.vedette.server.commands;

import io.vedette.resp.Errors;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number as Redis counts in INCRBYFLOAT and HINCRBYFLOAT: C's {@code long double} on x86, which has a significand of 64
 * bits. Java has no such type and {@code double} would give other digits, so this is that type: each result is the exact one,
 * rounded to 64 significant bits, to the nearest, ties to even. What counters hold, decimal digits that fit in a {@code long}, is read,
 * added and written with 128 bits; all else goes by way of exact decimals.
 *
 * <p>Exponents are not bounded below, as those of the type are; one that leaves its range above is infinite.
 */
final class LongDouble {
    private static final int SIGNIFICAND_BITS = 64;

    /** The largest exponent of ten that the type can hold: 1.18e4932. */
    private static final int LARGEST_EXPONENT = 4932;

    /** The largest exponent of two of a significand that is a whole number. */
    private static final int LARGEST_POWER = 16384 - SIGNIFICAND_BITS;

    /** Below the smallest subnormal number a text other than zero cannot be held: 3.6e-4951. */
    private static final int SMALLEST_EXPONENT = -4951;

    /** Longest text that Redis looks at. */
    private static final int LONGEST_TEXT = 5 * 1024 - 1;

    /** Digits behind the point, as in C's {@code %.17Lf}. */
    private static final int FRACTION_DIGITS = 17;

    private static final long FRACTION_UNITS = 100_000_000_000_000_000L;

    /** So many decimal digits fit in a {@code long} in any case. */
    private static final int SHORT_DIGITS = 18;

    private static final long[] POWERS_OF_TEN = new long[SHORT_DIGITS + 1];

    static {
        POWERS_OF_TEN[0] = 1;
        for (int i = 1; i < POWERS_OF_TEN.length; i++) {
            POWERS_OF_TEN[i] = POWERS_OF_TEN[i - 1] * 10;
        }
    }

    private static final Pattern DECIMAL = Pattern.compile("([+-]?)(\\d+\\.?\\d*|\\.\\d+)(?:[eE]([+-]?\\d+))?");
    private static final Pattern HEX =
            Pattern.compile("([+-]?)0[xX]([0-9a-fA-F]*)(?:\\.([0-9a-fA-F]*))?(?:[pP]([+-]?\\d+))?");
    private static final Pattern INFINITE = Pattern.compile("[+-]?inf(inity)?", Pattern.CASE_INSENSITIVE);

    private static final LongDouble ZERO = new LongDouble(false, 0, 0, true);
    private static final LongDouble INFINITY = new LongDouble(false, 0, 0, false);

    private final boolean negative;
    /** Unsigned; its highest bit is set, unless it is 0. */
    private final long significand;
    /** The number is the significand times 2 to this power. */
    private final int power;

    private final boolean finite;

    private LongDouble(boolean negative, long significand, int power, boolean finite) {
        this.negative = negative;
        this.significand = significand;
        this.power = power;
        this.finite = finite;
    }

    /** @throws io.vedette.resp.RespException {@code ERR value is not a valid float} */
    static LongDouble parse(byte[] word) {
        int point = pointOfShort(word);
        return point < 0 ? parseAny(word) : parseShort(word, point);
    }

    private static LongDouble parseAny(byte[] word) {
        String text = new String(word, StandardCharsets.ISO_8859_1);
        if (text.length() > LONGEST_TEXT) {
            throw Errors.notAFloat();
        }
        Matcher decimal = DECIMAL.matcher(text);
        if (decimal.matches()) {
            return rounded(decimal(decimal));
        }
        Matcher hex = HEX.matcher(text);
        if (hex.matches()) {
            return rounded(hex(hex));
        }
        if (INFINITE.matcher(text).matches()) {
            return INFINITY;
        }
        throw Errors.notAFloat();
    }

    /**
     * Where the point of a plain decimal number stands whose digits fit in a {@code long}: the length where it has none; -1 if it is anything else.
     */
    private static int pointOfShort(byte[] word) {
        int digitsFrom = word.length > 0 && word[0] == '-' ? 1 : 0;
        int point = word.length;
        for (int i = digitsFrom; i < word.length; i++) {
            if (word[i] == '.' && point == word.length) {
                point = i;
            } else if (word[i] < '0' || word[i] > '9') {
                return -1;
            }
        }
        int digits = word.length - digitsFrom - (point < word.length ? 1 : 0);
        return digits > 0 && digits <= SHORT_DIGITS ? point : -1;
    }

    private static LongDouble parseShort(byte[] word, int point) {
        long digits = 0;
        for (byte character : word) {
            if (character >= '0') { // neither the sign nor the point
                digits = digits * 10 + character - '0';
            }
        }
        int decimals = Math.max(0, word.length - point - 1);
        return divided(word[0] == '-', digits, POWERS_OF_TEN[decimals]);
    }

    /** A fraction of numbers from 0 on. */
    private static LongDouble divided(boolean negative, long numerator, long denominator) {
        if (numerator == 0) {
            return ZERO;
        }
        int up = Long.numberOfLeadingZeros(numerator);
        long high = numerator << up;
        if (denominator == 1) {
            return new LongDouble(negative, high, -up, true);
        }
        int divisorUp = Long.numberOfLeadingZeros(denominator);
        long divisor = denominator << divisorUp;
        long low = 0;
        int power = divisorUp - up - Long.SIZE;
        if (Long.compareUnsigned(high, divisor) >= 0) { // the quotient would have 65 bits
            low = high << Long.SIZE - 1;
            high >>>= 1;
            power++;
        }
        long quotient = quotient(high, low, divisor);
        // What the two halves leave fits in 64 bits, so those above are of no interest.
        long rest = low - quotient * divisor;
        // Below the divisor; twice as much may not fit.
        long missing = divisor - rest;
        int half = Long.compareUnsigned(rest, missing);
        boolean roundsUp = half > 0 || half == 0 && (quotient & 1) != 0;
        return incremented(negative, quotient, power, roundsUp);
    }

    /**
     * 128 bits by 64, unsigned: two digits of 32 bits each, estimated by the upper half of the divisor and corrected (Knuth, The Art of Computer
     * Programming 2, 4.3.1, algorithm D).
     *
     * @param high less than {@code divisor}, whose highest bit is set
     */
    private static long quotient(long high, long low, long divisor) {
        long upper = digit(high, low >>> 32, divisor);
        long rest = (high << 32 | low >>> 32) - upper * divisor;
        long lower = digit(rest, low & 0xffffffffL, divisor);
        return (upper << 32) + lower;
    }

    /** The digit of {@code (rest * 2^32 + next) / divisor}. */
    private static long digit(long rest, long next, long divisor) {
        long divisorHigh = divisor >>> 32;
        long divisorLow = divisor & 0xffffffffL;
        long digit = Long.divideUnsigned(rest, divisorHigh);
        long left = rest - digit * divisorHigh;
        while (digit >>> 32 != 0 || Long.compareUnsigned(digit * divisorLow, left << 32 | next) > 0) {
            digit--;
            left += divisorHigh;
            if (left >>> 32 != 0) {
                break;
            }
        }
        return digit;
    }

    private static LongDouble incremented(boolean negative, long significand, int power, boolean increment) {
        if (!increment) {
            return new LongDouble(negative, significand, power, true);
        }
        return significand == -1L
                ? new LongDouble(negative, Long.MIN_VALUE, power + 1, true)
                : new LongDouble(negative, significand + 1, power, true);
    }

    LongDouble plus(LongDouble other) {
        if (!finite || !other.finite) {
            return INFINITY;
        }
        if (significand == 0) {
            return other;
        }
        if (other.significand == 0) {
            return this;
        }
        boolean larger = power > other.power
                || power == other.power && Long.compareUnsigned(significand, other.significand) >= 0;
        LongDouble sum = larger ? sum(this, other) : sum(other, this);
        return sum.power > LARGEST_POWER ? INFINITY : sum;
    }

    /** @param a not smaller than {@code b}, signs aside */
    private static LongDouble sum(LongDouble a, LongDouble b) {
        int distance = a.power - b.power;
        // The smaller one in the scale of the larger, with 64 bits below; what is lost even there is kept as a last bit
        // that is set.
        long high = distance == 0 ? b.significand : distance < Long.SIZE ? b.significand >>> distance : 0;
        long low = 0;
        if (distance > 2 * Long.SIZE - 2) {
            low = 1;
        } else if (distance > Long.SIZE) {
            int down = distance - Long.SIZE;
            low = b.significand >>> down;
            low |= low << down == b.significand ? 0 : 1;
        } else if (distance > 0) {
            low = b.significand << Long.SIZE - distance;
        }
        return a.negative == b.negative ? added(a, high, low) : subtracted(a, high, low);
    }

    private static LongDouble added(LongDouble a, long high, long low) {
        long sum = a.significand + high;
        if (Long.compareUnsigned(sum, high) >= 0) {
            return nearest(a.negative, sum, low, a.power);
        }
        long lower = sum << Long.SIZE - 1 | low >>> 1 | low & 1;
        return nearest(a.negative, sum >>> 1 | Long.MIN_VALUE, lower, a.power + 1);
    }

    private static LongDouble subtracted(LongDouble a, long high, long low) {
        long difference = a.significand - high - (low == 0 ? 0 : 1);
        long lower = -low;
        if (difference == 0 && lower == 0) {
            return ZERO;
        }
        int power = a.power;
        if (difference == 0) {
            difference = lower;
            lower = 0;
            power -= Long.SIZE;
        }
        int up = Long.numberOfLeadingZeros(difference);
        if (up > 0) {
            difference = difference << up | lower >>> Long.SIZE - up;
            lower <<= up;
            power -= up;
        }
        return nearest(a.negative, difference, lower, power);
    }

    private static LongDouble nearest(boolean negative, long significand, long below, int power) {
        boolean up = below < 0 && (below != Long.MIN_VALUE || (significand & 1) != 0);
        return incremented(negative, significand, power, up);
    }

    /** The number itself; 0 if it is not finite. */
    BigDecimal exact() {
        BigInteger number = new BigInteger(Long.toUnsignedString(significand));
        BigDecimal value = power >= 0 ? new BigDecimal(number.shiftLeft(power)) : divideByPowerOfTwo(number, -power);
        return negative ? value.negate() : value;
    }

    boolean isFinite() {
        return finite;
    }

    /** The number with up to 17 digits behind the point and no zeros at the end. */
    String text() {
        int binaries = -power;
        if (binaries < 0 || binaries >= 2 * Long.SIZE) {
            BigDecimal shown = exact().setScale(FRACTION_DIGITS, RoundingMode.HALF_EVEN);
            return shown.signum() == 0 ? "0" : shown.stripTrailingZeros().toPlainString();
        }
        long whole = binaries == 0 ? significand : binaries < Long.SIZE ? significand >>> binaries : 0;
        long fraction = binaries < Long.SIZE ? significand & (1L << binaries) - 1 : significand;
        long units = units(fraction, binaries);
        if (units == FRACTION_UNITS) {
            whole++;
            units = 0;
        }
        return whole == 0 && units == 0 ? "0" : text(whole, units);
    }

    /** A fraction of {@code 2^binaries} in units of the last digit, rounded to the nearest, ties to even. */
    private static long units(long fraction, int binaries) {
        if (fraction == 0) {
            return 0;
        }
        long high = Math.unsignedMultiplyHigh(fraction, FRACTION_UNITS);
        long low = fraction * FRACTION_UNITS;
        long units;
        long rest; // what is cut off, its first bit at the top
        boolean more; // and whether there is something behind that
        if (binaries < Long.SIZE) {
            units = high << Long.SIZE - binaries | low >>> binaries;
            rest = low << Long.SIZE - binaries;
            more = false;
        } else if (binaries == Long.SIZE) {
            units = high;
            rest = low;
            more = false;
        } else {
            int down = binaries - Long.SIZE;
            units = high >>> down;
            rest = high << Long.SIZE - down | low >>> down;
            more = low << Long.SIZE - down != 0;
        }
        boolean up = rest < 0 && (rest != Long.MIN_VALUE || more || (units & 1) != 0);
        return up ? units + 1 : units;
    }

    private String text(long whole, long units) {
        StringBuilder text = new StringBuilder(2 * FRACTION_DIGITS + 4);
        if (negative) {
            text.append('-');
        }
        text.append(Long.toUnsignedString(whole));
        if (units != 0) {
            int point = text.length();
            // The 1 in front keeps the zeros behind the point; the point takes its place.
            text.append(FRACTION_UNITS + units).setCharAt(point, '.');
            int end = text.length();
            while (text.charAt(end - 1) == '0') {
                end--;
            }
            text.setLength(end);
        }
        return text.toString();
    }

    private static BigDecimal decimal(Matcher parts) {
        BigDecimal digits = new BigDecimal(parts.group(1) + parts.group(2));
        if (parts.group(3) == null || digits.signum() == 0) {
            return digits;
        }
        return digits.scaleByPowerOfTen(exponent(parts.group(3)));
    }

    private static BigDecimal hex(Matcher parts) {
        String fraction = parts.group(3) == null ? "" : parts.group(3);
        String digits = parts.group(2) + fraction;
        if (digits.isEmpty()) {
            throw Errors.notAFloat();
        }
        BigInteger significand = new BigInteger(digits, 16);
        int power = (parts.group(4) == null ? 0 : exponent(parts.group(4))) - 4 * fraction.length();
        BigDecimal scaled = power >= 0
                ? new BigDecimal(significand.shiftLeft(Math.min(power, 1 << 16)))
                : divideByPowerOfTwo(significand, Math.min(-power, 1 << 16));
        return parts.group(1).equals("-") ? scaled.negate() : scaled;
    }

    /** An exponent, bounded so that it cannot make a number of a size that nobody can hold. */
    private static int exponent(String digits) {
        long bound = 1_000_000;
        try {
            return (int) Math.clamp(Long.parseLong(digits), -bound, bound);
        } catch (NumberFormatException beyondLong) {
            return (int) (digits.startsWith("-") ? -bound : bound);
        }
    }

    private static LongDouble rounded(BigDecimal exact) {
        if (exact.signum() == 0) {
            return ZERO;
        }
        long exponent = (long) exact.precision() - exact.scale() - 1;
        if (exponent > LARGEST_EXPONENT || exponent < SMALLEST_EXPONENT) {
            throw Errors.notAFloat();
        }
        LongDouble nearest = nearest(exact);
        if (nearest.power > LARGEST_POWER) {
            throw Errors.notAFloat();
        }
        return nearest;
    }

    /** The nearest number with 64 significant bits to one that is not 0. */
    private static LongDouble nearest(BigDecimal exact) {
        BigInteger numerator = exact.unscaledValue().abs();
        BigInteger denominator = BigInteger.ONE;
        if (exact.scale() > 0) {
            denominator = BigInteger.TEN.pow(exact.scale());
        } else {
            numerator = numerator.multiply(BigInteger.TEN.pow(-exact.scale()));
        }
        // Chosen so that the quotient has 64 or 65 bits; with 65 it is one too many and the exponent goes up.
        int exponent = numerator.bitLength() - denominator.bitLength() - SIGNIFICAND_BITS;
        if (quotient(numerator, denominator, exponent).bitLength() > SIGNIFICAND_BITS) {
            exponent++;
        }
        BigInteger[] parts = scaled(numerator, denominator, exponent);
        BigInteger significand = parts[0].divide(parts[1]);
        int half =
                parts[0].subtract(significand.multiply(parts[1])).shiftLeft(1).compareTo(parts[1]);
        boolean up = half > 0 || half == 0 && significand.testBit(0);
        return incremented(exact.signum() < 0, significand.longValue(), exponent, up);
    }

    private static BigInteger quotient(BigInteger numerator, BigInteger denominator, int exponent) {
        BigInteger[] parts = scaled(numerator, denominator, exponent);
        return parts[0].divide(parts[1]);
    }

    /** Numerator and denominator of the fraction divided by 2^exponent. */
    private static BigInteger[] scaled(BigInteger numerator, BigInteger denominator, int exponent) {
        return exponent >= 0
                ? new BigInteger[] {numerator, denominator.shiftLeft(exponent)}
                : new BigInteger[] {numerator.shiftLeft(-exponent), denominator};
    }

    /** Exact: a division by 2^n is a multiplication by 5^n and a shift of the point. */
    private static BigDecimal divideByPowerOfTwo(BigInteger number, int power) {
        return new BigDecimal(number.multiply(BigInteger.valueOf(5).pow(power)), power);
    }
}
