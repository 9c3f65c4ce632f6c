package io.vedette.sentinel.net;

import io.vertx.core.Vertx;

/**
 * Gives memory back that a busy time has left behind. The serial collector lets the old generation grow to its limit before it
 * looks at it: after the start over a thousand masters most of it is what was thrown away since. Of a process that is a
 * sentinel and nothing else, so not part of {@link SentinelNode}. Owned by the loop.
 *
 * <p>A sentinel over a few servers never comes near the bound; one over a thousand is stopped for a tenth of a second each
 * time, which is no silence of anybody.
 */
final class HeapCare {
    private static final long PERIOD_MILLIS = 10_000;
    /** More than the young generation holds (see {@code vedette}). */
    private static final long SLACK_BYTES = 20L << 20;

    private long liveBytes;

    private HeapCare() {}

    static void begin(Vertx vertx) {
        HeapCare care = new HeapCare();
        vertx.setPeriodic(PERIOD_MILLIS, any -> care.look());
    }

    private void look() {
        if (usedBytes() > liveBytes + liveBytes / 2 + SLACK_BYTES) {
            System.gc();
            liveBytes = usedBytes();
        }
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
