package io.vedette.server;

import io.vedette.config.ConfigRefusal;
import io.vedette.rdb.RdbReplication;
import io.vedette.replication.Cursor;
import io.vedette.replication.ReplicationHistory;
import io.vedette.replication.ReplicationLog;
import io.vedette.resp.Argv;
import io.vedette.resp.RespException;
import io.vedette.server.appendonly.AppendOnly;
import io.vedette.server.commands.ConfigCommands;
import io.vedette.server.commands.DataCommands;
import io.vedette.server.commands.DebugCommands;
import io.vedette.server.commands.InfoText;
import io.vedette.server.commands.MemoryCommands;
import io.vedette.server.commands.ServerCommands;
import io.vedette.server.commands.SnapshotCommands;
import io.vedette.server.config.ServerSettings;
import io.vedette.server.disk.Disk;
import io.vedette.server.disk.RealDisk;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.persistence.Loading;
import io.vedette.server.persistence.Saving;
import io.vedette.server.session.Role;
import io.vedette.server.session.Storage;
import io.vedette.server.session.WriteFence;
import io.vedette.server.session.WriteLog;
import io.vedette.session.AclStore;
import io.vedette.session.SessionClock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A whole engine without sockets, threads and files: the surroundings are this object, time passes when a test says so. The log
 * is kept as lines, {@code 0 SET a 1}, with a dash for commands of no database.
 */
public final class TestEngine
        implements Role, WriteLog, Scheduler, SessionClock, ReplicationFacts, Surroundings, PersistenceHost, Storage {
    public final ServerSettings settings = new ServerSettings();
    public final List<String> log = new ArrayList<>();
    public final ReplicationLog replicationLog =
            new ReplicationLog(ReplicationHistory.of("0".repeat(ReplicationHistory.ID_CHARACTERS)), 1 << 20);
    public final Engine engine;
    public final EndSignals signals = new EndSignals();
    public final Shutdown shutdown;
    public final Cron cron;
    public final Saving saving;
    public final Loading loading;
    public final AppendOnly appendOnly;

    /** Whether an append-only file reads the log: only then is it one of bytes. */
    private boolean recorded;

    public Disk disk = new RealDisk();
    public boolean loadingNow;
    public Optional<RdbReplication> position = Optional.empty();
    public boolean replica;
    public boolean masterLinkUp = true;
    public boolean enoughReplicas = true;
    public int replicasBehind;
    public boolean onlineReplica;
    public boolean failingOver;
    /** How long it may take; nothing if it was not asked for. */
    public Optional<Long> passedOn = Optional.empty();

    public String configFile = "";
    public Optional<Integer> exited = Optional.empty();
    public boolean askedForAcknowledgements;
    public boolean endedCleanly;

    private record Planned(long atMillis, long number, Runnable action) {}

    /** What works beside the loop works when this is emptied, by {@link #workBesideTheLoop}. */
    private final List<Runnable> beside = new ArrayList<>();

    private final PriorityQueue<Planned> timers = new PriorityQueue<>((a, b) -> a.atMillis() == b.atMillis()
            ? Long.compare(a.number(), b.number())
            : Long.compare(a.atMillis(), b.atMillis()));
    private final List<Runnable> endOfTurn = new ArrayList<>();
    private final List<Consumer<String>> rewrites = new ArrayList<>();
    /** Where the loop does what comes from beside it: in the next turn. */
    public Executor loop = endOfTurn::add;

    private final Persistence persistence;
    private long nowMillis = 1_795_226_594_600L;
    private long planned;

    public TestEngine() {
        engine = Engine.assemble(settings, this, this, this, this, this, new Random(7), "0".repeat(40));
        DebugSwitches switches = new DebugSwitches();
        settings.save.assign(List.of());
        persistence = new Persistence(engine, this);
        saving = persistence.saving();
        loading = persistence.loading();
        loading.skip();
        appendOnly = persistence.appendOnly();
        shutdown = new Shutdown(
                engine, this, saving, appendOnly, loading::isLoading, signals, status -> exited = Optional.of(status));
        cron = new Cron(engine, switches, this, this::beat);
        InfoText info = new InfoText(engine, this, this, shutdown, saving, loading, appendOnly);
        engine.bindSessionCommands(AclStore.none(), new Random(1));
        new DataCommands(
                        engine.keyspace(),
                        engine.propagator(),
                        engine.blocking(),
                        settings.lazyExpire::get,
                        settings.longestWordBytes::get,
                        switches::checksums,
                        settings.rdbCompression::get)
                .bindTo(engine.table());
        new ServerCommands(engine, info, shutdown).bindTo(engine.table());
        new MemoryCommands(engine, this, this, appendOnly).bindTo(engine.table());
        engine.memory().begin(() -> 0, engine.observers()::evicted);
        ConfigCommands configCommands = new ConfigCommands(engine, this, this, info);
        configCommands.bindTo(engine.table());
        new DebugCommands(engine, this, configCommands, switches, saving, loading, appendOnly, () -> {})
                .bindTo(engine.table());
        new SnapshotCommands(saving, appendOnly).bindTo(engine.table());
        cron.start();
    }

    /** As CONFIG SET does it. */
    public void set(String name, String value) {
        try {
            settings.table().set(List.of(name, value));
        } catch (ConfigRefusal e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void beat() {
        persistence.tick();
    }

    public TestConnection connect() {
        return new TestConnection(this, "127.0.0.1:50000");
    }

    public TestConnection connectFrom(String address) {
        return new TestConnection(this, address);
    }

    /** The turn of the loop ends, again and again until nothing is left to do. */
    void turn() {
        while (!endOfTurn.isEmpty()) {
            List<Runnable> now = List.copyOf(endOfTurn);
            endOfTurn.clear();
            now.forEach(Runnable::run);
        }
    }

    /** Time passes, and timers fire when their moment comes. */
    public void pass(long millis) {
        long end = nowMillis + millis;
        while (!timers.isEmpty() && timers.peek().atMillis() <= end) {
            Planned timer = timers.poll();
            nowMillis = timer.atMillis();
            timer.action().run();
            turn();
        }
        nowMillis = end;
    }

    /** Time passes while nothing happens by itself. */
    public void standStill(long millis) {
        nowMillis += millis;
    }

    public void rewritten(String fault) {
        rewrites.removeFirst().accept(fault);
        turn();
    }

    // --- Scheduler ---

    @Override
    public void atEndOfTurn(Runnable action) {
        endOfTurn.add(action);
    }

    @Override
    public void afterTurn(Runnable action) {
        endOfTurn.add(action);
    }

    @Override
    public Cancellable after(long millis, Runnable action) {
        Planned timer = new Planned(nowMillis + millis, ++planned, action);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    @Override
    public <T> void offLoop(Callable<T> work, Consumer<Outcome<T>> onLoop) {
        throw new UnsupportedOperationException("nothing of the engine works off the loop by itself");
    }

    // --- SessionClock ---

    @Override
    public long wallMillis() {
        return nowMillis;
    }

    @Override
    public long nanos() {
        return nowMillis * 1_000_000;
    }

    // --- Role, WriteLog ---

    @Override
    public boolean isReplica() {
        return replica;
    }

    @Override
    public boolean isMasterLinkUp() {
        return masterLinkUp;
    }

    @Override
    public boolean mayWrite(long now) {
        return enoughReplicas;
    }

    @Override
    public boolean guardsWrites() {
        return !enoughReplicas;
    }

    @Override
    public void append(int database, Argv command) {
        replicationLog.append(database, command);
        log.add((database == NO_DATABASE ? "-" : Integer.toString(database)) + " " + command);
    }

    @Override
    public long endOffset() {
        return recorded ? replicationLog.endOffset() : log.size();
    }

    /** Sentinels that support this master; closed where there are none. Nothing: nobody asks for sentinels. */
    public Optional<TestFence> fence = Optional.empty();

    @Override
    public WriteFence fence() {
        return fence.<WriteFence>map(one -> one).orElse(WriteFence.NONE);
    }

    /** From now on it takes sentinels to write. */
    public TestFence fenced() {
        TestFence made = new TestFence();
        fence = Optional.of(made);
        engine.hold().fence(made);
        return made;
    }

    // --- ReplicationFacts ---

    @Override
    public Optional<RdbReplication> toldPlace() {
        return position.filter(place -> place.marker().isPresent())
                .map(place -> new RdbReplication(
                        place.streamDatabase(), place.id(), replicationLog.endOffset(), place.marker()));
    }

    @Override
    public void recovered(RdbReplication place) {
        position = Optional.of(place);
    }

    @Override
    public void endCleanly() {
        endedCleanly = true;
    }

    @Override
    public String infoFields(long now) {
        return "role:" + (replica ? "slave" : "master") + "\r\n";
    }

    @Override
    public long fullSyncs() {
        return 0;
    }

    @Override
    public long partialSyncs() {
        return 0;
    }

    @Override
    public long refusedPartialSyncs() {
        return 0;
    }

    @Override
    public long backlogBytes() {
        return 0;
    }

    @Override
    public void resetCounts() {}

    @Override
    public Copying copying() {
        return new Copying(false, Optional.empty(), 0);
    }

    @Override
    public int replicas() {
        return 2;
    }

    @Override
    public List<String> replicasBehind(long offset) {
        return Collections.nCopies(replicasBehind, "192.0.2.1:6379");
    }

    @Override
    public boolean hasOnlineReplica() {
        return onlineReplica;
    }

    @Override
    public boolean isFailingOver() {
        return failingOver;
    }

    @Override
    public void passOn(long timeoutMillis) {
        passedOn = Optional.of(timeoutMillis);
        failingOver = true;
    }

    @Override
    public void keepPlace() {
        passedOn = Optional.empty();
        failingOver = false;
    }

    @Override
    public void askForAcknowledgements() {
        askedForAcknowledgements = true;
    }

    @Override
    public long receivedBytes() {
        return 0;
    }

    // --- PersistenceHost, Storage ---

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public Persistence persistence() {
        return persistence;
    }

    @Override
    public void appendOnlyEnded() {
        // Only replication wants to know, and here is none.
    }

    public void workBesideTheLoop() {
        workBesideTheLoopBut(0);
    }

    /** As {@link #workBesideTheLoop}, but what was begun first goes on for longer. */
    public void workBesideTheLoopBut(int first) {
        List<Runnable> now = List.copyOf(beside.subList(first, beside.size()));
        beside.subList(first, beside.size()).clear();
        now.forEach(Runnable::run);
        turn();
    }

    @Override
    public Keyspace freshKeyspace() {
        return engine.freshKeyspace(new Random(8));
    }

    @Override
    public Disk disk() {
        return disk;
    }

    @Override
    public Executor writing() {
        return background();
    }

    /** What the file has told of the disk. */
    public long fsynced = -1;

    @Override
    public void fsynced(long offset) {
        fsynced = offset;
    }

    @Override
    public Cursor recordLog() {
        recorded = true;
        return replicationLog.record();
    }

    @Override
    public void recordedUpTo(long offset) {
        replicationLog.recordedUpTo(offset);
    }

    @Override
    public void endRecording() {
        recorded = false;
        replicationLog.endRecord();
    }

    @Override
    public long logEnd() {
        return replicationLog.endOffset();
    }

    @Override
    public int selectedDatabase() {
        return replicationLog.database();
    }

    @Override
    public Optional<RdbReplication> position() {
        return position;
    }

    @Override
    public Executor background() {
        return beside::add;
    }

    @Override
    public Executor loop() {
        return loop;
    }

    @Override
    public boolean isLoading() {
        return loadingNow;
    }

    @Override
    public Optional<RespException> trouble() {
        return persistence.trouble();
    }

    // --- Surroundings ---

    @Override
    public long pid() {
        return 4711;
    }

    @Override
    public String system() {
        return "Linux test x86_64";
    }

    @Override
    public String executable() {
        return "/test/vedette";
    }

    @Override
    public String configFile() {
        return configFile;
    }

    @Override
    public int port() {
        return 6379;
    }

    @Override
    public void moveListeners(Consumer<String> onLoop) {
        onLoop.accept("");
    }

    @Override
    public String multiplexing() {
        return "none";
    }

    @Override
    public String supervisor() {
        return "no";
    }

    @Override
    public long uptimeSeconds() {
        return 100_000;
    }

    @Override
    public String cpuFields() {
        return "used_cpu_sys:0.000000\r\nused_cpu_user:0.000000\r\nused_cpu_sys_children:0.000000\r\n"
                + "used_cpu_user_children:0.000000\r\nused_cpu_sys_main_thread:0.000000\r\n"
                + "used_cpu_user_main_thread:0.000000\r\n";
    }

    @Override
    public long heapBytes() {
        return 4_000_000;
    }

    @Override
    public long residentBytes() {
        return 8_000_000;
    }

    @Override
    public long systemMemoryBytes() {
        return 16_000_000_000L;
    }

    @Override
    public String version() {
        return "test";
    }

    @Override
    public void rewriteConfig(boolean everything, Consumer<String> onLoop) {
        rewrites.add(onLoop);
    }
}
