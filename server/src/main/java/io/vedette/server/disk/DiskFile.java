package io.vedette.server.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that is being written at its end. One thread at a time. */
public interface DiskFile extends Closeable {
    /**
     * Writes all of it at the end.
     *
     * @throws IOException a part may have been written: {@link #truncate} takes it away
     */
    void write(ByteBuffer... parts) throws IOException;

    /** Bytes in the file. */
    long size() throws IOException;

    /** Cuts the file to that length; writing goes on there. */
    void truncate(long bytes) throws IOException;

    /** Waits until what was written is safe from a loss of power. */
    void sync() throws IOException;
}
