package io.vedette.launcher.up;

import io.vedette.launcher.client.Address;

/** What a member answered when it was last asked. Fields that a foreign server leaves out are empty or 0. */
sealed interface Sight {
    /** Stands among the words on a master's ballot while it takes no writes. */
    String FENCED = "FENCED";

    /** No answer. */
    record Unreachable() implements Sight {}

    /**
     * @param offset end of its replication log, bytes
     * @param ballot what it is by which ballot, in words; empty outside of groups with a write quorum
     */
    record Master(long pid, long offset, int connectedReplicas, String ballot) implements Sight {}

    /**
     * @param offset how far it has applied its master's log, bytes
     * @param ballot as of a master
     */
    record Replica(long pid, Address master, boolean linkUp, boolean syncing, long offset, String ballot)
            implements Sight {}

    /**
     * A sentinel and its view of the group.
     *
     * @param flags as SENTINEL MASTER gives them: {@code master}, {@code s_down,master}, ...
     * @param now what it does about that, or why it does nothing; empty if all is well, or if it cannot tell
     */
    record Sentinel(long pid, Address master, String flags, int replicas, int otherSentinels, int quorum, String now)
            implements Sight {
        boolean sound() {
            return flags.equals("master");
        }

        Sentinel doing(String what) {
            return new Sentinel(pid, master, flags, replicas, otherSentinels, quorum, what);
        }
    }

    /** Process id that the member gave; 0 if it gave none. */
    default long processId() {
        return switch (this) {
            case Unreachable() -> 0;
            case Master master -> master.pid;
            case Replica replica -> replica.pid;
            case Sentinel sentinel -> sentinel.pid;
        };
    }

    /** A master that leads by a ballot and may write, or a replica that follows in one. */
    default boolean hasItsPlaceByBallot() {
        return switch (this) {
            case Unreachable() -> false;
            case Master master -> master.ballot.startsWith("leading") && !master.ballot.contains(FENCED);
            case Replica replica -> replica.linkUp && replica.ballot.startsWith("following");
            case Sentinel sentinel -> false;
        };
    }

    default boolean answers() {
        return !(this instanceof Unreachable);
    }

    default boolean followsWithLinkUp() {
        return this instanceof Replica replica && replica.linkUp;
    }
}
