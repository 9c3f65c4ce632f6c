package io.vedette.sentinel.core;

/**
 * Where a group's failover stands; each state holds only what is true in it. {@code None -> Electing -> Choosing ->
 * Promoting -> Repointing -> None}, or {@code Choosing -> HandingOver -> Repointing} where the old master is well and the
 * operator wants another; {@code HandingOver -> Promoting} where it has only held its writes. Every state may be given up to {@code None}.
 *
 * <p>The switch to the new master happens between Promoting and Repointing: the new master serves then, and nobody is made
 * to wait until the last replica has synchronised.
 */
sealed interface Failover {
    /** No failover of ours. */
    record None() implements Failover {}

    /**
     * Votes are asked for.
     *
     * @param order the operator's, who needs no votes
     * @param ballot number of the state that holds our own vote, which counts when that is on disk
     */
    record Electing(long epoch, long since, Order order, long ballot) implements Failover {
        boolean forced() {
            return order.forced();
        }
    }

    /** This sentinel leads; the candidates say how far they are. */
    record Choosing(long epoch, long since, Order order) implements Failover {
        boolean forced() {
            return order.forced();
        }
    }

    /**
     * The old master is well and hands over to the chosen one.
     *
     * @param masterInfos how many INFOs the master had sent when its writes were held
     * @param chosenInfos the same of the chosen one
     */
    record HandingOver(
            long epoch,
            long since,
            Order order,
            DataNode chosen,
            Handover.Step step,
            long masterInfos,
            long chosenInfos)
            implements Failover {}

    /** The chosen one was told; its word that it is master is awaited. */
    record Promoting(long epoch, long since, DataNode chosen) implements Failover {}

    /** The new master serves and is the group's master; the other replicas are sent to it. */
    record Repointing(long epoch, long since) implements Failover {}

    /** The word of SENTINEL MASTER's failover-state. */
    default String word() {
        return switch (this) {
            case None none -> "none";
            case Electing electing -> "wait_start";
            case Choosing choosing -> "select_slave";
            case HandingOver handingOver -> "wait_promotion";
            case Promoting promoting -> "wait_promotion";
            case Repointing repointing -> "reconf_slaves";
        };
    }

    default boolean isUnderWay() {
        return !(this instanceof None);
    }
}
