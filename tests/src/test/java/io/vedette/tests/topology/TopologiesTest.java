package io.vedette.tests.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.launcher.boxes.BoxedGroup;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How groups are spread over machines, and what a partition of each comes to: real processes, real partitions. */
class TopologiesTest {
    @TempDir
    Path folder;

    @Test
    void ofThreeBoxesTheTwoThatAreLeftFailOverAndTheThirdComesBackAsAReplica() {
        try (BoxedGroup group = TestBoxes.group(folder, List.of(1, 2, 3), List.of(1, 2, 3), 2)) {
            group.boxes().split(1);
            group.await("box 2 names a new master", () -> group.masterBy(2) != 1);
            int master = group.masterBy(2);
            group.await("box 3 names it too", () -> group.masterBy(3) == master);

            assertEquals(1, group.masterBy(1), "a box alone hears of nothing");
            assertEquals("OK", group.server(1).text("SET", "stray", "1"), "and its clients go on writing");
            assertEquals("OK", group.server(master).text("SET", "kept", "1"));

            group.boxes().join();
            group.awaitAgreement(master);
            assertEquals("1", group.server(1).text("GET", "kept"));
            assertEquals("0", group.server(1).text("EXISTS", "stray"), "what the lonely master took is gone");
        }
    }

    @Test
    void ofTwoSentinelsNeitherFailsOverAlone() {
        try (BoxedGroup group = TestBoxes.group(folder, List.of(1, 2), List.of(1, 2), 1)) {
            group.boxes().split(1);
            group.await(
                    "sentinel 2 has tried in vain",
                    () -> group.sentinel(2).log().split("-failover-abort-not-elected", -1).length > 3);

            assertEquals(1, group.masterBy(2));
            assertFalse(group.isMaster(2), "nobody was promoted");
            assertTrue(
                    group.sentinel(2).text("SENTINEL", "CKQUORUM", "mymaster").contains("NOQUORUM"), "and it says why");

            group.boxes().join(); // whom it sees first now is chance: the master, and all stays, or its voter
            group.awaitWhole();
        }
    }

    @Test
    void ofThreeClientBoxesTheSideWithTwoDecidesAndOneAloneChangesNothing() {
        try (BoxedGroup group = TestBoxes.group(folder, List.of(1, 2), List.of(3, 4, 5), 2)) {
            group.boxes().split(3);
            group.await(
                    "the one alone has lost the master",
                    () -> group.field(3, "flags").startsWith("s_down,master"));
            assertTrue(group.isAtRest(4) && group.isAtRest(5), "the others see the master well");
            assertEquals(1, group.masterBy(3));
            assertTrue(group.isMaster(1));

            group.boxes().split(1, 3); // the master with one client, the replica with two
            group.await("two are enough", () -> group.masterBy(4) == 2 && group.masterBy(5) == 2);
            assertEquals(1, group.masterBy(3), "the third hears of nothing");

            group.boxes().join();
            group.awaitAgreement(2);
        }
    }

    @Test
    void ofFourWithQuorumThreeNoHalfFailsOverAndThreeDo() {
        try (BoxedGroup group = TestBoxes.group(folder, List.of(1, 2), List.of(1, 2, 3, 4), 3)) {
            group.boxes().split(1, 4);
            group.await(
                    "2 and 3 see the master down for long",
                    () -> Long.parseLong(group.field(2, "s-down-time")) > 1_500
                            && Long.parseLong(group.field(3, "s-down-time")) > 1_500);
            assertEquals("s_down,master", group.field(2, "flags").replace(",disconnected", ""));
            assertFalse(group.isMaster(2), "two of three are no quorum");

            group.boxes().split(1);
            group.await("three are one", () -> group.masterBy(2) == 2 && group.masterBy(3) == 2);
            group.await("also for the third", () -> group.masterBy(4) == 2);

            group.boxes().join();
            group.awaitAgreement(2);
        }
    }
}
