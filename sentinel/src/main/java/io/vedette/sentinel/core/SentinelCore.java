package io.vedette.sentinel.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A sentinel's mind. One instance per process, owned by the shell's event loop; each call is one event, and its effects are
 * to be carried out in order. After every event each group is looked at once, so a call costs time in proportion to the
 * instances that are watched.
 *
 * <p>Invariants: one vote per epoch and group, kept over restarts; the current epoch and every configuration epoch only
 * rise; nothing is told to others before it is persisted (see {@link Effect#waitsForPersist}).
 */
public final class SentinelCore {
    private final Identity identity;
    private final Links links = new Links();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Watch watch;
    private final FailoverDriver driver;
    private final Peers peers;
    private final Operator operator;
    private final Tilt tilt = new Tilt();
    private boolean unsaved;
    private long persistNumber;
    private long nonsense;

    /** @param random draws the pauses between attempts; seeded in tests */
    public SentinelCore(SentinelSettings settings, DurableState state, RandomGenerator random, Moment now) {
        identity = new Identity(state.myId(), settings.announced(), state.currentEpoch());
        watch = new Watch(identity);
        driver = new FailoverDriver(identity, random);
        peers = new Peers(identity, links);
        operator = new Operator(identity, links, groups, driver);
        for (DurableState.Group saved : state.groups()) {
            Group group = new Group(
                    saved.settings(),
                    links.node(saved.settings().name(), saved.address(), now),
                    saved.configEpoch(),
                    saved.leaderEpoch(),
                    saved.leader());
            saved.replicas().forEach(address -> group.replicas().put(address, links.node(group.name(), address, now)));
            saved.sentinels()
                    .forEach(peer -> group.peers().put(peer.runId(), links.peer(peer.runId(), peer.address(), now)));
            groups.put(group.name(), group);
        }
    }

    /** Takes in one event and says what to do. Never throws on outside input. */
    public List<Effect> handle(Event event, Moment now) {
        Turn turn = new Turn(now, unsaved, number -> persist());
        unsaved = false;
        tilt.look(links, turn);
        take(event, turn);
        groups.values().forEach(group -> settle(group, turn));
        // A sentinel that watches nothing still notices when it was stopped.
        turn.due(now.monotonicMillis() + Timers.PING_PERIOD_MILLIS);
        return turn.finish();
    }

    /** Looks and drives until nothing more follows from what is known now. */
    private void settle(Group group, Turn turn) {
        Failover before;
        do {
            before = group.failover();
            watch.look(group, tilt.isOn(), turn);
            if (!tilt.isOn()) {
                driver.drive(group, turn);
            }
        } while (before != group.failover());
    }

    private void take(Event event, Turn turn) {
        switch (event) {
            case Event.Started started -> start(turn);
            case Event.Woken woken -> {}
            case Event.LinkUp up -> linkUp(up.link(), turn);
            case Event.LinkDown down -> linkDown(down.link(), turn);
            case Event.PingAnswered answered -> pingAnswered(answered, turn);
            case Event.InfoReceived info -> infoReceived(info, turn);
            case Event.HelloHeard hello -> helloHeard(hello.text(), turn);
            case Event.MasterDownAnswered answered -> masterDownAnswered(answered, turn);
            case Event.RequestFailed failed -> requestFailed(failed);
            case Event.VoteAsked asked -> voteAsked(asked, turn);
            case Event.Persisted persisted -> {}
            case Event.PersistFailed failed -> turn.due(turn.millis() + Timers.PING_PERIOD_MILLIS);
            case Event.OperatorAsked asked -> operator.answer(asked, turn);
        }
        if (event instanceof Event.PersistFailed) {
            unsaved = true; // tried again with the next call, before anything that depends on it
        }
    }

    private void start(Turn turn) {
        links.forgive(turn.now()); // the silence before the first connect is nobody's
        for (Group group : groups.values()) {
            operator.announceMonitor(group, turn);
        }
    }

    // --- links ---

    private void linkUp(LinkId id, Turn turn) {
        Optional<Link> found = links.find(id);
        if (found.isEmpty()) {
            turn.emit(new Effect.Disconnect(id));
            return;
        }
        Link link = found.get();
        link.cameUp(turn.now());
        Watch.ping(link, turn);
        for (Group group : groups.values()) {
            group.nodes().stream().filter(node -> node.link() == link).forEach(node -> {
                node.infoLost();
                node.wantHello();
            });
            group.peers().values().stream().filter(peer -> peer.link() == link).forEach(peer -> {
                peer.askAnew();
                peer.wantHello();
            });
        }
    }

    private void linkDown(LinkId id, Turn turn) {
        links.find(id).ifPresent(link -> {
            link.wentDown(turn.now());
            for (Group group : groups.values()) {
                group.nodes().stream().filter(node -> node.link() == link).forEach(DataNode::infoLost);
                group.peers().values().stream()
                        .filter(peer -> peer.link() == link)
                        .forEach(Peer::askLost);
            }
        });
    }

    private void pingAnswered(Event.PingAnswered event, Turn turn) {
        links.find(event.link()).ifPresent(link -> {
            link.answered(event.isSignOfLife(), turn.now());
            if (event.answer() == Event.PingAnswered.Answer.BUSY) {
                node(event.link())
                        .filter(DataNode::isDown)
                        .filter(DataNode::killScriptOnce)
                        .ifPresent(node -> turn.send(link, new Request.ScriptKill()));
            }
        });
    }

    private Optional<DataNode> node(LinkId id) {
        return Optional.ofNullable(groups.get(id.group())).flatMap(group -> group.node(id.address()));
    }

    private void requestFailed(Event.RequestFailed event) {
        switch (event.request()) {
            case Request.Info info -> node(event.link()).ifPresent(DataNode::infoLost);
            case Request.AskMasterDown ask ->
                groups.values().stream()
                        .flatMap(group -> group.peers().values().stream())
                        .filter(peer -> peer.link().id().equals(event.link()))
                        .forEach(Peer::askLost);
            case Request.Ping ping -> {}
            case Request.PublishHello hello -> {}
            case Request.Promote promote -> {} // seen by the role that INFO tells
            case Request.Follow follow -> {}
            case Request.ScriptKill kill -> {}
        }
    }

    // --- what instances say ---

    private void infoReceived(Event.InfoReceived event, Turn turn) {
        Optional<Group> found = Optional.ofNullable(groups.get(event.link().group()));
        Optional<DataNode> sender =
                found.flatMap(group -> group.node(event.link().address()));
        if (sender.isEmpty()) {
            return;
        }
        Group group = found.get();
        DataNode node = sender.get();
        InfoReport report = InfoReport.parse(event.text());
        if (report.role().isEmpty()) {
            nonsense++;
            node.infoLost();
            return;
        }
        boolean restarted = node.info()
                .flatMap(InfoReport::runId)
                .filter(before ->
                        report.runId().filter(id -> !id.equals(before)).isPresent())
                .isPresent();
        boolean first = node.info().isEmpty();
        boolean roleChanged = node.reported(report, event.text(), turn.now());
        if (restarted) {
            turn.announce("+reboot", group.text(node), Effect.Level.NOTICE, group.name());
        }
        if (roleChanged && !first) {
            announceRole(group, node, turn);
        }
        if (node == group.master()) {
            discover(group, report, turn);
            group.replicas().values().stream()
                    .filter(replica -> replica.isFormerMaster() && replica.says(InfoReport.Role.MASTER))
                    .toList()
                    .forEach(replica -> driver.putRight(group, replica, turn));
        } else {
            driver.putRight(group, node, turn);
        }
    }

    private static void announceRole(Group group, DataNode node, Turn turn) {
        boolean says = node.says(InfoReport.Role.MASTER);
        boolean asExpected = says == (node == group.master());
        turn.announce(
                asExpected ? "+role-change" : "-role-change",
                group.text(node) + " new reported role is " + (says ? "master" : "slave"),
                Effect.Level.VERBOSE,
                group.name());
    }

    private void discover(Group group, InfoReport report, Turn turn) {
        for (Address address : report.replicas()) {
            if (group.node(address).isEmpty()) {
                DataNode replica = links.node(group.name(), address, turn.now());
                group.replicas().put(address, replica);
                turn.changed();
                turn.announce("+slave", group.text(replica), Effect.Level.NOTICE, group.name());
            }
        }
    }

    private void helloHeard(String text, Turn turn) {
        Optional<Hello> parsed = Hello.parse(text);
        if (parsed.isEmpty()) {
            nonsense++;
            return;
        }
        Hello hello = parsed.get();
        Group group = groups.get(hello.group());
        if (group == null || hello.runId().equals(identity.runId())) {
            return;
        }
        peers.heard(group, hello, turn);
        identity.sawEpoch(hello.currentEpoch(), turn);
        if (hello.configEpoch() > group.configEpoch()) {
            takeOver(group, hello, turn);
        }
    }

    /** A newer configuration wins, whoever made it. */
    private void takeOver(Group group, Hello hello, Turn turn) {
        group.configEpoch(hello.configEpoch());
        turn.changed();
        if (hello.master().equals(group.master().address())) {
            return;
        }
        Peer sender = group.peers().get(hello.runId());
        Address old = group.master().address();
        turn.announce("+config-update-from", group.text(sender), Effect.Level.WARNING, group.name());
        DataNode successor =
                group.node(hello.master()).orElseGet(() -> links.node(group.name(), hello.master(), turn.now()));
        FailoverDriver.switchTo(group, successor, turn);
        turn.emit(new Effect.ReconfigureClients(group.name(), "observer", "start", old, hello.master()));
        FailoverDriver.tellEverybody(group);
    }

    // --- votes ---

    private void masterDownAnswered(Event.MasterDownAnswered event, Turn turn) {
        Group group = groups.get(event.asked().group());
        if (group == null) {
            return;
        }
        group.peers().values().stream()
                .filter(peer -> peer.link().id().equals(event.link()))
                .forEach(peer -> peer.said(new Peer.Opinion(
                        event.asked().master(), event.down(), event.leader(), event.leaderEpoch(), turn.millis())));
    }

    private void voteAsked(Event.VoteAsked event, Turn turn) {
        Optional<Group> found = groups.values().stream()
                .filter(group -> group.master().address().equals(event.master()))
                .findFirst();
        if (found.isEmpty()) {
            turn.emit(new Effect.AnswerVote(event.ticket(), false, "*", 0));
            return;
        }
        Group group = found.get();
        boolean down = !tilt.isOn() && group.master().isDown();
        if (down) {
            // Whoever asks sees the master down himself: hear it from him now rather than at the next round.
            group.peers().values().stream()
                    .filter(peer -> !peer.saysDown(group.master().address()))
                    .forEach(Peer::askAnew);
        }
        if (event.candidate().equals("*")) {
            turn.emit(new Effect.AnswerVote(event.ticket(), down, "*", 0));
            return;
        }
        boolean given = identity.vote(group, event.candidate(), event.epoch(), turn);
        if (given && !event.candidate().equals(identity.runId())) {
            // Another one leads: leave it the time that an election may take.
            group.electNotBefore(turn.millis() + FailoverDriver.timeoutMillis(group));
        }
        turn.emit(new Effect.AnswerVote(event.ticket(), down, group.leader().orElse("*"), group.leaderEpoch()));
    }

    // --- state and view ---

    private Effect.Persist persist() {
        List<DurableState.Group> saved = groups.values().stream()
                .map(group -> new DurableState.Group(
                        group.settings(),
                        group.current(),
                        group.configEpoch(),
                        group.leaderEpoch(),
                        group.leader(),
                        group.nodes().stream()
                                .map(DataNode::address)
                                .filter(address -> !address.equals(group.current()))
                                .toList(),
                        group.peers().values().stream()
                                .map(peer -> new DurableState.Peer(peer.address(), peer.runId()))
                                .toList()))
                .toList();
        persistNumber++;
        return new Effect.Persist(persistNumber, new DurableState(identity.runId(), identity.currentEpoch(), saved));
    }

    /** Hellos and INFOs so far that made no sense. */
    public long nonsenseCount() {
        return nonsense;
    }

    /** What this sentinel knows now. */
    public SentinelView view(Moment now) {
        return new SentinelView(
                identity.runId(),
                identity.currentEpoch(),
                tilt.isOn(),
                tilt.sinceSeconds(now),
                groups.values().stream().map(group -> Portrait.of(group, now)).toList());
    }
}
