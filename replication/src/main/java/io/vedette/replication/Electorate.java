package io.vedette.replication;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Who confirms a group's writes, and how many of them must: one list of a {@link Marker}. A value.
 *
 * @param replicas how many members must confirm a write, beside the master; 0: none
 * @param members the server ids of all of them, the master's too; empty: not said
 */
public record Electorate(int replicas, List<String> members) {
    /** More is no group, but a mistake: 64 replicas and their master. */
    public static final int MOST_MEMBERS = 65;

    /** Of data that no group has brought forth. */
    static final Electorate NONE = new Electorate(0, List.of());

    private static final Pattern ID = Pattern.compile("[0-9a-f]{40}");

    public Electorate {
        members = List.copyOf(members);
    }

    /** Whether there can be such a group: ids, none twice, and more than confirm. */
    public boolean isPossible() {
        boolean wellFormed = members.stream().allMatch(id -> ID.matcher(id).matches());
        boolean distinct = new HashSet<>(members).size() == members.size();
        boolean enough = members.isEmpty() ? replicas == 0 : replicas < members.size();
        return wellFormed && distinct && enough && replicas >= 0 && members.size() <= MOST_MEMBERS;
    }

    public boolean contains(String id) {
        return members.contains(id);
    }

    /** The same members in whatever order, and as many who confirm. */
    public boolean isSameAs(Electorate other) {
        return replicas == other.replicas && new HashSet<>(members).equals(new HashSet<>(other.members));
    }

    /** {@code "1 of 2"}: replicas that confirm, and replicas there are. */
    @Override
    public String toString() {
        return replicas + " of " + Math.max(0, members.size() - 1);
    }
}
