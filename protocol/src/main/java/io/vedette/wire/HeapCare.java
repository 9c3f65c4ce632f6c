package io.vedette.wire;

import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * Gives memory back that a busy time has left behind. The serial collector lets the old generation grow to its limit, half of the
 * machine's memory, before it looks at it; and what a connection is made of outlives the young one. Owned by the loop.
 *
 * <p>A whole collection stops the process for some ten milliseconds, a sentinel over a thousand masters for a tenth of a second, so it waits
 * for a time in which little is done, as long as not too much lies about.
 */
public final class HeapCare {
    private static final long PERIOD_MILLIS = 10_000;
    /** More than the young generation holds (see {@code vedette}). */
    private static final long SLACK_BYTES = 20L << 20;
    /** With more than this it waits no longer. */
    private static final long MOST_SLACK_BYTES = 128L << 20;
    /** So much work in a period is little: a hundred commands a second. */
    private static final long LITTLE_WORK = 1_000;

    private final LongSupplier work;
    private long workBefore;
    private long liveBytes;
    private boolean ended;

    private HeapCare(LongSupplier work) {
        this.work = work;
    }

    /**
     * Begins to look, for as long as {@code vertx} lives. To be called on the loop if {@code work} belongs to it.
     *
     * @param work that was done so far, in pieces of some microseconds that somebody waits for; never less than before
     */
    public static HeapCare begin(Vertx vertx, LongSupplier work) {
        HeapCare care = new HeapCare(work);
        vertx.setPeriodic(PERIOD_MILLIS, any -> care.look());
        return care;
    }

    /** On the loop: something has ended that needed much memory once. What it left goes back at the next calm time, however little it is. */
    public void hasEnded() {
        ended = true;
    }

    /**
     * A process has started, and serves nobody yet: what it is made of goes where it stays. Otherwise each of the next fifteen collections
     * would carry it along, and stop the process for two milliseconds or more.
     */
    public static void started() {
        System.gc();
    }

    private void look() {
        long done = work.getAsLong() - workBefore;
        workBefore = work.getAsLong();
        long slackBytes = usedBytes() - liveBytes - liveBytes / 2;
        boolean calm = done < LITTLE_WORK;
        if (calm && ended || slackBytes > (calm ? SLACK_BYTES : MOST_SLACK_BYTES)) {
            System.gc();
            ended = false;
            liveBytes = usedBytes();
        }
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
