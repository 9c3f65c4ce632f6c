package io.vedette.wire;

import io.netty.channel.unix.Socket;
import java.io.IOException;

/**
 * The way out past a channel: what the system takes at once never becomes a buffer of the channel's, with a place in its queue and a
 * walk through its pipeline. To be used on the channel's loop, while nothing waits in that queue.
 *
 * @param memory of that loop
 */
record DirectOutput(Socket socket, LoopMemory memory) {
    /**
     * Sends what the system takes.
     *
     * @return how many of the bytes; the rest is the channel's to send, and so is the discovery that the peer is gone
     */
    int send(byte[] bytes, int offset, int length) {
        try {
            return socket.isOpen() ? memory.send(socket, bytes, offset, length) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
