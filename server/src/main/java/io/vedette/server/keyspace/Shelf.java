package io.vedette.server.keyspace;

import io.vedette.server.memory.Slabs;
import io.vedette.server.values.Missing;
import io.vedette.server.values.Shelved;
import io.vedette.server.values.Value;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * What lies outside of the records of a keyspace, by number: what a record refers to, since a record holds bytes only. A number that was
 * given up while a snapshot is open is not used again before it is closed: the snapshot's thread may still ask for it.
 *
 * <p>Owner loop only, but for {@link #get}.
 */
final class Shelf {
    /** Reference, count, and the head of the object. */
    private static final int BYTES_OF_PLACE = 24;

    private final Slabs slabs;
    /** Replaced when it grows, after a fence; not volatile, for the same reason as the row of pages in {@link Slabs}. */
    private Shelved[] places = new Shelved[8];
    /** What each takes on the heap, in eights of bytes, as it was counted last. */
    private int[] heapEights = new int[8];

    private long totalHeapEights;
    private int[] free = new int[8];
    private int freeCount;
    private int[] parted = new int[8];
    private int partedCount;
    private int used;

    Shelf(Slabs slabs) {
        this.slabs = slabs;
    }

    int add(Shelved value) {
        settle();
        int place = freeCount > 0 ? free[--freeCount] : used++;
        if (place == places.length) {
            Shelved[] longer = Arrays.copyOf(places, places.length * 2);
            VarHandle.storeStoreFence();
            places = longer;
            heapEights = Arrays.copyOf(heapEights, places.length);
        }
        places[place] = value;
        recount(place);
        return place;
    }

    /** Places that are or were in use: numbers from 0 up to this. */
    int places() {
        return used;
    }

    Value get(int place) {
        Shelved value = places[place];
        return value == null ? Missing.MISSING : value;
    }

    /** Bytes that they take on the heap. */
    long heapBytes() {
        return totalHeapEights * 8;
    }

    /** The value was changed. */
    void recount(int place) {
        count(place, (int) Math.min(Integer.MAX_VALUE, (places[place].heapBytes() + BYTES_OF_PLACE) >> 3));
    }

    private void count(int place, int eights) {
        totalHeapEights += eights - heapEights[place];
        heapEights[place] = eights;
    }

    /** Gives the place up; the value itself is for the caller to release. */
    void part(int place) {
        count(place, 0);
        if (slabs.hasOpenSnapshot()) {
            parted = with(parted, partedCount++, place);
        } else {
            places[place] = null;
            free = with(free, freeCount++, place);
        }
    }

    /** Forgets what was only kept for a snapshot. */
    void settle() {
        if (partedCount > 0 && !slabs.hasOpenSnapshot()) {
            reuseParted();
        }
    }

    private void reuseParted() {
        for (int i = 0; i < partedCount; i++) {
            places[parted[i]] = null;
            free = with(free, freeCount++, parted[i]);
        }
        partedCount = 0;
        parted = new int[8];
    }

    private static int[] with(int[] numbers, int count, int number) {
        int[] row = count < numbers.length ? numbers : Arrays.copyOf(numbers, count * 2);
        row[count] = number;
        return row;
    }
}
