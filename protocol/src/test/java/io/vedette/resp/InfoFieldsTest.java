package io.vedette.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InfoFieldsTest {
    @Test
    void decimalsAreThoseOfAFormatter() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(20));
            int digits = 2 + random.nextInt(2);
            double printed = Double.parseDouble(InfoFields.decimal(value, digits));
            double expected = Double.parseDouble(String.format(Locale.ROOT, "%." + digits + "f", value));
            assertEquals(expected, printed, 1.01 * Math.pow(10, -digits), "as near as rounding goes");
            assertEquals(
                    digits, InfoFields.decimal(value, digits).split("\\.")[1].length());
        }
        assertEquals("0.00", InfoFields.decimal(0));
        assertEquals("1.05", InfoFields.decimal(1.05));
        assertEquals("-12.30", InfoFields.decimal(-12.3));
        assertEquals("0.00", InfoFields.decimal(-0.001));
        assertEquals("NaN", InfoFields.decimal(Double.NaN));
        assertEquals("1.50M", InfoFields.human(3 << 19));
    }
}
