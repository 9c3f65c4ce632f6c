package io.vedette.server.values;

import java.util.function.IntConsumer;

/**
 * A collection that is packed while it is small, and has a large form from then on.
 *
 * @param <F> the forms of its type
 */
abstract sealed class FormedValue<F extends Form> implements Collection permits HashValue, SetValue, SortedSetValue {
    private static final int OBJECT_BYTES = 16;
    private static final byte[] NOT_PACKED = {};

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

    public final boolean isPacked() {
        return form instanceof PackedForm;
    }

    /** The array of the packed form, in the encoding of RDB files; no byte at all if the value is large. */
    public final byte[] packed() {
        return form instanceof PackedForm packed ? packed.bytes : NOT_PACKED;
    }

    @Override
    public final void release() {
        form.release();
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
