package io.vedette.wire;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * What comes on a connection that was opened from here, for one who takes all of a fast stream: read into one piece of memory and given on
 * from there. Vert.x would make a buffer on the heap for each read, which for a stream of hundreds of megabytes is the collector's
 * work. Owned by the socket's loop; one connection at a time shares the memory of a {@link Memory}.
 */
public final class DialedInput {
    /** Gets bytes, which are written over when it returns. */
    public interface Receiver {
        void received(byte[] bytes, int length);
    }

    /** What connections of one loop read into. */
    public static final class Memory {
        private final LoopMemory memory = new LoopMemory();

        public Memory() {}
    }

    private final Intake intake;

    private DialedInput(Intake intake) {
        this.intake = intake;
    }

    /** Begins to take. To be called on the socket's loop, before the other side may say anything. */
    public static DialedInput open(NetSocket socket, Context context, Memory memory, Receiver receiver) {
        byte[] scratch = memory.memory.scratch();
        return new DialedInput(Intake.open(
                (NetSocketInternal) socket, context, memory.memory, bytes -> give(bytes, scratch, receiver), () -> {}));
    }

    private static void give(ByteBuf bytes, byte[] scratch, Receiver receiver) {
        while (bytes.isReadable()) {
            int length = Math.min(bytes.readableBytes(), scratch.length);
            bytes.readBytes(scratch, 0, length);
            receiver.received(scratch, length);
        }
    }

    /** Nothing more is read, but for what the channel has read already. */
    public void pause() {
        intake.pause();
    }

    public void resume() {
        intake.resume();
    }
}
