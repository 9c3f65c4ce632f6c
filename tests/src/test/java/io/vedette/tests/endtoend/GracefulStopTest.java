package io.vedette.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.Reply;
import io.vedette.tests.process.Await;
import io.vedette.tests.process.Group;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A master that is told to stop passes its place on first: no acknowledged write is lost. */
@Timeout(300)
class GracefulStopTest {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final List<Kind> SERVERS = List.of(Kind.VEDETTE, Kind.VEDETTE, Kind.VEDETTE);
    private static final int WRITES = 300;

    @TempDir
    private Path folder;

    @Test
    void sentinelsOfOursHandOverBeforeTheMasterEnds() throws InterruptedException {
        try (Group group = new Group(folder, SERVERS, List.of(Kind.VEDETTE, Kind.VEDETTE, Kind.VEDETTE), 2)) {
            stopTheMasterUnderLoad(group);
            assertTrue(
                    group.sentinels().stream().anyMatch(GracefulStopTest::ledAHandover),
                    "one of them handed over, and nobody waited for a death");
        }
    }

    @Test
    void underRealSentinelsTheMasterDoesItItselfAndTheyNoticeByTheirRules() throws InterruptedException {
        try (Group group = new Group(folder, SERVERS, List.of(Kind.REDIS, Kind.REDIS, Kind.REDIS), 2)) {
            Node old = stopTheMasterUnderLoad(group);
            assertTrue(old.log().contains("A replica has taken over."), old::log);
        }
    }

    private static boolean ledAHandover(Node sentinel) {
        try (RespConnection connection = sentinel.connect()) {
            return words(connection.call("SENTINEL", "HISTORY", Group.NAME)).contains("handover");
        }
    }

    private static List<String> words(Reply reply) {
        List<String> words = new ArrayList<>();
        if (reply instanceof Reply.Array array) {
            array.items().forEach(item -> words.addAll(words(item)));
        } else {
            words.add(reply.text());
        }
        return words;
    }

    private static Node stopTheMasterUnderLoad(Group group) throws InterruptedException {
        for (Node server : group.servers()) {
            assertEquals("OK", server.text("CONFIG", "SET", "shutdown-failover", "yes"));
        }
        Node old = group.serverAt(group.masterPortBy(group.sentinels().getFirst()));
        Writer writer = new Writer(group);
        try {
            Await.until("writes go on", BOUND, () -> writer.count() > WRITES);
            int before = writer.count();
            assertEquals(0, old.stop());
            group.awaitNewMaster(old, BOUND);
            int then = writer.count();
            Await.until("writes go on under the new master", BOUND, () -> writer.count() > then + WRITES);
            writer.end();
            System.out.printf("graceful stop: pause of writes %.1f ms%n", writer.longestPauseMillis(before));
        } finally {
            writer.end();
        }
        Node successor = group.serverAt(group.masterPortBy(group.sentinels().getFirst()));
        try (RespConnection connection = successor.connect()) {
            for (int key : writer.acknowledged()) {
                assertEquals(Integer.toString(key), connection.text("GET", "key:" + key));
            }
        }
        return old;
    }

    /** Writes one key after the other to whomever the sentinels name, as a client that discovers its master. */
    private static final class Writer {
        private final Group group;
        private final List<Integer> acknowledged = new ArrayList<>();
        private final List<Long> nanos = new ArrayList<>();
        private final Thread thread;
        private volatile boolean ended;
        private int key;

        Writer(Group group) {
            this.group = group;
            thread = Thread.ofPlatform().name("writer").start(this::run);
        }

        private void run() {
            int turn = 0;
            while (!ended) {
                Node sentinel = group.sentinels().get(turn++ % group.sentinels().size());
                try (RespConnection connection = new RespConnection(group.masterPortBy(sentinel))) {
                    connection.readTimeoutMillis((int) BOUND.toMillis());
                    while (!ended && write(connection)) {
                        Thread.sleep(1);
                    }
                    Thread.sleep(5);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                } catch (RuntimeException | AssertionError e) {
                    // The master is gone: the next sentinel is asked where it is.
                }
            }
        }

        private boolean write(RespConnection connection) {
            int written = ++key;
            boolean taken = connection
                    .text("SET", "key:" + written, Integer.toString(written))
                    .equals("OK");
            if (taken) {
                acknowledge(written);
            }
            return taken;
        }

        private synchronized void acknowledge(int written) {
            acknowledged.add(written);
            nanos.add(System.nanoTime());
        }

        synchronized int count() {
            return acknowledged.size();
        }

        synchronized List<Integer> acknowledged() {
            return List.copyOf(acknowledged);
        }

        synchronized double longestPauseMillis(int after) {
            long longest = 0;
            for (int i = Math.max(1, after); i < nanos.size(); i++) {
                longest = Math.max(longest, nanos.get(i) - nanos.get(i - 1));
            }
            return longest / (double) TimeUnit.MILLISECONDS.toNanos(1);
        }

        void end() throws InterruptedException {
            ended = true;
            thread.join();
        }
    }
}
