package io.vedette.tests.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.launcher.boxes.BoxedProcess;
import io.vedette.launcher.boxes.Boxes;
import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Masters and replicas on machines between which the network breaks, wholly or in one direction: packets vanish, and no end of a
 * connection hears that it is over. Ours and the real server in each place.
 */
class PartitionedReplicationTest {
    private static final int WRITES = 200;
    private static final Duration BOUND = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    /** A master and its replica, the one on a machine, the other on the next. */
    private record Pair(int box, BoxedProcess master, BoxedProcess replica) {
        /** Whose packets do not arrive: of every second pair the replica's acknowledgements, of the others the master's writes. */
        int mute() {
            return box % 4 == 1 ? box + 1 : box;
        }

        int deaf() {
            return 2 * box + 1 - mute();
        }

        boolean isLinked() {
            return replica.text("INFO", "replication").contains("master_link_status:up")
                    && master.text("INFO", "replication").contains("state=online");
        }

        boolean hasSameData() {
            return master.text("DEBUG", "DIGEST").equals(replica.text("DEBUG", "DIGEST"));
        }

        boolean refusesWrites() {
            return master.text("SET", "key", "refused?").startsWith("NOREPLICAS");
        }

        void write(String name) {
            for (int i = 0; i < WRITES; i++) {
                assertEquals("OK", master.text("SET", name + i, "value " + i));
            }
        }

        void await(String what, BooleanSupplier condition) {
            try {
                Await.until("pair " + box + ": " + what, BOUND, condition);
            } catch (AssertionError e) {
                throw new AssertionError(
                        e.getMessage() + "\nmaster:\n" + master.log() + "replica:\n" + replica.log(), e);
            }
        }
    }

    @Test
    void whoeverIsCutOffComesBackByAPartialResync() {
        try (Boxes boxes = TestBoxes.of(6);
                Started started = new Started()) {
            List<Pair> pairs = List.of(
                    started.pair(boxes, 1, Kind.VEDETTE, Kind.VEDETTE),
                    started.pair(boxes, 3, Kind.VEDETTE, Kind.REDIS),
                    started.pair(boxes, 5, Kind.REDIS, Kind.VEDETTE));
            pairs.forEach(pair -> pair.await("is linked", pair::isLinked));

            boxes.split(2, 4, 6);
            pairs.forEach(pair -> pair.write("away"));
            awaitRefusal(pairs);
            pairs.forEach(pair -> pair.await(
                    "the replica has noticed",
                    () -> pair.replica().text("INFO", "replication").contains("master_link_status:down")));
            boxes.join();
            awaitReturn(pairs);

            pairs.forEach(pair -> boxes.silence(pair.mute(), pair.deaf()));
            pairs.forEach(pair -> pair.write("one way"));
            awaitRefusal(pairs);
            pairs.forEach(pair -> boxes.letSpeak(pair.mute(), pair.deaf()));
            awaitReturn(pairs);

            for (Pair pair : pairs) {
                String stats = pair.master().text("INFO", "stats");
                assertTrue(stats.contains("sync_full:1\r\n"), () -> pair + " copied all again: " + stats);
            }
        }
    }

    /** A master whose replica says nothing takes no more writes, where that is asked for. */
    private static void awaitRefusal(List<Pair> pairs) {
        pairs.forEach(pair -> assertEquals("OK", pair.master().text("CONFIG", "SET", "min-replicas-to-write", "1")));
        pairs.forEach(pair -> pair.await("the master takes no writes", pair::refusesWrites));
    }

    private static void awaitReturn(List<Pair> pairs) {
        pairs.forEach(pair -> pair.await("the master takes writes", () -> !pair.refusesWrites()));
        pairs.forEach(pair -> assertEquals("OK", pair.master().text("CONFIG", "SET", "min-replicas-to-write", "0")));
        pairs.forEach(pair -> pair.await("both have the same", pair::hasSameData));
        pairs.forEach(pair -> pair.await("is linked", pair::isLinked));
    }

    /** What was started, to be ended. */
    private final class Started implements AutoCloseable {
        private final List<BoxedProcess> processes = new ArrayList<>();

        Pair pair(Boxes boxes, int box, Kind master, Kind replica) {
            return new Pair(
                    box,
                    start(boxes, box, master, "min-replicas-max-lag 1"),
                    start(boxes, box + 1, replica, "replicaof " + boxes.address(box) + " 6379"));
        }

        private BoxedProcess start(Boxes boxes, int box, Kind kind, String line) {
            List<String> lines = List.of(
                    "port 6379",
                    "save \"\"",
                    "enable-debug-command yes",
                    "repl-diskless-sync-delay 0",
                    "repl-timeout 2",
                    "repl-ping-replica-period 1",
                    line);
            BoxedProcess process = new BoxedProcess("server-" + box, boxes, box, folder, kind.serverCommand(), lines);
            processes.add(process);
            return process;
        }

        @Override
        public void close() {
            processes.forEach(BoxedProcess::close);
        }
    }
}
