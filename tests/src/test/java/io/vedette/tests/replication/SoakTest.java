package io.vedette.tests.replication;

import static io.vedette.tests.replication.Datasets.awaitCaughtUp;
import static io.vedette.tests.replication.Datasets.awaitLink;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import io.vedette.tests.workload.DataDifference;
import io.vedette.tests.workload.RandomCommands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three servers, ours and a real one, under a load of all types, while links break and servers are stopped, killed, promoted and
 * started again, and replicas follow replicas; in the end all have the same data. How they hand over and keep their data, and whether
 * chance and time have a part in the load, is drawn. {@code -Plong} makes it last twenty minutes, {@code -Dsoak.seconds=N} as long as that.
 */
class SoakTest {
    private static final Duration LENGTH =
            Duration.ofSeconds(Integer.getInteger("soak.seconds", Boolean.getBoolean("tests.long") ? 1_200 : 15));

    private static final List<String> SETTINGS = List.of(
            "repl-diskless-load swapdb",
            "repl-diskless-sync no",
            "appendonly yes",
            "aof-use-rdb-preamble no",
            "rdb-key-save-delay 2000",
            "repl-backlog-size 100kb");

    private static final int DISTURBANCES_BETWEEN_LOOKS = 10;
    private static final Duration BOUND = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<Node> nodes = new ArrayList<>();
    private final List<TcpProxy> wires = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean loading = true;
    private volatile boolean paused;
    private volatile int master;

    @Test
    void whateverHappensAllHaveTheSameDataInTheEnd() throws Exception {
        long seed = System.nanoTime();
        story.add("seed " + seed);
        Random random = new Random(seed);
        try {
            List<String> settings = new ArrayList<>(List.of("repl-timeout 5"));
            SETTINGS.stream().filter(setting -> random.nextBoolean()).forEach(settings::add);
            story.add(String.join(", ", settings));
            for (Kind kind : List.of(Kind.VEDETTE, Kind.REDIS, Kind.VEDETTE)) {
                nodes.add(Node.server(kind, folder, settings.toArray(String[]::new)));
                wires.add(new TcpProxy(nodes.getLast().port()));
            }
            followAll();
            RandomCommands commands = random.nextBoolean() ? new RandomCommands(seed) : RandomCommands.withChance(seed);
            Thread load = Thread.ofPlatform().start(() -> write(commands));
            try {
                long end = System.nanoTime() + LENGTH.toNanos();
                while (System.nanoTime() < end) {
                    disturb(random);
                    long before = answered.get();
                    Await.until("writes go on", BOUND, () -> answered.get() > before + 100);
                    if (random.nextInt(DISTURBANCES_BETWEEN_LOOKS) == 0) {
                        paused = true;
                        assertAllTheSame();
                        paused = false;
                    }
                }
            } finally {
                loading = false;
                load.join();
            }
            assertAllTheSame();
        } catch (AssertionError e) {
            List<String> begin = story.subList(0, Math.min(2, story.size())); // the seed and the settings
            List<String> last = story.subList(Math.max(begin.size(), story.size() - 50), story.size());
            throw new AssertionError(
                    String.join("\n", begin) + "\n...\n" + String.join("\n", last) + "\n" + e.getMessage()
                            + nodes.stream().map(SoakTest::state).collect(Collectors.joining()),
                    e);
        } finally {
            nodes.forEach(Node::close);
            for (TcpProxy wire : wires) {
                wire.close();
            }
        }
    }

    private static String state(Node node) {
        List<String> lines = node.log().lines().toList();
        return "\n---- " + node + (node.process().isAlive() ? "" : ", which has ended")
                + "\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    private void assertAllTheSame() {
        for (int i = 0; i < nodes.size(); i++) {
            if (i != master) {
                assertSame(nodes.get(master), nodes.get(i));
            }
        }
        story.add("all are the same, " + nodes.get(master).text("DBSIZE") + " keys");
    }

    private static void assertSame(Node leader, Node replica) {
        awaitCaughtUp(leader, replica);
        try {
            // What expires meanwhile is the master's to delete.
            Await.until("the same data", BOUND, () -> {
                String before = digest(leader);
                return before.equals(digest(replica))
                        && DataDifference.ofBooks(replica, leader).isEmpty()
                        && before.equals(digest(leader));
            });
        } catch (AssertionError e) {
            throw new AssertionError(
                    replica + " is not like " + leader + ": " + DataDifference.ofKeys(replica, leader)
                            + DataDifference.ofBooks(replica, leader),
                    e);
        }
    }

    private static String digest(Node node) {
        return node.text("DEBUG", "DIGEST");
    }

    private void disturb(Random random) {
        int replica = (master + 1 + random.nextInt(nodes.size() - 1)) % nodes.size();
        switch (random.nextInt(9)) {
            case 0, 1 -> cut(TcpProxy.cutAfter(random.nextInt(100_000)));
            case 2 -> cut(TcpProxy.dripping(1 + random.nextInt(50), 20_000));
            case 3 -> cut(TcpProxy.late(20));
            case 4 -> cut(TcpProxy.sound());
            case 5 -> {
                story.add("stop of " + replica);
                nodes.get(replica).signal("STOP");
                LockSupport.parkNanos(random.nextInt(1_000_000_000)); // what happens during the stop is the load's
                nodes.get(replica).signal("CONT");
            }
            case 6 -> {
                int other = nodes.size() - master - replica;
                story.add(other + " follows replica " + replica);
                follow(replica, master);
                follow(other, replica);
            }
            case 7 -> {
                story.add("death of replica " + replica);
                nodes.get(replica).killHard();
                nodes.get(replica).start();
                follow(replica);
            }
            default -> {
                int former = master;
                story.add("death of master " + former + ", " + replica + " leads");
                awaitLink(nodes.get(replica)); // one that has the data
                nodes.get(former).killHard();
                assertTrue(nodes.get(replica).text("REPLICAOF", "NO", "ONE").equals("OK"));
                master = replica;
                nodes.get(former).start();
                followAll();
            }
        }
    }

    private void cut(TcpProxy.Wire next) {
        story.add("links of " + master + " break");
        wires.get(master).wireOfTheNext(next);
        wires.get(master).cut();
        wires.get(master).mend();
    }

    private void followAll() {
        for (int i = 0; i < nodes.size(); i++) {
            if (i != master) {
                follow(i);
            }
        }
    }

    private void follow(int replica) {
        follow(replica, master);
    }

    private void follow(int replica, int leader) {
        String reply = nodes.get(replica)
                .text(
                        "REPLICAOF",
                        "127.0.0.1",
                        Integer.toString(wires.get(leader).port()));
        assertTrue(reply.startsWith("OK"), reply);
    }

    /** Writes to whoever is master; a connection that breaks is made anew. */
    private void write(RandomCommands commands) {
        while (loading) {
            int leader = master;
            try (RespConnection connection = nodes.get(leader).connect()) {
                while (loading && leader == master) {
                    if (paused) {
                        LockSupport.parkNanos(1_000_000);
                        continue;
                    }
                    connection.call(commands.next());
                    answered.incrementAndGet();
                }
            } catch (RuntimeException gone) {
                LockSupport.parkNanos(1_000_000); // it was killed; the next one answers soon
            }
        }
    }
}
