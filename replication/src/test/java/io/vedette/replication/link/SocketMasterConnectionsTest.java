package io.vedette.replication.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vedette.replication.ReplicaEvent;
import io.vedette.wire.Dialer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketMasterConnectionsTest {
    private final LinkedBlockingQueue<ReplicaEvent> events = new LinkedBlockingQueue<>();
    private final Vertx vertx = Vertx.vertx();
    private final io.vertx.core.Context context = vertx.getOrCreateContext();
    private final SocketMasterConnections connections = new SocketMasterConnections(vertx, context, Dialer::plainly);
    private ServerSocket master;

    @BeforeEach
    void listen() throws IOException {
        master = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        master.setSoTimeout(10_000);
        connections.listener(event -> events.add(
                event instanceof ReplicaEvent.Received received
                        ? new ReplicaEvent.Received(
                                received.link(), received.bytes().clone(), received.length())
                        : event));
    }

    @AfterEach
    void close() throws Exception {
        master.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void bytesGoBothWaysAndTheEndIsTold() throws Exception {
        connect(1);
        try (Socket peer = master.accept()) {
            assertEquals(new ReplicaEvent.Connected(1), next());
            onLoop(() -> connections.send(1, "PING\r\n".getBytes(StandardCharsets.US_ASCII)));
            assertEquals("PING\r\n", new String(peer.getInputStream().readNBytes(6), StandardCharsets.US_ASCII));
            peer.getOutputStream().write("+PONG\r\n".getBytes(StandardCharsets.US_ASCII));
            ReplicaEvent.Received received = assertInstanceOf(ReplicaEvent.Received.class, next());
            assertEquals("+PONG\r\n", new String(received.bytes(), 0, received.length(), StandardCharsets.US_ASCII));
        }
        assertInstanceOf(ReplicaEvent.Closed.class, next());
    }

    @Test
    void aRefusedConnectionIsTold() throws Exception {
        int port = master.getLocalPort();
        master.close();
        onLoop(() -> connections.connect(7, "127.0.0.1", port));
        assertEquals(
                7, assertInstanceOf(ReplicaEvent.ConnectFailed.class, next()).link());
    }

    @Test
    void nothingIsHeardOfALinkThatWasGivenUp() throws Exception {
        connect(1);
        try (Socket peer = master.accept()) {
            assertEquals(new ReplicaEvent.Connected(1), next());
            onLoop(() -> connections.disconnect(1));
            assertEquals(-1, peer.getInputStream().read());
        }
        connect(2);
        try (Socket second = master.accept()) {
            assertNotNull(second);
            assertEquals(new ReplicaEvent.Connected(2), next());
            assertNull(events.poll());
        }
    }

    @Test
    void aPausedLinkHoldsItsMasterBack() throws Exception {
        connect(1);
        try (Socket peer = master.accept()) {
            assertEquals(new ReplicaEvent.Connected(1), next());
            onLoop(() -> connections.pause(1));
            peer.getOutputStream().write('x');
            onLoop(() -> {});
            assertNull(events.poll());
            onLoop(() -> connections.resume(1));
            assertInstanceOf(ReplicaEvent.Received.class, next());
        }
    }

    @Test
    void whatCameBeforeTheMasterResetTheLinkIsReadThoughWritingFailsAlready() throws Exception {
        connect(1);
        Socket peer = master.accept();
        assertEquals(new ReplicaEvent.Connected(1), next());
        onLoop(() -> {
            try {
                peer.getOutputStream().write("the last words".getBytes(StandardCharsets.US_ASCII));
                peer.setSoLinger(true, 0); // closing resets
                peer.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            // The loop is held: it has read nothing of this, and now finds out by writing.
            connections.send(1, "REPLCONF ACK 1\r\n".getBytes(StandardCharsets.US_ASCII));
            connections.send(1, "REPLCONF ACK 2\r\n".getBytes(StandardCharsets.US_ASCII));
        });
        ReplicaEvent.Received received = assertInstanceOf(ReplicaEvent.Received.class, next());
        assertEquals("the last words", new String(received.bytes(), 0, received.length(), StandardCharsets.US_ASCII));
        assertInstanceOf(ReplicaEvent.Closed.class, next());
    }

    private void connect(long link) throws Exception {
        onLoop(() -> connections.connect(link, "127.0.0.1", master.getLocalPort()));
    }

    private ReplicaEvent next() throws InterruptedException {
        ReplicaEvent event = events.poll(10, TimeUnit.SECONDS);
        assertNotNull(event, "no event came");
        return event;
    }

    private void onLoop(Runnable action) throws Exception {
        var done = new java.util.concurrent.CompletableFuture<Void>();
        context.runOnContext(nothing -> {
            action.run();
            done.complete(null);
        });
        done.get(10, TimeUnit.SECONDS);
    }
}
