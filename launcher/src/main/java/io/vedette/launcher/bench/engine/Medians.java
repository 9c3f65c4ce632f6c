package io.vedette.launcher.bench.engine;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The value in the middle. */
final class Medians {
    private Medians() {}

    /** Of an even number of values the mean of the two in the middle; NaN of none. */
    static <T> double of(List<T> runs, ToDoubleFunction<T> value) {
        double[] sorted = runs.stream().mapToDouble(value).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
