package io.vedette.sentinel.core;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Takes a group through a failover: election, choice, promotion, repointing, switch. Looks after each event what the state
 * now permits and goes as far as it can at once. Without state of its own but chance.
 */
final class FailoverDriver {
    private final Identity identity;
    private final RandomGenerator random;

    FailoverDriver(Identity identity, RandomGenerator random) {
        this.identity = identity;
        this.random = random;
    }

    /** Goes on as far as what is known permits. */
    void drive(Group group, Turn turn) {
        boolean moved = true;
        while (moved) {
            moved = switch (group.failover()) {
                case Failover.None none -> mayElect(group, turn);
                case Failover.Electing electing -> countVotes(group, electing, turn);
                case Failover.Choosing choosing -> choose(group, choosing, turn);
                case Failover.Promoting promoting -> awaitPromotion(group, promoting, turn);
                case Failover.Repointing repointing -> repoint(group, repointing, turn);
            };
        }
    }

    // --- election ---

    private boolean mayElect(Group group, Turn turn) {
        if (!group.isObjectivelyDown() || !turn.due(electionTime(group))) {
            return false;
        }
        begin(group, false, turn);
        return true;
    }

    /** Ours in the order of run ids, a little apart, among the sentinels that are alive. */
    private long electionTime(Group group) {
        long rank = group.peers().values().stream()
                .filter(peer -> !peer.isDown() && peer.runId().compareTo(identity.runId()) < 0)
                .count();
        return Math.max(
                group.electNotBefore(), group.objectivelyDownSince().orElseThrow() + rank * Timers.STAGGER_MILLIS);
    }

    /** Begins a failover; {@code forced} ones by the operator need no votes. */
    void begin(Group group, boolean forced, Turn turn) {
        long epoch = identity.currentEpoch() + 1;
        identity.sawEpoch(epoch, turn);
        announce("+try-failover", group.text(), Effect.Level.WARNING, group, turn);
        identity.vote(group, identity.runId(), epoch, turn);
        group.failover(new Failover.Electing(epoch, turn.millis(), forced));
        group.peers().values().forEach(Peer::askAnew);
        group.replicas().values().forEach(DataNode::wantInfo);
    }

    private boolean countVotes(Group group, Failover.Electing election, Turn turn) {
        long votes = 1
                + group.peers().values().stream()
                        .filter(peer -> votedForMe(peer, election.epoch()))
                        .count();
        boolean mine = group.leaderEpoch() == election.epoch()
                && group.leader().filter(identity.runId()::equals).isPresent();
        if (election.forced() || mine && group.quorum().elects((int) votes)) {
            announce("+elected-leader", group.text(), Effect.Level.WARNING, group, turn);
            announce("+failover-state-select-slave", group.text(), Effect.Level.WARNING, group, turn);
            group.failover(new Failover.Choosing(election.epoch(), turn.millis(), election.forced()));
            return true;
        }
        if (!group.master().isDown()) {
            return abort(group, "-failover-abort-master-is-back", turn);
        }
        boolean allAnswered = group.peers().values().stream()
                .filter(peer -> peer.link().isUp() && !peer.isDown())
                .allMatch(peer -> hasAnswered(peer, election.epoch()));
        long patience = Math.min(
                allAnswered ? Timers.ASK_PERIOD_MILLIS : Timers.ELECTION_PATIENCE_MILLIS, timeoutMillis(group));
        if (!mine || turn.due(election.since() + patience)) {
            return abort(group, "-failover-abort-not-elected", turn);
        }
        return false;
    }

    private boolean votedForMe(Peer peer, long epoch) {
        return hasAnswered(peer, epoch) && peer.opinion().orElseThrow().leader().equals(identity.runId());
    }

    private static boolean hasAnswered(Peer peer, long epoch) {
        return peer.opinion().filter(opinion -> opinion.leaderEpoch() == epoch).isPresent();
    }

    static long timeoutMillis(Group group) {
        return Math.min(Timers.ELECTION_TIMEOUT_MILLIS, group.settings().failoverTimeoutMillis());
    }

    /** Gives up for now; the next attempt after a random pause that grows with each failure in a row. */
    private boolean abort(Group group, String event, Turn turn) {
        announce(event, group.text(), Effect.Level.WARNING, group, turn);
        long pause = random.nextLong(Timers.RETRY_LEAST_MILLIS, Timers.RETRY_MOST_MILLIS + 1);
        long grown = Math.min(Timers.RETRY_CEILING_MILLIS, pause << Math.min(group.failedAttempts(), 10));
        group.failover(new Failover.None());
        group.electNotBefore(turn.millis() + grown);
        group.attemptFailed();
        return true;
    }

    // --- choice and promotion ---

    private boolean choose(Group group, Failover.Choosing choosing, Turn turn) {
        if (!choosing.forced() && !group.master().isDown()) {
            return abort(group, "-failover-abort-master-is-back", turn);
        }
        boolean awaited = group.replicas().values().stream()
                .anyMatch(node -> ReplicaChoice.isAlive(node, turn.now()) && !saidAnew(node, group, choosing));
        if (awaited && !turn.due(choosing.since() + Timers.CANDIDATES_PATIENCE_MILLIS)) {
            return false;
        }
        Optional<DataNode> best = ReplicaChoice.best(group, turn.now());
        if (best.isEmpty()) {
            return abort(group, "-failover-abort-no-good-slave", turn);
        }
        DataNode chosen = best.get();
        announce("+selected-slave", group.text(chosen), Effect.Level.WARNING, group, turn);
        announce("+failover-state-send-slaveof-noone", group.text(chosen), Effect.Level.NOTICE, group, turn);
        group.failover(new Failover.Promoting(choosing.epoch(), turn.millis(), chosen));
        promote(chosen, turn);
        announce("+failover-state-wait-promotion", group.text(chosen), Effect.Level.NOTICE, group, turn);
        return true;
    }

    /** True if its offset was told after the master fell silent, or after the operator's command. */
    private static boolean saidAnew(DataNode node, Group group, Failover.Choosing choosing) {
        long since = choosing.forced()
                ? choosing.since()
                : group.master().downSince().orElse(choosing.since());
        return node.info().isPresent() && node.infoAt() >= since;
    }

    private static void promote(DataNode chosen, Turn turn) {
        turn.send(chosen.link(), new Request.Promote());
        chosen.infoAsked(turn.now());
        turn.send(chosen.link(), new Request.Info()); // behind it on the same link: its answer tells the new role
    }

    private boolean awaitPromotion(Group group, Failover.Promoting promoting, Turn turn) {
        DataNode chosen = promoting.chosen();
        if (chosen.says(InfoReport.Role.MASTER) && chosen.infoAt() >= promoting.since()) {
            group.configEpoch(promoting.epoch());
            turn.changed();
            announce("+promoted-slave", group.text(chosen), Effect.Level.WARNING, group, turn);
            announce("+failover-state-reconf-slaves", group.text(), Effect.Level.WARNING, group, turn);
            turn.emit(new Effect.ReconfigureClients(
                    group.name(), "leader", "start", group.master().address(), chosen.address()));
            group.failover(new Failover.Repointing(promoting.epoch(), turn.millis(), chosen));
            tellEverybody(group);
            return true;
        }
        if (turn.due(promoting.since() + group.settings().failoverTimeoutMillis())) {
            return abort(group, "-failover-abort-slave-timeout", turn);
        }
        return false;
    }

    /** The next hello to every instance of the group is due now. */
    static void tellEverybody(Group group) {
        group.nodes().forEach(DataNode::wantHello);
        group.peers().values().forEach(Peer::wantHello);
    }

    // --- the other replicas, and the end ---

    private boolean repoint(Group group, Failover.Repointing repointing, Turn turn) {
        List<DataNode> others = group.replicas().values().stream()
                .filter(node -> node != repointing.promoted())
                .toList();
        Address target = repointing.promoted().address();
        others.forEach(node -> follow(node, target, group, turn));
        long underWay =
                others.stream().filter(node -> node.repoint().isUnderWay()).count();
        List<DataNode> next = waiting(others.stream())
                .filter(node -> node.link().isUp())
                .limit(Math.max(0, group.settings().parallelSyncs() - underWay))
                .toList();
        next.forEach(node -> sendTo(node, target, "+slave-reconf-sent", group, turn));
        boolean open = others.stream().anyMatch(node -> node.repoint().isUnderWay() && !node.isDown())
                || waiting(others.stream()).findAny().isPresent();
        if (!open) {
            return end(group, repointing, turn);
        }
        if (turn.due(repointing.since() + group.settings().failoverTimeoutMillis())) {
            announce("+failover-end-for-timeout", group.text(), Effect.Level.WARNING, group, turn);
            others.stream()
                    .filter(node -> !(node.repoint() instanceof Repoint.Done)
                            && node.link().isUp())
                    .forEach(node -> sendTo(node, target, "+slave-reconf-sent-be", group, turn));
            return end(group, repointing, turn);
        }
        return false;
    }

    private static Stream<DataNode> waiting(Stream<DataNode> nodes) {
        return nodes.filter(node -> node.repoint() instanceof Repoint.NotYet && !node.isDown())
                .sorted(Comparator.comparing(DataNode::address));
    }

    /** Looks how far a repointed replica is by its last INFO. */
    private static void follow(DataNode node, Address target, Group group, Turn turn) {
        if (node.repoint() instanceof Repoint.Sent sent) {
            if (node.follows(target)) {
                node.repoint(new Repoint.InProgress());
                announce("+slave-reconf-inprog", group.text(node), Effect.Level.NOTICE, group, turn);
            } else if (turn.due(sent.since() + Timers.REPOINT_TIMEOUT_MILLIS)) {
                node.repoint(new Repoint.Done());
                announce("-slave-reconf-sent-timeout", group.text(node), Effect.Level.NOTICE, group, turn);
            }
        }
        if (node.repoint() instanceof Repoint.InProgress && node.follows(target) && node.masterLinkUp()) {
            node.repoint(new Repoint.Done());
            announce("+slave-reconf-done", group.text(node), Effect.Level.NOTICE, group, turn);
        }
    }

    private static void sendTo(DataNode node, Address target, String event, Group group, Turn turn) {
        turn.send(node.link(), new Request.Follow(target));
        node.infoAsked(turn.now());
        turn.send(node.link(), new Request.Info());
        node.repoint(new Repoint.Sent(turn.millis()));
        announce(event, group.text(node), Effect.Level.NOTICE, group, turn);
    }

    private boolean end(Group group, Failover.Repointing repointing, Turn turn) {
        announce("+failover-end", group.text(), Effect.Level.WARNING, group, turn);
        switchTo(group, repointing.promoted(), turn);
        return false;
    }

    /** The group's master is another one from now on. */
    static void switchTo(Group group, DataNode successor, Turn turn) {
        Address old = group.master().address();
        announce(
                "+switch-master",
                group.name() + " " + Group.spaced(old) + " " + Group.spaced(successor.address()),
                Effect.Level.WARNING,
                group,
                turn);
        group.crown(successor, turn.now());
        turn.changed();
        group.replicas()
                .values()
                .forEach(replica -> announce("+slave", group.text(replica), Effect.Level.NOTICE, group, turn));
    }

    // --- replicas that are not where they belong ---

    /** Puts right a replica that says it is a master, or that follows somebody else; called when its INFO came. */
    void putRight(Group group, DataNode node, Turn turn) {
        boolean strays = node.says(InfoReport.Role.MASTER)
                || !node.follows(group.master().address());
        if (!strays) {
            node.strayedSince(OptionalLong.empty());
            node.formerMaster(false);
            return;
        }
        if (node.strayedSince().isEmpty()) {
            node.strayedSince(OptionalLong.of(turn.millis()));
        }
        if (group.failover().isUnderWay() || !isSane(group, turn)) {
            return;
        }
        boolean asMaster = node.says(InfoReport.Role.MASTER);
        long bound = asMaster ? Timers.STRAY_MASTER_MILLIS : group.settings().failoverTimeoutMillis();
        if (node.isFormerMaster() && asMaster || turn.due(node.strayedSince().getAsLong() + bound)) {
            announce(
                    asMaster ? "+convert-to-slave" : "+fix-slave-config",
                    group.text(node),
                    Effect.Level.NOTICE,
                    group,
                    turn);
            turn.send(node.link(), new Request.Follow(group.master().address()));
            node.infoAsked(turn.now());
            turn.send(node.link(), new Request.Info());
            node.strayedSince(OptionalLong.of(turn.millis()));
            node.formerMaster(false);
        }
    }

    /** The master is up, says that it is one, and said so not long ago: others may be told to follow it. */
    private static boolean isSane(Group group, Turn turn) {
        DataNode master = group.master();
        return !master.isDown()
                && master.link().isUp()
                && master.says(InfoReport.Role.MASTER)
                && turn.millis() - master.infoAt() < 2 * Timers.INFO_PERIOD_MILLIS;
    }

    private static void announce(String event, String payload, Effect.Level level, Group group, Turn turn) {
        turn.announce(event, payload, level, group.name());
    }
}
