package io.vedette.simulation;

import java.util.Arrays;

/**
 * Virtual time, and what will happen in it. What is due at the same millisecond happens in the order in which it was
 * entered. Owned by its world.
 */
final class Agenda {
    private static final int ORDER_BITS = 32;
    private static final long ORDER_MASK = (1L << ORDER_BITS) - 1;

    /** A binary heap: time above, order of entry below. */
    private long[] keys = new long[256];

    private Runnable[] actions = new Runnable[256];
    private int size;
    private long entered;
    private long now;

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
        long key = Math.max(time, now) << ORDER_BITS | (entered & ORDER_MASK);
        entered++;
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            actions = Arrays.copyOf(actions, 2 * size);
        }
        int hole = size;
        size++;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (keys[parent] <= key) {
                break;
            }
            keys[hole] = keys[parent];
            actions[hole] = actions[parent];
            hole = parent;
        }
        keys[hole] = key;
        actions[hole] = action;
    }

    /** Lets everything happen up to this time. */
    void run(long until) {
        while (size > 0 && keys[0] >>> ORDER_BITS <= until) {
            now = keys[0] >>> ORDER_BITS;
            takeFirst().run();
        }
        now = until;
    }

    private Runnable takeFirst() {
        Runnable first = actions[0];
        size--;
        long key = keys[size];
        Runnable action = actions[size];
        actions[size] = null;
        int hole = 0;
        int child = 1;
        while (child < size) {
            if (child + 1 < size && keys[child + 1] < keys[child]) {
                child++;
            }
            if (key <= keys[child]) {
                break;
            }
            keys[hole] = keys[child];
            actions[hole] = actions[child];
            hole = child;
            child = 2 * hole + 1;
        }
        if (size > 0) {
            keys[hole] = key;
            actions[hole] = action;
        }
        return first;
    }
}
