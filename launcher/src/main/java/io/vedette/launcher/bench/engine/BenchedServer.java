package io.vedette.launcher.bench.engine;

import io.vedette.launcher.client.RespConnection;
import io.vedette.launcher.options.CommandFailed;
import io.vedette.launcher.up.Commands;
import io.vedette.launcher.up.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One server process on a free port of 127.0.0.1, with a temporary directory of its own. Opened and closed by the main thread; a
 * shutdown hook ends it too, so that an interrupted run leaves nothing behind.
 */
final class BenchedServer implements AutoCloseable {
    static final String HOST = "127.0.0.1";

    /** So many looks in a row that find the memory changed by less than such a part. */
    private static final int SETTLED_CHECKS = 5;

    private static final int SETTLED_PART = 100;
    private static final int SETTLED_CHECK_MILLIS = 500;
    private static final int START_MILLIS = 60_000;
    private static final String COLLECTOR_LOG = "collector.log";
    /** A line of that log about a time for which everything stood still. */
    private static final Pattern PAUSE = Pattern.compile("Pause .* (\\d+\\.\\d+)ms$");

    private static final int STEP_MILLIS = 20;
    private static final int REPLY_MILLIS = 60_000;
    private static final int BYTES_PER_KILOBYTE = 1024;

    private final String name;
    private final Path folder;
    private final int port;
    private final Process process;
    private final Thread hook;
    private final boolean ownsFolder;

    private BenchedServer(String name, Path folder, boolean ownsFolder, int port, Process process) {
        this.name = name;
        this.folder = folder;
        this.ownsFolder = ownsFolder;
        this.port = port;
        this.process = process;
        this.hook = new Thread(process::destroyForcibly, "end of a server");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts a server and waits for its first answer.
     *
     * @param command a program that takes a configuration file; empty for our own server
     */
    static BenchedServer open(Optional<String> command) throws IOException, InterruptedException {
        return open(command, Files.createTempDirectory("vedette-bench-").toRealPath(), true, List.of());
    }

    /**
     * The same over a folder that stays when it is closed.
     *
     * @param lines directives besides
     */
    static BenchedServer open(Optional<String> command, Path folder, List<String> lines)
            throws IOException, InterruptedException {
        return open(command, folder, false, lines);
    }

    private static BenchedServer open(Optional<String> command, Path folder, boolean ownsFolder, List<String> lines)
            throws IOException, InterruptedException {
        int port = Ports.free(1).getFirst();
        Path file = folder.resolve("server.conf");
        List<String> directives =
                new ArrayList<>(List.of("port " + port, "bind " + HOST, "dir " + folder, "save \"\"", "appendonly no"));
        directives.addAll(lines);
        Files.write(file, directives);
        Commands commands = Commands.of(command, Optional.empty());
        List<String> words = new ArrayList<>(commands.prefix());
        words.addAll(commands.server());
        words.add(file.toString());
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("VEDETTE_BUILD", "never"); // this program was just built
        if (command.isEmpty()) {
            String log = "-Xlog:gc:file=" + folder.resolve(COLLECTOR_LOG);
            builder.environment().merge("VEDETTE_JAVA_OPTS", log, (options, more) -> options + " " + more);
        }
        BenchedServer server = new BenchedServer(command.orElse("vedette"), folder, ownsFolder, port, builder.start());
        try {
            server.awaitAnswer();
            return server;
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
        while (System.nanoTime() < end && process.isAlive()) {
            try (RespConnection connection = RespConnection.open(HOST, port, REPLY_MILLIS)) {
                if (connection.call("PING").text().equals("PONG")) {
                    return;
                }
                Thread.sleep(STEP_MILLIS); // it loads
            } catch (java.net.ConnectException e) {
                Thread.sleep(STEP_MILLIS); // not there yet
            }
        }
        throw new CommandFailed(name + " does not answer: " + Files.readString(folder.resolve("log")));
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    RespConnection connect() throws IOException {
        return RespConnection.open(HOST, port, REPLY_MILLIS);
    }

    /** One command on a connection of its own. */
    String ask(String... words) throws IOException {
        try (RespConnection connection = connect()) {
            return connection.call(words).text();
        }
    }

    /** A number of INFO; 0 if the server does not tell it. */
    long info(String field) throws IOException {
        return field(field, ask("INFO"));
    }

    /** The same, of one section: whoever watches for long steps must not make them, and INFO as a whole is one. */
    long info(String section, String field) throws IOException {
        return field(field, ask("INFO", section));
    }

    private static long field(String field, String info) {
        return info.lines()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(field.length() + 1).strip()))
                .findFirst()
                .orElse(0);
    }

    /** How long the collector of our own server stopped it each time since its start, milliseconds; nothing for another one. */
    List<Double> collectorPauses() throws IOException {
        Path log = folder.resolve(COLLECTOR_LOG);
        return Files.exists(log)
                ? Files.readAllLines(log).stream()
                        .map(PAUSE::matcher)
                        .filter(Matcher::find)
                        .map(pause -> Double.valueOf(pause.group(1)))
                        .toList()
                : List.of();
    }

    /** User and system time of the whole process since its start. */
    Duration cpu() {
        return process.toHandle()
                .info()
                .totalCpuDuration()
                .orElseThrow(() -> new CommandFailed("this system does not tell the CPU time of a process"));
    }

    /** What the kernel counts as memory of the process and its children, pages that several share counted once. */
    long proportionalBytes() throws IOException {
        long bytes = proportionalBytes(process.pid());
        for (ProcessHandle child : process.descendants().toList()) {
            try {
                bytes += proportionalBytes(child.pid());
            } catch (IOException e) {
                continue; // it has ended meanwhile
            }
        }
        return bytes;
    }

    private static long proportionalBytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KILOBYTE)
                .sum();
    }

    /** What the kernel counts as the process' memory. */
    long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KILOBYTE)
                .findFirst()
                .orElseThrow(() -> new CommandFailed("this system does not tell the memory of a process"));
    }

    /**
     * The same when it has settled: an allocator gives back in its own time what a load took and does not need any longer, and a
     * process that has just begun to answer takes some more for a while.
     */
    long settledResidentBytes() throws IOException, InterruptedException {
        long settled = residentBytes();
        long now = settled;
        for (int checks = 0; checks < SETTLED_CHECKS; checks++) {
            Thread.sleep(SETTLED_CHECK_MILLIS);
            now = residentBytes();
            if (Math.abs(now - settled) > settled / SETTLED_PART) {
                settled = now;
                checks = 0;
            }
        }
        return now;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            return; // the program is ending already
        }
        if (ownsFolder) {
            delete(folder);
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("left behind: " + folder + ": " + e);
        }
    }
}
