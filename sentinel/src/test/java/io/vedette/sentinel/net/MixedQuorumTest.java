package io.vedette.sentinel.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three sentinels of ours and two of Redis' own in one quorum, over real servers, while masters and sentinels die. Ours are
 * so much faster that they lead whenever a master dies; one of Redis' leads where the operator asks it to, in each third round.
 * How many rounds: the system property {@code mixed.rounds}.
 */
class MixedQuorumTest {
    private static final int OURS = 3;
    private static final int ALL = 5;
    private static final int SERVERS = 3;
    private static final int ASKED_ROUND = 3;
    private static final int DOWN_AFTER_MILLIS = 1_000;
    /** Redis' sentinels try again after twice this. */
    private static final int FAILOVER_TIMEOUT_MILLIS = 3_000;

    private static final long BOUND_SECONDS = 90;

    @TempDir
    private Path directory;

    /** By port; whoever is dead is missing. */
    private final Map<Integer, OurSentinel> ours = new LinkedHashMap<>();

    private final Map<Integer, Process> real = new LinkedHashMap<>();
    private final Map<Integer, Process> servers = new LinkedHashMap<>();
    private final List<Integer> sentinels = new ArrayList<>();
    private RealRedis redis;

    @BeforeEach
    void startGroup() throws Exception {
        boolean installed = RealRedis.isInstalled();
        if (System.getenv("CI") != null) {
            assertTrue(installed, "a real redis-server must be there");
        }
        assumeTrue(installed, "redis-server is not installed");
        redis = new RealRedis(directory);
        int master = RealRedis.freePort();
        servers.put(master, redis.server(master));
        while (servers.size() < SERVERS) {
            int port = RealRedis.freePort();
            servers.put(port, redis.server(port, "--replicaof", "127.0.0.1 " + master));
        }
        await("the replicas follow", () -> othersFollow(master));
        while (sentinels.size() < ALL) {
            int port = RealRedis.freePort();
            Files.writeString(
                    file(port), """
                    port %d
                    bind 127.0.0.1
                    dir %s
                    sentinel monitor mymaster 127.0.0.1 %d 3
                    sentinel down-after-milliseconds mymaster %d
                    sentinel failover-timeout mymaster %d
                    """.formatted(port, directory, master, DOWN_AFTER_MILLIS, FAILOVER_TIMEOUT_MILLIS));
            sentinels.add(port);
            startSentinel(port);
        }
        await("all know all", this::isWhole);
    }

    @AfterEach
    void stop() {
        ours.values().forEach(OurSentinel::close);
        if (redis != null) {
            redis.close();
        }
    }

    @Test
    void oursAndRealSentinelsReplaceOneMasterAfterAnotherWhileMembersDie() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int rounds = Integer.getInteger("mixed.rounds", 2);
        for (int round = 1; round <= rounds; round++) {
            String here = "round " + round + " of seed " + seed + ": ";
            int old = masterBy(sentinels.getFirst());
            int dead = sentinels.get(random.nextInt(ALL));
            List<Integer> alive =
                    sentinels.stream().filter(port -> port != dead).toList();
            if (round % ASKED_ROUND == 0) {
                killSentinel(dead);
                await(here + "a sentinel of Redis leads", () -> leads(alive.getLast()));
            } else {
                killInAnyOrder(old, dead, random);
            }
            await(here + "the living name one new master", () -> agree(alive, old));
            int successor = masterBy(alive.getFirst());
            await(here + "the other replica follows", () -> othersFollow(successor));
            if (!servers.containsKey(old)) {
                servers.put(old, redis.server(old));
            }
            startSentinel(dead);
            await(here + "the old master follows", () -> othersFollow(successor));
            await(here + "the dead sentinel has learned", () -> agree(sentinels, old));
            await(here + "the group is whole", this::isWhole);
            int named = masterBy(dead);
            if (named != successor) {
                throw new AssertionError(here + successor + " is not the master any more, but " + named + logs());
            }
        }
    }

    /** Orders a failover; false while the sentinel has not come to the end of the one before. */
    private static boolean leads(int sentinel) {
        String answer = RealRedis.ask(sentinel, "SENTINEL FAILOVER mymaster");
        if (answer.startsWith("-INPROG")) {
            return false;
        }
        assertEquals("+OK\r\n", answer);
        return true;
    }

    private void killInAnyOrder(int master, int sentinel, Random random) throws InterruptedException {
        boolean masterFirst = random.nextBoolean();
        if (masterFirst) {
            RealRedis.kill(servers.remove(master));
        }
        killSentinel(sentinel);
        if (!masterFirst) {
            RealRedis.kill(servers.remove(master));
        }
    }

    private void startSentinel(int port) throws IOException {
        if (sentinels.indexOf(port) < OURS) {
            ours.put(port, new OurSentinel(directory, file(port).toString()));
        } else {
            real.put(port, redis.sentinel(file(port)));
        }
    }

    private void killSentinel(int port) throws InterruptedException {
        if (ours.containsKey(port)) {
            ours.remove(port).close();
        } else {
            RealRedis.kill(real.remove(port));
        }
    }

    private Path file(int port) {
        return directory.resolve("sentinel-" + port + ".conf");
    }

    private static boolean agree(List<Integer> sentinels, int old) {
        int named = masterBy(sentinels.getFirst());
        return named > 0
                && named != old
                && sentinels.stream().allMatch(port -> masterBy(port) == named)
                && RealRedis.ask(named, "INFO replication").contains("role:master");
    }

    private boolean othersFollow(int master) {
        return servers.keySet().stream().filter(port -> port != master).allMatch(port -> {
            String info = RealRedis.ask(port, "INFO replication");
            return info.contains("master_port:" + master + "\r\n") && info.contains("master_link_status:up");
        });
    }

    /** Everybody sees everybody, alive and in his place. */
    private boolean isWhole() {
        return sentinels.stream().allMatch(port -> {
            String replicas = RealRedis.ask(port, "SENTINEL REPLICAS mymaster");
            return RealRedis.ask(port, "SENTINEL CKQUORUM mymaster").startsWith("+OK " + ALL + " usable Sentinels")
                    && RealRedis.ask(port, "SENTINEL MASTER mymaster").contains("\r\nmaster\r\n")
                    && replicas.startsWith("*" + (SERVERS - 1) + "\r\n")
                    && !replicas.contains("s_down")
                    && !replicas.contains("disconnected");
        });
    }

    private static int masterBy(int sentinel) {
        String[] lines = RealRedis.ask(sentinel, "SENTINEL GET-MASTER-ADDR-BY-NAME mymaster")
                .split("\r\n");
        return lines.length == 5 ? Integer.parseInt(lines[4]) : 0;
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException, IOException {
        try {
            RealRedis.await(what, BOUND_SECONDS, condition);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + logs(), e);
        }
    }

    private String logs() throws IOException {
        StringBuilder logs = new StringBuilder();
        for (OurSentinel sentinel : ours.values()) {
            logs.append('\n').append(sentinel.output());
        }
        for (int port : real.keySet()) {
            logs.append('\n')
                    .append(Files.readString(directory.resolve(file(port).getFileName() + ".log")));
        }
        return logs.toString();
    }
}
