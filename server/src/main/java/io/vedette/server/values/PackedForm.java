package io.vedette.server.values;

/**
 * All elements in one array, in the encoding that RDB files use. A change makes a new array, so forks share it.
 *
 * <p>Within the limits of {@link EncodingLimits} that is how the value is told and saved. One that has outgrown them is told and saved as the
 * table that Redis makes of it then, but as long as it is small it is an array all the same: the objects of a table on the heap would take
 * several times as much as what it holds, and there may be millions of such values for the collector to walk.
 */
abstract class PackedForm implements Form {
    private static final int ARRAY_HEAD_BYTES = 16;

    /** It is told as a table from now on. */
    final boolean outgrown;

    /** The array of the moment; not to be changed, but to be replaced. */
    byte[] bytes;

    PackedForm(byte[] bytes, boolean outgrown) {
        this.bytes = bytes;
        this.outgrown = outgrown;
    }

    @Override
    public final void release() {}

    @Override
    public final long heapBytes() {
        return memoryBytes();
    }

    @Override
    public final long memoryBytes() {
        return ARRAY_HEAD_BYTES + bytes.length;
    }
}
