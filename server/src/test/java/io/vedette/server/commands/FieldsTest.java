package io.vedette.server.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FieldsTest {
    @Test
    void decimalsAreThoseOfAFormatter() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(20));
            int digits = 2 + random.nextInt(2);
            double printed = Double.parseDouble(Fields.decimal(value, digits));
            double expected = Double.parseDouble(String.format(Locale.ROOT, "%." + digits + "f", value));
            assertEquals(expected, printed, 1.01 * Math.pow(10, -digits), "as near as rounding goes");
            assertEquals(digits, Fields.decimal(value, digits).split("\\.")[1].length());
        }
        assertEquals("0.00", Fields.decimal(0));
        assertEquals("1.05", Fields.decimal(1.05));
        assertEquals("-12.30", Fields.decimal(-12.3));
        assertEquals("0.00", Fields.decimal(-0.001));
        assertEquals("NaN", Fields.decimal(Double.NaN));
        assertEquals("1.50M", Fields.human(3 << 19));
    }
}
