package io.vedette.tests.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one kind of sentinel has written the other one reads, and writes back the same. */
class SentinelFilesTest {
    private static final String ID = "9999567890123456789012345678901234567890";
    private static final String PEER = "1234567890123456789012345678901234567890";

    /** Lines that a real sentinel adds of itself, or words otherwise each time. */
    private static final List<String> IGNORED = List.of(
            "port ", "bind ", "dir ", "protected-mode", "latency-tracking", "user default", "#", "sentinel parallel");

    private static final String[] LINES = {
        "sentinel down-after-milliseconds one 5000",
        "sentinel resolve-hostnames yes",
        "sentinel monitor one 127.0.0.1 1 2",
        "sentinel monitor two localhost 2 1",
        "sentinel failover-timeout one 10000",
        "sentinel auth-pass one secret",
        "sentinel auth-user one bob",
        "sentinel rename-command one slaveof guessme",
        "sentinel master-reboot-down-after-period two 7",
        "sentinel announce-ip 10.1.1.1",
        "sentinel announce-port 777",
        "sentinel sentinel-user su",
        "sentinel sentinel-pass sp",
        "sentinel deny-scripts-reconfig no",
        "sentinel notification-script one /bin/true",
        "sentinel client-reconfig-script one /bin/true",
        "sentinel known-replica one 127.0.0.1 3",
        "sentinel known-slave one 127.0.0.1 4",
        "sentinel known-sentinel one 127.0.0.1 5 " + PEER,
        "sentinel current-epoch 9",
        "sentinel config-epoch one 3",
        "sentinel leader-epoch one 9",
        "sentinel myid " + ID,
        "user al on +ping"
    };

    @TempDir
    private Path folder;

    @Test
    void bothKindsWriteTheSameLines() throws IOException {
        assertEquals(lines(written(Kind.REDIS, LINES)), lines(written(Kind.VEDETTE, LINES)));
    }

    @Test
    void whatOneWroteTheOtherReadsAndKeeps() throws IOException {
        List<String> real = written(Kind.REDIS, LINES);
        assertEquals(lines(real), lines(written(Kind.VEDETTE, own(real))));
        List<String> ours = written(Kind.VEDETTE, LINES);
        assertEquals(lines(ours), lines(written(Kind.REDIS, own(ours))));
    }

    /** The file after a start with these lines and one FLUSHCONFIG. */
    private List<String> written(Kind kind, String... lines) throws IOException {
        try (Node node = Node.sentinel(kind, folder, lines);
                RespConnection connection = node.connect()) {
            assertEquals(ID, connection.text("SENTINEL", "MYID"));
            assertEquals("OK", connection.text("SENTINEL", "FLUSHCONFIG"));
            List<String> file = Files.readAllLines(node.configFile());
            assertTrue(file.contains("sentinel current-epoch 9"), file::toString);
            return file;
        }
    }

    /** Without what each test node has of its own. */
    private static String[] own(List<String> file) {
        return file.stream()
                .filter(line -> !line.startsWith("port ") && !line.startsWith("bind ") && !line.startsWith("dir "))
                .toArray(String[]::new);
    }

    /** As a set: the order within a kind of line is free, and a real sentinel repeats known replicas of the old word. */
    private static String lines(List<String> file) {
        TreeSet<String> lines = new TreeSet<>();
        file.stream()
                .filter(line -> !line.isEmpty() && IGNORED.stream().noneMatch(line::startsWith))
                .map(line -> line.replace("known-slave", "known-replica"))
                .forEach(lines::add);
        return String.join("\n", lines);
    }
}
