package io.vedette.server.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.RespException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected sums are answers of Redis 7.0.15 on x86-64. */
class LongDoubleTest {
    @ParameterizedTest
    @CsvSource({
        "3, 1.1, 4.1",
        "0.1, 0.2, 0.3",
        "1e15, 0.1, 1000000000000000.0999755859375",
        "1000000000000000.0999755859375, 1e-18, 1000000000000000.0999755859375",
        "5, 0x10, 21",
        "10.5, 0x1.8p1, 13.5",
        "5, +.5, 5.5",
        "5.5, 5., 10.5",
        "1, -1, 0",
        "-0.5, 0.5, 0",
        "17179869184, 1.5, 17179869185.5",
        "9223372036854775807, 1, 9223372036854775808",
        "18446744073709551615, 1, 18446744073709551616",
        "18446744073709551616, 1, 18446744073709551616",
        "0.00000000000000001, 0, 0.00000000000000001",
        "0.000000000000000001, 0, 0",
    })
    void sumsAreThoseOfALongDouble(String a, String b, String sum) {
        assertEquals(sum, parse(a).plus(parse(b)).text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " 1", "1 ", "abc", "nan", "1e4933", "1e-5000", "0x", "1e", ".", "+", "--1", "1e99999999999"})
    void whatIsNoNumberOrOutOfRangeIsRefused(String text) {
        assertThrows(RespException.class, () -> parse(text));
    }

    @Test
    void infinityIsANumberThatCannotBeAnswered() {
        assertFalse(parse("inf").plus(parse("1")).isFinite());
        assertFalse(parse("-Infinity").isFinite());
        assertTrue(parse("1e4932").isFinite());
        assertFalse(parse("1.18e4932").plus(parse("1.18e4932")).isFinite());
    }

    /** Of all lengths, near each other and far apart, so that digits cancel out, ties come and the shorter ways meet the longer ones. */
    @Test
    void numbersAndTheirSumsAreTheExactOnesRoundedTo64Bits() {
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            String a = number(random);
            String b = random.nextInt(4) == 0 ? close(a, random) : number(random);
            BigDecimal roundedA = nearest(new BigDecimal(a));
            BigDecimal roundedB = nearest(new BigDecimal(b));
            BigDecimal sum = nearest(roundedA.add(roundedB));
            assertEquals(0, roundedA.compareTo(parse(a).exact()), a);
            assertEquals(0, sum.compareTo(parse(a).plus(parse(b)).exact()), () -> a + " + " + b);
            assertEquals(shown(sum), parse(a).plus(parse(b)).text(), () -> a + " + " + b);
        }
    }

    private static String number(Random random) {
        if (random.nextInt(4) == 0) { // dyadic: sums that lie between two numbers
            BigDecimal number = new BigDecimal(new BigInteger(1 + random.nextInt(70), random))
                    .multiply(new BigDecimal(BigInteger.ONE.shiftLeft(random.nextInt(40))))
                    .divide(new BigDecimal(BigInteger.ONE.shiftLeft(random.nextInt(90))));
            return (random.nextBoolean() ? number : number.negate()).toPlainString();
        }
        int digits = 1 + random.nextInt(random.nextInt(10) == 0 ? 30 : 19);
        String text = new BigInteger(4 * digits, random).toString();
        text = text.substring(0, Math.min(digits, text.length()));
        int point = random.nextInt(text.length() + 1);
        text = switch (random.nextInt(4)) {
            case 0 -> text;
            case 1 -> "0." + "0".repeat(random.nextInt(8)) + text;
            default -> text.substring(0, point) + "." + text.substring(point);
        };
        text = text.equals(".") ? "0" : text;
        return (random.nextBoolean() ? "" : "-")
                + text
                + (random.nextInt(8) == 0 ? "e" + (random.nextInt(80) - 40) : "");
    }

    private static String close(String number, Random random) {
        BigDecimal value = nearest(new BigDecimal(number)).negate();
        return value.add(value.ulp().multiply(BigDecimal.valueOf(random.nextInt(5) - 2)))
                .toPlainString();
    }

    private static BigDecimal nearest(BigDecimal exact) {
        if (exact.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal two = BigDecimal.TWO;
        BigDecimal scale = BigDecimal.ONE;
        BigDecimal most = new BigDecimal(BigInteger.ONE.shiftLeft(64));
        BigDecimal least = new BigDecimal(BigInteger.ONE.shiftLeft(63));
        BigDecimal half = new BigDecimal("0.5");
        BigDecimal size = exact.abs();
        while (size.compareTo(most) >= 0) {
            size = size.multiply(half);
            scale = scale.multiply(two);
        }
        while (size.compareTo(least) < 0) {
            size = size.multiply(two);
            scale = scale.multiply(half);
        }
        BigDecimal rounded = size.setScale(0, RoundingMode.HALF_EVEN).multiply(scale);
        return exact.signum() < 0 ? rounded.negate() : rounded;
    }

    private static String shown(BigDecimal number) {
        BigDecimal rounded = number.setScale(17, RoundingMode.HALF_EVEN);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    private static LongDouble parse(String text) {
        return LongDouble.parse(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
