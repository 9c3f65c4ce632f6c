package io.vedette.sentinel.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * One core on a stage: data servers and peers that answer after a millisecond, a disk, and a clock that only scenarios turn.
 * What the core does is written down, but for the kinds of effect that are hidden.
 */
final class Stage {
    /** How a peer answers questions. */
    record Manner(Mood mood, boolean down, String vote, String info, Optional<LastSupport> support) {
        static final Manner UNAWARE = new Manner(Mood.OPEN, false, "none");

        Manner(Mood mood, boolean down, String vote) {
            this(mood, down, vote, "", Optional.empty());
        }

        /** Mute ones answer PINGs and nothing else. */
        enum Mood {
            OPEN,
            MUTE,
            GONE
        }

        boolean isGone() {
            return mood == Mood.GONE;
        }
    }

    private record Due(long at, long order, Runnable action) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private record Held(long number, Effect effect) {}

    static final long START = 1_000_000;
    private static final long WALL = 1_700_000_000_000L;
    static final String MY_ID = "1".repeat(40);

    private final List<DurableState.Group> groups = new ArrayList<>();
    private final Map<Address, FakeServer> servers = new LinkedHashMap<>();
    private final Map<Address, Manner> peers = new LinkedHashMap<>();
    private final Map<LinkId, Long> open = new LinkedHashMap<>();
    private final Map<Address, Long> heldUntil = new HashMap<>();
    /** Those that a scenario has refuse it before it arrives. */
    private final Set<Address> refusesToHold = new HashSet<>();

    private final Map<LinkId, Deque<Request>> postponed = new LinkedHashMap<>();
    private final Set<String> hidden =
            new HashSet<>(Set.of("ping", "support", "info", "hello", "connect", "disconnect", "wake"));
    private final PriorityQueue<Due> agenda = new PriorityQueue<>();
    private final Deque<Held> held = new ArrayDeque<>();
    private final StringBuilder seen = new StringBuilder();
    private SentinelCore core;
    private DurableState disk;
    private long epoch;
    private long now = START;
    private long order;
    private long wakeAt = Long.MAX_VALUE;
    private long ordered;
    private long written;
    private long diskMillis = 1;
    private boolean diskFails;
    private long tickets;
    private int life;

    // --- the setting ---

    void epoch(long value) {
        epoch = value;
    }

    void group(DurableState.Group group) {
        groups.add(group);
        group.sentinels().forEach(peer -> peers.put(peer.address(), Manner.UNAWARE));
    }

    void start() {
        disk = new DurableState(MY_ID, epoch, groups);
        restart();
    }

    /** The process dies and comes back with what is on disk. */
    void restart() {
        life++;
        open.clear();
        held.clear();
        wakeAt = Long.MAX_VALUE;
        ordered = 0;
        written = 0;
        core = new SentinelCore(new SentinelSettings(new Address("127.0.0.1", 26379)), disk, new Random(7), moment());
        handle(new Event.Started());
    }

    private static DurableState.Group withoutLeader(DurableState.Group group) {
        return new DurableState.Group(
                group.settings(),
                group.address(),
                group.configEpoch(),
                group.leaderEpoch(),
                Optional.empty(),
                group.replicas(),
                group.sentinels());
    }

    FakeServer server(Address address, Optional<Address> master) {
        return servers.computeIfAbsent(address, missing -> new FakeServer(missing, master));
    }

    void peer(Address address, Manner manner) {
        peers.put(address, manner);
    }

    void disk(long millis, boolean fails) {
        diskMillis = millis;
        diskFails = fails;
    }

    void show(String kind, boolean shown) {
        if (shown) {
            hidden.remove(kind);
        } else {
            hidden.add(kind);
        }
    }

    /** Writes down what the sentinel shows. */
    void view() {
        SentinelView view = core.view(moment());
        seen.append("epoch=%d tilt=%s since=%d nonsense=%d\n"
                .formatted(view.currentEpoch(), view.tilt(), view.tiltSinceSeconds(), core.nonsenseCount()));
        for (SentinelView.GroupView group : view.groups()) {
            seen.append("group %s %s %s: %s\n"
                    .formatted(
                            group.settings().name(),
                            StageWords.name(group.address()),
                            group.status(),
                            group.quorumReport()));
            instance(group.master());
            group.replicas().forEach(this::instance);
            group.sentinels().forEach(this::instance);
        }
    }

    /** Writes down what EXPLAIN, HISTORY or DRYRUN answer. */
    void account(String question, String group) {
        Optional<Account> account = switch (question) {
            case "explain" -> core.explain(group, moment());
            case "history" -> core.history(group);
            case "dryrun" -> core.dryRun(group, moment());
            default -> throw new IllegalArgumentException(question);
        };
        AccountText.write(account.orElseThrow(), seen);
    }

    private void instance(SentinelView.InstanceView instance) {
        seen.append(" ");
        instance.fields()
                .forEach(field -> seen.append(" %s=%s".formatted(field.name(), StageWords.shorten(field.value()))));
        seen.append('\n');
    }

    String takeSeen() {
        String text = seen.toString();
        seen.setLength(0);
        return text;
    }

    private Moment moment() {
        return new Moment(now, WALL + now);
    }

    // --- time ---

    void pass(long millis) {
        long end = now + millis;
        while (true) {
            long next = agenda.isEmpty() ? Long.MAX_VALUE : agenda.peek().at();
            if (Math.min(next, wakeAt) > end) {
                break;
            }
            if (next <= wakeAt) {
                Due due = agenda.remove();
                now = Math.max(now, due.at());
                due.action().run();
            } else {
                now = Math.max(now, wakeAt);
                wakeAt = Long.MAX_VALUE;
                handle(new Event.Woken());
            }
        }
        now = end;
    }

    /** Time goes on, but nobody runs: neither messages nor timers are handed over. */
    void stall(long millis) {
        now += millis;
    }

    private void later(long millis, Runnable action) {
        int begunIn = life;
        agenda.add(new Due(now + millis, order++, () -> {
            if (begunIn == life) {
                action.run();
            }
        }));
    }

    // --- what happens ---

    void handle(Event event) {
        switch (event) {
            case Event.Persisted persisted -> release(persisted.number(), true);
            case Event.PersistFailed failed -> release(failed.number(), false);
            case Event.RequestFailed failed
            when failed.request() instanceof Request.HoldWrites ->
                refusesToHold.add(failed.link().address());
            default -> {}
        }
        for (Effect effect : core.handle(event, moment())) {
            if (effect.waitsForPersist() && written < ordered) {
                held.add(new Held(ordered, effect));
            } else {
                perform(effect);
            }
        }
    }

    private void release(long number, boolean saved) {
        written = Math.max(written, number);
        while (!held.isEmpty() && held.peek().number() <= number) {
            Effect effect = held.remove().effect();
            if (saved) {
                perform(effect);
            } else if (effect instanceof Effect.Send send) {
                note("dropped", "dropped " + StageWords.words(send.request()));
                later(0, () -> handle(new Event.RequestFailed(send.link(), send.request(), "not saved")));
            } else {
                note("dropped", "dropped " + effect.getClass().getSimpleName());
            }
        }
    }

    void kill(Address address) {
        Optional.ofNullable(servers.get(address)).ifPresent(FakeServer::kill);
        cut(address, "connection closed");
    }

    void cut(Address address, String reason) {
        for (LinkId link : List.copyOf(open.keySet())) {
            if (link.address().equals(address)) {
                open.remove(link);
                handle(new Event.LinkDown(link, reason));
            }
        }
    }

    void revive(Address address) {
        FakeServer server = servers.get(address);
        if (server.isFrozen()) {
            server.frozen(false);
            open.keySet().stream()
                    .filter(link -> link.address().equals(address))
                    .toList()
                    .forEach(link ->
                            later(1, () -> handle(new Event.PingAnswered(link, Event.PingAnswered.Answer.PONG))));
        } else {
            server.restart(now);
        }
    }

    void voteAsked(Address master, long askedEpoch, String candidate) {
        handle(new Event.VoteAsked(++tickets, master, askedEpoch, candidate));
    }

    void operator(Operation operation) {
        handle(new Event.OperatorAsked(++tickets, operation));
    }

    // --- what the core does ---

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Connect connect -> connect(connect.link());
            case Effect.Disconnect disconnect -> {
                note("disconnect", "disconnect " + StageWords.name(disconnect.link()));
                open.remove(disconnect.link());
            }
            case Effect.Send send -> send(send.link(), send.request());
            case Effect.Persist persist -> persist(persist);
            case Effect.AnswerVote vote ->
                note(
                        "answer",
                        "answers down=%d leader=%s epoch=%d"
                                        .formatted(
                                                vote.down() ? 1 : 0, StageWords.id(vote.leader()), vote.leaderEpoch())
                                + (hidden.contains("support") ? "" : StageWords.words(vote.support())));
            case Effect.AnswerOperator answer -> note("answer", "answers " + StageWords.words(answer.outcome()));
            case Effect.Announce announce ->
                note("announce", announce.event() + " " + StageWords.shorten(announce.payload()));
            case Effect.ReconfigureClients script ->
                note(
                        "script",
                        "script %s %s %s from %s to %s"
                                .formatted(
                                        script.group(),
                                        script.role(),
                                        script.state(),
                                        StageWords.name(script.from()),
                                        StageWords.name(script.to())));
            case Effect.WakeAt wake -> {
                note("wake", "wake at " + (wake.monotonicMillis() - START));
                wakeAt = wake.monotonicMillis();
            }
        }
    }

    private void connect(LinkId link) {
        note("connect", "connect " + StageWords.name(link));
        boolean there = link.kind() == LinkId.Kind.DATA
                ? Optional.ofNullable(servers.get(link.address()))
                        .filter(FakeServer::isAlive)
                        .isPresent()
                : Optional.ofNullable(peers.get(link.address()))
                        .filter(manner -> !manner.isGone())
                        .isPresent();
        later(1, () -> {
            if (there) {
                open.put(link, order++);
                handle(new Event.LinkUp(link));
            } else {
                handle(new Event.LinkDown(link, "Connection refused"));
            }
        });
    }

    private void persist(Effect.Persist persist) {
        note("persist", "persists " + StageWords.words(persist.state()));
        ordered = persist.number();
        boolean fails = diskFails;
        later(diskMillis, () -> {
            if (fails) {
                handle(new Event.PersistFailed(persist.number(), "disk full"));
            } else {
                disk = persist.state();
                handle(new Event.Persisted(persist.number()));
            }
        });
    }

    private void send(LinkId link, Request request) {
        note(StageWords.kind(request), "%s <- %s".formatted(StageWords.name(link), StageWords.words(request)));
        if (!open.containsKey(link)) {
            return;
        }
        long opening = open.get(link);
        if (link.kind() == LinkId.Kind.SENTINEL) {
            askPeer(link, request);
            return;
        }
        FakeServer server = servers.get(link.address());
        if (server.answers()) {
            later(1, () -> {
                if (open.getOrDefault(link, -1L) == opening) {
                    arrived(server, link, request);
                }
            });
        }
    }

    /** A server that holds its writes holds PUBLISH too, and with it what comes behind it on the same link. */
    private void arrived(FakeServer server, LinkId link, Request request) {
        if (postponed.containsKey(link)) {
            postponed.get(link).add(request);
        } else if (request instanceof Request.PublishHello && heldUntil.getOrDefault(link.address(), 0L) > now) {
            postponed.put(link, new ArrayDeque<>(List.of(request)));
            later(heldUntil.get(link.address()) - now, () -> resume(server));
        } else {
            answer(server, link, request);
        }
    }

    private void resume(FakeServer server) {
        for (LinkId link : List.copyOf(postponed.keySet())) {
            if (link.address().equals(server.address())) {
                postponed.remove(link).forEach(request -> arrived(server, link, request));
            }
        }
    }

    private void supervise(FakeServer server, LinkId link, Request.Supervise request) {
        Optional<String> refusal = server.isMember()
                ? server.member().obey(request.decree(), server, now)
                : Optional.of("ERR unknown command 'SUPERVISE'");
        if (refusal.isPresent()) {
            handle(new Event.RequestFailed(link, request, refusal.get()));
        } else if (request.decree() instanceof Decree.Key || request.decree() instanceof Decree.Prepare) {
            handle(new Event.Testified(link, request.decree(), server.member().testimony(server)));
        }
    }

    private void answer(FakeServer server, LinkId link, Request request) {
        if (!server.answers()) {
            return;
        }
        switch (request) {
            case Request.Ping ping -> handle(new Event.PingAnswered(link, Event.PingAnswered.Answer.PONG));
            case Request.Support support -> handle(new Event.PingAnswered(link, Event.PingAnswered.Answer.PONG));
            case Request.Info info -> {
                server.master().map(servers::get).ifPresent(master -> server.masterAnswers(master.answers(), now, 20));
                List<FakeServer> replicas = servers.values().stream()
                        .filter(other -> other.isAlive() && other.master().equals(Optional.of(server.address())))
                        .toList();
                handle(new Event.InfoReceived(link, server.info(now, replicas)));
            }
            case Request.Promote promote -> server.promote();
            case Request.Follow follow -> server.follow(follow.master(), now, 30);
            case Request.Supervise supervise -> supervise(server, link, supervise);
            case Request.PublishHello hello -> {}
            case Request.PublishPause pause -> {}
            case Request.Acknowledge acknowledge -> {}
            case Request.HandOver order -> {
                handle(new Event.RequestDone(link, request));
                later(5, () -> {
                    servers.get(order.to()).promote();
                    server.follow(order.to(), now, 5);
                });
            }
            case Request.HoldWrites hold -> {
                if (!refusesToHold.remove(link.address())) {
                    heldUntil.put(link.address(), now + hold.millis());
                    handle(new Event.RequestDone(link, request));
                }
            }
            case Request.CallOffHandOver callOff -> {}
            case Request.ReleaseWrites release -> {
                heldUntil.remove(link.address());
                resume(server);
            }
            case Request.KeepRole keep -> {}
            case Request.DropClients drop -> {}
            case Request.ScriptKill kill -> {}
            case Request.AskMasterDown ask -> {}
        }
    }

    private void askPeer(LinkId link, Request request) {
        Manner manner = peers.get(link.address());
        if (manner.isGone()) {
            return;
        }
        switch (request) {
            case Request.Ping ping ->
                later(1, () -> handle(new Event.PingAnswered(link, Event.PingAnswered.Answer.PONG)));
            case Request.Info info
            when !manner.info().isEmpty() -> later(1, () -> handle(new Event.InfoReceived(link, manner.info())));
            case Request.AskMasterDown ask when manner.mood() == Manner.Mood.MUTE -> {}
            case Request.PublishHello hello
            when hello.confirmed() -> later(1, () -> handle(new Event.RequestDone(link, hello)));
            case Request.AskMasterDown ask
            when manner.vote().equals("silent") && !ask.candidate().equals("*") -> {}
            case Request.AskMasterDown ask ->
                later(1, () -> {
                    Event.MasterDownAnswered answer;
                    if (ask.candidate().equals("*") || manner.vote().equals("none")) {
                        answer = new Event.MasterDownAnswered(link, ask, manner.down(), "*", 0);
                    } else {
                        String leader = manner.vote().equals("yes") ? ask.candidate() : manner.vote();
                        answer = new Event.MasterDownAnswered(
                                link,
                                ask,
                                manner.down(),
                                leader,
                                ask.epoch(),
                                manner.support().filter(told -> ask.support()));
                    }
                    handle(answer);
                });
            default -> {}
        }
    }

    // --- words ---

    private void note(String kind, String line) {
        if (!hidden.contains(kind)) {
            seen.append(now - START).append(' ').append(line.strip()).append('\n');
        }
    }
}
