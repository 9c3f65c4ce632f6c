package io.vedette.server.persistence;

import io.vedette.rdb.RdbReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads snapshot files. Stateless; blocks, so not on the owner loop unless everything is to stand still. */
final class SnapshotFile {
    private SnapshotFile() {}

    /** Bytes of the file; 0 if there is none. */
    static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /**
     * Reads all of a file into a loader.
     *
     * @throws IOException why it cannot be loaded, in one sentence with the place in the file; the loader's keyspace is to be thrown away
     */
    static void read(Path file, KeyspaceLoader loader, boolean verifySum, Progress progress) throws IOException {
        loader.fileBytes(size(file));
        try (InputStream in = Files.newInputStream(file)) {
            RdbReader.read(
                    (target, offset, length) -> {
                        int read = in.read(target, offset, length);
                        progress.bytes(Math.max(0, read));
                        return read;
                    },
                    loader,
                    verifySum);
        } catch (AccessDeniedException e) {
            throw new IOException("Permission denied", e);
        }
    }
}
