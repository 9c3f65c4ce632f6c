package io.vedette.wire;

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
 * By what a running process is found: its pid file, its unix socket, the word to systemd. The files are small and local, so they
 * are written where the process starts and ends, on its loop too, or on the thread that ends it.
 */
public final class Presence {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

    private final PresenceSettings settings;
    private volatile boolean begun;

    public Presence(PresenceSettings settings) {
        this.settings = settings;
    }

    /** Before listening: a socket that an earlier process left behind would be in the way. */
    public void clearTheWay() {
        socket().ifPresent(Presence::remove);
    }

    /** The process serves: the socket gets its mode, the pid its file, systemd its word. */
    public void begin() {
        begun = true;
        int mode = settings.unixSocketMode.get();
        if (mode != 0) {
            socket().ifPresent(path -> restrict(path, mode));
        }
        pidFile().ifPresent(file -> {
            try {
                Files.writeString(file, ProcessHandle.current().pid() + "\n");
            } catch (IOException e) {
                LOG.warn("Failed to write PID file: {}", e.toString());
            }
        });
        if (isSupervised()) {
            SystemdNotice.ready("Ready to accept connections");
        }
    }

    /** The process begins to end. */
    public void ending() {
        if (isSupervised()) {
            SystemdNotice.stopping();
        }
    }

    /** The process ends; one that never began leaves the files of whoever was in its way. */
    public void end() {
        if (!begun) {
            return;
        }
        pidFile().ifPresent(Presence::remove);
        socket().ifPresent(Presence::remove);
    }

    /** Whether systemd is told. */
    public boolean isSupervised() {
        return switch (settings.supervised.get()) {
            case SYSTEMD, AUTO -> SystemdNotice.isWanted();
            case NO, UPSTART -> false;
        };
    }

    private Optional<Path> pidFile() {
        return Optional.of(settings.path(settings.pidFile.get()))
                .filter(path -> !path.isEmpty())
                .map(Path::of);
    }

    private Optional<Path> socket() {
        return Optional.of(settings.socketPath())
                .filter(path -> !path.isEmpty())
                .map(Path::of);
    }

    private static void restrict(Path socket, int mode) {
        try {
            Files.setPosixFilePermissions(socket, permissions(mode));
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
