package io.vedette.server.net;

import io.vedette.rdb.RdbReplication;
import io.vedette.replication.Cursor;
import io.vedette.replication.MasterConnections;
import io.vedette.replication.MasterSettings;
import io.vedette.replication.NoteLevel;
import io.vedette.replication.ReplicaEffect.Apply;
import io.vedette.replication.ReplicaSettings;
import io.vedette.replication.ReplicationLog;
import io.vedette.replication.Vow;
import io.vedette.replication.WriteQuorum;
import io.vedette.resp.Argv;
import io.vedette.resp.RespException;
import io.vedette.resp.StringRun;
import io.vedette.server.Copying;
import io.vedette.server.Engine;
import io.vedette.server.ReplicationFacts;
import io.vedette.server.Scheduler;
import io.vedette.server.blocking.BlockedClients;
import io.vedette.server.config.ServerSettings;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.persistence.KeyspaceLoader;
import io.vedette.server.replication.MasterAddress;
import io.vedette.server.replication.Replication;
import io.vedette.server.replication.ReplicationCommands;
import io.vedette.server.replication.ReplicationHost;
import io.vedette.server.replication.ReplicationSettings;
import io.vedette.server.session.Role;
import io.vedette.server.session.ServerClient;
import io.vedette.server.session.WriteFence;
import io.vedette.server.session.WriteLog;
import io.vedette.session.Client;
import io.vedette.session.CommandTable;
import io.vedette.session.Pause;
import io.vedette.wire.ProcessFacts;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Connects replication with the engine, each seeing of the other only what it needs. Owner loop only; {@link #begin} comes
 * before everything else.
 */
final class ReplicationShell implements ReplicationHost, Role, ReplicationFacts, WriteLog {
    private static final byte[] DEL = {'D', 'E', 'L'};

    /** Where what replication has to say goes: the log. */
    interface Notes {
        void note(NoteLevel level, String text);
    }

    private final MasterConnections connections;
    private final Scheduler scheduler;
    private final Executor loop;
    private final long memoryLimitBytes;
    private final Notes notes;
    /**
     * Snapshots are written and loaded beside the loop, one thread of the machine each: who writes gives way to others on its processor,
     * which a virtual thread cannot.
     */
    private final ExecutorService background = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("background-", 0).factory());

    private Engine engine;
    private MasterStream stream;
    private Replication replication;
    private WriteGuarantees guarantees;
    private LongConsumer loaded = keys -> {};
    private int port;
    /** The data is in place. */
    private boolean begun;

    private StateKeeper state;

    /**
     * @param loop the owner loop, for whoever is beside it
     * @param memoryLimitBytes what the machine or container has for the process
     */
    ReplicationShell(
            MasterConnections connections, Scheduler scheduler, Executor loop, long memoryLimitBytes, Notes notes) {
        this.connections = connections;
        this.scheduler = scheduler;
        this.loop = loop;
        this.state = StateKeeper.none(loop);
        this.memoryLimitBytes = memoryLimitBytes;
        this.notes = notes;
    }

    void begin(Engine newEngine) {
        engine = newEngine;
        stream = new MasterStream(newEngine);
        replication = new Replication(this, connections);
        engine.turn().beforeOutput(replication::endOfTurn);
        engine.clients().onLeave(replication::left);
        unlessEmpty(serverId()).ifPresent(replication.quorum()::ownName);
        engine.settings().replBacklogSizeBytes.onChange(this::backlogSizeBytes);
        guarantees = new WriteGuarantees(engine, replication);
    }

    /** A smaller size than the log takes is shown as what it takes, as Redis does; one that stood in the file is not. */
    private void backlogSizeBytes(long bytes) {
        long taken = Math.max(bytes, ReplicationLog.SMALLEST_BACKLOG_BYTES);
        engine.settings().replBacklogSizeBytes.assign(taken);
        replication.backlogSizeBytes(taken);
    }

    void bindTo(CommandTable table) {
        new ReplicationCommands(replication, this).bindTo(table);
    }

    /** By what this server is known for all its lives, and what it has promised; before everything else. */
    void state(StateKeeper keeper) {
        state = keeper;
    }

    /** The append-only file has the log on the disk up to there; see {@link WriteQuorum#NOTHING}. */
    void fsynced(long offset) {
        replication.fsynced(offset);
        engine.hold().review();
    }

    /** There is no append-only file any more. */
    void appendOnlyEnded() {
        replication.appendOnlyEnded();
    }

    @Override
    public void membersChanged() {
        guarantees.demand();
    }

    /** The server listens: it will tell a master its port. */
    void listening(int actualPort) {
        port = actualPort;
    }

    /**
     * The data is in place: the configured master may be followed.
     *
     * @param position where in a replication stream the data stands, if that is known
     * @param dropped keys that stand in the stream and not in the data, their time having passed
     */
    void start(Optional<RdbReplication> position, List<KeyspaceLoader.Dropped> dropped) {
        position.ifPresent(this::recovered);
        if (!keepsHistory()) {
            dropped.forEach(key -> replication.feed(key.database(), new Argv(DEL, key.key())));
        }
        begun = true;
        replication.start(configuredMaster());
    }

    /** The data that was found stands there. Before {@link #start}. */
    void recovered(RdbReplication position) {
        replication.recovered(position, keepsHistory());
    }

    /** Whether the data goes on under the name that its history had. */
    private boolean keepsHistory() {
        return configuredMaster().isPresent() || isSupervised();
    }

    /** What the configuration says. */
    Optional<MasterAddress> configuredMaster() {
        List<String> configured = engine.settings().replicaOf.get();
        boolean none = configured.isEmpty() || configured.getFirst().equalsIgnoreCase("no");
        return none
                ? Optional.empty()
                : Optional.of(new MasterAddress(configured.getFirst(), Integer.parseInt(configured.getLast())));
    }

    /** Where in a replication stream the data stands now; nothing if it stands in none. */
    Optional<RdbReplication> position() {
        return replication.position();
    }

    Cursor recordLog() {
        return replication.record();
    }

    void recordedUpTo(long offset) {
        replication.recordedUpTo(offset);
    }

    void endRecording() {
        replication.endRecord();
    }

    int selectedDatabase() {
        return replication.selectedDatabase();
    }

    void tick() {
        replication.tick();
        engine.hold().review();
    }

    void signOfLife(Client client) {
        replication.signOfLife(client);
    }

    /** Replicas that have not read the stream to its end yet. */
    int staying() {
        return replication.staying();
    }

    /** The process ends: nothing is begun any more, and the log grows no more. */
    void end() {
        engine.hold().endReign("this server shuts down");
        replication.end();
        background.shutdownNow();
    }

    @Override
    public boolean isReplica() {
        return replication.isReplica();
    }

    @Override
    public boolean isMasterLinkUp() {
        return replication.isLinkUp();
    }

    @Override
    public boolean guardsWrites() {
        return replication.guardsWrites();
    }

    @Override
    public boolean mayWrite(long nowMillis) {
        return replication.mayWrite();
    }

    @Override
    public void append(int database, Argv command) {
        replication.feed(database, command);
    }

    @Override
    public long endOffset() {
        return replication.endOffset();
    }

    @Override
    public String infoFields(long nowMillis) {
        String id = serverId();
        return replication.info() + (id.isEmpty() ? "" : "vedette_server_id:" + id + "\r\n") + guarantees.info();
    }

    @Override
    public long fullSyncs() {
        return replication.fullSyncs();
    }

    @Override
    public long partialSyncs() {
        return replication.partialSyncs();
    }

    @Override
    public long refusedPartialSyncs() {
        return replication.refusedPartialSyncs();
    }

    @Override
    public long backlogBytes() {
        return replication.backlogBytes();
    }

    @Override
    public void resetCounts() {
        replication.resetCounts();
        engine.hold().resetStats();
    }

    @Override
    public long memoryLimitBytes() {
        return memoryLimitBytes;
    }

    @Override
    public boolean isLoading() {
        return replication.isLoading();
    }

    @Override
    public Copying copying() {
        return replication.copying();
    }

    @Override
    public int replicas() {
        return replication.connectedReplicas();
    }

    @Override
    public List<String> replicasBehind(long offset) {
        return replication.replicasBehind(offset);
    }

    /** Whether a replica has loaded everything and follows the log. */
    boolean hasStreamingReplica() {
        return replication.hasStreamingReplica();
    }

    /** How much of the log waits for the replica that has least of it. */
    long longestLagBytes() {
        return replication.longestLagBytes();
    }

    @Override
    public boolean hasOnlineReplica() {
        return replication.hasOnlineReplica();
    }

    @Override
    public boolean isFailingOver() {
        return replication.isFailingOver();
    }

    @Override
    public void passOn(long timeoutMillis) throws RespException {
        replication.passOn(timeoutMillis);
    }

    @Override
    public void keepPlace() {
        replication.keepPlace();
    }

    @Override
    public void askForAcknowledgements() {
        replication.askForAcknowledgements();
    }

    @Override
    public long receivedBytes() {
        return replication.receivedBytes();
    }

    // --- what replication asks ---

    @Override
    public Keyspace keyspace() {
        return engine.keyspace();
    }

    @Override
    public Keyspace freshKeyspace() {
        return engine.freshKeyspace(new SecureRandom());
    }

    @Override
    public long monotonicMillis() {
        return engine.clock().nanos() / 1_000_000;
    }

    @Override
    public long wallMillis() {
        return engine.clock().wallMillis();
    }

    @Override
    public ReplicaSettings replicaSettings() {
        ServerSettings settings = engine.settings();
        return new ReplicaSettings(
                settings.replicaAnnouncePort.get() == 0
                        ? settings.tls.announced(port)
                        : settings.replicaAnnouncePort.get(),
                unlessEmpty(settings.replicaAnnounceIp.get()),
                unlessEmpty(settings.masterUser.get()),
                unlessEmpty(settings.masterAuth.get()),
                settings.replTimeoutSeconds.get(),
                unlessEmpty(serverId()),
                settings.databases.get());
    }

    @Override
    public MasterSettings masterSettings() {
        ServerSettings settings = engine.settings();
        return new MasterSettings(
                settings.replDisklessSync.get(),
                settings.replDisklessSyncDelaySeconds.get(),
                settings.replDisklessSyncMaxReplicas.get(),
                settings.replTimeoutSeconds.get(),
                settings.replPingPeriodSeconds.get(),
                isSupervised() ? 0 : settings.replBacklogTtlSeconds.get(), // only a ballot begins a history
                settings.minReplicasToWrite.get(),
                settings.minReplicasMaxLagSeconds.get(),
                settings.outputLimits.get().replica());
    }

    @Override
    public ReplicationSettings settings() {
        return ReplicationSettings.of(engine.settings());
    }

    private static Optional<String> unlessEmpty(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    @Override
    public void note(NoteLevel level, String text) {
        notes.note(level, text);
    }

    @Override
    public long usedMemoryBytes() {
        return engine.memory().usedBytes();
    }

    @Override
    public String newId() {
        return ProcessFacts.randomId();
    }

    @Override
    public Vow vow() {
        return state.restored();
    }

    @Override
    public void keep(Vow vow, Consumer<Optional<String>> done) {
        state.keep(vow, done);
    }

    @Override
    public String runId() {
        return engine.runId();
    }

    @Override
    public String serverId() {
        return state.serverId();
    }

    @Override
    public boolean confirmsFromDisk() {
        return engine.settings().writeQuorum.fsync.get();
    }

    @Override
    public boolean readsData() {
        return !begun;
    }

    @Override
    public void endCleanly() {
        Vow last = replication.supervision().endCleanly();
        if (!last.equals(vow()) || last.inGroup()) {
            state.keepNow(last);
        }
    }

    @Override
    public Optional<RespException> standstill() {
        return replication.standstill();
    }

    @Override
    public WriteFence fence() {
        return replication.fencing();
    }

    /** See {@link Replication#renameHistory}. */
    void renameHistory() {
        replication.renameHistory();
    }

    @Override
    public boolean isSupervised() {
        return replication.isSupervised();
    }

    @Override
    public Optional<Client> client(long id) {
        return engine.clients().find(id);
    }

    @Override
    public void masterLink(Optional<MasterAddress> master) {
        stream.linked(master, () -> loop.execute(replication::cutMasterLink));
    }

    @Override
    public void becomesReplica(Client client) {
        ((ServerClient) client).link(ServerClient.Link.REPLICA);
        client.transport().noDelay(!engine.settings().replDisableTcpNodelay.get());
    }

    @Override
    public long seenOffset(Client client) {
        return ((ServerClient) client).seenOffset();
    }

    @Override
    public boolean appendsOnly() {
        return engine.settings().appendOnly.enabled.get();
    }

    @Override
    public BlockedClients blockedClients() {
        return engine.blockedClients();
    }

    @Override
    public void apply(List<Apply.Command> commands) throws RespException {
        stream.run(commands);
    }

    @Override
    public void apply(int database, StringRun sets) throws RespException {
        stream.run(database, sets);
    }

    @Override
    public void replicaSpoke() {
        engine.hold().review();
    }

    @Override
    public void roleChanged(boolean replica) {
        replication.quorum().roleChanged(!replica);
        replication.fencing().begin();
        engine.hold().review();
        engine.settings()
                .replicaOf
                .assign(replication
                        .masterAddress()
                        .filter(address -> replica)
                        .map(address -> List.of(address.host(), Integer.toString(address.port())))
                        .orElse(List.of()));
    }

    @Override
    public void holdWrites(boolean held) {
        Pause pause = engine.clients().pause();
        if (held) {
            pause.begin(Pause.Purpose.FAILOVER, Pause.Kind.WRITE, Long.MAX_VALUE);
        } else {
            pause.end(Pause.Purpose.FAILOVER);
            engine.dispatcher().resumeAll();
        }
    }

    @Override
    public void dataReplaced(long keys) {
        engine.turn().plan();
        loaded.accept(keys);
    }

    /** Sets who hears that a master's snapshot with so many keys took the place of the data. */
    void onDataReplaced(LongConsumer hearer) {
        loaded = hearer;
    }

    @Override
    public Executor background() {
        return background;
    }

    @Override
    public Executor loop() {
        return loop;
    }

    @Override
    public void afterTurn(Runnable action) {
        scheduler.afterTurn(action);
    }

    @Override
    public void endOfTurnWanted() {
        engine.turn().plan();
    }
}
