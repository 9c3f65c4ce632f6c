package io.vedette.tests.persistence;

import io.vedette.tests.process.RespConnection;
import java.util.concurrent.CountDownLatch;

/** Writes 1, 2, 3 … to a key until its server is gone, and knows which of it was acknowledged. */
final class CountingWriter implements Runnable {
    private final int port;
    private final String key;
    private final CountDownLatch ended = new CountDownLatch(1);
    private long acknowledged;

    CountingWriter(int port, String key) {
        this.port = port;
        this.key = key;
    }

    @Override
    public void run() {
        try (RespConnection connection = new RespConnection(port)) {
            long number = 1;
            while (connection.text("SET", key, Long.toString(number)).equals("OK")) {
                note(number++);
            }
        } catch (RuntimeException | AssertionError gone) {
            // That is the end of it.
        } finally {
            ended.countDown();
        }
    }

    private synchronized void note(long number) {
        acknowledged = number;
    }

    synchronized long acknowledged() {
        return acknowledged;
    }

    /** The last number that was acknowledged at all; waits until the server is gone. */
    long last() throws InterruptedException {
        ended.await();
        return acknowledged();
    }
}
