package io.vedette.server.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A stretch of memory outside the heap, cut into slots of one size. Free slots form a list through their own first bytes;
 * slots that were never used lie behind it.
 *
 * <p>Owner loop only, but for {@link #memory}, which a snapshot's thread reads.
 */
final class Page {
    static final int NO_SLOT = -1;

    private static final ValueLayout.OfInt LINK = ValueLayout.JAVA_INT_UNALIGNED;

    final MemorySegment memory;
    final int slotBytes;
    final int slots;
    /** Index of the size class that the slots belong to. */
    final int sizeClass;
    /** The place of this page in the row of all pages. */
    final int number;

    private final Arena arena = Arena.ofShared();
    private final long[] live;
    /** Slots taken since the newest snapshot began, valid if {@link #bornIn} is that snapshot's number. */
    private long[] born = {};

    private long bornIn;
    private int firstFree = NO_SLOT;
    private int untouched;
    private int used;

    Page(int number, int sizeClass, int slotBytes, int slots) {
        this.number = number;
        this.sizeClass = sizeClass;
        this.slotBytes = slotBytes;
        this.slots = slots;
        this.memory = arena.allocate((long) slotBytes * slots, Long.BYTES);
        this.live = new long[(slots + 63) >> 6];
    }

    /** Takes a slot; {@link #NO_SLOT} if all are taken. */
    int take() {
        int slot = firstFree;
        if (slot != NO_SLOT) {
            firstFree = memory.get(LINK, (long) slot * slotBytes);
        } else if (untouched < slots) {
            slot = untouched++;
        } else {
            return NO_SLOT;
        }
        used++;
        live[slot >> 6] |= 1L << slot;
        return slot;
    }

    void giveBack(int slot) {
        if (!isLive(slot)) {
            throw new IllegalStateException("freed twice: page " + number + ", slot " + slot);
        }
        live[slot >> 6] &= ~(1L << slot);
        memory.set(LINK, (long) slot * slotBytes, firstFree);
        firstFree = slot;
        used--;
    }

    boolean isLive(int slot) {
        return (live[slot >> 6] & 1L << slot) != 0;
    }

    void bornUnder(long snapshot, int slot) {
        if (bornIn != snapshot) {
            born = new long[live.length];
            bornIn = snapshot;
        }
        born[slot >> 6] |= 1L << slot;
    }

    boolean isBornUnder(long snapshot, int slot) {
        return bornIn == snapshot && (born[slot >> 6] & 1L << slot) != 0;
    }

    int used() {
        return used;
    }

    boolean isFull() {
        return used == slots;
    }

    boolean isEmpty() {
        return used == 0;
    }

    long bytes() {
        return memory.byteSize();
    }

    void close() {
        arena.close();
    }
}
