package io.vedette.server.config;

import io.vedette.config.ConfigRefusal;
import io.vedette.config.Kind;
import java.util.ArrayList;
import java.util.List;

/** {@code save SECONDS CHANGES ...}, as often as wanted; an empty word forgets what stood before. Value: the words in pairs. */
record SavePoints() implements Kind<List<String>> {
    @Override
    public List<String> parse(List<String> words, List<String> base) throws ConfigRefusal {
        if (words.equals(List.of(""))) {
            return List.of();
        }
        if (words.isEmpty() || words.size() % 2 != 0) {
            throw new ConfigRefusal("Invalid save parameters");
        }
        List<String> points = new ArrayList<>(base);
        for (int i = 0; i < words.size(); i++) {
            int least = i % 2 == 0 ? 1 : 0; // every second at most; no changes needed at least
            if (number(words.get(i)) < least) {
                throw new ConfigRefusal("Invalid save parameters");
            }
            points.add(words.get(i));
        }
        return List.copyOf(points);
    }

    private static int number(String word) throws ConfigRefusal {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw new ConfigRefusal("Invalid save parameters");
        }
    }

    @Override
    public String text(List<String> value) {
        return String.join(" ", value);
    }

    @Override
    public List<String> lines(List<String> value) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < value.size(); i += 2) {
            lines.add(value.get(i) + " " + value.get(i + 1));
        }
        return lines.isEmpty() ? List.of("\"\"") : lines;
    }

    @Override
    public boolean severalWords() {
        return true;
    }
}
