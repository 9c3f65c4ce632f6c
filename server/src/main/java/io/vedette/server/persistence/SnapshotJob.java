package io.vedette.server.persistence;

import io.vedette.rdb.RdbOutput;
import io.vedette.rdb.RdbWriter;
import io.vedette.server.disk.Disk;
import io.vedette.server.disk.DiskFile;
import io.vedette.server.keyspace.Snapshot;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One snapshot on its way into its file: written whole under another name, brought to the disk, then given its name, so that
 * the name always stands for a whole file. {@link #run} works on any one thread; {@link #abandon} comes from any other.
 *
 * <p>Invariant: once {@code abandon} has returned, the file of that name is not replaced any more.
 */
final class SnapshotJob {
    private final Disk disk;
    private final Snapshot frozen;
    private final SnapshotWriter.Head head;
    private final SavingSettings settings;
    private final Path temporary;
    private final Progress progress;
    private boolean abandoned;

    /** @param temporary a name in the folder of the file that nobody else uses, see {@link TemporaryFiles} */
    SnapshotJob(Disk disk, Snapshot frozen, SnapshotWriter.Head head, SavingSettings settings, Path temporary) {
        this.disk = disk;
        this.frozen = frozen;
        this.head = head;
        this.settings = settings;
        this.temporary = temporary;
        this.progress = Progress.of(frozen);
    }

    Progress progress() {
        return progress;
    }

    /**
     * Writes the file. When this returns it is safe from a loss of power.
     *
     * @throws IOException the file of before stands as it was, and nothing else is left behind
     */
    void run() throws IOException {
        try {
            try (DiskFile file = disk.create(temporary)) {
                RdbWriter writer =
                        new RdbWriter(output(file), settings.version(), settings.compress(), settings.checksum());
                SnapshotWriter.write(frozen, head, writer, progress);
                file.sync();
            }
            commit();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            disk.delete(temporary);
            throw e;
        }
        disk.sync(settings.folder());
    }

    private synchronized void commit() throws IOException {
        refuseIfAbandoned();
        disk.rename(temporary, settings.file());
    }

    private synchronized void refuseIfAbandoned() throws IOException {
        if (abandoned) {
            throw new IOException("nobody wants the snapshot any more");
        }
    }

    private RdbOutput output(DiskFile file) {
        return new SnapshotOutput(file, progress, settings.syncsOften(), this::refuseIfAbandoned);
    }

    /** The work is to end; also for a process that is about to end itself, which waits for no thread. */
    synchronized void abandon() throws IOException {
        abandoned = true;
        disk.delete(temporary);
    }
}
