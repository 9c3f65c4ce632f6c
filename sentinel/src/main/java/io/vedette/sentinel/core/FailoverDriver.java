package io.vedette.sentinel.core;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Takes a group through a failover: election, choice, promotion, switch, repointing. Looks after each event what the state
 * now permits and goes as far as it can at once. Without state of its own.
 */
final class FailoverDriver {
    private final Election election;

    FailoverDriver(Election election) {
        this.election = election;
    }

    /** Goes on as far as what is known permits. */
    void drive(Group group, Turn turn) {
        if (group.isPaused(turn.now()) && isCalledOffByPause(group.failover())) {
            abort(group, "-failover-abort-paused", turn);
        }
        Handover.close(group, turn);
        Synod.notice(group, turn);
        boolean moved = true;
        while (moved) {
            moved = switch (group.failover()) {
                case Failover.None none -> election.mayBegin(group, turn);
                case Failover.Electing electing -> elect(group, electing, turn);
                case Failover.Choosing choosing -> choose(group, choosing, turn);
                case Failover.HandingOver handingOver -> handOver(group, handingOver, turn);
                case Failover.Preparing preparing -> prepare(group, preparing, turn);
                case Failover.Promoting promoting -> awaitPromotion(group, promoting, turn);
                case Failover.Repointing repointing -> repoint(group, repointing, turn);
            };
        }
    }

    /** What the operator did not ask for, and has not touched the servers yet. */
    private static boolean isCalledOffByPause(Failover failover) {
        return switch (failover) {
            case Failover.Electing electing -> !electing.forced();
            case Failover.Choosing choosing -> !choosing.forced();
            case Failover.HandingOver handingOver -> false;
            case Failover.Preparing preparing ->
                !preparing.order().forced() && preparing.ballot().isEmpty();
            case Failover.Promoting promoting -> false;
            case Failover.Repointing repointing -> false;
            case Failover.None none -> false;
        };
    }

    /** The operator wants another master: no votes are needed. */
    void force(Group group, Order order, Turn turn) {
        election.begin(group, order, turn);
    }

    private boolean elect(Group group, Failover.Electing electing, Turn turn) {
        return switch (election.count(group, electing, turn)) {
            case OPEN -> false;
            case LOST -> abort(group, "-failover-abort-not-elected", turn);
            case NEEDLESS -> abort(group, "-failover-abort-master-is-back", turn);
            case WON -> {
                announce("+elected-leader", group.text(), Effect.Level.WARNING, group, turn);
                announce("+failover-state-select-slave", group.text(), Effect.Level.WARNING, group, turn);
                group.failover(new Failover.Choosing(electing.epoch(), turn.millis(), electing.order()));
                group.chronicle().phase("elected-leader", turn.now());
                yield true;
            }
        };
    }

    /** Gives up for now; tried again after a pause. */
    boolean abort(Group group, String event, Turn turn) {
        abort(group, event, false, turn);
        return true;
    }

    private void abort(Group group, String event, boolean forCandidate, Turn turn) {
        abort(group, event, group.text(), forCandidate, turn);
    }

    private void abort(Group group, String event, String payload, boolean forCandidate, Turn turn) {
        announce(event, payload, Effect.Level.WARNING, group, turn);
        group.chronicle().end(event.substring(event.indexOf("abort-") + "abort-".length()), turn.now());
        turn.changed();
        Handover.callOff(group, turn);
        group.failover(new Failover.None());
        election.pause(group, forCandidate, turn);
    }

    // --- choice and promotion ---

    private boolean choose(Group group, Failover.Choosing choosing, Turn turn) {
        if (!choosing.forced() && isBack(group)) {
            return masterIsBack(group, choosing.epoch(), choosing.since(), turn);
        }
        if (Synod.governs(group)) {
            group.failover(Synod.ask(group, choosing, turn));
            return true;
        }
        boolean handsOver = choosing.forced() && Handover.isPossible(group);
        if (!handsOver && !isSupportOver(group, choosing.epoch(), Set.of(), turn)) {
            return waitForSupport(group, choosing.epoch(), choosing.since(), Set.of(), turn);
        }
        boolean awaited = group.replicas().values().stream()
                .anyMatch(node -> ReplicaChoice.isAlive(node, turn.now()) && !saidAnew(node, group, choosing));
        if (awaited && !turn.due(choosing.since() + Timers.CANDIDATES_PATIENCE_MILLIS)) {
            return false;
        }
        Ranking ranking = ReplicaChoice.rank(group, turn.now());
        group.chronicle().ranked(ranking);
        Optional<DataNode> best = choosing.order().pick(ranking);
        if (best.isEmpty()) {
            reinstate(group, turn);
            abort(group, "-failover-abort-no-good-slave", true, turn);
            return true;
        }
        DataNode chosen = best.get();
        group.chronicle().chosen(chosen.address(), turn.now());
        announce("+selected-slave", group.text(chosen), Effect.Level.WARNING, group, turn);
        if (handsOver) {
            announce("+failover-state-handover", group.text(chosen), Effect.Level.NOTICE, group, turn);
            group.chronicle().phase("handover", turn.now());
            group.failover(Handover.begin(group, choosing, chosen, turn));
        } else if (choosing.order().lossless()) {
            abort(group, "-failover-abort-no-handover", turn);
        } else {
            beginPromotion(group, choosing.epoch(), chosen, turn);
        }
        return true;
    }

    /**
     * A master that was made a replica, by a late order or by hand, and is the only one with data: it leads again. Else it
     * waits for a replica that waits for it, and nobody ever leads.
     */
    private static void reinstate(Group group, Turn turn) {
        DataNode master = group.master();
        boolean able = ReplicaChoice.isAnswering(master, turn.now())
                && master.says(InfoReport.Role.REPLICA)
                && master.info()
                        .filter(report -> !report.loading() && ReplicaChoice.hasSynced(report))
                        .isPresent();
        if (able) {
            announce("+convert-to-master", group.text(), Effect.Level.WARNING, group, turn);
            promote(master, group, turn);
        }
    }

    // --- support of the old master ---

    /** True if the old master answers, and is to lead on. */
    private boolean isBack(Group group) {
        return !election.isNeeded(group)
                || Backing.governs(group) && !group.master().isDown() && !Synod.isStranded(group);
    }

    /**
     * The old master leads on. Where voters have withdrawn their support it is confirmed in the new epoch: we alone decide in it,
     * and nobody was promoted; nor may anybody be supported who was in an epoch of which we know nothing.
     */
    private boolean masterIsBack(Group group, long epoch, long since, Turn turn) {
        if (!Backing.governs(group)) {
            return abort(group, "-failover-abort-master-is-back", turn);
        }
        Set<Address> itself = Set.of(group.master().address());
        if (!isSupportOver(group, epoch, itself, turn)) {
            return waitForSupport(group, epoch, since, itself, turn);
        }
        announce("+confirmed-master", group.text(), Effect.Level.NOTICE, group, turn);
        group.configEpoch(epoch);
        group.chronicle().end("master-is-back", turn.now());
        turn.changed();
        group.failover(new Failover.None());
        group.strandedSince(OptionalLong.empty());
        group.patience(Group.Patience.NONE);
        tellEverybody(group);
        return true;
    }

    private boolean isSupportOver(Group group, long epoch, Set<Address> prepared, Turn turn) {
        return turn.millis() >= election.supportOverAt(group, epoch, prepared);
    }

    /** Nobody is promoted before the old master has surely stopped: at a known time, or when more sentinels have voted. */
    private boolean waitForSupport(Group group, long epoch, long since, Set<Address> prepared, Turn turn) {
        long over = election.supportOverAt(group, epoch, prepared);
        if (over == Backing.NEVER && turn.due(since + Timers.ELECTION_PATIENCE_MILLIS)) {
            abort(
                    group,
                    "-failover-abort-supported",
                    group.text() + " #too few sentinels have said that they do not support the old master any more",
                    false,
                    turn);
            return true;
        }
        turn.due(over);
        return false;
    }

    // --- by ballot ---

    private boolean prepare(Group group, Failover.Preparing state, Turn turn) {
        if (!state.order().forced() && state.ballot().isEmpty() && isBack(group)) {
            return masterIsBack(group, state.epoch(), state.since(), turn);
        }
        return switch (Synod.look(group, state, election::token, turn)) {
            case Synod.Verdict.Waits waits -> false;
            case Synod.Verdict.Prepares(Ballot ballot) -> {
                Optional<DataNode> heir = heir(group, state.order(), turn);
                if (heir.isPresent()) {
                    announce("+failover-state-catch-up", group.text(heir.get()), Effect.Level.NOTICE, group, turn);
                    group.chronicle().phase("catch-up", turn.now());
                    group.failover(Handover.catchUp(group, ballot.epoch(), state.order(), heir.get(), turn));
                } else {
                    ballot(group, state.order(), ballot, turn);
                }
                yield true;
            }
            case Synod.Verdict.Promotes(DataNode chosen, Decree.Promote decree)
            when !isSupportOver(group, state.epoch(), state.told().keySet(), turn) ->
                waitForSupport(group, state.epoch(), state.since(), state.told().keySet(), turn);
            case Synod.Verdict.Promotes(DataNode chosen, Decree.Promote decree) -> {
                group.chronicle().chosen(chosen.address(), turn.now());
                if (decree.refounds()) {
                    announce(
                            "+refounded-group",
                            group.text() + " #" + refounded(decree),
                            Effect.Level.WARNING,
                            group,
                            turn);
                }
                announce("+selected-slave", group.text(chosen), Effect.Level.WARNING, group, turn);
                group.failover(new Failover.Promoting(state.epoch(), turn.millis(), chosen, Optional.of(decree)));
                promote(chosen, group, decree, turn);
                announce("+failover-state-wait-promotion", group.text(chosen), Effect.Level.NOTICE, group, turn);
                yield true;
            }
            case Synod.Verdict.Fails(String event, String detail) -> {
                abort(group, event, group.text() + " #" + detail, false, turn);
                yield true;
            }
        };
    }

    private static String refounded(Decree.Promote decree) {
        return decree.electorate() + " replicas confirm from now on, members are "
                + String.join(" ", decree.electorate().members())
                + ": what was acknowledged and they do not hold may be lost";
    }

    /** Who is to have all that a healthy master holds before that is asked to stop, where the operator wants another one. */
    private static Optional<DataNode> heir(Group group, Order order, Turn turn) {
        return order.forced()
                        && Handover.isPossible(group)
                        && Synod.ballot(group).isPresent()
                ? order.pick(ReplicaChoice.rank(group, turn.now()))
                : Optional.empty();
    }

    private static void ballot(Group group, Order order, Ballot ballot, Turn turn) {
        announce("+failover-state-prepare", group.text(), Effect.Level.NOTICE, group, turn);
        group.chronicle().phase("prepare", turn.now());
        group.failover(Synod.prepare(group, order, ballot, turn));
    }

    private static void promote(DataNode chosen, Group group, Decree.Promote decree, Turn turn) {
        turn.send(chosen.link(), new Request.Supervise(group.name(), decree));
        chosen.infoAsked(turn.now());
        turn.send(chosen.link(), new Request.Info(true));
        turn.send(chosen.link(), new Request.KeepRole());
    }

    /** A member says how much it holds, and what it has promised. */
    void testified(Group group, DataNode node, Event.Testified said, Turn turn) {
        election.sawEpoch(said.testimony().promised().epoch(), group, turn);
        Synod.heard(group, node, said.decree(), said.testimony());
    }

    /** A member does not do what it was told. Another ballot, which it names, is behind the one that we have to use next. */
    void decreeRefused(Group group, DataNode node, Decree decree, String error, Turn turn) {
        Optional<Ballot> promised = Ballot.promisedIn(error);
        promised.ifPresent(ballot -> election.sawEpoch(ballot.epoch(), group, turn));
        switch (decree) {
            case Decree.Promote promote -> promotionRefused(group, node, turn);
            case Decree.Follow follow -> node.wantInfo();
            case Decree.Key key -> Synod.refused(group, node, decree);
            case Decree.Prepare prepare -> {
                if (promised.isPresent()
                        && group.failover() instanceof Failover.Preparing state
                        && state.isAnsweredBy(prepare)) {
                    abort(group, "-failover-abort-newer-promise", turn);
                } else {
                    Synod.refused(group, node, decree);
                }
            }
        }
    }

    private static void beginPromotion(Group group, long epoch, DataNode chosen, Turn turn) {
        announce("+failover-state-send-slaveof-noone", group.text(chosen), Effect.Level.NOTICE, group, turn);
        group.failover(new Failover.Promoting(epoch, turn.millis(), chosen));
        promote(chosen, group, turn);
        announce("+failover-state-wait-promotion", group.text(chosen), Effect.Level.NOTICE, group, turn);
    }

    // --- handover ---

    private boolean handOver(Group group, Failover.HandingOver state, Turn turn) {
        DataNode chosen = state.chosen();
        if (Handover.isPreempted(state)) {
            return abandon(group, turn);
        }
        if (Handover.isDoneByServer(group, state)) {
            finishPromotion(group, new Failover.Promoting(state.epoch(), state.since(), chosen), turn);
            return true;
        }
        // First: when we were stopped meanwhile, the replica may have all that there was, and the pause be over.
        if (chosen.isDown() || group.master().isDown() || Handover.isLate(state, turn)) {
            return abort(group, "-failover-abort-master-timeout", turn);
        }
        if (Handover.hasCaughtUp(group, state) && Synod.governs(group)) {
            ballot(group, state.order(), new Ballot(state.epoch(), election.token()), turn);
            return true;
        }
        if (Handover.hasCaughtUp(group, state)) {
            beginPromotion(group, state.epoch(), chosen, turn);
            return true;
        }
        Handover.chosenSpoke(group, state, turn);
        return false;
    }

    /**
     * The master does not do what a handover asks of it: there may be another way, but not for a sentinel that was stopped
     * when it heard of that.
     */
    void handOverRefused(Group group, DataNode node, String error, boolean tilt, Turn turn) {
        if (!(group.failover() instanceof Failover.HandingOver state) || !group.isMaster(node)) {
            return;
        }
        if (Handover.isAnothers(error) || Handover.isPromoted(state)) {
            abandon(group, turn);
            return;
        }
        if (tilt) {
            abort(group, "-failover-abort-tilt", turn);
            return;
        }
        Optional<Failover> other = Handover.refused(group, state, turn);
        if (other.isPresent()) {
            group.failover(other.get());
        } else if (Synod.governs(group)) { // it holds nothing: those who have not caught up then are answered -NOQUORUM
            group.closing(Optional.empty());
            ballot(group, state.order(), new Ballot(state.epoch(), election.token()), turn);
        } else if (state.order().lossless() || Backing.governs(group)) { // the old master is supported, and writes
            abort(group, "-failover-abort-no-handover", turn);
        } else {
            group.closing(Optional.empty());
            beginPromotion(group, state.epoch(), state.chosen(), turn);
        }
    }

    /** Gives up beside somebody else's work, and calls nothing off: a pause of ours ends by itself, for theirs may go on. */
    private boolean abandon(Group group, Turn turn) {
        group.closing(Optional.empty());
        return abort(group, "-failover-abort-no-handover", turn);
    }

    /** True if its offset was told after the master fell silent, or after the operator's command. */
    private static boolean saidAnew(DataNode node, Group group, Failover.Choosing choosing) {
        long since = choosing.forced()
                ? choosing.since()
                : group.master().downSince().orElse(choosing.since());
        return node.info().isPresent() && node.infoAt() >= since;
    }

    private static void promote(DataNode chosen, Group group, Turn turn) {
        turn.send(chosen.link(), new Request.Promote());
        chosen.infoAsked(turn.now());
        turn.send(chosen.link(), new Request.Info(true)); // behind it on the same link: its answer tells the new role
        if (!Handover.holdsWrites(group)) { // else it comes when they are held no more
            turn.send(chosen.link(), new Request.KeepRole());
        }
    }

    private boolean awaitPromotion(Group group, Failover.Promoting promoting, Turn turn) {
        DataNode chosen = promoting.chosen();
        boolean leads = chosen.says(InfoReport.Role.MASTER)
                && promoting
                        .decree()
                        .filter(decree -> !Synod.leads(chosen, decree))
                        .isEmpty();
        if (leads && chosen.infoAt() >= promoting.since() && !chosen.isDown()) {
            finishPromotion(group, promoting, turn);
            return true;
        }
        boolean late = turn.due(promoting.since() + group.settings().failoverTimeoutMillis());
        if (late || chosen.isDown()) {
            return promotionFailed(group, chosen, "-failover-abort-slave-timeout", turn);
        }
        return false;
    }

    private boolean promotionFailed(Group group, DataNode chosen, String event, Turn turn) {
        chosen.promotionFailed(turn.now());
        return abort(group, event, turn);
    }

    /** The chosen one refused, or was not told since the state could not be saved. */
    void promotionRefused(Group group, DataNode node, Turn turn) {
        if (group.failover() instanceof Failover.Promoting promoting && promoting.chosen() == node) {
            promotionFailed(group, node, "-failover-abort-slave-refused", turn);
        }
    }

    /** Another one led a newer failover, back to this very master: ours would undo it. */
    void superseded(Group group, Turn turn) {
        switch (group.failover()) {
            case Failover.Electing electing -> abort(group, "-failover-abort-newer-config", turn);
            case Failover.Choosing choosing -> abort(group, "-failover-abort-newer-config", turn);
            case Failover.HandingOver handingOver -> abort(group, "-failover-abort-newer-config", turn);
            case Failover.Preparing preparing -> abort(group, "-failover-abort-newer-config", turn);
            case Failover.Promoting promoting -> abort(group, "-failover-abort-newer-config", turn);
            case Failover.Repointing repointing -> {}
            case Failover.None none -> {}
        }
    }

    /**
     * The link to {@code node} is open again; what was sent on the old one may be lost. A sentinel that was stopped
     * meanwhile does not say it again: others may long have chosen somebody else.
     */
    void reconnected(Group group, DataNode node, boolean tilt, Turn turn) {
        if (group.failover() instanceof Failover.Promoting promoting && promoting.chosen() == node) {
            if (promoting.decree().isPresent()) {
                promote(node, group, promoting.decree().get(), turn); // it obeys nobody who was slower than another
            } else if (tilt) {
                abort(group, "-failover-abort-tilt", turn);
            } else {
                promote(node, group, turn);
            }
        } else if (node.repoint() instanceof Repoint.Sent) {
            node.repoint(new Repoint.NotYet());
        }
    }

    private static void finishPromotion(Group group, Failover.Promoting promoting, Turn turn) {
        DataNode chosen = promoting.chosen();
        if (group.isMaster(chosen)) {
            remain(group, promoting, turn);
            return;
        }
        DataNode former = group.master();
        Address old = former.address();
        announce("+promoted-slave", group.text(chosen), Effect.Level.WARNING, group, turn);
        announce("+failover-state-reconf-slaves", group.text(), Effect.Level.WARNING, group, turn);
        turn.emit(new Effect.ReconfigureClients(group.name(), "leader", "start", old, chosen.address()));
        Handover.demote(group, chosen, turn);
        group.configEpoch(promoting.epoch());
        group.chronicle().phase("switch-master", turn.now());
        switchTo(group, chosen, true, turn);
        group.failover(new Failover.Repointing(promoting.epoch(), turn.millis()));
        if (promoting.decree().isPresent()) {
            Handover.demoteByBallot(group, former, turn);
        }
        Handover.switched(group, turn);
    }

    /** The master leads on, by a newer ballot: the replicas that have promised it are to hear so. */
    private static void remain(Group group, Failover.Promoting promoting, Turn turn) {
        announce("+promoted-master", group.text(), Effect.Level.WARNING, group, turn);
        group.configEpoch(promoting.epoch());
        group.chronicle().phase("switch-master", turn.now());
        group.remains(turn.now());
        turn.changed();
        tellEverybody(group);
        group.failover(new Failover.Repointing(promoting.epoch(), turn.millis()));
    }

    // --- switch ---

    /** The group's master is another one from now on, and everybody hears of it. */
    static void switchTo(Group group, DataNode successor, boolean own, Turn turn) {
        String move = Group.spaced(group.master().address()) + " " + Group.spaced(successor.address());
        announce("+switch-master", group.name() + " " + move, Effect.Level.WARNING, group, turn);
        group.crown(successor, own, turn.now());
        turn.changed();
        for (DataNode replica : group.replicas().values()) {
            announce("+slave", group.text(replica), Effect.Level.NOTICE, group, turn);
            if (replica.isDown()) { // most often the old master: told anew, in its new role
                announce("+sdown", group.text(replica), Effect.Level.WARNING, group, turn);
            }
        }
        tellEverybody(group);
    }

    /** The next hello to every instance of the group is due now. */
    static void tellEverybody(Group group) {
        group.nodes().forEach(DataNode::wantHello);
        group.peers().values().forEach(Peer::wantHello);
    }

    private static boolean repoint(Group group, Failover.Repointing repointing, Turn turn) {
        // Whom it was for is gone: the next one is not to wait until all have tried to follow it.
        if (group.isObjectivelyDown() || Repointer.drive(group, repointing, turn)) {
            announce("+failover-end", group.text(), Effect.Level.WARNING, group, turn);
            // That a replica is done is not told beyond the end, as by Redis; who is not is looked after still.
            group.replicas().values().stream()
                    .filter(node -> node.repoint() instanceof Repoint.Done)
                    .forEach(node -> node.repoint(new Repoint.NotYet()));
            group.chronicle().end(PastFailover.DONE, turn.now());
            turn.changed();
            group.failover(new Failover.None());
            return true;
        }
        return false;
    }

    private static void announce(String event, String payload, Effect.Level level, Group group, Turn turn) {
        turn.announce(event, payload, level, group.name());
    }
}
