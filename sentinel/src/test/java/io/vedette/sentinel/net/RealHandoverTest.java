package io.vedette.sentinel.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

    private RealGroup group;

    @BeforeEach
    void lookForRedis() {
        group = new RealGroup(directory);
    }

    @AfterEach
    void stop() {
        if (group != null) {
            group.close();
        }
    }

    @Test
    void aHandoverLosesNoAcknowledgedWrite() throws Exception {
        group.start();
        handOverUnderLoad("FAILOVER", "SENTINEL FAILOVER mymaster COORDINATED");
    }

    @Test
    void aHandoverByServersWithoutFailoverLosesNoneEither() throws Exception {
        group.start("--rename-command", "FAILOVER", "");
        handOverUnderLoad("CLIENT PAUSE", "SENTINEL FAILOVER mymaster");
    }

    private void handOverUnderLoad(String way, String command) throws Exception {
        List<Integer> sentinels = List.of(group.ours("a", 5_000), group.ours("b", 5_000), group.ours("c", 5_000));
        RealGroup.awaitQuorum(sentinels);
        List<Long> pauses = new ArrayList<>();
        FollowingWriter writer = new FollowingWriter(sentinels);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                int before = writer.count();
                RealRedis.await("the writer writes", 20, () -> writer.count() > before + 500);
                int old = RealGroup.masterBy(sentinels.getFirst());
                int begun = writer.count();
                String answer = RealRedis.ask(sentinels.getFirst(), command);
                assertEquals("+OK\r\n", answer);
                group.awaitSwitch(sentinels, old);
                int switched = writer.count();
                RealRedis.await("the writer goes on", 20, () -> writer.count() > switched + 500);
                pauses.add(writer.longestPauseMicros(begun));
                awaitWhole(sentinels);
            }
            writer.stop();
            int successor = RealGroup.masterBy(sentinels.getFirst());
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
        group.start();
        int real = RealRedis.freePort();
        group.redis().sentinel(group.file("real", real, 1_000));
        List<Integer> sentinels = List.of(group.ours("a", 1_000), group.ours("b", 1_000), real);
        RealGroup.awaitQuorum(sentinels);
        assertEquals("+OK\r\n", RealRedis.ask(sentinels.getFirst(), "SENTINEL PAUSE mymaster"));
        RealRedis.await(
                "the other one knows",
                20,
                () -> RealRedis.ask(sentinels.get(1), "SENTINEL MASTER mymaster")
                        .contains("master,paused"));
        int old = group.first();
        RealRedis.kill(group.master());
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
        assertEquals(old, RealGroup.masterBy(sentinels.getFirst()));
        assertTrue(
                RealRedis.ask(sentinels.getFirst(), "SENTINEL DRYRUN mymaster").contains("promotes"));
        assertEquals("+OK\r\n", RealRedis.ask(sentinels.get(1), "SENTINEL RESUME mymaster"));
        group.awaitSwitch(sentinels, old);
    }

    /** Both others follow the one that the sentinels name, and nothing is under way. */
    private void awaitWhole(List<Integer> sentinels) throws InterruptedException {
        RealRedis.await("the group is whole", 60, () -> {
            int named = RealGroup.masterBy(sentinels.getFirst());
            boolean follow = group.servers().stream()
                    .filter(port -> port != named)
                    .allMatch(port -> RealGroup.follows(port, named));
            return follow
                    && !RealRedis.ask(sentinels.getFirst(), "SENTINEL MASTER mymaster")
                            .contains("failover_in_progress");
        });
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
