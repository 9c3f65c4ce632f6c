package io.vedette.server.net;

import io.vedette.rdb.RdbReplication;
import io.vedette.replication.Cursor;
import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.resp.StringRun;
import io.vedette.server.Engine;
import io.vedette.server.appendonly.AppendOnly;
import io.vedette.server.appendonly.AppendOnlyHost;
import io.vedette.server.appendonly.AppendOnlySettings;
import io.vedette.server.config.ServerSettings;
import io.vedette.server.disk.Disk;
import io.vedette.server.disk.RealDisk;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.persistence.Loading;
import io.vedette.server.persistence.ProgressTeller;
import io.vedette.server.persistence.SavePoint;
import io.vedette.server.persistence.Saving;
import io.vedette.server.persistence.SavingSettings;
import io.vedette.server.session.Replay;
import io.vedette.server.session.ReplyHold;
import io.vedette.server.session.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Connects snapshot files and the append-only file with the engine, each seeing of the other only what it needs. Owner loop only; {@link #begin} comes
 * before everything else.
 */
final class PersistenceShell implements AppendOnlyHost, Storage {
    private final ReplicationShell replication;
    private Engine engine;
    private Saving saving;
    private Loading loading;
    private AppendOnly appendOnly;
    private Replay replay;
    private ProgressTeller teller;
    private final Disk disk = new RealDisk();
    /** Threads of the machine, which shares them out fairly: virtual ones would wait until a snapshot lets go of a core. */
    private final Executor writing = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("append-only-", 0).factory());

    PersistenceShell(ReplicationShell replication) {
        this.replication = replication;
    }

    void begin(Engine newEngine) {
        engine = newEngine;
        saving = new Saving(this);
        loading = new Loading(this);
        appendOnly = new AppendOnly(this, loading);
        boolean seen = Boolean.getBoolean("vedette.terminal")
                && engine.settings().logFile.get().isEmpty();
        teller = new ProgressTeller(seen ? Optional.of(PersistenceShell::print) : Optional.empty());
        replay = new Replay(engine.table(), engine.propagator(), engine.keyspace(), engine.clock());
        engine.turn().lastBeforeOutput(appendOnly::endOfTurn);
        engine.settings().appendOnly.enabled.onChange(on -> {
            engine.settings().writeQuorum.requirePossible();
            appendOnly.switched(on);
            if (!on) {
                replication.appendOnlyEnded();
            }
        });
    }

    Saving saving() {
        return saving;
    }

    Loading loading() {
        return loading;
    }

    AppendOnly appendOnly() {
        return appendOnly;
    }

    private static void print(String text) {
        System.out.print(text);
        System.out.flush();
    }

    /** Some times a second: how far it is. */
    void tellProgress() {
        long now = wallMillis();
        if (loading.isLoading()) {
            teller.tell("Loading", Optional.of(loading.progress()), now);
        } else if (saving.progress().isPresent()) {
            teller.tell("Saving", saving.progress(), now);
        } else {
            teller.tell("Rewriting", appendOnly.progress(), now);
        }
    }

    // --- what the engine asks ---

    @Override
    public boolean isLoading() {
        return loading.isLoading() || replication.isLoading();
    }

    @Override
    public Optional<RespException> trouble() {
        return saving.refusesWrites()
                ? Optional.of(Errors.misconfSnapshots())
                : appendOnly.trouble().map(Errors::misconfAppendOnly);
    }

    // --- what the files ask ---

    @Override
    public Keyspace keyspace() {
        return engine.keyspace();
    }

    @Override
    public Keyspace freshKeyspace() {
        return replication.freshKeyspace();
    }

    @Override
    public long wallMillis() {
        return engine.clock().wallMillis();
    }

    @Override
    public SavingSettings savingSettings() {
        ServerSettings settings = engine.settings();
        return new SavingSettings(
                points(settings.save.get()),
                Path.of(settings.dir.get()),
                settings.dbFileName.get(),
                settings.rdbVersion.get(),
                settings.rdbCompression.get(),
                settings.rdbChecksum.get(),
                settings.rdbSaveIncrementalFsync.get(),
                settings.stopWritesOnSaveError.get(),
                "7.0.15");
    }

    private static List<SavePoint> points(List<String> words) {
        List<SavePoint> points = new ArrayList<>();
        for (int i = 0; i < words.size(); i += 2) {
            points.add(new SavePoint(Long.parseLong(words.get(i)), Long.parseLong(words.get(i + 1))));
        }
        return points;
    }

    @Override
    public long usedMemoryBytes() {
        return engine.memory().usedBytes();
    }

    @Override
    public Optional<RdbReplication> position() {
        return replication.position();
    }

    /** Also before the first master is followed: what the configuration says decides. */
    @Override
    public boolean isReplica() {
        return replication.isReplica() || replication.configuredMaster().isPresent() || replication.isSupervised();
    }

    @Override
    public AppendOnlySettings appendOnlySettings() {
        return AppendOnlySettings.of(engine.settings().appendOnly);
    }

    @Override
    public Disk disk() {
        return disk;
    }

    @Override
    public long nanos() {
        return engine.clock().nanos();
    }

    @Override
    public Executor writing() {
        return writing;
    }

    @Override
    public ReplyHold hold() {
        return engine.hold();
    }

    @Override
    public void fsynced(long offset) {
        replication.fsynced(offset);
    }

    @Override
    public Optional<RdbReplication> toldPlace() {
        return replication.isSupervised() ? replication.position() : Optional.empty();
    }

    @Override
    public boolean confirmsFromDisk() {
        return engine.settings().writeQuorum.fsync.get();
    }

    @Override
    public void recovered(RdbReplication place) {
        replication.recovered(place);
    }

    @Override
    public Cursor recordLog() {
        return replication.recordLog();
    }

    @Override
    public void recordedUpTo(long offset) {
        replication.recordedUpTo(offset);
    }

    @Override
    public void endRecording() {
        replication.endRecording();
    }

    @Override
    public long logEnd() {
        return replication.endOffset();
    }

    @Override
    public int selectedDatabase() {
        return replication.selectedDatabase();
    }

    @Override
    public void endOfTurnWanted() {
        engine.turn().plan();
    }

    @Override
    public boolean isSaving() {
        return saving.schedule().isRunning();
    }

    @Override
    public boolean isRewriting() {
        return appendOnly.schedule().isRunning();
    }

    @Override
    public void replay(int database, Argv command) throws RespException {
        replay.run(database, command);
    }

    @Override
    public void fetch(int database, Argv[] commands, int count) {
        engine.keyspace().database(database).fetch(commands, count);
    }

    @Override
    public void replay(int database, StringRun sets) throws RespException {
        replay.run(database, sets);
    }

    @Override
    public Executor background() {
        return replication.background();
    }

    @Override
    public Executor loop() {
        return replication.loop();
    }
}
