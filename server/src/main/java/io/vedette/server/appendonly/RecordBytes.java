package io.vedette.server.appendonly;

import io.vedette.server.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Whole records as they will stand in a file.
 *
 * @param start stands before what is summed
 * @param sums the last part is for the check sum of the others
 */
record RecordBytes(ByteBuffer start, ByteBuffer[] parts, boolean sums) {
    static final RecordBytes NONE = new RecordBytes(ByteBuffer.allocate(0), new ByteBuffer[0], false);

    /**
     * Puts them at the end of the file, once; a part of them is taken away again.
     *
     * @param from how long the file is to be before
     * @param cuts it may be longer
     * @param syncs it is brought down then
     */
    Optional<Failure> put(DiskFile target, long from, boolean cuts, boolean syncs) {
        try {
            if (cuts) {
                target.truncate(from);
            }
            if (sums) {
                Annotations.seal(parts);
            }
            if (start.hasRemaining()) {
                target.write(start);
            }
            target.write(parts);
        } catch (IOException e) {
            try {
                target.truncate(from);
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed); // it is cut before the next write
            }
            return Optional.of(new Failure(Failure.reason(e), false));
        }
        try {
            if (syncs) {
                target.sync();
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Failure(Failure.reason(e), true));
        }
    }
}
