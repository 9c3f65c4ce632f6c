package io.vedette.server.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntConsumer;

/**
 * The records whose hashes begin with the same {@code depth} bits: one page of {@link RecordTable}. A slot holds a hash
 * (upper half) and the handle of a record (lower half); an empty one is 0. Open addressing with linear probing; a removal
 * closes the gap by moving later entries back, so there are no tombstones. The slots are a blob like the records: an array
 * on the heap would cost a look at its length, far from the slot, with each access.
 *
 * <p>Changed only by the table whose token it bears; any other table, and any snapshot, that refers to it may rely on
 * its staying as it is.
 */
final class Bucket {
    /** Slots of a full-grown bucket: 2 KB, so that copying or splitting one takes about a microsecond. */
    static final int FULL_SLOTS = 256;

    /** A bucket with more entries than this is split: 80 % of its slots, where probing gets slow. */
    static final int MOST_ENTRIES = FULL_SLOTS * 4 / 5;

    /** So many come into a bucket of a table that knows what it will hold: then hardly one is split. */
    private static final int EXPECTED_ENTRIES = MOST_ENTRIES * 3 / 4;

    private static final int FEWEST_SLOTS = 8;
    private static final ValueLayout.OfLong ENTRY = ValueLayout.JAVA_LONG_UNALIGNED;

    /** Leading hash bits that all entries here share. */
    final int depth;
    /** Who may change it. */
    final Object owner;

    private final Slabs slabs;
    private int blob;
    /** Where the blob lies: looked up once. */
    private MemorySegment segment;

    private long at;
    private int slots;
    private int count;

    Bucket(Slabs slabs, int depth, Object owner, int expectedEntries) {
        this.slabs = slabs;
        this.depth = depth;
        this.owner = owner;
        int wanted = FEWEST_SLOTS;
        while (expectedEntries > wanted - wanted / 5 - 1) {
            wanted *= 2;
        }
        take(wanted);
    }

    /** Buckets for so many records, a power of two of them. @param deepest they have no more leading bits than this */
    static Bucket[] forRecords(Slabs slabs, Object owner, long records, int deepest) {
        int depth = 0;
        while (depth < deepest && records >> depth > EXPECTED_ENTRIES) {
            depth++;
        }
        Bucket[] buckets = new Bucket[1 << depth];
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new Bucket(slabs, depth, owner, (int) (records >> depth) * 5 / 4); // they differ by chance
        }
        return buckets;
    }

    private Bucket(Bucket older, Object owner) {
        this.slabs = older.slabs;
        this.depth = older.depth;
        this.owner = owner;
        this.count = older.count;
        take(older.slots);
        MemorySegment.copy(older.memory(), older.at, memory(), at, 8L * slots);
    }

    /** Takes memory for that many slots, all empty. */
    private void take(int newSlots) {
        slots = newSlots;
        blob = slabs.allocate(8 * newSlots);
        segment = slabs.memory(blob);
        at = slabs.offset(blob);
        memory().asSlice(at, 8L * newSlots).fill((byte) 0);
    }

    /** The constant, for the compiler, rather than a field that holds it. */
    private MemorySegment memory() {
        return SystemMemory.view(segment);
    }

    Bucket copyFor(Object newOwner) {
        return new Bucket(this, newOwner);
    }

    /** Moves the slots, and the records, that lie in pages which are to go; {@code moved} gets each record's new handle. */
    void relocate(IntConsumer moved) {
        int newBlob = slabs.relocated(blob);
        if (newBlob != blob) {
            blob = newBlob;
            segment = slabs.memory(blob);
            at = slabs.offset(blob);
        }
        for (int slot = 0; slot < slots; slot++) {
            int record = handle(slot);
            if (record != Slabs.NONE) {
                int newRecord = slabs.relocated(record);
                if (newRecord != record) {
                    replace(slot, newRecord);
                    moved.accept(newRecord);
                }
            }
        }
    }

    /** Gives the memory back, not that of the records. */
    void release() {
        slabs.free(blob);
    }

    int count() {
        return count;
    }

    int slots() {
        return slots;
    }

    /** Hash and handle; 0 if the slot is empty. */
    long entry(int slot) {
        return memory().get(ENTRY, at + 8L * slot);
    }

    private void entry(int slot, long entry) {
        memory().set(ENTRY, at + 8L * slot, entry);
    }

    /** The handle in a slot; {@link Slabs#NONE} if it is empty. */
    int handle(int slot) {
        return (int) entry(slot);
    }

    int hash(int slot) {
        return hashOf(entry(slot));
    }

    static int hashOf(long entry) {
        return (int) (entry >>> 32);
    }

    int home(int hash) {
        return hash & slots - 1;
    }

    int next(int slot) {
        return slot + 1 & slots - 1;
    }

    void replace(int slot, int handle) {
        entry(slot, pair(hash(slot), handle));
    }

    private static long pair(int hash, int handle) {
        return (long) hash << 32 | handle & 0xffffffffL;
    }

    /**
     * Adds an entry that is not here yet.
     *
     * @return how much the hash of some other entry differs, at least: 0 if one has the same. Found without a branch, for one that is
     *     hardly ever taken costs a new compilation when it first is
     */
    long add(int hash, int handle) {
        if (count + 1 > slots - slots / 5) {
            grow();
        }
        long nearest = Long.MAX_VALUE;
        int slot = home(hash);
        for (long entry = entry(slot); entry != 0; entry = entry(slot)) {
            nearest = Math.min(nearest, entry >>> 32 ^ hash & 0xffffffffL);
            slot = next(slot);
        }
        entry(slot, pair(hash, handle));
        count++;
        return nearest;
    }

    boolean hasHash(int hash) {
        int slot = home(hash);
        long entry = entry(slot);
        while (entry != 0 && hashOf(entry) != hash) {
            slot = next(slot);
            entry = entry(slot);
        }
        return entry != 0;
    }

    void remove(int emptied) {
        int gap = emptied;
        for (int slot = next(gap); entry(slot) != 0; slot = next(slot)) {
            int home = home(hash(slot));
            // An entry may move back to the gap unless that would put it before its home.
            if ((slot - home & slots - 1) >= (slot - gap & slots - 1)) {
                entry(gap, entry(slot));
                gap = slot;
            }
        }
        entry(gap, 0);
        count--;
    }

    /** Adds the entries with the bit set to one bucket, the others to the other. */
    void splitTo(Bucket low, Bucket high, int bit) {
        for (int slot = 0; slot < slots; slot++) {
            long entry = entry(slot);
            if (entry != 0) {
                int hash = hashOf(entry);
                ((hash & bit) == 0 ? low : high).add(hash, (int) entry);
            }
        }
    }

    void addAllTo(Bucket target) {
        splitTo(target, target, 0);
    }

    private void grow() {
        MemorySegment old = memory().asSlice(at, 8L * slots);
        int oldBlob = blob;
        take(slots * 2);
        count = 0;
        for (long from = 0; from < old.byteSize(); from += 8) {
            long entry = old.get(ENTRY, from);
            if (entry != 0) {
                add(hashOf(entry), (int) entry);
            }
        }
        slabs.free(oldBlob);
    }
}
