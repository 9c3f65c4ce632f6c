package io.vedette.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Group;
import io.vedette.tests.process.Identity;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** TLS of servers and sentinels, ours and real ones together; certificates that are replaced while processes run. */
class TlsTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int LARGE = 3_000_000;

    @TempDir
    private Path folder;

    private Identity first;
    private Identity second;

    @BeforeEach
    void certificates() throws IOException {
        first = Identity.make(folder, "first");
        second = Identity.make(folder, "second");
        put("ca.pem", first.certificate() + second.certificate());
        put("cert.pem", first.certificate());
        put("key.pem", first.key());
    }

    /** As tools that renew certificates do: beside the file, then over it. */
    private void put(String name, String text) throws IOException {
        Path fresh = folder.resolve(name + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String[] lines(int tlsPort, String... more) {
        List<String> lines = new ArrayList<>(List.of(
                "tls-port " + tlsPort,
                "tls-cert-file " + folder.resolve("cert.pem"),
                "tls-key-file " + folder.resolve("key.pem"),
                "tls-ca-cert-file " + folder.resolve("ca.pem")));
        lines.addAll(List.of(more));
        return lines.toArray(String[]::new);
    }

    private static RespConnection connect(int port, SSLContext context) {
        return new RespConnection(port, context.getSocketFactory());
    }

    private SSLContext shown() {
        return first.client(true, List.of(first, second));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void clientsWithACertificateAreServedAndOthersAreNot() {
        int port = Node.freePort();
        try (Node server = Node.server(Kind.VEDETTE, folder, lines(port))) {
            try (RespConnection connection = connect(port, shown())) {
                String large = "x".repeat(LARGE);
                assertEquals("OK", connection.text("SET", "large", large));
                for (int i = 0; i < 100; i++) {
                    connection.send("GET", i == 50 ? "large" : "none");
                }
                for (int i = 0; i < 100; i++) {
                    assertEquals(i == 50 ? large : "", connection.read().text());
                }
            }
            SSLContext nobody = first.client(false, List.of(first));
            assertThrows(UncheckedIOException.class, () -> ping(port, nobody));
            assertEquals("OK", server.text("CONFIG", "SET", "tls-auth-clients", "no"));
            Await.until("anybody is served", BOUND, () -> ping(port, nobody).equals("PONG"));
            assertEquals("OK", server.text("CONFIG", "SET", "tls-auth-clients", "yes"));
            Await.until("nobody else is served", BOUND, () -> isRefused(port, nobody));
            assertTrue(server.text("CONFIG", "SET", "tls-cert-file", "/nowhere")
                    .endsWith("Unable to update TLS configuration. Check server logs."));
            assertEquals("PONG", ping(port, shown()));
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void theSecuredPortMovesGoesAndComesBack() throws IOException {
        int port = Node.freePort();
        int other = Node.freePort();
        try (Node server = Node.server(Kind.VEDETTE, folder, lines(port));
                RespConnection before = connect(port, shown())) {
            assertEquals("OK", server.text("CONFIG", "SET", "tls-port", "" + other));
            assertEquals("PONG", ping(other, shown()));
            assertTrue(isRefused(port, shown()));
            assertEquals("OK", before.text("CONFIG", "SET", "tls-port", "0", "port", "0"));
            assertTrue(isRefused(other, shown()));
            put("cert.pem", second.certificate());
            put("key.pem", second.key());
            assertEquals("OK", before.text("CONFIG", "SET", "tls-port", "" + port, "bind", "127.0.0.1 127.0.0.2"));
            assertEquals("PONG", ping(port, shown()));
        }
    }

    private static boolean isRefused(int port, SSLContext context) {
        try {
            return !ping(port, context).equals("PONG");
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    private static String ping(int port, SSLContext context) {
        try (RespConnection connection = connect(port, context)) {
            return connection.text("PING");
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void whatCannotWorkIsSaidAtTheStart() throws IOException {
        put("other-key.pem", second.key());
        AssertionError mismatch = assertThrows(
                AssertionError.class,
                () -> Node.server(
                        Kind.VEDETTE,
                        folder,
                        lines(Node.freePort(), "tls-key-file " + folder.resolve("other-key.pem"))));
        assertTrue(mismatch.getMessage().contains("key values mismatch"), mismatch::getMessage);
        assertTrue(
                mismatch.getMessage().contains("Failed to configure TLS. Check logs for more info."),
                mismatch::getMessage);
        for (Kind kind : Kind.values()) {
            AssertionError missing = assertThrows(
                    AssertionError.class, () -> Node.sentinel(kind, folder, "tls-port " + Node.freePort()));
            assertTrue(missing.getMessage().contains("No tls-cert-file configured!"), missing::getMessage);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void renewedCertificatesAreUsedWithoutARestart() throws Exception {
        int serverPort = Node.freePort();
        int sentinelPort = Node.freePort();
        try (Node server = Node.server(Kind.VEDETTE, folder, lines(serverPort));
                Node sentinel = Node.sentinel(
                        Kind.VEDETTE,
                        folder,
                        lines(
                                sentinelPort,
                                "tls-replication yes",
                                "sentinel monitor " + Group.NAME + " 127.0.0.1 " + serverPort + " 1"));
                RespConnection standing = connect(serverPort, shown())) {
            assertEquals("PONG", standing.text("PING")); // the handshake is done only with the first bytes
            assertEquals(first.serial(), serialAt(serverPort));
            assertEquals(first.serial(), serialAt(sentinelPort));
            put("cert.pem", second.certificate()); // the key is still the old one
            Await.until("the mismatch is noticed", BOUND, () -> server.log().contains("key values mismatch"));
            assertEquals(first.serial(), serialAt(serverPort));
            put("key.pem", second.key());
            Await.until(
                    "the server shows the new one",
                    BOUND,
                    () -> serialAt(serverPort).equals(second.serial()));
            Await.until("the sentinel too", BOUND, () -> serialAt(sentinelPort).equals(second.serial()));
            assertEquals("PONG", standing.text("PING"));
            server.killHard();
            server.start();
            Await.until(
                    "the sentinel is linked again", BOUND, () -> flags(sentinel).equals("master"));
        }
    }

    private String serialAt(int port) {
        try (SSLSocket socket =
                (SSLSocket) shown().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.startHandshake();
            BigInteger serial = ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
            return serial.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String flags(Node sentinel) {
        return Group.field(Group.strings(sentinel, "SENTINEL", "MASTER", Group.NAME), "flags");
    }

    /** Everything here speaks TLS: replication, sentinels to servers, sentinels to each other. */
    @Execution(ExecutionMode.CONCURRENT)
    @Test
    void aMixedGroupFailsOverWithNothingButTls() {
        List<Kind> kinds = List.of(Kind.VEDETTE, Kind.REDIS, Kind.VEDETTE);
        int[] ports = {Node.freePort(), Node.freePort(), Node.freePort()};
        List<Node> nodes = new ArrayList<>();
        try {
            for (int i = 0; i < kinds.size(); i++) {
                String[] replica = i == 0 ? new String[0] : new String[] {"replicaof 127.0.0.1 " + ports[0]};
                nodes.add(Node.server(kinds.get(i), folder, lines(ports[i], joined("tls-replication yes", replica))));
            }
            for (Node replica : nodes.subList(1, 3)) {
                Await.until(
                        replica + " is linked",
                        BOUND,
                        () -> replica.info("replication", "master_link_status").equals("up"));
            }
            assertEquals("OK", nodes.getFirst().text("SET", "large", "x".repeat(LARGE)));
            for (Kind kind : List.of(Kind.VEDETTE, Kind.REDIS, Kind.VEDETTE)) {
                nodes.add(Node.sentinel(
                        kind,
                        folder,
                        lines(
                                Node.freePort(),
                                "tls-replication yes",
                                "sentinel monitor " + Group.NAME + " 127.0.0.1 " + ports[0] + " 2",
                                "sentinel down-after-milliseconds " + Group.NAME + " 1000",
                                "sentinel failover-timeout " + Group.NAME + " 10000")));
            }
            List<Node> sentinels = nodes.subList(3, 6);
            for (Node sentinel : sentinels) {
                Await.until(sentinel + " knows all", BOUND, () -> {
                    List<String> view = Group.strings(sentinel, "SENTINEL", "MASTER", Group.NAME);
                    return Group.field(view, "num-slaves").equals("2")
                            && Group.field(view, "num-other-sentinels").equals("2")
                            && Group.field(view, "flags").equals("master");
                });
            }
            nodes.getFirst().killHard();
            Await.until(
                    "a new master",
                    BOUND,
                    () -> sentinels.stream()
                            .allMatch(sentinel ->
                                    Arrays.stream(ports, 1, 3).anyMatch(port -> masterPort(sentinel) == port)));
            Node master = masterPort(sentinels.getFirst()) == ports[1] ? nodes.get(1) : nodes.get(2);
            assertEquals("x".repeat(LARGE), master.text("GET", "large"));
        } finally {
            nodes.forEach(Node::close);
        }
    }

    private static String[] joined(String line, String... more) {
        List<String> all = new ArrayList<>(List.of(more));
        all.add(line);
        return all.toArray(String[]::new);
    }

    private static int masterPort(Node sentinel) {
        return Integer.parseInt(Group.strings(sentinel, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", Group.NAME)
                .get(1));
    }
}
