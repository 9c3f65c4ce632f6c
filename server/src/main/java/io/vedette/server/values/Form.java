package io.vedette.server.values;

import java.util.function.IntConsumer;

/** How a {@link FormedValue} lies in memory. Each type has a {@link PackedForm} and a large one. */
interface Form {
    long size();

    /** See {@link Collection#fork}. */
    Form fork();

    /** See {@link Collection#release}. */
    void release();

    /** See {@link Collection#releaseSome}. */
    default boolean releaseSome(int buckets) {
        release();
        return false;
    }

    /** See {@link Collection#relocate}. */
    default long relocate(long cursor, IntConsumer moved) {
        return 0;
    }

    /** See {@link Collection#heapBytes}. */
    long heapBytes();

    /** See {@link Collection#memoryBytes}. */
    long memoryBytes();
}
