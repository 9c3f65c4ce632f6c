package io.vedette.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.session.Transport;
import io.vertx.core.Context;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** All that holds where one loop does everything holds where another one serves the sockets; and what several loops promise besides. */
class ThreadedListenerTest extends RespListenerTest {
    private static final int CLIENTS = 12;
    private static final int REQUESTS = 2_000;

    private int loops = 1;

    @Override
    List<Context> ioLoops() {
        return Stream.generate(this::anotherLoop).limit(loops).toList();
    }

    @Test
    void manyClientsOfSeveralLoopsKeepTheirOrderEach() throws Exception {
        loops = MOST_IO_LOOPS;
        RecordingEndpoint endpoint = echo();
        int port = listen(ListenSettings.on(LOOPBACK, freePort()), endpoint);
        StringBuilder sent = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < REQUESTS; i++) {
            sent.append("*2\r\n$3\r\nGET\r\n$")
                    .append(("" + i).length())
                    .append("\r\n")
                    .append(i)
                    .append("\r\n");
            expected.append("GET ").append(i).append('\n');
        }
        Set<Integer> whole = ConcurrentHashMap.newKeySet();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int number = i;
            clients.add(Thread.ofPlatform().start(() -> {
                try (Socket socket = new Socket(LOOPBACK, port)) {
                    send(socket, sent.toString());
                    if (read(socket, expected.length()).equals(expected.toString())) {
                        whole.add(number);
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (Thread client : clients) {
            client.join();
        }
        assertEquals(CLIENTS, whole.size());
    }

    @Test
    void theEndpointIsToldOnItsOwnLoopWhateverLoopServesTheSocket() throws Exception {
        loops = MOST_IO_LOOPS;
        RecordingEndpoint endpoint = with((transport, argv) -> transport.onceDrained(
                () -> RecordingEndpoint.write(transport, Thread.currentThread().getName())));
        int port = listen(ListenSettings.on(LOOPBACK, freePort()), endpoint);
        Set<String> answerers = new HashSet<>();
        for (int i = 0; i < 2 * MOST_IO_LOOPS; i++) {
            try (Socket socket = new Socket(LOOPBACK, port)) {
                send(socket, "x\r\n");
                answerers.add(read(socket, "vert.x-eventloop-thread-0".length()));
            }
        }
        assertEquals(Set.of("vert.x-eventloop-thread-0"), answerers);
    }

    @Test
    void aStrangersRequestsAreCutOneByOneUntilItIsKnown() throws Exception {
        RecordingEndpoint endpoint = with((transport, argv) -> {
            if (argv.is(0, "auth")) {
                transport.limitRequests(false);
            }
            RecordingEndpoint.write(transport, argv.size() + "\n");
        });
        endpoint.whenAccepted(transport -> transport.limitRequests(true));
        int port = listen(ListenSettings.on(LOOPBACK, 0), endpoint);
        String many = "*12\r\n" + "$1\r\nx\r\n".repeat(12);
        try (Socket socket = new Socket(LOOPBACK, port)) {
            send(socket, "PING\r\nAUTH\r\n" + many + many);
            assertEquals("1\n1\n12\n12\n", read(socket, 10));
        }
        try (Socket socket = new Socket(LOOPBACK, port)) {
            send(socket, "PING\r\n" + many);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals("1\n-ERR Protocol error: unauthenticated multibulk length\r\n", answer);
        }
    }

    @Test
    void requestsThatWaitForTheEngineAreCountedAndBounded() throws Exception {
        RecordingEndpoint endpoint = with((transport, argv) -> transport.pauseRequests());
        int port = listen(ListenSettings.on(LOOPBACK, 0), endpoint);
        String request = "x".repeat(60_000) + "\r\n";
        Thread sender;
        try (Socket socket = new Socket(LOOPBACK, port)) {
            sender = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 1_000; i++) {
                        send(socket, request);
                    }
                } catch (IOException e) {
                    return; // closed: the test is over
                }
            });
            assertTrue(endpoint.next().startsWith("accepted"));
            assertTrue(endpoint.next().startsWith("command x"));
            long held = 0;
            while (held <= SocketTransport.READ_AHEAD_BYTES) {
                onLoop(() -> {
                    Transport transport =
                            endpoint.transports.values().iterator().next();
                    endpoint.events.add("held " + transport.requestBytes());
                });
                String event = endpoint.next();
                held = event.startsWith("held ") ? Long.parseLong(event.substring(5)) : held;
            }
            assertTrue(held < 4L * SocketTransport.READ_AHEAD_BYTES, "held " + held);
        }
        sender.join();
    }
}
