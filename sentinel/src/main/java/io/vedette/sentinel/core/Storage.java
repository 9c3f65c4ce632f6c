package io.vedette.sentinel.core;

/**
 * How far the state is on its way to the disk, as the core knows it. Owned by {@link SentinelCore}.
 *
 * <p>States are numbered in the order in which they are handed over; each holds all that the ones before it held, so the
 * success of one is the success of all before it. Invariant: {@code stored <= ordered}.
 */
final class Storage {
    private long ordered;
    private long stored;
    /** What is on disk is older than what is in memory, since an attempt failed and no other was begun. */
    private boolean unsaved;
    /** The last attempt that ended has failed. */
    private boolean failing;

    private long tryAgainAt = Long.MAX_VALUE;

    /** Takes the number of a state that is handed over now. */
    long order() {
        unsaved = false;
        tryAgainAt = Long.MAX_VALUE;
        return ++ordered;
    }

    /** The number of the state that will be handed over next: what has just changed is in it, and in all behind it. */
    long next() {
        return ordered + 1;
    }

    /** The state of this number, and every one before it, is on disk. */
    void succeeded(long number) {
        stored = Math.max(stored, number);
        failing = false;
    }

    void failed(long tryAgainAtMillis) {
        unsaved = true;
        failing = true;
        tryAgainAt = tryAgainAtMillis;
    }

    boolean holds(long number) {
        return stored >= number;
    }

    boolean isUnsaved() {
        return unsaved;
    }

    /** True from a failure until a state is stored again: no promise can be given meanwhile. */
    boolean isFailing() {
        return failing;
    }

    /** When a state that could not be written is tried again, if nothing that depends on it comes before. */
    long tryAgainAt() {
        return tryAgainAt;
    }
}
