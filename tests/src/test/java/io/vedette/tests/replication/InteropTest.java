package io.vedette.tests.replication;

import static io.vedette.tests.replication.Datasets.BOUND;
import static io.vedette.tests.replication.Datasets.assertSame;
import static io.vedette.tests.replication.Datasets.awaitCaughtUp;
import static io.vedette.tests.replication.Datasets.awaitLink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Replication between our servers and real ones, in both directions: whoever is master, the other has its data. */
@Timeout(180)
class InteropTest {
    @TempDir
    Path folder;

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource({"VEDETTE,REDIS,yes", "VEDETTE,REDIS,no", "REDIS,VEDETTE,yes", "REDIS,VEDETTE,no", "VEDETTE,VEDETTE,yes"
    })
    void aReplicaGetsTheSnapshotAndThenTheStream(Kind masterKind, Kind replicaKind, String diskless) {
        try (Node master = Node.server(masterKind, folder, "repl-diskless-sync " + diskless);
                Node replica = Node.server(replicaKind, folder)) {
            Datasets.fill(master, 3000);
            Datasets.fill(replica, 5); // what it had before must be gone
            assertEquals("OK", replica.text("REPLICAOF", "127.0.0.1", master.portText()));
            awaitLink(replica);
            assertSame(master, replica);
            Datasets.writeOfAllKinds(master);
            assertSame(master, replica);
            try (RespConnection writer = master.connect()) {
                writer.text("SET", "waited", "for");
                assertEquals("1", writer.text("WAIT", "1", "5000"));
            }
            assertEquals("for", replica.text("GET", "waited"));
            assertTrue(master.info("replication", "slave0").contains("port=" + replica.portText() + ",state=online"));
            assertEquals("1", master.info("stats", "sync_full"));
        }
    }

    /** Redis would empty the replica. Both kinds of master. */
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource
    void aReplicaKeepsItsDataWhenItsMasterComesBackEmpty(Kind masterKind) {
        try (Node master = Node.server(masterKind, folder, "save \"\"");
                Node replica = Node.server(
                        Kind.VEDETTE,
                        folder,
                        "replicaof 127.0.0.1 " + master.portText(),
                        "replica-refuse-empty-master yes")) {
            awaitLink(replica);
            Datasets.fill(master, 100);
            assertSame(master, replica);
            String size = replica.text("DBSIZE");
            master.killHard();
            master.start();
            Await.until(
                    "it is refused",
                    BOUND,
                    () -> replica.info("replication", "vedette_empty_master_refused")
                            .equals("1"));
            assertEquals("0", master.text("DBSIZE"));
            assertEquals(size, replica.text("DBSIZE"));
            assertEquals("down", replica.info("replication", "master_link_status"));
            assertTrue(replica.log().contains("The master has come back empty"), replica::log);

            // Whoever wants it emptied can have it.
            assertEquals("OK", replica.text("CONFIG", "SET", "replica-refuse-empty-master", "no"));
            awaitLink(replica);
            assertEquals("0", replica.text("DBSIZE"));
            assertEquals("", replica.info("replication", "vedette_empty_master_refused"));
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource({"VEDETTE,REDIS", "REDIS,VEDETTE", "VEDETTE,VEDETTE"})
    void aCutLinkIsResumedAndNotCopiedAnew(Kind masterKind, Kind replicaKind) throws Exception {
        try (Node master = Node.server(masterKind, folder);
                TcpProxy wire = new TcpProxy(master.port());
                Node replica = Node.server(replicaKind, folder, "replicaof 127.0.0.1 " + wire.port())) {
            awaitLink(replica);
            Datasets.fill(master, 500);
            assertSame(master, replica);
            wire.cut();
            Datasets.writeOfAllKinds(master);
            wire.mend();
            assertSame(master, replica);
            assertEquals("1", master.info("stats", "sync_partial_ok"));
            assertEquals("1", master.info("stats", "sync_full"));

            assertEquals("1", master.text("CLIENT", "KILL", "TYPE", "replica"));
            Datasets.fill(master, 100);
            assertSame(master, replica);
            assertEquals("2", master.info("stats", "sync_partial_ok"));
            assertEquals("1", master.info("stats", "sync_full"));
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource({"VEDETTE,REDIS", "REDIS,VEDETTE", "VEDETTE,VEDETTE"})
    void afterAPromotionSiblingAndFormerMasterResume(Kind oldKind, Kind newKind) {
        try (Node old = Node.server(oldKind, folder);
                Node heir = Node.server(newKind, folder, "replicaof 127.0.0.1 " + old.portText());
                Node sibling = Node.server(oldKind, folder, "replicaof 127.0.0.1 " + old.portText())) {
            awaitLink(heir);
            awaitLink(sibling);
            Datasets.fill(old, 300);
            awaitCaughtUp(old, heir);
            awaitCaughtUp(old, sibling);
            assertEquals("OK", heir.text("REPLICAOF", "NO", "ONE"));
            assertEquals("OK", sibling.text("REPLICAOF", "127.0.0.1", heir.portText()));
            assertEquals("OK", old.text("REPLICAOF", "127.0.0.1", heir.portText()));
            awaitLink(sibling);
            awaitLink(old);
            Datasets.writeOfAllKinds(heir);
            assertSame(heir, sibling);
            assertSame(heir, old);
            assertEquals("2", heir.info("stats", "sync_partial_ok"));
            assertEquals("0", heir.info("stats", "sync_full"));
            assertEquals(heir.info("replication", "master_replid2"), sibling.info("replication", "master_replid2"));
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource({"REDIS,VEDETTE,REDIS", "VEDETTE,VEDETTE,VEDETTE", "VEDETTE,REDIS,VEDETTE"})
    void aChainHandsOnEveryByteAndSurvivesThePromotionOfItsMiddle(Kind first, Kind second, Kind third) {
        try (Node top = Node.server(first, folder);
                Node middle = Node.server(second, folder, "replicaof 127.0.0.1 " + top.portText())) {
            awaitLink(middle);
            Datasets.fill(top, 200);
            awaitCaughtUp(top, middle);
            try (Node bottom = Node.server(third, folder, "replicaof 127.0.0.1 " + middle.portText())) {
                awaitLink(bottom);
                Datasets.writeOfAllKinds(top);
                assertSame(top, middle);
                assertSame(top, bottom);
                assertEquals("OK", middle.text("REPLICAOF", "NO", "ONE"));
                Await.until(
                        "the bottom knows the new id",
                        BOUND,
                        () -> bottom.info("replication", "master_replid")
                                .equals(middle.info("replication", "master_replid")));
                Datasets.fill(middle, 20);
                assertSame(middle, bottom);
                assertEquals("1", middle.info("stats", "sync_full"));
                assertEquals("1", middle.info("stats", "sync_partial_ok"));
            }
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource({"VEDETTE,REDIS", "REDIS,VEDETTE"})
    void aHundredThousandKeysArriveWhileOthersWrite(Kind masterKind, Kind replicaKind) throws Exception {
        try (Node master = Node.server(masterKind, folder);
                TcpProxy wire = new TcpProxy(master.port());
                Node replica = Node.server(replicaKind, folder)) {
            Datasets.fill(master, 100_000);
            Thread load = Thread.ofPlatform().start(() -> writeLoad(master));
            replica.text("REPLICAOF", "127.0.0.1", Integer.toString(wire.port()));
            awaitLink(replica);
            wire.cut();
            wire.mend();
            load.join();
            Await.until(
                    "the cut was noticed and mended",
                    BOUND,
                    () -> !master.info("stats", "sync_partial_ok").equals("0"));
            awaitCaughtUp(master, replica);
            assertEquals(master.text("DBSIZE"), replica.text("DBSIZE"));
            assertEquals("1", master.info("stats", "sync_full"));
            for (int i = 0; i < 50; i++) {
                assertEquals("400", replica.text("GET", "counter:" + i));
            }
        }
    }

    private static void writeLoad(Node master) {
        try (RespConnection connection = master.connect()) {
            for (int round = 0; round < 400; round++) {
                List<String[]> batch = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    batch.add(new String[] {"INCR", "counter:" + i});
                }
                batch.add(new String[] {"SETEX", "expiring:" + round, "1000", "x"});
                batch.add(new String[] {"DEL", "key:" + round});
                Datasets.run(connection, batch);
            }
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void aServerKeepsItsDataWhenTheMastersCannotBeLoaded() {
        try (Node master = Node.server(Kind.REDIS, folder);
                Node ours = Node.server(Kind.VEDETTE, folder, "databases 1")) {
            Datasets.fill(ours, 20);
            try (RespConnection connection = master.connect()) {
                connection.text("SELECT", "5");
                connection.text("SET", "k", "v");
            }
            ours.text("REPLICAOF", "127.0.0.1", master.portText());
            Await.until(
                    "the reason stands in the log",
                    BOUND,
                    () -> ours.log().contains("Database 5 does not exist: this server has 1"));
            assertEquals("down", ours.info("replication", "master_link_status"));
            assertEquals("value 1", ours.text("GET", "key:1"));
            master.text("FLUSHALL");
            awaitLink(ours);
            assertSame(master, ours);
        }
    }

    /** Nothing here can run them. */
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void functionsOfAMasterAreKeptAndHandedOn() {
        try (Node top = Node.server(Kind.REDIS, folder);
                Node ours = Node.server(Kind.VEDETTE, folder, "replicaof 127.0.0.1 " + top.portText())) {
            awaitLink(ours);
            top.text("FUNCTION", "LOAD", library("gone", 1));
            top.text("FUNCTION", "LOAD", library("kept", 1));
            top.text("FUNCTION", "LOAD", "REPLACE", library("kept", 2));
            top.text("FUNCTION", "DELETE", "gone");
            assertSame(top, ours);
            assertEquals("1", top.info("stats", "sync_full"));
            try (Node bottom = Node.server(Kind.REDIS, folder, "replicaof 127.0.0.1 " + ours.portText())) {
                awaitLink(bottom);
                assertEquals("2", bottom.text("FCALL_RO", "kept", "0"));
                assertEquals("ERR Function not found", bottom.text("FCALL_RO", "gone", "0"));
                top.text("FUNCTION", "FLUSH");
                top.text("SET", "after", "1");
                assertSame(top, bottom);
                assertEquals("ERR Function not found", bottom.text("FCALL_RO", "kept", "0"));
            }
        }
    }

    private static String library(String name, int answer) {
        return "#!lua name=" + name + "\nredis.register_function{function_name='" + name
                + "', callback=function() return " + answer + " end, flags={'no-writes'}}";
    }
}
