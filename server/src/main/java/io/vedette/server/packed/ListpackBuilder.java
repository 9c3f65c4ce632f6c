package io.vedette.server.packed;

import java.util.Arrays;

/** A listpack in the making, entry by entry; to be used again after {@link #take}. One thread. */
public final class ListpackBuilder {
    private byte[] pack = new byte[128];
    private int at = Listpack.HEAD_BYTES;
    private int count;

    public ListpackBuilder add(byte[] text) {
        reserve(ListpackEntry.bytes(text));
        at = ListpackEntry.write(pack, at, text);
        count++;
        return this;
    }

    public ListpackBuilder add(long number) {
        reserve(ListpackEntry.bytes(number));
        at = ListpackEntry.write(pack, at, number);
        count++;
        return this;
    }

    /** Adds an entry of another listpack as it is. */
    public ListpackBuilder copy(byte[] other, int entry) {
        int contentBytes = (int) ListpackEntry.contentBytes(other, entry);
        int bytes = contentBytes + ListpackEntry.backBytes(contentBytes);
        reserve(bytes);
        System.arraycopy(other, entry, pack, at, bytes);
        at += bytes;
        count++;
        return this;
    }

    private void reserve(int bytes) {
        if (pack.length - at < bytes + 1) {
            pack = Arrays.copyOf(pack, Math.max(pack.length + (pack.length >> 1), at + bytes + 1));
        }
    }

    public int count() {
        return count;
    }

    /** Bytes of the listpack if it were taken now. */
    public int bytes() {
        return at + 1;
    }

    /** The listpack; the builder is empty then. */
    public byte[] take() {
        byte[] whole = Listpack.closed(Arrays.copyOf(pack, at + 1), count);
        at = Listpack.HEAD_BYTES;
        count = 0;
        return whole;
    }
}
