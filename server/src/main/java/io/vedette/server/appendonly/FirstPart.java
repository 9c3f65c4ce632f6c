package io.vedette.server.appendonly;

import io.vedette.rdb.RdbOutput;
import io.vedette.rdb.RdbWriter;
import io.vedette.server.disk.DiskFile;
import io.vedette.server.keyspace.Snapshot;
import io.vedette.server.persistence.Progress;
import io.vedette.server.persistence.SavingSettings;
import io.vedette.server.persistence.SnapshotOutput;
import io.vedette.server.persistence.SnapshotWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes a frozen snapshot as a base: whole under another name, brought to the disk, then given its name. Works on any one
 * thread; {@link #abandon} comes from any other. The snapshot stays open: who made it closes it on the owner loop.
 */
final class FirstPart {
    private static final AtomicLong MADE = new AtomicLong();

    private final AppendOnlyFolder folder;
    private final Snapshot frozen;
    private final SnapshotWriter.Head head;
    private final SavingSettings saving;
    private final AppendOnlySettings settings;
    private final Path temporary;
    private final Progress progress;
    private volatile boolean abandoned;

    private FirstPart(
            AppendOnlyFolder folder,
            Snapshot frozen,
            SnapshotWriter.Head head,
            SavingSettings saving,
            AppendOnlySettings settings) {
        this.folder = folder;
        this.frozen = frozen;
        this.head = head;
        this.saving = saving;
        this.settings = settings;
        this.temporary = folder.temporaryBase(MADE.incrementAndGet());
        this.progress = Progress.of(frozen);
    }

    /** With the settings of now; on the loop. */
    static FirstPart of(AppendOnlyHost host, AppendOnlyFolder folder, Snapshot frozen) {
        SavingSettings saving = host.savingSettings();
        SnapshotWriter.Head head = new SnapshotWriter.Head(
                saving.redisVersion(), host.wallMillis() / 1_000, host.usedMemoryBytes(), host.toldPlace(), true);
        return new FirstPart(folder, frozen, head, saving, host.appendOnlySettings());
    }

    /** Whether the base is a snapshot and not commands, in which what function libraries hold could not be kept. */
    boolean isSnapshot() {
        return settings.snapshotBase() || !frozen.functionLibraries().isEmpty();
    }

    Progress progress() {
        return progress;
    }

    /**
     * Writes all of it; when this returns it is safe from a loss of power, but for its name.
     *
     * @return bytes written
     * @throws IOException nothing is left behind
     */
    long write() throws IOException {
        try (DiskFile file = folder.disk().create(temporary)) {
            RdbOutput output = output(file);
            if (isSnapshot()) {
                RdbWriter writer = new RdbWriter(output, saving.version(), saving.compress(), saving.checksum());
                SnapshotWriter.write(frozen, head, writer, progress);
            } else {
                CommandWriter.write(frozen, settings, head.createdSeconds(), output, progress);
            }
            file.sync();
            return file.size();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            clear();
            throw e;
        }
    }

    /** Gives what was written its name. The folder is still to be brought to the disk: {@link AppendOnlyFolder#persist} does. */
    void rename(Manifest.Part base) throws IOException {
        try {
            refuseIfAbandoned();
            folder.disk().rename(temporary, folder.file(base));
        } catch (IOException e) {
            clear();
            throw e;
        }
    }

    long writeAs(Manifest.Part base) throws IOException {
        long bytes = write();
        rename(base);
        return bytes;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    private void refuseIfAbandoned() throws IOException {
        if (abandoned) {
            throw new IOException("nobody wants the base any more");
        }
    }

    private RdbOutput output(DiskFile file) {
        return new SnapshotOutput(file, progress, settings.syncsOften(), this::refuseIfAbandoned);
    }

    private void clear() throws IOException {
        folder.disk().delete(temporary);
    }

    /** The work is to end; also for a process that is about to end itself, which waits for no thread. */
    void abandon() throws IOException {
        abandoned = true;
        clear();
    }
}
