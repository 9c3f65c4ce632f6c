package io.vedette.tests.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whose processes a test runs: the same test body judges both. */
public enum Kind {
    /** Vedette's own server and sentinel, as this build has made them. */
    VEDETTE,
    /** The real redis-server and redis-sentinel. */
    REDIS;

    /** The command that starts a data server; its arguments follow. */
    public List<String> serverCommand() {
        return switch (this) {
            case VEDETTE -> vedette("server");
            case REDIS -> List.of(RealRedis.binary("redis-server").toString());
        };
    }

    /** The command that starts a sentinel; its arguments follow. */
    public List<String> sentinelCommand() {
        return switch (this) {
            case VEDETTE -> vedette("sentinel");
            case REDIS -> List.of(RealRedis.binary("redis-sentinel").toString());
        };
    }

    /** Vedette's command line client; its arguments follow. */
    public static List<String> cliCommand() {
        return vedette("cli");
    }

    private static List<String> vedette(String mode) {
        return Distribution.isOfThisBuild() ? Distribution.command(mode) : fromClassPath(mode);
    }

    /** In a build that stops before packages are made. */
    private static List<String> fromClassPath(String mode) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseCompactObjectHeaders",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.vedette.launcher.Main", mode));
        return List.copyOf(command);
    }
}
