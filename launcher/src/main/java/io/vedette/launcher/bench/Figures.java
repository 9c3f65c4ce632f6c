package io.vedette.launcher.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What some rounds of one kind have measured. */
final class Figures {
    private final Map<Moment, List<Double>> millis = new EnumMap<>(Moment.class);
    private int rounds;

    void add(Map<Moment, Double> round) {
        rounds++;
        round.forEach((moment, value) ->
                millis.computeIfAbsent(moment, any -> new ArrayList<>()).add(value));
    }

    int rounds() {
        return rounds;
    }

    /** How many rounds saw the moment. */
    int count(Moment moment) {
        return millis.getOrDefault(moment, List.of()).size();
    }

    /** By nearest rank; {@link Double#NaN} if no round saw the moment. */
    double percentile(Moment moment, int percent) {
        return percentile(millis.getOrDefault(moment, List.of()), percent);
    }

    /** By nearest rank; {@link Double#NaN} of nothing. */
    static double percentile(List<Double> values, int percent) {
        List<Double> sorted = values.stream().sorted().toList();
        int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
        return sorted.isEmpty() ? Double.NaN : sorted.get(Math.max(0, rank - 1));
    }
}
