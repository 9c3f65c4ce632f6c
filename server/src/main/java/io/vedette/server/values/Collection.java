package io.vedette.server.values;

/**
 * A value of many elements. It has one of two forms: in one array in the very encoding that RDB files use, while it
 * is small; or large, in structures of its own on {@link io.vedette.server.memory.Slabs}. It turns from the one to the other by itself when a
 * limit of {@link EncodingLimits} is passed and it is not small ({@link #SMALL_BYTES}).
 *
 * <p>Legal: made by {@link Values} or {@code fork}; read at any time; changed only between {@code Database.edit} and
 * {@code Database.edited}; after {@link #release} or {@link #fork} never changed again. Owner loop only, but a value that was
 * forked may be read by the thread of the snapshot for which it was.
 */
public sealed interface Collection extends Shelved permits FormedValue, ListValue, StreamValue {
    /**
     * In an array of up to so many bytes a collection is small: it lies in the record of its key. Beyond this the copies of each use would cost
     * more than an object; up to here there may be so many that as objects they would be the collector's: its pauses came to half a second with
     * fifty thousand hashes of four kilobytes.
     */
    int SMALL_BYTES = 8 * 1024;

    /** Number of elements: entries, members, fields. */
    long size();

    /** True if the key ceases to be because of this: nothing left. A stream stays though it is empty. */
    default boolean isSpent() {
        return size() == 0;
    }

    @Override
    Collection fork();

    /**
     * Gives a part of it back: {@link #release} in steps, for what is large. What has no steps goes at once.
     *
     * @param buckets of a table, some ten elements each
     * @return false when nothing is left
     */
    default boolean releaseSome(int buckets) {
        release();
        return false;
    }
}
