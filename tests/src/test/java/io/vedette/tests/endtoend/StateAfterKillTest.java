package io.vedette.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Group;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sentinel is killed while it writes its state as fast as it can: it comes back with a whole one, and with all it confirmed. */
class StateAfterKillTest {
    private static final int ROUNDS = 3;
    private static final String FIRST = "1".repeat(40);
    private static final String SECOND = "2".repeat(40);
    private static final int CHANGES_BEFORE_THE_KILL = 8;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"sentinel.conf", "state"})
    void whatWasConfirmedIsThereAndTheFileIsWhole(String where) throws Exception {
        List<String> lines = where.equals("state")
                ? List.of("sentinel monitor one 127.0.0.1 1 1", "sentinel state-file state")
                : List.of("sentinel monitor one 127.0.0.1 1 1");
        try (Node sentinel = Node.sentinel(Kind.VEDETTE, folder, lines.toArray(String[]::new))) {
            String id = sentinel.text("SENTINEL", "MYID");
            long last = 1_000;
            for (int round = 0; round < ROUNDS; round++) {
                long confirmed = changeUntilKilled(sentinel, last);
                sentinel.start();
                assertEquals(id, sentinel.text("SENTINEL", "MYID"));
                long now = downAfter(sentinel);
                assertTrue(now == confirmed || now == confirmed + 1, now + " is not " + confirmed + " or the next");
                last = now;
            }
        }
    }

    /** The vote is told as soon as it is durable beside the file, before it stands there; the file has it after a clean end. */
    @Test
    void aVoteThatWasToldIsNotGivenToAnotherAfterAKill() {
        String monitor = "sentinel monitor one 127.0.0.1 1 1";
        try (Node sentinel = Node.sentinel(Kind.VEDETTE, folder, monitor)) {
            for (long epoch = 5; epoch < 7; epoch++) {
                assertEquals(List.of(FIRST, Long.toString(epoch)), vote(sentinel, epoch, FIRST));
                sentinel.killHard();
                assertTrue(Files.exists(promises(sentinel)));
                sentinel.start();
                assertEquals(List.of(FIRST, Long.toString(epoch)), vote(sentinel, epoch, SECOND));
            }
            assertEquals(List.of(SECOND, "9"), vote(sentinel, 9, SECOND));
            assertEquals(0, sentinel.stop());
            assertTrue(sentinel.configuration().contains("sentinel leader-epoch one 9"), sentinel::configuration);
            assertTrue(sentinel.configuration().contains("sentinel current-epoch 9"), sentinel::configuration);
            assertFalse(Files.exists(promises(sentinel)), sentinel::log);
        }
    }

    private static Path promises(Node sentinel) {
        return sentinel.configFile().resolveSibling("sentinel.conf.promises");
    }

    private static List<String> vote(Node sentinel, long epoch, String candidate) {
        return Group.strings(
                        sentinel,
                        "SENTINEL",
                        "IS-MASTER-DOWN-BY-ADDR",
                        "127.0.0.1",
                        "1",
                        Long.toString(epoch),
                        candidate)
                .subList(1, 3);
    }

    private static long changeUntilKilled(Node sentinel, long last) throws Exception {
        CountDownLatch busy = new CountDownLatch(CHANGES_BEFORE_THE_KILL);
        CompletableFuture<Long> confirmed = CompletableFuture.supplyAsync(() -> {
            long value = last;
            try (RespConnection connection = sentinel.connect()) {
                while (connection
                        .text("SENTINEL", "SET", "one", "down-after-milliseconds", Long.toString(value + 1))
                        .equals("OK")) {
                    value++;
                    busy.countDown();
                }
            } catch (UncheckedIOException killed) {
                return value;
            }
            throw new AssertionError("a change was refused");
        });
        assertTrue(busy.await(60, TimeUnit.SECONDS), "no changes");
        sentinel.killHard();
        return confirmed.get(60, TimeUnit.SECONDS);
    }

    private static long downAfter(Node sentinel) throws IOException {
        return Long.parseLong(
                Group.field(Group.strings(sentinel, "SENTINEL", "MASTER", "one"), "down-after-milliseconds"));
    }
}
