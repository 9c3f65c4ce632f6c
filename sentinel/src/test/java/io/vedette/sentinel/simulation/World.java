package io.vedette.sentinel.simulation;

import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.DurableState;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.MasterSettings;
import io.vedette.sentinel.core.Moment;
import io.vedette.sentinel.core.Request;
import io.vedette.sentinel.core.SentinelView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * A small world with a clock of its own: data servers, sentinels, and a network between them. All of it follows from the seed.
 *
 * <p>Links keep their order and lose nothing while they are whole, as TCP does. What is sent into a partition is lost, and the
 * link breaks with the first message after it.
 */
final class World {
    private record Due(long at, long order, Runnable action) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private record Pair(Address one, Address other) {}

    private static final int REMEMBERED_LINES = Integer.getInteger("simulation.lines", 200);
    private static final String GROUP = "mymaster";
    private static final long WALL = 1_700_000_000_000L;

    private final long seed;
    private final Random random;
    private final PriorityQueue<Due> agenda = new PriorityQueue<>();
    private final Map<Address, FakeServer> servers = new LinkedHashMap<>();
    private final Map<Address, FakeSentinel> sentinels = new LinkedHashMap<>();
    private final Set<Pair> partitions = new HashSet<>();
    private final Set<Long> lossy = new HashSet<>();
    private final Map<Long, Long> linkClock = new LinkedHashMap<>();
    private final Deque<String> lastLines = new ArrayDeque<>();
    private final Checks checks = new Checks(this);
    private final long downAfterMillis;
    private long now = 1_000;
    private long numbers;
    private boolean faulty = true;

    World(long seed, int serverCount, int sentinelCount) {
        this.seed = seed;
        this.random = new Random(seed);
        this.downAfterMillis = List.of(500L, 1000L, 2000L).get(random.nextInt(3));
        List<Address> addresses = new ArrayList<>();
        for (int i = 0; i < serverCount; i++) {
            addresses.add(new Address("10.0.0." + (1 + i), 6379));
        }
        Address master = addresses.getFirst();
        addresses.forEach(address -> servers.put(
                address, new FakeServer(address, address.equals(master) ? Optional.empty() : Optional.of(master))));
        MasterSettings settings = MasterSettings.of(GROUP, sentinelCount / 2 + 1)
                .withDownAfterMillis(downAfterMillis)
                .withFailoverTimeoutMillis(5_000);
        for (int i = 0; i < sentinelCount; i++) {
            Address address = new Address("10.0.1." + (1 + i), 26379);
            String runId = Integer.toHexString(random.nextInt(16))
                    + Integer.toString(i).repeat(39);
            DurableState empty = new DurableState(runId, 0, List.of(DurableState.Group.fresh(settings, master)));
            sentinels.put(address, new FakeSentinel(this, address, empty));
        }
        sentinels.values().forEach(sentinel -> later(random.nextInt(50), sentinel::start));
        later(10, this::write);
    }

    // --- time and chance ---

    long now() {
        return now;
    }

    Moment moment() {
        return new Moment(now, WALL + now);
    }

    Random newRandom() {
        return new Random(random.nextLong());
    }

    Random random() {
        return random;
    }

    long nextNumber() {
        return ++numbers;
    }

    void later(long millis, Runnable action) {
        agenda.add(new Due(now + millis, numbers++, action));
    }

    void runUntil(long time) {
        while (!agenda.isEmpty() && agenda.peek().at() <= time) {
            Due due = agenda.remove();
            now = due.at();
            due.action().run();
        }
        now = time;
    }

    long diskMillis() {
        return 1 + random.nextInt(faulty ? 20 : 5);
    }

    boolean diskFails() {
        return faulty && random.nextInt(50) == 0;
    }

    // --- rules ---

    Checks checks() {
        return checks;
    }

    int majority() {
        return sentinels.size() / 2 + 1;
    }

    void log(String line) {
        lastLines.add(now + " " + line);
        if (lastLines.size() > REMEMBERED_LINES) {
            lastLines.remove();
        }
    }

    void require(boolean holds, String rule) {
        if (!holds) {
            throw new AssertionError("seed " + seed + " at " + now + ": " + rule + "\n" + String.join("\n", lastLines));
        }
    }

    // --- who is there ---

    List<FakeServer> servers() {
        return List.copyOf(servers.values());
    }

    List<FakeSentinel> sentinels() {
        return List.copyOf(sentinels.values());
    }

    List<Address> everybody() {
        List<Address> all = new ArrayList<>(servers.keySet());
        all.addAll(sentinels.keySet());
        return all;
    }

    /** The master that all agree about and see alive, if they do and the servers are what they are said to be. */
    Optional<Address> agreedMaster() {
        Set<Address> named = new HashSet<>();
        for (FakeSentinel sentinel : sentinels.values()) {
            SentinelView.GroupView group =
                    sentinel.core().view(moment()).groups().getFirst();
            if (!group.status().equals("ok")) {
                return Optional.empty();
            }
            named.add(group.address());
        }
        if (named.size() != 1) {
            return Optional.empty();
        }
        Address master = named.iterator().next();
        boolean followed = servers.values().stream()
                .allMatch(server -> server.address().equals(master)
                        ? server.isMaster()
                        : server.master().equals(Optional.of(master)));
        return followed ? Optional.of(master) : Optional.empty();
    }

    // --- faults ---

    void partition(Address one, Address other, boolean apart) {
        if (apart) {
            log("partition " + one + " " + other);
            partitions.add(new Pair(one, other));
            partitions.add(new Pair(other, one));
        } else {
            partitions.remove(new Pair(one, other));
            partitions.remove(new Pair(other, one));
        }
    }

    void kill(FakeServer server) {
        log("kill " + server.address());
        server.kill();
        sentinels.values().forEach(sentinel -> later(1, () -> sentinel.cutOff(server.address())));
    }

    void crash(FakeSentinel sentinel) {
        log("crash " + sentinel.runId().charAt(0));
        sentinel.crash();
        sentinels.values().forEach(other -> later(1, () -> other.cutOff(sentinel.address())));
    }

    /** No faults any more: whoever is down comes back. */
    void heal() {
        log("heal");
        faulty = false;
        partitions.clear();
        servers.values().forEach(server -> {
            server.frozen(false);
            if (!server.isAlive()) {
                server.restart(now);
            }
        });
        sentinels.values().forEach(sentinel -> {
            if (sentinel.isStalled()) {
                sentinel.resume();
            }
            if (!sentinel.isAlive()) {
                sentinel.start();
            }
        });
    }

    // --- network ---

    private boolean apart(Address one, Address other) {
        return partitions.contains(new Pair(one, other));
    }

    private long delayMillis() {
        return 1 + random.nextInt(faulty ? 8 : 3);
    }

    void connect(FakeSentinel from, LinkId link) {
        long delay = apart(from.address(), link.address()) ? 1_500 : delayMillis();
        later(delay, () -> {
            boolean there = !apart(from.address(), link.address()) && isListening(link);
            if (from.isAlive() && there) {
                from.opened(link);
            } else {
                from.happened(new Event.LinkDown(link, "no connection"));
            }
        });
    }

    private boolean isListening(LinkId link) {
        return switch (link.kind()) {
            case DATA ->
                Optional.ofNullable(servers.get(link.address()))
                        .filter(FakeServer::isAlive)
                        .isPresent();
            case SENTINEL ->
                Optional.ofNullable(sentinels.get(link.address()))
                        .filter(FakeSentinel::isAlive)
                        .isPresent();
        };
    }

    /** Brings a request to its receiver, behind all that was sent on the link before. */
    void send(FakeSentinel from, LinkId link, long opening, Request request) {
        if (apart(from.address(), link.address())) {
            lossy.add(opening);
            return;
        }
        if (lossy.remove(opening) || faulty && random.nextInt(2_000) == 0) {
            later(1, () -> from.broken(link, opening, "reset"));
            return;
        }
        inOrder(opening, () -> {
            switch (link.kind()) {
                case DATA -> arriveAtServer(from, link, opening, request);
                case SENTINEL -> arriveAtSentinel(from, link, opening, request);
            }
        });
    }

    private void inOrder(long opening, Runnable action) {
        long at = Math.max(now + delayMillis(), linkClock.getOrDefault(opening, 0L));
        linkClock.put(opening, at);
        later(at - now, action);
    }

    private void reply(FakeSentinel to, LinkId link, long opening, Event event) {
        if (apart(to.address(), link.address())) {
            lossy.add(opening);
            return;
        }
        // Another clock than that of the requests: the two directions do not wait for each other.
        inOrder(-opening, () -> {
            if (to.isOpen(link, opening)) {
                to.happened(event);
            }
        });
    }

    private void arriveAtServer(FakeSentinel from, LinkId link, long opening, Request request) {
        FakeServer server = servers.get(link.address());
        if (!server.isAlive() || !from.isOpen(link, opening)) {
            return;
        }
        if (server.isFrozen()) {
            later(50, () -> arriveAtServer(from, link, opening, request)); // read when it runs again
            return;
        }
        switch (request) {
            case Request.Ping ping ->
                reply(from, link, opening, new Event.PingAnswered(link, Event.PingAnswered.Answer.PONG));
            case Request.Info info -> reply(from, link, opening, new Event.InfoReceived(link, info(server)));
            case Request.PublishHello hello -> publish(server, hello.hello().text("?"));
            case Request.PublishPause pause -> publish(server, pause.hello().text());
            case Request.HoldWrites hold -> reply(from, link, opening, new Event.RequestDone(link, hold));
            case Request.HandOver order -> {}
            case Request.Acknowledge acknowledge -> {}
            case Request.CallOffHandOver callOff -> {}
            case Request.ReleaseWrites release -> {}
            case Request.KeepRole keep -> {}
            case Request.DropClients drop -> killClients(server, from);
            case Request.Promote promote -> {
                log(server.address() + " is promoted by " + from.runId().charAt(0));
                server.promote();
                killClients(server, from);
            }
            case Request.Follow follow -> {
                log(server.address() + " follows " + follow.master());
                server.follow(follow.master(), now, 5 + random.nextInt(300));
                killClients(server, from);
            }
            case Request.ScriptKill kill -> {}
            case Request.AskMasterDown ask -> {}
        }
    }

    private void killClients(FakeServer server, FakeSentinel but) {
        sentinels.values().stream()
                .filter(sentinel -> sentinel != but)
                .forEach(sentinel -> later(1, () -> sentinel.cutOff(server.address())));
    }

    private void publish(FakeServer server, String hello) {
        for (FakeSentinel subscriber : sentinels.values()) {
            if (subscriber.watches(server.address()) && !apart(server.address(), subscriber.address())) {
                later(delayMillis(), () -> subscriber.happened(new Event.HelloHeard(hello)));
            }
        }
    }

    private void arriveAtSentinel(FakeSentinel from, LinkId link, long opening, Request request) {
        FakeSentinel to = sentinels.get(link.address());
        if (!to.isAlive() || !from.isOpen(link, opening)) {
            return;
        }
        switch (request) {
            case Request.Ping ping -> {
                if (to.isStalled()) {
                    later(50, () -> arriveAtSentinel(from, link, opening, request));
                } else {
                    reply(from, link, opening, new Event.PingAnswered(link, Event.PingAnswered.Answer.PONG));
                }
            }
            case Request.PublishHello hello ->
                to.happened(new Event.HelloHeard(hello.hello().text("?")));
            case Request.AskMasterDown ask ->
                to.ask(
                        ask.master(),
                        ask.epoch(),
                        ask.candidate(),
                        vote -> reply(
                                from,
                                link,
                                opening,
                                new Event.MasterDownAnswered(
                                        link, ask, vote.down(), vote.leader(), vote.leaderEpoch())));
            default -> {}
        }
    }

    // --- data ---

    private String info(FakeServer server) {
        lookAtMaster(server);
        List<FakeServer> replicas = servers.values().stream()
                .filter(other -> other.isAlive() && other.master().equals(Optional.of(server.address())))
                .toList();
        return server.info(now, replicas);
    }

    private void lookAtMaster(FakeServer server) {
        server.master()
                .map(servers::get)
                .ifPresent(master -> server.masterAnswers(
                        master.answers() && !apart(server.address(), master.address()), now, 5 + random.nextInt(300)));
    }

    /** Masters take writes, replicas with a link follow. */
    private void write() {
        for (FakeServer server : servers.values()) {
            if (server.answers() && server.isMaster()) {
                server.offset(server.offset() + random.nextInt(100));
            }
        }
        for (FakeServer server : servers.values()) {
            if (server.answers() && !server.isMaster()) {
                lookAtMaster(server);
                FakeServer master = servers.get(server.master().orElseThrow());
                if (server.isLinkUp(now)) {
                    server.offset(master.offset());
                }
            }
        }
        later(50, this::write);
    }
}
