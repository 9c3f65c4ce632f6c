package io.vedette.server.keyspace;

import java.util.Arrays;

/**
 * The entries whose hashes begin with the same {@code depth} bits: one page of {@link Table}. Open addressing with linear
 * probing over a small array; a removal closes the gap by moving later entries back, so there are no tombstones.
 *
 * <p>Once a snapshot has been taken, a segment of that age is never changed again: the table copies it before its next
 * write. Whether a segment is that old tells {@link #epoch}.
 */
final class Segment {
    /** Slots of a full-grown segment: 1 KB of references, so that copying or splitting one takes about a microsecond. */
    static final int FULL_SLOTS = 256;

    /** A segment with more entries than this is split: 80 % of its slots, where probing gets slow. */
    static final int MOST_ENTRIES = FULL_SLOTS * 4 / 5;

    private static final int FEWEST_SLOTS = 8;

    /** Leading hash bits that all entries here share. */
    final int depth;
    /** The table's epoch when this segment was made. */
    final long epoch;

    private Entry[] slots;
    private int count;

    Segment(int depth, long epoch, int expectedEntries) {
        this.depth = depth;
        this.epoch = epoch;
        this.slots = new Entry[slotsFor(expectedEntries)];
    }

    private Segment(Segment older, long epoch) {
        this.depth = older.depth;
        this.epoch = epoch;
        this.slots = older.slots.clone();
        this.count = older.count;
    }

    /** The same content, free to be changed. */
    Segment copy(long newEpoch) {
        return new Segment(this, newEpoch);
    }

    int count() {
        return count;
    }

    int slots() {
        return slots.length;
    }

    /** The entry in a slot, or {@link Entry#NONE}. */
    Entry at(int slot) {
        Entry entry = slots[slot];
        return entry == null ? Entry.NONE : entry;
    }

    Entry get(int hash, byte[] key) {
        return at(slotOf(hash, key));
    }

    /** Puts the entry in place of the one with the same key, which is returned, or {@link Entry#NONE}. */
    Entry put(Entry entry) {
        int slot = slotOf(entry.hash, entry.key);
        Entry old = slots[slot];
        slots[slot] = entry;
        if (old != null) {
            return old;
        }
        count++;
        if (count > slots.length - slots.length / 5) {
            rehash(slots.length * 2);
        }
        return Entry.NONE;
    }

    /** Takes the key's entry out and returns it, or {@link Entry#NONE}. */
    Entry remove(int hash, byte[] key) {
        int gap = slotOf(hash, key);
        Entry removed = slots[gap];
        if (removed == null) {
            return Entry.NONE;
        }
        int mask = slots.length - 1;
        for (int next = (gap + 1) & mask; slots[next] != null; next = (next + 1) & mask) {
            int home = slots[next].hash & mask;
            // An entry may move back to the gap unless that would put it before its home.
            if (((next - home) & mask) >= ((next - gap) & mask)) {
                slots[gap] = slots[next];
                gap = next;
            }
        }
        slots[gap] = null;
        count--;
        return removed;
    }

    /** The slot that holds the key, or the free one where it would go. There is always a free slot. */
    private int slotOf(int hash, byte[] key) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        for (Entry entry = slots[slot]; entry != null; entry = slots[slot]) {
            if (entry.hash == hash && Arrays.equals(entry.key, key)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void rehash(int newSlots) {
        Entry[] old = slots;
        slots = new Entry[newSlots];
        int mask = newSlots - 1;
        for (Entry entry : old) {
            if (entry != null) {
                int slot = entry.hash & mask;
                while (slots[slot] != null) {
                    slot = (slot + 1) & mask;
                }
                slots[slot] = entry;
            }
        }
    }

    private static int slotsFor(int entries) {
        int slots = FEWEST_SLOTS;
        while (entries > slots - slots / 5 - 1) {
            slots *= 2;
        }
        return slots;
    }
}
