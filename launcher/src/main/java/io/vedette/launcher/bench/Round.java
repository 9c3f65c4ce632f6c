package io.vedette.launcher.bench;

import io.vedette.launcher.client.Address;
import io.vedette.launcher.options.CommandFailed;
import io.vedette.launcher.up.Group;
import io.vedette.launcher.up.Member;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One fault and what follows: the master is hurt at a random moment, the clock runs until everything measured has happened
 * or the patience is over, then the master comes back. Runs in the main thread, which owns the processes.
 */
final class Round {
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final double NANOS_PER_MILLI = 1e6;

    /** @param millis by moment; a moment that did not come is missing */
    record Outcome(Map<Moment, Double> millis, List<SeenEvents.Seen> events, long faultNanos, boolean oursLed) {}

    private final Stage stage;
    private final FailoverBench.Settings settings;
    private final Signals signals;
    private final List<Member> ours;

    Round(Stage stage, FailoverBench.Settings settings, FailoverBench.Side side, Signals signals) {
        this.stage = stage;
        this.settings = settings;
        this.signals = signals;
        this.ours = stage.group()
                .sentinels()
                .subList(side.foreignSentinels(), stage.group().sentinels().size());
    }

    Outcome play(Fault fault, Member master, long pauseMillis) throws IOException, InterruptedException {
        Group group = stage.group();
        Thread.sleep(pauseMillis);
        try (SeenEvents events = SeenEvents.of(group.sentinels())) {
            FirstWrite client = new FirstWrite(group.sentinelAddresses(), Group.MASTER_NAME, master.address());
            client.start();
            try {
                return measure(fault, master, events, client);
            } finally {
                client.stop();
            }
        }
    }

    private Outcome measure(Fault fault, Member master, SeenEvents events, FirstWrite client)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        hurt(fault, master);
        Map<Moment, Long> nanos = new EnumMap<>(Moment.class);
        Optional<Address> successor = awaitWrite(client, begin);
        if (successor.isPresent()) {
            nanos.put(Moment.WRITTEN, client.accepted().orElseThrow().nanos());
            awaitRepointed(master, successor.get(), begin).ifPresent(time -> nanos.put(Moment.REPOINTED, time));
            awaitSwitchedEverywhere(events, begin).ifPresent(time -> nanos.put(Moment.SWITCHED_EVERYWHERE, time));
        }
        put(nanos, Moment.DOWN, events.first(begin, event -> isAboutMaster(event, "+sdown")));
        put(nanos, Moment.AGREED, events.first(begin, event -> event.name().equals("+odown")));
        put(nanos, Moment.ELECTED, events.first(begin, event -> event.name().equals("+elected-leader")));
        put(nanos, Moment.ORDERED, events.first(begin, event -> event.name().equals("+failover-state-wait-promotion")));
        put(nanos, Moment.PROMOTED, events.first(begin, event -> event.name().equals("+promoted-slave")));
        put(nanos, Moment.SWITCHED, events.first(begin, event -> event.name().equals("+switch-master")));
        Map<Moment, Double> millis = new EnumMap<>(Moment.class);
        nanos.forEach(
                (moment, time) -> millis.put(moment, (time - begin) / NANOS_PER_MILLI - settings.downAfterMillis()));
        bringBack(fault, master, successor).ifPresent(took -> millis.put(Moment.DEMOTED, took));
        boolean oursLed = events.since(begin).stream()
                .anyMatch(event -> event.name().equals("+promoted-slave") && ours.contains(event.sentinel()));
        return new Outcome(millis, events.since(begin), begin, oursLed);
    }

    private static boolean isAboutMaster(SeenEvents.Seen event, String name) {
        return event.name().equals(name) && event.text().startsWith("master ");
    }

    private static void put(Map<Moment, Long> nanos, Moment moment, OptionalLong time) {
        time.ifPresent(value -> nanos.put(moment, value));
    }

    private void hurt(Fault fault, Member master) throws InterruptedException {
        switch (fault) {
            case KILL -> stage.running().kill(master);
            case STOP -> signals.send("STOP", stage.running().pid(master));
        }
    }

    private static Optional<Address> awaitWrite(FirstWrite client, long begin) {
        while (client.accepted().isEmpty() && System.nanoTime() - begin < PATIENCE_NANOS) {
            LockSupport.parkNanos(STEP_NANOS);
        }
        return client.accepted().map(FirstWrite.Accepted::master);
    }

    private Optional<Long> awaitRepointed(Member master, Address successor, long begin) {
        List<Roles> others = new ArrayList<>();
        for (Member server : stage.group().servers()) {
            if (!server.equals(master) && !server.address().equals(successor)) {
                others.add(new Roles(server.address()));
            }
        }
        try {
            while (System.nanoTime() - begin < PATIENCE_NANOS) {
                others.removeIf(roles -> {
                    boolean follows = roles.ask()
                            .filter(role -> Roles.follows(role, successor))
                            .isPresent();
                    if (follows) {
                        roles.close();
                    }
                    return follows;
                });
                if (others.isEmpty()) {
                    return Optional.of(System.nanoTime());
                }
                LockSupport.parkNanos(STEP_NANOS);
            }
            return Optional.empty();
        } finally {
            others.forEach(Roles::close);
        }
    }

    /** The time of the last sentinel's first switch. */
    private Optional<Long> awaitSwitchedEverywhere(SeenEvents events, long begin) {
        while (System.nanoTime() - begin < PATIENCE_NANOS) {
            List<OptionalLong> times = stage.group().sentinels().stream()
                    .map(sentinel -> events.first(
                            begin,
                            event -> event.name().equals("+switch-master")
                                    && event.sentinel().equals(sentinel)))
                    .toList();
            if (times.stream().allMatch(OptionalLong::isPresent)) {
                return times.stream().map(OptionalLong::getAsLong).max(Long::compare);
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
        return Optional.empty();
    }

    /** Milliseconds from the returned master's first reply until it says that it is a replica. */
    private Optional<Double> bringBack(Fault fault, Member master, Optional<Address> successor)
            throws IOException, InterruptedException {
        if (!settings.returning()) {
            return Optional.empty();
        }
        switch (fault) {
            case KILL -> stage.running().start(master);
            case STOP -> signals.send("CONT", stage.running().pid(master));
        }
        try (Roles roles = new Roles(master.address())) {
            long begin = System.nanoTime();
            Optional<Long> firstReply = Optional.empty();
            while (System.nanoTime() - begin < PATIENCE_NANOS) {
                Optional<io.vedette.resp.Reply> role = roles.ask();
                long now = System.nanoTime();
                if (firstReply.isEmpty() && role.isPresent()) {
                    firstReply = Optional.of(now);
                }
                if (role.filter(Roles::isReplica).isPresent()) {
                    settle(roles, successor);
                    return Optional.of((now - firstReply.orElseThrow()) / NANOS_PER_MILLI);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
        throw new CommandFailed(master.name() + " came back and was never made a replica");
    }

    /** A group that is used again must be whole first. */
    private static void settle(Roles roles, Optional<Address> successor) {
        long begin = System.nanoTime();
        while (successor.isPresent()
                && System.nanoTime() - begin < PATIENCE_NANOS
                && roles.ask()
                        .filter(role -> Roles.follows(role, successor.get()))
                        .isEmpty()) {
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    /** The member that the sentinels now call master. */
    static Member masterOf(Group group) {
        try (var finder = new io.vedette.launcher.client.MasterFinder(group.sentinelAddresses(), Group.MASTER_NAME)) {
            long begin = System.nanoTime();
            Optional<Address> named = finder.ask();
            while (named.isEmpty() && System.nanoTime() - begin < PATIENCE_NANOS) {
                LockSupport.parkNanos(STEP_NANOS);
                named = finder.ask();
            }
            Address address = named.orElseThrow(() -> new CommandFailed("a sentinel does not answer before the round"));
            return group.servers().stream()
                    .filter(server -> server.address().equals(address))
                    .findFirst()
                    .orElseThrow(() -> new CommandFailed("the sentinels name a stranger, " + address));
        }
    }
}
