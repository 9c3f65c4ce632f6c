package io.vedette.server.persistence;

import io.vedette.server.keyspace.Snapshot;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshot file: written when it is asked for or due. {@link SnapshotSchedule} decides, this does. Owner loop only; a file is
 * written beside the loop from a frozen snapshot, except by {@link #save}, for which everything stands still.
 *
 * <p>One file is written at a time. Whoever needs the newest state on the disk at once (SAVE, the end of the process)
 * abandons what is under way or waits for it, and never meets it on its way into the same name.
 */
public final class Saving {
    private static final Logger LOG = LoggerFactory.getLogger(Saving.class);

    private final SavingHost host;
    private final SnapshotSchedule schedule;
    private Optional<SnapshotJob> running = Optional.empty();
    private long seenFlushes;

    public Saving(SavingHost host) {
        this.host = host;
        this.schedule = new SnapshotSchedule(host.wallMillis());
    }

    /** What is due, and how the last ones went. */
    public SnapshotSchedule schedule() {
        return schedule;
    }

    /** How far the file that is being written is. */
    public Optional<Progress> progress() {
        return running.map(SnapshotJob::progress);
    }

    /** Whether files are written without being asked for. */
    public boolean hasRules() {
        return !host.savingSettings().points().isEmpty();
    }

    /** Changes that no file has: {@code rdb_changes_since_last_save}. */
    public long unsavedChanges() {
        return schedule.unsaved(host.keyspace().dirty());
    }

    /** Whether writes are refused since the last file could not be written. */
    public boolean refusesWrites() {
        if (schedule.isLastGood()) {
            return false;
        }
        SavingSettings settings = host.savingSettings();
        return settings.stopsWrites() && !settings.points().isEmpty();
    }

    /** About ten times a second: begins what is due. */
    public void tick() {
        long now = host.wallMillis();
        if (host.isRewriting() || host.isLoading()) {
            return;
        }
        startAnewAfterFlush();
        Optional<SavePoint> due =
                schedule.due(host.savingSettings().points(), host.keyspace().dirty(), now);
        if (due.isPresent()) {
            LOG.info(
                    "{} changes in {} seconds. Saving...",
                    due.get().changes(),
                    due.get().seconds());
            begin();
        } else if (schedule.isWantedNow(now)) {
            begin();
        }
    }

    /** What FLUSHALL threw away is not to come back with a file that was frozen before it. */
    private void startAnewAfterFlush() {
        long flushes = host.keyspace().flushes();
        if (flushes != seenFlushes) {
            seenFlushes = flushes;
            abandon();
            if (hasRules()) {
                begin();
            }
        }
    }

    /** A file of what there is now is to be written as soon as may be. */
    public void want() {
        schedule.want();
    }

    /** Begins to write a file beside the loop; none may be under way. */
    public void begin() {
        long now = host.wallMillis();
        seenFlushes = host.keyspace().flushes(); // it is of what came behind them
        schedule.begun(host.keyspace().dirty(), now);
        Snapshot frozen = host.keyspace().backgroundSnapshot();
        SnapshotJob job = job(frozen);
        running = Optional.of(job);
        LOG.info("Background saving started");
        host.background().execute(() -> {
            Optional<String> failure = failure(job);
            host.loop().execute(() -> {
                frozen.close();
                ended(job, failure);
            });
        });
    }

    private void ended(SnapshotJob job, Optional<String> failure) {
        if (!running.equals(Optional.of(job))) {
            return; // abandoned
        }
        running = Optional.empty();
        if (failure.isPresent()) {
            LOG.warn("Write error saving DB on disk: {}", failure.get());
            LOG.warn("Background saving error");
            schedule.failed(host.wallMillis());
        } else {
            LOG.info("DB saved on disk");
            LOG.info("Background saving terminated with success");
            schedule.succeeded(host.wallMillis());
        }
    }

    /**
     * Writes a file while everything stands still. What is under way is abandoned.
     *
     * @return false if it could not be written; the reason is in the log, the file of before is as it was
     */
    public boolean save() {
        abandon();
        Optional<String> failure;
        try (Snapshot frozen = host.keyspace().snapshot()) {
            failure = failure(job(frozen));
        }
        if (failure.isPresent()) {
            LOG.warn("Write error saving DB on disk: {}", failure.get());
            return false;
        }
        LOG.info("DB saved on disk");
        seenFlushes = host.keyspace().flushes();
        schedule.saved(host.keyspace().dirty(), host.wallMillis());
        return true;
    }

    /** Ends what is under way; its file is not written and leaves nothing behind. */
    public void abandon() {
        if (running.isEmpty()) {
            return;
        }
        LOG.warn("The snapshot that was being written is given up.");
        try {
            running.get().abandon();
        } catch (IOException e) {
            LOG.warn("Cannot remove its temporary file: {}", e.toString());
        }
        running = Optional.empty();
        schedule.abandoned();
    }

    private SnapshotJob job(Snapshot frozen) {
        SavingSettings settings = host.savingSettings();
        SnapshotWriter.Head head = new SnapshotWriter.Head(
                settings.redisVersion(), host.wallMillis() / 1_000, host.usedMemoryBytes(), host.position(), false);
        return new SnapshotJob(host.disk(), frozen, head, settings, TemporaryFiles.snapshot(settings.folder()));
    }

    private static Optional<String> failure(SnapshotJob job) {
        try {
            job.run();
            return Optional.empty();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
