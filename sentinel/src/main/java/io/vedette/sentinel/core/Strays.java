package io.vedette.sentinel.core;

import java.util.OptionalLong;

/**
 * Sends new replicas of a group with a write quorum their first ballot, and puts right servers that are not where they belong: one that says it is a master, or that follows somebody else. Called
 * with each INFO, so it acts on what was just heard. Without state.
 *
 * <p>A master that returns after a failover is made a replica as soon as it is heard, before clients write to it; a member that has
 * let go of its master by a promise is sent to the one who leads as soon. Any other
 * one that says it is master gets the time in which a hello would tell of a promotion that we missed.
 */
final class Strays {
    private final Identity identity;

    Strays(Identity identity) {
        this.identity = identity;
    }

    /** Looks at what {@code node} just said. */
    void heard(Group group, DataNode node, Turn turn) {
        if (group.isMaster(node)) {
            group.replicas().values().stream()
                    .filter(Strays::isReturningMaster)
                    .toList()
                    .forEach(replica -> look(group, replica, turn));
        } else {
            look(group, node, turn);
        }
    }

    private void look(Group group, DataNode node, Turn turn) {
        if (node.foreign().isPresent()) {
            return;
        }
        if (node.follows(group.master().address())) {
            node.strayedSince(OptionalLong.empty());
            if (Synod.isOutside(group, node)
                    && node.masterLinkUp()
                    && mayBePutRight(group, node)
                    && isSane(group, turn)) {
                enlist(group, node, turn);
            }
            return;
        }
        if (node.strayedSince().isEmpty()) {
            node.strayedSince(OptionalLong.of(turn.millis()));
        }
        if (mayBePutRight(group, node) && isPatienceOver(group, node, turn) && isSane(group, turn)) {
            String event = node.says(InfoReport.Role.MASTER) ? "+convert-to-slave" : "+fix-slave-config";
            turn.announce(event, group.text(node), Effect.Level.NOTICE, group.name());
            Repointer.order(node, group, turn);
            node.putRight(turn.now());
        }
    }

    /**
     * A new replica follows the master, is in sync (the word breaks its link), and has promised nothing: by this word it does, and can be
     * made a member of the group.
     */
    private static void enlist(Group group, DataNode node, Turn turn) {
        boolean due = node.putRightAt().isEmpty()
                || turn.millis() >= node.putRightAt().getAsLong() + Timers.FORMER_MASTER_RETRY_MILLIS;
        if (due) {
            turn.announce("+enlist-slave", group.text(node), Effect.Level.NOTICE, group.name());
            Repointer.order(node, group, turn);
            node.putRight(turn.now());
        }
    }

    private static boolean mayBePutRight(Group group, DataNode node) {
        return switch (group.failover()) {
            case Failover.None none -> true;
            case Failover.Repointing repointing -> isReturningMaster(node);
            case Failover.Electing electing -> false;
            case Failover.Choosing choosing -> false;
            case Failover.HandingOver handingOver -> false;
            case Failover.Preparing preparing -> false;
            case Failover.Promoting promoting -> false;
        };
    }

    static boolean isReturningMaster(DataNode node) {
        return node.isFormerMaster() && node.says(InfoReport.Role.MASTER);
    }

    private boolean isPatienceOver(Group group, DataNode node, Turn turn) {
        boolean returning = isReturningMaster(node) || node.isDetached();
        long bound = returning
                ? turnOfOurs(group)
                : node.says(InfoReport.Role.MASTER)
                        ? Timers.STRAY_MASTER_MILLIS
                        : group.settings().failoverTimeoutMillis();
        long first = node.strayedSince().orElseThrow() + bound;
        long again = returning ? Timers.FORMER_MASTER_RETRY_MILLIS : bound;
        long due = node.putRightAt().isPresent() ? node.putRightAt().getAsLong() + again : first;
        return turn.millis() >= due;
    }

    /** Whoever made the configuration acts at once, the others after it one by one: each order cuts everybody's links. */
    private long turnOfOurs(Group group) {
        if (group.isOwnConfiguration()) {
            return 0;
        }
        long before = group.peers().values().stream()
                .filter(peer -> !peer.isDown() && peer.runId().compareTo(identity.runId()) < 0)
                .count();
        return (1 + before) * Timers.FORMER_MASTER_STAGGER_MILLIS;
    }

    /** The master answers, says that it is one, said so not long ago and has its data: others may be told to follow it. */
    private static boolean isSane(Group group, Turn turn) {
        DataNode master = group.master();
        long period = turn.periods().pingMillis(group.settings().downAfterMillis());
        return !master.isDown()
                && !group.lineage().isInDoubt()
                && master.link().isUp()
                && master.says(InfoReport.Role.MASTER)
                && turn.millis() - master.infoAt() < 2 * turn.periods().infoMillis()
                && turn.millis() - master.link().lastSignOfLife() <= 2 * period;
    }
}
