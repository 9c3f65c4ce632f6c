package io.vedette.server.persistence;

import io.vedette.rdb.RdbOutput;
import io.vedette.server.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What is written of a snapshot, on its way into a file: counted, and brought to the disk little by little. Owned by the thread that writes. */
public final class SnapshotOutput implements RdbOutput {
    /** The disk is asked to take what was written each time so much has come together; the number is Redis'. */
    private static final long SYNC_EVERY_BYTES = 4 << 20;

    /** Asked before each write. */
    public interface Guard {
        /** @throws IOException nobody wants the file any more */
        void refuseIfAbandoned() throws IOException;
    }

    private final DiskFile file;
    private final Progress progress;
    private final boolean syncsOften;
    private final Guard guard;
    private long unsyncedBytes;

    /** @param syncsOften otherwise the disk takes it when the system likes, and whoever wrote it asks at the end */
    public SnapshotOutput(DiskFile file, Progress progress, boolean syncsOften, Guard guard) {
        this.file = file;
        this.progress = progress;
        this.syncsOften = syncsOften;
        this.guard = guard;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        guard.refuseIfAbandoned();
        file.write(ByteBuffer.wrap(bytes, offset, length));
        progress.bytes(length);
        unsyncedBytes += length;
        if (syncsOften && unsyncedBytes >= SYNC_EVERY_BYTES) {
            unsyncedBytes = 0;
            file.sync();
        }
    }
}
