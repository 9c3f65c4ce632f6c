package io.vedette.server.values;

import io.vedette.resp.HeapRoom;
import io.vedette.server.memory.Slabs;
import java.util.function.IntConsumer;

/**
 * A string that is too long to be copied for each use: a blob in slabs, of which parts are read and changed where they lie. So a bit of a
 * bitmap of ten megabytes costs what a bit of ten bytes costs, and text that grows at its end is moved now and then only.
 *
 * <p>See {@link Shelved} for who may change it when.
 */
public final class LongText implements StringValue, Shelved {
    /** Strings of up to so many bytes lie in the record of their key: to copy them takes half a microsecond at most. Ours. */
    public static final int LONGEST_IN_RECORD = 8 * 1024;

    /** A string that grows gets as much room again, but no more than this: 1 MB, as in Redis. */
    private static final int MOST_SPARE_BYTES = 1024 * 1024;

    /** This object and its reference. */
    private static final int HEAP_BYTES = 24;

    private static final byte[] ZEROS = new byte[16 * 1024];

    private final Slabs slabs;
    private int blob;

    private LongText(Slabs slabs, int blob) {
        this.slabs = slabs;
        this.blob = blob;
    }

    /** @throws OutOfMemoryError there is no room */
    public static LongText of(Slabs slabs, byte[] bytes, int from, int length) {
        return new LongText(slabs, slabs.store(bytes, from, length));
    }

    /** One that begins with these bytes and is patched at once: see {@link #patch}. */
    public static LongText patched(Slabs slabs, byte[] begin, int at, byte[] patch) {
        int needed = Math.max(begin.length, at + patch.length);
        claimUse(needed);
        LongText text = new LongText(slabs, slabs.reserve(roomy(needed), begin.length));
        slabs.write(text.blob, 0, begin, 0, begin.length);
        text.write(begin.length, at, patch);
        return text;
    }

    // ---- reading

    @Override
    public int length() {
        return slabs.length(blob);
    }

    @Override
    public byte[] bytes() {
        return slabs.load(blob);
    }

    @Override
    public byte[] range(int from, int length) {
        byte[] part = HeapRoom.array(length);
        slabs.read(blob, from, part, 0, length);
        return part;
    }

    /** Copies all of it to an array. */
    public void copyTo(byte[] target, int at) {
        slabs.read(blob, 0, target, at, length());
    }

    @Override
    public String encoding() {
        return "raw";
    }

    // ---- changing

    /** Gives it another content. */
    public void set(byte[] bytes) {
        blob = slabs.restore(blob, bytes, 0, bytes.length);
    }

    /**
     * Changes the bytes from a position on; where that lies behind the end, zeros come between.
     *
     * @param at 0 or more; the string ends at 2^31 - 8 at the latest
     * @throws OutOfMemoryError there is no room; then nothing has changed
     */
    public void patch(int at, byte[] bytes) {
        int length = length();
        int needed = Math.max(length, at + bytes.length);
        if (needed > length) {
            claimUse(needed);
        }
        if (slabs.isFrozen(blob) || needed > slabs.room(blob)) {
            moveTo(slabs.reserve(needed == length ? length : roomy(needed), length), length);
        }
        write(length, at, bytes);
    }

    /** What lies between the end and the patch is made zero. */
    private void write(int length, int at, byte[] patch) {
        for (int from = length; from < at; from += ZEROS.length) {
            slabs.write(blob, from, ZEROS, 0, Math.min(ZEROS.length, at - from));
        }
        slabs.write(blob, at, patch, 0, patch.length);
        slabs.length(blob, Math.max(length, at + patch.length));
    }

    /** A string that no snapshot and no reply could take out is not let in either. */
    private static void claimUse(int length) {
        HeapRoom.claim(HeapRoom.forUse(length));
    }

    private static int roomy(int needed) {
        return Slabs.roomFor(
                (int) Math.min(Integer.MAX_VALUE - Long.BYTES, needed + (long) Math.min(needed, MOST_SPARE_BYTES)));
    }

    private void moveTo(int target, int length) {
        slabs.copy(blob, 0, target, 0, length);
        slabs.free(blob);
        blob = target;
    }

    // ---- as a value

    @Override
    public LongText fork() {
        return new LongText(slabs, blob);
    }

    /** The same content once more; nothing that changes is shared. */
    public LongText copy() {
        int length = length();
        int copy = slabs.reserve(length, length);
        slabs.copy(blob, 0, copy, 0, length);
        return new LongText(slabs, copy);
    }

    @Override
    public void release() {
        slabs.free(blob);
    }

    @Override
    public long relocate(long cursor, IntConsumer moved) {
        int now = slabs.relocated(blob);
        if (now != blob) {
            blob = now;
            moved.accept(now);
        }
        return 0;
    }

    @Override
    public long heapBytes() {
        return HEAP_BYTES;
    }

    @Override
    public long memoryBytes() {
        return HEAP_BYTES + slabs.capacity(blob);
    }

    @Override
    public boolean exists() {
        return true;
    }
}
