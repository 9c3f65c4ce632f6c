package io.vedette.tests.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Groups with a write quorum on machines between which the network breaks: clients on each side write wherever they are let, and
 * of what was acknowledged nothing is lost; no two masters ever acknowledge one beside the other.
 */
class DurableTopologiesTest {
    private static final int MOST_BOXES = Boolean.getBoolean("tests.long") ? 5 : 3;
    private static final int WRITES = 50;

    @TempDir
    Path folder;

    @Test
    void aMasterThatIsCutOffWithFewerThanTheQuorumAcknowledgesNothingAndNothingIsLost() throws InterruptedException {
        List<Integer> boxes = IntStream.rangeClosed(1, MOST_BOXES).boxed().toList();
        try (BoxedGroup group = BoxedGroup.durable(folder, boxes)) {
            boxes.forEach(box -> group.await(
                    "server " + box + " has its place by a ballot",
                    () -> group.server(box).text("INFO", "replication").contains(standing(box))));
            List<Thread> threads = new ArrayList<>();
            List<BoxedClient> clients = BoxedClient.start(group, boxes, threads);
            try {
                awaitWrites(group, clients.getFirst());
                // With one of its replicas where there are more than two: still too few.
                group.boxes().split(boxes.subList(0, MOST_BOXES / 2).toArray(Integer[]::new));
                int second = awaitSuccessor(group, 1, MOST_BOXES);
                awaitWrites(group, clients.get(second - 1));
                group.boxes().join();
                group.awaitAgreement(second);
                assertTrue(clients.get(0).isBefore(clients.get(second - 1)), "one master after the other");

                boxes.stream()
                        .filter(box -> box != second)
                        .forEach(box -> group.boxes().silence(second, box));
                int third = awaitSuccessor(group, second, second == MOST_BOXES ? 1 : MOST_BOXES);
                awaitWrites(group, clients.get(third - 1));
                boxes.stream()
                        .filter(box -> box != second)
                        .forEach(box -> group.boxes().letSpeak(second, box));
                group.await(
                        "they name one",
                        () -> boxes.stream()
                                        .map(group::masterBy)
                                        .collect(Collectors.toSet())
                                        .size()
                                == 1);
                group.awaitAgreement(group.masterBy(1));
            } finally {
                clients.forEach(BoxedClient::end);
                for (Thread thread : threads) {
                    thread.join();
                }
            }
            BoxedProcess master = group.server(group.masterBy(1));
            clients.forEach(client -> assertWhole(master, client));
        }
    }

    private static String standing(int box) {
        return "vedette_standing:" + (box == 1 ? "leading" : "following");
    }

    /** The box of the master that the sentinel in box {@code witness} names after {@code master}. */
    private static int awaitSuccessor(BoxedGroup group, int master, int witness) {
        group.await("a new master", () -> group.masterBy(witness) != master);
        return group.masterBy(witness);
    }

    private static void awaitWrites(BoxedGroup group, BoxedClient client) {
        int before = client.count();
        group.await("writes are acknowledged", () -> client.count() >= before + WRITES);
    }

    private static void assertWhole(BoxedProcess master, BoxedClient client) {
        List<Long> kept = master.call("LRANGE", client.list(), "0", "-1").items().stream()
                .map(Reply::text)
                .map(Long::parseLong)
                .toList();
        assertEquals(List.copyOf(Set.copyOf(kept)).size(), kept.size(), "nothing stands there twice");
        List<Long> lost = new ArrayList<>(client.acknowledged().keySet());
        lost.removeAll(Set.copyOf(kept));
        assertEquals(List.of(), lost, "acknowledged and lost, of " + client.count());
    }
}
