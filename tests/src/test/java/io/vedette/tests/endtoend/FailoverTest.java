package io.vedette.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Group;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A supervised group of real processes loses its master by kill -9 and lives on; also beside real sentinels. */
class FailoverTest {
    private static final Duration FAILOVER_BOUND = Duration.ofSeconds(20);
    private static final Duration RETURN_BOUND = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource(Kind.class)
    void ourSentinelsReplaceAKilledMasterTakeItBackAsAReplicaAndHandOverOnDemand(Kind serverKind) {
        try (Group group =
                new Group(folder, Collections.nCopies(3, serverKind), Collections.nCopies(3, Kind.VEDETTE), 2)) {
            Node old = group.servers().getFirst();
            assertEquals("OK", old.text("SET", "before", "1"));
            assertEquals("2", old.text("WAIT", "2", "5000"));

            old.killHard();
            Node master = group.awaitNewMaster(old, FAILOVER_BOUND);
            assertEquals("1", master.text("GET", "before"));
            assertEquals("OK", master.text("SET", "after", "2"));
            Node other = group.servers().stream()
                    .filter(server -> server != old && server != master)
                    .findFirst()
                    .orElseThrow();
            group.awaitReplicaOf(other, master, RETURN_BOUND);

            old.start();
            group.awaitReplicaOf(old, master, RETURN_BOUND);
            Await.until(
                    "the old master has the new data",
                    RETURN_BOUND,
                    () -> old.text("GET", "after").equals("2"));

            Node healthy = group.awaitWhole(RETURN_BOUND);
            assertEquals("OK", group.sentinels().getFirst().text("SENTINEL", "FAILOVER", Group.NAME));
            group.awaitReplicaOf(healthy, group.awaitNewMaster(healthy, FAILOVER_BOUND), RETURN_BOUND);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void oneOfOursAndTwoRealSentinelsShareAQuorumAndEachKindLeads() {
        List<Kind> sentinelKinds = List.of(Kind.VEDETTE, Kind.REDIS, Kind.REDIS);
        try (Group group = new Group(folder, Collections.nCopies(3, Kind.REDIS), sentinelKinds, 2)) {
            Node ours = group.sentinels().getFirst();

            // Ours alone is to see the death at once; the votes of the real ones it needs all the same.
            assertEquals("OK", ours.text("SENTINEL", "SET", Group.NAME, "quorum", "1"));
            for (Node real : group.sentinels().subList(1, 3)) {
                assertEquals("OK", real.text("SENTINEL", "SET", Group.NAME, "down-after-milliseconds", "5000"));
            }
            Node first = group.servers().getFirst();
            first.killHard();
            group.awaitNewMaster(first, FAILOVER_BOUND);
            assertTrue(ours.log().contains("+elected-leader"), () -> "ours did not lead:\n" + ours.log());
            first.start();
            Node second = group.awaitWhole(RETURN_BOUND);

            // While ours sleeps, a real one leads; when ours wakes it takes over what was decided.
            ours.signal("STOP");
            Node killed = second;
            killed.killHard();
            try {
                Await.until(
                        "a real sentinel has led",
                        Duration.ofSeconds(60),
                        () -> group.sentinels().subList(1, 3).stream()
                                .allMatch(sentinel -> group.masterPortBy(sentinel) != killed.port()));
            } finally {
                ours.signal("CONT");
            }
            group.awaitNewMaster(killed, FAILOVER_BOUND);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void twoOfOursAndARealSentinelKeepAMixedGroupOfServersAlive() {
        List<Kind> serverKinds = List.of(Kind.VEDETTE, Kind.REDIS, Kind.VEDETTE);
        List<Kind> sentinelKinds = List.of(Kind.VEDETTE, Kind.VEDETTE, Kind.REDIS);
        try (Group group = new Group(folder, serverKinds, sentinelKinds, 2)) {
            Node old = group.servers().getFirst();
            assertEquals("OK", old.text("SET", "before", "1"));
            assertEquals("2", old.text("WAIT", "2", "5000"));
            old.killHard();
            Node master = group.awaitNewMaster(old, FAILOVER_BOUND);
            assertEquals("1", master.text("GET", "before"));
            old.start();
            assertEquals("1", group.awaitWhole(RETURN_BOUND).text("GET", "before"));
        }
    }
}
