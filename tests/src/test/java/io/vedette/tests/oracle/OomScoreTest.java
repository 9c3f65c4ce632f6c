package io.vedette.tests.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel is told of a process under {@code oom-score-adj}, here and by the real server. */
class OomScoreTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void theKernelIsToldByRole() {
        int own = score("self");
        for (Kind kind : Kind.values()) {
            try (Node node = Node.server(kind, folder, "oom-score-adj yes", "oom-score-adj-values 10 20 30")) {
                String pid = "" + node.pid();
                assertEquals(own + 10, score(pid), kind::toString);
                assertEquals("OK", node.text("REPLICAOF", "127.0.0.1", "1"));
                Await.until("it counts as a replica", BOUND, () -> score(pid) == own + 20);
                assertEquals(
                        "OK",
                        node.text("CONFIG", "SET", "oom-score-adj", "absolute", "oom-score-adj-values", "1 900 3"));
                assertEquals(900, score(pid), kind::toString);
                assertEquals("OK", node.text("CONFIG", "SET", "oom-score-adj", "no"));
                assertEquals(own, score(pid), kind::toString);
            }
        }
    }

    private static int score(String process) {
        try {
            return Integer.parseInt(
                    Files.readString(Path.of("/proc", process, "oom_score_adj")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
