package io.vedette.server.config;

import io.vedette.config.ConfigRefusal;
import io.vedette.config.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** {@code latency-tracking-info-percentiles}: numbers from 0 to 100. */
record Percentiles() implements Kind<List<Double>> {
    private static final String WRONG = "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]";

    @Override
    public List<Double> parse(List<String> words, List<Double> base) throws ConfigRefusal {
        List<Double> parsed = new ArrayList<>();
        for (String word : words) {
            if (word.isEmpty()) {
                continue;
            }
            try {
                double percent = Double.parseDouble(word);
                if (!(percent >= 0 && percent <= 100)) {
                    throw new ConfigRefusal(WRONG);
                }
                parsed.add(percent);
            } catch (NumberFormatException e) {
                throw new ConfigRefusal("Invalid latency-tracking-info-percentiles parameters");
            }
        }
        return List.copyOf(parsed);
    }

    @Override
    public String text(List<Double> value) {
        return value.stream().map(Percentiles::number).collect(Collectors.joining(" "));
    }

    @Override
    public List<String> lines(List<Double> value) {
        return List.of(value.isEmpty() ? "\"\"" : text(value));
    }

    @Override
    public boolean severalWords() {
        return true;
    }

    /** Without a part that is nothing. */
    public static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
