package io.vedette.server.keyspace;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How much slower than they could snapshots are written and loaded, for tests that look at what happens meanwhile:
 * {@code rdb-key-save-delay} and {@code key-load-delay}, in microseconds for each key, 0 for none; with -n, one key in n waits for as short
 * as may be. Set by the owner loop, heard at once by threads that write and load.
 */
public final class Tempo {
    /** What a thread can wait for at least is some ten times as much. */
    private static final long SHORTEST_NANOS = 1_000;

    /** A wait is cut into such pieces, so that it ends soon when the delay is taken back. */
    private static final long PIECE_MICROS = 10_000;

    private volatile int saveMicros;
    private volatile int loadMicros;

    /** What each key waits that is written, from now on. */
    public void save(int micros) {
        saveMicros = micros;
    }

    /** What each key, or command of a file, waits that is loaded. */
    public void load(int micros) {
        loadMicros = micros;
    }

    /** A key was written: the {@code count}th of this walk. */
    void written(long count) {
        if (saveMicros != 0) {
            long micros = microsOf(saveMicros, count);
            while (micros > 0 && saveMicros != 0) {
                micros = rest(micros);
            }
        }
    }

    /** Keys are loaded, or commands of a file run: the first of them is the {@code count}th. */
    public void loaded(long count, int many) {
        for (int i = 0; i < many && loadMicros != 0; i++) {
            long micros = microsOf(loadMicros, count + i);
            while (micros > 0 && loadMicros != 0) {
                micros = rest(micros);
            }
        }
    }

    private static long microsOf(long delay, long count) {
        if (delay >= 0) {
            return delay;
        }
        return count % -delay == 0 ? 1 : 0;
    }

    /** Waits for a piece of it; returns what is left. */
    private static long rest(long micros) {
        long piece = Math.min(micros, PIECE_MICROS);
        LockSupport.parkNanos(Math.max(SHORTEST_NANOS, TimeUnit.MICROSECONDS.toNanos(piece)));
        return Thread.currentThread().isInterrupted() ? 0 : micros - piece;
    }
}
