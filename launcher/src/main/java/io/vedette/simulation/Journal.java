package io.vedette.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The time line of one seed for people; keeps nothing unless told to, since most seeds go well. Owned by its world. */
final class Journal {
    private final int mostLines;
    private final Deque<String> lines = new ArrayDeque<>();
    private long dropped;

    /** @param mostLines the last ones are kept; 0 = none */
    Journal(int mostLines) {
        this.mostLines = mostLines;
    }

    static Journal none() {
        return new Journal(0);
    }

    boolean isKept() {
        return mostLines > 0;
    }

    void note(long millis, String who, Supplier<String> what) {
        if (!isKept()) {
            return;
        }
        if (lines.size() == mostLines) {
            lines.remove();
            dropped++;
        }
        lines.add(String.format(Locale.ROOT, "%9.3f s  %-14s %s", millis / 1000.0, who, what.get()));
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Earlier lines that are not kept. */
    long dropped() {
        return dropped;
    }
}
