package io.vedette.tests.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A group under fences, without a write quorum, on machines between which the network breaks: the master that is cut off stops before its
 * successor begins, though its clients reach it all the time.
 */
class FencedTopologyTest {
    private static final List<Integer> BOXES = List.of(1, 2, 3);
    private static final int WRITES = 50;

    @TempDir
    Path folder;

    @Test
    void aMasterThatIsCutOffStopsBeforeItsSuccessorBegins() throws InterruptedException {
        try (BoxedGroup group = BoxedGroup.fenced(folder, BOXES)) {
            List<Thread> threads = new ArrayList<>();
            List<BoxedClient> clients = BoxedClient.start(group, BOXES, threads);
            int second;
            try {
                group.await("writes are taken", () -> clients.get(0).count() >= WRITES);
                group.boxes().split(1);
                group.await("a new master", () -> group.masterBy(3) != 1);
                second = group.masterBy(3);
                group.await("it takes writes", () -> clients.get(second - 1).count() >= WRITES);
                assertTrue(group.isMaster(1), "nobody has told the old one");
                Reply refusal = group.server(1).call("SET", "k", "v");
                assertTrue(
                        refusal instanceof Reply.Failure failure
                                && failure.line().startsWith("FENCED "),
                        refusal::text);
                assertTrue(group.server(1).text("INFO", "replication").contains("vedette_fence:closed"));
                assertEquals("0", group.server(1).call("EXISTS", "k").text(), "reads go on");
            } finally {
                clients.forEach(BoxedClient::end);
                for (Thread thread : threads) {
                    thread.join();
                }
            }
            assertTrue(clients.get(0).isBefore(clients.get(second - 1)), "one master after the other");
            group.boxes().join();
            group.awaitAgreement(second);
        }
    }
}
