package io.vedette.session;

/**
 * The time of commands that come in one batch. Asking the system costs as much as a tenth of a short command, and each needs
 * the wall clock, its begin and its end: here the end of one command is the begin of the next, and the wall clock is
 * asked once a batch and moved on by what the commands took.
 *
 * <p>Outside a batch every question goes to the clock. Owner loop only.
 */
final class BatchTime {
    private final SessionClock clock;
    private final LoopWatch loop;
    private boolean running;
    private long beganNanos;
    private long beganWallMillis;
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
            beganNanos = nanos;
            beganWallMillis = clock.wallMillis();
            loop.step(nanos);
        }
    }

    void batchEnds() {
        running = false;
    }

    /** Milliseconds since 1970, for a command that begins now. */
    long wallMillis() {
        return running ? beganWallMillis + (nanos - beganNanos) / 1_000_000 : clock.wallMillis();
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
