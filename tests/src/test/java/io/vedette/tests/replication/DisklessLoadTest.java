package io.vedette.tests.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What clients of a replica read while it takes a whole snapshot, for each value of {@code repl-diskless-load}, here and on the real
 * server. There it decides between the old data, {@code -LOADING} and, with {@code swapdb} of a known history, the old data to the end;
 * here that is how it is with every value.
 */
@Timeout(120)
class DisklessLoadTest {
    /** With this value each, the real server looks after its clients at each of them while it loads. */
    private static final int KEYS = 60;

    private static final String VALUE = "v".repeat(1_500);
    private static final String SLOW = "key-load-delay 4000";
    private static final String OFTEN = "loading-process-events-interval-bytes 1024";

    private static final List<String> SERVING = List.of("mine", "");
    private static final List<String> LOADING = List.of("LOADING", "");

    @TempDir
    Path folder;

    @Test
    void clientsReadTheOldDataUntilTheNewIsWholeWhateverTheValue() {
        try (Node master = Node.server(Kind.REDIS, folder, "repl-backlog-size 16kb");
                Node real = Node.server(Kind.REDIS, folder, SLOW, OFTEN, "replica-read-only no");
                Node ours = Node.server(Kind.VEDETTE, folder, SLOW, "replica-read-only no")) {
            fill(master);
            for (String value : List.of("disabled", "on-empty-db", "swapdb")) {
                assertEquals(LOADING, lastTwo(seenOfAnotherHistory(real, master, value)), value);
                assertEquals(SERVING, seenOfAnotherHistory(ours, master, value), value);
            }
            for (Node replica : List.of(real, ours)) {
                assertEquals(SERVING, seenOfTheSameHistory(replica, master), replica.toString());
            }
            real.text("CONFIG", "SET", "repl-diskless-load", "disabled");
            assertEquals(LOADING, lastTwo(seenOfTheSameHistory(real, master)));
        }
    }

    /** Perhaps the old data was read before. */
    private static List<String> lastTwo(List<String> seen) {
        return seen.subList(Math.max(0, seen.size() - 2), seen.size());
    }

    private static void fill(Node master) {
        try (RespConnection connection = master.connect()) {
            for (int i = 0; i < KEYS; i++) {
                connection.call("SET", "key:" + i, VALUE);
            }
        }
    }

    /** A server with data of its own becomes a replica. */
    private static List<String> seenOfAnotherHistory(Node replica, Node master, String value) {
        replica.text("REPLICAOF", "NO", "ONE");
        replica.text("FLUSHALL");
        replica.text("SET", "own", "mine");
        assertEquals("OK", replica.text("CONFIG", "SET", "repl-diskless-load", value));
        return seenUntilLinked(replica, master);
    }

    /** A replica was away, and its master does not have all that it missed any more. */
    private static List<String> seenOfTheSameHistory(Node replica, Node master) {
        replica.text("REPLICAOF", "127.0.0.1", "1");
        replica.text("SET", "own", "mine");
        fill(master);
        return seenUntilLinked(replica, master);
    }

    /** The answers to GET own, in their order: the value, nothing, or the first word of an error. */
    private static List<String> seenUntilLinked(Node replica, Node master) {
        List<String> seen = new ArrayList<>();
        try (RespConnection client = replica.connect()) {
            client.call("REPLICAOF", "127.0.0.1", master.portText());
            Await.until(replica + " has its master's data", Datasets.BOUND, () -> {
                String answer = client.text("GET", "own").replaceFirst("^-", "").split(" ")[0];
                if (seen.isEmpty() || !seen.getLast().equals(answer)) {
                    seen.add(answer);
                }
                return answer.isEmpty();
            });
        }
        Datasets.awaitLink(replica);
        assertEquals(VALUE, replica.text("GET", "key:1"));
        return seen;
    }
}
