package io.vedette.session;

/**
 * The time of commands that come in one batch. Asking the system costs as much as a tenth of a short command, and each needs
 * the wall clock, its begin and its end: here the end of one command is the begin of the next, and the wall clock is
 * asked by a batch only if nobody has within the last millisecond, and moved on by the other clock meanwhile.
 *
 * <p>Outside a batch every question goes to the clock. Owner loop only.
 */
final class BatchTime {
    /** How late a wall clock that is set may be noticed: as much as its own step. */
    private static final long WALL_NANOS = 1_000_000;

    private final SessionClock clock;
    private final LoopWatch loop;
    private boolean running;
    private long wallNanos;
    /** What the wall clock said at {@link #wallNanos}. */
    private long wallMicros = Long.MIN_VALUE;

    private long nanos;

    BatchTime(SessionClock clock, LoopWatch loop) {
        this.clock = clock;
        this.loop = loop;
    }

    /** A command of a batch follows, maybe the first one. */
    void batch() {
        if (!running) {
            running = true;
            nanos = clock.nanos();
            if (wallMicros == Long.MIN_VALUE || nanos - wallNanos >= WALL_NANOS) {
                wallNanos = nanos;
                wallMicros = clock.wallMicros();
            }
            loop.step(nanos);
        }
    }

    void batchEnds() {
        running = false;
    }

    /** Milliseconds since 1970, for a command that begins now. */
    long wallMillis() {
        return running ? (wallMicros + (nanos - wallNanos) / 1_000) / 1_000 : clock.wallMillis();
    }

    /** For a command that begins now. */
    long begin() {
        return running ? nanos : clock.nanos();
    }

    /** Nanoseconds since {@link #begin} said {@code begun}; a command ended. */
    long end(long begun) {
        nanos = clock.nanos();
        loop.step(nanos);
        return nanos - begun;
    }
}
