package io.vedette.sentinel.core;

/**
 * How a group promises that no acknowledged write is lost, as the operator states it: a check against what its members say, and
 * the size of the majority that a failover needs.
 *
 * @param confirming replicas that confirm a write before its reply goes out (N), 1 to {@code replicas}
 * @param replicas of the group, all of them, alive or not (R), at least 1
 */
public record WriteQuorum(int confirming, int replicas) {
    /** More is no group, but a mistake. */
    public static final int MOST_REPLICAS = 64;

    public WriteQuorum {
        if (confirming < 1 || confirming > replicas || replicas > MOST_REPLICAS) {
            throw new IllegalArgumentException(confirming + " of " + replicas);
        }
    }

    /** The replicas and the master. */
    int members() {
        return replicas + 1;
    }

    /** Members that must promise before one is promoted: any so many and any master with its N replicas have one in common. */
    int promises() {
        return members() - confirming;
    }
}
