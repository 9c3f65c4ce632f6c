package io.vedette.sentinel.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which master this sentinel supports, and whose support has to end before another one is promoted. Without state of its own.
 *
 * <p>A master under a fence writes only while K sentinels support it. This one supports the master of the newest epoch that it
 * knows, and none as long as it has voted in an epoch of which it knows no master: a vote withdraws support. Whoever was elected
 * promotes only when S - K + 1 of its voters were last heard by a master longer ago than any server counts them, or by one that has
 * promised since to write no more. Then K supporters are not left for anybody.
 *
 * <p>The end of an election is a master of its epoch in any case: where the old one answers again it is confirmed in the new
 * epoch, or those who voted would never support it again. Before that the support of any other one must have ended, as before a promotion: somebody may lead by an epoch of which the
 * leader has not heard. A sentinel that has voted and hears of no master for a while while the old one answers
 * sees to that by an election of its own ({@link #isWithheld}).
 *
 * <p>Supporting PINGs do not wait for our disk, votes do. Should we die and know an older master only, we are one of those who did not vote
 * against it, and these are fewer than K.
 */
final class Backing {
    private static final long LONG_AGO = Long.MIN_VALUE / 2;
    static final long NEVER = Long.MAX_VALUE;

    private Backing() {}

    static boolean governs(Group group) {
        return group.settings().caution().fencing().isPresent();
    }

    private static Fencing stated(Group group) {
        return group.settings().caution().fencing().orElseThrow();
    }

    // --- whom we support ---

    /** Whether PINGs to {@code node} say that we support it. */
    static boolean supports(Group group, DataNode node) {
        return governs(group)
                && group.isMaster(node)
                && node.knowsFences()
                && group.configEpoch() >= group.leaderEpoch()
                && !node.says(InfoReport.Role.REPLICA)
                && !group.lineage().isReborn(group);
    }

    /** How often {@code node} is pinged. */
    static long pingPeriodMillis(Group group, DataNode node, Turn turn) {
        long period = turn.periods().pingMillis(group.settings().downAfterMillis());
        return supports(group, node) ? Math.min(period, stated(group).pingPeriodMillis()) : period;
    }

    /** What a vote of ours says. */
    static LastSupport last(Group group, Moment now) {
        return new LastSupport(group.supported(), Math.max(0, now.monotonicMillis() - group.supportedAt()));
    }

    /** True if we have voted in an epoch of which we know no master, and the present one answers: we do not support it, and it may be well. */
    static boolean isWithheld(Group group) {
        return governs(group)
                && group.leaderEpoch() > group.configEpoch()
                && !group.master().isDown()
                && group.master().link().isUp();
    }

    /**
     * True if the master says that it may not write, though it leads for longer than it takes to be supported: so many have voted, and support
     * nobody, that an election must be let through.
     *
     * @param since when it began to lead
     */
    static boolean isShutOut(Group group, long since) {
        return governs(group)
                && group.master().infoAt() > since + stated(group).overAfterMillis()
                && group.master().fence().filter(FenceReport::isClosed).isPresent();
    }

    // --- whose support is over ---

    /**
     * When the support of so many voters is over that a new master may begin; {@link #NEVER} if too few have voted and said whom they
     * supported last.
     *
     * @param epoch in which we were elected, or which we took by the operator's word
     * @param prepared servers that have promised in this epoch to write no more
     */
    static long overAt(Group group, long epoch, Set<Address> prepared, Identity identity) {
        if (!governs(group) || Synod.areAll(group, prepared)) {
            return LONG_AGO;
        }
        List<Long> ends = new ArrayList<>();
        ends.add(endOf(group, group.supported(), group.supportedAt(), prepared));
        for (Peer peer : group.peers().values()) {
            if (peer.votedFor(identity.runId(), epoch)) {
                peer.support(epoch)
                        .ifPresent(support -> ends.add(endOf(group, support.server(), support.heardAt(), prepared)));
                if (peer.neverSupports()) {
                    ends.add(LONG_AGO);
                }
            }
        }
        long[] sorted = ends.stream().mapToLong(Long::longValue).sorted().toArray();
        int needed = stated(group).withdrawals();
        return sorted.length < needed ? NEVER : sorted[needed - 1];
    }

    private static long endOf(Group group, Address server, long heardAt, Set<Address> prepared) {
        return prepared.contains(server) ? LONG_AGO : heardAt + stated(group).overAfterMillis();
    }

    /** What a leader waits for before it promotes anybody, for people; nothing: it does not wait. */
    static Optional<String> waiting(Group group, long epoch, Identity identity, Moment now) {
        long over = overAt(group, epoch, Set.of(), identity);
        if (over <= now.monotonicMillis()) {
            return Optional.empty();
        }
        return Optional.of(
                over == NEVER
                        ? "waiting for more sentinels to vote, and so to support the old master no more"
                        : "waiting " + (over - now.monotonicMillis())
                                + " ms until no support of the old master counts");
    }

    /** The epoch in which votes are still wanted so that support ends, though no more are needed to lead; 0: in none. */
    static long epochAsked(Group group) {
        if (!governs(group)) {
            return 0;
        }
        return switch (group.failover()) {
            case Failover.Choosing choosing -> choosing.epoch();
            case Failover.Preparing preparing -> preparing.epoch();
            case Failover.Electing electing -> 0;
            case Failover.HandingOver handingOver -> 0;
            case Failover.Promoting promoting -> 0;
            case Failover.Repointing repointing -> 0;
            case Failover.None none -> 0;
        };
    }

    /** How long a leader that we voted for is given to name a master. */
    static long patienceMillis(Group group, long timeoutMillis) {
        return governs(group)
                ? Math.min(timeoutMillis, stated(group).overAfterMillis() + Timers.LEADER_NAMES_MASTER_MILLIS)
                : timeoutMillis;
    }

    // --- what is told ---

    /** Why there must be no automatic failover; empty: it may be. */
    static List<String> obstacles(Group group) {
        int known = group.quorum().voters();
        return governs(group) && known > stated(group).stated()
                ? List.of(known + " sentinels are known and " + stated(group).stated() + " stated")
                : List.of();
    }

    /** What of the fence is not in force, or slows failovers down, for people; nothing where all is as it should be. */
    static List<String> shortcomings(Group group) {
        Fencing stated = stated(group);
        List<String> found = new ArrayList<>();
        Optional<FenceReport> told = group.master().fence();
        told.ifPresent(fence -> compare(fence, stated, found));
        if (told.isEmpty() && !group.master().isDown()) {
            found.add("the master tells nothing of a fence: it is none of ours, or has not been heard");
        }
        int known = group.quorum().voters();
        if (known != stated.stated()) {
            found.add(known + " sentinels are known and " + stated.stated() + " stated");
        }
        long foreign =
                group.peers().values().stream().filter(Peer::neverSupports).count();
        if (foreign > 0) {
            found.add(foreign + " of the sentinels promote without waiting, as Redis' own do: best effort");
        }
        if (stated.sentinels()
                < Fencing.leastSentinels(stated.stated(), group.quorum().needed())) {
            found.add("with a quorum of " + group.quorum().needed() + " a leader needs so few votes that "
                    + Fencing.leastSentinels(stated.stated(), group.quorum().needed()) + " sentinels must be demanded");
        }
        if (stated.overAfterMillis() >= group.settings().downAfterMillis()) {
            found.add("a failover waits for up to "
                    + (stated.overAfterMillis() - group.settings().downAfterMillis())
                    + " ms: the lag and " + stated.driftMillis()
                    + " ms of drift are not below down-after-milliseconds");
        }
        return found;
    }

    private static void compare(FenceReport fence, Fencing stated, List<String> found) {
        if (fence.sentinels() != stated.sentinels()) {
            found.add("the master demands " + fence.sentinels() + " sentinels (min-sentinels-to-write), stated is "
                    + stated.sentinels());
        }
        if (fence.maxLagMillis() != stated.maxLagMillis()) {
            found.add("the master counts contacts for " + fence.maxLagMillis()
                    + " ms (min-sentinels-max-lag), stated is " + stated.maxLagMillis());
        }
    }

    /** People hear of a change of {@link #shortcomings}. */
    static void tell(Group group, Turn turn) {
        if (!governs(group)) {
            return;
        }
        List<String> found = shortcomings(group);
        if (group.toldOfFence(found)) {
            turn.announce(
                    found.isEmpty() ? "+fenced" : "-fenced",
                    group.text() + " #" + (found.isEmpty() ? "in force" : String.join("; ", found)),
                    found.isEmpty() ? Effect.Level.NOTICE : Effect.Level.WARNING,
                    group.name());
        }
    }

    /** For EXPLAIN. */
    static Account explain(Group group, Moment now) {
        Fencing stated = stated(group);
        AccountDraft draft = new AccountDraft()
                .add("demanded", stated.sentinels())
                .add("max-lag-ms", stated.maxLagMillis())
                .add("sentinels", stated.stated())
                .add("over-after-ms", stated.overAfterMillis())
                .add("supported-here", supports(group, group.master()))
                .add("last-supported", group.supported().toString())
                .add("last-heard-ms", Math.max(0, now.monotonicMillis() - group.supportedAt()));
        group.master()
                .fence()
                .ifPresent(fence -> draft.add("master-says", fence.state()).add("supporters", fence.supporters()));
        return draft.add("missing", Account.Items.texts(shortcomings(group))).done();
    }
}
