package io.vedette.launcher.bench.engine;

import io.vedette.launcher.client.RespConnection;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes at a steady pace, all over the keys of {@link Filling#KEYS}, by a thread of its own, until it is closed. What a server does beside its
 * work shows only when the work leaves it room.
 */
final class PacedLoad implements AutoCloseable {
    static final int PER_SECOND = 20_000;

    private static final int BATCH = 20;
    private static final long BATCH_NANOS = TimeUnit.SECONDS.toNanos(1) * BATCH / PER_SECOND;

    private final RespConnection connection;
    private final int keys;
    private final Thread thread;
    private volatile boolean ends;
    private volatile long written;

    private PacedLoad(RespConnection connection, int keys) {
        this.connection = connection;
        this.keys = keys;
        this.thread = Thread.ofPlatform().daemon().name("paced load").unstarted(this::write);
    }

    static PacedLoad on(BenchedServer server, int keys) throws IOException {
        PacedLoad load = new PacedLoad(server.connect(), keys);
        load.thread.start();
        return load;
    }

    /** Writes that were answered so far. */
    long written() {
        return written;
    }

    private void write() {
        Random random = new Random(1);
        long next = System.nanoTime();
        try {
            while (!ends) {
                for (int i = 0; i < BATCH; i++) {
                    connection.queue("SET", Filling.key(random.nextInt(keys)), "another value " + random.nextInt());
                }
                connection.flush();
                for (int i = 0; i < BATCH; i++) {
                    connection.read();
                }
                written += BATCH;
                next = Math.max(next + BATCH_NANOS, System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
                LockSupport.parkNanos(next - System.nanoTime());
            }
        } catch (IOException e) {
            if (!ends) {
                System.err.println("the load has ended: " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        ends = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the program ends, and its thread with it
        }
        connection.close();
    }
}
