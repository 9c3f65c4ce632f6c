package io.vedette.simulation;

import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.DurableState;
import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.Moment;
import io.vedette.sentinel.core.Operation;
import io.vedette.sentinel.core.Request;
import io.vedette.sentinel.core.SentinelCore;
import io.vedette.sentinel.core.SentinelSettings;
import io.vedette.sentinel.core.SentinelView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sentinel's process: the real core, and a shell of the simulation around it that carries out the core's effects in order,
 * holds back what waits for the disk, and keeps on disk only what was written to its end. Owned by its world.
 *
 * <p>Dead, running, stalled: then what happens waits in the socket buffers, while the kernel still accepts connections.
 */
final class SentinelProcess implements Endpoint {
    private static final long WALL_MILLIS = 1_700_000_000_000L;
    private static final long NEVER = Long.MAX_VALUE;
    private static final int CALM_DISK_MILLIS = 4;

    private record Held(long number, Effect effect) {}

    private record Question(Connection client, Request.AskMasterDown text) {}

    private final World world;
    private final int place;
    private final Address address;
    private final String runId;

    private DurableState disk;
    private int slowestWriteMillis = CALM_DISK_MILLIS;
    private int writesFailOneIn;
    private final Deque<Effect.Persist> writing = new ArrayDeque<>();

    private int life;
    private Optional<SentinelCore> core = Optional.empty();
    private boolean stalled;
    private boolean busy;
    private boolean operatorSpeaks;
    private boolean operatorNames;
    private Contacts contacts;
    private long wallOffsetMillis;
    private final Map<LinkId, Connection> connections = new LinkedHashMap<>();
    private final List<Connection> clients = new ArrayList<>();
    private final Deque<Event> inbox = new ArrayDeque<>();
    private final Deque<Held> held = new ArrayDeque<>();
    private final Map<Long, Question> questions = new LinkedHashMap<>();
    private long wakeAt = NEVER;
    private long ordered;
    private long written;
    private long tickets;

    SentinelProcess(World world, int place, Address address, DurableState disk) {
        this.world = world;
        this.place = place;
        this.address = address;
        this.runId = disk.myId();
        this.disk = disk;
        this.contacts = new Contacts(world.places(), 0);
    }

    @Override
    public int place() {
        return place;
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public String name() {
        return "sentinel " + runId.charAt(0);
    }

    @Override
    public boolean isAlive() {
        return core.isPresent();
    }

    boolean isRunning() {
        return isAlive() && !stalled;
    }

    String runId() {
        return runId;
    }

    /** What is being dealt with is an operator's order to fail over. */
    boolean operatorSpeaks() {
        return operatorSpeaks;
    }

    /** He names the replica that is to lead. */
    boolean operatorNames() {
        return operatorNames;
    }

    Contacts contacts() {
        return contacts;
    }

    DurableState disk() {
        return disk;
    }

    DurableState.Group diskGroup() {
        return disk.groups().getFirst();
    }

    SentinelView.GroupView view() {
        return core.orElseThrow().view(moment()).groups().getFirst();
    }

    /** It has the server there among those of its group. */
    boolean knows(Address address) {
        SentinelView.GroupView group = view();
        return group.address().equals(address)
                || group.replicas().stream()
                        .anyMatch(replica -> replica.address().equals(address));
    }

    private Moment moment() {
        return new Moment(world.now(), WALL_MILLIS + wallOffsetMillis + world.now());
    }

    private void note(String what) {
        world.journal().note(world.now(), name(), () -> what);
    }

    // --- life ---

    void start() {
        if (isAlive()) {
            return;
        }
        life++;
        note("starts in epoch " + disk.currentEpoch());
        core = Optional.of(new SentinelCore(
                new SentinelSettings(address), disk, world.chance().branch(), moment()));
        contacts = new Contacts(world.places(), world.now());
        world.laws().forEach(law -> law.begins(this));
        happens(new Event.Started());
    }

    /** Dies. What is not on disk is lost; a write that is under way may have got there or not. */
    void crash() {
        if (!isAlive()) {
            return;
        }
        note("crashes");
        if (!writing.isEmpty() && world.chance().coin()) {
            toDisk(writing.peek());
        }
        life++;
        core = Optional.empty();
        stalled = false;
        List.copyOf(connections.values()).forEach(Connection::close);
        connections.clear();
        List<Connection> lost = List.copyOf(clients);
        clients.clear();
        lost.forEach(Connection::hangUp);
        inbox.clear();
        held.clear();
        writing.clear();
        questions.clear();
        wakeAt = NEVER;
        ordered = 0;
        written = 0;
    }

    void stall() {
        if (isRunning()) {
            note("is stopped");
            stalled = true;
        }
    }

    void resume() {
        if (stalled) {
            note("runs again");
            stalled = false;
            if (wakeAt <= world.now()) {
                wakeAt = NEVER;
                inbox.add(new Event.Woken()); // which comes first, the timer or the sockets, is up to the event loop
            }
            drain();
        }
    }

    void setWallClock(long offsetMillis) {
        note("has its wall clock set by " + (offsetMillis - wallOffsetMillis) + " ms");
        wallOffsetMillis = offsetMillis;
    }

    void order(Operation operation) {
        if (isAlive()) {
            note("is told: " + operation);
            happens(new Event.OperatorAsked(++tickets, operation));
        }
    }

    // --- disk ---

    void disk(int slowestMillis, int failOneIn) {
        note("disk: up to " + slowestMillis + " ms a write, one in " + failOneIn + " fails");
        slowestWriteMillis = slowestMillis;
        writesFailOneIn = failOneIn;
    }

    void healDisk() {
        slowestWriteMillis = CALM_DISK_MILLIS;
        writesFailOneIn = 0;
    }

    private void persist(Effect.Persist persist) {
        ordered = persist.number();
        writing.add(persist);
        if (writing.size() == 1) {
            write();
        }
    }

    /** One write after the other. */
    private void write() {
        Effect.Persist next = writing.element();
        boolean fails = writesFailOneIn > 0 && world.chance().oneIn(writesFailOneIn);
        later(world.chance().between(1, slowestWriteMillis), () -> {
            writing.remove();
            if (!fails) {
                toDisk(next);
            }
            if (!writing.isEmpty()) {
                write();
            }
            happens(
                    fails
                            ? new Event.PersistFailed(next.number(), "No space left on device")
                            : new Event.Persisted(next.number()));
        });
    }

    /** As in the file: for whom the vote was is not in it. */
    private void toDisk(Effect.Persist persist) {
        DurableState state = persist.state();
        disk = new DurableState(
                state.myId(),
                state.currentEpoch(),
                state.groups().stream()
                        .map(group -> new DurableState.Group(
                                group.settings(),
                                group.address(),
                                group.configEpoch(),
                                group.leaderEpoch(),
                                Optional.empty(),
                                group.replicas(),
                                group.sentinels()))
                        .toList());
        world.laws().forEach(law -> law.stored(this));
    }

    private void later(long millis, Runnable action) {
        int begunIn = life;
        world.agenda().in(millis, () -> {
            if (begunIn == life) {
                action.run();
            }
        });
    }

    // --- events and effects ---

    void happens(Event event) {
        if (isAlive()) {
            inbox.add(event);
            drain();
        }
    }

    private void drain() {
        if (busy) {
            return;
        }
        busy = true;
        try {
            while (isRunning() && !inbox.isEmpty()) {
                handle(inbox.remove());
            }
        } finally {
            busy = false;
        }
    }

    private void handle(Event event) {
        switch (event) {
            case Event.Persisted persisted -> release(persisted.number(), true);
            case Event.PersistFailed failed -> release(failed.number(), false);
            default -> {}
        }
        operatorSpeaks = false;
        operatorNames = false;
        if (event instanceof Event.OperatorAsked asked && asked.operation() instanceof Operation.Failover failover) {
            operatorSpeaks = true;
            operatorNames = failover.to().isPresent();
        }
        tellLaws(event);
        List<Effect> effects = core.orElseThrow().handle(event, moment());
        for (int i = 0;
                i < effects.size();
                i++) { // an iterator for each event would be a fifth of all that is allocated
            Effect effect = effects.get(i);
            if (isOfInterest(effect)) {
                for (Law law : world.laws()) {
                    law.decides(this, effect);
                }
            }
            if (effect.waitsForPersist() && written < ordered) {
                held.add(new Held(ordered, effect));
            } else {
                perform(effect);
            }
        }
    }

    private void tellLaws(Event event) {
        contacts.called(world.now());
        switch (event) {
            case Event.PingAnswered answered -> {
                if (answered.isSignOfLife()) {
                    world.endpoint(answered.link().address()).ifPresent(from -> contacts.heard(from, world.now()));
                }
            }
            case Event.Woken woken -> {}
            case Event.HelloHeard hello -> {}
            default -> {
                for (Law law : world.laws()) {
                    law.hears(this, event);
                }
            }
        }
    }

    /** Nine in ten effects are not, and would cost more to show around than to carry out. */
    private static boolean isOfInterest(Effect effect) {
        return switch (effect) {
            case Effect.Send send ->
                !(send.request() instanceof Request.Ping
                        || send.request() instanceof Request.Support
                        || send.request() instanceof Request.Info);
            case Effect.WakeAt wake -> false;
            case Effect.Connect connect -> false;
            default -> true;
        };
    }

    /** A write has ended: what waited for it goes out, or is dropped. */
    private void release(long number, boolean saved) {
        written = Math.max(written, number);
        while (!held.isEmpty() && held.element().number() <= number) {
            Effect effect = held.remove().effect();
            if (saved) {
                perform(effect);
            } else if (effect instanceof Effect.Send send) {
                inbox.add(new Event.RequestFailed(send.link(), send.request(), "not saved"));
            }
        }
    }

    private void perform(Effect effect) {
        if (isOfInterest(effect)) {
            for (Law law : world.laws()) {
                law.does(this, effect);
            }
        }
        switch (effect) {
            case Effect.Connect connect -> connect(connect.link());
            case Effect.Disconnect disconnect ->
                Optional.ofNullable(connections.remove(disconnect.link())).ifPresent(Connection::close);
            case Effect.Send send -> {
                Connection connection = connections.get(send.link());
                if (connection != null) {
                    connection.send(send.request());
                }
            }
            case Effect.Persist persist -> persist(persist);
            case Effect.AnswerVote vote -> answer(vote);
            case Effect.AnswerOperator answer -> note("answers " + answer.outcome());
            case Effect.Announce announce -> {
                if (world.journal().isKept()) {
                    note(announce.event() + " " + announce.payload());
                }
            }
            case Effect.ReconfigureClients script -> {}
            case Effect.WakeAt wake -> wake(wake.monotonicMillis());
        }
    }

    private void wake(long time) {
        wakeAt = time;
        int begunIn = life;
        world.agenda().at(Math.max(time, world.now() + 1), () -> {
            if (begunIn == life && wakeAt == time && !stalled) {
                wakeAt = NEVER;
                happens(new Event.Woken());
            }
        });
    }

    // --- connections ---

    private void connect(LinkId link) {
        if (connections.containsKey(link)) {
            return;
        }
        Optional<Endpoint> target = world.endpoint(link.address());
        if (target.isEmpty()) {
            later(1, () -> happens(new Event.LinkDown(link, "no route to host")));
            return;
        }
        Connection connection = new Connection(world, this, link, target.get());
        connections.put(link, connection);
        connection.open();
    }

    /** The connection is gone without our doing. */
    void lost(Connection connection, String reason) {
        if (connections.remove(connection.id(), connection)) {
            happens(new Event.LinkDown(connection.id(), reason));
        }
    }

    @Override
    public void accepted(Connection client) {
        clients.add(client);
    }

    @Override
    public void left(Connection client) {
        clients.remove(client);
    }

    @Override
    public void receive(Connection client, Request request) {
        switch (request) {
            case Request.Ping ping -> pong(client);
            case Request.PublishHello publish -> {
                happens(new Event.HelloHeard(publish.hello().text(address.host())));
                if (publish.confirmed()) {
                    client.reply(new Event.RequestDone(client.id(), request));
                }
            }
            case Request.PublishPause pause ->
                happens(new Event.HelloHeard(pause.hello().text()));
            case Request.AskMasterDown ask -> {
                tickets++;
                questions.put(tickets, new Question(client, ask));
                happens(new Event.VoteAsked(tickets, ask.master(), ask.epoch(), ask.candidate()));
            }
            case Request.Info info ->
                client.reply(
                        new Event.InfoReceived(client.id(), "vedette_version:simulated\r\nvedette_states_support:1"));
            case Request.Promote promote -> throw new BrokenLaw("a sentinel is promoted");
            case Request.Follow follow -> throw new BrokenLaw("a sentinel is told to follow");
            case Request.ScriptKill kill -> throw new BrokenLaw("a sentinel is told to kill its script");
            case Request.Supervise supervise -> throw new BrokenLaw("a sentinel is told of a ballot");
            case Request.Support support -> throw new BrokenLaw("a sentinel is supported as a master");
            case Request.HandOver handOver -> throw new BrokenLaw("a sentinel is to hand over");
            case Request.Acknowledge acknowledge -> throw new BrokenLaw("a sentinel is asked how far it is");
            case Request.CallOffHandOver callOff -> throw new BrokenLaw("a sentinel is to hand over no more");
            case Request.HoldWrites hold -> throw new BrokenLaw("a sentinel is to hold writes");
            case Request.ReleaseWrites release -> throw new BrokenLaw("a sentinel is to let writes go");
            case Request.KeepRole keep -> throw new BrokenLaw("a sentinel is to keep its role");
            case Request.DropClients drop -> throw new BrokenLaw("a sentinel is to drop its clients");
        }
    }

    /** The shell answers by itself, once it runs. */
    private void pong(Connection client) {
        if (stalled) {
            later(50, () -> pong(client));
        } else {
            client.reply(new Event.PingAnswered(client.id(), Event.PingAnswered.Answer.PONG));
        }
    }

    private void answer(Effect.AnswerVote vote) {
        Question question = questions.remove(vote.ticket());
        question.client()
                .reply(new Event.MasterDownAnswered(
                        question.client().id(),
                        question.text(),
                        vote.down(),
                        vote.leader(),
                        vote.leaderEpoch(),
                        question.text().support() ? vote.support() : Optional.empty()));
    }
}
