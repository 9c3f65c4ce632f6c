package io.vedette.tests.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.Reply;
import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CONFIG SET of port and bind while clients are there, here and on the real server, word for word. */
class MovedListenersTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void aServerListensElsewhereWithoutLosingItsClients() throws IOException {
        assertListensElsewhere(Kind.VEDETTE);
        assertListensElsewhere(Kind.VEDETTE, "io-threads 3");
        assertListensElsewhere(Kind.REDIS);
    }

    private void assertListensElsewhere(Kind kind, String... lines) throws IOException {
        int other = freePort();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Node node = Node.server(kind, folder, lines);
                RespConnection client = node.connect()) {
            assertEquals(
                    failed("port", "Unable to listen on this port. Check server logs."),
                    client.text("CONFIG", "SET", "maxclients", "77", "port", "" + taken.getLocalPort()));
            assertEquals("[maxclients, 10000]", shown(client, "maxclients"));
            assertEquals(
                    failed("port", "Unable to listen on this port. Check server logs."),
                    client.text("CONFIG", "SET", "port", "" + other, "bind", "192.0.2.1"));
            assertEquals(
                    failed("bind", "Failed to bind to specified addresses."),
                    client.text("CONFIG", "SET", "bind", "192.0.2.1", "port", "" + other));
            assertEquals("[port, " + node.port() + "]", shown(client, "port"));
            assertEquals(
                    failed("bind", "Too many bind addresses specified."),
                    client.text("CONFIG", "SET", "bind", String.join(" ", Collections.nCopies(17, "127.0.0.1"))));
            assertEquals(
                    failed("tls-port", "Unable to update TLS configuration. Check server logs."),
                    client.text("CONFIG", "SET", "tls-port", "" + other));
            assertEquals("PONG", node.text("PING"));

            assertEquals("OK", client.text("CONFIG", "SET", "port", "" + other));
            assertTrue(refuses(node.port()), "the old port is closed");
            assertEquals("PONG", asked(other));
            assertEquals("OK", client.text("CONFIG", "SET", "bind", "127.0.0.1 127.0.0.2"));
            assertEquals("PONG", asked(other));
            assertTrue(client.text("INFO", "server").contains("tcp_port:" + other + "\r\n"));
            assertEquals("OK", client.text("CONFIG", "REWRITE"));
            List<String> rewritten = node.configuration().lines().toList();
            assertTrue(rewritten.contains("port " + other), node.configuration());
            assertTrue(rewritten.contains("bind 127.0.0.1 127.0.0.2"), node.configuration());

            assertEquals("OK", client.text("CONFIG", "SET", "port", "0"));
            assertTrue(refuses(other), "no port is open");
            assertEquals("OK", client.text("CONFIG", "SET", "port", "" + node.port()));
            assertEquals("PONG", asked(node.port()));
            assertEquals("OK", client.text("CONFIG", "SET", "bind", ""));
            assertTrue(refuses(node.port()), "no address is open");
            assertEquals("[bind, ]", shown(client, "bind"));
            assertEquals("OK", client.text("CONFIG", "SET", "bind", "* -::*"));
            assertEquals("PONG", asked(node.port()));
        }
    }

    @Test
    void insideOfATransactionNothingMoves() {
        try (Node node = Node.server(Kind.VEDETTE, folder);
                RespConnection client = node.connect()) {
            client.text("MULTI");
            client.text("CONFIG", "SET", "maxclients", "77", "port", "0");
            client.text("SET", "a", "b");
            List<Reply> replies = client.call("EXEC").items();
            assertEquals(
                    failed("port", "inside of MULTI it cannot be changed where to listen"),
                    replies.getFirst().text());
            assertEquals("OK", replies.getLast().text());
            assertEquals("[maxclients, 10000]", shown(client, "maxclients"));
            assertEquals("PONG", node.text("PING"));
        }
    }

    @Test
    void aServerThatIsStartedAgainListensWhereItWasLeft() throws IOException {
        int other = freePort();
        try (Node node = Node.server(Kind.VEDETTE, folder)) {
            try (RespConnection client = node.connect()) {
                assertEquals("OK", client.text("CONFIG", "SET", "port", "" + other));
                assertEquals("OK", client.text("CONFIG", "REWRITE"));
            }
            node.stop();
            node.launch();
            Await.until(
                    "it answers at its new port",
                    BOUND,
                    () -> !refuses(other) && asked(other).equals("PONG"));
        }
    }

    private static String failed(String name, String reason) {
        return "ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + reason;
    }

    private static String shown(RespConnection client, String name) {
        return client.call("CONFIG", "GET", name).items().stream()
                .map(Reply::text)
                .toList()
                .toString();
    }

    private static String asked(int port) {
        try (RespConnection client = new RespConnection(port)) {
            return client.text("PING");
        }
    }

    private static boolean refuses(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return free.getLocalPort();
        }
    }
}
