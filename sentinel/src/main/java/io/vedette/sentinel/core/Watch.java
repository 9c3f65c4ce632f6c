package io.vedette.sentinel.core;

import java.util.OptionalLong;

/**
 * Keeps an eye on the instances of one group: connects, PINGs, asks INFO, publishes hellos, and judges who is down.
 * Without state of its own.
 */
final class Watch {
    private final Identity identity;

    Watch(Identity identity) {
        this.identity = identity;
    }

    /** Does what is due for every instance of the group. */
    void look(Group group, boolean tilt, Turn turn) {
        long company = look(group.master(), group, turn.millis(), tilt, turn);
        for (DataNode replica : group.replicas().values()) {
            look(replica, group, company, tilt, turn);
        }
        for (Peer peer : group.peers().values()) {
            long period = turn.periods().pingMillis();
            if (keep(peer.link(), group, Timers.RECONNECT_PERIOD_MILLIS, turn)
                    && turn.dueOnBeat(peer.link().nextPing(period), period, turn.millis())) {
                ping(peer.link(), turn);
            }
            if (peer.link().isUp() && isHelloDue(peer.nextHello(), turn.millis(), turn)) {
                peer.helloSent(turn);
                tell(peer.link(), group, turn);
                isHelloDue(peer.nextHello(), turn.millis(), turn);
            }
            if (!tilt) {
                judge(peer, group, turn);
            }
        }
        if (!tilt) {
            askPeers(group, turn);
            judgeObjectively(group, turn);
        }
    }

    /**
     * @param company what is due until then goes out now: something else does to this group
     * @return the same for the rest of the group
     */
    private long look(DataNode node, Group group, long company, boolean tilt, Turn turn) {
        long pingPeriod = Backing.pingPeriodMillis(group, node, turn);
        boolean supports = Backing.supports(group, node);
        boolean kept = keep(node.link(), group, longestPauseMillis(node, pingPeriod, turn), turn);
        long along = company;
        if (kept && turn.dueOnBeat(nextPing(group, node, supports, pingPeriod), pingPeriod, company)) {
            along = turn.untilNext(pingPeriod);
            if (supports) {
                support(group, node, turn);
            } else {
                ping(node.link(), turn);
            }
        }
        if (node.link().isUp()) {
            askInfo(node, group, along, turn);
            if (!Handover.holdsHellos(group, node) && isHelloDue(node.nextHello(), along, turn)) {
                node.helloSent(turn);
                tell(node.link(), group, turn);
                isHelloDue(node.nextHello(), turn.millis(), turn);
            }
        }
        if (!tilt) {
            judge(node, group, turn);
        }
        return along;
    }

    private static boolean isHelloDue(long time, long company, Turn turn) {
        return turn.dueOnBeat(time, turn.periods().publishMillis(), company);
    }

    private void tell(Link link, Group group, Turn turn) {
        boolean confirmed = link.id().kind() == LinkId.Kind.SENTINEL
                && group.closing().filter(Handover.Closing::isSwitched).isPresent();
        turn.send(link, new Request.PublishHello(identity.hello(group), confirmed));
        Pauses.hello(group, turn.now()).ifPresent(hello -> turn.send(link, new Request.PublishPause(hello)));
    }

    /** A try to connect costs no more than a PING, and may come as often. */
    private static long longestPauseMillis(DataNode node, long pingPeriodMillis, Turn turn) {
        boolean sought = node.isFormerMaster() && turn.millis() - node.roleSince() < Timers.FORMER_MASTER_SOUGHT_MILLIS;
        return sought
                ? Timers.FORMER_MASTER_RECONNECT_MILLIS
                : Math.max(pingPeriodMillis, Timers.FORMER_MASTER_RECONNECT_MILLIS);
    }

    /** When {@code node} is to be pinged next. */
    static long nextPing(Group group, DataNode node, boolean supports, long periodMillis) {
        return supports
                ? node.link().nextSupport(group.configEpoch(), periodMillis)
                : node.link().nextPing(periodMillis);
    }

    private void support(Group group, DataNode master, Turn turn) {
        master.link().supported(group.configEpoch(), turn.now());
        turn.send(master.link(), new Request.Support(group.name(), identity.runId(), group.configEpoch()));
    }

    /** Opens the link, or opens it anew where it is suspect; true if it is up. */
    private static boolean keep(Link link, Group group, long longestPauseMillis, Turn turn) {
        if (!link.isUp()) {
            if (turn.due(link.nextConnect(longestPauseMillis))) {
                link.connecting();
                turn.emit(new Effect.Connect(link.id()));
            }
            return false;
        }
        if (turn.due(link.suspectAt(
                group.settings().downAfterMillis(), turn.periods().minLinkReconnectMillis()))) {
            turn.emit(new Effect.Disconnect(link.id()));
            link.wentDown(turn.now());
            link.connecting();
            turn.emit(new Effect.Connect(link.id()));
            return false;
        }
        return true;
    }

    static void ping(Link link, Turn turn) {
        link.pinged(turn.now());
        turn.send(link, new Request.Ping());
    }

    private static void askInfo(DataNode node, Group group, long company, Turn turn) {
        long period = infoPeriodMillis(node, group, turn);
        if (turn.dueOnBeat(node.nextInfo(period), period, company)) {
            node.infoAsked(turn.now());
            turn.send(node.link(), new Request.Info(false));
            turn.dueOnBeat(node.nextInfo(period), period, turn.millis());
        }
    }

    private static long infoPeriodMillis(DataNode node, Group group, Turn turn) {
        if (group.failover() instanceof Failover.HandingOver state
                && (state.chosen() == node || group.isMaster(node))) {
            long held = turn.millis() - state.since();
            // What the master does by itself is seen on the chosen one first; questions would only keep it from it.
            return Handover.isByServer(state) && group.isMaster(node)
                    ? Timers.awaitedInfoPeriodMillis(held)
                    : Timers.handoverInfoPeriodMillis(held);
        }
        if (mayBeAwaited(node, group)) {
            OptionalLong awaitedSince = awaitedSince(node, group);
            if (awaitedSince.isPresent()) {
                return Timers.awaitedInfoPeriodMillis(turn.millis() - awaitedSince.getAsLong());
            }
        }
        if (group.isMaster(node) && group.strandedSince().isPresent()) { // it may lead by that very ballot since
            return Timers.awaitedInfoPeriodMillis(
                    turn.millis() - group.strandedSince().getAsLong());
        }
        boolean trouble = group.isMaster(node)
                ? Backing.governs(group) && group.reign().isNew(group, turn.now()) // is it supported?
                : group.master().isDown() || group.failover().isUnderWay() || !node.masterLinkUp();
        long quiet = turn.periods().infoMillis();
        return trouble ? Math.min(quiet, Timers.INFO_PERIOD_IN_TROUBLE_MILLIS) : quiet;
    }

    /** Seen at a glance, at each event: false of most nodes most of the time. */
    private static boolean mayBeAwaited(DataNode node, Group group) {
        return group.failover().isUnderWay()
                || node.isFormerMaster()
                || node.repoint().isUnderWay();
    }

    /** Since when something waits for what this node will say. */
    private static OptionalLong awaitedSince(DataNode node, Group group) {
        if (group.failover() instanceof Failover.Promoting promoting && promoting.chosen() == node) {
            return OptionalLong.of(promoting.since());
        }
        if (Strays.isReturningMaster(node)) {
            return node.strayedSince();
        }
        return switch (node.repoint()) {
            case Repoint.Sent sent -> OptionalLong.of(sent.since());
            case Repoint.InProgress inProgress -> OptionalLong.of(inProgress.since());
            case Repoint.NotYet notYet -> OptionalLong.empty();
            case Repoint.Done done -> OptionalLong.empty();
        };
    }

    // --- who is down ---

    private static void judge(DataNode node, Group group, Turn turn) {
        boolean down = isSilent(node.link(), group, turn)
                || group.settings().caution().refusedIsDown() && node.link().isRefused()
                || liesAboutItsRole(node, group, turn)
                || group.isMaster(node) && group.lineage().isReborn(group)
                || isLongRebooting(node, group, turn);
        if (down && !node.isDown()) {
            node.downSince(OptionalLong.of(turn.millis()));
            if (group.isMaster(node) && group.settings().caution().replicaVeto()) {
                group.replicas().values().forEach(DataNode::wantInfo); // the witnesses
            }
            turn.announce("+sdown", group.text(node), Effect.Level.WARNING, group.name());
        } else if (!down && node.isDown()) {
            node.downSince(OptionalLong.empty());
            turn.announce("-sdown", group.text(node), Effect.Level.WARNING, group.name());
        }
    }

    private static void judge(Peer peer, Group group, Turn turn) {
        boolean down = isSilent(peer.link(), group, turn);
        if (down && !peer.isDown()) {
            peer.downSince(OptionalLong.of(turn.millis()));
            turn.announce("+sdown", group.text(peer), Effect.Level.WARNING, group.name());
        } else if (!down && peer.isDown()) {
            peer.downSince(OptionalLong.empty());
            turn.announce("-sdown", group.text(peer), Effect.Level.WARNING, group.name());
        }
    }

    private static boolean isSilent(Link link, Group group, Turn turn) {
        long since = link.silentSince();
        return since != Link.NEVER && turn.due(since + group.settings().downAfterMillis());
    }

    private static boolean liesAboutItsRole(DataNode node, Group group, Turn turn) {
        return group.isMaster(node)
                && node.says(InfoReport.Role.REPLICA)
                && turn.due(node.roleSince() + group.settings().downAfterMillis() + Timers.ROLE_LIE_MILLIS);
    }

    private static boolean isLongRebooting(DataNode node, Group group, Turn turn) {
        long bound = group.settings().masterRebootDownAfterMillis();
        return bound > 0
                && group.isMaster(node)
                && node.rebootedSince().isPresent()
                && turn.due(node.rebootedSince().getAsLong() + bound);
    }

    // --- what the peers say ---

    private void askPeers(Group group, Turn turn) {
        if (group.failover() instanceof Failover.Electing electing && !electing.forced()) {
            ask(group, electing.epoch(), identity.runId(), turn);
        } else if (Backing.epochAsked(group) > 0) {
            ask(group, Backing.epochAsked(group), identity.runId(), turn);
        } else if (group.master().isDown()) {
            ask(group, identity.currentEpoch(), "*", turn);
        }
    }

    private static void ask(Group group, long epoch, String candidate, Turn turn) {
        for (Peer peer : group.peers().values()) {
            long period = askPeriodMillis(peer, group, turn);
            if (peer.link().isUp() && turn.due(peer.nextAsk(period))) {
                peer.asked(turn.now());
                Address master = group.master().address();
                boolean support = peer.statesSupport() && !candidate.equals("*") && Backing.governs(group);
                turn.send(peer.link(), new Request.AskMasterDown(group.name(), master, epoch, candidate, support));
                turn.due(peer.nextAsk(period));
            }
        }
    }

    private static long askPeriodMillis(Peer peer, Group group, Turn turn) {
        boolean eager;
        if (group.failover() instanceof Failover.Electing electing) {
            eager = !peer.hasAnswered(electing.epoch());
        } else if (Backing.epochAsked(group) > 0) {
            eager = !peer.hasAnswered(Backing.epochAsked(group));
        } else {
            long since = group.master().downSince().orElse(turn.millis());
            eager = !group.isObjectivelyDown() && turn.millis() - since < Timers.ASK_EAGER_MILLIS;
        }
        return eager ? Timers.ASK_EAGER_PERIOD_MILLIS : turn.periods().askMillis();
    }

    private static void judgeObjectively(Group group, Turn turn) {
        int opinions = opinions(group, turn.now());
        if (opinions > 0) {
            for (Peer peer : group.peers().values()) {
                if (saysDown(peer, group, turn.now())) {
                    turn.due(peer.opinion().orElseThrow().at() + Timers.OPINION_LIFE_MILLIS);
                }
            }
        }
        Quorum quorum = group.quorum();
        boolean down = group.master().isDown() && quorum.isDown(opinions);
        if (down && !group.isObjectivelyDown()) {
            group.objectivelyDownSince(OptionalLong.of(turn.millis()));
            turn.announce(
                    "+odown",
                    group.text() + " #quorum " + opinions + "/" + quorum.needed(),
                    Effect.Level.WARNING,
                    group.name());
        } else if (!down && group.isObjectivelyDown()) {
            group.objectivelyDownSince(OptionalLong.empty());
            if (!group.master().isDown()) {
                group.patience(Group.Patience.NONE);
            }
            turn.announce("-odown", group.text(), Effect.Level.WARNING, group.name());
        }
    }

    /** How many sentinels see the master down, this one included; 0 if this one does not. */
    static int opinions(Group group, Moment now) {
        if (!group.master().isDown()) {
            return 0;
        }
        int opinions = 1;
        for (Peer peer : group.peers().values()) {
            if (saysDown(peer, group, now)) {
                opinions++;
            }
        }
        return opinions;
    }

    /** True if the peer said so of this very master, not long ago. */
    static boolean saysDown(Peer peer, Group group, Moment now) {
        if (peer.opinion().isEmpty()) {
            return false;
        }
        Peer.Opinion opinion = peer.opinion().get();
        return opinion.down()
                && opinion.master().equals(group.master().address())
                && now.monotonicMillis() < opinion.at() + Timers.OPINION_LIFE_MILLIS;
    }
}
