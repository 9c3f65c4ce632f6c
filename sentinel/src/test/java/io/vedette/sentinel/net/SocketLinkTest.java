package io.vedette.sentinel.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.Argv;
import io.vedette.resp.Reply;
import io.vedette.wire.Dialer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketLinkTest {
    private static final String SETNAME = "*3\r\n$6\r\nCLIENT\r\n$7\r\nSETNAME\r\n$21\r\nsentinel-01234567-cmd\r\n";

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private Vertx vertx;
    private NetClient client;
    private LoopbackPeer peer;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(1000));
        peer = new LoopbackPeer();
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void theGreetingGoesOutAtOnceAndOnlyItsRefusalsAreHeard() throws Exception {
        String auth = "*3\r\n$4\r\nAUTH\r\n$3\r\nbob\r\n$6\r\nsecret\r\n";
        SocketLink link =
                open(new LinkGreeting("peer", List.of("bob", "secret"), "sentinel-01234567-cmd", Optional.empty()));
        try (LoopbackPeer.Connection connection = peer.accept()) {
            assertEquals(auth + SETNAME, connection.read(auth.length() + SETNAME.length()));
            assertEquals("opened", next());
            onLoop(() -> link.send(List.of(Argv.of("PING"))));
            connection.write("-WRONGPASS invalid username-password pair or user is disabled.\r\n+OK\r\n+PONG\r\n");
            assertEquals("refused AUTH: WRONGPASS invalid username-password pair or user is disabled.", next());
            assertEquals("received PONG", next());
        }
    }

    @Test
    void severalCommandsAreOneWriteAndAreAnsweredInOrder() throws Exception {
        SocketLink link = open(command());
        try (LoopbackPeer.Connection connection = peer.accept()) {
            connection.read(SETNAME.length());
            next();
            onLoop(() -> link.send(List.of(Argv.of("MULTI"), Argv.of("SLAVEOF", "NO", "ONE"), Argv.of("EXEC"))));
            String sent = "*1\r\n$5\r\nMULTI\r\n*3\r\n$7\r\nSLAVEOF\r\n$2\r\nNO\r\n$3\r\nONE\r\n*1\r\n$4\r\nEXEC\r\n";
            assertEquals(sent, connection.read(sent.length()));
            assertEquals(3, ask(link::pendingCommands));
            connection.write("+OK\r\n+OK\r\n+QUEUED\r\n*1\r\n+OK\r\n");
            assertEquals("received OK", next());
            assertEquals("received QUEUED", next());
            assertTrue(next().startsWith("received"));
            assertEquals(0, ask(link::pendingCommands));
        }
    }

    @Test
    void aKilledPeerIsKnownAtOnceAndOnlyOnce() throws Exception {
        SocketLink link = open(command());
        LoopbackPeer.Connection connection = peer.accept();
        connection.read(SETNAME.length());
        assertEquals("opened", next());
        connection.reset();
        assertTrue(next().startsWith("lost"));
        onLoop(() -> link.send(List.of(Argv.of("PING"))));
        assertTrue(heard.isEmpty());
    }

    @Test
    void aRefusedConnectionIsALossWithItsReason() throws Exception {
        peer.close();
        open(command());
        String outcome = next();
        assertTrue(outcome.startsWith("lost") && outcome.contains("refused"), outcome);
    }

    @Test
    void aPeerThatAcceptsAndSaysNothingIsAnOpenLinkWithPendingCommands() throws Exception {
        SocketLink link = open(command());
        assertEquals("opened", next());
        onLoop(() -> link.send(List.of(Argv.of("PING"), Argv.of("INFO"))));
        assertEquals(2, ask(link::pendingCommands));
    }

    @Test
    void aLoadingServerIsHeardInItsOwnWords() throws Exception {
        SocketLink link = open(command());
        try (LoopbackPeer.Connection connection = peer.accept()) {
            assertEquals("opened", next());
            onLoop(() -> link.send(List.of(Argv.of("PING"))));
            connection.write("+OK\r\n-LOADING Redis is loading the dataset in memory\r\n");
            assertEquals("received LOADING Redis is loading the dataset in memory", next());
        }
    }

    @Test
    void aSubscriptionIsOpenWhenItIsConfirmedAndThenHandsOverMessages() throws Exception {
        open(new LinkGreeting("peer", List.of(), "sentinel-01234567-pubsub", Optional.of("__sentinel__:hello")));
        try (LoopbackPeer.Connection connection = peer.accept()) {
            connection.write("+OK\r\n*3\r\n$9\r\nsubscribe\r\n$18\r\n__sentinel__:hello\r\n:1\r\n");
            assertEquals("opened", next());
            connection.write("*3\r\n$7\r\nmessage\r\n$18\r\n__sentinel__:hello\r\n$2\r\nhi\r\n");
            assertTrue(next().startsWith("received"));
        }
    }

    @Test
    void garbageEndsTheLink() throws Exception {
        SocketLink link = open(command());
        try (LoopbackPeer.Connection connection = peer.accept()) {
            assertEquals("opened", next());
            onLoop(() -> link.send(List.of(Argv.of("PING"))));
            connection.write("HTTP/1.1 400 Bad Request\r\n");
            String outcome = next();
            assertTrue(outcome.startsWith("lost"), outcome);
        }
    }

    @Test
    void aClosedLinkStaysSilent() throws Exception {
        SocketLink link = open(command());
        try (LoopbackPeer.Connection connection = peer.accept()) {
            connection.read(SETNAME.length());
            assertEquals("opened", next());
            onLoop(link::close);
            assertEquals("", connection.read(1));
        }
        ask(() -> 0);
        assertTrue(heard.isEmpty());
    }

    private static LinkGreeting command() {
        return new LinkGreeting("peer", List.of(), "sentinel-01234567-cmd", Optional.empty());
    }

    private SocketLink open(LinkGreeting greeting) throws Exception {
        Context context = vertx.getOrCreateContext();
        loop = context;
        return ask(() -> SocketLink.open(
                client,
                context,
                Future.succeededFuture(Dialer.plainly("127.0.0.1", peer.port())),
                greeting,
                SocketLink::flush,
                recorder()));
    }

    private Context loop;

    private LinkListener recorder() {
        return new LinkListener() {
            @Override
            public void refused(String command, String reason) {
                heard.add("refused " + command + ": " + reason);
            }

            @Override
            public void opened() {
                heard.add("opened");
            }

            @Override
            public void received(Reply reply) {
                heard.add("received " + reply.text());
            }

            @Override
            public void lost(String reason) {
                heard.add("lost " + reason);
            }
        };
    }

    private String next() throws InterruptedException {
        return Optional.ofNullable(heard.poll(LoopbackPeer.PATIENCE_MILLIS, TimeUnit.MILLISECONDS))
                .orElse("nothing");
    }

    private void onLoop(Runnable action) throws Exception {
        ask(() -> {
            action.run();
            return 0;
        });
    }

    private <T> T ask(java.util.concurrent.Callable<T> question) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.runOnContext(any -> {
            try {
                answer.complete(question.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.get(LoopbackPeer.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
