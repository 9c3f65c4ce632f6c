package io.vedette.wire;

import io.netty.buffer.ByteBuf;
import io.vedette.resp.Argv;
import io.vedette.resp.ProtocolException;
import io.vedette.resp.RequestParser;
import io.vertx.core.Context;
import io.vertx.core.internal.net.NetSocketInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in from one client on a loop that is not the engine's: bytes to whole requests, given to a {@link Taker} in batches. Owned
 * by the socket's loop, but for {@link #taken} and {@link #heldBytes}.
 *
 * <p>It holds what comes until {@link #begin} names the taker; from then on it reads ahead of the engine, as far as
 * {@link SocketTransport#READ_AHEAD_BYTES} allow. A stranger's requests are given one by one, and the next is cut only after
 * {@link #goOn}: what a stranger may send depends on what the request before did. After a protocol error nothing is read.
 *
 * <p>Each byte that was given is owed until the taker says that it is done with it. Invariant: while {@code socketPaused}, the socket
 * is not read, and whoever makes room says so.
 */
final class SocketReader {
    /** Gets what was read. Called on the socket's loop. */
    interface Taker {
        void take(Batch batch);

        /** Nothing follows. */
        void disconnected();
    }

    /**
     * What came in one piece.
     *
     * @param bytes that were read for it
     * @param fault what ends the conversation, behind the requests
     * @param alone whether the reader waits for {@link #goOn} before it gives more
     */
    record Batch(int bytes, Argv[] requests, Optional<ProtocolException> fault, boolean alone) {}

    private static final Argv[] NO_REQUESTS = {};
    private static final Logger LOG = LoggerFactory.getLogger(SocketReader.class);

    private final NetSocketInternal socket;
    private final Context loop;
    private final ListenSettings settings;
    private final byte[] scratch;
    private final Intake intake;
    private final RequestParser parser;
    private final List<Argv> requests = new ArrayList<>();
    private Optional<Taker> taker = Optional.empty();
    private int newBytes;
    private boolean stranger;
    /** Nothing is cut into requests: the taker has not begun, or must answer first. */
    private boolean waits = true;

    private boolean deaf;
    private boolean gone;
    private final AtomicLong owedBytes = new AtomicLong();
    private volatile boolean socketPaused;
    private volatile long parserBytes;

    /** Begins to read. To be called on {@code loop}, the socket's. */
    SocketReader(NetSocketInternal socket, Context loop, ListenSettings settings, LoopMemory memory) {
        this.socket = socket;
        this.loop = loop;
        this.settings = settings;
        this.scratch = memory.scratch();
        this.parser = new RequestParser().withLongestBulk(settings.longestBulkBytes());
        socket.closeHandler(nothing -> ended());
        socket.exceptionHandler(failure -> LOG.debug("Error on the socket of a client: {}", failure.getMessage()));
        this.intake = Intake.open(socket, loop, memory, this::received, () -> give(false));
    }

    private void received(ByteBuf bytes) {
        while (!deaf && bytes.isReadable()) {
            int length = Math.min(bytes.readableBytes(), scratch.length);
            bytes.readBytes(scratch, 0, length);
            newBytes += length;
            parser.feed(scratch, 0, length);
            checkHeldBytes();
            read();
        }
        parserBytes = parser.heldBytes();
        if (!deaf) {
            pauseIfFull();
        }
    }

    /** As Redis, before the requests are looked at: one that is whole may be too long, too. */
    private void checkHeldBytes() {
        long held = parser.heldBytes();
        if (held > settings.queryBufferLimitBytes().getAsLong()) {
            LOG.warn(
                    "Closing client that reached max query buffer length: {} with {} bytes",
                    socket.remoteAddress(),
                    held);
            deaf = true;
            socket.channelHandlerContext().close();
        }
    }

    private void read() {
        try {
            while (!waits && !deaf && parser.advance()) {
                requests.add(parser.argv());
                if (stranger) {
                    waits = true;
                    give(true);
                }
            }
        } catch (ProtocolException e) {
            deaf = true;
            hand(new Batch(newBytes, requests.toArray(Argv[]::new), Optional.of(e), false));
        }
    }

    private void give(boolean alone) {
        boolean something = newBytes > 0 || !requests.isEmpty();
        if (something && !deaf && !gone && taker.isPresent()) {
            Argv[] whole = requests.isEmpty() ? NO_REQUESTS : requests.toArray(Argv[]::new);
            hand(new Batch(newBytes, whole, Optional.empty(), alone));
        }
    }

    private void hand(Batch batch) {
        owedBytes.addAndGet(batch.bytes());
        requests.clear();
        newBytes = 0;
        taker.ifPresent(engine -> engine.take(batch));
    }

    private boolean isFull() {
        return owedBytes.get() > ClientSocket.READ_AHEAD_BYTES || waits && parserBytes > ClientSocket.READ_AHEAD_BYTES;
    }

    private void pauseIfFull() {
        if (!socketPaused && isFull()) {
            socketPaused = true;
            intake.pause();
            resumeIfRoom(); // what was owed may have been taken just before that was told
        }
    }

    private void resumeIfRoom() {
        if (socketPaused && !gone && !isFull()) {
            socketPaused = false;
            intake.resume();
        }
    }

    private void ended() {
        gone = true;
        taker.ifPresent(Taker::disconnected);
    }

    /** What comes, and what has come, is for this one. */
    void begin(Taker engine, boolean isStranger) {
        taker = Optional.of(engine);
        if (gone) {
            engine.disconnected();
        } else {
            stranger(isStranger);
            goOn();
        }
    }

    /** Sets whether requests must stay few and short. */
    void stranger(boolean value) {
        stranger = value;
        parser.authenticated(!value);
    }

    /** What was given alone has been answered. */
    void goOn() {
        waits = false;
        read();
        give(false);
        parserBytes = parser.heldBytes();
        resumeIfRoom();
    }

    /** The taker is done with so many bytes of what it was given. From the engine's loop. */
    void taken(long bytes) {
        owedBytes.addAndGet(-bytes);
        if (socketPaused) {
            loop.runOnContext(nothing -> resumeIfRoom());
        }
    }

    /** Bytes that are no whole request yet, or that the taker has not dealt with. From any thread; roughly. */
    long heldBytes() {
        return parserBytes + owedBytes.get();
    }
}
