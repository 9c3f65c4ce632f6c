package io.vedette.sentinel.net;

import io.vedette.resp.Reply;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.DurableState;
import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.MasterSettings;
import io.vedette.sentinel.core.Moment;
import io.vedette.sentinel.core.Operation;
import io.vedette.sentinel.core.Request;
import io.vedette.sentinel.core.SentinelCore;
import io.vedette.sentinel.core.SentinelSettings;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;

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

    /** What a real INFO begins with, as far as a sentinel has to read past it. */
    private static final String INFO_HEAD =
            "# Server\r\nredis_version:7.0.15\r\n" + "used_memory_padding:12345\r\n".repeat(60);

    private static final String HISTORY = "master_replid:" + "a".repeat(40) + "\r\nmaster_replid2:" + "0".repeat(40)
            + "\r\nsecond_repl_offset:-1\r\n";

    private final Map<Address, Optional<Address>> masterOf = new HashMap<>();
    private final Set<Address> dead = new HashSet<>();
    private final CoreRunner runner;
    private Address master = server(0);
    private boolean knowsFailover;
    /** Whether the other sentinels see the master down too, and vote. */
    private boolean agreed = true;

    private boolean seenDown;
    private long epoch;
    private long millis;
    private long wakeAt;

    private Rehearsal() {
        masterOf.put(server(0), Optional.empty());
        for (int i = 1; i < SERVERS; i++) {
            masterOf.put(server(i), Optional.of(master));
        }
        MasterSettings settings = MasterSettings.of(NAME, PEERS).withDownAfterMillis(DOWN_AFTER_MILLIS);
        List<DurableState.Peer> peers = List.of(
                new DurableState.Peer(server(SERVERS), runId(SERVERS)),
                new DurableState.Peer(server(SERVERS + 1), runId(SERVERS + 1)));
        DurableState.Group group =
                new DurableState.Group(settings, master, 0, 0, Optional.empty(), List.of(server(1), server(2)), peers);
        DurableState state = new DurableState(runId(SERVERS + PEERS), 0, List.of(group));
        SentinelCore mind =
                new SentinelCore(new SentinelSettings(server(SERVERS + PEERS)), state, new SplittableRandom(1), now());
        runner = new CoreRunner(mind, this);
    }

    /** Plays all rounds; takes some tenths of a second in a young process. */
    static void play() {
        play(ROUNDS);
    }

    /** The epoch in which the play ended: three failovers a round. */
    static long play(int rounds) {
        Rehearsal rehearsal = new Rehearsal();
        rehearsal.runner.submit(new Event.Started());
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
        dead.add(old);
        runner.submit(new Event.LinkDown(data(old), "gone"));
        turns(() -> !master.equals(old), MOST_TURNS);
        dead.remove(old);
        masterOf.put(old, Optional.empty());
        turns(() -> masterOf.get(old).isPresent(), MOST_TURNS);
    }

    /** The master dies; another sentinel asks for our vote, and tells of its success. */
    private void observe() {
        String leader = runId(SERVERS);
        Address old = master;
        agreed = false;
        seenDown = false;
        dead.add(old);
        runner.submit(new Event.LinkDown(data(old), "gone"));
        turns(() -> seenDown, MOST_TURNS);
        long next = epoch + 1;
        runner.vote(master, epoch, "*", answer -> {});
        runner.vote(master, next, leader, answer -> {});
        agreed = true;
        dead.remove(old);
        Address successor = server(master.equals(server(0)) ? 1 : 0);
        masterOf.replaceAll((address, any) -> address.equals(successor) ? Optional.empty() : Optional.of(successor));
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
        knowsFailover = byServer;
        // Not before everybody has said which role it has now.
        turns(() -> false, (int) (DOWN_AFTER_MILLIS / 2));
        Address old = master;
        Operation order = new Operation.Failover(NAME, false, Optional.empty(), OptionalLong.empty());
        runner.operate(order, answer -> {});
        turns(() -> !master.equals(old), MOST_TURNS);
        runner.view(NAME); // the first that clients ask for
        turns(() -> false, (int) (DOWN_AFTER_MILLIS / 2));
        knowsFailover = false;
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

    private static String runId(int number) {
        return String.format("%040d", number);
    }

    // --- the world around the mind ---

    @Override
    public void connect(Effect.Connect effect) {
        boolean there = !dead.contains(effect.link().address());
        runner.submit(there ? new Event.LinkUp(effect.link()) : new Event.LinkDown(effect.link(), "refused"));
    }

    @Override
    public void disconnect(Effect.Disconnect effect) {}

    @Override
    public void send(Effect.Send effect) {
        Address to = effect.link().address();
        if (dead.contains(to)) {
            return;
        }
        Wording.commands(effect.request(), Map.of(), HOST);
        Wording.event(effect.link(), effect.request(), reply(to, effect.request()))
                .ifPresent(runner::submit);
    }

    private Reply reply(Address to, Request request) {
        return switch (request) {
            case Request.Ping ping -> new Reply.Simple("PONG");
            case Request.Support support -> new Reply.Simple("PONG");
            case Request.Info info -> text(info(to));
            case Request.AskMasterDown ask ->
                agreed
                        ? new Reply.Array(List.of(
                                new Reply.Int(1), text(ask.candidate()), new Reply.Int(Math.max(0, ask.epoch()))))
                        : new Reply.Array(List.of(new Reply.Int(0), text("*"), new Reply.Int(0)));
            case Request.Promote promote -> {
                masterOf.put(to, Optional.empty());
                yield new Reply.Simple("OK");
            }
            case Request.Follow follow -> {
                masterOf.put(to, Optional.of(follow.master()));
                yield new Reply.Simple("OK");
            }
            case Request.PublishHello hello -> new Reply.Int(1);
            case Request.PublishPause pause -> new Reply.Int(1);
            case Request.HandOver handOver -> {
                masterOf.put(to, Optional.of(handOver.to()));
                masterOf.put(handOver.to(), Optional.empty());
                yield new Reply.Simple("OK");
            }
            case Request.Supervise supervise -> new Reply.Failure("ERR unknown command 'SUPERVISE'");
            case Request.Acknowledge acknowledge -> new Reply.Simple("OK");
            case Request.CallOffHandOver callOff -> new Reply.Simple("OK");
            case Request.HoldWrites hold -> new Reply.Simple("OK");
            case Request.ReleaseWrites release -> new Reply.Simple("OK");
            case Request.KeepRole keep -> new Reply.Simple("OK");
            case Request.DropClients drop -> new Reply.Simple("OK");
            case Request.ScriptKill kill -> new Reply.Simple("OK");
        };
    }

    private static Reply text(String text) {
        return new Reply.Bulk(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String info(Address server) {
        StringBuilder info = new StringBuilder(INFO_HEAD);
        info.append("run_id:")
                .append(runId(server.port()))
                .append("\r\n# Replication\r\n")
                .append(HISTORY);
        Optional<Address> followed = masterOf.getOrDefault(server, Optional.empty()); // sentinels follow nobody
        if (followed.isPresent()) {
            info.append("role:slave\r\nmaster_host:").append(followed.get().host());
            info.append("\r\nmaster_port:").append(followed.get().port());
            return info.append("\r\nmaster_link_status:up\r\nslave_repl_offset:9\r\n")
                    .toString();
        }
        info.append("role:master\r\nmaster_repl_offset:9\r\n");
        if (knowsFailover) {
            info.append("master_failover_state:no-failover\r\n");
        }
        int number = 0;
        for (Address other : masterOf.keySet()) {
            if (!other.equals(server)) {
                info.append("slave").append(number++).append(":ip=").append(other.host());
                info.append(",port=").append(other.port()).append(",state=online,offset=9,lag=0\r\n");
            }
        }
        return info.toString();
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
