package io.vedette.sentinel.core;

import io.vedette.resp.Glob;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Carries out what operators ask for. Shares the groups of {@link SentinelCore}; without state of its own. */
final class Operator {
    private final Identity identity;
    private final Links links;
    private final Map<String, Group> groups;
    private final FailoverDriver driver;
    private final Members members;
    private final Pauses pauses;

    Operator(
            Identity identity,
            Links links,
            Map<String, Group> groups,
            FailoverDriver driver,
            Members members,
            Pauses pauses) {
        this.identity = identity;
        this.links = links;
        this.groups = groups;
        this.driver = driver;
        this.members = members;
        this.pauses = pauses;
    }

    void answer(Event.OperatorAsked event, Turn turn) {
        turn.touchAll();
        Effect.Outcome outcome = switch (event.operation()) {
            case Operation.Failover failover -> failover(failover, turn);
            case Operation.Reset reset -> reset(reset.pattern(), turn);
            case Operation.Monitor monitor -> monitor(monitor, turn);
            case Operation.Remove remove -> remove(remove.name(), turn);
            case Operation.Forget forget -> forget(forget, turn);
            case Operation.Pause pause -> pause(pause, turn);
            case Operation.Change change -> change(change, turn);
            case Operation.FlushConfig flush -> {
                turn.changed();
                yield new Effect.Outcome.Done();
            }
            case Operation.Announce announce -> {
                identity.announced(announce.announced());
                groups.values().forEach(FailoverDriver::tellEverybody);
                turn.changed(); // the shell writes its own directives along with the state
                yield new Effect.Outcome.Done();
            }
        };
        turn.emit(new Effect.AnswerOperator(event.ticket(), outcome));
    }

    private Effect.Outcome failover(Operation.Failover operation, Turn turn) {
        Optional<Group> group = Optional.ofNullable(groups.get(operation.name()));
        if (group.isEmpty()) {
            return noSuchMaster();
        }
        if (group.get().failover().isUnderWay()) {
            return new Effect.Outcome.Refused("INPROG Failover already in progress");
        }
        Order order = Order.of(operation, group.get().settings());
        if (order.refounds() && !Synod.governs(group.get())) {
            return new Effect.Outcome.Refused(
                    "ERR FORCE is for groups with a write quorum: without one a failover waits for no member anyway");
        }
        if (!order.refounds()
                && order.pick(ReplicaChoice.rank(group.get(), turn.now())).isEmpty()) {
            return new Effect.Outcome.Refused("NOGOODSLAVE No suitable replica to promote");
        }
        if (order.lossless() && !Synod.governs(group.get()) && !Handover.isPossible(group.get())) {
            return new Effect.Outcome.Refused("NOGOODPRIMARY Primary does not answer, nothing can be handed over");
        }
        driver.force(group.get(), order, turn);
        return new Effect.Outcome.Done();
    }

    private Effect.Outcome reset(String pattern, Turn turn) {
        List<Group> chosen = groups.values().stream()
                .filter(group -> Glob.matches(
                        pattern.getBytes(StandardCharsets.UTF_8), group.name().getBytes(StandardCharsets.UTF_8)))
                .toList();
        for (Group group : chosen) {
            group.replicas().values().forEach(replica -> links.release(replica.link(), turn));
            group.replicas().clear();
            group.peers().values().forEach(peer -> links.release(peer.link(), turn));
            group.peers().clear();
            Handover.callOff(group, turn);
            group.chronicle().end("reset", turn.now());
            group.forgetTrouble();
            group.lineage().forget();
            beginAnew(group.master(), turn);
            turn.changed();
            turn.announce("+reset-master", group.text(), Effect.Level.WARNING, group.name());
        }
        return new Effect.Outcome.Count(chosen.size());
    }

    /** Nothing that was known of the master holds any more, and it is connected to anew. */
    private static void beginAnew(DataNode master, Turn turn) {
        turn.emit(new Effect.Disconnect(master.link().id()));
        master.link().reset(turn.now());
        master.takeRole(InfoReport.Role.MASTER, turn.now());
        master.downSince(OptionalLong.empty());
        master.rebootedSince(OptionalLong.empty());
    }

    private Effect.Outcome monitor(Operation.Monitor monitor, Turn turn) {
        String name = monitor.settings().name();
        if (groups.containsKey(name)) {
            return new Effect.Outcome.Refused("ERR Duplicate master name.");
        }
        // Should the name have stood for a group before, then no vote that was given in it can be given again.
        long votedEpoch = identity.currentEpoch();
        Group group = new Group(
                monitor.settings(),
                links.node(name, monitor.address(), InfoReport.Role.MASTER, turn.now()),
                0,
                votedEpoch,
                Optional.empty());
        group.supported(monitor.address(), turn.now());
        groups.put(name, group);
        turn.changed();
        announceMonitor(group, turn);
        return new Effect.Outcome.Done();
    }

    void announceMonitor(Group group, Turn turn) {
        turn.announce(
                "+monitor", group.text() + " quorum " + group.settings().quorum(), Effect.Level.WARNING, group.name());
    }

    private Effect.Outcome remove(String name, Turn turn) {
        Group group = groups.get(name);
        if (group == null) {
            return noSuchMaster();
        }
        turn.announce("-monitor", group.text(), Effect.Level.WARNING, group.name());
        groups.remove(name);
        group.place().leave();
        group.nodes().forEach(node -> links.release(node.link(), turn));
        group.peers().values().forEach(peer -> links.release(peer.link(), turn));
        turn.changed();
        return new Effect.Outcome.Done();
    }

    private Effect.Outcome forget(Operation.Forget forget, Turn turn) {
        Group group = groups.get(forget.name());
        if (group == null) {
            return noSuchMaster();
        }
        if (group.failover().isUnderWay()) {
            return new Effect.Outcome.Refused("INPROG Failover already in progress");
        }
        boolean done = switch (forget.member()) {
            case REPLICA -> members.forgetReplica(group, forget.id(), turn);
            case SENTINEL -> members.forgetSentinel(group, forget.id(), turn);
        };
        return done
                ? new Effect.Outcome.Done()
                : new Effect.Outcome.Refused(
                        "ERR No such " + forget.member().name().toLowerCase(Locale.ROOT) + " of that master");
    }

    private Effect.Outcome pause(Operation.Pause pause, Turn turn) {
        Group group = groups.get(pause.name());
        if (group == null) {
            return noSuchMaster();
        }
        pauses.ordered(group, pause.forMillis(), turn);
        return new Effect.Outcome.Done();
    }

    private Effect.Outcome change(Operation.Change change, Turn turn) {
        Group group = groups.get(change.name());
        if (group == null) {
            return noSuchMaster();
        }
        MasterSettings before = group.settings();
        group.settings(change.settings());
        turn.changed();
        turn.storeChanges(); // first, so that a script that is set here hears of it
        for (String option : change.options()) {
            turn.announce("+set", group.text() + " " + option, Effect.Level.WARNING, group.name());
        }
        boolean credentials = !before.authPass().equals(change.settings().authPass())
                || !before.authUser().equals(change.settings().authUser());
        if (credentials) {
            for (DataNode node : group.nodes()) {
                turn.emit(new Effect.Disconnect(node.link().id()));
                node.link().wentDown(turn.now());
                node.infoLost();
            }
        }
        return new Effect.Outcome.Done();
    }

    private static Effect.Outcome noSuchMaster() {
        return new Effect.Outcome.Refused("ERR No such master with that name");
    }
}
