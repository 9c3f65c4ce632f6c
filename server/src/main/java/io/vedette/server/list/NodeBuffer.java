package io.vedette.server.list;

import io.vedette.resp.HeapRoom;

/** An array into which nodes are read one after the other: what was read is good until the next one is. Belongs to one reader. */
public final class NodeBuffer {
    /** Longer nodes get an array for once: as long as the setting in bytes can make one. */
    private static final int KEPT_BYTES = 64 * 1024;

    private byte[] bytes = {};

    public NodeBuffer() {}

    byte[] forBytes(int length) {
        if (length > KEPT_BYTES) {
            return HeapRoom.array(length);
        }
        if (bytes.length < length) {
            bytes = new byte[Math.max(length, Math.min(KEPT_BYTES, length + length / 4))];
        }
        return bytes;
    }
}
