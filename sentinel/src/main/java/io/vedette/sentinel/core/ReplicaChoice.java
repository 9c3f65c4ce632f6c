package io.vedette.sentinel.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which replica becomes master. Out of the question are replicas that are down, disconnected, silent, of priority 0, still
 * loading or never synced, whose INFO is old, that hold another history than their master, or belong to another group; among the rest: lowest priority number, then greatest offset, then least
 * run id (Redis' order). One that was chosen for the same trouble and did not become master comes last.
 *
 * <p>One that says it is a master comes after all that say they are replicas. It may be the work of a leader that died before
 * it could tell anybody, or a late order of one that was deposed, and where nobody else is left and the master is down, it is what there is.
 *
 * <p>Redis also leaves out replicas that lost their master long before the sentinel saw it down, which after a late view
 * leaves out all of them for ever. Here the bound counts from the replica that kept its link longest, so the freshest one
 * is never left out.
 *
 * <p>Choosing and explaining are one: what is told to people are the very checks and criteria that chose.
 */
final class ReplicaChoice {
    /** How much longer than the freshest a replica may have been without its master (Redis: 10 * down-after). */
    private static final long STALE_LINK_DOWN_AFTERS = 10;

    /** A replica that never synced has this offset, or less. */
    private static final long FIRST_OFFSET = 1;

    private static final String NEVER = "never";

    private static final int MOST_CHECKS = 13;

    /** One point in which candidates are compared; the first in which two differ decides. */
    private record Criterion(String name, Comparator<DataNode> order) {}

    private ReplicaChoice() {}

    static Optional<DataNode> best(Group group, Moment now) {
        return rank(group, now).best();
    }

    /** Looks at all replicas of the group. */
    static Ranking rank(Group group, Moment now) {
        List<Candidate> judged = judge(group, now);
        List<Criterion> criteria = criteria(group.master().downSince().orElse(now.monotonicMillis()));
        Comparator<DataNode> order =
                criteria.stream().map(Criterion::order).reduce((a, b) -> 0, Comparator::thenComparing);
        List<Candidate> eligible = judged.stream()
                .filter(Candidate::isEligible)
                .sorted(Comparator.comparing(Candidate::node, order))
                .toList();
        List<Candidate> refused =
                judged.stream().filter(candidate -> !candidate.isEligible()).toList();
        return new Ranking(eligible, refused, reason(eligible, criteria));
    }

    /** Each by itself first, then against the others that are fit so far. */
    private static List<Candidate> judge(Group group, Moment now) {
        Map<DataNode, List<Check>> looked =
                LinkedHashMap.newLinkedHashMap(group.replicas().size());
        List<DataNode> fit = new ArrayList<>(group.replicas().size());
        for (DataNode node : group.replicas().values()) {
            List<Check> checks = checks(node, group, now);
            looked.put(node, checks);
            if (Check.allPassed(checks)) {
                fit.add(node);
            }
        }
        long freshest = fit.stream()
                .filter(ReplicaChoice::tellsLinkDown)
                .mapToLong(ReplicaChoice::linkDownMillis)
                .min()
                .orElse(0);
        long stalest = freshest + STALE_LINK_DOWN_AFTERS * group.settings().downAfterMillis();
        long newest = Math.max(
                group.lineage().offset(),
                fit.stream().mapToLong(ReplicaChoice::offset).max().orElse(0));
        OptionalLong mostLag = group.settings().caution().maxFailoverLagBytes();
        List<Candidate> judged = new ArrayList<>(looked.size());
        looked.forEach((node, checks) -> {
            checks.add(Check.atMost("master-link-down-ms", linkDownMillis(node), stalest));
            if (mostLag.isPresent()) {
                checks.add(Check.atMost("lag-bytes", Math.max(0, newest - offset(node)), mostLag.getAsLong()));
            }
            judged.add(new Candidate(node, checks));
        });
        return judged;
    }

    /**
     * False if the replica is out of the question, told without making words of it. True says little: {@link #rank} looks
     * closer.
     */
    static boolean mayBeFit(DataNode node) {
        return !node.isDown()
                && node.link().isUp()
                && node.priority() != 0
                && node.info().filter(ReplicaChoice::hasSynced).isPresent();
    }

    /** @param troubleSince promotions that failed since then count against a candidate */
    private static List<Criterion> criteria(long troubleSince) {
        return List.of(
                new Criterion("role", Comparator.comparing(node -> node.says(InfoReport.Role.MASTER))),
                new Criterion(
                        "failed-promotion", Comparator.comparing(node -> node.failedPromotionSince(troubleSince))),
                new Criterion("former-master", Comparator.comparing(DataNode::isFormerMaster)),
                new Criterion("priority", Comparator.comparingInt(DataNode::priority)),
                new Criterion(
                        "offset",
                        Comparator.comparingLong(ReplicaChoice::offset).reversed()),
                new Criterion(
                        "runid",
                        Comparator.comparing(
                                node -> node.info().flatMap(InfoReport::runId).orElse("~"))),
                new Criterion("address", Comparator.comparing(DataNode::address)));
    }

    private static String reason(List<Candidate> eligible, List<Criterion> criteria) {
        if (eligible.isEmpty()) {
            return "";
        }
        if (eligible.size() == 1) {
            return "only-candidate";
        }
        DataNode first = eligible.get(0).node();
        DataNode second = eligible.get(1).node();
        return criteria.stream()
                .filter(criterion -> criterion.order().compare(first, second) != 0)
                .map(Criterion::name)
                .findFirst()
                .orElse("");
    }

    /** Those that measure it by itself; whoever asks takes the list over. */
    private static List<Check> checks(DataNode node, Group group, Moment now) {
        List<Check> checks = new ArrayList<>(MOST_CHECKS);
        addAliveChecks(checks, node, now);
        boolean masterDown = group.master().isDown();
        long infoBound = masterDown ? Timers.CANDIDATE_FRESH_MILLIS : Timers.CANDIDATE_INFO_MILLIS;
        Optional<InfoReport> info = node.info();
        checks.add(
                info.isPresent()
                        ? Check.atMost("info-age-ms", now.monotonicMillis() - node.infoAt(), infoBound)
                        : Check.that("info-age-ms", false, NEVER, Long.toString(infoBound)));
        checks.add(Check.that("priority", node.priority() != 0, Integer.toString(node.priority()), "not 0"));
        checks.add(Check.that(
                "role",
                masterDown || node.says(InfoReport.Role.REPLICA),
                node.says(InfoReport.Role.MASTER) ? "master" : "slave",
                masterDown ? "any" : "slave"));
        // It may yet be a master again, if its own handover ends badly: then there would be two.
        boolean handing = info.filter(InfoReport::isHandingOver).isPresent();
        checks.add(
                Check.that("handing-over", masterDown || !handing, handing ? "yes" : "no", masterDown ? "any" : "no"));
        checks.add(Check.not("loading", info.filter(InfoReport::loading).isPresent()));
        checks.add(Check.that(
                "synced",
                info.filter(ReplicaChoice::hasSynced).isPresent(),
                info.map(InfoReport::offset).map(offset -> "offset " + offset).orElse(NEVER),
                "once"));
        info.ifPresent(report -> checks.add(group.lineage().check(report, group)));
        checks.add(
                Check.that("identity", node.foreign().isEmpty(), node.foreign().orElse("member"), "member"));
        return checks;
    }

    private static void addAliveChecks(List<Check> checks, DataNode node, Moment now) {
        checks.add(Check.not("s-down", node.isDown()));
        checks.add(Check.not("disconnected", !node.link().isUp()));
        checks.add(Check.atMost("last-ok-ping-reply", silentMillis(node, now), Timers.CANDIDATE_FRESH_MILLIS));
    }

    private static long silentMillis(DataNode node, Moment now) {
        return now.monotonicMillis() - node.link().lastSignOfLife();
    }

    /**
     * True if it holds somebody's data whole. A replica that lost its link while it loaded a snapshot has offset 1 and
     * nothing. One that waits for a snapshot, or receives it, still has the data that it had, and tells its offset: under a
     * master that came back empty all replicas do, and they are all that is left. (That it loads, it says.) A master that was
     * restarted and has no replicas may have offset 0 and yet all its data.
     */
    static boolean hasSynced(InfoReport report) {
        boolean linked = report.says(InfoReport.Role.REPLICA)
                && report.everLinked()
                && (report.masterLinkUp() || report.offset() != FIRST_OFFSET);
        boolean own = report.says(InfoReport.Role.MASTER) && report.keys() > 0;
        return linked || own || report.offset() > FIRST_OFFSET;
    }

    /** True if it passes the checks of being alive; asked too often to make words of them. */
    static boolean isAlive(DataNode node, Moment now) {
        return !node.isDown() && isAnswering(node, now);
    }

    /** As far as one can be alive whose role alone makes it count as down. */
    static boolean isAnswering(DataNode node, Moment now) {
        return node.link().isUp() && silentMillis(node, now) <= Timers.CANDIDATE_FRESH_MILLIS;
    }

    static long offset(DataNode node) {
        return node.info().map(InfoReport::offset).orElse(0L);
    }

    /** False for a master, and for a replica that had no link since it started: nothing is known of how fresh it is. */
    private static boolean tellsLinkDown(DataNode node) {
        return node.info()
                .filter(report -> report.says(InfoReport.Role.REPLICA) && report.everLinked())
                .isPresent();
    }

    private static long linkDownMillis(DataNode node) {
        return node.info().map(InfoReport::masterLinkDownMillis).orElse(0L);
    }
}
