package io.vedette.sentinel.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Redis Sentinel loses and we do not: writes in a handover. Processes over the real redis-server. */
class RealHandoverTest {
    private static final int ROUNDS = Integer.getInteger("handover.rounds", 3);

    @TempDir
    private Path directory;

    private final List<OurSentinel> ours = new ArrayList<>();
    private final List<Integer> servers = new ArrayList<>();
    private RealRedis redis;
    private Process master;

    @BeforeEach
    void lookForRedis() {
        boolean installed = RealRedis.isInstalled();
        if (System.getenv("CI") != null) {
            assertTrue(installed, "a real redis-server must be there");
        }
        assumeTrue(installed, "redis-server is not installed");
        redis = new RealRedis(directory);
    }

    @AfterEach
    void stop() {
        ours.forEach(OurSentinel::close);
        if (redis != null) {
            redis.close();
        }
    }

    @Test
    void aHandoverLosesNoAcknowledgedWrite() throws Exception {
        startServers();
        handOverUnderLoad("FAILOVER", "SENTINEL FAILOVER mymaster COORDINATED");
    }

    @Test
    void aHandoverByServersWithoutFailoverLosesNoneEither() throws Exception {
        startServers("--rename-command", "FAILOVER", "");
        handOverUnderLoad("CLIENT PAUSE", "SENTINEL FAILOVER mymaster");
    }

    private void handOverUnderLoad(String way, String command) throws Exception {
        List<Integer> sentinels = List.of(ours("a", 5_000), ours("b", 5_000), ours("c", 5_000));
        awaitGroup(sentinels);
        List<Long> pauses = new ArrayList<>();
        FollowingWriter writer = new FollowingWriter(sentinels);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                int before = writer.count();
                RealRedis.await("the writer writes", 20, () -> writer.count() > before + 500);
                int old = masterBy(sentinels.getFirst());
                int begun = writer.count();
                String answer = RealRedis.ask(sentinels.getFirst(), command);
                assertEquals("+OK\r\n", answer);
                awaitNamed(sentinels, old);
                int switched = writer.count();
                RealRedis.await("the writer goes on", 20, () -> writer.count() > switched + 500);
                pauses.add(writer.longestPauseMicros(begun));
                awaitWhole(sentinels);
            }
            writer.stop();
            int successor = masterBy(sentinels.getFirst());
            List<Integer> acknowledged = writer.acknowledged();
            long present = present(successor, acknowledged);
            Collections.sort(pauses);
            System.out.printf(
                    "handover by %s: %d rounds, %d acknowledged writes, %d lost; pause of writes median %.1f ms, longest %.1f ms%n",
                    way,
                    ROUNDS,
                    acknowledged.size(),
                    acknowledged.size() - present,
                    pauses.get(ROUNDS / 2) / 1000.0,
                    pauses.getLast() / 1000.0);
            assertEquals(acknowledged.size(), present, "every acknowledged write is there");
        } finally {
            writer.stop();
        }
        assertTrue(
                RealRedis.ask(sentinels.getFirst(), "SENTINEL HISTORY mymaster").contains("handover"));
    }

    @Test
    void aPauseIsSharedAndARealSentinelInTheQuorumTakesNoHarm() throws Exception {
        startServers();
        List<Integer> sentinels = List.of(ours("a", 1_000), ours("b", 1_000), real("real"));
        awaitGroup(sentinels);
        assertEquals("+OK\r\n", RealRedis.ask(sentinels.getFirst(), "SENTINEL PAUSE mymaster"));
        RealRedis.await(
                "the other one knows",
                20,
                () -> RealRedis.ask(sentinels.get(1), "SENTINEL MASTER mymaster")
                        .contains("master,paused"));
        int old = servers.getFirst();
        RealRedis.kill(master);
        RealRedis.await(
                "all see it down",
                30,
                () -> sentinels.stream()
                        .allMatch(port ->
                                RealRedis.ask(port, "SENTINEL MASTER mymaster").contains("o_down")));
        RealRedis.await(
                "it is said why",
                20,
                () -> RealRedis.ask(sentinels.getFirst(), "SENTINEL EXPLAIN mymaster")
                        .contains("paused by the operator"));
        assertEquals(old, masterBy(sentinels.getFirst()));
        assertTrue(
                RealRedis.ask(sentinels.getFirst(), "SENTINEL DRYRUN mymaster").contains("promotes"));
        assertEquals("+OK\r\n", RealRedis.ask(sentinels.get(1), "SENTINEL RESUME mymaster"));
        awaitNamed(sentinels, old);
    }

    // --- servers and sentinels ---

    private void startServers(String... options) throws Exception {
        for (int i = 0; i < 3; i++) {
            servers.add(RealRedis.freePort());
        }
        master = server(servers.getFirst(), List.of(options));
        for (int port : servers.subList(1, 3)) {
            List<String> all = new ArrayList<>(List.of(options));
            all.addAll(List.of("--replicaof", "127.0.0.1 " + servers.getFirst()));
            server(port, all);
        }
        RealRedis.await("two linked replicas", 30, () -> {
            String info = RealRedis.ask(servers.getFirst(), "INFO replication");
            return info.split("state=online", -1).length == 3;
        });
    }

    private Process server(int port, List<String> options) throws IOException {
        return redis.server(port, options.toArray(String[]::new));
    }

    private int ours(String name, int downAfterMillis) throws IOException {
        int port = RealRedis.freePort();
        ours.add(new OurSentinel(directory, file(name, port, downAfterMillis).toString()));
        return port;
    }

    private int real(String name) throws IOException {
        int port = RealRedis.freePort();
        redis.sentinel(file(name, port, 1_000));
        return port;
    }

    private Path file(String name, int port, int downAfterMillis) throws IOException {
        return Files.writeString(
                directory.resolve(name + ".conf"), """
                port %d
                bind 127.0.0.1
                dir %s
                sentinel monitor mymaster 127.0.0.1 %d 2
                sentinel down-after-milliseconds mymaster %d
                sentinel failover-timeout mymaster 10000
                """.formatted(port, directory, servers.getFirst(), downAfterMillis));
    }

    private static void awaitGroup(List<Integer> sentinels) throws InterruptedException {
        RealRedis.await(
                "all know all",
                60,
                () -> sentinels.stream().allMatch(port -> {
                    String fields = RealRedis.ask(port, "SENTINEL MASTER mymaster");
                    return fields.contains("num-slaves\r\n$1\r\n2\r\n")
                            && fields.contains("num-other-sentinels\r\n$1\r\n2\r\n");
                }));
    }

    private void awaitNamed(List<Integer> sentinels, int old) throws Exception {
        try {
            RealRedis.await("all name one new master", 60, () -> {
                int named = masterBy(sentinels.getFirst());
                return named > 0 && named != old && sentinels.stream().allMatch(port -> masterBy(port) == named);
            });
        } catch (AssertionError e) {
            StringBuilder logs = new StringBuilder(e.getMessage());
            for (OurSentinel sentinel : ours) {
                logs.append('\n').append(sentinel.output());
            }
            throw new AssertionError(logs.toString(), e);
        }
    }

    /** Both others follow the one that the sentinels name, and nothing is under way. */
    private void awaitWhole(List<Integer> sentinels) throws InterruptedException {
        RealRedis.await("the group is whole", 60, () -> {
            int named = masterBy(sentinels.getFirst());
            boolean follow = servers.stream()
                    .filter(port -> port != named)
                    .map(port -> RealRedis.ask(port, "INFO replication"))
                    .allMatch(info ->
                            info.contains("master_port:" + named + "\r\n") && info.contains("master_link_status:up"));
            return follow
                    && !RealRedis.ask(sentinels.getFirst(), "SENTINEL MASTER mymaster")
                            .contains("failover_in_progress");
        });
    }

    private static int masterBy(int sentinel) {
        String[] lines = RealRedis.ask(sentinel, "SENTINEL GET-MASTER-ADDR-BY-NAME mymaster")
                .split("\r\n");
        return lines.length == 5 ? Integer.parseInt(lines[4]) : 0;
    }

    /** How many of the keys are there. */
    private static long present(int port, List<Integer> keys) {
        long present = 0;
        for (int i = 0; i < keys.size(); i += 500) {
            StringBuilder command = new StringBuilder("EXISTS");
            keys.subList(i, Math.min(keys.size(), i + 500))
                    .forEach(key -> command.append(" key:").append(key));
            present += Long.parseLong(
                    RealRedis.ask(port, command.toString()).substring(1).strip());
        }
        return present;
    }
}
