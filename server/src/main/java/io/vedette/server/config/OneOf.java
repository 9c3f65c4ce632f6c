package io.vedette.server.config;

import io.vedette.config.ConfigRefusal;
import io.vedette.config.Kind;
import java.util.List;

/** One of some words, in any case: the values of a setting for which no code asks, so that it needs no enumeration. */
record OneOf(List<String> allowed) implements Kind<String> {
    @Override
    public String parse(List<String> words, String base) throws ConfigRefusal {
        if (words.size() != 1) {
            throw new ConfigRefusal("wrong number of arguments");
        }
        for (String word : allowed) {
            if (word.equalsIgnoreCase(words.getFirst())) {
                return word;
            }
        }
        throw new ConfigRefusal("argument(s) must be one of the following: " + String.join(", ", allowed));
    }

    @Override
    public String text(String value) {
        return value;
    }
}
