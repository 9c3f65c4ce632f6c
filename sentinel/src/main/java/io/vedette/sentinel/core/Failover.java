package io.vedette.sentinel.core;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a group's failover stands; each state holds only what is true in it. {@code None -> Electing -> Choosing ->
 * Promoting -> Repointing -> None}, or {@code Choosing -> HandingOver -> Repointing} where the old master is well and the
 * operator wants another; {@code HandingOver -> Promoting} where it has only held its writes; {@code Choosing -> Preparing ->
 * Promoting} in a group with a write quorum, and {@code Preparing -> HandingOver -> Preparing} there while a master that is well holds its
 * writes until the chosen one has them. Every state may be given up to {@code None}.
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

    /**
     * Of a group with a write quorum: members are asked how much they hold, then for a promise. See {@link Synod}.
     *
     * @param ballot that they are to promise; none as long as they are only asked
     * @param asked whom
     * @param told what they answered
     */
    record Preparing(
            long epoch,
            long since,
            Order order,
            Optional<Ballot> ballot,
            Set<Address> asked,
            Map<Address, Testimony> told)
            implements Failover {
        public Preparing {
            asked = Set.copyOf(asked);
            told = Map.copyOf(told);
        }

        Preparing asking(Set<Address> others) {
            return new Preparing(epoch, since, order, ballot, others, told);
        }

        Preparing with(Map<Address, Testimony> more) {
            return new Preparing(epoch, since, order, ballot, asked, more);
        }

        /** True if {@code decree} is the question that is open. */
        boolean isAnsweredBy(Decree decree) {
            return switch (decree) {
                case Decree.Key key -> ballot.isEmpty();
                case Decree.Prepare prepare ->
                    ballot.filter(prepare.ballot()::equals).isPresent();
                case Decree.Promote promote -> false;
                case Decree.Follow follow -> false;
            };
        }
    }

    /**
     * The chosen one was told; its word that it is master is awaited.
     *
     * @param decree how it was told, in a group with a write quorum
     */
    record Promoting(long epoch, long since, DataNode chosen, Optional<Decree.Promote> decree) implements Failover {
        Promoting(long epoch, long since, DataNode chosen) {
            this(epoch, since, chosen, Optional.empty());
        }
    }

    /** The new master serves and is the group's master; the other replicas are sent to it. */
    record Repointing(long epoch, long since) implements Failover {}

    /** The word of SENTINEL MASTER's failover-state. */
    default String word() {
        return switch (this) {
            case None none -> "none";
            case Electing electing -> "wait_start";
            case Choosing choosing -> "select_slave";
            case HandingOver handingOver -> "wait_promotion";
            case Preparing preparing -> "select_slave";
            case Promoting promoting -> "wait_promotion";
            case Repointing repointing -> "reconf_slaves";
        };
    }

    default boolean isUnderWay() {
        return !(this instanceof None);
    }
}
