package io.vedette.server.config;

import io.vedette.config.ConfigRefusal;
import io.vedette.config.Kind;
import java.util.List;

/** What is added for master, replica and child processes: three numbers. As in Redis. */
record OomScores() implements Kind<String> {
    private static final int PROCESSES = 3;
    /** Twice what the system knows, since they may be relative. */
    private static final int MOST = 2_000;

    @Override
    public String parse(List<String> words, String base) throws ConfigRefusal {
        if (words.size() != PROCESSES) {
            throw new ConfigRefusal("wrong number of arguments");
        }
        for (String word : words) {
            if (!word.matches("[+-]?[0-9]{1,9}") || Math.abs(Integer.parseInt(word)) > MOST) {
                throw new ConfigRefusal(
                        "Invalid oom-score-adj-values, elements must be between -" + MOST + " and " + MOST + ".");
            }
        }
        return String.join(
                " ",
                words.stream()
                        .map(word -> Integer.toString(Integer.parseInt(word)))
                        .toList());
    }

    @Override
    public String text(String value) {
        return value;
    }

    @Override
    public List<String> lines(String value) {
        return List.of(value);
    }

    @Override
    public boolean severalWords() {
        return true;
    }
}
