package io.vedette.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.NetUtil;
import io.vertx.core.Context;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out to one client: bytes to its channel, in order. Used by the engine's loop, be it the channel's own loop or not: what
 * comes from another one Netty brings to the channel's, and counts it as pending from the start.
 *
 * <p>It writes to the channel itself, for Vert.x' own queue holds no count of bytes.
 */
final class ChannelOutput {
    /** Larger output is handed to the channel in pieces, so that no buffer outgrows the pool. */
    private static final int PIECE_BYTES = 256 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ChannelOutput.class);

    private final ChannelHandlerContext channel;
    private final Context engine;
    private final String unixSocket;

    /** @param engine where {@link #onceDrained} answers */
    ChannelOutput(ChannelHandlerContext channel, Context engine, String unixSocket) {
        this.channel = channel;
        this.engine = engine;
        this.unixSocket = unixSocket;
    }

    /** Sends a copy of the bytes; false if there is no memory for it: then the connection is of no use any more. */
    boolean write(byte[] bytes, int offset, int length) {
        try {
            for (int done = 0; done < length; done += PIECE_BYTES) {
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
            return false;
        }
        return true;
    }

    long pendingBytes() {
        ChannelOutboundBuffer waiting = channel.channel().unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes(); // none once the channel is closed
    }

    /** Low water is nought here: the action runs when everything that was queued when it was given is written. */
    void onceDrained(Runnable action) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (written.isSuccess()) {
                engine.runOnContext(nothing -> action.run());
            }
        });
    }

    void close() {
        channel.close();
    }

    void closeAfterWrites() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    String remoteAddress() {
        return text(channel.channel().remoteAddress());
    }

    String localAddress() {
        return text(channel.channel().localAddress());
    }

    private String text(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? NetUtil.toSocketAddressString(inet)
                : unixSocket + ":0"; // the peer's end of a unix socket has no name
    }
}
