package io.vedette.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OneLoopVertxTest {
    private static final String LOOPBACK = "127.0.0.1";

    private final Vertx vertx = OneLoopVertx.create();
    private final Context context = vertx.getOrCreateContext();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void whatIsHandedOverBecauseATurnIsOverComesBehindTheSocketsThatAreReady() throws Exception {
        RecordingEndpoint endpoint = new RecordingEndpoint((transport, argv) -> {});
        int port =
                await(new RespListener(vertx, context, List.of(), ListenSettings.on(LOOPBACK, 0), endpoint).listen());
        try (Socket socket = new Socket(LOOPBACK, port)) {
            assertTrue(endpoint.next().startsWith("accepted"));
            CountDownLatch held = new CountDownLatch(1);
            CountDownLatch sent = new CountDownLatch(1);
            context.runOnContext(nothing -> {
                OneLoopVertx.afterTurn(
                        context, () -> context.runOnContext(later -> endpoint.events.add("handed over")));
                held.countDown();
                awaitLatch(sent);
            });
            awaitLatch(held);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            sent.countDown();
            assertEquals("command PING", endpoint.next());
            assertEquals("end", endpoint.next());
            assertEquals("handed over", endpoint.next());
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
