package io.vedette.sentinel.core;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which replica becomes master. Out of the question are replicas that are down, disconnected, silent, of priority 0, still
 * loading or never synced, or whose INFO is old; among the rest: lowest priority number, then greatest offset, then least
 * run id (Redis' order). One that was chosen for the same trouble and did not become master comes last.
 *
 * <p>One that says it is a master comes after all that say they are replicas. It may be the work of a leader that died before
 * it could tell anybody, or a late order of one that was deposed, and where nobody else is left and the master is down, it is what there is.
 *
 * <p>Redis also leaves out replicas that lost their master long before the sentinel saw it down, which after a late view
 * leaves out all of them for ever. Here the bound counts from the replica that kept its link longest, so the freshest one
 * is never left out.
 */
final class ReplicaChoice {
    /** How much longer than the freshest a replica may have been without its master (Redis: 10 * down-after). */
    private static final long STALE_LINK_DOWN_AFTERS = 10;

    /** A replica that never synced has this offset, or less. */
    private static final long FIRST_OFFSET = 1;

    private static final Comparator<DataNode> LAST_RESORT =
            Comparator.comparing((DataNode node) -> node.says(InfoReport.Role.MASTER));

    private static final Comparator<DataNode> BEST_FIRST = Comparator.comparing(DataNode::isFormerMaster)
            .thenComparingInt(DataNode::priority)
            .thenComparing(Comparator.comparingLong(
                            (DataNode node) -> node.info().orElseThrow().offset())
                    .reversed())
            .thenComparing(node -> node.info().orElseThrow().runId().orElse("~"))
            .thenComparing(DataNode::address);

    private ReplicaChoice() {}

    static Optional<DataNode> best(Group group, Moment now) {
        List<DataNode> candidates = candidates(group, now).toList();
        long freshest = candidates.stream()
                .filter(node -> node.says(InfoReport.Role.REPLICA)) // masters have no link that could be stale
                .mapToLong(ReplicaChoice::linkDownMillis)
                .min()
                .orElse(0);
        long stalest = freshest + STALE_LINK_DOWN_AFTERS * group.settings().downAfterMillis();
        long troubleSince = group.master().downSince().orElse(now.monotonicMillis());
        return candidates.stream()
                .filter(node -> linkDownMillis(node) <= stalest)
                .min(LAST_RESORT
                        .thenComparing(node -> node.failedPromotionSince(troubleSince))
                        .thenComparing(BEST_FIRST));
    }

    private static Stream<DataNode> candidates(Group group, Moment now) {
        long bound = group.master().isDown() ? Timers.CANDIDATE_FRESH_MILLIS : Timers.CANDIDATE_INFO_MILLIS;
        return group.replicas().values().stream()
                .filter(node -> isAlive(node, now))
                .filter(node -> now.monotonicMillis() - node.infoAt() <= bound)
                .filter(node -> node.priority() != 0)
                .filter(node -> node.info().filter(ReplicaChoice::mayLead).isPresent())
                .filter(node -> group.master().isDown() || node.says(InfoReport.Role.REPLICA));
    }

    private static boolean mayLead(InfoReport report) {
        boolean linked = report.role().filter(InfoReport.Role.REPLICA::equals).isPresent() && report.everLinked();
        return !report.loading() && (linked || report.offset() > FIRST_OFFSET);
    }

    static boolean isAlive(DataNode node, Moment now) {
        return !node.isDown()
                && node.link().isUp()
                && now.monotonicMillis() - node.link().lastSignOfLife() <= Timers.CANDIDATE_FRESH_MILLIS;
    }

    private static long linkDownMillis(DataNode node) {
        return node.info().map(InfoReport::masterLinkDownMillis).orElse(0L);
    }
}
