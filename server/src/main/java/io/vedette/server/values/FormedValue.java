package io.vedette.server.values;

import java.util.function.IntConsumer;

/**
 * A collection in one array while it is small, and in a large form from then on.
 *
 * <pre>
 * packed --beyond a limit--> outgrown, in an array --not small any more--> large
 * </pre>
 *
 * @param <F> the forms of its type
 */
abstract sealed class FormedValue<F extends Form> implements Collection permits HashValue, SetValue, SortedSetValue {
    private static final int OBJECT_BYTES = 16;
    private static final byte[] NO_ARRAY = {};

    /** More elements than these, of what has outgrown the limits, are found sooner in a table. */
    public static final int FEW = 64;

    final Values values;
    F form;

    FormedValue(Values values, F form) {
        this.values = values;
        this.form = form;
    }

    @Override
    public final long size() {
        return form.size();
    }

    /** Whether it is told, and saved, as packed: it never was beyond the limits. */
    public final boolean isPacked() {
        return form instanceof PackedForm packed && !packed.outgrown;
    }

    /** The array in which all of it lies, in the encoding of RDB files, whether it is told as packed or not; no byte at all if the value is large. */
    public final byte[] array() {
        return form instanceof PackedForm packed ? packed.bytes : NO_ARRAY;
    }

    /** Whether it lies in an array that has outgrown the limits and is not small, or would not be with an element of so many bytes. */
    final boolean isTooLong(long elementBytes) {
        return form instanceof PackedForm packed
                && packed.outgrown
                && (Math.max(packed.bytes.length, elementBytes) > SMALL_BYTES || packed.size() > FEW);
    }

    /** Texts that are few and short enough, if one for each element counts, to be made to an array. */
    static boolean areSmall(byte[][] texts) {
        long bytes = 0;
        for (byte[] text : texts) {
            bytes += text.length;
        }
        return texts.length > 0 && bytes <= SMALL_BYTES;
    }

    @Override
    public final void release() {
        form.release();
    }

    @Override
    public final boolean releaseSome(int buckets) {
        return form.releaseSome(buckets);
    }

    @Override
    public final long relocate(long cursor, IntConsumer moved) {
        return form.relocate(cursor, moved);
    }

    @Override
    public final long heapBytes() {
        return OBJECT_BYTES + form.heapBytes();
    }

    @Override
    public final long memoryBytes() {
        return OBJECT_BYTES + form.memoryBytes();
    }
}
