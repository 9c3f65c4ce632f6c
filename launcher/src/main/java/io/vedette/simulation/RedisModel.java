package io.vedette.simulation;

import io.vedette.resp.Argv;
import io.vedette.sentinel.core.Address;
import java.util.List;
import java.util.Optional;

/**
 * Replication as Redis does it, as a model: who may resume where by ids and offsets, full and partial resynchronisation,
 * what a restart remembers, FAILOVER. Servers look at each other's state in steps of time, in place of a stream of bytes; with
 * servers of ours they exchange the bytes.
 */
final class RedisModel implements Replicator {
    /** Bytes of one write in the replication stream. */
    private static final int WRITE_BYTES = 40;

    /** Redis' repl-ping-replica-period is 10 s; as all else that is about replicas, it is faster here. */
    private static final int PING_MILLIS = 1_000;
    /** Redis' repl-timeout is a minute; with less, a silent master is met within one play. */
    private static final int TIMEOUT_MILLIS = 5_000;
    /** A replica tells its master so often how far it is. */
    private static final int ACKNOWLEDGE_MILLIS = 1_000;
    /** What a replica says whose data has no place in a history. */
    private static final long NO_OFFSET = 1;

    /**
     * What was written to a file.
     *
     * @param placed it says which history the data is of
     */
    private record Saved(History history, long position, long offset, boolean placed) {}

    /**
     * FAILOVER: waiting for the replica, then as a replica itself, asking the other one to lead.
     *
     * @param until end of the waiting
     */
    private record Giving(Address to, long until, boolean asking) {}

    /** What it takes to be in one group with servers of ours. */
    private record Wire(Stream stream, RedisUpstream upstream, RedisReplicas replicas) {}

    private final World world;
    private final DataServer server;
    /** Absent where all are Redis. */
    private final Optional<Wire> wire;
    /** Redis 6.2 and above. */
    private final boolean knowsFailover;

    private Optional<Address> master;
    private History history;
    private long position;
    private long offset;
    private boolean placeKnown = true;
    /** Its data came whole from its master, or from a file: it does not know by what id the beginning was known before. */
    private boolean withoutPast;

    private Optional<Saved> saved = Optional.empty();
    private Optional<Giving> giving = Optional.empty();

    private boolean linkUp;
    private boolean everLinked;
    private long linkDownSince;
    private long lastHeardOfMaster;
    private long lastPing;
    /** What the master knows of it. */
    private long acknowledged;

    private long lastAcknowledged;
    /** When the resynchronisation that is under way will be done. */
    private Optional<Long> syncedAt = Optional.empty();
    /** The life of the master that the connection is to. */
    private int masterLife;

    RedisModel(World world, DataServer server, Optional<Address> master, History history, boolean knowsFailover) {
        this.world = world;
        this.server = server;
        this.master = master;
        this.history = history;
        this.knowsFailover = knowsFailover;
        this.linkUp = master.isPresent() && !isOurs(master.get());
        this.masterLife = 1;
        boolean speaks = world.shape().make() == Shape.Make.MIXED;
        this.wire = speaks
                ? Optional.of(new Wire(
                        new Stream(), new RedisUpstream(world, this, server), new RedisReplicas(world, this, server)))
                : Optional.empty();
        this.everLinked = linkUp;
    }

    @Override
    public Optional<Address> master() {
        return master;
    }

    @Override
    public boolean linkUp() {
        return linkUp;
    }

    @Override
    public History history() {
        return history;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public boolean hasPlace() {
        return master.isEmpty() || placeKnown && offset > NO_OFFSET;
    }

    @Override
    public void write(int count) {
        if (wire.isEmpty()) {
            position += count;
            offset += (long) count * WRITE_BYTES;
            return;
        }
        for (int i = 0; i < count; i++) {
            position++;
            extend(Stream.write(history, position));
        }
        wire.get().replicas().send();
    }

    private void extend(byte[] bytes) {
        wire.ifPresent(speaks -> speaks.stream().add(bytes));
        offset += bytes.length;
    }

    @Override
    public void save() {
        saved = Optional.of(new Saved(history, position, offset, placeKnown));
    }

    @Override
    public void step() {
        if (giving.isPresent()) {
            give(giving.get());
        } else if (master.isPresent()) {
            replicate(master.get());
        } else if (world.now() - lastPing >= PING_MILLIS && world.hasReplica(server)) {
            lastPing = world.now();
            extend(Stream.ping());
        }
        wire.ifPresent(speaks -> speaks.replicas().step());
    }

    // --- as a replica ---

    private Optional<RedisModel> engineAt(Address address) {
        return world.server(address)
                .filter(other -> other != server)
                .map(DataServer::replicator)
                .filter(RedisModel.class::isInstance)
                .map(RedisModel.class::cast);
    }

    private boolean isOurs(Address other) {
        return world.server(other)
                .filter(them -> them.replicator() instanceof VedetteCores)
                .isPresent();
    }

    private void replicate(Address from) {
        if (wire.isPresent() && isOurs(from)) {
            wire.get().upstream().step(from);
            return;
        }
        Optional<RedisModel> upstream = engineAt(from);
        boolean heard = upstream.filter(this::hears).isPresent();
        if (heard) {
            lastHeardOfMaster = world.now();
        }
        boolean refused = upstream.filter(each -> each.server.isAlive() && !isAnotherLife(each))
                .isEmpty();
        if (refused || world.now() - lastHeardOfMaster > TIMEOUT_MILLIS) {
            loseMaster();
        } else if (heard && linkUp) {
            stream(upstream.get());
        } else if (heard) {
            synchronise(upstream.get());
        }
    }

    /** It died and is back, too fast to be seen dead: the connection is gone as well. */
    private boolean isAnotherLife(RedisModel upstream) {
        int before = masterLife;
        masterLife = upstream.server.incarnation();
        return (linkUp || syncedAt.isPresent()) && before != masterLife;
    }

    private boolean hears(RedisModel upstream) {
        return (upstream.master.isEmpty() || upstream.linkUp) && reaches(upstream);
    }

    private boolean reaches(RedisModel other) {
        return other.server.answers() && world.network().passesBothWays(server, other.server);
    }

    private void loseMaster() {
        syncedAt = Optional.empty();
        if (linkUp) {
            linkUp = false;
            linkDownSince = world.now();
        }
    }

    private void stream(RedisModel upstream) {
        if (!mayResume(upstream)) {
            loseMaster(); // it has another history now: its link is gone too
            return;
        }
        goOnAs(upstream.history);
        if (!world.chance().oneIn(8)) { // else it lags a step
            copy(upstream);
        }
        if (world.now() - lastAcknowledged >= ACKNOWLEDGE_MILLIS) {
            acknowledge();
        }
    }

    /** By the ids and offsets that PSYNC compares. */
    private boolean mayResume(RedisModel upstream) {
        if (!placeKnown) {
            return false;
        }
        History theirs = upstream.history;
        boolean kept = upstream.wire
                .filter(speaks -> !speaks.stream().isKnownFrom(offset))
                .isEmpty();
        if (!kept) {
            return false;
        }
        return theirs == history
                ? offset <= upstream.offset
                : upstream.knownParent().filter(history::equals).isPresent() && offset <= theirs.forkOffset();
    }

    private Optional<History> knownParent() {
        return withoutPast ? Optional.empty() : history.knownParent();
    }

    private void synchronise(RedisModel upstream) {
        if (syncedAt.isEmpty()) {
            boolean partial = mayResume(upstream);
            syncedAt = Optional.of(world.now() + (partial ? world.chance().between(2, 20) : world.fullSyncMillis()));
        } else if (world.now() >= syncedAt.get()) {
            if (!mayResume(upstream)) {
                server.note("full resynchronisation from " + upstream.server.name());
                world.laws().forEach(law -> law.replaces(server, upstream.server));
                moveTo(upstream.history, upstream.position);
                saved = Optional.empty();
                withoutPast = true;
                beginStream(upstream.offset);
            }
            goOnAs(upstream.history);
            syncedAt = Optional.empty();
            upstreamFound();
            copy(upstream);
            acknowledge();
        }
    }

    /** The same data, whose history may have another name now. */
    void goOnAs(History newHistory) {
        if (history != newHistory) {
            withoutPast = false;
            history = newHistory;
            wire.ifPresent(speaks -> speaks.replicas().disconnectAll()); // they are to learn the new name
        }
    }

    private void copy(RedisModel upstream) {
        wire.ifPresent(speaks -> speaks.stream().follow(upstream.wire.orElseThrow().stream()));
        position = upstream.position;
        offset = upstream.offset;
        wire.ifPresent(speaks -> speaks.replicas().send());
    }

    /** What comes now comes behind this offset; whoever had an earlier part has to begin anew. */
    private void beginStream(long at) {
        offset = at;
        wire.ifPresent(speaks -> {
            speaks.replicas().disconnectAll();
            speaks.stream().restart(at);
        });
    }

    void upstreamFound() {
        linkUp = true;
        everLinked = true;
        placeKnown = true;
    }

    void upstreamLost() {
        loseMaster();
    }

    @Override
    public void acknowledge() {
        wire.ifPresent(speaks -> speaks.upstream().acknowledge());
        if (linkUp) {
            lastAcknowledged = world.now();
            acknowledged = offset;
        }
    }

    /** Has other data from now on: what nobody else has is lost, and what was thought lost may be found in a file. */
    private void moveTo(History newHistory, long newPosition) {
        History before = history;
        long until = position;
        world.writes().gained(newHistory, newPosition);
        history = newHistory;
        position = newPosition;
        world.writes().dropped(before, until);
    }

    @Override
    public void promote() {
        if (master.isPresent()) {
            partWithAll();
            history = placeKnown ? world.branch(history, position, offset) : world.forgotten(history, position);
            placeKnown = true;
            withoutPast = false;
            master = Optional.empty();
            linkUp = false;
            syncedAt = Optional.empty();
        }
    }

    @Override
    public void follow(Address newMaster) {
        if (master.filter(newMaster::equals).isPresent()) {
            return;
        }
        boolean wasMaster = master.isEmpty();
        partWithAll();
        master = Optional.of(newMaster);
        syncedAt = Optional.empty();
        lastHeardOfMaster = world.now();
        if (wasMaster || linkUp) {
            linkUp = false;
            linkDownSince = world.now();
        }
        everLinked = everLinked || wasMaster;
    }

    /** Its role changes, or its master does, or it dies. */
    private void partWithAll() {
        wire.ifPresent(speaks -> {
            speaks.upstream().leave();
            speaks.replicas().disconnectAll();
        });
    }

    // --- FAILOVER ---

    @Override
    public Optional<String> handOver(Address to, long timeoutMillis) {
        if (!knowsFailover) {
            return Optional.of("ERR unknown command 'FAILOVER'");
        }
        if (giving.isPresent()) {
            return Optional.of("ERR FAILOVER already in progress.");
        }
        if (master.isPresent()) {
            return Optional.of("ERR FAILOVER is not valid when server is a replica.");
        }
        if (!world.hasReplica(server)) {
            return Optional.of("ERR FAILOVER requires connected replicas.");
        }
        if (!isFollowedBy(to)) {
            return Optional.of("ERR FAILOVER target HOST and PORT is not a replica.");
        }
        giving = Optional.of(new Giving(to, world.now() + timeoutMillis, false));
        return Optional.empty();
    }

    @Override
    public void callOffHandOver() {
        giving.ifPresent(state -> {
            server.note("hands over no more");
            giving = Optional.empty();
            if (state.asking()) {
                promote();
            }
        });
    }

    @Override
    public boolean isHandingOver() {
        return giving.isPresent();
    }

    private boolean isFollowedBy(Address replica) {
        return world.server(replica)
                .filter(other -> other.followsInSync(server.address()))
                .isPresent();
    }

    private void give(Giving state) {
        Optional<RedisModel> target = engineAt(state.to());
        if (!state.asking()) {
            if (world.now() >= state.until()) {
                callOffHandOver();
            } else if (isFollowedBy(state.to()) && acknowledgedBy(state.to()) == offset) {
                follow(state.to());
                giving = Optional.of(new Giving(state.to(), state.until(), true));
            }
        } else if (wire.isPresent() && isOurs(state.to())) {
            wire.get().upstream().step(state.to());
        } else if (target.filter(this::reaches).isPresent()) {
            lead(target.get());
        }
    }

    private long acknowledgedBy(Address replica) {
        return isOurs(replica)
                ? wire.orElseThrow().replicas().acknowledgedBy(replica)
                : engineAt(replica).orElseThrow().acknowledged;
    }

    boolean isAskingToLead() {
        return giving.filter(Giving::asking).isPresent();
    }

    /** One of ours that was asked to lead does, or does not. */
    void answeredWhetherToLead(boolean leads) {
        if (isAskingToLead()) {
            if (leads) {
                giving = Optional.empty();
            } else {
                callOffHandOver();
            }
        }
    }

    /** PSYNC with the word FAILOVER arrives: the other one leads, or refuses. */
    private void lead(RedisModel target) {
        if (target.master.isPresent() && target.history == history && target.giving.isEmpty()) {
            target.server.note("becomes master, told by " + server.name());
            target.promote();
            giving = Optional.empty();
        } else {
            callOffHandOver();
        }
    }

    // --- life ---

    @Override
    public void die(Death death) {
        giving = Optional.empty();
        partWithAll();
    }

    @Override
    public void start(DataServer.Memory memory, Optional<Address> of) {
        master = of;
        Saved atTheEnd = new Saved(history, position, offset, placeKnown);
        placeKnown = true;
        switch (memory) {
            case ALL -> continueFrom(atTheEnd);
            case SAVED -> saved.ifPresentOrElse(this::continueFrom, this::beginAnew);
            case DATA_ONLY -> {
                if (master.isEmpty()) {
                    moveTo(world.forgotten(history, position), position);
                }
                placeKnown = master.isEmpty();
                offset = 0;
            }
            case NOTHING -> beginAnew();
            case FOREIGN -> {
                int writes = world.chance().between(1, 2_000);
                moveTo(world.alien(writes), writes);
                offset = position * WRITE_BYTES;
            }
        }
        saved = saved.filter(before -> position > 0);
        withoutPast = master.isPresent();
        linkUp = false;
        everLinked = false;
        linkDownSince = world.now();
        lastHeardOfMaster = world.now();
        acknowledged = 0;
        syncedAt = Optional.empty();
        beginStream(offset);
    }

    private void continueFrom(Saved file) {
        if (file.position() == 0) {
            beginAnew();
            return;
        }
        offset = file.offset();
        placeKnown = file.placed() || master.isEmpty();
        moveTo(master.isPresent() ? file.history() : madeFrom(file), file.position());
    }

    /** The history that a master makes of it. */
    private History madeFrom(Saved file) {
        return file.placed()
                ? world.branch(file.history(), file.position(), file.offset())
                : world.forgotten(file.history(), file.position());
    }

    private void beginAnew() {
        offset = 0;
        moveTo(world.begun(), 0);
    }

    // --- beside servers of ours ---

    @Override
    public ReplicaLink.MasterEnd masterEnd() {
        return wire.orElseThrow().replicas();
    }

    Stream stream() {
        return wire.orElseThrow().stream();
    }

    long offset() {
        return offset;
    }

    /** It may ask to go on where it is. */
    boolean hasPlaceInHistory() {
        return placeKnown;
    }

    /** Whoever has that history up to there can be sent the rest. */
    boolean mayContinue(String id, long from) {
        boolean common = history.id().equalsIgnoreCase(id) && from <= offset
                || from <= history.forkOffset()
                        && knownParent()
                                .filter(parent -> parent.id().equalsIgnoreCase(id))
                                .isPresent();
        return common && placeKnown && stream().isKnownFrom(from);
    }

    /** A snapshot came whole: it has the data of another one now. */
    void replaced(History newHistory, long newPosition, long at, DataServer from) {
        server.note("full resynchronisation from " + from.name());
        world.laws().forEach(law -> law.replaces(server, from));
        moveTo(newHistory, newPosition);
        saved = Optional.empty();
        withoutPast = true;
        beginStream(at);
    }

    /** The next command of the stream of one of ours. */
    void applies(Argv argv) {
        if (argv.is(0, "set")) {
            History branch = world.history(argv.text(1));
            long number = argv.asLong(2);
            world.require(
                    number == position + 1 && history.holds(number, branch, number),
                    () -> server.name() + " has " + position + " writes of "
                            + history.id().substring(0, 8)
                            + " and applies the one of number " + number + " of "
                            + branch.id().substring(0, 8));
            world.writes().gained(branch, number);
            position = number;
        }
        extend(Stream.encoded(argv));
        wire.orElseThrow().replicas().send();
    }

    // --- INFO ---

    @Override
    public InfoText.Replication info(StringBuilder text) {
        long downSeconds = linkUp ? 0 : everLinked ? (world.now() - linkDownSince) / 1_000 : -1;
        long told = placeKnown || linkUp ? offset : NO_OFFSET;
        String replid = placeKnown ? history.id() : "0".repeat(39) + "1";
        write(text, downSeconds, told, replid);
        return new InfoText.Replication(master, downSeconds, told, replid);
    }

    private void write(StringBuilder text, long downSeconds, long told, String replid) {
        InfoText.line(text, "role", master.isPresent() ? "slave" : "master");
        master.ifPresent(of -> {
            InfoText.line(text, "master_host", of.host());
            InfoText.line(text, "master_port", of.port());
            InfoText.line(text, "master_link_status", linkUp ? "up" : "down");
            InfoText.line(text, "slave_repl_offset", told);
            if (!linkUp) {
                InfoText.line(text, "master_link_down_since_seconds", downSeconds);
            }
            InfoText.line(text, "slave_priority", server.priority());
            InfoText.line(text, "replica_announced", "1");
        });
        List<DataServer> replicas = master.isPresent() ? List.of() : world.replicasOf(server);
        InfoText.line(text, "connected_slaves", replicas.size());
        int number = 0;
        for (DataServer replica : replicas) {
            text.append("slave")
                    .append(number++)
                    .append(":ip=")
                    .append(replica.address().host());
            text.append(",port=").append(replica.address().port()).append(",state=online,lag=0\r\n");
        }
        if (knowsFailover) {
            InfoText.line(
                    text,
                    "master_failover_state",
                    giving.map(state -> state.asking() ? "failover-in-progress" : "waiting-for-sync")
                            .orElse("no-failover"));
        }
        InfoText.line(text, "master_replid", replid);
        knownParent().filter(parent -> placeKnown).ifPresent(parent -> {
            InfoText.line(text, "master_replid2", parent.id());
            InfoText.line(text, "second_repl_offset", history.forkOffset() + 1);
        });
        InfoText.line(text, "master_repl_offset", offset);
    }
}
