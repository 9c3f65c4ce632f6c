package io.vedette.tests.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How our server and the real one are stopped: while replicas are behind, and by somebody who insists. */
class StoppingTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    /** Longer than anybody waits here: what ends earlier did not end by itself. */
    private static final String LONG_SECONDS = "600";

    @TempDir
    private Path folder;

    @Test
    void aPauseOfAllCommandsWhileAReplicaIsWaitedForEndsInItsTime() {
        for (Kind kind : Kind.values()) {
            try (Node master = Node.server(kind, folder, "shutdown-timeout " + LONG_SECONDS);
                    Node replica = Node.server(kind, folder, "replicaof 127.0.0.1 " + master.port())) {
                Await.until(
                        "linked",
                        BOUND,
                        () -> master.info("replication", "slave0").contains("state=online"));
                replica.signal("STOP");
                assertPausesEnd(master);
                replica.signal("CONT");
            }
        }
    }

    private static void assertPausesEnd(Node master) {
        try (RespConnection stopper = master.connect();
                RespConnection writer = master.connect();
                RespConnection reader = master.connect()) {
            assertEquals("OK", reader.text("SET", "a", "1"));
            stopper.sendLatin1("SHUTDOWN", "NOSAVE");
            Await.until(
                    "waits",
                    BOUND,
                    () -> !master.info("server", "shutdown_in_milliseconds").isEmpty());
            writer.sendLatin1("SET", "a", "2");
            assertEquals("OK", reader.text("CLIENT", "PAUSE", "300", "ALL"));
            assertEquals("1", reader.text("GET", "a"));
            assertEquals("OK", reader.text("SHUTDOWN", "ABORT"));
            assertEquals("+OK\r\n", writer.readRaw());
            assertEquals("-ERR Errors trying to SHUTDOWN. Check logs.\r\n", stopper.readRaw());
            assertEquals("ERR No shutdown in progress.", reader.text("SHUTDOWN", "ABORT"));
            assertEquals("2", reader.text("GET", "a"));
        }
    }

    @Test
    void aReplicaThatWasWaitedForInVainIsNamed() {
        for (Kind kind : Kind.values()) {
            try (Node master = Node.server(kind, folder, "shutdown-timeout 1");
                    Node replica = Node.server(kind, folder, "replicaof 127.0.0.1 " + master.port())) {
                Await.until(
                        "linked",
                        BOUND,
                        () -> master.info("replication", "slave0").contains("state=online"));
                replica.signal("STOP");
                assertEquals("OK", master.text("SET", "a", "1"));
                assertEquals(0, master.stop());
                replica.signal("CONT");
                assertTrue(
                        master.log()
                                .lines()
                                .anyMatch(line -> line.matches(".* # Lagging replica 127.0.0.1:" + replica.port()
                                        + " reported offset \\d+ behind master, lag=\\d+, state=online\\.")),
                        master::log);
                assertTrue(master.log().contains(" * 0 of 1 replicas are in sync when shutting down."), master::log);
            }
        }
    }

    @Test
    void whoIsInSyncIsToldAlsoIfNobodyIsWaitedFor() {
        for (Kind kind : Kind.values()) {
            try (Node master = Node.server(kind, folder);
                    Node replica = Node.server(kind, folder, "replicaof 127.0.0.1 " + master.port());
                    RespConnection stopper = master.connect()) {
                Await.until(
                        "linked",
                        BOUND,
                        () -> master.info("replication", "slave0").contains("state=online"));
                replica.signal("STOP");
                assertEquals("OK", master.text("SET", "a", "1"));
                stopper.sendLatin1("SHUTDOWN", "NOW");
                Await.until("ended", BOUND, () -> !master.process().isAlive());
                replica.signal("CONT");
                assertTrue(master.log().contains(" # Lagging replica 127.0.0.1:" + replica.port()), master::log);
                assertTrue(master.log().contains(" * 0 of 1 replicas are in sync when shutting down."), master::log);
            }
        }
    }

    @Test
    void aReplicaWaitsForThoseUnderIt() {
        for (Kind kind : Kind.values()) {
            try (Node master = Node.server(kind, folder);
                    Node middle = Node.server(
                            kind, folder, "replicaof 127.0.0.1 " + master.port(), "shutdown-timeout " + LONG_SECONDS);
                    Node last = Node.server(kind, folder, "replicaof 127.0.0.1 " + middle.port())) {
                Await.until(
                        "linked",
                        BOUND,
                        () -> middle.info("replication", "slave0").contains("state=online"));
                last.signal("STOP");
                assertEquals("OK", master.text("SET", "a", "1"));
                Await.until("there", BOUND, () -> "1".equals(middle.text("GET", "a")));
                middle.signal("TERM");
                Await.until("waits", BOUND, () -> middle.log().contains("Waiting for replicas before shutting down."));
                last.signal("CONT");
                Await.until("ended", BOUND, () -> !middle.process().isAlive());
                assertEquals("1", last.text("GET", "a"));
            }
        }
    }

    @Test
    void anInterruptWhileTheLastSnapshotIsWrittenEndsTheProcessAtOnce() throws IOException, InterruptedException {
        for (Kind kind : Kind.values()) {
            for (String first : List.of("INT", "TERM")) {
                try (Node node = Node.server(kind, folder)) {
                    assertEquals("OK", node.text("DEBUG", "POPULATE", "3000"));
                    assertEquals("OK", node.text("CONFIG", "SET", "save", "3600 1", "rdb-key-save-delay", "1000000"));
                    node.signal(first);
                    Await.until("the snapshot is begun", BOUND, () -> temporaryFiles(node) > 0);
                    node.signal("INT");
                    assertTrue(node.process().waitFor(BOUND.toSeconds(), TimeUnit.SECONDS), node + " goes on");
                    assertEquals(1, node.process().exitValue());
                    assertEquals(0, temporaryFiles(node));
                    assertFalse(Files.exists(node.configFile().resolveSibling("dump.rdb")));
                    assertTrue(node.log().contains("You insist... exiting now."), node.log());
                }
            }
        }
    }

    private static long temporaryFiles(Node node) {
        try (Stream<Path> files = Files.list(node.configFile().getParent())) {
            return files.filter(file -> file.getFileName().toString().startsWith("temp-"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
