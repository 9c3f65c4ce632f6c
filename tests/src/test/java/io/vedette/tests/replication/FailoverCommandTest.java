package io.vedette.tests.replication;

import static io.vedette.tests.replication.Datasets.BOUND;
import static io.vedette.tests.replication.Datasets.assertSame;
import static io.vedette.tests.replication.Datasets.awaitLink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** FAILOVER of ours and of Redis: the same words, the same states, and no write is lost on the way. */
@Timeout(120)
class FailoverCommandTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void whatCannotBeDoneIsRefusedInRedisWords(Kind kind) {
        try (Node master = Node.server(kind, folder);
                Node replica = Node.server(kind, folder, "replicaof 127.0.0.1 " + master.portText())) {
            awaitLink(replica);
            String port = replica.portText();
            assertError("ERR No failover in progress.", master, "FAILOVER", "ABORT");
            assertError("ERR FAILOVER timeout must be greater than 0", master, "FAILOVER", "TIMEOUT", "0");
            assertError("ERR value is not an integer or out of range", master, "FAILOVER", "TIMEOUT", "x");
            assertError("ERR syntax error", master, "FAILOVER", "TO", "127.0.0.1");
            assertError("ERR syntax error", master, "FAILOVER", "FORCE", "FORCE");
            assertError("ERR syntax error", master, "FAILOVER", "ABORT", "FORCE");
            String forced = "ERR FAILOVER with force option requires both a timeout and target HOST and IP.";
            assertError(forced, master, "FAILOVER", "FORCE", "TIMEOUT", "10");
            assertError(forced, master, "FAILOVER", "FORCE", "TO", "127.0.0.1", port);
            String unknown = "ERR FAILOVER target HOST and PORT is not a replica.";
            assertError(unknown, master, "FAILOVER", "TO", "127.0.0.1", "1");
            assertError(unknown, master, "FAILOVER", "TO", "127.0.0.2", port);
            assertError("ERR FAILOVER is not valid when server is a replica.", replica, "FAILOVER");
            replica.killHard();
            Await.until(
                    "the replica is gone",
                    BOUND,
                    () -> master.info("replication", "connected_slaves").equals("0"));
            assertError("ERR FAILOVER requires connected replicas.", master, "FAILOVER");
        }
    }

    @ParameterizedTest
    @CsvSource({"VEDETTE,VEDETTE", "VEDETTE,REDIS", "REDIS,VEDETTE"})
    void rolesChangeUnderLoadAndNoAcknowledgedWriteIsLost(Kind oldKind, Kind newKind) throws InterruptedException {
        try (Node old = Node.server(oldKind, folder);
                Node heir = Node.server(newKind, folder, "replicaof 127.0.0.1 " + old.portText())) {
            awaitOnline(old, heir);
            AtomicInteger acknowledged = new AtomicInteger();
            Thread load = Thread.ofPlatform().start(() -> writeUntilRefused(old, acknowledged));
            Await.until("writes go on", BOUND, () -> acknowledged.get() > 1000);
            assertEquals("OK", old.text("FAILOVER", "TO", "127.0.0.1", heir.portText(), "TIMEOUT", "20000"));
            load.join();
            Await.until(
                    "the heir leads", // a moment after the old master became a replica
                    BOUND,
                    () -> heir.info("replication", "role").equals("master"));
            awaitLink(old);
            assertEquals("no-failover", old.info("replication", "master_failover_state"));
            assertEquals(Integer.toString(acknowledged.get()), heir.text("DBSIZE"));
            Datasets.writeOfAllKinds(heir);
            assertSame(heir, old);
            assertEquals("0", heir.info("stats", "sync_full"));
            assertEquals("1", heir.info("stats", "sync_partial_ok"));
        }
    }

    /** Sets one key after the other; ends with the first write that is refused, which says why. */
    private static void writeUntilRefused(Node node, AtomicInteger acknowledged) {
        try (RespConnection writer = node.connect()) {
            String reply = "OK";
            while (reply.equals("OK")) {
                reply = writer.text("SET", "write:" + acknowledged.get(), "x");
                if (reply.equals("OK")) {
                    acknowledged.incrementAndGet();
                }
            }
            assertTrue(reply.contains("READONLY You can't write against a read only replica."), reply);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReplicaThatNeverCatchesUpLeavesTheMasterMaster(Kind kind) {
        try (Node master = Node.server(kind, folder);
                Node replica = Node.server(kind, folder, "replicaof 127.0.0.1 " + master.portText())) {
            awaitLink(replica);
            replica.signal("STOP");
            master.text("SET", "before", "1");
            String id = master.info("replication", "master_replid");
            assertEquals("OK", master.text("FAILOVER", "TIMEOUT", "60000"));
            assertEquals("waiting-for-sync", master.info("replication", "master_failover_state"));
            assertError("ERR FAILOVER already in progress.", master, "FAILOVER");
            assertError("ERR REPLICAOF not allowed while failing over.", master, "REPLICAOF", "NO", "ONE");
            assertError("NOMASTERLINK Can't SYNC while failing over", master, "PSYNC", "?", "-1");
            assertEquals("1", master.text("GET", "before"));
            assertEquals("OK", master.text("FAILOVER", "ABORT"));
            assertEquals("OK", master.text("SET", "after", "1"));

            assertEquals("OK", master.text("FAILOVER", "TIMEOUT", "300"));
            assertEquals("OK", master.text("SET", "held", "until the time is up"));
            assertEquals("no-failover", master.info("replication", "master_failover_state"));
            assertEquals(id, master.info("replication", "master_replid"));
            assertEquals("master", master.info("replication", "role"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aForcedFailoverThatIsNotAnsweredCanBeTakenBack(Kind kind) {
        try (Node master = Node.server(kind, folder);
                Node replica = Node.server(kind, folder, "replicaof 127.0.0.1 " + master.portText())) {
            awaitOnline(master, replica);
            replica.signal("STOP");
            master.text("SET", "before", "1");
            assertEquals(
                    "OK", master.text("FAILOVER", "TO", "127.0.0.1", replica.portText(), "FORCE", "TIMEOUT", "100"));
            Await.until(
                    "it becomes a replica",
                    BOUND,
                    () -> master.info("replication", "role").equals("slave"));
            assertEquals("failover-in-progress", master.info("replication", "master_failover_state"));
            assertEquals("OK", master.text("FAILOVER", "ABORT"));
            assertEquals("master", master.info("replication", "role"));
            assertEquals("OK", master.text("SET", "after", "1"));
            replica.signal("CONT");
            awaitLink(replica);
            assertSame(master, replica);
        }
    }

    /** Redis goes on trying, with its writes held, until somebody sends FAILOVER ABORT. */
    @Test
    void aSuccessorThatDiesBeforeItWasAskedEndsTheAttempt() {
        try (Node master = Node.server(Kind.VEDETTE, folder);
                Node replica = Node.server(Kind.VEDETTE, folder, "replicaof 127.0.0.1 " + master.portText())) {
            awaitOnline(master, replica);
            String port = replica.portText();
            replica.signal("STOP");
            master.text("SET", "before", "1");
            assertEquals("OK", master.text("FAILOVER", "TO", "127.0.0.1", port, "FORCE", "TIMEOUT", "200"));
            replica.killHard();
            assertEquals("OK", master.text("SET", "after", "1"));
            assertEquals("master", master.info("replication", "role"));
        }
    }

    /** Only a replica that has acknowledged is a target; its own view of the link is up a moment earlier. */
    private static void awaitOnline(Node master, Node replica) {
        awaitLink(replica);
        Await.until(
                master + " has the acknowledgement",
                BOUND,
                () -> master.info("replication", "slave0").contains("state=online"));
    }

    private static void assertError(String expected, Node node, String... words) {
        assertEquals(expected, node.text(words).replaceFirst("^-", ""), String.join(" ", words));
    }
}
