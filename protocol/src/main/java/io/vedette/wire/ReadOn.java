package io.vedette.wire;

import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * A connection whose input matters to its last byte, though its output fails. A peer that ends resets the connection if it has not
 * taken all that we said, and what we say next cannot be written. Netty then closes the socket, with whatever it had not read.
 */
public final class ReadOn {
    private ReadOn() {}

    /** From now on a failed write ends the output only; the connection ends when its input does. */
    public static void afterFailedWrites(NetSocket socket) {
        ((NetSocketInternal) socket).channelHandlerContext().channel().config().setAutoClose(false);
    }
}
