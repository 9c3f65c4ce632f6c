package io.vedette.config;

import java.util.Locale;
import java.util.OptionalLong;

/** Sizes in bytes as configuration writes them: {@code 1k} is 1000, {@code 1kb} 1024; {@code m}, {@code mb}, {@code g}, {@code gb} likewise. */
public final class MemorySize {
    private MemorySize() {}

    /** The number of bytes; nothing if the word is no size. Without digits it is 0, as for Redis, and the most is what 63 bits hold. */
    public static OptionalLong parse(String word) {
        int digits = 0;
        while (digits < word.length() && word.charAt(digits) >= '0' && word.charAt(digits) <= '9') {
            digits++;
        }
        long unit = switch (word.substring(digits).toLowerCase(Locale.ROOT)) {
            case "", "b" -> 1;
            case "k" -> 1000;
            case "kb" -> 1024;
            case "m" -> 1000_000;
            case "mb" -> 1024 * 1024;
            case "g" -> 1000_000_000;
            case "gb" -> 1024 * 1024 * 1024;
            default -> 0;
        };
        if (unit == 0) {
            return OptionalLong.empty();
        }
        if (digits == 0) {
            return OptionalLong.of(0);
        }
        try {
            return OptionalLong.of(Math.multiplyExact(Long.parseLong(word.substring(0, digits)), unit));
        } catch (NumberFormatException | ArithmeticException e) {
            return OptionalLong.of(Long.MAX_VALUE);
        }
    }

    /** The size with the largest unit that divides it, as a rewritten file has it. */
    public static String format(long bytes) {
        if (bytes != 0 && bytes % (1L << 30) == 0) {
            return (bytes >> 30) + "gb";
        }
        if (bytes != 0 && bytes % (1L << 20) == 0) {
            return (bytes >> 20) + "mb";
        }
        if (bytes != 0 && bytes % (1L << 10) == 0) {
            return (bytes >> 10) + "kb";
        }
        return Long.toString(bytes);
    }
}
