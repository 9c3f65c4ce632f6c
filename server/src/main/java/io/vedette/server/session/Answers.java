package io.vedette.server.session;

import io.vedette.replication.WriteQuorum.Rule;
import java.util.Arrays;

/**
 * The replies to commands that wrote, or may have, among what was written to one client: where each stands, in order, and what it waits
 * for. One is noted for each write, so they are columns of numbers and no objects. Owned by the loop.
 */
final class Answers {
    private static final int FIRST_ROOM = 16;
    /** More is given back when they are taken out: few clients write so much at once, and none does so always. */
    private static final int MOST_ROOM_KEPT = 1_024;

    private int[] begins = {};
    private int[] ends = {};
    private long[] offsets = {};
    private Rule[] rules = {};
    private boolean[] watches = {};
    private int count;
    /** Whether a rule of one demands something, and whether one is watched: mostly none, and then their columns are as they were made. */
    private boolean demands;

    private boolean watched;

    /**
     * @param from where the reply begins in what was written
     * @param offset of the log, as much as must be confirmed
     * @param rule by whom
     * @param isWatched it may go out only while enough sentinels support this master
     */
    void add(int from, int to, long offset, Rule rule, boolean isWatched) {
        if (count == begins.length) {
            int room = Math.max(FIRST_ROOM, 2 * count);
            begins = Arrays.copyOf(begins, room);
            ends = Arrays.copyOf(ends, room);
            offsets = Arrays.copyOf(offsets, room);
            rules = Arrays.copyOf(rules, room);
            Arrays.fill(rules, count, room, Rule.NONE);
            watches = Arrays.copyOf(watches, room);
        }
        begins[count] = from;
        ends[count] = to;
        offsets[count] = offset;
        if (rule.demands()) {
            rules[count] = rule;
            demands = true;
        }
        if (isWatched) {
            watches[count] = true;
            watched = true;
        }
        count++;
    }

    /** Takes them all out. */
    void clear() {
        if (begins.length > MOST_ROOM_KEPT) {
            begins = new int[0];
            ends = begins;
            offsets = new long[0];
            rules = new Rule[0];
            watches = new boolean[0];
        } else if (demands || watched) {
            Arrays.fill(rules, 0, count, Rule.NONE);
            Arrays.fill(watches, 0, count, false);
        }
        count = 0;
        demands = false;
        watched = false;
    }

    int count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Where the reply begins. */
    int begin(int index) {
        return begins[index];
    }

    /** Where the next one does. */
    int end(int index) {
        return ends[index];
    }

    long offset(int index) {
        return offsets[index];
    }

    Rule rule(int index) {
        return rules[index];
    }

    boolean isWatched(int index) {
        return watches[index];
    }

    /** Whether one of them is to be confirmed by replicas. */
    boolean demand() {
        return demands;
    }

    /** Whether one of them may go out only while enough sentinels support this master. */
    boolean isAnyWatched() {
        return watched;
    }
}
