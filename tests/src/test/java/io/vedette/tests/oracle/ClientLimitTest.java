package io.vedette.tests.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More clients than the system has descriptors for are not promised, here and on the real server. */
class ClientLimitTest {
    @TempDir
    private Path folder;

    @Test
    void maxclientsStaysWithinTheLimitOfOpenFiles() throws IOException, InterruptedException {
        for (Kind kind : Kind.values()) {
            try (Node node = Node.server(kind, folder, "maxclients 100")) {
                Process limited = new ProcessBuilder("prlimit", "--nofile=400:400", "--pid", "" + node.pid())
                        .inheritIO()
                        .start();
                assertEquals(0, limited.waitFor());
                assertEquals("OK", node.text("CONFIG", "SET", "maxclients", "200"));
                String refused = node.text("CONFIG", "SET", "maxclients", "500");
                assertTrue(
                        refused.matches(
                                "ERR CONFIG SET failed \\(possibly related to argument 'maxclients'\\) - The operating"
                                        + " system is not able to handle the specified number of clients, try with 3\\d\\d"),
                        refused);
                assertEquals("200", node.info("clients", "maxclients"));
            }
        }
    }
}
