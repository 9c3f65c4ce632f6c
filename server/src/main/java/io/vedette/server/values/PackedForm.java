package io.vedette.server.values;

/** All elements in one array, in the encoding that RDB files use. A change makes a new array, so forks share it. */
abstract class PackedForm implements Form {
    private static final int ARRAY_HEAD_BYTES = 16;

    /** The array of the moment; not to be changed, but to be replaced. */
    byte[] bytes;

    PackedForm(byte[] bytes) {
        this.bytes = bytes;
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
