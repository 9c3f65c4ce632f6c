package io.vedette.resp;

import java.math.BigInteger;

/**
 * From decimal digits to the nearest double, and from a double to its first seventeen digits, by one multiplication with a power of ten
 * of which 128 bits are known. What is cut off of the power leaves the product unsure by less than four in its last place: where
 * that could decide how to round, nothing is said, and the caller takes arithmetic that is exact and slow. That is hardly ever so. (The idea is
 * Eisel's and Lemire's; their proof that less is enough is not needed where one may say nothing.)
 */
final class DecimalScaling {
    /** Digits that {@link #nearest} takes: any number of so many fits a long. */
    static final int MOST_DIGITS = 18;

    /** Beyond these numbers there may be none that is held in full precision. */
    static final int LEAST_EXPONENT = -300;

    static final int GREATEST_EXPONENT = 280;

    private static final long SMALLEST_OF_SEVENTEEN = 10_000_000_000_000_000L;
    private static final int SEVENTEEN_LESS_ONE = 16;
    private static final double LEAST = 1e-290;
    private static final double GREATEST = 1e290;
    private static final int MANTISSA_BITS = 53;
    private static final int FRACTION_BITS = MANTISSA_BITS - 1;
    /** Of a double, of its mantissa as a whole number. */
    private static final int EXPONENT_BIAS = 1075;

    /** How far from the middle between two numbers the product must be. */
    private static final long UNSURE = -4;

    private static final int TABLE_FROM = -350;
    /** Made when they are needed: few are. A record's fields are seen whole by any thread, so it does not matter which one makes it. */
    private static final Power[] POWERS = new Power[701];

    private DecimalScaling() {}

    /** {@code 10^q} is at least {@code (high * 2^64 + low) * 2^exponent}, and less than with {@code low + 1}; the first bit is set. */
    private record Power(long high, long low, int exponent) {
        static Power of(int q) {
            Power known = POWERS[q - TABLE_FROM];
            if (known == null) {
                known = make(q);
                POWERS[q - TABLE_FROM] = known;
            }
            return known;
        }

        private static Power make(int q) {
            BigInteger power = BigInteger.TEN.pow(Math.abs(q));
            int exponent = power.bitLength() - 128;
            BigInteger top = power.shiftRight(exponent);
            if (q < 0) {
                exponent = -127 - power.bitLength();
                top = BigInteger.ONE.shiftLeft(-exponent).divide(power);
            }
            return new Power(top.shiftRight(64).longValue(), top.longValue(), exponent);
        }
    }

    /** Decimal digits: {@code digits} is 17 of them, the first stands for {@code 10^exponent}; or {@link #UNKNOWN}. */
    record Digits(long digits, int exponent) {
        static final Digits UNKNOWN = new Digits(0, 0);
    }

    /**
     * The double that is nearest to {@code digits * 10^exponent}; NaN if that is not known.
     *
     * @param digits of {@value #MOST_DIGITS} digits at most, not negative
     * @param exponent between {@value #LEAST_EXPONENT} and {@value #GREATEST_EXPONENT}
     */
    static double nearest(long digits, int exponent) {
        if (digits == 0) {
            return 0;
        }
        Power power = Power.of(exponent);
        int shift = Long.numberOfLeadingZeros(digits);
        long factor = digits << shift;
        long middle = factor * power.high;
        long carry = Math.unsignedMultiplyHigh(factor, power.low);
        long high = Math.unsignedMultiplyHigh(factor, power.high);
        middle += carry;
        high += Long.compareUnsigned(middle, carry) < 0 ? 1 : 0;
        int up = high < 0 ? 0 : 1;
        if (up == 1) {
            high = high << 1 | middle >>> 63;
            middle <<= 1;
        }
        int restBits = Long.SIZE - MANTISSA_BITS;
        if (isUnsure(high, middle, restBits)) {
            return Double.NaN;
        }
        long mantissa = (high >>> restBits) + (high >>> restBits - 1 & 1);
        return Math.scalb((double) mantissa, restBits + 2 * Long.SIZE - up + power.exponent - shift);
    }

    /** The first seventeen digits of a positive number, rounded. */
    static Digits seventeen(double value) {
        if (value < LEAST || value > GREATEST) {
            return Digits.UNKNOWN;
        }
        long bits = Double.doubleToRawLongBits(value);
        long mantissa = bits & (1L << FRACTION_BITS) - 1 | 1L << FRACTION_BITS;
        int binary = (int) (bits >>> FRACTION_BITS) - EXPONENT_BIAS;
        int exponent = (int) Math.floor((binary + FRACTION_BITS) * Math.log10(2));
        while (true) { // twice at most: the estimate is one too small now and then
            long digits = scaled(mantissa, binary, SEVENTEEN_LESS_ONE - exponent);
            if (digits < 0) {
                return Digits.UNKNOWN;
            }
            if (digits >= SMALLEST_OF_SEVENTEEN && digits < 10 * SMALLEST_OF_SEVENTEEN) {
                return new Digits(digits, exponent);
            }
            exponent += digits < SMALLEST_OF_SEVENTEEN ? -1 : 1;
        }
    }

    /** {@code mantissa * 2^binary * 10^q} as the nearest whole number, of 53 to 60 bits; negative if that is not known. */
    private static long scaled(long mantissa, int binary, int q) {
        Power power = Power.of(q);
        int shift = Long.SIZE - MANTISSA_BITS;
        long factor = mantissa << shift;
        long middle = factor * power.high;
        long carry = Math.unsignedMultiplyHigh(factor, power.low);
        long high = Math.unsignedMultiplyHigh(factor, power.high);
        middle += carry;
        high += Long.compareUnsigned(middle, carry) < 0 ? 1 : 0;
        int restBits = -(2 * Long.SIZE + power.exponent + binary - shift);
        return isUnsure(high, middle, restBits) ? -1 : (high >>> restBits) + (high >>> restBits - 1 & 1);
    }

    /** Whether what is behind the whole number, the last bits of {@code high} and all of {@code middle}, is just below one half, or one half. */
    private static boolean isUnsure(long high, long middle, int restBits) {
        long half = 1L << restBits - 1;
        long rest = high & 2 * half - 1;
        return rest == half - 1 && Long.compareUnsigned(middle, UNSURE) >= 0 || rest == half && middle == 0;
    }
}
