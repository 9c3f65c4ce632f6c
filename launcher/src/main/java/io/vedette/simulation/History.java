package io.vedette.simulation;

import java.util.Optional;

/**
 * A branch of replication history: what a replication id is to Redis. Writes are numbered along it from the beginning of
 * all; up to {@code fork} they are the parent's, or, of one without parent, no client's of this group. Immutable, and equal to itself only: two branches from one place are two.
 */
final class History {
    private final String id;
    private final Optional<History> parent;
    private final long fork;
    private final long forkOffset;
    private final boolean foreign;

    private History(String id, Optional<History> parent, long fork, long forkOffset, boolean foreign) {
        this.id = id;
        this.parent = parent;
        this.fork = fork;
        this.forkOffset = forkOffset;
        this.foreign = foreign;
    }

    /** One that begins with no data. */
    static History begun(String id) {
        return new History(id, Optional.empty(), 0, -1, false);
    }

    /** One that has nothing to do with the group: its first {@code writes} are nobody's here. */
    static History alien(String id, long writes) {
        return new History(id, Optional.empty(), writes, -1, true);
    }

    /** A new branch from here on, known as such by the bytes of the stream before it. */
    History branch(String newId, long at, long offset) {
        return new History(newId, Optional.of(this), at, offset, foreign);
    }

    /** A new branch whose server has forgotten of which history its data is. */
    History forgotten(String newId, long at) {
        return branch(newId, at, -1);
    }

    String id() {
        return id;
    }

    Optional<History> parent() {
        return parent;
    }

    long fork() {
        return fork;
    }

    /** Bytes of the stream before the fork; -1 where the server does not know its parent. */
    long forkOffset() {
        return forkOffset;
    }

    boolean isForeign() {
        return foreign;
    }

    /** The history before, by whose id it is known too. */
    Optional<History> knownParent() {
        return forkOffset >= 0 ? parent : Optional.empty();
    }

    /** Where all of it began: those that have one root have data in common. */
    History root() {
        History branch = this;
        while (branch.parent.isPresent()) {
            branch = branch.parent.get();
        }
        return branch;
    }

    /** True if somebody at {@code position} of this branch has the first {@code count} writes of {@code other}, whoever made them. */
    boolean holds(long position, History other, long count) {
        return shared(position, other.maker(count)) >= count;
    }

    /** On which branch the last of the first {@code count} writes was made: this one, or one before it. */
    History maker(long count) {
        History maker = this;
        while (maker.fork >= count && maker.parent.isPresent()) {
            maker = maker.parent.get();
        }
        return maker;
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
}
