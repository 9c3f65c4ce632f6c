package io.vedette.tests.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that hold too much are closed under {@code maxmemory-clients}, whatever it is that they hold, here and on the real server. */
class ClientMemoryTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int MOST = 20_000;

    @TempDir
    private Path folder;

    @Test
    void whoeverHoldsTooManyNamesIsClosed() {
        for (Kind kind : Kind.values()) {
            try (Node node = Node.server(kind, folder, "maxmemory-clients 200000")) {
                int evicted = 0;
                for (String command : List.of(
                        "WATCH %d",
                        "SUBSCRIBE %d",
                        "PSUBSCRIBE %d",
                        "SSUBSCRIBE %d",
                        "CLIENT TRACKING on BCAST PREFIX a%09d PREFIX b%1$09d")) {
                    assertTrue(isClosed(node, command), kind + ": " + command);
                    evicted++;
                    assertEquals("" + evicted, node.info("stats", "evicted_clients"), kind::toString);
                }
            }
        }
    }

    private static boolean isClosed(Node node, String command) {
        try (RespConnection client = node.connect()) {
            for (int i = 0; i < MOST; i++) {
                client.sendLatin1(command.formatted(i).split(" "));
                client.readRaw();
            }
            return false;
        } catch (UncheckedIOException closed) {
            return true;
        }
    }

    @Test
    void whatClientsCostIsToldAndCountsAsUsedMemory() {
        for (Kind kind : Kind.values()) {
            try (Node node = Node.server(kind, folder);
                    RespConnection client = node.connect()) {
                assertTrue(clients(node) < 200_000, kind::toString);
                long used = Long.parseLong(node.info("memory", "used_memory"));
                assertEquals("OK", client.text("MULTI"));
                assertEquals("QUEUED", client.text("SET", "a", "x".repeat(1_000_000)));
                Await.until(
                        "summed up", BOUND, () -> clients(node) > 1_000_000); // the real server does it once a second
                assertTrue(Long.parseLong(node.info("memory", "used_memory")) > used + 1_000_000, kind::toString);
                assertEquals("OK", client.text("DISCARD"));
            }
        }
    }

    private static long clients(Node node) {
        return Long.parseLong(node.info("memory", "mem_clients_normal"));
    }
}
