package io.vedette.server.net;

import io.vedette.server.config.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files by which a running server is found: its pid file and its unix socket. Names count from {@code dir}, as if the process
 * had gone there. Small and local, so they are written where the process starts and ends, on its loop.
 */
final class ProcessFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessFiles.class);

    private final Optional<Path> pidFile;
    private final Optional<Path> unixSocket;
    private final int socketMode;

    ProcessFiles(ServerSettings settings) {
        Path directory = Path.of(settings.dir.get());
        pidFile = named(directory, settings.pidFile.get());
        unixSocket = named(directory, settings.unixSocket.get());
        socketMode = settings.unixSocketPermissions.get();
    }

    private static Optional<Path> named(Path directory, String name) {
        return name.isEmpty() ? Optional.empty() : Optional.of(directory.resolve(name));
    }

    /** Before listening: a socket that an earlier process left behind would be in the way. */
    void clearTheWay() {
        unixSocket.ifPresent(ProcessFiles::remove);
    }

    /** The server listens: the socket gets its mode, the pid its file. */
    void write(long pid) {
        if (socketMode != 0) {
            unixSocket.ifPresent(this::restrict);
        }
        pidFile.ifPresent(file -> {
            try {
                Files.writeString(file, pid + "\n");
            } catch (IOException e) {
                LOG.warn("Failed to write PID file: {}", e.toString());
            }
        });
    }

    /** The process ends. */
    void remove() {
        pidFile.ifPresent(ProcessFiles::remove);
        unixSocket.ifPresent(ProcessFiles::remove);
    }

    private void restrict(Path socket) {
        try {
            Files.setPosixFilePermissions(socket, permissions(socketMode));
        } catch (IOException e) {
            LOG.warn("Failed to set the mode of the unix socket: {}", e.toString());
        }
    }

    /** The bits of a file mode, highest first, are the constants in their order. */
    static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int i = 0; i < all.length; i++) {
            if ((mode >> (all.length - 1 - i) & 1) == 1) {
                permissions.add(all[i]);
            }
        }
        return permissions;
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("Failed to remove {}: {}", file, e.toString());
        }
    }
}
