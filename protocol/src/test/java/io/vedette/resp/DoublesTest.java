package io.vedette.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoublesTest {
    private static final int NUMBERS = 30_000;

    private final RandomGenerator random = RandomGenerator.of("SplittableRandom");

    @ParameterizedTest
    @CsvSource({
        "0.1,0.10000000000000001",
        "0.5,0.5",
        "-3.25,-3.25",
        "1e17,1e+17",
        "123456789012345.6,123456789012345.59",
        "0.0001,0.0001",
        "0.00001,1.0000000000000001e-05",
        "1e21,1e+21",
        "1e300,1.0000000000000001e+300",
        "5e-324,4.9406564584124654e-324",
        "1.7976931348623157e308,1.7976931348623157e+308",
        "2.5e-5,2.5000000000000001e-05",
        "9007199254740993.5,9007199254740994",
        "1.9999999999999999999,2",
        "-0,-0"
    })
    void aNumberIsWordedAsByRedis(String number, String text) {
        assertEquals(text, Doubles.text(Doubles.parse(bytes(number))));
    }

    @Test
    void anyNumberHasTheDigitsThatExactArithmeticGives() {
        for (int i = 0; i < NUMBERS; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertDigits(value);
            }
            assertDigits(random.nextDouble());
            assertDigits(random.nextInt(1_000_000) / 1000.0);
            assertDigits(random.nextLong(1L << 53) * 0.5); // many lie in the middle between two texts
            assertDigits(random.nextLong() / 1024.0);
        }
    }

    private static void assertDigits(double value) {
        BigDecimal exact = new BigDecimal(value).round(new MathContext(17, RoundingMode.HALF_EVEN));
        assertEquals(0, exact.compareTo(new BigDecimal(Doubles.text(value))), () -> Double.toString(value));
    }

    @Test
    void anyTextIsReadAsTheNumberThatIsNearest() {
        for (int i = 0; i < NUMBERS; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertNearest(Double.toString(value).replace("E", "e"));
                // the middle between two numbers and what is beside it
                BigDecimal middle =
                        new BigDecimal(value).add(new BigDecimal(Math.ulp(value)).multiply(new BigDecimal("0.5")));
                assertNearest(middle.round(new MathContext(18)).toString());
            }
            assertNearest(random.nextLong(1_000_000_000_000_000_000L) + "e" + (random.nextInt(640) - 340));
            assertNearest(random.nextInt(100_000) + "." + random.nextInt(1_000_000));
            assertNearest("-." + random.nextLong(Long.MAX_VALUE) + random.nextInt(1000));
            assertNearest((1L << 53) + 2 * random.nextLong(1L << 40) + 1 + ".0"); // in the middle
        }
    }

    private static void assertNearest(String text) {
        assertEquals(Double.parseDouble(text), Doubles.read(bytes(text), 0), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ".", "+", "1e", "1e+", "1.2.3", "e5", "1 ", " 1", "1x", "nan", "0x", "1e5.0", "--1", "1e400",
                "1e-400"
            })
    void whatIsNoNumberIsRefused(String word) {
        assertThrows(RespException.class, () -> Doubles.parse(bytes(word)));
    }

    @Test
    void allFormsOfANumberAreTaken() {
        for (String word :
                List.of("5", "5.", "5.0", "+5", "05.00", "50e-1", "0.5E1", "0x5", "0xAp-1", "5e0000000000")) {
            assertEquals(5, Doubles.parse(bytes(word)), word);
        }
        for (String word : List.of("-inf", "-Infinity", "-INF")) {
            assertEquals(Double.NEGATIVE_INFINITY, Doubles.parse(bytes(word.toLowerCase(Locale.ROOT))), word);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
