package io.vedette.tests.replication;

import static io.vedette.tests.replication.Datasets.awaitLink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Group;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One body for ours and for the real server: what replication says to those who speak its protocol by hand. */
@Timeout(90)
class ReplicationOracleTest {
    private static final String SOME_ID = "0123456789012345678901234567890123456789";

    /** So many keys with so many microseconds each take a second and more: others come meanwhile. */
    private static final int KEYS_OF_A_SLOW_SNAPSHOT = 300;

    private static final String SLOW_SNAPSHOT = "rdb-key-save-delay 4000";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void infoNamesTheFieldsInTheirOrder(Kind kind) {
        try (Node master = Node.server(kind, folder);
                Node replica = Node.server(kind, folder, "replicaof 127.0.0.1 " + master.portText())) {
            awaitLink(replica);
            assertEquals(
                    "role connected_slaves slave0 master_failover_state master_replid master_replid2 master_repl_offset"
                            + " second_repl_offset repl_backlog_active repl_backlog_size repl_backlog_first_byte_offset"
                            + " repl_backlog_histlen",
                    fields(master));
            assertEquals(
                    "role master_host master_port master_link_status master_last_io_seconds_ago master_sync_in_progress"
                            + " slave_read_repl_offset slave_repl_offset slave_priority slave_read_only replica_announced"
                            + " connected_slaves master_failover_state master_replid master_replid2 master_repl_offset"
                            + " second_repl_offset repl_backlog_active repl_backlog_size repl_backlog_first_byte_offset"
                            + " repl_backlog_histlen",
                    fields(replica));
            master.killHard();
            Await.until(
                    "the link is down",
                    Datasets.BOUND,
                    () -> replica.info("replication", "master_link_status").equals("down"));
            assertTrue(fields(replica).contains(" slave_repl_offset master_link_down_since_seconds slave_priority"));
        }
    }

    private static String fields(Node node) {
        return String.join(
                " ",
                node.text("INFO", "replication")
                        .lines()
                        .filter(line -> line.contains(":"))
                        .map(line -> line.substring(0, line.indexOf(':')))
                        .filter(name -> !name.startsWith("vedette_")) // ours stand at the end
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void commandsAnswerInRedisWords(Kind kind) {
        try (Node node = Node.server(kind, folder)) {
            assertEquals("OK", node.text("REPLICAOF", "no", "one"));
            assertEquals(
                    "ERR Invalid master port",
                    node.text("REPLICAOF", "127.0.0.1", "x").replaceFirst("^-", ""));
            assertEquals("0", node.text("WAIT", "0", "0"));
            assertEquals("0", node.text("WAIT", "3", "10"));
            assertError("ERR timeout is negative", node, "WAIT", "1", "-1");
            assertError("ERR timeout is not an integer or out of range", node, "WAIT", "1", "x");
            assertError("ERR value is not an integer or out of range", node, "WAIT", "x", "1");
            assertError("ERR syntax error", node, "REPLCONF", "listening-port");
            assertError("ERR Unrecognized REPLCONF option: what", node, "REPLCONF", "what", "1");
            assertEquals("OK", node.text("REPLCONF", "listening-port", "1", "capa", "eof", "capa", "other"));
            assertError("ERR value is not an integer or out of range", node, "PSYNC", SOME_ID, "x");
            assertError("ERR PSYNC FAILOVER can't be sent to a master.", node, "PSYNC", SOME_ID, "1", "failover");
            assertEquals(List.of("master", "0", ""), role(node));

            assertEquals("OK", node.text("REPLICAOF", "127.0.0.1", "1"));
            assertEquals("OK Already connected to specified master", node.text("SLAVEOF", "127.0.0.1", "1"));
            assertError("NOMASTERLINK Can't SYNC while not connected with my master", node, "PSYNC", "?", "-1");
            assertError("ERR PSYNC FAILOVER replid must match my replid.", node, "PSYNC", SOME_ID, "1", "FAILOVER");
            assertTrue(node.text("WAIT", "1", "0").contains("WAIT cannot be used with replica instances."));
            assertError("READONLY You can't write against a read only replica.", node, "SET", "a", "1");
            assertEquals("slave", role(node).getFirst());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLogTellsOfLinksInRedisWords(Kind kind) {
        try (Node master = Node.server(kind, folder, "repl-diskless-sync-delay 0", "rdb-key-save-delay 1000000");
                Node replica = Node.server(kind, folder)) {
            master.text("SET", "a", "1");
            replica.text("REPLICAOF", "127.0.0.1", master.portText());
            Await.until(
                    "the snapshot is being written",
                    Datasets.BOUND,
                    () -> master.info("persistence", "rdb_bgsave_in_progress").equals("1"));
            assertNotEquals("-1", master.info("persistence", "rdb_current_bgsave_time_sec"));
            awaitLink(replica);
            Await.until(
                    "the snapshot is over",
                    Datasets.BOUND,
                    () -> master.info("persistence", "rdb_current_bgsave_time_sec")
                            .equals("-1"));
            assertEquals("OK", replica.text("REPLICAOF", "NO", "ONE"));
            String lost = " # Connection with replica 127.0.0.1:" + replica.portText() + " lost.";
            Await.until(
                    "the replica is gone", Datasets.BOUND, () -> master.log().contains(lost));
            for (String line : List.of(
                    " * Background RDB transfer terminated with success",
                    " * Streamed RDB transfer with replica 127.0.0.1:" + replica.portText()
                            + " succeeded (socket). Waiting for REPLCONF ACK from slave to enable streaming")) {
                assertTrue(master.log().contains(line), master::log);
            }
            for (String line : List.of(
                    " # Connection with master lost.",
                    " * Caching the disconnected master state.",
                    " # Setting secondary replication ID to ")) {
                assertTrue(replica.log().contains(line), replica::log);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void waitIsForWhatTheClientMayHaveReadToo(Kind kind) {
        try (Node master = Node.server(kind, folder);
                Node replica = Node.server(kind, folder, "replicaof 127.0.0.1 " + master.portText());
                RespConnection reader = master.connect();
                RespConnection stranger = master.connect()) {
            awaitLink(replica);
            master.text("SET", "a", "1");
            Await.until("acknowledged", Datasets.BOUND, () -> acknowledged(master) > 0);
            replica.signal("STOP");
            try {
                // What was on its way to the replica when it stopped does not count, so another one is written.
                master.text("SET", "a", "2");
                assertEquals("2", reader.text("GET", "a"));
                assertEquals("0", reader.text("WAIT", "1", "50"));
                assertEquals("1", stranger.text("WAIT", "1", "50"));
            } finally {
                replica.signal("CONT");
            }
            assertEquals("1", reader.text("WAIT", "1", "0"));
        }
    }

    private static long acknowledged(Node master) {
        String replica = master.info("replication", "slave0");
        return Long.parseLong(replica.replaceFirst(".*offset=(\\d+).*", "$1"));
    }

    private static void assertError(String expected, Node node, String... words) {
        assertEquals(expected, node.text(words).replaceFirst("^-", ""), String.join(" ", words));
    }

    private static List<String> role(Node node) {
        try (RespConnection connection = node.connect()) {
            return connection.call("ROLE").items().stream()
                    .map(item -> item.items().isEmpty() ? item.text() : "...")
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTransactionMayRepointAServer(Kind kind) {
        try (Node node = Node.server(kind, folder);
                RespConnection connection = node.connect()) {
            assertEquals("OK", connection.text("MULTI"));
            assertEquals("QUEUED", connection.text("REPLICAOF", "127.0.0.1", "1"));
            assertEquals("QUEUED", connection.text("CONFIG", "SET", "maxclients", "100"));
            assertEquals(2, connection.call("EXEC").items().size());
            assertEquals("slave", node.info("replication", "role"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theConfigurationKnowsThePresentMaster(Kind kind) throws IOException {
        try (Node node = Node.server(kind, folder)) {
            node.text("REPLICAOF", "127.0.0.1", "1");
            node.text("REPLICAOF", "127.0.0.1", "2");
            assertEquals(List.of("replicaof", "127.0.0.1 2"), Group.strings(node, "CONFIG", "GET", "replicaof"));
            assertEquals("OK", node.text("CONFIG", "REWRITE"));
            assertTrue(Files.readString(node.configFile()).contains("\nreplicaof 127.0.0.1 2\n"));
            node.text("REPLICAOF", "NO", "ONE");
            assertEquals("OK", node.text("CONFIG", "REWRITE"));
            assertFalse(Files.readString(node.configFile()).contains("replicaof 127.0.0.1"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReplicaByHandSeesTheBytesOfTheProtocol(Kind kind) {
        try (Node master = Node.server(kind, folder);
                RespConnection writer = master.connect()) {
            writer.text("SET", "before", "1");
            String stream = "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n";
            String id;
            try (RespConnection replica = master.connect()) {
                assertEquals("+OK\r\n", ask(replica, "REPLCONF", "capa", "eof", "capa", "psync2"));
                String full = ask(replica, "PSYNC", "?", "-1");
                assertTrue(full.matches("\\+FULLRESYNC [0-9a-f]{40} 0\r\n"), full);
                id = full.substring(12, 52);
                String mark = line(replica, "$EOF:").substring(5);
                assertTrue(readUntil(replica, mark).startsWith("REDIS0010"));
                // Nothing of the stream may come before the acknowledgement, and that counts only once it is online.
                writer.text("SET", "k", "v");
                Await.until(
                        "it is online",
                        Datasets.BOUND,
                        () -> master.info("replication", "slave0").contains("state=online"));
                replica.send("REPLCONF", "ACK", "0");
                assertEquals(stream, withoutPings(readUntil(replica, "v\r\n")));
            }
            try (RespConnection again = master.connect()) {
                assertEquals("+OK\r\n", ask(again, "REPLCONF", "capa", "psync2"));
                assertEquals("+CONTINUE " + id + "\r\n", ask(again, "PSYNC", id, "1"));
                assertEquals(stream, withoutPings(readUntil(again, "v\r\n")));
                // A second PSYNC of a replica is not answered.
                again.send("PSYNC", "?", "-1");
                writer.text("SET", "k", "w");
                assertEquals("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nw\r\n", withoutPings(readUntil(again, "w\r\n")));
            }
            try (RespConnection stranger = master.connect()) {
                assertTrue(ask(stranger, "PSYNC", id, "1000000").startsWith("+FULLRESYNC " + id));
            }
            assertEquals("1", master.info("stats", "sync_partial_ok"));
            assertEquals("1", master.info("stats", "sync_partial_err"));
            assertEquals("2", master.info("stats", "sync_full"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheSnapshotIsAskedForWithZeroOrOne(Kind kind) {
        try (Node node = Node.server(kind, folder)) {
            assertError("ERR value is out of range, value must between 0 and 1", node, "REPLCONF", "rdb-only", "2");
            assertError("ERR value is out of range, value must between 0 and 1", node, "REPLCONF", "rdb-only", "-1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatASnapshotIsAskedForStandsInWordsThatMayBeQuoted(Kind kind) {
        try (Node node = Node.server(kind, folder)) {
            assertEquals("OK", node.text("REPLCONF", "rdb-filter-only", ""));
            assertEquals("OK", node.text("REPLCONF", "rdb-filter-only", "\"FUNCTIONS\"  functions"));
            assertError("ERR Missing rdb-filter-only values", node, "REPLCONF", "rdb-filter-only", "\"functions");
            assertError(
                    "ERR Unsupported rdb-filter-only option: keys",
                    node,
                    "REPLCONF",
                    "rdb-filter-only",
                    "functions keys");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMonitorCountsAsOneThatFollowsAlready(Kind kind) {
        try (Node node = Node.server(kind, folder, "repl-diskless-sync-delay 0");
                RespConnection monitor = node.connect()) {
            monitor.send("MONITOR");
            monitor.read();
            monitor.send("PSYNC", "?", "-1");
            monitor.send("SYNC");
            monitor.send("PING");
            assertTrue(monitor.read().toString().contains("PONG"), "nothing came before");
            assertEquals("0", node.info("stats", "sync_full"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSizeAndTheLifeOfTheBacklogHaveRedisBounds(Kind kind) {
        try (Node node = Node.server(kind, folder, "repl-backlog-size 1")) {
            assertEquals("OK", node.text("CONFIG", "SET", "repl-backlog-size", "2"));
            assertEquals(16_384, backlog(node, "size"));
            assertEquals("OK", node.text("CONFIG", "SET", "repl-backlog-ttl", "9223372036854775807"));
            assertError(
                    "ERR CONFIG SET failed (possibly related to argument 'repl-backlog-ttl') - argument couldn't be parsed"
                            + " into an integer",
                    node,
                    "CONFIG",
                    "SET",
                    "repl-backlog-ttl",
                    "9223372036854775808");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReplicaThatDoesNotReadIsCutOff(Kind kind) {
        try (Node master = Node.server(
                        kind, folder, "client-output-buffer-limit replica 4mb 2mb 60", "repl-backlog-size 1mb");
                RespConnection replica = master.connect();
                RespConnection writer = master.connect()) {
            replica.send("REPLCONF", "capa", "eof");
            replica.read();
            replica.send("PSYNC", "?", "-1");
            String big = "x".repeat(1 << 20);
            Await.until("the slow replica is gone", Datasets.BOUND, () -> {
                writer.text("SET", "big", big);
                return master.info("replication", "connected_slaves").equals("0");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReplicaThatStopsReadingItsSnapshotHoldsOthersUpNoLongerThanTheTimeout(Kind kind) {
        try (Node master = Node.server(
                        kind,
                        folder,
                        "repl-timeout 3",
                        "repl-ping-replica-period 1",
                        "repl-diskless-sync-delay 1",
                        "rdbcompression no");
                RespConnection stuck = master.connect();
                Node replica = Node.server(kind, folder)) {
            try (RespConnection writer = master.connect()) {
                String large = "x".repeat(1 << 20);
                for (int i = 0; i < 40; i++) {
                    writer.text("SET", "large:" + i, large);
                }
            }
            stuck.send("REPLCONF", "capa", "eof");
            stuck.read();
            stuck.send("PSYNC", "?", "-1");
            replica.text("REPLICAOF", "127.0.0.1", master.portText());
            awaitLink(replica);
            Await.until(
                    "only the reader is left",
                    Datasets.BOUND,
                    () -> master.info("replication", "connected_slaves").equals("1"));
            assertEquals("40", replica.text("DBSIZE"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void writesNeedTheReplicasThatAreAskedFor(Kind kind) {
        try (Node master = Node.server(kind, folder, "min-replicas-to-write 1", "min-replicas-max-lag 3")) {
            assertError("NOREPLICAS Not enough good replicas to write.", master, "SET", "a", "1");
            assertEquals("0", master.info("replication", "min_slaves_good_slaves"));
            try (Node replica = Node.server(kind, folder, "replicaof 127.0.0.1 " + master.portText())) {
                awaitLink(replica);
                Await.until(
                        "writes pass",
                        Datasets.BOUND,
                        () -> master.text("SET", "a", "1").equals("OK"));
                replica.signal("STOP");
                Await.until(
                        "writes are refused",
                        Datasets.BOUND,
                        () -> master.text("SET", "a", "2").contains("NOREPLICAS"));
                replica.signal("CONT");
            }
        }
    }

    /** What is there stays when the backlog grows; when it shrinks the oldest goes. */
    @ParameterizedTest
    @EnumSource
    void theBacklogChangesItsSizeWhileItRuns(Kind kind) {
        try (Node master = Node.server(kind, folder, "repl-backlog-size 1mb", "repl-diskless-sync-delay 0");
                RespConnection writer = master.connect()) {
            String id = followByHand(master);
            write(writer, 900);
            long all = backlog(master, "histlen");
            assertTrue(all > 900_000, "of " + all);
            assertEquals("OK", master.text("CONFIG", "SET", "repl-backlog-size", "4mb"));
            write(writer, 1_500);
            assertEquals(4L << 20, backlog(master, "size"));
            assertEquals(1, backlog(master, "first_byte_offset"), "what is there stays, and more has room");
            assertEquals("+CONTINUE " + id + "\r\n", resume(master, id, 1));

            assertEquals("OK", master.text("CONFIG", "SET", "repl-backlog-size", "64kb"));
            // A block at a time goes, and Redis frees only some with each write: its blocks are as large as they were.
            Await.until("only the newest is left", Datasets.BOUND, () -> {
                write(writer, 10);
                return backlog(master, "histlen") < 512 * 1024;
            });
            Await.until(
                    "what is left serves who has the rest",
                    Datasets.BOUND,
                    () -> resume(master, id, backlog(master, "first_byte_offset"))
                            .equals("+CONTINUE " + id + "\r\n"));
            assertTrue(resume(master, id, 1).startsWith("+FULLRESYNC " + id));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theBacklogEndsSomeTimeAfterTheLastReplicaAndTheHistoryWithIt(Kind kind) {
        try (Node master = Node.server(kind, folder, "repl-backlog-ttl 0", "repl-diskless-sync-delay 0");
                RespConnection writer = master.connect()) {
            String id = followByHand(master);
            write(writer, 1);
            Await.until(
                    "the replica is gone",
                    Datasets.BOUND,
                    () -> master.info("replication", "connected_slaves").equals("0"));
            assertEquals(1, backlog(master, "active"));
            assertEquals("OK", master.text("CONFIG", "SET", "repl-backlog-ttl", "1"));
            Await.until("the backlog is gone", Datasets.BOUND, () -> backlog(master, "active") == 0);
            assertEquals(0, backlog(master, "histlen"));
            String answer = resume(master, id, 1);
            assertTrue(answer.startsWith("+FULLRESYNC "), answer);
            assertFalse(answer.contains(id), "what nobody can resume from has another name");
        }
    }

    @ParameterizedTest
    @EnumSource
    void underAnotherIdOnlyAWholeSnapshotLeadsToTheData(Kind kind) {
        try (Node master = Node.server(kind, folder, "enable-debug-command yes", "repl-diskless-sync-delay 0");
                Node replica = Node.server(kind, folder, "replicaof 127.0.0.1 " + master.portText())) {
            awaitLink(replica);
            String before = master.info("replication", "master_replid");
            assertEquals("OK", master.text("DEBUG", "CHANGE-REPL-ID"));
            assertNotEquals(before, master.info("replication", "master_replid"));
            assertEquals("0".repeat(SOME_ID.length()), master.info("replication", "master_replid2"));
            assertEquals("1", master.text("CLIENT", "KILL", "TYPE", "replica"));
            Await.until(
                    "the replica knows the new id",
                    Datasets.BOUND,
                    () -> replica.info("replication", "master_replid")
                            .equals(master.info("replication", "master_replid")));
            assertEquals("2", master.info("stats", "sync_full"));
            assertEquals("0", master.info("stats", "sync_partial_ok"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitForASnapshotHearThatTheMasterLivesAndShareIt(Kind kind) {
        try (Node master = Node.server(kind, folder, "repl-diskless-sync-delay 2", "repl-ping-replica-period 1");
                RespConnection first = master.connect();
                RespConnection second = master.connect()) {
            List<RespConnection> both = List.of(first, second);
            both.forEach(ReplicationOracleTest::askForSnapshot);
            for (RespConnection replica : both) {
                String before = readUntil(replica, "$EOF:");
                assertTrue(before.matches("\n+\\+FULLRESYNC [0-9a-f]{40} [0-9]+\r\n\n*\\$EOF:"), before);
            }
            assertEquals(readUntil(first, "\r\n"), readUntil(second, "\r\n"), "the mark of one stream for both");
        }
    }

    @ParameterizedTest
    @EnumSource
    void asSoonAsEnoughWaitTheSnapshotBeginsHoweverLongTheDelay(Kind kind) {
        try (Node master = Node.server(
                        kind, folder, "repl-diskless-sync-delay 3600", "repl-diskless-sync-max-replicas 2");
                RespConnection first = master.connect();
                RespConnection second = master.connect()) {
            askForSnapshot(first);
            Await.until("it waits", Datasets.BOUND, () -> stateOf(master, 0).equals("wait_bgsave"));
            askForSnapshot(second);
            String before = readUntil(first, "$EOF:");
            assertTrue(before.contains("+FULLRESYNC "), before);
            readUntil(second, "$EOF:");
            assertEquals(readUntil(first, "\r\n"), readUntil(second, "\r\n"), "the mark of one stream for both");
        }
    }

    /** What was written since the snapshot began comes to the second from the place at which it began. */
    @ParameterizedTest
    @EnumSource
    void whoComesWhileASnapshotIsWrittenToTheDiskJoinsIt(Kind kind) {
        try (Node master = Node.server(kind, folder, "repl-diskless-sync no", SLOW_SNAPSHOT);
                Node replica = Node.server(kind, folder);
                RespConnection first = master.connect()) {
            Datasets.fill(master, KEYS_OF_A_SLOW_SNAPSHOT);
            askForSnapshot(first);
            long begun = offsetOf(line(first, "+FULLRESYNC "));
            Datasets.writeOfAllKinds(master);
            assertTrue(Long.parseLong(master.info("replication", "master_repl_offset")) > begun);
            try (RespConnection second = master.connect()) {
                askForSnapshot(second);
                assertEquals(begun, offsetOf(line(second, "+FULLRESYNC ")));
            }
            assertEquals("OK", replica.text("REPLICAOF", "127.0.0.1", master.portText()));
            awaitLink(replica);
            Datasets.assertSame(master, replica);
            assertEquals("3", master.info("stats", "sync_full"));
            assertEquals(
                    1,
                    master.log()
                            .lines()
                            .filter(line -> line.contains("Starting BGSAVE for SYNC with target: disk"))
                            .count());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoComesWhileASnapshotIsSentGetsTheNext(Kind kind) {
        try (Node master = Node.server(kind, folder, "repl-diskless-sync yes", SLOW_SNAPSHOT);
                Node replica = Node.server(kind, folder);
                RespConnection first = master.connect()) {
            Datasets.fill(master, KEYS_OF_A_SLOW_SNAPSHOT);
            askForSnapshot(first);
            long begun = offsetOf(line(first, "+FULLRESYNC "));
            String mark = line(first, "$EOF:").substring(5);
            Datasets.writeOfAllKinds(master);
            try (RespConnection second = master.connect()) {
                askForSnapshot(second);
                assertEquals("OK", replica.text("REPLICAOF", "127.0.0.1", master.portText()));
                Await.until(
                        "both wait",
                        Datasets.BOUND,
                        () -> stateOf(master, 1).equals("wait_bgsave")
                                && stateOf(master, 2).equals("wait_bgsave"));
                assertFalse(replica.info("replication", "master_link_status").equals("up"));
                assertEquals("OK", master.text("CONFIG", "SET", "rdb-key-save-delay", "0"));
                readUntil(first, mark);
                assertTrue(offsetOf(line(second, "+FULLRESYNC ")) > begun);
                line(second, "$EOF:");
                awaitLink(replica);
                Datasets.assertSame(master, replica);
            }
        }
    }

    private static void askForSnapshot(RespConnection replica) {
        assertEquals("+OK\r\n", ask(replica, "REPLCONF", "capa", "eof", "capa", "psync2"));
        replica.send("PSYNC", "?", "-1");
    }

    private static long offsetOf(String fullResync) {
        return Long.parseLong(fullResync.substring(fullResync.lastIndexOf(' ') + 1));
    }

    private static String stateOf(Node master, int replica) {
        return master.info("replication", "slave" + replica).replaceFirst(".*,state=([a-z_]*),.*", "$1");
    }

    /** Somebody who takes everything and leaves; the id of the history. */
    private static String followByHand(Node master) {
        try (RespConnection replica = master.connect()) {
            assertEquals("+OK\r\n", ask(replica, "REPLCONF", "capa", "eof", "capa", "psync2"));
            String full = ask(replica, "PSYNC", "?", "-1");
            assertTrue(full.startsWith("+FULLRESYNC "), full);
            readUntil(replica, line(replica, "$EOF:").substring(5));
            return full.substring(12, 52);
        }
    }

    /** A kilobyte each. */
    private static void write(RespConnection writer, int times) {
        String value = "x".repeat(1000);
        for (int i = 0; i < times; i++) {
            writer.text("SET", "k", value);
        }
    }

    /** What a replica is answered that has everything before this byte. */
    private static String resume(Node master, String id, long byteOffset) {
        try (RespConnection replica = master.connect()) {
            assertEquals("+OK\r\n", ask(replica, "REPLCONF", "capa", "eof", "capa", "psync2"));
            return ask(replica, "PSYNC", id, Long.toString(byteOffset));
        }
    }

    private static long backlog(Node master, String field) {
        return Long.parseLong(master.info("replication", "repl_backlog_" + field));
    }

    private static String ask(RespConnection connection, String... words) {
        connection.send(words);
        return line(connection, "") + "\r\n";
    }

    /** The next line that is no sign of life. */
    private static String line(RespConnection connection, String beginning) {
        String line = "";
        while (line.isEmpty()) {
            line = readUntil(connection, "\n").strip();
        }
        assertTrue(line.startsWith(beginning), line);
        return line;
    }

    private static String readUntil(RespConnection connection, String end) {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            text.append((char) connection.readByte());
        }
        return text.toString();
    }

    private static String withoutPings(String stream) {
        return stream.replace("*1\r\n$4\r\nping\r\n", "");
    }
}
