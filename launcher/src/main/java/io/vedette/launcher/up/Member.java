package io.vedette.launcher.up;

import io.vedette.launcher.client.Address;
import java.nio.file.Path;

/**
 * One process of the group, by what does not change: its kind, its port and its configuration file. Its role does change,
 * and is only known by asking it.
 */
public record Member(Kind kind, int port, Path configFile) {
    public enum Kind {
        SERVER,
        SENTINEL;

        String word() {
            return this == SERVER ? "server" : "sentinel";
        }
    }

    static Member in(Path directory, Kind kind, int port) {
        return new Member(kind, port, directory.resolve(kind.word() + "-" + port + ".conf"));
    }

    /** Kind and port: {@code server-6379}. */
    public String name() {
        return kind.word() + "-" + port;
    }

    /** Everything in the group listens on the loopback address. */
    public Address address() {
        return new Address(GroupFiles.HOST, port);
    }

    public Path logFile() {
        return configFile.resolveSibling(name() + ".log");
    }
}
