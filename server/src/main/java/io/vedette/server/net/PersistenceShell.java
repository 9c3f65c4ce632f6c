package io.vedette.server.net;

import io.vedette.rdb.RdbReplication;
import io.vedette.replication.Cursor;
import io.vedette.resp.RespException;
import io.vedette.server.Engine;
import io.vedette.server.Persistence;
import io.vedette.server.PersistenceHost;
import io.vedette.server.disk.Disk;
import io.vedette.server.disk.RealDisk;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.persistence.ProgressTeller;
import io.vedette.server.session.Storage;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Connects the files with replication and with the machine: its disk, its threads, and the terminal that shows how far they are. Owner
 * loop only; {@link #begin} comes before everything else.
 */
final class PersistenceShell implements PersistenceHost, Storage {
    private final ReplicationShell replication;
    private Engine engine;
    private Persistence persistence;
    private ProgressTeller teller;
    private final Disk disk = new RealDisk();
    /** Threads of the machine, which shares them out fairly: virtual ones would wait until a snapshot lets go of a core. */
    private final Executor writing = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("append-only-", 0).factory());

    PersistenceShell(ReplicationShell replication) {
        this.replication = replication;
    }

    /** Returns the files of that engine. */
    Persistence begin(Engine newEngine) {
        engine = newEngine;
        boolean seen = Boolean.getBoolean("vedette.terminal")
                && engine.settings().logFile.get().isEmpty();
        teller = new ProgressTeller(seen ? Optional.of(PersistenceShell::print) : Optional.empty());
        persistence = new Persistence(newEngine, this);
        return persistence;
    }

    private static void print(String text) {
        System.out.print(text);
        System.out.flush();
    }

    /** Some times a second: how far it is. */
    void tellProgress() {
        long now = wallMillis();
        if (persistence.loading().isLoading()) {
            teller.tell("Loading", Optional.of(persistence.loading().progress()), now);
        } else if (persistence.saving().progress().isPresent()) {
            teller.tell("Saving", persistence.saving().progress(), now);
        } else {
            teller.tell("Rewriting", persistence.appendOnly().progress(), now);
        }
    }

    // --- what sessions ask ---

    @Override
    public boolean isLoading() {
        return persistence.loading().isLoading() || replication.isLoading();
    }

    @Override
    public Optional<RespException> trouble() {
        return persistence.trouble();
    }

    // --- what the files ask ---

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public Persistence persistence() {
        return persistence;
    }

    @Override
    public Keyspace freshKeyspace() {
        return replication.freshKeyspace();
    }

    /** Also before the first master is followed: what the configuration says decides. */
    @Override
    public boolean isReplica() {
        return replication.isReplica() || replication.configuredMaster().isPresent() || replication.isSupervised();
    }

    @Override
    public Optional<RdbReplication> position() {
        return replication.position();
    }

    @Override
    public Optional<RdbReplication> toldPlace() {
        return replication.isSupervised() ? replication.position() : Optional.empty();
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
    public void fsynced(long offset) {
        replication.fsynced(offset);
    }

    @Override
    public void appendOnlyEnded() {
        replication.appendOnlyEnded();
    }

    @Override
    public Disk disk() {
        return disk;
    }

    @Override
    public Executor writing() {
        return writing;
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
