package io.vedette.server.keyspace;

import io.vedette.server.values.Collection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/**
 * What no key leads to any more and has not been given back: what was flushed, and large collections that were deleted. To give back a
 * million elements takes a tenth of a second, for which nobody should wait; so it is done in steps. Snapshots that still show it are no
 * concern of this: the slabs keep what those hold. It belongs to those slabs: when they are abandoned it goes with them. Owned by whoever owns
 * the keyspace.
 */
final class Departures {
    /** Something that goes in steps. */
    interface Leaving {
        /** @return false when nothing is left */
        boolean releaseSome(int buckets);
    }

    /** A collection of fewer elements goes at once, in less than the tenth of a millisecond. Ours. */
    private static final int AT_ONCE = 1_000;

    /** Buckets that go between two looks at the clock, each some 140 records or elements. */
    private static final int BUCKETS_PER_LOOK = 10;

    private final Deque<Leaving> leaving = new ArrayDeque<>();
    /** Collections among them. */
    private int collections;

    private long gone;

    /** The last way to it is gone. */
    void add(Collection collection) {
        if (collection.size() <= AT_ONCE) {
            collection.release();
        } else {
            collections++;
            leaving.add(buckets -> {
                boolean left = collection.releaseSome(buckets);
                if (!left) {
                    collections--;
                    gone++;
                }
                return left;
            });
        }
    }

    /** A whole database. */
    void add(Records records) {
        leaving.add(records::releaseSome);
    }

    boolean isEmpty() {
        return leaving.isEmpty();
    }

    /** @param mayGoOn asked again and again: false ends it, the next call goes on from there */
    void giveBack(BooleanSupplier mayGoOn) {
        while (!leaving.isEmpty() && mayGoOn.getAsBoolean()) {
            if (!leaving.peek().releaseSome(BUCKETS_PER_LOOK)) {
                leaving.remove();
            }
        }
    }

    /** Collections that are not all given back. */
    int collections() {
        return collections;
    }

    /** Collections that went in steps so far. */
    long gone() {
        return gone;
    }
}
