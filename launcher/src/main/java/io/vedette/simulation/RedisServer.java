package io.vedette.simulation;

import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.Request;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A data server that behaves as Redis does, as far as a sentinel and a client can see: role, history and position,
 * the link to its master, full and partial resynchronisation, INFO. Owned by its world.
 *
 * <p>Dead, loading, serving; frozen at any time while it lives. Its role is in its configuration file and survives a crash,
 * of its data what was saved last.
 */
final class RedisServer implements Endpoint {
    /** How often what goes on by itself is looked at. */
    static final int STEP_MILLIS = 25;

    /** Bytes of one write in the replication stream. */
    private static final int WRITE_BYTES = 40;

    private static final int PING_BYTES = 14;
    /** Redis' repl-timeout is a minute; with less, a silent master is met within one play. */
    private static final int REPLICATION_TIMEOUT_MILLIS = 5_000;

    private final World world;
    private final int place;
    private final Address address;
    private final Optional<Address> firstMaster;
    private final int priority;
    private final List<Connection> clients = new ArrayList<>();
    private final Deque<Runnable> unread = new ArrayDeque<>();

    private boolean alive = true;
    private boolean frozen;
    private int incarnation = 1;
    private long loadingUntil;
    private Optional<Address> master;

    private History history;
    private long position;
    private long savedPosition;
    /** Bytes of PINGs in the stream: also in an empty history there is something, once somebody follows it. */
    private long pingBytes;

    private boolean linkUp;
    private boolean everLinked;
    private long linkDownSince;
    private long lastHeardOfMaster;
    /** CLIENT PAUSE WRITE: the end of it. */
    private long writesHeldUntil;
    /** When the resynchronisation that is under way will be done. */
    private Optional<Long> syncedAt = Optional.empty();

    RedisServer(World world, int place, Address address, Optional<Address> master, History history, int priority) {
        this.world = world;
        this.place = place;
        this.address = address;
        this.firstMaster = master;
        this.master = master;
        this.history = history;
        this.priority = priority;
        this.linkUp = master.isPresent();
        this.everLinked = linkUp;
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
        return answers() && world.now() >= writesHeldUntil;
    }

    private boolean isLoading() {
        return world.now() < loadingUntil;
    }

    boolean isMaster() {
        return master.isEmpty();
    }

    boolean followsInSync(Address other) {
        return alive && linkUp && master.filter(other::equals).isPresent();
    }

    /** Not forbidden by its priority, and not empty. */
    boolean mayLead() {
        return priority > 0 && (linkUp || position > 0);
    }

    History history() {
        return history;
    }

    long position() {
        return position;
    }

    private void note(String what) {
        world.journal().note(world.now(), name(), () -> what);
    }

    // --- replication ---

    /** A client's write, acknowledged at once. */
    void write(int count) {
        position += count;
    }

    /** What goes on by itself in a step of time. */
    void live() {
        if (!alive || frozen || isLoading() || master.isEmpty()) {
            return;
        }
        Optional<RedisServer> upstream = world.server(master.get()).filter(server -> server != this);
        boolean heard = upstream.filter(this::hears).isPresent();
        if (heard) {
            lastHeardOfMaster = world.now();
        }
        boolean refused = upstream.isEmpty() || !upstream.get().alive;
        if (refused || world.now() - lastHeardOfMaster > REPLICATION_TIMEOUT_MILLIS) {
            loseMaster();
        } else if (heard && linkUp) {
            stream(upstream.get());
        } else if (heard) {
            synchronise(upstream.get());
        }
    }

    private boolean hears(RedisServer upstream) {
        return upstream.answers()
                && (upstream.isMaster() || upstream.linkUp)
                && world.network().passesBothWays(this, upstream);
    }

    private void loseMaster() {
        syncedAt = Optional.empty();
        if (linkUp) {
            linkUp = false;
            linkDownSince = world.now();
        }
    }

    private void stream(RedisServer upstream) {
        if (!isPartOf(upstream)) {
            loseMaster(); // it has another history now: its link is gone too
            return;
        }
        history = upstream.history;
        pingBytes = upstream.pingBytes;
        if (!world.chance().oneIn(8)) { // else it lags a step
            position = Math.max(position, upstream.position);
        }
    }

    /** Its history is the beginning of the other one's. */
    private boolean isPartOf(RedisServer upstream) {
        return upstream.history.shared(upstream.position, history) >= position;
    }

    private void synchronise(RedisServer upstream) {
        if (syncedAt.isEmpty()) {
            boolean partial = isPartOf(upstream);
            syncedAt = Optional.of(world.now() + (partial ? world.chance().between(2, 20) : world.fullSyncMillis()));
        } else if (world.now() >= syncedAt.get()) {
            if (!isPartOf(upstream)) {
                note("full resynchronisation from " + upstream.name());
                moveTo(upstream.history, upstream.position);
                savedPosition = 0;
            }
            syncedAt = Optional.empty();
            linkUp = true;
            everLinked = true;
            history = upstream.history;
            pingBytes = upstream.pingBytes;
            position = Math.max(position, upstream.position);
        }
    }

    /** Has other data from now on; what nobody else has is lost. */
    private void moveTo(History newHistory, long newPosition) {
        History before = history;
        long until = position;
        history = newHistory;
        position = newPosition;
        world.writes().dropped(before, until);
    }

    private void promote() {
        if (master.isPresent()) {
            history = history.branch(position);
            master = Optional.empty();
            linkUp = false;
            syncedAt = Optional.empty();
        }
    }

    private void follow(Address newMaster) {
        if (master.filter(newMaster::equals).isPresent()) {
            return;
        }
        boolean wasMaster = master.isEmpty();
        master = Optional.of(newMaster);
        syncedAt = Optional.empty();
        lastHeardOfMaster = world.now();
        if (wasMaster || linkUp) {
            linkUp = false;
            linkDownSince = world.now();
        }
        everLinked = everLinked || wasMaster;
    }

    void save() {
        if (alive && !frozen) {
            savedPosition = position;
        }
    }

    // --- clients ---

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
        if (frozen) {
            int life = incarnation;
            unread.add(() -> {
                if (life == incarnation) {
                    answer(client, request);
                }
            });
        } else {
            answer(client, request);
        }
    }

    private void answer(Connection client, Request request) {
        LinkId id = client.id();
        switch (request) {
            case Request.Ping ping -> client.reply(new Event.PingAnswered(id, pong()));
            case Request.Info info -> {
                client.reply(new Event.InfoReceived(id, world.textOf(info())));
            }
            case Request.PublishHello publish ->
                List.copyOf(clients).forEach(each -> world.deliverHello(each, publish.hello()));
            case Request.Promote promote -> {
                ordered(client, request, "becomes master");
                promote();
                killOthers(client);
            }
            case Request.Follow follow -> {
                ordered(client, request, "follows " + follow.master().host());
                follow(follow.master());
                killOthers(client);
            }
            case Request.HoldWrites hold -> {
                note("holds writes, told by " + client.owner().name());
                writesHeldUntil = world.now() + hold.millis();
                client.reply(new Event.RequestDone(id, request));
            }
            case Request.ReleaseWrites release -> writesHeldUntil = 0;
            case Request.KeepRole keep -> {}
            case Request.DropClients drop -> killOthers(client);
            case Request.HandOver handOver ->
                client.reply(new Event.RequestFailed(id, request, "ERR unknown command 'FAILOVER'"));
            case Request.Acknowledge acknowledge -> {}
            case Request.CallOffHandOver callOff -> {}
            case Request.PublishPause pause -> {} // no operator pauses a group here
            case Request.ScriptKill kill ->
                client.reply(new Event.RequestFailed(id, request, "NOTBUSY No scripts in execution right now."));
            case Request.AskMasterDown ask -> throw new BrokenLaw("a data server is asked for a vote");
        }
    }

    private Event.PingAnswered.Answer pong() {
        return isLoading() ? Event.PingAnswered.Answer.LOADING : Event.PingAnswered.Answer.PONG;
    }

    private void ordered(Connection client, Request request, String what) {
        world.laws().forEach(law -> law.obeys(this, client.owner(), request));
        note(what + ", told by " + client.owner().name());
    }

    /** CLIENT KILL TYPE normal and pubsub, which spare the caller. */
    private void killOthers(Connection client) {
        for (Connection each : List.copyOf(clients)) {
            if (each != client) {
                clients.remove(each);
                each.hangUp();
            }
        }
    }

    private InfoText info() {
        long downSeconds = linkUp ? 0 : everLinked ? (world.now() - linkDownSince) / 1_000 : -1;
        return new InfoText(
                this,
                runId(),
                isLoading(),
                master,
                linkUp,
                downSeconds,
                offset(),
                priority,
                isMaster() ? world.replicasOf(this) : List.of());
    }

    long offset() {
        return pingBytes + position * WRITE_BYTES;
    }

    /** To the replicas, of which there are some. */
    void ping() {
        pingBytes += PING_BYTES;
    }

    String runId() {
        String text = Integer.toHexString(place) + "f" + Integer.toHexString(incarnation) + "f";
        return text + "0".repeat(40 - text.length());
    }

    // --- faults ---

    /** kill -9: the clients' connections are reset, memory is gone. */
    void kill() {
        if (!alive) {
            return;
        }
        note("is killed");
        alive = false;
        frozen = false;
        writesHeldUntil = 0;
        unread.clear();
        List<Connection> lost = List.copyOf(clients);
        clients.clear();
        lost.forEach(Connection::hangUp);
    }

    /** How much of it a server remembers when it starts. */
    enum Memory {
        /** All: an append-only file with fsync always. */
        ALL,
        /** What was saved last. */
        SAVED,
        /** Nothing: no persistence. */
        NOTHING
    }

    /** @param rewritten false if its configuration file is still the one of its first start */
    void restart(Memory memory, boolean rewritten) {
        if (alive) {
            return;
        }
        alive = true;
        incarnation++;
        if (!rewritten) {
            master = firstMaster;
        }
        long kept = switch (memory) {
            case ALL -> position;
            case SAVED -> Math.min(position, savedPosition);
            case NOTHING -> 0;
        };
        History own = kept == 0 ? History.empty() : historyAt(kept);
        moveTo(master.isEmpty() ? own.branch(kept) : own, kept);
        savedPosition = Math.min(savedPosition, kept);
        pingBytes = kept == 0 ? 0 : pingBytes;
        linkUp = false;
        everLinked = false;
        linkDownSince = world.now();
        lastHeardOfMaster = world.now();
        syncedAt = Optional.empty();
        loadingUntil = world.now() + (kept > 0 ? world.chance().between(1, 150) : 0);
        note("starts as " + master.map(of -> "replica of " + of.host()).orElse("master") + " with " + kept + " writes");
    }

    /** The branch on which that position lies. */
    private History historyAt(long at) {
        History branch = history;
        while (branch.parent().isPresent() && branch.fork() > at) {
            branch = branch.parent().get();
        }
        return branch;
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
