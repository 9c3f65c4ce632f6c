package io.vedette.server.observing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Moments at which the server was slower than {@code latency-monitor-threshold}, by the sort of what it did. Of each sort the last
 * {@value #SAMPLES} seconds that had any are kept, each with its worst moment. Owned by the loop.
 */
public final class LatencyEvents {
    /** As in Redis. */
    static final int SAMPLES = 160;

    /** The worst of one second. */
    record Sample(long seconds, long millis) {}

    /** All of one sort. */
    static final class Series {
        private final Deque<Sample> samples = new ArrayDeque<>();
        private long worstMillis;

        /** Oldest first. */
        List<Sample> samples() {
            return List.copyOf(samples);
        }

        Sample latest() {
            return samples.getLast();
        }

        long worstMillis() {
            return worstMillis;
        }

        private void add(Sample sample) {
            worstMillis = Math.max(worstMillis, sample.millis());
            if (!samples.isEmpty() && samples.getLast().seconds() == sample.seconds()) {
                Sample last = samples.removeLast();
                samples.addLast(new Sample(last.seconds(), Math.max(last.millis(), sample.millis())));
                return;
            }
            if (samples.size() == SAMPLES) {
                samples.removeFirst();
            }
            samples.addLast(sample);
        }
    }

    private final TreeMap<String, Series> series = new TreeMap<>();

    public LatencyEvents() {}

    /** @param sort {@code command}, {@code fast-command}, {@code expire-cycle}, ... */
    public void add(String sort, long millis, long nowMillis) {
        series.computeIfAbsent(sort, missing -> new Series()).add(new Sample(nowMillis / 1_000, millis));
    }

    TreeMap<String, Series> all() {
        return series;
    }

    Optional<Series> of(String sort) {
        return Optional.ofNullable(series.get(sort));
    }

    /** True if there was something to forget. */
    boolean forget(String sort) {
        return series.remove(sort) != null;
    }
}
