package io.vedette.sentinel.net;

import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Caution;
import io.vedette.sentinel.core.DurableState;
import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.Fencing;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.MasterSettings;
import io.vedette.sentinel.core.Moment;
import io.vedette.sentinel.core.Operation;
import io.vedette.sentinel.core.SentinelCore;
import io.vedette.sentinel.core.SentinelSettings;
import io.vedette.sentinel.core.WriteQuorum;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Plays failovers of a group that exists only here, with a mind of its own, under a time of its own. A virtual machine
 * links what it first meets and compiles what it has met often; without this a sentinel would do both in the middle of its
 * first failover, which may be the only one of its life. Touches no socket, no file, no log. Owned by the thread that
 * plays it.
 */
final class Rehearsal implements CoreRunner.Outside {
    private static final int ROUNDS = 60;
    /** Turns in which each step of a round must be over; a rehearsal that hangs is left alone. */
    private static final int MOST_TURNS = 400;

    private static final long DOWN_AFTER_MILLIS = 100;
    private static final String NAME = "rehearsal";
    private static final String HOST = "127.0.0.1";
    private static final int FIRST_PORT = 1;
    private static final int SERVERS = 3;
    private static final int PEERS = 2;
    private static final String SWITCH = "+switch-master";
    private static final String EPOCH = "+new-epoch";
    private static final String DOWN = "+sdown";

    /** Of a group that is to lose nothing: one of two replicas confirms, and two of three sentinels support the master. */
    private static final Caution DURABLE = Caution.NONE
            .withWriteQuorum(Optional.of(new WriteQuorum(1, SERVERS - 1)))
            .withFencing(Optional.of(new Fencing(2, RehearsedGroup.LAG_MILLIS, PEERS + 1)));

    private final RehearsedGroup group;
    private final CoreRunner runner;
    private Address master = server(0);
    private boolean seenDown;
    private long epoch;
    private long millis;
    private long wakeAt;

    private Rehearsal(boolean byBallot) {
        List<Address> servers =
                IntStream.range(0, SERVERS).mapToObj(Rehearsal::server).toList();
        group = new RehearsedGroup(servers, byBallot);
        MasterSettings settings = MasterSettings.of(NAME, PEERS)
                .withDownAfterMillis(DOWN_AFTER_MILLIS)
                .withCaution(byBallot ? DURABLE : Caution.NONE);
        List<DurableState.Peer> peers = List.of(
                new DurableState.Peer(server(SERVERS), runId(SERVERS)),
                new DurableState.Peer(server(SERVERS + 1), runId(SERVERS + 1)));
        DurableState.Group known =
                new DurableState.Group(settings, master, 0, 0, Optional.empty(), List.of(server(1), server(2)), peers);
        DurableState state = new DurableState(runId(SERVERS + PEERS), 0, List.of(known));
        SentinelCore mind =
                new SentinelCore(new SentinelSettings(server(SERVERS + PEERS)), state, new SplittableRandom(1), now());
        runner = new CoreRunner(mind, this);
    }

    /**
     * Plays all rounds; takes some tenths of a second in a young process.
     *
     * @param byBallot of a group with a write quorum and a fence
     */
    static void play(boolean byBallot) {
        play(byBallot, ROUNDS);
    }

    /** The epoch in which the play ended: three failovers a round, and one before by which a group comes to have a ballot. */
    static long play(boolean byBallot, int rounds) {
        Rehearsal rehearsal = new Rehearsal(byBallot);
        rehearsal.runner.submit(new Event.Started());
        rehearsal.turns(rehearsal.group::isLed, MOST_TURNS);
        for (int round = 0; round < rounds; round++) {
            rehearsal.lead();
            rehearsal.observe();
            rehearsal.handOver(round % 2 == 0);
            rehearsal.runner.view();
        }
        return rehearsal.epoch;
    }

    /** The master dies; we lead. Then it comes back as a master and is put right. */
    private void lead() {
        turns(() -> false, (int) (DOWN_AFTER_MILLIS / 2));
        Address old = master;
        group.kill(old);
        runner.submit(new Event.LinkDown(data(old), "gone"));
        turns(() -> !master.equals(old), MOST_TURNS);
        group.revive(old);
        turns(() -> group.isReplica(old), MOST_TURNS);
    }

    /** The master dies; another sentinel asks for our vote, and tells of its success. */
    private void observe() {
        String leader = runId(SERVERS);
        Address old = master;
        group.agrees(false);
        seenDown = false;
        group.kill(old);
        runner.submit(new Event.LinkDown(data(old), "gone"));
        turns(() -> seenDown, MOST_TURNS);
        long next = epoch + 1;
        runner.vote(master, epoch, "*", answer -> {});
        runner.vote(master, next, leader, answer -> {});
        group.agrees(true);
        group.revive(old);
        Address successor = server(master.equals(server(0)) ? 1 : 0);
        group.isLedBy(successor, next);
        String hello = String.join(
                ",",
                HOST,
                Integer.toString(server(SERVERS).port()),
                leader,
                Long.toString(next),
                NAME,
                HOST,
                Integer.toString(successor.port()),
                Long.toString(next));
        runner.submit(new Event.HelloHeard(hello));
    }

    /** The operator wants another master; servers know FAILOVER, or are told to hold their writes. */
    private void handOver(boolean byServer) {
        group.knowsFailover(byServer);
        // Not before everybody has said which role it has now.
        turns(() -> false, (int) (DOWN_AFTER_MILLIS / 2));
        Address old = master;
        Operation order = new Operation.Failover(NAME, false, Optional.empty(), OptionalLong.empty());
        runner.operate(order, answer -> {});
        turns(() -> !master.equals(old), MOST_TURNS);
        runner.view(NAME); // the first that clients ask for
        turns(() -> false, (int) (DOWN_AFTER_MILLIS / 2));
        group.knowsFailover(false);
    }

    private interface Condition {
        boolean holds();
    }

    private void turns(Condition until, int most) {
        for (int i = 0; i < most && !until.holds(); i++) {
            millis = Math.max(millis + 1, Math.min(wakeAt, millis + DOWN_AFTER_MILLIS));
            runner.submit(new Event.Woken());
        }
    }

    private static Address server(int number) {
        return new Address(HOST, FIRST_PORT + number);
    }

    private static LinkId data(Address address) {
        return new LinkId(LinkId.Kind.DATA, NAME, address);
    }

    static String runId(int number) {
        return String.format("%040d", number);
    }

    // --- the world around the mind ---

    @Override
    public void connect(Effect.Connect effect) {
        boolean there = group.isThere(effect.link().address());
        runner.submit(there ? new Event.LinkUp(effect.link()) : new Event.LinkDown(effect.link(), "refused"));
    }

    @Override
    public void disconnect(Effect.Disconnect effect) {}

    @Override
    public void send(Effect.Send effect) {
        Address to = effect.link().address();
        if (!group.isThere(to)) {
            return;
        }
        Wording.commands(effect.request(), Map.of(), HOST);
        Wording.event(effect.link(), effect.request(), group.reply(to, effect.request()))
                .ifPresent(runner::submit);
    }

    @Override
    public void persist(Effect.Persist effect) {
        runner.submit(new Event.Persisted(effect.number()));
    }

    @Override
    public void announce(Effect.Announce effect) {
        if (effect.event().equals(SWITCH)) {
            master = new Address(HOST, Integer.parseInt(effect.payload().split(" ")[4]));
        } else if (effect.event().equals(EPOCH)) {
            epoch = Long.parseLong(effect.payload());
        } else if (effect.event().equals(DOWN)) {
            seenDown = true;
        }
    }

    @Override
    public void reconfigure(Effect.ReconfigureClients effect) {}

    @Override
    public void turnOver() {}

    @Override
    public void wakeAt(Effect.WakeAt effect) {
        wakeAt = effect.monotonicMillis();
    }

    @Override
    public Moment now() {
        return new Moment(millis, millis);
    }
}
