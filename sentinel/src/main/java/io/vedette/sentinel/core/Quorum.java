package io.vedette.sentinel.core;

/**
 * The arithmetic of votes.
 *
 * @param voters sentinels known for the group, this one included; those that died count too, so that no two halves can both
 *     be a majority
 * @param needed the operator's quorum
 */
record Quorum(int voters, int needed) {
    int majority() {
        return voters / 2 + 1;
    }

    /** Votes that make a leader: a majority, and never fewer than the quorum. */
    int votesToLead() {
        return Math.max(majority(), needed);
    }

    boolean isDown(int opinions) {
        return opinions >= needed;
    }

    boolean elects(int votes) {
        return votes >= votesToLead();
    }
}
