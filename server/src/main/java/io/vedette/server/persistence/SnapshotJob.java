package io.vedette.server.persistence;

import io.vedette.rdb.RdbOutput;
import io.vedette.rdb.RdbWriter;
import io.vedette.server.keyspace.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * One snapshot on its way into its file: written whole under another name, brought to the disk, then given its name, so that
 * the name always stands for a whole file. {@link #run} works on any one thread; {@link #abandon} comes from any other.
 *
 * <p>Invariant: once {@code abandon} has returned, the file of that name is not replaced any more.
 */
final class SnapshotJob {
    /** The disk is asked to take what was written each time so much has come together; the number is Redis'. */
    private static final long SYNC_EVERY_BYTES = 4 << 20;

    private final Snapshot frozen;
    private final SnapshotWriter.Head head;
    private final SavingSettings settings;
    private final Path temporary;
    private final Progress progress;
    private boolean abandoned;
    private long unsyncedBytes;

    /** @param temporary a name in the folder of the file that nobody else uses, see {@link TemporaryFiles} */
    SnapshotJob(Snapshot frozen, SnapshotWriter.Head head, SavingSettings settings, Path temporary) {
        this.frozen = frozen;
        this.head = head;
        this.settings = settings;
        this.temporary = temporary;
        long keys = 0;
        for (int i = 0; i < frozen.databases(); i++) {
            keys += frozen.size(i);
        }
        this.progress = Progress.ofKeys(keys);
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
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                RdbWriter writer = new RdbWriter(output(channel), settings.compress(), settings.checksum());
                SnapshotWriter.write(frozen, head, writer, progress);
                channel.force(true);
            }
            commit();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        try (FileChannel folder = FileChannel.open(settings.folder(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private synchronized void commit() throws IOException {
        refuseIfAbandoned();
        Files.move(temporary, settings.file(), StandardCopyOption.ATOMIC_MOVE);
    }

    private synchronized void refuseIfAbandoned() throws IOException {
        if (abandoned) {
            throw new IOException("nobody wants the snapshot any more");
        }
    }

    private RdbOutput output(FileChannel channel) {
        return (bytes, offset, length) -> {
            refuseIfAbandoned();
            ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            progress.bytes(length);
            unsyncedBytes += length;
            if (settings.syncsOften() && unsyncedBytes >= SYNC_EVERY_BYTES) {
                unsyncedBytes = 0;
                channel.force(false);
            }
        };
    }

    /** The work is to end; also for a process that is about to end itself, which waits for no thread. */
    synchronized void abandon() throws IOException {
        abandoned = true;
        Files.deleteIfExists(temporary);
    }
}
