package io.vedette.simulation;

import io.vedette.sentinel.core.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Harm that is aimed at what groups with a write quorum rest on: promises, what is on the disks, a fence, who belongs to the group, and the
 * operator's word against all that. Part of {@link Faults}.
 */
final class MemberFaults {
    private static final int SAVE_MILLIS = 500;
    /** How long a master may be hidden, or hang, beside down-after: from just before a failover to well after it. */
    private static final int MOST_HIDDEN_FACTOR = 4;

    /** Operators overrule a group in so many of theirs, and all of it in one of so many times. */
    private static final int OVERRIDES_ONE_IN = 4;

    private static final int ALL_OVERRIDDEN_ONE_IN = 10;

    private final World world;
    private final Faults faults;
    private final Chance chance;
    private final Shape.Durability rules;

    MemberFaults(World world, Faults faults, Shape.Durability rules) {
        this.world = world;
        this.faults = faults;
        this.chance = world.chance();
        this.rules = rules;
    }

    void begin() {
        boolean operators = world.shape().trouble() == Shape.Trouble.ALL_AND_OPERATORS;
        boolean calm = world.shape().trouble() == Shape.Trouble.DYING_MASTERS;
        for (MemberCores member : world.members()) {
            if (!calm && chance.oneIn(3)) {
                member.disk().trouble(chance.between(5, 300), chance.oneIn(3) ? chance.between(2, 30) : 0);
            }
        }
        saves();
        if (!calm) {
            ballotsSuffer(operators);
        }
        if (rules.fence().isPresent()) {
            if (calm) {
                mastersSleep();
            } else {
                fencesSuffer();
            }
        }
        if (operators && chance.oneIn(OVERRIDES_ONE_IN)) {
            override();
        }
    }

    /** Whoever leads is struck where it hurts: between a promise and what should follow it. */
    private void ballotsSuffer(boolean operators) {
        Optional<SentinelProcess> leader = world.sentinels().stream()
                .filter(sentinel -> sentinel.isRunning() && world.failovers().isElected(sentinel))
                .findFirst();
        if (leader.isPresent() && chance.oneIn(8)) {
            faults.later(chance.between(0, 60), () -> strike(leader.get(), chance.between(0, operators ? 5 : 4)));
        }
        for (MemberCores member : world.members()) {
            if (member.leads() && member.marker().next().isPresent() && chance.oneIn(8)) {
                strike(member.server());
            }
        }
        for (MemberCores member : world.members()) {
            if (member.isToBeFilled() && !member.linkUp() && chance.oneIn(4)) {
                relapse(member);
            }
        }
        if (!rules.fsync() && chance.oneIn(1_000)) {
            forget();
        }
        if (chance.oneIn(1_000)) {
            rollingRestart(0);
        }
        if (chance.oneIn(800)) {
            desert(faults.master());
        }
        if (rules.fsync() && chance.oneIn(5_000)) {
            blackout();
        }
        if (chance.oneIn(1_000)) {
            chance.any(world.members()).setWallClock(chance.between(-48, 48) * (long) Faults.HOUR_MILLIS / 48);
        }
        if (operators && chance.oneIn(500)) {
            orderSomebody(chance.any(world.sentinels()));
            orderSomebody(chance.any(world.sentinels()));
        }
        faults.next(Faults.LOOK_MILLIS, () -> ballotsSuffer(operators));
    }

    private void strike(SentinelProcess leader, int kind) {
        int lasting = chance.between(20, 8_000);
        switch (kind) {
            case 0, 1 -> {
                leader.stall();
                faults.later(lasting, leader::resume);
            }
            case 2 -> {
                leader.crash();
                faults.later(lasting, leader::start);
            }
            case 3 -> {
                DataServer member = chance.any(world.servers());
                member.end(faults.death());
                faults.later(chance.between(1, 1_000), () -> member.restart(faults.memory(), !chance.oneIn(4)));
            }
            case 4 -> {
                DataServer member = chance.any(world.servers());
                faults.cut(leader.place(), member.place(), lasting);
                if (chance.coin()) {
                    faults.cut(member.place(), leader.place(), lasting);
                }
            }
            default -> {
                orderSomebody(leader);
                orderSomebody(chance.any(world.sentinels()));
            }
        }
    }

    /** A master in the midst of a change of members: if anybody, somebody else finishes it. */
    private void strike(DataServer changing) {
        int lasting = chance.between(20, 5_000);
        switch (chance.between(0, 3)) {
            case 0, 1 -> {
                changing.end(faults.death());
                faults.later(lasting, () -> changing.restart(faults.memory(), !chance.oneIn(4)));
            }
            case 2 -> {
                changing.freeze();
                faults.later(lasting, changing::thaw);
            }
            default -> faults.isolate(changing);
        }
    }

    /** A member that confirms from memory loses that, and is back at its master at once, which may be where {@link #relapse} strikes. */
    private void forget() {
        List<MemberCores> following = world.members().stream()
                .filter(member -> member.server().answers() && member.linkUp())
                .toList();
        if (!following.isEmpty()) {
            DataServer member = chance.any(following).server();
            member.end(Replicator.Death.POWER_LOST);
            faults.later(chance.between(1, 50), () -> member.restart(faults.memory(), true));
        }
    }

    /** A member that has forgotten what it confirmed has found its master again, and loses it before it has got anything. */
    private void relapse(MemberCores member) {
        member.master().flatMap(world::server).ifPresent(master -> {
            master.end(faults.death());
            faults.later(chance.between(500, 5_000), () -> master.restart(faults.memory(), true));
        });
    }

    /** Nobody votes for what operators order: two leaders of one epoch, each with a successor of his own. */
    private void orderSomebody(SentinelProcess sentinel) {
        sentinel.order(new Operation.Failover(
                World.GROUP, false, Optional.of(chance.any(world.servers()).address()), OptionalLong.empty()));
    }

    /** No sentinel reaches the master, and servers do. One of them that follows somebody else by then comes back with its old configuration. */
    private void desert(DataServer master) {
        int lasting = chance.between(1_000, 6_000);
        hide(master, world.sentinels().size(), lasting);
        DataServer other = chance.any(world.servers());
        if (other != master
                && master.isInUse()
                && other.replicator() instanceof MemberCores member
                && member.ballots().isSupervised()) {
            faults.later(chance.between(500, lasting), () -> {
                other.end(faults.death());
                faults.later(
                        chance.between(1, 200), () -> other.restart(faults.memory(), Optional.of(master.address())));
            });
        }
    }

    /** So many sentinels do not reach the server, nor it them. */
    private void hide(DataServer server, int from, int lasting) {
        faults.note(from + " sentinels do not reach " + server.name() + " for " + lasting + " ms");
        List<SentinelProcess> all = new ArrayList<>(world.sentinels());
        for (int i = 0; i < from; i++) {
            SentinelProcess one = all.remove(chance.between(0, all.size() - 1));
            faults.cut(one.place(), server.place(), lasting);
            faults.cut(server.place(), one.place(), lasting);
        }
    }

    /** Clients reach the master, and just so many sentinels do not that they can call it down, or all; or it hangs: for about as long as a failover takes. */
    private void fencesSuffer() {
        int downAfter = world.shape().downAfterMillis();
        faults.next(chance.between(1_000, 5_000), () -> {
            DataServer master = faults.master();
            int lasting = chance.between(downAfter, MOST_HIDDEN_FACTOR * downAfter);
            switch (chance.between(0, 2)) {
                case 0 -> {
                    master.freeze();
                    faults.later(lasting, master::thaw);
                }
                case 1 -> hide(master, world.shape().quorum(), lasting);
                default -> {
                    List<Endpoint> others = new ArrayList<>(world.sentinels());
                    if (chance.coin()) {
                        world.servers().stream().filter(each -> each != master).forEach(others::add);
                    }
                    faults.note(others.size() + " others do not reach " + master.name()
                            + " before there is another master");
                    setWays(others, master, Network::cut);
                    setWaysBack(others, master, Network::cut);
                    awaitSuccessor(master, () -> arrive(others, master));
                }
            }
            fencesSuffer();
        });
    }

    /** Where all else is well a successor comes for sure. */
    private void mastersSleep() {
        faults.next(chance.between(500, 3_000), () -> {
            sleep(world.now() + world.shape().downAfterMillis());
            mastersSleep();
        });
    }

    /**
     * A master sleeps when it has done a write, and its clients have no answer yet, until there is another one. What confirms that write has come
     * meanwhile and is the first that it reads: the answer must not go out by what the clocks said when the write was taken.
     */
    private void sleep(long until) {
        Optional<MemberCores> busy = world.members().stream()
                .filter(member -> member.leads() && member.owesAnswers())
                .findFirst();
        if (busy.isPresent()) {
            DataServer master = busy.get().server();
            master.freeze();
            awaitSuccessor(master, master::thaw);
        } else if (world.now() < until) {
            faults.later(1, () -> sleep(until));
        }
    }

    /**
     * What is under way to the old master arrives, and for a while no answer comes back: support that is not two-way would be counted, and what
     * was confirmed long ago be acknowledged.
     */
    private void arrive(List<Endpoint> others, DataServer master) {
        setWays(others, master, Network::mend);
        faults.later(world.shape().downAfterMillis(), () -> setWaysBack(others, master, Network::mend));
    }

    private void awaitSuccessor(DataServer master, Runnable then) {
        awaitSuccessor(master, world.now() + MOST_HIDDEN_FACTOR * world.shape().downAfterMillis(), then);
    }

    private void awaitSuccessor(DataServer master, long until, Runnable then) {
        long led = epochLed(master.replicator());
        boolean isSucceeded = world.members().stream().anyMatch(member -> member.leads() && epochLed(member) > led);
        if (isSucceeded || world.now() >= until) {
            then.run();
        } else {
            faults.later(1, () -> awaitSuccessor(master, until, then));
        }
    }

    private static long epochLed(Replicator replicator) {
        return replicator instanceof MemberCores member
                ? member.ballots().vow().led().epoch()
                : 0;
    }

    /** From one place to another. */
    private interface Change {
        void make(Network network, int from, int to);
    }

    private void setWays(List<Endpoint> from, DataServer server, Change change) {
        from.forEach(each -> change.make(world.network(), each.place(), server.place()));
    }

    private void setWaysBack(List<Endpoint> to, DataServer server, Change change) {
        to.forEach(each -> change.make(world.network(), server.place(), each.place()));
    }

    /** The power fails for all machines of the servers, and comes back for one after the other. */
    private void blackout() {
        faults.note("the power fails");
        for (DataServer server : world.servers()) {
            server.end(Replicator.Death.POWER_LOST);
            faults.later(chance.between(200, 2_000), () -> server.restart(faults.memory(), true));
        }
    }

    /** An operator's word against the ballots: most often to one member, sometimes to all that answer, as where too few are left to promise. */
    private void override() {
        faults.next(chance.between(500, 8_000), () -> {
            List<MemberCores> told = world.members().stream()
                    .filter(member ->
                            member.server().answers() && member.ballots().isSupervised())
                    .toList();
            if (!told.isEmpty() && chance.oneIn(ALL_OVERRIDDEN_ONE_IN)) {
                MemberCores best = told.stream()
                        .max(Comparator.comparing(MemberCores::key))
                        .orElseThrow();
                for (MemberCores member : told) {
                    member.override(
                            member == best
                                    ? Optional.empty()
                                    : Optional.of(best.server().address()));
                }
            } else if (!told.isEmpty()) {
                Optional<DataServer> other =
                        chance.coin() ? Optional.of(chance.any(world.servers())) : Optional.empty();
                MemberCores one = chance.any(told);
                one.override(other.filter(server -> server != one.server()).map(DataServer::address));
            }
            if (chance.oneIn(3)) {
                override();
            }
        });
    }

    /** As for new software: each in its turn, cleanly. */
    private void rollingRestart(int place) {
        if (place < world.servers().size()) {
            DataServer server = world.servers().get(place);
            server.end(Replicator.Death.STOPPED);
            faults.later(chance.between(1, 400), () -> {
                server.restart(faults.memory(), true);
                faults.next(chance.between(100, 1_500), () -> rollingRestart(place + 1));
            });
        }
    }

    /** Snapshots as by a rule of the configuration. */
    private void saves() {
        chance.any(world.servers()).save();
        faults.next(SAVE_MILLIS, this::saves);
    }
}
