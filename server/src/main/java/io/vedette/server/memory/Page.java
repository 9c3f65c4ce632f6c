package io.vedette.server.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * A stretch of memory outside the heap, cut into slots of one size. Free slots form a list through their own first bytes;
 * slots that were never used lie behind it.
 *
 * <p>Owner loop only, but for {@link #memory()} and {@link #offset}, which a snapshot's thread asks for.
 */
final class Page {
    static final int NO_SLOT = -1;

    private static final byte POISON = (byte) 0xDB;
    private static final ValueLayout.OfInt LINK = ValueLayout.JAVA_INT_UNALIGNED;

    final int slotBytes;
    final int slots;
    /** Index of the size class that the slots belong to. */
    final int sizeClass;
    /** The place of this page in the row of all pages. */
    final int number;

    private final MemorySegment memory;
    private final long base;
    private final Runnable giveBack;
    private final long[] live;
    /** Slots taken since the newest snapshot began, valid if {@link #bornIn} is that snapshot's number. */
    private long[] born = {};

    private long bornIn;
    private int firstFree = NO_SLOT;
    private int untouched;
    private int used;
    /** Nothing is put here any more: what is left is moved away, so that the page can go. */
    private boolean leaving;

    /** @param giveBack what becomes of the memory when the page is closed */
    private Page(int number, int sizeClass, int slotBytes, MemorySegment memory, Runnable giveBack) {
        this.number = number;
        this.sizeClass = sizeClass;
        this.slotBytes = slotBytes;
        this.slots = (int) (memory.byteSize() / slotBytes);
        this.memory = memory;
        this.base = SystemMemory.base(memory);
        this.giveBack = giveBack;
        this.live = new long[(slots + 63) >> 6];
    }

    /**
     * A page with memory of its own.
     *
     * @throws OutOfMemoryError the system gives no more
     */
    static Page of(int number, int sizeClass, int slotBytes, int slots) {
        SystemMemory memory = new SystemMemory((long) slotBytes * slots);
        return new Page(number, sizeClass, slotBytes, memory.segment(), memory::giveBack);
    }

    /** A page in a slice of the reserve, if that has room. */
    static Optional<Page> ofReserve(int number, int sizeClass, int slotBytes, Reserve reserve) {
        int slots = Reserve.slotsOfSlice(slotBytes);
        return slots == 0
                ? Optional.empty()
                : reserve.slice((long) slotBytes * slots)
                        .map(slice -> new Page(number, sizeClass, slotBytes, slice, reserve::giveBack));
    }

    /** In which the slots lie, each at its {@link #offset}. */
    MemorySegment memory() {
        return SystemMemory.view(memory);
    }

    long offset(int slot) {
        return base + (long) slot * slotBytes;
    }

    /** Takes a slot; {@link #NO_SLOT} if all are taken. */
    int take() {
        int slot = firstFree;
        if (slot != NO_SLOT) {
            firstFree = memory().get(LINK, offset(slot));
            assert isPoisoned(slot) : "written to after it was freed: page " + number + ", slot " + slot;
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
        memory().set(LINK, offset(slot), firstFree);
        assert poison(slot);
        firstFree = slot;
        used--;
    }

    /** With assertions on, what is free looks like no data, and must still look so when it is taken again. */
    private boolean poison(int slot) {
        memory().asSlice(offset(slot) + Integer.BYTES, slotBytes - Integer.BYTES)
                .fill(POISON);
        return true;
    }

    private boolean isPoisoned(int slot) {
        long from = offset(slot);
        for (long at = from + Integer.BYTES; at < from + slotBytes; at++) {
            if (memory().get(ValueLayout.JAVA_BYTE, at) != POISON) {
                return false;
            }
        }
        return true;
    }

    boolean isLeaving() {
        return leaving;
    }

    void leaving(boolean value) {
        leaving = value;
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

    /** Bytes that were never in use, for which the system need not have put memory there. */
    long untouchedBytes() {
        return (long) (slots - untouched) * slotBytes;
    }

    void close() {
        giveBack.run();
    }
}
