package io.vedette.sentinel.core;

/** The periods and bounds of supervision, in milliseconds. What Redis has, with its source; what is ours, with its reason. */
final class Timers {
    /** A PING each second (Redis: sentinel_ping_period). */
    static final long PING_PERIOD_MILLIS = 1_000;
    /** Ours: ten PINGs within down-after where that is shorter, so that a stopped process is seen about D after it stopped. */
    static final long PINGS_WITHIN_DOWN_AFTER = 10;

    static final long SHORTEST_PING_PERIOD_MILLIS = 10;
    /** INFO of a quiet group (Redis: sentinel_info_period), and of a group in trouble. */
    static final long INFO_PERIOD_MILLIS = 10_000;

    static final long INFO_PERIOD_IN_TROUBLE_MILLIS = 1_000;
    /** Ours: how soon INFO is asked again while a state waits for just that answer; then at each half of the time waited. */
    static final long INFO_AWAITED_MILLIS = 20;
    /** Hello to every instance (Redis: sentinel_publish_period). */
    static final long HELLO_PERIOD_MILLIS = 2_000;
    /** One try to connect each so often (Redis: the ping period). */
    static final long RECONNECT_PERIOD_MILLIS = 1_000;
    /**
     * Ours: the first tries come sooner, each pause twice the one before. A lost connection need not be a lost process:
     * every promotion cuts the other sentinels' links by CLIENT KILL.
     */
    static final long FIRST_RECONNECT_MILLIS = 20;
    /** Ours: a former master is looked for so often, so long after the switch: until it is put right, clients write to it. */
    static final long FORMER_MASTER_RECONNECT_MILLIS = 100;

    static final long FORMER_MASTER_SOUGHT_MILLIS = 60_000;
    /** A link younger than this is not dropped for an unanswered PING (Redis: min_link_reconnect_period). */
    static final long LINK_GRACE_MILLIS = 15_000;
    /** Ours: questions to peers are repeated so often while the quorum is short... */
    static final long ASK_EAGER_PERIOD_MILLIS = 50;
    /** ...for so long; whoever completes the quorum later asks by itself. Then, and once the quorum is there, each second (Redis). */
    static final long ASK_EAGER_MILLIS = 2_000;

    static final long ASK_PERIOD_MILLIS = 1_000;
    /** A peer's opinion lapses after this (Redis: 5 * ask period). */
    static final long OPINION_LIFE_MILLIS = 5_000;
    /** Longest time to gather votes (Redis: sentinel_election_timeout; failover-timeout where that is shorter). */
    static final long ELECTION_TIMEOUT_MILLIS = 10_000;
    /** Ours: an attempt that took this long is given up and tried again; one that all reachable peers have answered, at once. */
    static final long ELECTION_PATIENCE_MILLIS = 500;

    /**
     * Ours: a leader of a fenced group that has not named a master so long after the fence must have closed is taken to be gone. Until
     * somebody names one, nobody who voted supports the old master, though it may be well.
     */
    static final long LEADER_NAMES_MASTER_MILLIS = 2_000;

    /** Ours: pause before the next attempt, to which the stagger comes: those who lost together do not collide again. */
    static final long RETRY_LEAST_MILLIS = 50;

    static final long RETRY_MOST_MILLIS = 90;
    static final long RETRY_CEILING_MILLIS = 10_000;
    /**
     * Ours: sentinels begin an election in the order of their run ids, so far apart: a state write and a way to a peer, on
     * a busy machine. Costs nothing while the first one does its part; two that begin together cost a whole attempt.
     */
    static final long STAGGER_MILLIS = 80;
    /** Ours: a master that is down is given this long when a candidate, or a voter, turns up that was away too. */
    static final long SECOND_LOOK_MILLIS = 300;
    /** Ours: candidates get this long to say their offset anew before one is chosen. */
    static final long CANDIDATES_PATIENCE_MILLIS = 200;
    /** Ours: members of a group with a write quorum get this long to promise, if enough of them have not before. */
    static final long PROMISES_PATIENCE_MILLIS = 500;
    /** Ours: a promise that nobody leads in stands for this long before there is an election for it. */
    static final long STRANDED_MILLIS = 1_000;
    /** A candidate's last sign of life and, of a dead master's replicas, last INFO are at most this old (Redis: 5 * ping period). */
    static final long CANDIDATE_FRESH_MILLIS = 5_000;
    /** The same for INFO under a living master (Redis: 3 * info period). */
    static final long CANDIDATE_INFO_MILLIS = 30_000;
    /** A repointed replica that does not begin in this time is given up (Redis: sentinel_slave_reconf_timeout). */
    static final long REPOINT_TIMEOUT_MILLIS = 10_000;
    /** A replica that says it is master, and never was ours, is made a replica after this (Redis: 4 * publish period). */
    static final long STRAY_MASTER_MILLIS = 8_000;
    /** Ours: a former master is put right by the sentinels one after the other, so far apart, while it still says master... */
    static final long FORMER_MASTER_STAGGER_MILLIS = 50;
    /** ...and again if that did not help. */
    static final long FORMER_MASTER_RETRY_MILLIS = 1_000;
    /** A master that says it is a replica for longer than down-after and this counts as down (Redis: 2 * info period). */
    static final long ROLE_LIE_MILLIS = 20_000;
    /** Two calls further apart than this mean that the process was stopped (Redis: sentinel_tilt_trigger). */
    static final long TILT_TRIGGER_MILLIS = 2_000;
    /** Ours: a stall delays no more than one round of PINGs (Redis does nothing for 30 s). */
    static final long TILT_PERIOD_MILLIS = 1_000;

    /** Ours: a call so much later than it was wanted means that we were held up; that time is nobody's silence. */
    static final long LATE_MILLIS = 100;
    /** Ours: a state that could not be written is tried again after this, or before the next thing that depends on it. */
    static final long SAVE_RETRY_MILLIS = 1_000;
    /** Ours: sooner while an election waits for our own vote to be stored: the votes of others are given already. */
    static final long SAVE_VOTE_RETRY_MILLIS = 50;

    /** Ours: how long writes may be held for a handover, unless the operator says otherwise. */
    static final long HANDOVER_TIMEOUT_MILLIS = 5_000;
    /** Ours: a server that hands over by itself gives up at its timeout; we hear of that a moment later. */
    static final long HANDOVER_GRACE_MILLIS = 1_000;
    /** Ours: how long we wait for sentinels to confirm a switch before the old master's clients are let go. */
    static final long HANDOVER_TELLING_MILLIS = 200;
    /** Ours: while writes are held, INFO is asked again so soon; then at each tenth of the time waited. */
    static final long HANDOVER_INFO_MILLIS = 5;

    private static final long HANDOVER_INFO_PARTS = 10;
    /** Ours: the same refusal of the same command is told again after this. */
    static final long REFUSAL_PERIOD_MILLIS = 60_000;

    /**
     * Ours: with many groups what is periodic happens on beats that all share, at most so far apart (Redis: ten times a
     * second). With few, each keeps its own time.
     */
    static final long LONGEST_BEAT_MILLIS = 50;

    private static final int GROUPS_PER_BEAT_MILLI = 10;
    /** A beat is at most this part of a period, so that what is early for its sake is so by little. */
    private static final int BEATS_IN_PERIOD = 20;

    private Timers() {}

    /** How far apart the beats are, at least 1. */
    static long beatMillis(int groups, long periodMillis) {
        if (groups < 2 * GROUPS_PER_BEAT_MILLI) {
            return 1;
        }
        long longest = Math.min(LONGEST_BEAT_MILLIS, periodMillis / BEATS_IN_PERIOD);
        return Math.max(1, Math.min(longest, groups / GROUPS_PER_BEAT_MILLI));
    }

    static long pingPeriodMillis(long downAfterMillis) {
        return Math.clamp(downAfterMillis / PINGS_WITHIN_DOWN_AFTER, SHORTEST_PING_PERIOD_MILLIS, PING_PERIOD_MILLIS);
    }

    /** Period of INFO while writes are held since {@code heldMillis}. */
    static long handoverInfoPeriodMillis(long heldMillis) {
        return Math.clamp(heldMillis / HANDOVER_INFO_PARTS, HANDOVER_INFO_MILLIS, INFO_PERIOD_IN_TROUBLE_MILLIS);
    }

    /** Period of INFO for a state that waits for it since {@code waitedMillis}. */
    static long awaitedInfoPeriodMillis(long waitedMillis) {
        return Math.clamp(waitedMillis / 2, INFO_AWAITED_MILLIS, INFO_PERIOD_IN_TROUBLE_MILLIS);
    }
}
