package io.vedette.server.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.RespException;
import java.nio.charset.StandardCharsets;
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

    private static LongDouble parse(String text) {
        return LongDouble.parse(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
