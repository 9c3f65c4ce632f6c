package io.vedette.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.resp.Reply;
import io.vedette.tests.process.Await;
import io.vedette.tests.process.Group;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One quorum with one of our sentinels and one real one over the same servers: the same questions, the same shapes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SentinelShapesTest {
    private Group group;
    private Node ours;
    private Node real;

    @BeforeAll
    void start(@TempDir Path folder) {
        group = new Group(folder, Collections.nCopies(3, Kind.VEDETTE), List.of(Kind.VEDETTE, Kind.REDIS), 2);
        ours = group.sentinels().getFirst();
        real = group.sentinels().getLast();
    }

    @AfterAll
    void stop() {
        group.close();
    }

    @Test
    void mastersReplicasAndSentinelsHaveTheSameFieldsInTheSameOrder() {
        for (int protocol : List.of(2, 3)) {
            for (String[] question : List.of(
                    new String[] {"SENTINEL", "MASTER", Group.NAME},
                    new String[] {"SENTINEL", "MASTERS"},
                    new String[] {"SENTINEL", "REPLICAS", Group.NAME},
                    new String[] {"SENTINEL", "SLAVES", Group.NAME},
                    new String[] {"SENTINEL", "SENTINELS", Group.NAME},
                    new String[] {"SENTINEL", "CKQUORUM", Group.NAME},
                    new String[] {"SENTINEL", "MYID"},
                    new String[] {"SENTINEL", "GET-MASTER-ADDR-BY-NAME", Group.NAME},
                    new String[] {"SENTINEL", "GET-MASTER-ADDR-BY-NAME", "nobody"},
                    new String[] {"SENTINEL", "IS-MASTER-DOWN-BY-ADDR", "127.0.0.1", "1", "0", "*"},
                    new String[] {"SENTINEL", "RESET", "nobody"},
                    new String[] {"SENTINEL", "FLUSHCONFIG"},
                    new String[] {"ROLE"})) {
                assertSameShape(protocol, question);
            }
        }
    }

    /** In time: on a busy machine one of the two may take somebody for down for a moment, and say so in a field more. */
    private void assertSameShape(int protocol, String[] question) {
        AtomicReference<String> difference = new AtomicReference<>("");
        try {
            Await.until("the same shape", Duration.ofSeconds(20), () -> {
                String wanted = shape(ask(real, protocol, question));
                String got = shape(ask(ours, protocol, question));
                difference.set("\nreal: " + wanted + "\nours: " + got);
                return wanted.equals(got);
            });
        } catch (AssertionError e) {
            throw new AssertionError("RESP" + protocol + " " + String.join(" ", question) + difference, e);
        }
    }

    @Test
    void errorsHaveTheSameWords() {
        for (String[] question : List.of(
                new String[] {"SENTINEL"},
                new String[] {"SENTINEL", "MASTER"},
                new String[] {"SENTINEL", "MASTER", "nobody"},
                new String[] {"SENTINEL", "nonsense"},
                new String[] {"SENTINEL", "CKQUORUM", "nobody"},
                new String[] {"SENTINEL", "FAILOVER", "nobody"},
                new String[] {"SENTINEL", "REMOVE", "nobody"},
                new String[] {"SENTINEL", "SET", Group.NAME, "quorum", "0"},
                new String[] {"SENTINEL", "SET", Group.NAME, "nonsense", "0"},
                new String[] {"SENTINEL", "MONITOR", Group.NAME, "127.0.0.1", "1", "1"},
                new String[] {"SENTINEL", "MONITOR", "other", "127.0.0.1", "1", "x"},
                new String[] {"SENTINEL", "MONITOR", "other", "127.0.0.1", "x", "1"},
                new String[] {"SENTINEL", "MONITOR", "other", "127.0.0.1", "1", "0"},
                new String[] {"SENTINEL", "IS-MASTER-DOWN-BY-ADDR", "127.0.0.1", "x", "0", "*"},
                new String[] {"GET", "a"},
                new String[] {"SELECT", "0"},
                new String[] {"MULTI"},
                new String[] {"PUBLISH", "channel", "message"})) {
            assertEquals(
                    ask(real, 2, question).text(), ask(ours, 2, question).text(), () -> String.join(" ", question));
        }
    }

    private static Reply ask(Node node, int protocol, String[] question) {
        try (RespConnection connection = node.connect()) {
            if (protocol == 3) {
                connection.call("HELLO", "3");
            }
            return connection.call(question);
        }
    }

    /** A reply with its values blotted out: kinds and nesting, and the names of the fields of instance maps. */
    private static String shape(Reply reply) {
        return switch (reply) {
            case Reply.Array array -> list(array.items());
            case Reply.MapReply map -> {
                List<String> parts = new ArrayList<>();
                map.pairs().forEach(pair -> parts.add(pair.key().text() + "=" + shape(pair.value())));
                yield "{" + String.join(", ", parts) + "}";
            }
            case Reply.Failure failure -> "-" + failure.line();
            case Reply.Simple simple -> "+" + simple.text();
            default -> reply.getClass().getSimpleName();
        };
    }

    private static String list(List<Reply> items) {
        boolean fields = items.size() > 10 && items.getFirst() instanceof Reply.Bulk;
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            parts.add(fields && i % 2 == 0 ? items.get(i).text() : shape(items.get(i)));
        }
        return "[" + String.join(", ", parts) + "]";
    }
}
