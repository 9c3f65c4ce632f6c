package io.vedette.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The memory into which all sockets of one loop read, and from which they are written: used by one socket at a time and for as long as one
 * call takes, so it is always in the processor's cache, and nothing is taken from a pool or given back for each request. Owned
 * by its loop.
 *
 * <p>Invariant: what was received is read, and released, before its handler returns.
 */
final class LoopMemory {
    /** What is read, and written, at once at most. */
    static final int BYTES = 64 * 1024;

    /** Reads of one busy socket before the others have their turn: Netty's own number. */
    private static final int READS = 16;

    private final byte[] scratch = new byte[BYTES];
    private final ByteBuf in = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(BYTES));
    private final ByteBuf out = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(BYTES));

    /** On the heap, for what was received. */
    byte[] scratch() {
        return scratch;
    }

    /** Whether {@link #send} can be used: it needs addresses. */
    boolean sends() {
        return out.hasMemoryAddress();
    }

    /** Makes channels read into this memory. What they read is to be copied at once. */
    RecvByteBufAllocator receiving() {
        return new Receiving();
    }

    /**
     * Writes to a socket of the loop, past its channel, in which nothing must wait.
     *
     * @return how many of the bytes the system took
     */
    int send(Socket socket, byte[] bytes, int offset, int length) throws IOException {
        int sent = 0;
        while (sent < length) {
            int piece = Math.min(BYTES, length - sent);
            out.setBytes(0, bytes, offset + sent, piece);
            int taken = socket.sendAddress(out.memoryAddress(), 0, piece);
            sent += Math.max(0, taken);
            if (taken < piece) {
                return sent;
            }
        }
        return sent;
    }

    private final class Receiving extends DefaultMaxMessagesRecvByteBufAllocator {
        Receiving() {
            super(READS);
        }

        @Override
        public MaxMessageHandle newHandle() {
            return new MaxMessageHandle() {
                @Override
                public ByteBuf allocate(ByteBufAllocator pool) {
                    return in.clear().retain();
                }

                @Override
                public int guess() {
                    return BYTES;
                }
            };
        }
    }
}
