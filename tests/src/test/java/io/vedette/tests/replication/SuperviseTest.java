package io.vedette.tests.replication;

import static io.vedette.tests.replication.Datasets.BOUND;
import static io.vedette.tests.replication.Datasets.awaitCaughtUp;
import static io.vedette.tests.replication.Datasets.awaitLink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.Reply;
import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** SUPERVISE: roles by ballots, with processes that are killed between the steps. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class SuperviseTest {
    private static final String GROUP = "mymaster";

    @TempDir
    Path folder;

    private static Map<String, String> facts(Reply reply) {
        assertTrue(!reply.items().isEmpty(), reply.toString());
        Map<String, String> facts = new HashMap<>();
        for (int i = 0; i + 2 < reply.items().size(); i += 2) {
            facts.put(reply.items().get(i).text(), reply.items().get(i + 1).text());
        }
        return facts;
    }

    private static Reply call(Node node, String... words) {
        try (RespConnection connection = node.connect()) {
            return connection.call(words);
        }
    }

    private static Map<String, String> key(Node node) {
        return facts(call(node, "SUPERVISE", "KEY", GROUP));
    }

    private static Map<String, String> prepare(Node node, int epoch) {
        return facts(call(node, "SUPERVISE", "PREPARE", GROUP, Integer.toString(epoch), "a" + epoch));
    }

    private static String promote(Node node, int epoch, Map<String, String> answer, int replicas, Node... members) {
        List<String> words = new ArrayList<>(List.of(
                "SUPERVISE",
                "PROMOTE",
                GROUP,
                Integer.toString(epoch),
                "a" + epoch,
                answer.get("key-epoch"),
                answer.get("key-offset"),
                answer.get("run-id"),
                Integer.toString(replicas)));
        for (Node member : members) {
            words.add(key(member).get("server-id"));
        }
        return node.text(words.toArray(String[]::new));
    }

    private static String follow(Node node, int epoch, Node master) {
        return node.text(
                "SUPERVISE", "FOLLOW", GROUP, Integer.toString(epoch), "a" + epoch, "127.0.0.1", master.portText());
    }

    private static void lead(int epoch, Node master, Node... replicas) {
        Node[] members = new Node[replicas.length + 1];
        members[0] = master;
        System.arraycopy(replicas, 0, members, 1, replicas.length);
        Map<String, String> answer = prepare(master, epoch);
        for (Node replica : replicas) {
            prepare(replica, epoch);
        }
        assertEquals("OK", promote(master, epoch, answer, 1, members));
        for (Node replica : replicas) {
            assertEquals("OK", follow(replica, epoch, master));
            awaitLink(replica);
        }
    }

    private static void awaitFact(Node node, String name, String value) {
        Await.until(
                name + " is " + value + " at " + node,
                BOUND,
                () -> key(node).get(name).equals(value));
    }

    /** The signal reaches one thread after the other. */
    private static void stop(Node node) {
        node.signal("STOP");
        Path threads = Path.of("/proc", Long.toString(node.pid()), "task");
        Await.until("all of it stands still", BOUND, () -> {
            try (Stream<Path> all = Files.list(threads)) {
                return all.allMatch(SuperviseTest::isStopped);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static boolean isStopped(Path thread) {
        try {
            return Files.readString(thread.resolve("stat")).contains(") T ");
        } catch (IOException ended) {
            return true;
        }
    }

    @Test
    void aGroupIsLedByOneBallotAfterTheOther() {
        try (Node first = Node.server(Kind.VEDETTE, folder, "write-quorum-timeout 20000");
                Node second = Node.server(
                        Kind.VEDETTE, folder, "write-quorum-timeout 20000", "replicaof 127.0.0.1 " + first.portText());
                RespConnection client = first.connect()) {
            awaitLink(second);
            assertEquals("OK", client.text("SET", "before", "1"));
            awaitCaughtUp(first, second);
            assertEquals("outside", key(first).get("standing"));
            lead(1, first, second);
            assertEquals("OK", client.text("SET", "k", "1"), "the one replica confirms it");
            awaitFact(second, "key-epoch", "1");
            assertEquals("1", first.info("replication", "vedette_write_quorum"));
            assertEquals("leading", first.info("replication", "vedette_standing"));
            for (String[] plain : new String[][] {
                {"REPLICAOF", "NO", "ONE"},
                {"SLAVEOF", "127.0.0.1", "1"},
                {"FAILOVER"},
                {"PSYNC", "x", "1", "FAILOVER"}
            }) {
                assertTrue(second.text(plain).startsWith("SUPERVISED "), plain[0]);
            }
            for (String[] change : new String[][] {{"write-quorum", "2"}, {"write-quorum-members", "192.0.2.1:6379"}}) {
                String refusal = first.text("CONFIG", "SET", change[0], change[1]);
                assertTrue(refusal.contains("in which 1 of 1 replicas confirm each write"), refusal);
            }
            assertEquals("OK", first.text("CONFIG", "SET", "write-quorum", "1"), "what the ballot states may be said");

            stop(second);
            client.send("INCR", "held");
            Await.until(
                    "it waits",
                    BOUND,
                    () -> first.info("replication", "vedette_held_replies").equals("1"));
            Map<String, String> former = prepare(first, 2);
            assertTrue(client.read().text().startsWith("NOQUORUM "), "what waited is of unknown outcome");
            assertTrue(client.text("SET", "k", "2").startsWith("READONLY "));
            assertEquals("1", client.text("GET", "k"));
            second.signal("CONT");
            Map<String, String> answer = prepare(second, 2);
            assertEquals("yes", answer.get("counted"));
            assertEquals("1", answer.get("key-epoch"));
            assertTrue(promote(second, 2, former, 1, first, second).startsWith("NOTPREPARED "), "not its key");
            assertEquals("OK", promote(second, 2, answer, 1, first, second));
            assertTrue(follow(first, 1, second).startsWith("PROMISED 2 a2 "));
            assertEquals("OK", follow(first, 2, second));
            awaitLink(first);
            assertEquals("OK", second.text("SET", "k", "3"));
            assertEquals("3", first.text("GET", "k"));
            assertEquals("2", key(first).get("key-epoch"));
            assertEquals("slave", first.info("replication", "role"));
        }
    }

    @Test
    void aPromiseSurvivesTheProcessAndThereIsNoWayBack() {
        try (Node first = Node.server(Kind.VEDETTE, folder);
                Node second = Node.server(Kind.VEDETTE, folder, "replicaof 127.0.0.1 " + first.portText())) {
            awaitLink(second);
            lead(1, first, second);
            assertEquals("OK", first.text("SET", "k", "1"));
            prepare(second, 5);
            second.killHard();
            second.start();
            assertEquals("5", key(second).get("promised-epoch"));
            assertTrue(second.text("SUPERVISE", "PREPARE", GROUP, "4", "a4").startsWith("PROMISED 5 a5 "));
            assertTrue(second.text("SUPERVISE", "PREPARE", GROUP, "5", "b5").startsWith("PROMISED 5 a5 "));
            Await.until("the old master is refused", BOUND, () -> second.log().contains("it is not followed"));
            assertEquals("down", second.info("replication", "master_link_status"));
            Map<String, String> answer = prepare(first, 6);
            assertEquals("yes", answer.get("counted"), "it never restarted");
            assertEquals("OK", promote(first, 6, answer, 1, first, second));
            awaitLink(second);
            assertEquals("OK", first.text("SET", "k", "2"), "a later ballot frees it, without a word");
            assertEquals("6", key(second).get("promised-epoch"));
        }
    }

    @Test
    void aMasterThatWasKilledComesBackDetachedAndIsCountedWhenItHasCaughtUp() {
        try (Node first = Node.server(Kind.VEDETTE, folder, "save 3600 1");
                Node second = Node.server(Kind.VEDETTE, folder, "replicaof 127.0.0.1 " + first.portText())) {
            awaitLink(second);
            lead(1, first, second);
            assertEquals("OK", first.text("SET", "k", "1"));
            assertEquals("OK", first.text("SAVE"));
            assertEquals("OK", first.text("SET", "k", "2"));
            first.killHard();
            first.start();
            assertTrue(first.text("SET", "k", "3").startsWith("READONLY "), "only a ballot gives it a place");
            Map<String, String> poor = key(first);
            assertEquals("detached", poor.get("standing"));
            assertEquals("1", poor.get("key-epoch"), "the snapshot says of what it is");
            assertEquals("amnesiac", poor.get("counted"));
            Map<String, String> answer = prepare(second, 2);
            prepare(first, 2);
            assertEquals("OK", promote(second, 2, answer, 1, first, second));
            assertEquals("OK", follow(first, 2, second));
            awaitLink(first);
            assertEquals("OK", second.text("SET", "k", "4"), "its acknowledgement counts now");
            awaitFact(first, "counted", "yes");

            first.stop();
            first.start();
            assertEquals("yes", key(first).get("counted"), "it has stopped cleanly");
            assertEquals("2", key(first).get("key-epoch"));
        }
    }

    /** What was confirmed from the disks is there, and each knows how much it has, when all of them were killed. */
    @Test
    void aGroupThatWasKilledWholeGoesOnFromItsAppendOnlyFiles() {
        String[] durable = {
            "appendonly yes",
            "appendfsync always",
            "write-quorum-fsync yes",
            "write-quorum-timeout 20000",
            "aof-timestamp-enabled yes"
        };
        try (Node first = Node.server(Kind.VEDETTE, folder, durable);
                Node second = Node.server(Kind.VEDETTE, folder, durable)) {
            assertEquals("OK", second.text("REPLICAOF", "127.0.0.1", first.portText()));
            awaitLink(second);
            assertEquals("OK", first.text("SET", "before", "1"));
            lead(1, first, second);
            for (int i = 1; i <= 50; i++) {
                assertEquals(Integer.toString(i), first.text("INCR", "n"));
            }
            assertEquals("Background append only file rewriting started", first.text("BGREWRITEAOF"));
            assertEquals("51", first.text("INCR", "n"));
            first.killHard();
            second.killHard();
            first.start();
            second.start();
            for (Node node : new Node[] {first, second}) {
                assertEquals("yes", key(node).get("counted"));
                assertEquals("1", key(node).get("key-epoch"));
                assertEquals("51", node.text("GET", "n"));
            }
            lead(2, second, first);
            assertEquals("52", second.text("INCR", "n"));
            awaitCaughtUp(second, first);
            assertEquals("52", first.text("GET", "n"));
        }
    }

    @Test
    void aRealReplicaPassesOverWhatAGroupSays() {
        try (Node master = Node.server(Kind.VEDETTE, folder);
                Node early = Node.server(Kind.REDIS, folder, "replicaof 127.0.0.1 " + master.portText())) {
            awaitLink(early);
            Map<String, String> answer = prepare(master, 1);
            assertEquals("OK", promote(master, 1, answer, 0, master));
            awaitLink(early);
            assertEquals("OK", master.text("SET", "k", "1"));
            try (Node late = Node.server(Kind.REDIS, folder, "replicaof 127.0.0.1 " + master.portText())) {
                awaitLink(late);
                awaitCaughtUp(master, late);
                awaitCaughtUp(master, early);
                assertEquals("1", late.text("GET", "k"));
                assertEquals("1", early.text("GET", "k"));
            }
        }
    }

    @Test
    void anOperatorsOverrideWorksAndTakesTheServerOutOfTheCount() {
        try (Node first = Node.server(Kind.VEDETTE, folder);
                Node second = Node.server(Kind.VEDETTE, folder, "replicaof 127.0.0.1 " + first.portText())) {
            awaitLink(second);
            assertTrue(second.text("SUPERVISE", "OVERRIDE", GROUP, "NO", "ONE").startsWith("ERR "));
            lead(1, first, second);
            assertTrue(second.text("SET", "k", "1").startsWith("READONLY "));
            assertEquals("OK", second.text("SUPERVISE", "OVERRIDE", GROUP, "NO", "ONE"));
            assertEquals("OK", second.text("SET", "own", "1"));
            assertEquals("foreign", key(second).get("counted"));
            assertTrue(second.log().contains("An operator overrides the group"));
            assertEquals("OK", follow(second, 1, first));
            awaitLink(second);
            awaitFact(second, "counted", "yes");
            assertEquals("0", second.text("EXISTS", "own"));
            assertEquals("OK", first.text("SET", "k", "1"));
        }
    }
}
