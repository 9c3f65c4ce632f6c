package io.vedette.simulation;

import java.util.Optional;

/**
 * A branch of replication history: what a replication id is to Redis. Writes are numbered along it from the beginning of
 * all; up to {@code fork} they are the parent's. Immutable.
 *
 * @param parent absent for one that began with no data
 */
record History(Optional<History> parent, long fork) {
    static History empty() {
        return new History(Optional.empty(), 0);
    }

    /** A new branch from here on. */
    History branch(long at) {
        return new History(Optional.of(this), at);
    }

    /**
     * How many of the writes of {@code other} somebody has who is at {@code position} of this branch; the answer
     * is of use only beyond the beginning of {@code other}.
     */
    long shared(long position, History other) {
        History branch = this;
        long upTo = position;
        while (branch != other) {
            if (branch.parent.isEmpty()) {
                return 0;
            }
            upTo = Math.min(upTo, branch.fork);
            branch = branch.parent.get();
        }
        return upTo;
    }

    @Override
    public boolean equals(Object other) {
        return this == other; // two branches from one place are two
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
