package io.vedette.sentinel.core;

/**
 * How a group's master is kept from writing when too few sentinels support it, as the operator states it. The servers are told the same
 * by {@code min-sentinels-to-write} and {@code min-sentinels-max-lag}.
 *
 * @param sentinels that must support the master for it to write (K)
 * @param maxLagMillis how long ago each was in contact with it, at most (L)
 * @param stated sentinels of the group, all of them, alive or not (S)
 */
public record Fencing(int sentinels, long maxLagMillis, int stated) {
    /** More is no group, but a mistake. */
    public static final int MOST_SENTINELS = 100;

    /** As the servers have it. */
    public static final long LEAST_LAG_MILLIS = 10;

    public static final long MOST_LAG_MILLIS = 3_600_000;

    /**
     * Two clocks may go apart by one part in so many. The kernel slews by 1 in 2,000 at most and quartz is better than 1 in 10,000; what
     * is beyond that is for hosts whose clocks stand for a moment.
     */
    private static final long DRIFT_PARTS = 20;

    /** Both sides reckon in whole milliseconds. */
    private static final long LEAST_DRIFT_MILLIS = 5;

    public Fencing {
        if (sentinels < 1
                || sentinels > stated
                || stated > MOST_SENTINELS
                || maxLagMillis < LEAST_LAG_MILLIS
                || maxLagMillis > MOST_LAG_MILLIS) {
            throw new IllegalArgumentException(sentinels + " " + maxLagMillis + " " + stated);
        }
    }

    /** Fewer would leave room for supporters beside those who vote for another master: S - V + 1. */
    public static int leastSentinels(int stated, int quorum) {
        return stated - Math.max(stated / 2 + 1, quorum) + 1;
    }

    /** So many sentinels whose support has ended leave too few to support anybody else. */
    int withdrawals() {
        return stated - sentinels + 1;
    }

    /** After that no server counts a contact any more, whatever its clock does within the bound. */
    long overAfterMillis() {
        return maxLagMillis + driftMillis();
    }

    long driftMillis() {
        return Math.max(LEAST_DRIFT_MILLIS, maxLagMillis / DRIFT_PARTS);
    }

    /** PINGs go at least so often: one may be late, and the contact that the one before it proves is still counted. */
    long pingPeriodMillis() {
        return Math.max(1, maxLagMillis / 3);
    }
}
