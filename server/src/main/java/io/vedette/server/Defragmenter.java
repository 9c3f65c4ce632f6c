package io.vedette.server;

import io.vedette.server.config.MemorySettings;
import io.vedette.server.keyspace.Keyspace;

/**
 * Decides when the data is moved together ({@code activedefrag}), and how much of the loop's time that may take: more, the more of
 * the pages is empty, between the bounds that the settings say. The work is done in slices of a millisecond. Owner loop only.
 */
public final class Defragmenter {
    private static final long SLICE_NANOS = 1_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Engine engine;
    private boolean planned;
    private int effortPercent;

    Defragmenter(Engine engine) {
        this.engine = engine;
    }

    /** With each beat of the cron. */
    void beat() {
        effortPercent = effort();
        engine.statistics().defragPercent(effortPercent);
        if (effortPercent == 0) {
            engine.keyspace().stopDefragmenting();
        } else if (!planned) {
            slice();
        }
    }

    /** Per cent of the loop's time that it may take now; 0 if it need not run. */
    private int effort() {
        MemorySettings settings = engine.settings().memory;
        Keyspace keyspace = engine.keyspace();
        long emptyBytes = keyspace.pageBytes() - keyspace.slabBytes();
        int lower = settings.defragLowerPercent.get();
        long emptyPercent = 100 * emptyBytes / Math.max(1, keyspace.slabBytes());
        if (!settings.defrag.get() || emptyBytes < settings.defragIgnoredBytes.get() || emptyPercent < lower) {
            return 0;
        }
        int least = settings.defragLeastPercent.get();
        int most = Math.max(least, settings.defragMostPercent.get());
        int upper = Math.max(lower + 1, settings.defragUpperPercent.get());
        long above = Math.min(emptyPercent, upper) - lower;
        return (int) (least + (most - least) * above / (upper - lower));
    }

    private void slice() {
        planned = false;
        if (effortPercent == 0) {
            return;
        }
        long begun = engine.clock().nanos();
        boolean more = engine.keyspace().defragment(() -> engine.clock().nanos() - begun < SLICE_NANOS);
        long taken = engine.clock().nanos() - begun;
        engine.statistics().defragmented(taken);
        if (more) {
            planned = true;
            long pauseNanos = taken * (100 - effortPercent) / effortPercent;
            engine.scheduler().after(Math.max(1, pauseNanos / NANOS_PER_MILLI), this::slice);
        } else {
            effortPercent = 0;
        }
    }
}
