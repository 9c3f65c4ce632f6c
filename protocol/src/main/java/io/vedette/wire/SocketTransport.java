package io.vedette.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.unix.Socket;
import io.vedette.resp.ProtocolException;
import io.vedette.resp.RequestParser;
import io.vedette.session.Client;
import io.vedette.session.Endpoint;
import io.vertx.core.Context;
import io.vertx.core.internal.net.NetSocketInternal;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's socket on the engine's own loop: what is read becomes requests and is handed over at once.
 *
 * <p>While paused it reads on, so that a peer that leaves is noticed, until {@link #READ_AHEAD_BYTES} wait.
 *
 * <p>Reading goes around Vert.x' {@code Buffer}: the bytes are copied once, out of Netty's pooled memory into the scratch
 * array that all connections of a loop share, and the parser takes from there what it keeps.
 */
final class SocketTransport extends ClientSocket {
    private static final Logger LOG = LoggerFactory.getLogger(SocketTransport.class);

    private final Context context;
    private final Endpoint endpoint;
    private final ListenSettings settings;
    private final byte[] scratch;
    private final Intake intake;
    private final RequestParser parser;
    private final Client client;
    private boolean paused;
    private boolean socketPaused;

    /** Tells the endpoint of the connection, and from then on of everything on it. */
    static void open(
            NetSocketInternal socket, Context context, Endpoint endpoint, ListenSettings settings, LoopMemory memory) {
        new SocketTransport(socket, context, endpoint, settings, memory); // its socket holds it
    }

    private SocketTransport(
            NetSocketInternal socket, Context context, Endpoint endpoint, ListenSettings settings, LoopMemory memory) {
        super(socket.channelHandlerContext(), wayOut(socket, memory), context, endpoint, settings);
        this.context = context;
        this.endpoint = endpoint;
        this.settings = settings;
        this.scratch = memory.scratch();
        this.parser = new RequestParser().withLongestBulk(settings.longestBulkBytes());
        socket.closeHandler(nothing -> ended());
        socket.exceptionHandler(failure -> LOG.debug("Error on the socket of a client: {}", failure.getMessage()));
        this.client = endpoint.accepted(this);
        introduced(client);
        this.intake = Intake.open(socket, context, memory, this::received, this::endOfBatch);
    }

    /** TLS, and what is no socket of epoll's, is left to the channel. */
    private static Optional<DirectOutput> wayOut(NetSocketInternal socket, LoopMemory memory) {
        Channel channel = socket.channelHandlerContext().channel();
        return !socket.isSsl()
                        && memory.sends()
                        && channel instanceof AbstractEpollStreamChannel epoll
                        && epoll.fd() instanceof Socket system
                ? Optional.of(new DirectOutput(system, memory))
                : Optional.empty();
    }

    private void received(ByteBuf bytes) {
        endpoint.received(client, bytes.readableBytes());
        while (!isDeaf() && bytes.isReadable()) {
            int length = Math.min(bytes.readableBytes(), scratch.length);
            bytes.readBytes(scratch, 0, length);
            parser.feed(scratch, 0, length);
            checkHeldBytes();
            handOver();
            pauseWhereMuchWaits();
        }
    }

    private void handOver() {
        try {
            while (!paused && !isDeaf()) {
                int ahead = parser.readAhead();
                if (ahead > 1) {
                    endpoint.ahead(client, parser.ahead(), ahead);
                }
                int from = parser.aheadFrom();
                if (from < parser.aheadTo()) {
                    parser.take(1); // what runs waits no more
                    parser.take(endpoint.command(client, parser.ahead(), from, parser.aheadTo()) - 1);
                } else if (parser.advance()) {
                    endpoint.command(client, parser.argv());
                } else {
                    return;
                }
            }
        } catch (ProtocolException e) {
            deafen();
            endpoint.protocolError(client, e.line());
        }
    }

    /** As Redis, before the requests are looked at: one that is whole may be too long, too. */
    private void checkHeldBytes() {
        long held = parser.heldBytes();
        if (held > settings.queryBufferLimitBytes().getAsLong()) {
            LOG.warn("Closing client that reached max query buffer length: {} with {} bytes", remoteAddress(), held);
            close();
        }
    }

    private void pauseWhereMuchWaits() {
        if (paused && !socketPaused && parser.heldBytes() > READ_AHEAD_BYTES) {
            socketPaused = true;
            intake.pause();
        }
    }

    private void endOfBatch() {
        if (!isGone()) {
            endpoint.endOfBatch(client);
        }
    }

    @Override
    public long requestBytes() {
        return parser.heldBytes();
    }

    @Override
    public void pauseRequests() {
        paused = true;
    }

    @Override
    public void resumeRequests() {
        if (!paused) {
            return;
        }
        paused = false;
        context.runOnContext(nothing -> goOn());
    }

    private void goOn() {
        if (paused || isGone()) {
            return;
        }
        handOver();
        endOfBatch();
        if (!paused && socketPaused) {
            socketPaused = false;
            intake.resume();
        }
    }

    @Override
    public void limitRequests(boolean limited) {
        parser.authenticated(!limited);
    }
}
