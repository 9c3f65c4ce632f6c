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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A group with a write quorum under load, whatever happens to its master: clients append numbers to lists, and each number that
 * was acknowledged is there at the end, once, and in its place.
 */
@Timeout(240)
class DurableGroupTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    /**
     * How long a client waits for an answer before it asks for the master anew: longer than a master that runs takes to acknowledge a
     * write or to refuse it (write-quorum-timeout, a second), so that only one that sleeps is left behind.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int WRITERS = 4;
    private static final int WRITES_BETWEEN = 200;
    private static final int ROUNDS = Boolean.getBoolean("tests.long") ? 20 : 1;

    @TempDir
    private Path folder;

    /** Appends 1, 2, 3 ... to its list, each once, wherever the sentinels say that the master is. */
    private static final class Appender implements Runnable {
        private final Group group;
        private final String list;
        private final List<Long> acknowledged = new ArrayList<>();
        private volatile boolean ended;
        private long number;

        Appender(Group group, String list) {
            this.group = group;
            this.list = list;
        }

        @Override
        public void run() {
            while (!ended) {
                try (RespConnection master =
                        new RespConnection(group.masterPortBy(group.sentinels().getFirst()), PATIENCE)) {
                    String answer;
                    do {
                        number++; // whatever becomes of this one, it is not tried again
                        answer = master.text("RPUSH", list, Long.toString(number));
                        note(answer);
                    } while (!ended && Character.isDigit(answer.charAt(0)));
                } catch (RuntimeException | AssertionError lost) {
                    // On to the next master.
                }
                LockSupport.parkNanos(5_000_000);
            }
        }

        private synchronized void note(String answer) {
            if (Character.isDigit(answer.charAt(0))) {
                acknowledged.add(number);
            }
        }

        synchronized int count() {
            return acknowledged.size();
        }

        void end() {
            ended = true;
        }

        synchronized List<Long> acknowledged() {
            return List.copyOf(acknowledged);
        }
    }

    @Test
    void noAcknowledgedWriteIsLostWhateverHappensToTheMaster() throws InterruptedException {
        try (Group group = Group.durable(folder)) {
            awaitBallot(group);
            underLoad(group, appenders -> {
                for (int round = 0; round < ROUNDS; round++) {
                    dies(group, appenders);
                    isReplaced(group, appenders);
                    sleeps(group, appenders);
                }
                awaitWrites(appenders);
            });
        }
    }

    /** From two replicas to three, of which two confirm: then two servers may die, and each write is on the third. */
    @Test
    void aMemberIsAddedUnderLoadAndNothingIsLost() throws InterruptedException {
        try (Group group = Group.durable(folder)) {
            awaitBallot(group);
            underLoad(group, appenders -> {
                group.sentinels()
                        .forEach(sentinel ->
                                assertEquals("OK", sentinel.text("SENTINEL", "DEBUG", "info-period", "1000")));
                Node added = group.add(folder, Kind.VEDETTE);
                awaitBallot(group); // the sentinels find it, and send it the ballot
                Node master = group.awaitWhole(BOUND);
                assertTrue(members(master, 4, group.servers()).startsWith("ERR "), "more than there are");
                assertEquals("OK", members(master, 2, group.servers()));
                assertEquals("OK", members(master, 2, group.servers()), "asked twice");
                assertEquals("2 of 3", added.info("replication", "vedette_confirming"));
                for (Node sentinel : group.sentinels()) {
                    assertEquals("OK", sentinel.text("SENTINEL", "SET", Group.NAME, "write-quorum", "2 3"));
                }
                dies(group, appenders);
            });
        }
    }

    /** Two of three die: nobody may lead. An operator's word makes a group of the third, and the others come back into it. */
    @Test
    void anOperatorGoesOnWithWhoIsLeft() {
        try (Group group = Group.durable(folder)) {
            awaitBallot(group);
            Node left = group.servers().getLast();
            List<Node> dead = group.servers().subList(0, 2);
            dead.forEach(Node::killHard);
            Node sentinel = group.sentinels().getFirst();
            Await.until("too few can promise", BOUND, () -> anySays(group, "-failover-abort-no-promises"));
            Await.until(
                    "no other failover is under way",
                    BOUND,
                    () -> sentinel.text("SENTINEL", "FAILOVER", Group.NAME, "FORCE")
                            .equals("OK"));
            Await.until(
                    "the third one leads alone",
                    BOUND,
                    () -> left.text("SET", "key", "value").equals("OK"));
            assertEquals("0 of 0", left.info("replication", "vedette_confirming"));
            assertTrue(anySays(group, "+refounded-group"));
            dead.forEach(Node::start);
            group.awaitWhole(BOUND);
            assertEquals("value", dead.getFirst().text("GET", "key"));
            Await.until(
                    "they are members again",
                    BOUND,
                    () -> members(left, 1, group.servers()).equals("OK"));
            assertEquals("1 of 2", left.info("replication", "vedette_confirming"));
            assertEquals("OK", left.text("SET", "key", "another"));
        }
    }

    private static boolean anySays(Group group, String event) {
        return group.sentinels().stream().anyMatch(sentinel -> sentinel.log().contains(event));
    }

    private static String members(Node master, int replicas, List<Node> servers) {
        List<String> words = new ArrayList<>(List.of("SUPERVISE", "MEMBERS", Group.NAME, Integer.toString(replicas)));
        servers.forEach(server -> words.add(server.info("replication", "vedette_server_id")));
        return master.text(words.toArray(String[]::new));
    }

    private interface Events {
        void happen(List<Appender> appenders);
    }

    /** Whatever happens, each number that was acknowledged is there at the end. */
    private static void underLoad(Group group, Events events) throws InterruptedException {
        List<Appender> appenders = IntStream.range(0, WRITERS)
                .mapToObj(i -> new Appender(group, "list" + i))
                .toList();
        List<Thread> threads = appenders.stream()
                .map(appender -> Thread.ofPlatform().start(appender))
                .toList();
        try {
            events.happen(appenders);
        } finally {
            appenders.forEach(Appender::end);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        Node master = group.awaitWhole(BOUND);
        appenders.forEach(appender -> assertWhole(master, appender));
    }

    private static void dies(Group group, List<Appender> appenders) {
        awaitWrites(appenders);
        Node master = group.awaitWhole(BOUND);
        master.killHard();
        group.awaitNewMaster(master, BOUND);
        awaitWrites(appenders);
        master.start();
        group.awaitWhole(BOUND);
    }

    private static void isReplaced(Group group, List<Appender> appenders) {
        awaitWrites(appenders);
        Node master = group.awaitWhole(BOUND);
        assertEquals("OK", group.sentinels().getLast().text("SENTINEL", "FAILOVER", Group.NAME));
        group.awaitNewMaster(master, BOUND);
        group.awaitWhole(BOUND);
    }

    private static void sleeps(Group group, List<Appender> appenders) {
        awaitWrites(appenders);
        Node master = group.awaitWhole(BOUND);
        master.signal("STOP");
        group.awaitNewMaster(master, BOUND);
        awaitWrites(appenders);
        master.signal("CONT");
        group.awaitWhole(BOUND);
    }

    /** The configured master leads by a ballot, and the others have promised it. */
    private static void awaitBallot(Group group) {
        Await.until(
                "the first ballot",
                BOUND,
                () -> group.servers().stream()
                                .map(server -> server.info("replication", "vedette_standing"))
                                .filter(standing -> standing.equals("leading") || standing.equals("following"))
                                .count()
                        == group.servers().size());
    }

    private static void awaitWrites(List<Appender> appenders) {
        List<Integer> before = appenders.stream().map(Appender::count).toList();
        Await.until(
                "writes are acknowledged",
                BOUND,
                () -> IntStream.range(0, before.size())
                        .allMatch(i -> appenders.get(i).count() >= before.get(i) + WRITES_BETWEEN));
    }

    private static void assertWhole(Node master, Appender appender) {
        List<Long> kept;
        try (RespConnection connection = master.connect()) {
            kept = connection.call("LRANGE", appender.list, "0", "-1").items().stream()
                    .map(Reply::text)
                    .map(Long::parseLong)
                    .toList();
        }
        Set<Long> known = new HashSet<>(kept);
        assertEquals(kept.size(), known.size(), "nothing stands there twice");
        assertEquals(kept.stream().sorted().toList(), kept, "all is in its place");
        List<Long> lost = appender.acknowledged().stream()
                .filter(number -> !known.contains(number))
                .toList();
        assertEquals(List.of(), lost, "acknowledged and lost, of " + appender.count());
        assertTrue(appender.count() > WRITES_BETWEEN);
    }
}
