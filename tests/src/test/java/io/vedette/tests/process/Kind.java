package io.vedette.tests.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whose processes a test runs: the same test body judges both. */
public enum Kind {
    /** Vedette's own server and sentinel, from the class path of this test run. */
    VEDETTE,
    /** The real redis-server and redis-sentinel, from a local binary. */
    REDIS;

    /** The command that starts a data server; its arguments follow. */
    public List<String> serverCommand() {
        return switch (this) {
            case VEDETTE -> vedette("server");
            case REDIS -> List.of(binary("redis-server").toString());
        };
    }

    /** The command that starts a sentinel; its arguments follow. */
    public List<String> sentinelCommand() {
        return switch (this) {
            case VEDETTE -> vedette("sentinel");
            case REDIS -> List.of(binary("redis-sentinel").toString());
        };
    }

    /** Vedette's command line client; its arguments follow. */
    public static List<String> cliCommand() {
        return vedette("cli");
    }

    private static List<String> vedette(String mode) {
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

    /** A binary on PATH. A real Redis must be there: without one the tests that need it fail, they do not skip. */
    static Path binary(String name) {
        Optional<Path> found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        return found.orElseThrow(
                () -> new AssertionError(
                        name
                                + " is not on PATH: install the packages redis-server and redis-tools (the tests compare with the real thing)"));
    }
}
