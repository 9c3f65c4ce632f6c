package io.vedette.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.function.Consumer;

/**
 * A connection that we opened: bytes in and out with one copy each, past Vert.x' buffers and its queues of reads and writes. For
 * thousands of connections that say a word each second, those cost more than what is done with the word. Owned by its event loop;
 * open until {@link #close} or the peer ends it. Never paused: what arrives is small.
 */
public final class DialledSocket {
    private final NetSocketInternal socket;
    private final ChannelHandlerContext channel;
    private final ContextInternal context;

    private DialledSocket(NetSocketInternal socket, ContextInternal context) {
        this.socket = socket;
        this.channel = socket.channelHandlerContext();
        this.context = context;
    }

    /** Takes over a connection of Vert.x, on whose context the caller is. */
    public static DialledSocket of(NetSocket socket, Context context) {
        return new DialledSocket((NetSocketInternal) socket, (ContextInternal) context);
    }

    /**
     * Sets who hears what.
     *
     * @param bytes what arrived; the receiver keeps the array
     * @param end once, with the reason
     */
    public void listen(Consumer<byte[]> bytes, Consumer<String> end) {
        socket.exceptionHandler(fault -> end.accept(String.valueOf(fault.getMessage())));
        socket.closeHandler(closed -> end.accept("connection closed"));
        Handler<byte[]> receiver = bytes::accept;
        channel.pipeline().addBefore(channel.name(), "dialled", new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext any, Object message) {
                context.dispatch(taken((ByteBuf) message), receiver);
            }

            @Override
            public void channelReadComplete(ChannelHandlerContext any) {
                // Nothing was read as far as Vert.x knows.
            }
        });
    }

    private static byte[] taken(ByteBuf message) {
        try {
            byte[] bytes = new byte[message.readableBytes()];
            message.readBytes(bytes);
            return bytes;
        } finally {
            message.release();
        }
    }

    /** Sends; a failure is told as the end of the connection. */
    public void write(byte[] bytes, int length) {
        ByteBuf buffer = channel.alloc().ioBuffer(length, length);
        buffer.writeBytes(bytes, 0, length);
        channel.writeAndFlush(buffer, channel.voidPromise());
    }

    /** Our own address on it. */
    public String localHost() {
        return socket.localAddress().hostAddress();
    }

    public void close() {
        socket.close();
    }
}
