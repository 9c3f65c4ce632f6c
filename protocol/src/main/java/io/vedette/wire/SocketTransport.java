package io.vedette.wire;

import io.netty.buffer.ByteBuf;
import io.vedette.resp.ProtocolException;
import io.vedette.resp.RequestParser;
import io.vedette.session.Client;
import io.vedette.session.Endpoint;
import io.vedette.session.Transport;
import io.vertx.core.Context;
import io.vertx.core.internal.net.NetSocketInternal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's socket: bytes to requests on the way in, bytes to the operating system on the way out. Owned by the event loop.
 *
 * <p>It is open until {@link #close} or the peer ends it; from {@link #closeAfterWrites} or a protocol error on it takes no
 * more requests. While paused it reads on, so that a peer that leaves is noticed, until {@link #READ_AHEAD_BYTES} wait.
 *
 * <p>Reading goes around Vert.x' {@code Buffer}: the bytes are copied once, out of Netty's pooled memory into the scratch
 * array that all connections of a loop share, and the parser takes from there what it keeps.
 */
final class SocketTransport implements Transport {
    /** What a paused client may send ahead before its socket is no longer read. Ours; Redis reads on to the query buffer's limit. */
    static final int READ_AHEAD_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(SocketTransport.class);

    private final NetSocketInternal socket;
    private final ChannelOutput output;
    private final Context context;
    private final Endpoint endpoint;
    private final ListenSettings settings;
    private final byte[] scratch;
    private final RequestParser parser = new RequestParser();
    private final Client client;
    private boolean paused;
    private boolean socketPaused;
    private boolean deaf; // no more requests are taken
    private boolean gone;
    private boolean introduced; // the endpoint has made the client; a refusal is written before that, and not counted

    /** Tells the endpoint of the connection, and from then on of everything on it. */
    static void open(
            NetSocketInternal socket, Context context, Endpoint endpoint, ListenSettings settings, byte[] scratch) {
        new SocketTransport(socket, context, endpoint, settings, scratch); // its socket holds it
    }

    private SocketTransport(
            NetSocketInternal socket, Context context, Endpoint endpoint, ListenSettings settings, byte[] scratch) {
        this.socket = socket;
        this.output = new ChannelOutput(socket.channelHandlerContext(), context, settings.unixSocket());
        this.context = context;
        this.endpoint = endpoint;
        this.settings = settings;
        this.scratch = scratch;
        socket.closeHandler(nothing -> disconnected());
        socket.exceptionHandler(failure -> LOG.debug("Error on the socket of a client: {}", failure.getMessage()));
        this.client = endpoint.accepted(this);
        introduced = true;
        socket.messageHandler(message -> received((ByteBuf) message));
        socket.readCompletionHandler(nothing -> endOfBatch());
    }

    private void received(ByteBuf bytes) {
        try {
            endpoint.received(client, bytes.readableBytes());
            while (!deaf && bytes.isReadable()) {
                int length = Math.min(bytes.readableBytes(), scratch.length);
                bytes.readBytes(scratch, 0, length);
                parser.feed(scratch, 0, length);
                handOver();
                checkWaitingBytes();
            }
        } finally {
            bytes.release();
        }
    }

    private void handOver() {
        try {
            while (!paused && !deaf) {
                int ahead = parser.readAhead();
                if (ahead > 1) {
                    endpoint.ahead(client, parser.ahead(), ahead);
                }
                if (!parser.advance()) {
                    return;
                }
                endpoint.command(client, parser.argv());
            }
        } catch (ProtocolException e) {
            deaf = true;
            endpoint.protocolError(client, e.line());
        }
    }

    private void checkWaitingBytes() {
        long waiting = parser.heldBytes();
        if (waiting > settings.queryBufferLimitBytes()) {
            LOG.warn("Closing client that reached max query buffer length: {} with {} bytes", remoteAddress(), waiting);
            close();
        } else if (paused && !socketPaused && waiting > READ_AHEAD_BYTES) {
            socketPaused = true;
            socket.pause();
        }
    }

    private void endOfBatch() {
        if (!gone) {
            endpoint.endOfBatch(client);
        }
    }

    private void disconnected() {
        gone = true;
        deaf = true;
        endpoint.disconnected(client);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (gone || length == 0) {
            return;
        }
        if (introduced) {
            endpoint.sent(client, length);
        }
        if (!output.write(bytes, offset, length)) {
            close();
        }
    }

    @Override
    public long pendingBytes() {
        return output.pendingBytes();
    }

    @Override
    public long requestBytes() {
        return parser.heldBytes();
    }

    @Override
    public void onceDrained(Runnable action) {
        output.onceDrained(action);
    }

    @Override
    public void close() {
        deaf = true;
        output.close();
    }

    @Override
    public void closeAfterWrites() {
        deaf = true;
        output.closeAfterWrites();
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
        if (paused || gone) {
            return;
        }
        handOver();
        endOfBatch();
        if (!paused && socketPaused) {
            socketPaused = false;
            socket.resume();
        }
    }

    @Override
    public void limitRequests(boolean limited) {
        parser.authenticated(!limited);
    }

    @Override
    public String remoteAddress() {
        return output.remoteAddress();
    }

    @Override
    public String localAddress() {
        return output.localAddress();
    }
}
