package io.vedette.session;

import java.util.function.LongConsumer;

/**
 * How long the loop was held by one step: a command, what lies between two commands, the sending of a turn's output, a beat of
 * the cron. A collector that stops the process, or a table that grows at once, shows as a long step. It lives from readings of
 * the clock that are taken anyway. Owned by the loop.
 *
 * <p>Resting (nothing to do) → busy at the first reading → resting. Between turns the loop sleeps, or reads a socket: that
 * time cannot be told apart and is not counted.
 */
public final class LoopWatch {
    /** A step that is longer is a stall: what clients may feel, and what no part of the engine should take by design. Ours. */
    public static final long STALL_NANOS = 2_000_000;

    private boolean busy;
    private long lastNanos;
    private long longestNanos;
    private long stalls;
    /** Steps up to this change nothing here. */
    private long unremarkableNanos;

    private LongConsumer stalled = nanos -> {};

    LoopWatch() {}

    /** Sets who is told of each stall, with its nanoseconds. */
    public void onStall(LongConsumer hearer) {
        stalled = hearer;
    }

    /** A step ends and another begins. */
    public void step(long nanos) {
        if (busy && nanos - lastNanos > unremarkableNanos) {
            note(nanos - lastNanos);
        }
        busy = true;
        lastNanos = nanos;
    }

    /** A step ends, and nothing follows for now. */
    public void rests(long nanos) {
        step(nanos);
        busy = false;
    }

    /** The longest step since start, or since the counts were reset. */
    public long longestNanos() {
        return longestNanos;
    }

    /** Steps longer than {@link #STALL_NANOS}. */
    public long stalls() {
        return stalls;
    }

    void reset() {
        longestNanos = 0;
        unremarkableNanos = 0;
        stalls = 0;
    }

    private void note(long nanos) {
        longestNanos = Math.max(longestNanos, nanos);
        unremarkableNanos = Math.min(longestNanos, STALL_NANOS);
        if (nanos > STALL_NANOS) {
            stalls++;
            stalled.accept(nanos);
        }
    }
}
