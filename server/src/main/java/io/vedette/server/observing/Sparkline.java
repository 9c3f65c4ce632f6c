package io.vedette.server.observing;

import io.vedette.server.observing.LatencyEvents.Sample;
import io.vedette.server.observing.LatencyEvents.Series;
import java.util.List;

/** LATENCY GRAPH: samples as columns of letters, each with its age below. */
final class Sparkline {
    private static final int COLUMNS = 80;
    private static final int ROWS = 4;
    /** What a column ends with, from low to high within a row; below it is filled. */
    private static final String TIPS = "_o#";

    private static final char FILL = '|';

    private Sparkline() {}

    static String of(String sort, Series series, long nowSeconds) {
        List<Sample> samples = series.samples();
        long low = samples.stream().mapToLong(Sample::millis).min().orElse(0);
        long high = samples.stream().mapToLong(Sample::millis).max().orElse(0);
        StringBuilder graph = new StringBuilder();
        graph.append(sort).append(" - high ").append(high).append(" ms, low ").append(low);
        graph.append(" ms (all time high ").append(series.worstMillis()).append(" ms)\n");
        graph.append("-".repeat(COLUMNS)).append('\n');
        for (int from = 0; from < samples.size(); from += COLUMNS) {
            graph.append(from == 0 ? "" : "\n");
            append(graph, samples.subList(from, Math.min(samples.size(), from + COLUMNS)), low, high, nowSeconds);
        }
        return graph.toString();
    }

    private static void append(StringBuilder graph, List<Sample> samples, long low, long high, long nowSeconds) {
        int steps = TIPS.length() * ROWS;
        long range = Math.max(1, high - low);
        for (int row = ROWS - 1; row >= 0; row--) {
            for (Sample sample : samples) {
                long step = Math.min(steps - 1, (sample.millis() - low) * steps / range);
                long tip = step - (long) row * TIPS.length();
                graph.append(tip < 0 ? ' ' : tip < TIPS.length() ? TIPS.charAt((int) tip) : FILL);
            }
            graph.append('\n');
        }
        graph.append(" ".repeat(samples.size())).append('\n');
        List<String> ages = samples.stream()
                .map(sample -> age(nowSeconds - sample.seconds()))
                .toList();
        int longest = ages.stream().mapToInt(String::length).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            for (String age : ages) {
                graph.append(i < age.length() ? age.charAt(i) : ' ');
            }
            graph.append('\n');
        }
    }

    private static String age(long seconds) {
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + "m";
        }
        return seconds < 86_400 ? seconds / 3_600 + "h" : seconds / 86_400 + "d";
    }
}
