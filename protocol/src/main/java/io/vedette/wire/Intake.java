package io.vedette.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import java.util.function.Consumer;

/**
 * Takes what a socket receives before it comes to Vert.x, whose queue for each socket a request would pass through twice, with locks. The
 * receiver runs on the socket's context, as Vert.x' handlers do, and what it throws is the context's to report. Owned by
 * the socket's loop.
 */
final class Intake extends ChannelInboundHandlerAdapter {
    private static final String NAME = "vedette";

    private final ContextInternal context;
    private final ChannelHandlerContext channel;
    private final Handler<ByteBuf> received;
    private final Handler<Void> endOfBatch;
    /** Something came since the last end of a batch. */
    private boolean came;

    private Intake(
            NetSocketInternal socket, ContextInternal context, Handler<ByteBuf> received, Handler<Void> endOfBatch) {
        this.context = context;
        this.channel = socket.channelHandlerContext();
        this.received = received;
        this.endOfBatch = endOfBatch;
    }

    /**
     * Begins to take. To be called on the socket's loop.
     *
     * @param memory of that loop
     * @param received copies what it gets, which is released and written over behind it
     * @param endOfBatch told when nothing more can be read for now
     */
    static Intake open(
            NetSocketInternal socket,
            Context context,
            LoopMemory memory,
            Consumer<ByteBuf> received,
            Runnable endOfBatch) {
        Intake intake = new Intake(socket, (ContextInternal) context, received::accept, nothing -> endOfBatch.run());
        intake.channel.pipeline().addBefore(intake.channel.name(), NAME, intake);
        if (!socket.isSsl()) { // TLS keeps what it reads until a record is whole
            intake.channel.channel().config().setRecvByteBufAllocator(memory.receiving());
        }
        return intake;
    }

    /** Nothing more is read until {@link #resume}, but for what the channel has read already. */
    void pause() {
        channel.channel().config().setAutoRead(false);
    }

    void resume() {
        channel.channel().config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext here, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        came = true;
        try {
            context.emit(bytes, received);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext here) {
        if (came) {
            came = false;
            context.emit(endOfBatch);
        }
    }
}
