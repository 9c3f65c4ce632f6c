package io.vedette.server.config;

import io.vedette.config.ConfigRefusal;
import io.vedette.config.Kind;
import java.util.List;

/** {@code hz}: any number is taken, and brought into the bounds. */
record Frequency(int min, int max) implements Kind<Integer> {
    @Override
    public Integer parse(List<String> words, Integer base) throws ConfigRefusal {
        if (words.size() != 1) {
            throw new ConfigRefusal("wrong number of arguments");
        }
        try {
            long value = Long.parseLong(words.getFirst());
            if (value < 0 || value > Integer.MAX_VALUE) {
                throw new ConfigRefusal("argument must be between 0 and " + Integer.MAX_VALUE + " inclusive");
            }
            return Math.clamp(value, min, max);
        } catch (NumberFormatException e) {
            throw new ConfigRefusal("argument couldn't be parsed into an integer");
        }
    }

    @Override
    public String text(Integer value) {
        return Integer.toString(value);
    }
}
