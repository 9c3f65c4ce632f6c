package io.vedette.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.Argv;
import io.vedette.session.Transport;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RespListenerTest {
    static final String LOOPBACK = "127.0.0.1";
    static final int MOST_IO_LOOPS = 3;

    private final Vertx vertx = OneLoopVertx.create(1 + MOST_IO_LOOPS);
    private final Context context = vertx.getOrCreateContext();
    private final List<RespListener> listeners = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    int listen(ListenSettings settings, RecordingEndpoint endpoint) throws Exception {
        RespListener listener = new RespListener(vertx, context, ioLoops(), settings, endpoint);
        listeners.add(listener);
        return await(listener.listen());
    }

    /** Loops that serve sockets beside the endpoint's. */
    List<Context> ioLoops() {
        return List.of();
    }

    /** A loop beside all that were made before. */
    final Context anotherLoop() {
        return ((VertxInternal) vertx).createEventLoopContext();
    }

    static RecordingEndpoint echo() {
        return new RecordingEndpoint((transport, argv) -> RecordingEndpoint.write(transport, argv + "\n"));
    }

    static RecordingEndpoint with(BiConsumer<Transport, Argv> reaction) {
        return new RecordingEndpoint(reaction);
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    static String read(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    void onLoop(Runnable action) {
        context.runOnContext(nothing -> action.run());
    }

    @Test
    void requestsOfOneReadAreOneBatch() throws Exception {
        RecordingEndpoint endpoint = echo();
        int port = listen(ListenSettings.on(LOOPBACK, 0), endpoint);
        try (Socket socket = new Socket(LOOPBACK, port)) {
            send(socket, "PING\r\n*2\r\n$4\r\nECHO\r\n$2\r\nhi\r\nGE");
            assertEquals("PING\nECHO hi\n", read(socket, 13));
            assertEquals(
                    "accepted " + LOOPBACK + ":" + socket.getLocalPort() + " at " + LOOPBACK + ":" + port,
                    endpoint.next());
            assertEquals("command PING", endpoint.next());
            assertEquals("command ECHO hi", endpoint.next());
            assertEquals("end", endpoint.next());
            send(socket, "T a\r\n");
            assertEquals("command GET a", endpoint.next());
            assertEquals("end", endpoint.next());
        }
        assertEquals("disconnected", endpoint.next());
    }

    @Test
    void smallPiecesMayBeHeldBack() throws Exception {
        RecordingEndpoint endpoint = with((transport, argv) -> {
            transport.noDelay(argv.is(0, "now"));
            RecordingEndpoint.write(transport, argv + "\n");
        });
        int port = listen(ListenSettings.on(LOOPBACK, 0), endpoint);
        try (Socket socket = new Socket(LOOPBACK, port)) {
            send(socket, "LATER\r\n");
            assertEquals("LATER\n", read(socket, 6));
            send(socket, "NOW\r\n");
            assertEquals("NOW\n", read(socket, 4));
        }
    }

    @Test
    void aBrokenRequestIsAnsweredAndOnlyItsConnectionCloses() throws Exception {
        RecordingEndpoint endpoint = echo();
        int port = listen(ListenSettings.on(LOOPBACK, 0), endpoint);
        try (Socket good = new Socket(LOOPBACK, port);
                Socket bad = new Socket(LOOPBACK, port)) {
            send(bad, "*1\r\n$x\r\n");
            assertEquals(
                    "-ERR Protocol error: invalid bulk length\r\n",
                    new String(bad.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            send(good, "PING\r\n");
            assertEquals("PING\n", read(good, 5));
        }
    }

    @Test
    void aPausedClientLosesNothingAndKeepsItsOrder() throws Exception {
        RecordingEndpoint endpoint = with((transport, argv) -> {
            RecordingEndpoint.write(transport, argv + "\n");
            if (argv.is(0, "block")) {
                transport.pauseRequests();
            }
        });
        int port = listen(ListenSettings.on(LOOPBACK, 0), endpoint);
        try (Socket socket = new Socket(LOOPBACK, port)) {
            send(socket, "a\r\nblock\r\nb\r\nc\r\n");
            assertEquals("a\nblock\n", read(socket, 8));
            send(socket, "d\r\n");
            assertTrue(endpoint.next().startsWith("accepted"));
            assertEquals("command a", endpoint.next());
            assertEquals("command block", endpoint.next());
            assertEquals("end", endpoint.next());
            onLoop(() -> endpoint.transports.values().forEach(Transport::resumeRequests));
            assertEquals("b\nc\nd\n", read(socket, 6));
        }
    }

    @Test
    void aPausedClientThatLeavesIsNoticed() throws Exception {
        RecordingEndpoint endpoint = with((transport, argv) -> transport.pauseRequests());
        int port = listen(ListenSettings.on(LOOPBACK, 0), endpoint);
        try (Socket socket = new Socket(LOOPBACK, port)) {
            send(socket, "block\r\nmore\r\n");
            assertTrue(endpoint.next().startsWith("accepted"));
            assertEquals("command block", endpoint.next());
            assertEquals("end", endpoint.next());
        }
        String event = endpoint.next();
        assertEquals("disconnected", event.equals("end") ? endpoint.next() : event);
    }

    @Test
    void aPausedClientThatSendsMuchIsHeldBackAndServedLater() throws Exception {
        int count = 4 * SocketTransport.READ_AHEAD_BYTES / 1000;
        String word = "x".repeat(998);
        int[] seen = {0};
        RecordingEndpoint endpoint = with((transport, argv) -> {
            if (argv.is(0, "block")) {
                transport.pauseRequests();
            } else if (++seen[0] == count) {
                RecordingEndpoint.write(transport, "all");
            }
        });
        int port = listen(ListenSettings.on(LOOPBACK, 0), endpoint);
        try (Socket socket = new Socket(LOOPBACK, port)) {
            send(socket, "block\r\n");
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < count; i++) {
                        send(socket, word + "\r\n");
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertTrue(endpoint.next().startsWith("accepted"));
            assertEquals("command block", endpoint.next());
            onLoop(() -> endpoint.transports.values().forEach(Transport::resumeRequests));
            assertEquals("all", read(socket, 3));
            sender.join();
        }
    }

    @Test
    void aLargeReplyArrivesWholeBeforeTheConnectionCloses() throws Exception {
        byte[] large = new byte[20_000_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31 >> 3);
        }
        RecordingEndpoint endpoint = with((transport, argv) -> {
            transport.write(large, 0, large.length);
            transport.closeAfterWrites();
        });
        int port = listen(ListenSettings.on(LOOPBACK, 0), endpoint);
        try (Socket socket = new Socket(LOOPBACK, port)) {
            send(socket, "GET\r\nGET\r\n");
            byte[] got = socket.getInputStream().readAllBytes();
            assertTrue(java.util.Arrays.equals(large, got));
        }
    }

    @Test
    void whatThePeerDoesNotTakeIsCountedAndItsEndIsTold() throws Exception {
        byte[] large = new byte[20_000_000];
        RecordingEndpoint endpoint = with((transport, argv) -> transport.write(large, 0, large.length));
        int port = listen(ListenSettings.on(LOOPBACK, 0), endpoint);
        try (Socket socket = new Socket(LOOPBACK, port)) {
            send(socket, "GET\r\n");
            assertTrue(endpoint.next().startsWith("accepted"));
            assertEquals("command GET", endpoint.next());
            assertEquals("end", endpoint.next());
            onLoop(() -> {
                Transport transport = endpoint.transports.values().iterator().next();
                endpoint.events.add(transport.pendingBytes() > 0 ? "waiting" : "nothing waits");
                transport.onceDrained(() -> endpoint.events.add("drained " + transport.pendingBytes()));
            });
            assertEquals("waiting", endpoint.next());
            assertEquals(large.length, socket.getInputStream().readNBytes(large.length).length);
            assertEquals("drained 0", endpoint.next());
        }
    }

    @Test
    void aRequestBeyondTheQueryBufferLimitClosesTheConnection() throws Exception {
        assertTooLong("*1\r\n$1000000\r\n" + "x".repeat(200_000));
        assertTooLong("*1\r\n$100001\r\n" + "x".repeat(100_001) + "\r\n");
    }

    private void assertTooLong(String request) throws Exception {
        ListenSettings settings = new ListenSettings(List.of(LOOPBACK), 0, 511, 0, "", 100_000);
        int port = listen(settings, echo());
        try (Socket socket = new Socket(LOOPBACK, port)) {
            InputStream in = socket.getInputStream();
            assertThrows(IOException.class, () -> {
                send(socket, request);
                if (in.read() < 0) {
                    throw new IOException("closed");
                }
            });
        }
    }

    @Test
    void closingDisconnectsInALaterTurn() throws Exception {
        RecordingEndpoint endpoint = with((transport, argv) -> {
            transport.close();
            RecordingEndpoint.write(transport, "lost");
        });
        int port = listen(ListenSettings.on(LOOPBACK, 0), endpoint);
        try (Socket socket = new Socket(LOOPBACK, port)) {
            send(socket, "QUIT\r\n");
            assertEquals(-1, socket.getInputStream().read());
            assertTrue(endpoint.next().startsWith("accepted"));
            assertEquals("command QUIT", endpoint.next());
            String event = endpoint.next();
            assertEquals("disconnected", event.equals("end") ? endpoint.next() : event);
        }
    }

    @Test
    void allConnectionsLiveOnTheLoopOfTheListener() throws Exception {
        RecordingEndpoint endpoint = with((transport, argv) ->
                RecordingEndpoint.write(transport, Thread.currentThread().getName() + "\n"));
        int port = listen(ListenSettings.on(LOOPBACK, 0), endpoint);
        List<String> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            try (Socket socket = new Socket(LOOPBACK, port)) {
                send(socket, "x\r\n");
                threads.add(read(socket, "vert.x-eventloop-thread-0".length()));
            }
        }
        assertEquals(
                List.of("vert.x-eventloop-thread-0"),
                threads.stream().distinct().toList());
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            int port = taken.getLocalPort();
            ExecutionException failure =
                    assertThrows(ExecutionException.class, () -> listen(ListenSettings.on(LOOPBACK, port), echo()));
            assertInstanceOf(ListenException.class, failure.getCause());
            assertEquals(
                    "Could not create server TCP listening socket " + LOOPBACK + ":" + port
                            + ": bind: Address already in use",
                    failure.getCause().getMessage());
        }
    }

    @Test
    void anyAddressTakesBothFamiliesAndAMissingOptionalOneIsNoFault() throws Exception {
        ListenSettings settings = new ListenSettings(List.of("*", "-::*"), 0, 511, 300, "", 1 << 20);
        RecordingEndpoint endpoint = echo();
        int port = listen(settings, endpoint);
        try (Socket socket = new Socket(LOOPBACK, port)) {
            send(socket, "PING\r\n");
            assertEquals("PING\n", read(socket, 5));
        }
        assertTrue(endpoint.next().startsWith("accepted " + LOOPBACK + ":"));
        ListenSettings missing = new ListenSettings(List.of(LOOPBACK, "-192.0.2.1"), 0, 511, 300, "", 1 << 20);
        assertTrue(listen(missing, echo()) > 0);
    }

    @Test
    void aUnixSocketIsListenedOnToo(@TempDir Path directory) throws Exception {
        Path path = directory.resolve("s.sock");
        RecordingEndpoint endpoint = echo();
        assertEquals(0, listen(new ListenSettings(List.of(), 0, 511, 0, path.toString(), 1 << 20), endpoint));
        try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.connect(UnixDomainSocketAddress.of(path));
            socket.write(ByteBuffer.wrap("PING\r\n".getBytes(StandardCharsets.UTF_8)));
            ByteBuffer answer = ByteBuffer.allocate(5);
            while (answer.hasRemaining() && socket.read(answer) >= 0) {
                // until the answer is whole
            }
            assertEquals("PING\n", new String(answer.array(), StandardCharsets.UTF_8));
        }
        assertEquals("accepted " + path + ":0 at " + path + ":0", endpoint.next());
    }

    @Test
    void closingTheListenerClosesItsConnections() throws Exception {
        RecordingEndpoint endpoint = echo();
        int port = listen(ListenSettings.on(LOOPBACK, 0), endpoint);
        try (Socket socket = new Socket(LOOPBACK, port)) {
            send(socket, "PING\r\n");
            assertEquals("PING\n", read(socket, 5));
            await(listeners.getFirst().close());
            assertEquals(-1, socket.getInputStream().read());
        }
        assertNobodyListensAt(port);
    }

    private Future<Void> moved(List<String> addresses, int port) {
        Promise<Void> done = Promise.promise();
        onLoop(() -> listeners
                .getFirst()
                .move(addresses, port, ListenSettings.NO_PORT, Optional.empty())
                .onComplete(done));
        return done.future();
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return free.getLocalPort();
        }
    }

    private static void assertAnswers(Socket socket) throws IOException {
        send(socket, "PING\r\n");
        assertEquals("PING\n", read(socket, 5));
    }

    private static void assertNobodyListensAt(int port) {
        assertThrows(IOException.class, () -> new Socket(LOOPBACK, port).close());
    }

    private static void assertAnswersAt(int port) throws IOException {
        try (Socket socket = new Socket(LOOPBACK, port)) {
            assertAnswers(socket);
        }
    }

    @Test
    void aListenerThatMovesKeepsItsConnections() throws Exception {
        int port = listen(ListenSettings.on(LOOPBACK, 0), echo());
        int other = freePort();
        try (Socket before = new Socket(LOOPBACK, port)) {
            assertAnswers(before);
            for (int round = 0; round < 10; round++) {
                await(moved(List.of(LOOPBACK), other));
                assertNobodyListensAt(port);
                assertAnswers(before);
                assertAnswersAt(other);
                await(moved(List.of(LOOPBACK), ListenSettings.NO_PORT));
                assertNobodyListensAt(other);
                await(moved(List.of(LOOPBACK), port));
                assertAnswersAt(port);
                assertAnswers(before);
            }
            await(listeners.getFirst().close());
            assertEquals(-1, before.getInputStream().read());
        }
        assertNobodyListensAt(port);
    }

    @Test
    void aListenerThatCannotMoveStaysWhereItIs() throws Exception {
        int port = listen(ListenSettings.on(LOOPBACK, 0), echo());
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK));
                Socket before = new Socket(LOOPBACK, port)) {
            ExecutionException failure =
                    assertThrows(ExecutionException.class, () -> await(moved(List.of(LOOPBACK), taken.getLocalPort())));
            assertInstanceOf(ListenException.class, failure.getCause());
            assertAnswersAt(port);
            assertThrows(ExecutionException.class, () -> await(moved(List.of("*", "192.0.2.1"), port)));
            assertAnswersAt(port);
            assertAnswers(before);
        }
    }

    @Test
    void aListenerMovesBetweenAddressesOfOnePort() throws Exception {
        int port = listen(new ListenSettings(List.of("*", "-::*"), 0, 511, 300, "", 1 << 20), echo());
        for (int round = 0; round < 3; round++) {
            await(moved(List.of(LOOPBACK, "-192.0.2.1"), port));
            assertAnswersAt(port);
            await(moved(List.of("127.0.0.2"), port));
            assertNobodyListensAt(port);
            await(moved(List.of("*", "-::*"), port));
            assertAnswersAt(port);
        }
    }
}
