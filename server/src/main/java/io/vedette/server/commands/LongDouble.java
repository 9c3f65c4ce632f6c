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
 * bits. Java has no such type and {@code double} would give other digits, so each result is worked out exactly and then
 * rounded to 64 significant bits, to the nearest, ties to even.
 *
 * <p>Finite numbers hold their exact value; one that leaves the range of the type is infinite.
 */
final class LongDouble {
    private static final int SIGNIFICAND_BITS = 64;

    /** The largest exponent of ten that the type can hold: 1.18e4932. */
    private static final int LARGEST_EXPONENT = 4932;

    private static final BigDecimal LARGEST = new BigDecimal(
                    BigInteger.ONE.shiftLeft(SIGNIFICAND_BITS).subtract(BigInteger.ONE))
            .multiply(new BigDecimal(BigInteger.ONE.shiftLeft(16384 - SIGNIFICAND_BITS)));

    /** Below the smallest subnormal number a text other than zero cannot be held: 3.6e-4951. */
    private static final int SMALLEST_EXPONENT = -4951;

    /** Longest text that Redis looks at. */
    private static final int LONGEST_TEXT = 5 * 1024 - 1;

    /** Digits behind the point, as in C's {@code %.17Lf}. */
    private static final int FRACTION_DIGITS = 17;

    private static final Pattern DECIMAL = Pattern.compile("([+-]?)(\\d+\\.?\\d*|\\.\\d+)(?:[eE]([+-]?\\d+))?");
    private static final Pattern HEX =
            Pattern.compile("([+-]?)0[xX]([0-9a-fA-F]*)(?:\\.([0-9a-fA-F]*))?(?:[pP]([+-]?\\d+))?");
    private static final Pattern INFINITE = Pattern.compile("[+-]?inf(inity)?", Pattern.CASE_INSENSITIVE);

    private final BigDecimal value;
    private final boolean finite;

    private LongDouble(BigDecimal value, boolean finite) {
        this.value = value;
        this.finite = finite;
    }

    /** @throws io.vedette.resp.RespException {@code ERR value is not a valid float} */
    static LongDouble parse(byte[] word) {
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
            return new LongDouble(BigDecimal.ZERO, false);
        }
        throw Errors.notAFloat();
    }

    LongDouble plus(LongDouble other) {
        if (!finite || !other.finite) {
            return new LongDouble(BigDecimal.ZERO, false);
        }
        BigDecimal sum = nearest(value.add(other.value));
        return new LongDouble(sum, sum.abs().compareTo(LARGEST) <= 0);
    }

    /** The number itself; 0 if it is not finite. */
    BigDecimal exact() {
        return value;
    }

    boolean isFinite() {
        return finite;
    }

    /** The number with up to 17 digits behind the point and no zeros at the end. */
    String text() {
        BigDecimal shown = value.setScale(FRACTION_DIGITS, RoundingMode.HALF_EVEN);
        return shown.signum() == 0 ? "0" : shown.stripTrailingZeros().toPlainString();
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
            return new LongDouble(BigDecimal.ZERO, true);
        }
        long exponent = (long) exact.precision() - exact.scale() - 1;
        if (exponent > LARGEST_EXPONENT || exponent < SMALLEST_EXPONENT) {
            throw Errors.notAFloat();
        }
        BigDecimal nearest = nearest(exact);
        if (nearest.abs().compareTo(LARGEST) > 0) {
            throw Errors.notAFloat();
        }
        return new LongDouble(nearest, true);
    }

    /** The nearest number with 64 significant bits. */
    private static BigDecimal nearest(BigDecimal exact) {
        if (exact.signum() == 0) {
            return BigDecimal.ZERO;
        }
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
        if (half > 0 || half == 0 && significand.testBit(0)) {
            significand = significand.add(BigInteger.ONE);
        }
        BigDecimal value = exponent >= 0
                ? new BigDecimal(significand.shiftLeft(exponent))
                : divideByPowerOfTwo(significand, -exponent);
        return exact.signum() < 0 ? value.negate() : value;
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
