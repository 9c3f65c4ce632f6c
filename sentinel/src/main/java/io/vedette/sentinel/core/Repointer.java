package io.vedette.sentinel.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Sends the replicas of a group to its new master, at most parallel-syncs at a time, but as many as confirm its writes. The old master is no concern of it,
 * unless it was found a replica and told to follow: {@link Strays} puts it right when it comes back. Without state.
 */
final class Repointer {
    private Repointer() {}

    /** Goes on as far as the replicas' last words permit; true when all that can be done is done. */
    static boolean drive(Group group, Failover.Repointing state, Turn turn) {
        List<DataNode> others = new ArrayList<>();
        List<DataNode> waiting = new ArrayList<>();
        int underWay = 0;
        for (DataNode node : group.replicas().values()) {
            if (concerns(node)) {
                others.add(node);
                follow(node, group, turn);
                if (!node.isDown() && node.repoint().isUnderWay()) {
                    underWay++;
                } else if (!node.isDown() && node.repoint() instanceof Repoint.NotYet) {
                    waiting.add(node);
                }
            }
        }
        waiting.sort(Comparator.comparing(DataNode::address));
        int begun = 0;
        for (DataNode node : mayBeFollowed(group) ? waiting : List.<DataNode>of()) {
            if (node.link().isUp() && underWay + begun < atOnce(group)) {
                send(node, "+slave-reconf-sent", group, turn);
                begun++;
            }
        }
        if (underWay == 0 && waiting.isEmpty()) {
            return true;
        }
        if (turn.due(state.since() + group.settings().failoverTimeoutMillis())) {
            announce("+failover-end-for-timeout", group.text(), Effect.Level.WARNING, group, turn);
            others.stream()
                    .filter(node -> mayBeFollowed(group) && node.link().isUp())
                    .filter(node -> !(node.repoint() instanceof Repoint.Done))
                    .forEach(node -> send(node, "+slave-reconf-sent-be", group, turn));
            return true;
        }
        return false;
    }

    /** In a group with a write quorum the new master acknowledges nothing until so many replicas follow it. */
    private static int atOnce(Group group) {
        int confirming = group.settings()
                .caution()
                .writeQuorum()
                .map(WriteQuorum::confirming)
                .orElse(0);
        return Math.max(group.settings().parallelSyncs(), confirming);
    }

    /**
     * False for a master that is down, or came back without its data: another sentinel may be promoting one of those who would
     * be sent to it now, and our order would undo that.
     */
    private static boolean mayBeFollowed(Group group) {
        return !group.master().isDown() && !group.lineage().isInDoubt();
    }

    private static boolean concerns(DataNode node) {
        boolean present = !node.isFormerMaster()
                || node.says(InfoReport.Role.REPLICA)
                || node.repoint().isUnderWay();
        return present && node.foreign().isEmpty();
    }

    /** Looks how far a replica is by its last INFO. */
    private static void follow(DataNode node, Group group, Turn turn) {
        boolean follows = node.follows(group.master().address());
        switch (node.repoint()) {
            case Repoint.NotYet notYet -> {
                if (follows) { // somebody else was faster
                    node.repoint(node.masterLinkUp() ? new Repoint.Done() : new Repoint.InProgress(turn.millis()));
                }
            }
            case Repoint.Sent sent -> {
                if (follows) {
                    announce("+slave-reconf-inprog", group.text(node), Effect.Level.NOTICE, group, turn);
                    node.repoint(new Repoint.InProgress(sent.since()));
                    finish(node, group, turn);
                } else if (turn.due(sent.since() + turn.periods().repointTimeoutMillis())) {
                    node.repoint(new Repoint.Done());
                    announce("-slave-reconf-sent-timeout", group.text(node), Effect.Level.NOTICE, group, turn);
                }
            }
            case Repoint.InProgress inProgress -> {
                if (follows) {
                    finish(node, group, turn);
                }
            }
            case Repoint.Done done -> {}
        }
    }

    private static void finish(DataNode node, Group group, Turn turn) {
        if (node.masterLinkUp()) {
            node.repoint(new Repoint.Done());
            announce("+slave-reconf-done", group.text(node), Effect.Level.NOTICE, group, turn);
        }
    }

    private static void send(DataNode node, String event, Group group, Turn turn) {
        order(node, group, turn);
        node.repoint(new Repoint.Sent(turn.millis()));
        announce(event, group.text(node), Effect.Level.NOTICE, group, turn);
    }

    /** Tells a server to follow the group's master; its INFO, asked behind that on the same link, tells what came of it. */
    static void order(DataNode node, Group group, Turn turn) {
        order(node, group, group.master().address(), false, turn);
    }

    private static Request request(Group group, Address master, boolean held) {
        return Synod.ballot(group)
                .filter(ballot -> Synod.governs(group))
                .<Request>map(ballot -> new Request.Supervise(group.name(), new Decree.Follow(ballot, master)))
                .orElseGet(() -> new Request.Follow(master, held));
    }

    static void order(DataNode node, Group group, Address master, boolean held, Turn turn) {
        Request request = request(group, master, held);
        turn.send(node.link(), request);
        node.infoAsked(turn.now());
        turn.send(node.link(), new Request.Info(true));
        if (request instanceof Request.Supervise && !held) { // else it would start again as a replica of the old master
            turn.send(node.link(), new Request.KeepRole());
        }
    }

    private static void announce(String event, String payload, Effect.Level level, Group group, Turn turn) {
        turn.announce(event, payload, level, group.name());
    }
}
