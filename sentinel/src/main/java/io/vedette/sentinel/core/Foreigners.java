package io.vedette.sentinel.core;

import java.util.Map;
import java.util.Optional;

/**
 * Tells servers that belong to another group although they are found at an address of this one: addresses are given to
 * others, most of all where machines come and go. Such a server is never promoted, and never made a replica here: that would
 * wipe it. Shares the groups of {@link SentinelCore}; without state of its own.
 */
final class Foreigners {
    private final Map<String, Group> groups;

    Foreigners(Map<String, Group> groups) {
        this.groups = groups;
    }

    /** Looks at what the server just said of itself. */
    void look(Group group, DataNode node, Turn turn) {
        boolean ours = group.isMaster(node)
                || node.follows(group.master().address())
                || Synod.isPledged(group, node); // it follows nobody, whatever its configuration says
        Optional<String> reason = ours ? Optional.empty() : reason(group, node);
        if (reason.isPresent() && node.foreign().isEmpty()) {
            turn.announce(
                    "+foreign-instance", group.text(node) + " " + reason.get(), Effect.Level.WARNING, group.name());
        } else if (reason.isEmpty() && node.foreign().isPresent()) {
            turn.announce("-foreign-instance", group.text(node), Effect.Level.WARNING, group.name());
        }
        node.foreign(reason);
    }

    private Optional<String> reason(Group group, DataNode node) {
        Optional<String> elsewhere = groups.values().stream()
                .filter(other -> !other.master().address().equals(group.master().address()))
                .filter(other -> other.nodes().stream().anyMatch(member -> isHome(other, member, node)))
                .map(other -> "is monitored as " + other.name())
                .findFirst();
        if (elsewhere.isPresent()) {
            return elsewhere;
        }
        InfoReport report = node.info().orElseThrow();
        if (!ReplicaChoice.hasSynced(report) || !group.lineage().isAlien(report)) {
            return Optional.empty();
        }
        if (report.says(InfoReport.Role.MASTER)) {
            boolean hasOthers = !report.replicas().isEmpty()
                    && report.replicas().stream()
                            .allMatch(replica -> group.node(replica).isEmpty());
            return hasOthers
                    ? Optional.of("is the master of " + report.replicas().getFirst())
                    : Optional.empty();
        }
        // One that was never linked since it started only has a stale configuration: that is put right as ever.
        return report.master()
                .filter(master -> report.everLinked() && group.node(master).isEmpty())
                .map(master -> "follows " + master);
    }

    /** True if the server is the other group's {@code member}, and that group's master or a follower of it. */
    private static boolean isHome(Group other, DataNode member, DataNode node) {
        boolean same = node.info()
                .flatMap(InfoReport::runId)
                .filter(id -> member.info()
                        .flatMap(InfoReport::runId)
                        .filter(id::equals)
                        .isPresent())
                .isPresent();
        return same && (other.isMaster(member) || member.follows(other.master().address()));
    }
}
