package io.vedette.tests.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Group;
import io.vedette.tests.process.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group under fences, as processes: sentinels that are stopped support nobody. */
class FencedGroupTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void aMasterWritesWhileEnoughSentinelsSupportItAndItsSuccessorDoesToo() throws IOException, InterruptedException {
        try (Group group = Group.fenced(folder)) {
            Node master = group.servers().getFirst();
            Await.until("it writes", BOUND, () -> master.text("SET", "k", "1").equals("OK"));
            Await.until(
                    "all support it",
                    BOUND,
                    () -> master.info("replication", "vedette_fence_supporters").equals("3"));
            List<Node> stopped = group.sentinels().subList(1, 3);
            for (Node sentinel : stopped) {
                signal("STOP", sentinel);
            }
            Await.until(
                    "it refuses",
                    BOUND,
                    () -> master.text("SET", "k", "2").startsWith("FENCED Nothing was done: 1 of 2"));
            assertEquals("closed", master.info("replication", "vedette_fence"));
            assertEquals("2", master.text("GET", "k"), "reads go on, and nothing was written since");
            for (Node sentinel : stopped) {
                signal("CONT", sentinel);
            }
            Await.until(
                    "it writes again", BOUND, () -> master.text("SET", "k", "3").equals("OK"));
            Await.until(
                    "the replica has it",
                    BOUND,
                    () -> group.servers().get(1).text("GET", "k").equals("3"));
            master.process().destroyForcibly();
            Node successor = group.servers().get(1);
            Await.until(
                    "the successor writes",
                    BOUND,
                    () -> successor.text("SET", "k", "4").equals("OK"));
            assertEquals("open", successor.info("replication", "vedette_fence"));
            assertTrue(group.sentinels().getFirst().log().contains("+fenced"));
        }
    }

    private static void signal(String name, Node node) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + name, Long.toString(node.pid()))
                        .inheritIO()
                        .start()
                        .waitFor());
    }
}
