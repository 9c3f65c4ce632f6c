package io.vedette.tests.replication;

import static io.vedette.tests.replication.Datasets.BOUND;
import static io.vedette.tests.replication.Datasets.assertSameDigest;
import static io.vedette.tests.replication.Datasets.awaitLink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.Reply;
import io.vedette.tests.process.Await;
import io.vedette.tests.process.Group;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** One body for ours and for the real server: what a replica's settings, and its master's, mean to those who deal with them. */
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
class ReplicaSettingsTest {
    /** Not where anybody listens: of this machine all the same, so that a wire can be put there. */
    private static final String ANNOUNCED = "127.0.0.2";

    @TempDir
    Path folder;

    /** Of a stream in which nothing has been said yet the replica knows no more than its beginning. */
    @ParameterizedTest
    @EnumSource
    void anEmptyMasterIsRefusedAlsoByWhoHasNothingButItsSnapshot(Kind masterKind) {
        try (Node master = Node.server(masterKind, folder, "save \"\"", "repl-ping-replica-period 3600");
                Node replica = Node.server(Kind.VEDETTE, folder, "replica-refuse-empty-master yes")) {
            assertEquals("OK", master.text("SET", "a", "1"));
            assertEquals("OK", replica.text("REPLICAOF", "127.0.0.1", master.portText()));
            awaitLink(replica);
            assertEquals("0", replica.info("replication", "slave_repl_offset"));
            master.killHard();
            master.start();
            Await.until(
                    "it is refused",
                    BOUND,
                    () -> replica.info("replication", "vedette_empty_master_refused")
                            .equals("1"));
            assertEquals("1", replica.text("GET", "a"));
        }
    }

    /** Announced is what whoever wants to reach it needs: the master tells it, and a sentinel goes there. */
    @ParameterizedTest
    @CsvSource({"VEDETTE,REDIS", "REDIS,VEDETTE"})
    void aReplicaIsKnownByWhatItAnnounces(Kind servers, Kind sentinels) throws IOException {
        try (Node master = Node.server(servers, folder);
                Node replica = Node.server(servers, folder, "replica-announce-ip " + ANNOUNCED, "replica-priority 42");
                Node silent = Node.server(
                        servers, folder, "replicaof 127.0.0.1 " + master.portText(), "replica-announced no");
                TcpProxy wire = new TcpProxy(ANNOUNCED, replica.port())) {
            String port = Integer.toString(wire.port());
            assertEquals("OK", replica.text("CONFIG", "SET", "replica-announce-port", port));
            assertEquals("OK", replica.text("REPLICAOF", "127.0.0.1", master.portText()));
            awaitLink(silent);
            Await.until(
                    "the master knows it by what it announces",
                    BOUND,
                    () -> master.text("INFO", "replication")
                            .contains(":ip=" + ANNOUNCED + ",port=" + port + ",state=online,"));
            assertTrue(replicasByRole(master).contains(ANNOUNCED + ":" + port));
            assertEquals("42", replica.info("replication", "slave_priority"));
            assertEquals("1", replica.info("replication", "replica_announced"));
            assertEquals("0", silent.info("replication", "replica_announced"));

            try (Node sentinel = Node.sentinel(
                    sentinels, folder, "sentinel monitor " + Group.NAME + " 127.0.0.1 " + master.port() + " 1")) {
                Await.until("the sentinel has asked both, and names the one", BOUND, () -> {
                    List<List<String>> named = replicasBy(sentinel);
                    return numberOfReplicas(sentinel).equals("2")
                            && named.size() == 1
                            && named.getFirst().contains(ANNOUNCED + ":" + port)
                            && Group.field(named.getFirst(), "slave-priority").equals("42")
                            && Group.field(named.getFirst(), "master-link-status")
                                    .equals("ok");
                });
            }
        }
    }

    private static List<String> replicasByRole(Node master) {
        try (RespConnection connection = master.connect()) {
            return connection.call("ROLE").items().get(2).items().stream()
                    .map(replica -> replica.items().get(0).text() + ":"
                            + replica.items().get(1).text())
                    .toList();
        }
    }

    private static List<List<String>> replicasBy(Node sentinel) {
        try (RespConnection connection = sentinel.connect()) {
            return connection.call("SENTINEL", "REPLICAS", Group.NAME).items().stream()
                    .map(replica -> replica.items().stream().map(Reply::text).toList())
                    .toList();
        }
    }

    private static String numberOfReplicas(Node sentinel) {
        return Group.field(Group.strings(sentinel, "SENTINEL", "MASTER", Group.NAME), "num-slaves");
    }

    @ParameterizedTest
    @EnumSource
    void aWritableReplicaKeepsItsWritesForItselfAndEndsItsOwnKeys(Kind kind) {
        try (Node master = Node.server(kind, folder);
                Node replica =
                        Node.server(kind, folder, "replicaof 127.0.0.1 " + master.portText(), "replica-read-only no")) {
            awaitLink(replica);
            assertEquals("0", replica.info("replication", "slave_read_only"));
            assertEquals("OK", replica.text("SET", "own", "1", "PX", "100"));
            assertEquals("OK", master.text("SET", "of the master", "1"));
            Await.until(
                    "its own key goes when its time has passed",
                    BOUND,
                    () -> replica.text("DBSIZE").equals("1"));
            assertEquals("0", master.text("EXISTS", "own"));
            assertEquals("OK", replica.text("CONFIG", "SET", "replica-read-only", "yes"));
            assertError("READONLY You can't write against a read only replica.", replica, "SET", "own", "2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsStaleIsServedOnlyWhereThatIsWanted(Kind kind) {
        try (Node master = Node.server(kind, folder);
                Node replica = Node.server(
                        kind, folder, "replicaof 127.0.0.1 " + master.portText(), "replica-serve-stale-data no")) {
            master.text("SET", "key", "1");
            awaitLink(replica);
            Await.until("it has it", BOUND, () -> replica.text("GET", "key").equals("1"));
            assertEquals("OK", replica.text("REPLICAOF", "127.0.0.1", "1"));
            String refusal = "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.";
            assertError(refusal, replica, "GET", "key");
            assertError(refusal, replica, "PSYNC", "?", "-1");
            assertEquals("slave", replica.info("replication", "role"));
            assertEquals("OK", replica.text("CONFIG", "SET", "replica-serve-stale-data", "yes"));
            assertEquals("1", replica.text("GET", "key"));
        }
    }

    /** In this way operators, and the harnesses, cut the link of a replica. */
    @ParameterizedTest
    @EnumSource
    void theMasterIsAClientOfItsReplicaAndWhoKillsItCutsTheLink(Kind kind) {
        try (Node master = Node.server(kind, folder);
                Node replica = Node.server(kind, folder, "replicaof 127.0.0.1 " + master.portText())) {
            awaitLink(replica);
            String line = replica.text("CLIENT", "LIST", "TYPE", "master");
            assertTrue(line.contains(" addr=127.0.0.1:" + master.port() + " ") && line.contains(" flags=M "), line);
            assertEquals("OK", replica.text("CLIENT", "KILL", "127.0.0.1:" + master.port()));
            awaitPartialSyncs(master, "1");
            awaitLink(replica);
            assertEquals("1", replica.text("CLIENT", "KILL", "TYPE", "master"));
            awaitPartialSyncs(master, "2");
            assertEquals("1", master.info("stats", "sync_full"));
            assertEquals("OK", replica.text("REPLICAOF", "NO", "ONE"));
            assertEquals("", replica.text("CLIENT", "LIST", "TYPE", "master"));
        }
    }

    private static void awaitPartialSyncs(Node master, String expected) {
        Await.until(
                "partial resynchronisations: " + expected,
                BOUND,
                () -> master.info("stats", "sync_partial_ok").equals(expected));
    }

    /** What is looked at while a snapshot for replicas is under way, and what the log says when nobody wants it any more. */
    @ParameterizedTest
    @EnumSource
    void aSnapshotForReplicasShowsWhileItIsUnderWay(Kind kind) {
        try (Node master = Node.server(
                        kind,
                        folder,
                        "repl-diskless-sync yes",
                        "repl-diskless-sync-delay 0",
                        "rdbcompression no",
                        "rdb-key-save-delay 50000");
                Node replica = Node.server(kind, folder, "repl-diskless-load swapdb")) {
            for (int key = 0; key < 100; key++) {
                master.text("SET", "key:" + key, "a".repeat(100_000));
            }
            assertEquals("0", master.info("persistence", "rdb_bgsave_in_progress"));
            assertEquals("OK", replica.text("REPLICAOF", "127.0.0.1", master.portText()));
            awaitSaving(master, "1");
            Await.until(
                    "it loads",
                    BOUND,
                    () -> (replica.info("persistence", "loading") + replica.info("persistence", "async_loading"))
                            .contains("1"));
            replica.killHard();
            awaitSaving(master, "0");
            Await.until(
                    "the master says why",
                    BOUND,
                    () -> master.log().contains("Diskless rdb transfer, last replica dropped, killing fork child."));
        }
    }

    private static void awaitSaving(Node master, String expected) {
        Await.until(
                "rdb_bgsave_in_progress:" + expected,
                BOUND,
                () -> master.info("persistence", "rdb_bgsave_in_progress").equals(expected));
    }

    /** A master that becomes a replica cannot serve those who wait for a write to it. */
    @ParameterizedTest
    @EnumSource
    void whoWaitsForAWriteIsSentOffWhenTheMasterBecomesAReplica(Kind kind) {
        try (Node master = Node.server(kind, folder);
                RespConnection forList = master.connect();
                RespConnection forStream = master.connect();
                RespConnection forReplicas = master.connect()) {
            forList.send("BLPOP", "none", "0");
            forStream.send("XREAD", "BLOCK", "0", "STREAMS", "none", "$");
            forReplicas.send("WAIT", "1", "0");
            Await.until(
                    "all are blocked",
                    BOUND,
                    () -> master.info("clients", "blocked_clients").equals("3"));
            assertEquals("OK", master.text("REPLICAOF", "127.0.0.1", "1"));
            for (RespConnection client : List.of(forList, forStream, forReplicas)) {
                assertEquals(
                        "-UNBLOCKED force unblock from blocking operation, instance state changed (master ->"
                                + " replica?)\r\n",
                        client.readToEnd());
            }
            assertEquals("0", master.info("clients", "blocked_clients"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMasterThatIsToldToStopWaitsForTheReplicaThatIsBehind(Kind kind) {
        try (Node master = Node.server(kind, folder, "shutdown-timeout 60");
                Node replica = Node.server(kind, folder, "replicaof 127.0.0.1 " + master.portText());
                RespConnection operator = master.connect()) {
            Await.until(
                    "the replica is online",
                    BOUND,
                    () -> master.info("replication", "slave0").contains("state=online"));
            replica.signal("STOP");
            assertEquals("OK", master.text("SET", "last", "word"));
            operator.send("SHUTDOWN");
            Await.until(
                    "it waits",
                    BOUND,
                    () -> !master.info("server", "shutdown_in_milliseconds").isEmpty());
            assertTrue(master.process().isAlive());
            replica.signal("CONT");
            assertEquals("", operator.readToEnd());
            Await.until("it has ended", BOUND, () -> !master.process().isAlive());
            assertEquals(0, master.process().exitValue());
            assertEquals("word", replica.text("GET", "last"));
        }
    }

    /** A replica has no limit of its own ({@code replica-ignore-maxmemory}): what goes, goes by the master's word. */
    @ParameterizedTest
    @CsvSource({"VEDETTE,REDIS", "REDIS,VEDETTE"})
    void whatTheMasterEvictsGoesFromTheReplicaAndNothingElse(Kind masterKind, Kind replicaKind) {
        String[] limits = {"maxmemory-policy allkeys-random"};
        try (Node master = Node.server(masterKind, folder, limits);
                Node replica =
                        Node.server(replicaKind, folder, limits[0], "replicaof 127.0.0.1 " + master.portText())) {
            awaitLink(replica);
            long used = Long.parseLong(master.info("memory", "used_memory"));
            assertEquals("OK", replica.text("CONFIG", "SET", "maxmemory", "1"));
            assertEquals("OK", master.text("CONFIG", "SET", "maxmemory", Long.toString(used + (4 << 20))));
            String large = "x".repeat(10_000);
            try (RespConnection writer = master.connect()) {
                for (int i = 0; i < 1_000; i++) {
                    assertEquals("OK", writer.text("SET", "large:" + i, large));
                }
            }
            assertTrue(Long.parseLong(master.info("stats", "evicted_keys")) > 0);
            assertSameDigest(master, replica);
            assertEquals("0", replica.info("stats", "evicted_keys"));
            assertFalse(replica.text("DBSIZE").equals("0"));
        }
    }

    private static void assertError(String expected, Node node, String... words) {
        assertEquals(expected, node.text(words).replaceFirst("^-", ""), String.join(" ", words));
    }
}
