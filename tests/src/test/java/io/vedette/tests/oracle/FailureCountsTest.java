package io.vedette.tests.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What INFO counts of commands that went wrong is what the real server counts, however they went wrong. */
class FailureCountsTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    /** One scene a line, its commands between bars; b is a client with few rights. */
    private static final String SCENES = """
            AUTH k | AUTH default bad | HELLO 3 AUTH default bad | HELLO 9
            NOSUCH a | CONFIG FOO | XGROUP FOO | SET k | GET | CONFIG GET | CONFIG
            MULTI | SET a b | AUTH a | INCR a | EXEC
            MULTI | SET | EXEC
            MULTI | NOSUCH | GET | EXEC
            EXEC | DISCARD | MULTI | MULTI | WATCH a | DISCARD
            XADD s 1-1 f v | XGROUP CREATECONSUMER s g c | XREADGROUP GROUP g c STREAMS s >
            CONFIG SET maxmemory 1 | SET a b | MULTI | SET a b | EXEC | MULTI | GET a | EXEC | CONFIG SET maxmemory 0
            b SET a b | b GET b | b DEL x | b SUBSCRIBE foo | b CONFIG GET x | b MULTI | b DEL x | b EXEC | b PUBLISH foo bar
            CONFIG SET min-replicas-to-write 5 | SET a b | MULTI | SET a b | EXEC | CONFIG SET min-replicas-to-write 0
            SET a x | LPUSH a 1 | INCR a | LPOP a | RESTORE k 0 bad | SELECT 99 | CLIENT KILL 1.1.1.1:1
            DEBUG ERROR FOO | DEBUG ERROR bar | DEBUG ERROR | DEBUG OBJECT none
            """;

    @TempDir
    private Path folder;

    @Test
    void failuresOfEachKindAreCountedAlike() {
        assertEquals(countsOf(Kind.REDIS), countsOf(Kind.VEDETTE));
    }

    private String countsOf(Kind kind) {
        StringBuilder all = new StringBuilder();
        try (Node node = Node.server(kind, folder);
                RespConnection client = node.connect();
                RespConnection poor = node.connect()) {
            client.text("ACL SETUSER poor on >p ~cached:* &ch +get +set +multi +exec +subscribe +publish".split(" "));
            assertEquals("OK", poor.text("AUTH", "poor", "p"));
            for (String scene : SCENES.strip().split("\n")) {
                node.text("CONFIG", "RESETSTAT");
                for (String command : scene.split(" \\| ")) {
                    boolean poors = command.startsWith("b ");
                    (poors ? poor : client).text((poors ? command.substring(2) : command).split(" "));
                }
                all.append(scene).append('\n').append(counts(node)).append('\n');
            }
            all.append(countsOfBlocked(node));
        }
        return all.toString();
    }

    private static String countsOfBlocked(Node node) {
        try (RespConnection waiting = node.connect()) {
            waiting.sendLatin1("CLIENT", "ID");
            String id = waiting.readRaw().strip().substring(1);
            waiting.sendLatin1("BLPOP", "none", "0");
            Await.until(
                    "waits",
                    BOUND,
                    () -> node.info("clients", "blocked_clients").equals("1"));
            node.text("CONFIG", "RESETSTAT");
            assertEquals("1", node.text("CLIENT", "UNBLOCK", id, "ERROR"));
            assertEquals("-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n", waiting.readRaw());
            return counts(node);
        }
    }

    private static String counts(Node node) {
        return node.text("INFO", "everything")
                .lines()
                .filter(line ->
                        line.startsWith("cmdstat_") || line.contains("error_replies") || line.startsWith("errorstat"))
                .filter(line -> !line.startsWith("cmdstat_info") && !line.startsWith("cmdstat_config|resetstat"))
                .map(line -> line.replaceAll("usec=.*?,usec_per_call=.*?,", ""))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    @Test
    void anErrorInTheMastersStreamIsCountedAsUnexpected() {
        for (Kind kind : Kind.values()) {
            try (Node master = Node.server(kind, folder);
                    Node replica =
                            Node.server(kind, folder, "replicaof 127.0.0.1 " + master.port(), "replica-read-only no")) {
                Await.until(
                        "linked",
                        BOUND,
                        () -> replica.info("replication", "master_link_status").equals("up"));
                assertEquals("OK", replica.text("CONFIG", "RESETSTAT")); // it may have refused while it loaded
                assertEquals("OK", replica.text("SET", "list", "no list"));
                assertEquals("0", replica.info("stats", "unexpected_error_replies"));
                assertEquals("1", master.text("RPUSH", "list", "a"));
                Await.until(
                        "counted",
                        BOUND,
                        () -> !replica.info("stats", "unexpected_error_replies").equals("0"));
                // Ours asks its master again then, and may meet the same error again.
                Map<String, String> told = fields(replica.text("INFO", "everything"));
                String unexpected = told.get("unexpected_error_replies");
                assertEquals(unexpected, told.get("total_error_replies"), kind::toString);
                assertEquals("count=" + unexpected, told.get("errorstat_WRONGTYPE"), kind::toString);
            }
        }
    }

    private static Map<String, String> fields(String info) {
        return info.lines()
                .filter(line -> line.contains(":"))
                .map(line -> line.split(":", 2))
                .collect(Collectors.toMap(field -> field[0], field -> field[1], (first, second) -> first));
    }
}
