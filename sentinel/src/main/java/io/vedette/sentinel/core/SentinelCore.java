package io.vedette.sentinel.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * A sentinel's mind. One instance per process, owned by the shell's event loop; each call is one event, and its effects are
 * to be carried out in order. A call looks at the groups that the event touches and at those that asked to be looked at by
 * now ({@link LookQueue}), so its cost does not grow with the number of groups.
 *
 * <p>Invariants: one vote per epoch and group, kept over restarts; the current epoch and every configuration epoch only
 * rise; nothing is told to others before it is persisted (see {@link Effect#waitsForPersist}).
 */
public final class SentinelCore {
    /** Stands in the INFO of our sentinels, never in that of Redis. */
    private static final String VERSION_FIELD = "vedette_version:";
    /** The same of those that know SENTINEL VOTE. */
    private static final String SUPPORT_FIELD = "vedette_states_support:1";

    private final Identity identity;
    private final Links links = new Links();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final LookQueue looks = new LookQueue(groups);
    private final Watch watch;
    private final FailoverDriver driver;
    private final Strays strays;
    private final Peers peers;
    private final Removals removals;
    private final Operator operator;
    private final Members members;
    private final Pauses pauses;
    private final Explainer explainer;
    private final Foreigners foreigners = new Foreigners(groups);
    private final Refusals refusals = new Refusals();
    private final Tilt tilt = new Tilt();
    private Periods periods = Periods.INITIAL;
    private final Storage storage = new Storage();
    private long nonsense;
    /** The time at which the shell will wake us; the greatest number if there is none. */
    private long armedFor = Long.MAX_VALUE;

    /**
     * @param state what was known when the process stopped, and the groups that the operator named
     * @param random draws the pauses between attempts; seeded in tests
     */
    public SentinelCore(SentinelSettings settings, DurableState state, RandomGenerator random, Moment now) {
        identity = new Identity(state.myId(), settings.announced(), state.currentEpoch());
        watch = new Watch(identity);
        Election election = new Election(identity, storage, random);
        driver = new FailoverDriver(election);
        explainer = new Explainer(identity, election);
        strays = new Strays(identity);
        peers = new Peers(links, groups);
        removals = new Removals(links, groups);
        members = new Members(links);
        pauses = new Pauses(identity, groups);
        operator = new Operator(identity, links, groups, driver, members, pauses);
        for (DurableState.Group saved : state.groups()) {
            Group group = restore(saved, now);
            groups.put(group.name(), group);
            looks.put(group, now.monotonicMillis());
        }
    }

    private Group restore(DurableState.Group saved, Moment now) {
        String name = saved.settings().name();
        Group group = new Group(
                saved.settings(),
                links.node(name, saved.address(), InfoReport.Role.MASTER, now),
                saved.configEpoch(),
                saved.leaderEpoch(),
                saved.leader(),
                saved.annotations());
        group.maintenance(saved.annotations().maintenance(), now);
        group.supported(saved.address(), now); // until it died, for all that we know
        for (Address address : saved.replicas()) {
            if (group.node(address).isEmpty()) {
                group.replicas().put(address, links.node(name, address, InfoReport.Role.REPLICA, now));
            }
        }
        for (DurableState.Peer peer : saved.sentinels()) {
            if (!peer.runId().equals(identity.runId()) && !group.peers().containsKey(peer.runId())) {
                group.peers().put(peer.runId(), links.peer(peer.runId(), peer.address(), now));
            }
        }
        return group;
    }

    /** Takes in one event and says what to do. Never throws on outside input. */
    public List<Effect> handle(Event event, Moment now) {
        Turn turn = new Turn(now, periods, groups.size(), storage, this::persist);
        tilt.look(armedFor, links, turn);
        take(event, turn);
        long wakeAt = Math.min(turn.takeWakeAt(), storage.tryAgainAt());
        for (Group group : looks.take(turn)) {
            settle(group, turn);
            looks.put(group, turn.takeWakeAt());
        }
        wakeAt = Math.min(wakeAt, looks.earliest());
        save(turn);
        // A sentinel that watches nothing still notices when it was stopped.
        arm(Math.min(wakeAt, turn.millis() + idleMillis()), event, turn);
        return turn.effects();
    }

    /** Looks and drives until nothing more follows from what is known now. */
    private void settle(Group group, Turn turn) {
        Failover before;
        do {
            before = group.failover();
            Pauses.look(group, turn);
            watch.look(group, tilt.isOn(), turn);
            if (!tilt.isOn()) {
                members.look(group, turn);
                driver.drive(group, turn);
            }
        } while (before != group.failover());
    }

    private void save(Turn turn) {
        if (turn.millis() >= storage.tryAgainAt()) {
            turn.changed();
        }
        turn.storeChanges();
    }

    /** Longest time without a call, so that a stop is not taken for quiet, nor quiet for a stop. */
    private long idleMillis() {
        return Math.min(Timers.PING_PERIOD_MILLIS, Math.max(1, periods.tiltTriggerMillis() / 2));
    }

    /** Names the next time to be called, unless the shell will call before it anyway. */
    private void arm(long wakeAt, Event event, Turn turn) {
        boolean spent = event instanceof Event.Woken || armedFor <= turn.millis();
        if (spent || wakeAt < armedFor) {
            armedFor = wakeAt;
            turn.emit(new Effect.WakeAt(wakeAt));
        }
    }

    private void take(Event event, Turn turn) {
        switch (event) {
            case Event.Started started -> {
                links.forgive(turn.now()); // the silence before the first connect is nobody's
                groups.values().forEach(group -> operator.announceMonitor(group, turn));
            }
            case Event.Woken woken -> {}
            case Event.LinkUp up -> linkUp(up.link(), turn);
            case Event.LinkDown down -> linkDown(down, turn);
            case Event.PingAnswered answered -> pingAnswered(answered, turn);
            case Event.InfoReceived info -> infoReceived(info, turn);
            case Event.AddressChanged changed -> removals.happened(changed, turn);
            case Event.HelloHeard hello -> helloHeard(hello.text(), turn);
            case Event.MasterDownAnswered answered -> masterDownAnswered(answered, turn);
            case Event.RequestFailed failed -> requestFailed(failed, turn);
            case Event.RequestDone done -> requestDone(done, turn);
            case Event.Testified testified ->
                node(testified.link())
                        .ifPresent(node -> driver.testified(touch(testified.link(), turn), node, testified, turn));
            case Event.CommandRefused refused -> commandRefused(refused, turn);
            case Event.VoteAsked asked -> voteAsked(asked, turn);
            case Event.Persisted persisted -> persisted(persisted.number(), turn);
            case Event.PersistFailed failed -> {
                boolean voteWaits = groups.values().stream().anyMatch(SentinelCore::isElecting);
                storage.failed(turn.millis() + (voteWaits ? Timers.SAVE_VOTE_RETRY_MILLIS : Timers.SAVE_RETRY_MILLIS));
            }
            case Event.OperatorAsked asked -> operator.answer(asked, turn);
            case Event.PeriodsSet set -> {
                periods = set.periods();
                turn.touchAll();
            }
        }
    }

    // --- links ---

    private void linkUp(LinkId id, Turn turn) {
        Optional<Link> found = links.find(id);
        if (found.isEmpty()) {
            turn.emit(new Effect.Disconnect(id)); // released while it was being opened
            return;
        }
        Link link = found.get();
        link.cameUp(turn.now());
        Watch.ping(link, turn);
        if (id.kind() == LinkId.Kind.SENTINEL) {
            turn.send(link, new Request.Info(false)); // is it one of ours?
        }
        node(id).ifPresent(node -> {
            Group group = touch(id, turn);
            node.infoLost();
            node.wantHello();
            driver.reconnected(group, node, tilt.isOn(), turn);
        });
        forPeersOn(id, turn, (group, peer) -> {
            peer.askAnew();
            peer.wantHello();
        });
    }

    private void linkDown(Event.LinkDown event, Turn turn) {
        LinkId id = event.link();
        links.find(id).ifPresent(link -> {
            link.wentDown(turn.now());
            link.refused(event.isRefusal());
        });
        node(id).ifPresent(node -> {
            touch(id, turn);
            node.infoLost();
        });
        forPeersOn(id, turn, (group, peer) -> peer.askLost());
    }

    private void pingAnswered(Event.PingAnswered event, Turn turn) {
        LinkId id = event.link();
        Optional<DataNode> node = node(id);
        if (node.isPresent()) {
            pingAnswered(event, node.get(), turn);
            return;
        }
        Optional<Link> link = links.find(id);
        if (link.isPresent()) {
            link.get().answered(event.isSignOfLife(), isPong(event), turn.now());
        }
        forPeersOn(id, turn, (group, peer) -> {});
    }

    private static boolean isPong(Event.PingAnswered event) {
        return event.answer() == Event.PingAnswered.Answer.PONG;
    }

    private void pingAnswered(Event.PingAnswered event, DataNode node, Turn turn) {
        Group group = groups.get(event.link().group());
        if (node.link().answered(event.isSignOfLife(), isPong(event), turn.now())) {
            group.supported(node.address(), turn.now());
        }
        if (isRoutine(event, group, node)) {
            long period = Backing.pingPeriodMillis(group, node, turn);
            long next = Watch.nextPing(group, node, Backing.supports(group, node), period);
            looks.hasten(group, turn.onBeat(next, period));
            return;
        }
        turn.touch(group);
        if (event.answer() == Event.PingAnswered.Answer.OTHER && Backing.supports(group, node)) {
            node.forgetFence(); // it may refuse SUPERVISE, and PING not: the next one is plain
        }
        if (isPong(event)) {
            node.rebootedSince(OptionalLong.empty());
        }
        if (event.answer() == Event.PingAnswered.Answer.BUSY && node.isDown() && node.killScriptOnce()) {
            turn.send(node.link(), new Request.ScriptKill());
        }
    }

    /** A server that is well says so, in a group that is well: of a thousand such words none changes anything but when to ask again. */
    private boolean isRoutine(Event.PingAnswered event, Group group, DataNode node) {
        return isPong(event)
                && !tilt.isOn()
                && !node.isDown()
                && node.rebootedSince().isEmpty()
                && group.isQuiet();
    }

    private void handOverRefused(LinkId id, String error, Turn turn) {
        node(id).ifPresent(node -> driver.handOverRefused(touch(id, turn), node, error, tilt.isOn(), turn));
    }

    private void requestFailed(Event.RequestFailed event, Turn turn) {
        LinkId id = event.link();
        switch (event.request()) {
            case Request.Info info -> node(id).ifPresent(DataNode::infoRefused);
            case Request.AskMasterDown ask -> forPeersOn(id, turn, (group, peer) -> peer.askLost());
            case Request.Support support -> {} // every answer to it is one to a PING
            case Request.Promote promote ->
                node(id).ifPresent(node -> driver.promotionRefused(touch(id, turn), node, turn));
            case Request.HandOver handOver -> handOverRefused(id, event.error(), turn);
            case Request.Supervise supervise ->
                node(id).ifPresent(node ->
                        driver.decreeRefused(touch(id, turn), node, supervise.decree(), event.error(), turn));
            case Request.HoldWrites hold -> handOverRefused(id, event.error(), turn);
            case Request.Acknowledge acknowledge -> {} // it does so within a second
            case Request.CallOffHandOver callOff -> {} // there was nothing to call off any more
            case Request.ReleaseWrites release -> {} // they are released when the time is over
            case Request.KeepRole keep -> {} // told by the refusal
            case Request.DropClients drop -> {} // they find out by themselves
            case Request.Ping ping -> {} // an error is an answer to it, and comes as one
            case Request.PublishPause pause -> {} // so does this
            case Request.PublishHello hello -> {} // the next one comes soon
            case Request.Follow follow -> {} // seen by what INFO tells
            case Request.ScriptKill kill -> {} // there was no script any more
        }
        node(id).ifPresent(node -> touch(id, turn));
    }

    private void requestDone(Event.RequestDone event, Turn turn) {
        if (event.request() instanceof Request.PublishHello told) {
            Optional.ofNullable(groups.get(told.hello().group()))
                    .ifPresent(group -> forPeersOn(event.link(), turn, (any, peer) -> {
                        if (any == group && told.hello().configEpoch() == group.configEpoch()) {
                            Handover.heardBy(group, peer.runId());
                        }
                    }));
        } else {
            node(event.link())
                    .ifPresent(node -> Handover.done(touch(event.link(), turn), event.request(), tilt.isOn(), turn));
        }
    }

    private void commandRefused(Event.CommandRefused event, Turn turn) {
        LinkId id = event.link();
        Optional<DataNode> node = node(id);
        if (node.isPresent()) {
            Group group = groups.get(id.group());
            refusals.heard(event, group.text(node.get()), group.name(), turn);
        } else {
            forPeersOn(id, turn, (group, peer) -> refusals.heard(event, group.text(peer), group.name(), turn));
        }
    }

    private Optional<DataNode> node(LinkId id) {
        if (id.kind() != LinkId.Kind.DATA) {
            return Optional.empty();
        }
        Group group = groups.get(id.group());
        return group == null ? Optional.empty() : group.node(id.address());
    }

    private Group touch(LinkId id, Turn turn) {
        Group group = groups.get(id.group());
        turn.touch(group);
        return group;
    }

    private interface PeerVisitor {
        void visit(Group group, Peer peer);
    }

    /** The sentinels of all groups that share the link; their groups are touched. */
    private void forPeersOn(LinkId id, Turn turn, PeerVisitor visitor) {
        if (id.kind() != LinkId.Kind.SENTINEL) {
            return;
        }
        for (Group group : groups.values()) {
            for (Peer peer : group.peers().values()) {
                if (peer.link().id().equals(id)) {
                    visitor.visit(group, peer);
                    turn.touch(group);
                }
            }
        }
    }

    // --- what instances say ---

    private void infoReceived(Event.InfoReceived event, Turn turn) {
        Optional<DataNode> sender = node(event.link());
        if (sender.isEmpty()) {
            boolean ours = event.text().contains(VERSION_FIELD);
            boolean states = event.text().contains(SUPPORT_FIELD);
            forPeersOn(event.link(), turn, (group, peer) -> {
                peer.introduced(ours, states);
                Backing.tell(group, turn);
            });
            return;
        }
        Group group = touch(event.link(), turn);
        DataNode node = sender.get();
        InfoReport report = InfoReport.parse(event.text(), event.ours());
        if (report.role().isEmpty()) {
            nonsense++;
            node.infoRefused();
            return;
        }
        boolean restarted = isAnother(node.info().flatMap(InfoReport::runId), report.runId());
        Optional<Ballot> led = group.isMaster(node) ? Synod.ballot(group) : Optional.empty();
        boolean roleChanged = node.reported(report, event.text(), turn.now());
        if (restarted) {
            Synod.restarted(group, led);
            rebooted(group, node, turn);
        }
        foreigners.look(group, node, turn);
        if (group.isMaster(node)) {
            discover(group, report, turn);
            Backing.tell(group, turn);
            lineage(group, report, turn);
        } else if (group.lineage().isOutdated(node, group.master().address())) {
            group.master().wantInfo();
        }
        group.lineage().settle(group, turn.now());
        if (roleChanged) {
            announceRole(group, node, turn);
        }
        if (node.follows(group.master().address())) {
            node.formerMaster(false); // known also when nothing may be done: it may be the best to lead next
        }
        if (!tilt.isOn()) {
            strays.heard(group, node, turn);
        }
    }

    private static void lineage(Group group, InfoReport report, Turn turn) {
        if (Synod.governs(group)) {
            group.lineage().heardByBallot(report);
            return;
        }
        group.lineage().heard(report, turn.now()).ifPresent(loss -> {
            turn.announce("+reborn", group.text() + " " + loss, Effect.Level.WARNING, group.name());
            group.replicas().values().forEach(DataNode::wantInfo); // who still has what it lost
        });
    }

    private static boolean isAnother(Optional<String> before, Optional<String> after) {
        return before.isPresent() && after.isPresent() && !before.equals(after);
    }

    private static void rebooted(Group group, DataNode node, Turn turn) {
        turn.announce("+reboot", group.text(node), Effect.Level.NOTICE, group.name());
        if (group.isMaster(node) && group.settings().masterRebootDownAfterMillis() > 0) {
            node.rebootedSince(OptionalLong.of(turn.millis()));
        }
    }

    private static void announceRole(Group group, DataNode node, Turn turn) {
        boolean saysMaster = node.says(InfoReport.Role.MASTER);
        turn.announce(
                saysMaster == group.isMaster(node) ? "+role-change" : "-role-change",
                group.text(node) + " new reported role is " + (saysMaster ? "master" : "slave"),
                Effect.Level.VERBOSE,
                group.name());
    }

    private void discover(Group group, InfoReport report, Turn turn) {
        for (Address address : report.replicas()) {
            if (group.node(address).isEmpty()) {
                DataNode replica = links.node(group.name(), address, InfoReport.Role.REPLICA, turn.now());
                group.replicas().put(address, replica);
                turn.changed();
                turn.announce("+slave", group.text(replica), Effect.Level.NOTICE, group.name());
            }
        }
    }

    private void helloHeard(String text, Turn turn) {
        Optional<Hello> parsed = Hello.parse(text);
        if (parsed.isEmpty()) {
            nonsense += pauses.heard(text, turn) ? 0 : 1;
            return;
        }
        Hello hello = parsed.get();
        Group group = groups.get(hello.group());
        if (group == null || hello.runId().equals(identity.runId())) {
            return;
        }
        turn.touch(group);
        peers.heard(group, hello, turn);
        identity.sawEpoch(hello.currentEpoch(), group, turn);
        if (wins(hello, group)) {
            takeOver(group, hello, turn);
        }
    }

    /**
     * A newer configuration wins, whoever made it. Operators' failovers ask nobody for votes, so two of one epoch can name
     * two masters: then everybody takes the greater address, or they would disagree until the next failover.
     */
    private static boolean wins(Hello hello, Group group) {
        return hello.configEpoch() > group.configEpoch()
                || hello.configEpoch() == group.configEpoch()
                        && hello.configEpoch() > 0 // else nobody led: operators named two masters, and must say which
                        && hello.master().compareTo(group.master().address()) > 0;
    }

    private void takeOver(Group group, Hello hello, Turn turn) {
        Address old = group.master().address();
        if (hello.master().equals(old)) {
            group.configEpoch(hello.configEpoch());
            turn.changed();
            driver.superseded(group, turn);
            Synod.named(group, turn);
            if (Backing.governs(group)) { // it is confirmed: nobody is waited for any more
                group.patience(Group.Patience.NONE);
            }
            return;
        }
        // Its orders may store the state: before the epoch is the new one, or the disk would name the old master with
        // it.
        boolean held = Handover.superseded(group, turn);
        group.configEpoch(hello.configEpoch());
        turn.changed();
        Peer sender = group.peers().get(hello.runId());
        turn.announce("+config-update-from", group.text(sender), Effect.Level.WARNING, group.name());
        DataNode successor = group.node(hello.master())
                .orElseGet(() -> links.node(group.name(), hello.master(), InfoReport.Role.MASTER, turn.now()));
        turn.emit(new Effect.ReconfigureClients(group.name(), "observer", "start", old, hello.master()));
        group.chronicle().end("newer-config", turn.now());
        group.chronicle().observed(hello.configEpoch(), hello.runId(), old, hello.master(), turn.now());
        FailoverDriver.switchTo(group, successor, false, turn);
        if (held) {
            Handover.switched(group, turn);
        }
    }

    // --- votes ---

    private void masterDownAnswered(Event.MasterDownAnswered event, Turn turn) {
        Group group = groups.get(event.asked().group());
        if (group == null) {
            return;
        }
        turn.touch(group);
        group.peers().values().stream()
                .filter(peer -> peer.link().id().equals(event.link()))
                .forEach(peer -> peer.said(event, turn.now()));
    }

    private void voteAsked(Event.VoteAsked event, Turn turn) {
        Optional<Group> found = groups.values().stream()
                .filter(group -> group.master().address().equals(event.master()))
                .findFirst();
        if (found.isEmpty()) {
            turn.emit(new Effect.AnswerVote(event.ticket(), false, "*", 0, Optional.empty()));
            return;
        }
        Group group = found.get();
        boolean down = !tilt.isOn() && group.master().isDown();
        if (down) {
            // Whoever asks sees the master down himself: hear it from him now rather than at the next round.
            group.peers().values().stream()
                    .filter(peer -> !peer.saysDownOrIsAsked(group.master().address()))
                    .forEach(Peer::askAnew);
            turn.touch(group);
        }
        if (event.candidate().equals("*")) {
            turn.emit(new Effect.AnswerVote(event.ticket(), down, "*", 0, Optional.empty()));
            return;
        }
        turn.touch(group);
        boolean sound = group.reign().isSound(group, turn.now());
        if (sound) {
            group.reign().refuse(group, event.candidate(), event.epoch(), turn);
        }
        boolean given = !sound
                && !group.isPaused(turn.now()) // nor does anybody else lead a failover then
                && Hello.isEpoch(event.epoch())
                && identity.vote(group, event.candidate(), event.epoch(), turn);
        if (given && !event.candidate().equals(identity.runId())) {
            Election.giveWay(group, turn);
        }
        turn.emit(new Effect.AnswerVote(
                event.ticket(),
                down,
                group.leader().orElse("*"),
                group.leaderEpoch(),
                Optional.of(Backing.last(group, turn.now()))));
    }

    // --- state and view ---

    /** Looks at the groups that waited for it: for a vote of our own that now counts, or for a disk that works again. */
    private void persisted(long number, Turn turn) {
        boolean mended = storage.isFailing();
        storage.succeeded(number);
        for (Group group : groups.values()) {
            if (mended || isElecting(group)) {
                turn.touch(group);
            }
        }
    }

    private static boolean isElecting(Group group) {
        return group.failover() instanceof Failover.Electing;
    }

    private Effect.Persist persist() {
        List<DurableState.Group> saved =
                groups.values().stream().map(Group::lastRecord).toList();
        return new Effect.Persist(storage.order(), new DurableState(identity.runId(), identity.currentEpoch(), saved));
    }

    /** Hellos and INFOs so far that made no sense. */
    public long nonsenseCount() {
        return nonsense;
    }

    /** What this sentinel thinks of the group, what it would do and what keeps it from that; empty if there is no such group. */
    public Optional<Account> explain(String group, Moment now) {
        return Optional.ofNullable(groups.get(group)).map(found -> explainer.explain(found, tilt.isOn(), now));
    }

    /** Whom a failover would promote now. */
    public Optional<Account> dryRun(String group, Moment now) {
        return Optional.ofNullable(groups.get(group)).map(found -> explainer.dryRun(found, now));
    }

    /** The failovers that were. */
    public Optional<Account> history(String group) {
        return Optional.ofNullable(groups.get(group)).map(explainer::history);
    }

    /** The last INFO of each data server of the group, the master's first. */
    public Optional<List<SentinelView.InfoCopy>> lastInfos(String group, Moment now) {
        return Optional.ofNullable(groups.get(group)).map(found -> Portrait.lastInfos(found, now));
    }

    /** What this sentinel knows of one group now; of thousands it draws but this one. */
    public Optional<SentinelView.GroupView> view(String group, Moment now) {
        return Optional.ofNullable(groups.get(group)).map(found -> Portrait.of(found, now));
    }

    /** What this sentinel knows now. */
    public SentinelView view(Moment now) {
        return new SentinelView(
                identity.runId(),
                identity.currentEpoch(),
                tilt.isOn(),
                tilt.sinceSeconds(now),
                tilt.total(),
                groups.values().stream().map(group -> Portrait.of(group, now)).toList());
    }
}
