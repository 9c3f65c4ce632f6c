package io.vedette.tests.replication;

import static io.vedette.tests.replication.Datasets.BOUND;
import static io.vedette.tests.replication.Datasets.awaitLink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code write-quorum}: our master, and replicas of both kinds, as processes. */
@Timeout(180)
class WriteQuorumTest {
    private static final int WRITERS = 8;
    private static final int PIPELINE = 8;
    private static final int WRITES_BEFORE_THE_KILL = 3_000;
    private static final int ROUNDS_OF_BREAKING = Boolean.getBoolean("tests.long") ? 100 : 3;
    private static final int WRITES_OF_A_ROUND = 400;
    private static final long LATE_NANOS = 20_000_000;

    @TempDir
    Path folder;

    private Node replica(Kind kind, Node master) {
        return Node.server(kind, folder, "replicaof 127.0.0.1 " + master.portText());
    }

    private static void awaitMembers(Node master, int many) {
        String wanted = Integer.toString(many);
        try {
            Await.until(
                    "so many members are counted: " + many,
                    BOUND,
                    () -> wanted.equals(master.info("replication", "vedette_write_quorum_members")));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + master.text("INFO", "replication"), e);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource
    void aWriteIsAnsweredWhenAReplicaHasItAndRefusedWhenNoneConfirms(Kind kind) {
        try (Node master = Node.server(Kind.VEDETTE, folder, "write-quorum 1", "write-quorum-timeout 20000");
                Node replica = replica(kind, master);
                RespConnection client = master.connect()) {
            awaitLink(replica);
            awaitMembers(master, 1);
            for (int i = 1; i <= 100; i++) {
                assertEquals(Integer.toString(i), client.text("INCR", "n"));
            }
            assertEquals("100", replica.text("GET", "n"), "what was answered is there");
            assertEquals("1", client.text("SADD", "s", "m"));
            assertEquals("0", client.text("SADD", "s", "m"), "nothing was changed, and that was confirmed");
            client.text("MULTI");
            client.text("INCR", "n");
            assertEquals("101", client.call("EXEC").items().getFirst().text());

            replica.signal("STOP");
            assertEquals("OK", master.text("CONFIG", "SET", "write-quorum-timeout", "100"));
            String refused = client.text("INCR", "n");
            assertEquals(
                    "NOQUORUM Applied here, but the outcome is unknown: 0 of 1 replicas have confirmed it within 100 ms",
                    refused);
            assertEquals("102", master.text("GET", "n"), "reads are not held");
            assertTrue(client.text("INCR", "absent").startsWith("NOQUORUM"));
            assertEquals("2", master.info("replication", "vedette_noquorum_replies"));

            assertEquals("OK", master.text("CONFIG", "SET", "write-quorum-timeout", "0"));
            client.send("INCR", "n");
            Await.until(
                    "it waits",
                    BOUND,
                    () -> master.info("replication", "vedette_held_replies").equals("1"));
            replica.signal("CONT");
            assertEquals("103", client.read().text());
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aDemotionAndTheEndOfTheProcessAnswerWhatWaits() {
        try (Node master = Node.server(Kind.VEDETTE, folder, "write-quorum 1", "write-quorum-timeout 0");
                RespConnection client = master.connect()) {
            client.send("SET", "k", "1");
            Await.until(
                    "it waits",
                    BOUND,
                    () -> master.info("replication", "vedette_held_replies").equals("1"));
            assertEquals("OK", master.text("REPLICAOF", "127.0.0.1", "1"));
            assertTrue(client.read()
                    .text()
                    .endsWith("0 of 1 replicas have confirmed it; the role of this server changed"));
            assertEquals("OK", master.text("REPLICAOF", "NO", "ONE"));
            client.send("SET", "k", "2");
            Await.until(
                    "it waits",
                    BOUND,
                    () -> master.info("replication", "vedette_held_replies").equals("1"));
            master.process().destroy();
            assertTrue(client.read().text().endsWith("this server shuts down"));
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void oneWhoIsNotOnTheListAndOneUnderAReplicaAreNotCounted() {
        try (Node master = Node.server(Kind.VEDETTE, folder, "write-quorum 1", "write-quorum-timeout 100");
                Node replica = replica(Kind.VEDETTE, master);
                Node chained = Node.server(Kind.VEDETTE, folder, "replicaof 127.0.0.1 " + replica.portText());
                RespConnection client = master.connect()) {
            awaitLink(replica);
            awaitLink(chained);
            assertEquals("OK", master.text("CONFIG", "SET", "write-quorum-members", id(chained)));
            assertTrue(client.text("SET", "k", "1").startsWith("NOQUORUM"));
            assertEquals("OK", master.text("CONFIG", "SET", "write-quorum-members", "127.0.0.1:" + replica.portText()));
            assertTrue(client.text("SET", "k", "1").startsWith("NOQUORUM"), "ours go by their ids");
            assertEquals("OK", master.text("CONFIG", "SET", "write-quorum-members", id(replica)));
            awaitMembers(master, 1);
            assertEquals("OK", master.text("CONFIG", "SET", "write-quorum-timeout", "20000"));
            assertEquals("OK", client.text("SET", "k", "1"));
            assertTrue(client.text("CONFIG", "SET", "write-quorum", "2").contains("names only 1"));
        }
    }

    /** Counted, and for a quorum asserted: what was answered with OK and is not there behind a promotion. */
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource({"VEDETTE,1", "REDIS,1", "VEDETTE,0"})
    void nothingThatWasAcknowledgedDiesWithTheMaster(Kind kind, int quorum) throws Exception {
        try (Node master = Node.server(Kind.VEDETTE, folder, "write-quorum " + quorum, "write-quorum-timeout 20000");
                TcpProxy wire = lateWire(master);
                Node first = Node.server(kind, folder, "replicaof 127.0.0.1 " + wire.port());
                Node second = Node.server(kind, folder, "replicaof 127.0.0.1 " + wire.port())) {
            awaitLink(first);
            awaitLink(second);
            AtomicLong answered = new AtomicLong();
            List<Writer> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(new Writer(master, "w" + i + ":", answered));
            }
            Await.until("enough is written", BOUND, () -> answered.get() > WRITES_BEFORE_THE_KILL);
            wire.cut();
            master.killHard();
            long lost = lost(writers, offset(first) >= offset(second) ? first : second);
            System.out.printf(
                    "write-quorum %d, replicas of %s: %d acknowledged, %d of them lost%n",
                    quorum, kind, answered.get(), lost);
            assertTrue(quorum == 0 || lost == 0, lost + " acknowledged writes are lost");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void onTheDiskMeansOnTheDisksOfBoth() {
        String[] file = {"appendonly yes", "appendfsync always"};
        try (Node master = Node.server(
                        Kind.VEDETTE,
                        folder,
                        file[0],
                        file[1],
                        "write-quorum 1",
                        "write-quorum-fsync yes",
                        "write-quorum-timeout 20000");
                Node replica = replica(Kind.VEDETTE, master);
                RespConnection client = master.connect()) {
            awaitLink(replica);
            client.send("SET", "k", "1");
            Await.until(
                    "the replica has it", BOUND, () -> replica.text("GET", "k").equals("1"));
            assertEquals("1", master.info("replication", "vedette_held_replies"), "but not on its disk");
            assertEquals("OK", replica.text("CONFIG", "SET", "appendfsync", "always"));
            assertEquals("OK", replica.text("CONFIG", "SET", "appendonly", "yes"));
            assertEquals("OK", client.read().text());
            for (int i = 1; i <= 50; i++) {
                assertEquals(Integer.toString(i), client.text("INCR", "n"));
            }
            assertEquals("1", client.text("SADD", "s", "m"));
            assertEquals("0", client.text("SADD", "s", "m"));
            assertTrue(client.text("CONFIG", "SET", "appendonly", "no")
                    .contains("write-quorum-fsync needs appendonly yes"));
            assertTrue(
                    client.text("CONFIG", "SET", "appendfsync", "no").contains("write-quorum-fsync needs appendfsync"));
            assertEquals(
                    "yes",
                    client.call("CONFIG", "GET", "appendonly").items().get(1).text());
        }
    }

    /** Real masters know nothing of ids, and take our replica with its id all the same. */
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource
    void aReplicaTellsItsLastingIdToAnyMaster(Kind masterKind) {
        try (Node master = Node.server(masterKind, folder);
                Node replica = Node.server(
                        Kind.VEDETTE,
                        folder,
                        "replicaof 127.0.0.1 " + master.portText(),
                        "appendonly yes",
                        "appendfsync always")) {
            awaitLink(replica);
            String id = id(replica);
            master.text("SET", "k", "1");
            try (RespConnection writer = master.connect()) {
                writer.text("SET", "k", "2");
                assertEquals("1", writer.text("WAIT", "1", "20000"), "what it says of its disk is passed over");
            }
            assertEquals(40, id.length());
            assertEquals(masterKind == Kind.VEDETTE ? id : "", master.info("replication", "vedette_members"));
            assertTrue(master.info("replication", "slave0").contains("port=" + replica.portText() + ",state=online"));
            replica.killHard();
            replica.start();
            awaitLink(replica);
            assertEquals(id, id(replica));
            assertEquals(masterKind == Kind.VEDETTE ? id : "", master.info("replication", "vedette_members"));
        }
    }

    /** The half-open link of a former life, and the one of the present life, are one member. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void twoLinksOfOneServerAreOneMember() throws Exception {
        try (Node master = Node.server(Kind.VEDETTE, folder, "write-quorum 2", "write-quorum-timeout 100");
                Node replica = replica(Kind.VEDETTE, master);
                RespConnection halfOpen = master.connect();
                RespConnection client = master.connect()) {
            awaitLink(replica);
            Await.until(
                    "it is known",
                    BOUND,
                    () -> master.info("replication", "vedette_members").equals(id(replica)));
            assertEquals("OK", halfOpen.text("REPLCONF", "vedette-server-id", id(replica)));
            assertTrue(halfOpen.text("REPLCONF", "vedette-server-id", "x").startsWith("ERR vedette-server-id must"));
            long next = offset(replica) + 1;
            assertTrue(halfOpen.text("PSYNC", master.info("replication", "master_replid"), Long.toString(next))
                    .startsWith("CONTINUE"));
            halfOpen.send("REPLCONF", "ACK", Long.toString(next - 1));
            assertTrue(client.text("SET", "k", "1").startsWith("NOQUORUM"));
            assertTrue(Integer.parseInt(master.info("replication", "vedette_write_quorum_members")) <= 1);
            assertEquals(id(replica), master.info("replication", "vedette_members"));
        }
    }

    private static String id(Node server) {
        return server.info("replication", "vedette_server_id");
    }

    /** Wires break and mend, replicas are thrown out, come back by a part of the log; then the master dies. {@code -Plong}: many times. */
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource
    void brokenWiresBringForthNoFalseOk(Kind kind) throws Exception {
        try (Node master = Node.server(Kind.VEDETTE, folder, "write-quorum 1", "write-quorum-timeout 100");
                TcpProxy one = lateWire(master);
                TcpProxy two = lateWire(master);
                Node first = Node.server(kind, folder, "replicaof 127.0.0.1 " + one.port());
                Node second = Node.server(kind, folder, "replicaof 127.0.0.1 " + two.port())) {
            awaitLink(first);
            awaitLink(second);
            AtomicLong answered = new AtomicLong();
            List<Writer> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(new Writer(master, "w" + i + ":", answered));
            }
            Random random = new Random(7);
            for (int round = 0; round < ROUNDS_OF_BREAKING; round++) {
                long goal = answered.get() + WRITES_OF_A_ROUND;
                TcpProxy broken = random.nextBoolean() ? one : two;
                broken.cut();
                if (random.nextInt(4) == 0) {
                    master.text("CLIENT", "KILL", "TYPE", "replica");
                }
                Await.until(
                        "something is written meanwhile", BOUND, () -> answered.get() > goal - WRITES_OF_A_ROUND / 2);
                broken.mend();
                Await.until("something is written", BOUND, () -> answered.get() > goal);
            }
            one.cut();
            two.cut();
            master.killHard();
            assertEquals(0, lost(writers, offset(first) >= offset(second) ? first : second));
        }
    }

    /** A planned failover under load: what the old master has answered with OK is at the new one. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void whatAFailoverCutsOffIsAnErrorAndNothingElseIsLost() throws Exception {
        try (Node master = Node.server(Kind.VEDETTE, folder, "write-quorum 2", "write-quorum-timeout 20000");
                Node first = replica(Kind.VEDETTE, master);
                Node second = replica(Kind.VEDETTE, master)) {
            awaitLink(first);
            awaitLink(second);
            AtomicLong answered = new AtomicLong();
            List<Writer> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(new Writer(master, "w" + i + ":", answered));
            }
            Await.until("something is written", BOUND, () -> answered.get() > WRITES_OF_A_ROUND);
            assertEquals("OK", master.text("FAILOVER", "TO", "127.0.0.1", first.portText()));
            Await.until(
                    "the other leads",
                    BOUND,
                    () -> first.info("replication", "role").equals("master"));
            assertEquals(0, lost(writers, first));
        }
    }

    private static long lost(List<Writer> writers, Node heir) throws InterruptedException {
        for (Writer writer : writers) {
            writer.thread.join();
        }
        heir.text("REPLICAOF", "NO", "ONE");
        long lost = 0;
        try (RespConnection reader = heir.connect()) {
            for (Writer writer : writers) {
                lost += writer.lostAt(reader);
            }
        }
        return lost;
    }

    private static long offset(Node replica) {
        return Long.parseLong(replica.info("replication", "slave_repl_offset"));
    }

    /** On which everything takes a while: what is on it when the master dies is lost. */
    private static TcpProxy lateWire(Node master) throws IOException {
        TcpProxy wire = new TcpProxy(master.port());
        wire.wire(WriteQuorumTest::late);
        return wire;
    }

    private static void late(InputStream from, OutputStream to) throws IOException {
        byte[] chunk = new byte[64 * 1024];
        for (int read = from.read(chunk); read >= 0; read = from.read(chunk)) {
            LockSupport.parkNanos(LATE_NANOS);
            to.write(chunk, 0, read);
        }
    }

    /** Sets one key after the other, a few at a time, until the server is gone, or leads no more. */
    private static final class Writer {
        private final String prefix;
        private final Thread thread;
        private final Queue<Integer> acknowledged = new ConcurrentLinkedQueue<>();

        Writer(Node master, String prefix, AtomicLong answered) {
            this.prefix = prefix;
            this.thread = Thread.ofVirtual().start(() -> write(master, answered));
        }

        private void write(Node master, AtomicLong answered) {
            try (RespConnection connection = master.connect()) {
                boolean leads = true;
                for (int first = 0; leads; first += PIPELINE) {
                    for (int i = 0; i < PIPELINE; i++) {
                        connection.send("SET", prefix + (first + i), "v");
                    }
                    for (int i = 0; i < PIPELINE; i++) {
                        String reply = connection.read().text();
                        leads &= !reply.startsWith("READONLY");
                        if (reply.equals("OK")) {
                            acknowledged.add(first + i);
                            answered.incrementAndGet();
                        }
                    }
                }
            } catch (UncheckedIOException killed) {
                return;
            }
        }

        long lostAt(RespConnection reader) {
            long lost = 0;
            for (int key : acknowledged) {
                lost += reader.text("EXISTS", prefix + key).equals("1") ? 0 : 1;
            }
            return lost;
        }
    }
}
