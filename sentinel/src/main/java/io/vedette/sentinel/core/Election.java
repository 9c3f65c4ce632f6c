package io.vedette.sentinel.core;

import io.vedette.sentinel.core.Group.Patience.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * When this sentinel tries to lead a failover, and whether it may. Without state of its own but chance.
 *
 * <p>Votes are asked for while our own is still on its way to the disk, so two disks are waited for at the same time, not one
 * after the other. Our own vote counts when it is stored, and then only can we lead. If we die between the two, what we
 * asked for is forgotten: restarted, we may ask again in that epoch, and are told what the voters promised before, or vote for
 * another one, who may lead since we did not. A leader's epoch is on its disk, so it never leads in it again: an epoch has one
 * leader and one decision.
 *
 * <p>The sentinels that see the same master down at the same moment begin one after the other in the order of their run
 * ids, so the first one has the votes before the second would ask. An attempt ends as soon as it cannot win any more and is
 * repeated after a short pause, in the same order.
 */
final class Election {
    private static final int PAUSE_DOUBLINGS = 10;

    private final Identity identity;
    private final Storage storage;
    private final RandomGenerator random;

    Election(Identity identity, Storage storage, RandomGenerator random) {
        this.identity = identity;
        this.storage = storage;
        this.random = random;
    }

    /** Begins a failover if the group needs one and nothing holds us back. */
    boolean mayBegin(Group group, Turn turn) {
        if (!group.isObjectivelyDown() && group.strandedSince().isEmpty()) {
            return false;
        }
        if (isThereNow(group.patience().missing(), group, turn)) {
            lookTwice(group, turn);
        }
        List<Obstacle> obstacles = obstacles(group, turn.now());
        obstacles.forEach(obstacle -> turn.due(obstacle.until()));
        if (!obstacles.isEmpty()) {
            return false;
        }
        begin(group, Order.NOBODYS, turn);
        return true;
    }

    /** True if the master is down, or does not lead its replicas by the ballot that they have promised. */
    boolean isNeeded(Group group) {
        return group.master().isDown() || group.strandedSince().isPresent();
    }

    /** For a ballot. */
    String token() {
        return String.format("%016x", random.nextLong());
    }

    /** See {@link Backing#overAt}. */
    long supportOverAt(Group group, long epoch, Set<Address> prepared) {
        return Backing.overAt(group, epoch, prepared, identity);
    }

    void sawEpoch(long epoch, Group group, Turn turn) {
        identity.sawEpoch(epoch, group, turn);
    }

    /** All that keeps us from beginning a failover now; none: it begins. */
    List<Obstacle> obstacles(Group group, Moment now) {
        List<Obstacle> obstacles = new ArrayList<>();
        OptionalLong stranded = Synod.electionDue(group);
        if (stranded.isPresent()) {
            if (stranded.getAsLong() > now.monotonicMillis()) {
                obstacles.add(new Obstacle("a promise may be followed by a promotion", stranded.getAsLong()));
            }
        } else if (!group.master().isDown()) {
            obstacles.add(Obstacle.that("the master answers"));
        } else if (!group.isObjectivelyDown()) {
            obstacles.add(Obstacle.that("the quorum is short: " + Watch.opinions(group, now) + " of "
                    + group.quorum().needed() + " see the master down"));
        }
        if (group.patience().until() > now.monotonicMillis()) {
            obstacles.add(new Obstacle(
                    "another sentinel leads, or an attempt failed just now",
                    group.patience().until()));
        }
        if (group.isPaused(now)) {
            obstacles.add(
                    new Obstacle("paused by the operator", group.pausedUntil().getAsLong()));
        }
        if (storage.isFailing()) {
            // We would ask for votes that we cannot use, and all who gave them would wait for us.
            obstacles.add(Obstacle.that("the state cannot be written to disk"));
        }
        Veto.obstacle(group, now).ifPresent(obstacles::add);
        Backing.obstacles(group).forEach(text -> obstacles.add(Obstacle.that(text)));
        long since = group.objectivelyDownSince().orElse(stranded.orElse(now.monotonicMillis()));
        long turnOfOurs = since + rank(group) * Timers.STAGGER_MILLIS;
        if ((group.isObjectivelyDown() || stranded.isPresent()) && turnOfOurs > now.monotonicMillis()) {
            obstacles.add(new Obstacle("sentinels of lesser run ids come first", turnOfOurs));
        }
        return obstacles;
    }

    private static boolean isThereNow(Missing missing, Group group, Turn turn) {
        return switch (missing) {
            case NOTHING -> false;
            case CANDIDATE ->
                isAnybodyThere(group) && ReplicaChoice.best(group, turn.now()).isPresent();
            case VOTERS -> canBeElected(group);
        };
    }

    /** Asked at each event as long as a candidate is missing, so the whole choice is made only where it may find one. */
    private static boolean isAnybodyThere(Group group) {
        for (DataNode node : group.replicas().values()) {
            if (ReplicaChoice.mayBeFit(node)) {
                return true;
            }
        }
        return false;
    }

    private static boolean canBeElected(Group group) {
        return Peers.usable(group) >= group.quorum().votesToLead();
    }

    /** What was missing came at last, maybe since a network is whole again: then the master is back too, if it is given a moment. */
    private static void lookTwice(Group group, Turn turn) {
        connectAnew(group.master().link(), turn);
        long until = Math.min(group.patience().until(), turn.millis() + Timers.SECOND_LOOK_MILLIS);
        group.patience(new Group.Patience(until, group.patience().failures(), Missing.NOTHING));
    }

    /** A try that is under way may be one into the broken network, whose packets are repeated more and more seldom. */
    private static void connectAnew(Link link, Turn turn) {
        if (!link.isUp()) {
            turn.emit(new Effect.Disconnect(link.id()));
            link.wentDown(turn.now());
            link.connecting();
            turn.emit(new Effect.Connect(link.id()));
        }
    }

    /** Our place among the sentinels that are alive and keep an order, by run id. */
    private long rank(Group group) {
        long before = 0;
        for (Peer peer : group.peers().values()) {
            if (!peer.isDown() && peer.keepsOrder() && peer.runId().compareTo(identity.runId()) < 0) {
                before++;
            }
        }
        return before;
    }

    /** Begins a failover; the operator's need no votes. */
    void begin(Group group, Order order, Turn turn) {
        long epoch = identity.currentEpoch() + 1;
        identity.sawEpoch(epoch, group, turn);
        turn.announce("+try-failover", group.text(), Effect.Level.WARNING, group.name());
        identity.vote(group, identity.runId(), epoch, turn);
        String cause = order.forced() ? "operator" : "automatic";
        group.chronicle().begin(epoch, identity.runId(), cause, group.master().address(), turn.now());
        group.failover(new Failover.Electing(epoch, turn.millis(), order, storage.next()));
        group.peers().values().forEach(Peer::askAnew);
        group.replicas().values().forEach(DataNode::wantInfo); // fresh by the time the votes are in
    }

    /** What an election has come to. */
    enum Result {
        OPEN,
        WON,
        LOST,
        /** The master answers again: nobody needs a failover. */
        NEEDLESS
    }

    Result count(Group group, Failover.Electing election, Turn turn) {
        boolean stands = group.leaderEpoch() == election.epoch()
                && group.leader().filter(identity.runId()::equals).isPresent();
        int votes = 1;
        for (Peer peer : group.peers().values()) {
            if (peer.votedFor(identity.runId(), election.epoch())) {
                votes++;
            }
        }
        boolean carried = stands && group.quorum().elects(votes);
        if (election.forced() || carried && storage.holds(election.ballot())) {
            return Result.WON;
        }
        if (!isNeeded(group)
                && !Backing.governs(group)) { // who has voted there supports nobody before the epoch has a master
            return Result.NEEDLESS;
        }
        boolean over = !carried && haveAllAnswered(group, election.epoch());
        long patience = Math.min(Timers.ELECTION_PATIENCE_MILLIS, timeoutMillis(group, turn));
        return over || !stands || turn.due(election.since() + patience) ? Result.LOST : Result.OPEN;
    }

    /** All whom we can reach, that is. */
    private static boolean haveAllAnswered(Group group, long epoch) {
        for (Peer peer : group.peers().values()) {
            if (peer.link().isUp() && !peer.isDown() && !peer.hasAnswered(epoch)) {
                return false;
            }
        }
        return true;
    }

    /**
     * No attempt of our own now; the pause before the next one goes by run ids, is a little random, and grows with each failure in a row. It does not
     * cut short the time that another candidate was given, whose asking may be what ended our attempt.
     */
    void pause(Group group, boolean forCandidate, Turn turn) {
        int failures = group.patience().failures();
        long pause = rank(group) * Timers.STAGGER_MILLIS
                + random.nextLong(Timers.RETRY_LEAST_MILLIS, Timers.RETRY_MOST_MILLIS + 1);
        long grown = Math.min(Timers.RETRY_CEILING_MILLIS, pause << Math.min(failures, PAUSE_DOUBLINGS));
        long until = Math.max(turn.millis() + grown, group.patience().until());
        Missing missing = forCandidate ? Missing.CANDIDATE : canBeElected(group) ? Missing.NOTHING : Missing.VOTERS;
        group.patience(new Group.Patience(until, failures + 1, missing));
    }

    /** Another one leads: it is left the time that an election may take. */
    static void giveWay(Group group, Turn turn) {
        group.patience(new Group.Patience(
                turn.millis() + Backing.patienceMillis(group, timeoutMillis(group, turn)),
                group.patience().failures(),
                Missing.NOTHING));
    }

    private static long timeoutMillis(Group group, Turn turn) {
        return Math.min(turn.periods().electionTimeoutMillis(), group.settings().failoverTimeoutMillis());
    }
}
