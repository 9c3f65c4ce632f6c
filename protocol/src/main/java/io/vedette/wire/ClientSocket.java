package io.vedette.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.NetUtil;
import io.vedette.session.Client;
import io.vedette.session.Endpoint;
import io.vedette.session.Transport;
import io.vertx.core.Context;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's socket, whichever loop serves it: the way out, and whether it is still there. Owned by the engine's loop. What is written from
 * a loop that is not the channel's Netty brings there in order, and counts as pending from the start.
 *
 * <p>It is open until {@link #close} or the peer ends it; from {@link #closeAfterWrites}, {@link #endOutput} or a protocol error on it
 * takes no more requests. Writing goes to the channel itself, for Vert.x' own queue holds no count of bytes.
 */
abstract sealed class ClientSocket implements Transport permits SocketTransport, ThreadedTransport {
    /** What may come ahead of a client that is paused before its socket is no longer read. Ours; Redis reads on to the query buffer's limit. */
    static final int READ_AHEAD_BYTES = 1 << 20;

    /** Larger output is handed to the channel in pieces: a buffer that outgrows the pool's chunks is the system's to give and to take, page by page. */
    private static final int PIECE_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ClientSocket.class);

    private final ChannelHandlerContext channel;
    private final Optional<DirectOutput> direct;
    private final Context engine;
    private final Endpoint endpoint;
    private final String unixSocket;
    /** Whom the endpoint has made for it; a refusal is written before that, and not counted. */
    private Optional<Client> introduced = Optional.empty();

    private boolean deaf; // no more requests are taken
    private boolean gone;

    /** @param direct the way past the channel, where there is one: for a socket of the engine's loop */
    ClientSocket(
            ChannelHandlerContext channel,
            Optional<DirectOutput> direct,
            Context engine,
            Endpoint endpoint,
            ListenSettings settings) {
        this.channel = channel;
        this.direct = direct;
        this.engine = engine;
        this.endpoint = endpoint;
        this.unixSocket = settings.unixSocket();
    }

    /** The endpoint knows the connection by this client. */
    final void introduced(Client client) {
        introduced = Optional.of(client);
    }

    final boolean isDeaf() {
        return deaf;
    }

    final boolean isGone() {
        return gone;
    }

    /** The peer broke the protocol. */
    final void deafen() {
        deaf = true;
    }

    /** The connection has ended. */
    final void ended() {
        gone = true;
        deaf = true;
        introduced.ifPresent(endpoint::disconnected);
    }

    @Override
    public final void write(byte[] bytes, int offset, int length) {
        if (gone || length == 0) {
            return;
        }
        if (introduced.isPresent()) {
            endpoint.sent(introduced.get(), length);
        }
        try {
            int sent = direct.isPresent() && nothingWaits() ? direct.get().send(bytes, offset, length) : 0;
            for (int done = sent; done < length; done += PIECE_BYTES) {
                int piece = Math.min(PIECE_BYTES, length - done);
                ByteBuf buffer = channel.alloc().ioBuffer(piece, piece);
                buffer.writeBytes(bytes, offset + done, piece);
                if (done + piece < length) {
                    channel.write(buffer, channel.voidPromise());
                } else {
                    channel.writeAndFlush(buffer, channel.voidPromise());
                }
            }
        } catch (OutOfMemoryError e) {
            // Memory outside the heap: so much waits in sockets. Closing this one gives back what waits in it.
            LOG.warn("Closing client {}: no memory for {} bytes of output", remoteAddress(), length);
            close();
        }
    }

    private boolean nothingWaits() {
        ChannelOutboundBuffer waiting = channel.channel().unsafe().outboundBuffer();
        return waiting != null && waiting.totalPendingWriteBytes() == 0; // none once the channel is closed
    }

    @Override
    public final long pendingBytes() {
        ChannelOutboundBuffer waiting = channel.channel().unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes(); // none once the channel is closed
    }

    /** Low water is nought here: the action runs when everything that was queued when it was given is written. */
    @Override
    public final void onceDrained(Runnable action) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (written.isSuccess()) { // told before it is taken off the count
                channel.executor().execute(() -> engine.runOnContext(nothing -> action.run()));
            }
        });
    }

    @Override
    public final void noDelay(boolean atOnce) {
        channel.channel().config().setOption(ChannelOption.TCP_NODELAY, atOnce); // a unix socket has no such option
    }

    @Override
    public final void close() {
        deaf = true;
        channel.close();
    }

    @Override
    public final void closeAfterWrites() {
        deaf = true;
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public final void endOutput() {
        deaf = true;
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (channel.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            } else {
                channel.close();
            }
        });
    }

    @Override
    public final String remoteAddress() {
        return text(channel.channel().remoteAddress());
    }

    @Override
    public final String localAddress() {
        return text(channel.channel().localAddress());
    }

    private String text(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? NetUtil.toSocketAddressString(inet)
                : unixSocket + ":0"; // the peer's end of a unix socket has no name
    }
}
