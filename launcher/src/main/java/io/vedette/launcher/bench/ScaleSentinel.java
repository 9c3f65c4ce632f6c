package io.vedette.launcher.bench;

import io.vedette.launcher.client.RespConnection;
import io.vedette.launcher.options.CommandFailed;
import io.vedette.launcher.up.Ports;
import io.vedette.resp.Reply;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One sentinel process that watches many masters, and what the kernel and its log say of it. Owned by the main thread. */
final class ScaleSentinel implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int TIMEOUT_MILLIS = 5_000;
    /** For each of: to know all replicas, to be out of TILT, to give the dead successors. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(180);

    private static final int POLL_MILLIS = 100;
    /** Of /proc/PID/stat on Linux, wherever Java runs. */
    private static final double TICKS_PER_SECOND = 100;
    /** Places of utime and stime behind the program's name. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;
    private static final Pattern READY = Pattern.compile("master\\d+:name=[^,]*,status=ok,address=[^,]*,slaves=1,");

    private final Path directory;
    private final Process process;
    private final int port;
    private final int masters;
    private final long startedNanos;
    private final Thread hook;

    private ScaleSentinel(Path directory, Process process, int port, int masters, long startedNanos) {
        this.directory = directory;
        this.process = process;
        this.port = port;
        this.masters = masters;
        this.startedNanos = startedNanos;
        this.hook = new Thread(process::destroyForcibly, "end of the sentinel");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    static ScaleSentinel start(List<String> command, List<ScaleBench.Pair> pairs, long downAfterMillis)
            throws IOException {
        Path directory = Files.createTempDirectory("vedette-bench-").toRealPath();
        int port = Ports.free(1).getFirst();
        StringBuilder text = new StringBuilder("port " + port + "\nbind " + HOST + "\ndir " + directory + "\n");
        for (ScaleBench.Pair pair : pairs) {
            text.append("sentinel monitor %1$s %2$s %3$d 1\nsentinel down-after-milliseconds %1$s %4$d\n"
                    .formatted(
                            pair.name(),
                            pair.master().address().host(),
                            pair.master().address().port(),
                            downAfterMillis));
        }
        List<String> words = new ArrayList<>(command);
        words.add(Files.writeString(directory.resolve("sentinel.conf"), text).toString());
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment().put("VEDETTE_BUILD", "never"); // this program was just built
        return new ScaleSentinel(directory, builder.start(), port, pairs.size(), System.nanoTime());
    }

    /** Milliseconds from the start until each master is well and its replica known. */
    double awaitReady() throws InterruptedException {
        while (System.nanoTime() - startedNanos < PATIENCE_NANOS) {
            try (RespConnection connection = connect()) {
                String info = connection.call("INFO", "sentinel").text();
                if (READY.matcher(info).results().count() == masters) {
                    return (System.nanoTime() - startedNanos) / 1e6;
                }
            } catch (IOException e) {
                // It is only starting.
            }
            Thread.sleep(POLL_MILLIS);
        }
        throw new CommandFailed("the sentinel does not know all replicas; its files are in " + directory);
    }

    /** Waits until it acts again, should it be in TILT. */
    void awaitCalm() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < PATIENCE_NANOS) {
            try (RespConnection connection = connect()) {
                if (connection.call("INFO", "sentinel").text().contains("sentinel_tilt:0")) {
                    return;
                }
            } catch (SocketTimeoutException e) {
                // Held up.
            }
            Thread.sleep(POLL_MILLIS);
        }
        throw new CommandFailed("the sentinel stays in TILT; its files are in " + directory);
    }

    /** Nanoseconds from {@code fault} until so many masters have a successor; empty if that takes too long. */
    Optional<Double> timeSwitches(int count, Runnable fault) throws IOException {
        try (RespConnection events = connect()) {
            events.call("SUBSCRIBE", "+switch-master");
            long begin = System.nanoTime();
            fault.run();
            Set<String> switched = new HashSet<>();
            while (switched.size() < count && System.nanoTime() - begin < PATIENCE_NANOS) {
                try {
                    List<Reply> message = events.read().items();
                    switched.add(message.getLast().text().split(" ")[0]);
                } catch (SocketTimeoutException e) {
                    // Nothing for a while: the patience bounds the whole.
                }
            }
            return switched.size() < count ? Optional.empty() : Optional.of((double) (System.nanoTime() - begin));
        }
    }

    double cpuSeconds() throws IOException {
        String stat = Files.readString(proc("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])) / TICKS_PER_SECOND;
    }

    long residentMegabytes() throws IOException {
        try (Stream<String> lines = Files.lines(proc("status"))) {
            String resident = lines.filter(line -> line.startsWith("VmRSS:"))
                    .findFirst()
                    .orElseThrow()
                    .replaceAll("\\D", "");
            return Long.parseLong(resident) / 1024;
        }
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }

    /** How often it stopped acting. */
    long tilts() throws IOException {
        try (Stream<String> lines = Files.lines(directory.resolve("log"))) {
            return lines.filter(line -> line.contains("+tilt")).count();
        }
    }

    private RespConnection connect() throws IOException {
        return RespConnection.open(HOST, port, TIMEOUT_MILLIS);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already.
        }
        for (String file : List.of("sentinel.conf", "log")) {
            Files.deleteIfExists(directory.resolve(file));
        }
        try (Stream<Path> rest = Files.list(directory)) {
            for (Path file : rest.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
