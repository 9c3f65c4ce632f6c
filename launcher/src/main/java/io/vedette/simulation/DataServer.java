package io.vedette.simulation;

import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.Request;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A data server's process as far as a sentinel and a client can see: connections, orders, INFO, held writes. What it does about
 * its data is its {@link Replicator}. Owned by its world.
 *
 * <p>Dead, loading, serving; frozen at any time while it lives. Its role is in its configuration file and survives a crash,
 * of its data what its {@link Memory} says.
 */
final class DataServer implements Endpoint {
    /** How often what goes on by itself is looked at. */
    static final int STEP_MILLIS = 25;

    /** A sentinel asks for INFO this often where nothing is wrong. */
    private static final long INFO_LIFE_MILLIS = 10_000;

    private final World world;
    private final int place;
    private final Address address;
    private Optional<Address> firstMaster;
    private final int priority;
    private final Replicator replicator;
    private final List<Connection> clients = new ArrayList<>();
    private final Deque<Runnable> unread = new ArrayDeque<>();

    private boolean alive = true;
    /** It is one of those that somebody wants to run. */
    private boolean inUse = true;

    private boolean frozen;
    private int incarnation = 1;
    private String runId;
    private long loadingUntil;
    private long writesAtDeath;
    /** It came back with less than it had. */
    private boolean reborn;

    private long rebornUntil = Long.MIN_VALUE;
    /** CLIENT PAUSE WRITE: the end of it. */
    private long writesHeldUntil;
    /** Connections that wait for that end: PUBLISH is held like a write, and all that comes behind it waits too. */
    private final Map<Connection, Deque<Request>> postponed = new LinkedHashMap<>();

    /** @param replicators makes the replicator for a server that is all but made */
    DataServer(
            World world,
            int place,
            Address address,
            Optional<Address> master,
            int priority,
            Function<DataServer, Replicator> replicators) {
        this.world = world;
        this.place = place;
        this.address = address;
        this.firstMaster = master;
        this.priority = priority;
        this.runId = newRunId();
        this.replicator = replicators.apply(this);
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
        return address.host();
    }

    @Override
    public boolean isAlive() {
        return alive;
    }

    boolean answers() {
        return alive && !frozen && !isLoading();
    }

    /** Takes clients' writes just now, rather than let them wait. */
    boolean takesWrites() {
        return answers() && !holdsWrites() && !replicator.isHandingOver();
    }

    boolean holdsWrites() {
        return world.now() < writesHeldUntil;
    }

    /** Something in the past if it holds none. */
    long writesHeldUntil() {
        return writesHeldUntil;
    }

    boolean isLoading() {
        return world.now() < loadingUntil;
    }

    boolean isMaster() {
        return replicator.master().isEmpty();
    }

    Replicator replicator() {
        return replicator;
    }

    /** As a master it came back from a death with less than it had, and nobody has put it right since. */
    boolean isReborn() {
        return reborn;
    }

    /** It is, or it was when it wrote an INFO by which a sentinel may still go. */
    boolean maySeemReborn() {
        return reborn || world.now() - INFO_LIFE_MILLIS <= rebornUntil;
    }

    int priority() {
        return priority;
    }

    boolean followsInSync(Address other) {
        return alive
                && replicator.linkUp()
                && replicator.master().filter(other::equals).isPresent();
    }

    /** Not forbidden by its priority, and not empty. */
    boolean mayLead() {
        return priority > 0
                && !history().isForeign()
                && (replicator.linkUp() || replicator.position() > 0 && replicator.hasPlace());
    }

    History history() {
        return replicator.history();
    }

    long position() {
        return replicator.position();
    }

    /** What arrives is dealt with by the process as soon as it runs; never if it dies before. */
    void whenAwake(Runnable action) {
        if (!alive) {
            return;
        }
        if (frozen) {
            unread.add(action);
        } else {
            action.run();
        }
    }

    /** What goes on by itself in a step of time. */
    void live() {
        if (answers()) {
            replicator.step();
        }
    }

    void save() {
        if (alive && !frozen) {
            replicator.save();
        }
    }

    void note(String what) {
        world.journal().note(world.now(), name(), () -> what);
    }

    // --- clients ---

    @Override
    public void accepted(Connection client) {
        clients.add(client);
    }

    @Override
    public void left(Connection client) {
        forget(client);
        if (replicator.isFenced()) {
            client.behind(() -> whenAwake(() -> replicator.supporterLeft(client)));
        }
    }

    private void forget(Connection client) {
        clients.remove(client);
        postponed.remove(client);
    }

    @Override
    public void receive(Connection client, Request request) {
        if (alive && !frozen) {
            admit(client, request);
        } else {
            whenAwake(() -> admit(client, request));
        }
    }

    /** What has to wait for the end of a pause waits, and all that comes behind it. */
    private void admit(Connection client, Request request) {
        if (postponed.containsKey(client)) {
            postponed.get(client).add(request);
        } else if (request instanceof Request.PublishHello && holdsWrites()) {
            postponed.put(client, new ArrayDeque<>(List.of(request)));
            world.agenda().in(writesHeldUntil - world.now(), () -> whenAwake(this::resume));
        } else {
            answer(client, request);
        }
    }

    /** What was postponed is answered, once writes are held no more. */
    private void resume() {
        if (holdsWrites()) {
            return;
        }
        List.copyOf(postponed.keySet()).forEach(this::release);
    }

    private void release(Connection client) {
        Optional.ofNullable(postponed.remove(client))
                .ifPresent(requests -> requests.forEach(request -> receive(client, request)));
    }

    private void answer(Connection client, Request request) {
        LinkId id = client.id();
        switch (request) {
            case Request.Ping ping -> client.reply(new Event.PingAnswered(id, pong()));
            case Request.Support support -> {
                if (!isLoading()) {
                    replicator.supported(client, support);
                }
                client.reply(new Event.PingAnswered(id, pong()));
            }
            case Request.Info info -> client.reply(new Event.InfoReceived(id, world.textOf(info())));
            case Request.PublishHello publish -> {
                Event.HelloHeard heard = new Event.HelloHeard(publish.hello().text("127.0.0.1"));
                for (Connection each : clients) { // who leaves does so when a parcel arrives, and none does now
                    world.deliverHello(each, heard);
                }
            }
            case Request.Promote promote -> changeRole(client, request, "becomes master", replicator::promote);
            case Request.Follow follow ->
                changeRole(
                        client, request, "follows " + follow.master().host(), () -> replicator.follow(follow.master()));
            case Request.HoldWrites hold -> {
                note("holds writes, told by " + client.owner().name());
                writesHeldUntil = Math.max(writesHeldUntil, world.now() + hold.millis());
                client.reply(new Event.RequestDone(id, request));
            }
            case Request.ReleaseWrites release -> {
                world.laws().forEach(law -> law.obeys(this, client.owner(), request));
                writesHeldUntil = 0;
                resume();
            }
            case Request.KeepRole keep -> {}
            case Request.DropClients drop -> killOthers(client);
            case Request.HandOver handOver -> {
                Optional<String> error = replicator.handOver(handOver.to(), handOver.timeoutMillis());
                note(error.orElse("hands over to " + handOver.to().host()));
                client.reply(error.<Event>map(line -> new Event.RequestFailed(id, request, line))
                        .orElseGet(() -> new Event.RequestDone(id, request)));
            }
            case Request.Supervise supervise -> {
                // Blocked until it is answered: what comes behind it waits.
                postponed.put(client, new ArrayDeque<>());
                replicator.supervise(supervise, id, event -> {
                    event.ifPresent(client::reply);
                    release(client);
                });
            }
            case Request.Acknowledge acknowledge -> replicator.acknowledge();
            case Request.CallOffHandOver callOff -> replicator.callOffHandOver();
            case Request.PublishPause pause -> {} // no operator pauses a group here
            case Request.ScriptKill kill ->
                client.reply(new Event.RequestFailed(id, request, "NOTBUSY No scripts in execution right now."));
            case Request.AskMasterDown ask -> throw new BrokenLaw("a data server is asked for a vote");
        }
    }

    private Event.PingAnswered.Answer pong() {
        return isLoading() ? Event.PingAnswered.Answer.LOADING : Event.PingAnswered.Answer.PONG;
    }

    private void changeRole(Connection client, Request request, String what, Runnable change) {
        Optional<String> refusal = replicator.refusesRole();
        if (refusal.isPresent()) {
            client.reply(new Event.RequestFailed(client.id(), request, refusal.get()));
            return;
        }
        world.laws().forEach(law -> law.obeys(this, client.owner(), request));
        note(what + ", told by " + client.owner().name());
        if (reborn) {
            reborn = false;
            rebornUntil = world.now();
        }
        change.run();
        killOthers(client);
    }

    /** CLIENT KILL TYPE normal and pubsub, which spare the caller. */
    private void killOthers(Connection client) {
        for (Connection each : List.copyOf(clients)) {
            if (each != client) {
                forget(each);
                replicator.supporterLeft(each);
                each.hangUp();
            }
        }
    }

    private InfoText info() {
        StringBuilder text = world.emptyText();
        InfoText.begin(text, runId(), isLoading());
        InfoText.Replication replication = replicator.info(text);
        InfoText.end(text, position());
        return new InfoText(this, runId(), isLoading(), priority, history(), position(), replication, text.toString());
    }

    /** Which of its lives this is. */
    int incarnation() {
        return incarnation;
    }

    String runId() {
        return runId;
    }

    private String newRunId() {
        String text = Integer.toHexString(place) + "f" + Integer.toHexString(incarnation) + "f";
        return text + "0".repeat(40 - text.length());
    }

    // --- faults ---

    /** kill -9: the clients' connections are reset, memory is gone. */
    void kill() {
        end(Replicator.Death.KILLED);
    }

    void end(Replicator.Death death) {
        if (!alive) {
            return;
        }
        note(
                switch (death) {
                    case KILLED -> "is killed";
                    case POWER_LOST -> "loses its power";
                    case STOPPED -> "is shut down";
                });
        writesAtDeath = position();
        alive = false;
        frozen = false;
        writesHeldUntil = 0;
        postponed.clear();
        unread.clear();
        replicator.die(death);
        List<Connection> lost = List.copyOf(clients);
        clients.clear();
        lost.forEach(Connection::hangUp);
    }

    /** How much of it a server remembers when it starts. */
    enum Memory {
        /** All, and of which history it is: it was saved at the very end. */
        ALL,
        /** All, but not of which history it is: an append-only file with fsync always. */
        DATA_ONLY,
        /** What was saved last. */
        SAVED,
        /** Nothing: no persistence. */
        NOTHING,
        /** Data that has nothing to do with the group: a file put in the wrong place. For replicas. */
        FOREIGN
    }

    /** An operator has it run from now on, as a replica of that one by its configuration. */
    void employ(Address master) {
        inUse = true;
        firstMaster = Optional.of(master);
        restart(Memory.ALL, false);
    }

    /** An operator stops it for good, or until he wants it back. */
    void dismiss(Replicator.Death death) {
        end(death);
        inUse = false;
    }

    boolean isInUse() {
        return inUse;
    }

    /** @param rewritten false if its configuration file is still the one of its first start */
    void restart(Memory memory, boolean rewritten) {
        restart(memory, rewritten ? replicator.master() : firstMaster);
    }

    /** @param of the master by its configuration file, which may be an old one */
    void restart(Memory memory, Optional<Address> of) {
        if (alive || !inUse) {
            return;
        }
        alive = true;
        incarnation++;
        runId = newRunId();
        long had = writesAtDeath;
        replicator.start(memory == Memory.FOREIGN && of.isEmpty() ? Memory.NOTHING : memory, of);
        loadingUntil = world.now() + (position() > 0 ? world.chance().between(1, 150) : 0);
        int life = incarnation;
        world.agenda().in(loadingUntil - world.now(), () -> {
            if (life == incarnation) {
                whenAwake(() -> readyIn(life));
            }
        });
        rebornUntil = reborn ? world.now() : rebornUntil;
        reborn = of.isEmpty() && (reborn || position() < had);
        note("starts as " + of.map(master -> "replica of " + master.host()).orElse("master") + " with " + position()
                + " writes");
    }

    private void readyIn(int life) {
        if (life == incarnation) {
            replicator.ready();
        }
    }

    void freeze() {
        if (alive && !frozen) {
            note("hangs");
            frozen = true;
        }
    }

    void thaw() {
        if (frozen) {
            note("runs again");
            frozen = false;
            while (!unread.isEmpty()) {
                unread.remove().run();
            }
        }
    }
}
