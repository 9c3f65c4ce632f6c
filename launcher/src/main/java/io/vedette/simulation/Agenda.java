package io.vedette.simulation;

import java.util.Arrays;

/**
 * Virtual time, and what will happen in it. What is due at the same millisecond happens in the order in which it was
 * entered. Owned by its world.
 *
 * <p>Nearly all is due soon, so the next {@value #RING} milliseconds are a ring of queues, where nothing has to be compared; what
 * is later waits in a heap. Invariant: the heap holds nothing that is due within the ring. It comes over when time moves, before
 * anything can be entered behind it.
 */
final class Agenda {
    private static final int RING = 256;
    private static final int NONE = -1;
    private static final int ORDER_BITS = 32;
    private static final long ORDER_MASK = (1L << ORDER_BITS) - 1;

    /** By millisecond, modulo the ring: the first and the last of a queue. */
    private final int[] first = new int[RING];

    private final int[] last = new int[RING];
    /** A bit for each queue that is not empty. */
    private final long[] filled = new long[RING / Long.SIZE];

    private Runnable[] actions = new Runnable[64];
    /** The one behind it, in its queue or among those that are free. */
    private int[] next = new int[64];

    private int free = NONE;
    private int used;

    /** A binary heap: time above, order of entry below. */
    private long[] laterKeys = new long[64];

    private Runnable[] later = new Runnable[64];
    private int laterSize;
    private long entered;
    private long now;

    Agenda() {
        Arrays.fill(first, NONE);
    }

    long now() {
        return now;
    }

    /** Things done so far and to be done. */
    long entered() {
        return entered;
    }

    void in(long millis, Runnable action) {
        at(now + millis, action);
    }

    void at(long time, Runnable action) {
        long due = Math.max(time, now);
        entered++;
        if (due < now + RING) {
            append(due, action);
        } else {
            push(due << ORDER_BITS | (entered & ORDER_MASK), action);
        }
    }

    /** Lets everything happen up to this time. */
    void run(long until) {
        for (long time = nextTime(); time <= until; time = nextTime()) {
            moveTo(time);
            int queue = (int) time & RING - 1;
            while (first[queue] != NONE) {
                take(queue).run();
            }
            filled[queue >> 6] &= ~(1L << queue);
        }
        moveTo(until);
    }

    private void moveTo(long time) {
        now = time;
        while (laterSize > 0 && laterKeys[0] >>> ORDER_BITS < time + RING) {
            append(laterKeys[0] >>> ORDER_BITS, pop());
        }
    }

    /** When something is due; the greatest number if nothing is. */
    private long nextTime() {
        int from = (int) now & RING - 1;
        int words = filled.length;
        for (int i = 0; i <= words; i++) {
            int word = (from >> 6) + i & words - 1;
            long bits = filled[word];
            if (i == 0) {
                bits &= -1L << from;
            } else if (i == words) {
                bits &= ~(-1L << from);
            }
            if (bits != 0) {
                int queue = (word << 6) + Long.numberOfTrailingZeros(bits);
                return now + (queue - from & RING - 1);
            }
        }
        return laterSize == 0 ? Long.MAX_VALUE : laterKeys[0] >>> ORDER_BITS;
    }

    // --- the ring ---

    private void append(long time, Runnable action) {
        int entry = free;
        if (entry != NONE) {
            free = next[entry];
        } else {
            if (used == actions.length) {
                actions = Arrays.copyOf(actions, 2 * used);
                next = Arrays.copyOf(next, 2 * used);
            }
            entry = used++;
        }
        actions[entry] = action;
        next[entry] = NONE;
        int queue = (int) time & RING - 1;
        if (first[queue] == NONE) {
            first[queue] = entry;
            filled[queue >> 6] |= 1L << queue;
        } else {
            next[last[queue]] = entry;
        }
        last[queue] = entry;
    }

    private Runnable take(int queue) {
        int entry = first[queue];
        first[queue] = next[entry];
        next[entry] = free;
        free = entry;
        return actions[entry];
    }

    // --- the heap ---

    private void push(long key, Runnable action) {
        if (laterSize == later.length) {
            laterKeys = Arrays.copyOf(laterKeys, 2 * laterSize);
            later = Arrays.copyOf(later, 2 * laterSize);
        }
        int hole = laterSize;
        laterSize++;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (laterKeys[parent] <= key) {
                break;
            }
            laterKeys[hole] = laterKeys[parent];
            later[hole] = later[parent];
            hole = parent;
        }
        laterKeys[hole] = key;
        later[hole] = action;
    }

    private Runnable pop() {
        Runnable earliest = later[0];
        laterSize--;
        long key = laterKeys[laterSize];
        Runnable action = later[laterSize];
        later[laterSize] = null;
        int hole = 0;
        int child = 1;
        while (child < laterSize) {
            if (child + 1 < laterSize && laterKeys[child + 1] < laterKeys[child]) {
                child++;
            }
            if (key <= laterKeys[child]) {
                break;
            }
            laterKeys[hole] = laterKeys[child];
            later[hole] = later[child];
            hole = child;
            child = 2 * hole + 1;
        }
        if (laterSize > 0) {
            laterKeys[hole] = key;
            later[hole] = action;
        }
        return earliest;
    }
}
