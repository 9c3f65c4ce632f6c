package io.vedette.server.packed;

import java.util.Arrays;

/**
 * A listpack without what can be worked out from the rest: header, end mark, and behind each entry the way back. A sixth is saved
 * where entries are short, for one walk over them each time. Only for few entries.
 */
public final class DenseListpack {
    private DenseListpack() {}

    /** @param pack valid */
    public static byte[] of(byte[] pack) {
        byte[] dense = new byte[pack.length];
        int end = Listpack.end(pack);
        int length = 0;
        for (int at = Listpack.HEAD_BYTES; at < end; ) {
            int contentBytes = (int) ListpackEntry.contentBytes(pack, at);
            System.arraycopy(pack, at, dense, length, contentBytes);
            length += contentBytes;
            at += contentBytes + ListpackEntry.backBytes(contentBytes);
        }
        return Arrays.copyOf(dense, length);
    }

    public static byte[] toListpack(byte[] dense) {
        int backs = 0;
        int count = 0;
        for (int at = 0; at < dense.length; count++) {
            int contentBytes = (int) ListpackEntry.contentBytes(dense, at);
            backs += ListpackEntry.backBytes(contentBytes);
            at += contentBytes;
        }
        byte[] pack = new byte[Listpack.HEAD_BYTES + dense.length + backs + 1];
        int to = Listpack.HEAD_BYTES;
        for (int at = 0; at < dense.length; ) {
            int contentBytes = (int) ListpackEntry.contentBytes(dense, at);
            System.arraycopy(dense, at, pack, to, contentBytes);
            to = ListpackEntry.writeBack(pack, to + contentBytes, contentBytes);
            at += contentBytes;
        }
        return Listpack.closed(pack, count);
    }
}
