package io.vedette.sentinel.core;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who confirms a group's writes, as its members' data say: one of the lists in the last marker that they hold.
 *
 * @param confirming how many of them confirm a write, beside the master (N)
 * @param members server ids of all, the master's too (R + 1); none: not said
 */
public record Electorate(int confirming, List<String> members) {
    public Electorate {
        members = List.copyOf(members);
    }

    /** How many of its members must promise before one leads: see {@link WriteQuorum#promises}. */
    int promises() {
        return members.size() - confirming;
    }

    /** How many of its members are among these. */
    int among(Set<String> ids) {
        Set<String> present = new HashSet<>(members);
        present.retainAll(ids);
        return present.size();
    }

    boolean isAsStated(WriteQuorum stated) {
        return confirming == stated.confirming() && members.size() == stated.members();
    }

    /** {@code "1 of 2"}: replicas that confirm, and replicas there are. */
    @Override
    public String toString() {
        return confirming + " of " + (members.size() - 1);
    }
}
