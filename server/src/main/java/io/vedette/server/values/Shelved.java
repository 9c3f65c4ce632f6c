package io.vedette.server.values;

import java.util.function.IntConsumer;

/**
 * A value that lies outside of its key's record, which holds a place only: what is changed in place, and may be too large to be copied for
 * each use.
 *
 * <p>Legal: read at any time; changed only as {@code Database} hands it out to be changed; after {@link #release} or {@link #fork} never
 * changed again. Owner loop only, but a value that was forked may be read by the thread of the snapshot for which it was.
 */
public sealed interface Shelved extends Value permits Collection, LongText {
    /** A value of the same content, to be changed in place of this one, at little cost: what is large is shared. */
    Shelved fork();

    /**
     * Moves a part of what it has in slabs out of pages that are to go. What cannot be moved singly stays.
     *
     * @param cursor 0 at first, then what was returned
     * @return 0 when it was all looked at
     */
    default long relocate(long cursor, IntConsumer moved) {
        return 0;
    }

    /** Gives all memory back. */
    void release();

    /** Bytes that it takes on the heap, roughly; the rest lies in slabs. Asked after each change, so it takes no walk. */
    long heapBytes();

    /** Bytes that it takes, roughly where that would cost: MEMORY USAGE. */
    long memoryBytes();

    @Override
    default boolean exists() {
        return true;
    }
}
