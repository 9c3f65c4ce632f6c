package io.vedette.server.memory;

/**
 * The records whose hashes begin with the same {@code depth} bits: one page of {@link RecordTable}. A slot holds a hash
 * (upper half) and the handle of a record (lower half); an empty one is 0. Open addressing with linear probing; a removal
 * closes the gap by moving later entries back, so there are no tombstones.
 *
 * <p>Changed only by the table whose token it bears; any other table, and any snapshot, that refers to it may rely on
 * its staying as it is.
 */
final class Bucket {
    /** Slots of a full-grown bucket: 2 KB, so that copying or splitting one takes about a microsecond. */
    static final int FULL_SLOTS = 256;

    /** A bucket with more entries than this is split: 80 % of its slots, where probing gets slow. */
    static final int MOST_ENTRIES = FULL_SLOTS * 4 / 5;

    private static final int FEWEST_SLOTS = 8;

    /** Leading hash bits that all entries here share. */
    final int depth;
    /** Who may change it. */
    final Object owner;

    private long[] slots;
    private int count;

    Bucket(int depth, Object owner, int expectedEntries) {
        this.depth = depth;
        this.owner = owner;
        int wanted = FEWEST_SLOTS;
        while (expectedEntries > wanted - wanted / 5 - 1) {
            wanted *= 2;
        }
        this.slots = new long[wanted];
    }

    private Bucket(Bucket older, Object owner) {
        this.depth = older.depth;
        this.owner = owner;
        this.slots = older.slots.clone();
        this.count = older.count;
    }

    Bucket copyFor(Object newOwner) {
        return new Bucket(this, newOwner);
    }

    int count() {
        return count;
    }

    int slots() {
        return slots.length;
    }

    /** The handle in a slot; {@link Slabs#NONE} if it is empty. */
    int handle(int slot) {
        return (int) slots[slot];
    }

    int hash(int slot) {
        return (int) (slots[slot] >>> 32);
    }

    int home(int hash) {
        return hash & slots.length - 1;
    }

    int next(int slot) {
        return slot + 1 & slots.length - 1;
    }

    void replace(int slot, int handle) {
        slots[slot] = slots[slot] & 0xffffffff_00000000L | handle;
    }

    /** Adds an entry that is not here yet. */
    void add(int hash, int handle) {
        if (count + 1 > slots.length - slots.length / 5) {
            grow();
        }
        int slot = home(hash);
        while (slots[slot] != 0) {
            slot = next(slot);
        }
        slots[slot] = (long) hash << 32 | handle;
        count++;
    }

    void remove(int emptied) {
        int gap = emptied;
        for (int slot = next(gap); slots[slot] != 0; slot = next(slot)) {
            int home = home(hash(slot));
            // An entry may move back to the gap unless that would put it before its home.
            if ((slot - home & slots.length - 1) >= (slot - gap & slots.length - 1)) {
                slots[gap] = slots[slot];
                gap = slot;
            }
        }
        slots[gap] = 0;
        count--;
    }

    /** Moves the entries with the bit set to one bucket, the others to the other. */
    void splitTo(Bucket low, Bucket high, int bit) {
        for (long entry : slots) {
            if (entry != 0) {
                int hash = (int) (entry >>> 32);
                ((hash & bit) == 0 ? low : high).add(hash, (int) entry);
            }
        }
    }

    void addAllTo(Bucket target) {
        splitTo(target, target, 0);
    }

    long bytes() {
        return 16 + 8L * slots.length;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        count = 0;
        for (long entry : old) {
            if (entry != 0) {
                add((int) (entry >>> 32), (int) entry);
            }
        }
    }
}
