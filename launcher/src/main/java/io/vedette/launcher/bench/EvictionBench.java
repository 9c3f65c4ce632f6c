package io.vedette.launcher.bench;

import io.vedette.launcher.client.RespConnection;
import io.vedette.launcher.options.CommandFailed;
import io.vedette.launcher.up.Commands;
import io.vedette.launcher.up.Ports;
import io.vedette.resp.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How well a full server chooses the keys that go: servers that hold the same number of keys are asked for the same keys at the same
 * time, as caches (GET, and SET where it found nothing), and the share of requests that found their key is compared.
 *
 * <p>The trace: few keys are asked for often, by Zipf's law, a tenth of the requests are for keys that nobody asks for again, and
 * the favourites change slowly. Both sides go through it at the same pace, since time of use is kept in seconds.
 */
final class EvictionBench {
    /** What is asked for. */
    private static final int TRACE_KEYS = 100_000;

    private static final double SKEW = 0.9;
    /** What fits into each server. */
    private static final int CAPACITY = 10_000;

    private static final int BATCH = 200;
    private static final long BATCH_MILLIS = 10;
    private static final int ONCE_ONLY_EVERY = 10;
    /** So many times in a run another thousand of the favourites takes the place of the first. */
    private static final int CHANGES = 10;

    private static final int CHANGED_KEYS = 200;
    private static final byte[] VALUE = "x".repeat(100).getBytes(StandardCharsets.US_ASCII);
    private static final int START_MILLIS = 30_000;
    private static final int READ_MILLIS = 30_000;

    private final int seconds;
    private final boolean against;

    /** @param against a redis-server beside ours */
    EvictionBench(int seconds, boolean against) {
        this.seconds = seconds;
        this.against = against;
    }

    /** One server, and how it did. Closing it ends the process. */
    private static final class Side implements AutoCloseable {
        final String name;
        private final Process process;
        private final Path directory;
        private final Thread hook;
        private final RespConnection connection;
        private long asked;
        private long found;

        Side(String name, List<String> words) throws IOException, InterruptedException {
            this.name = name;
            this.directory = Files.createTempDirectory("vedette-bench-").toRealPath();
            int port = Ports.free(1).getFirst();
            List<String> command = new ArrayList<>(words);
            command.addAll(List.of("--port", "" + port, "--save", "", "--bind", "127.0.0.1"));
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            hook = new Thread(process::destroyForcibly, "end of " + name);
            Runtime.getRuntime().addShutdownHook(hook);
            connection = connect(port);
        }

        private RespConnection connect(int port) throws IOException, InterruptedException {
            for (long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS); ; Thread.sleep(50)) {
                try {
                    RespConnection opened = RespConnection.open("127.0.0.1", port, START_MILLIS);
                    opened.readTimeoutMillis(READ_MILLIS);
                    return opened;
                } catch (IOException notYet) {
                    if (!process.isAlive() || System.nanoTime() > end) {
                        throw new CommandFailed(name + " does not start; see " + directory.resolve("log"));
                    }
                }
            }
        }

        /** Lets it hold {@link #CAPACITY} keys from now on, and fills it with others than those of the trace. */
        void prepare(String policy) throws IOException {
            must("FLUSHALL");
            must("CONFIG", "SET", "maxmemory", "0");
            must("CONFIG", "SET", "maxmemory-policy", policy);
            Set<String> keys = new HashSet<>();
            for (int i = 0; i < CAPACITY; i++) {
                keys.add(key(Integer.MAX_VALUE - i));
            }
            store(keys);
            must("CONFIG", "SET", "maxmemory", Long.toString(usedBytes()));
            asked = 0;
            found = 0;
        }

        private void must(String... words) throws IOException {
            if (connection.call(words) instanceof Reply.Failure error) {
                throw new IOException(name + ": " + String.join(" ", words) + ": " + error.text());
            }
        }

        private long usedBytes() throws IOException {
            String info = connection.call("INFO", "memory").text();
            return info.lines()
                    .filter(line -> line.startsWith("used_memory:"))
                    .mapToLong(line -> Long.parseLong(line.substring("used_memory:".length())))
                    .findFirst()
                    .orElseThrow(() -> new IOException(name + " does not tell its memory"));
        }

        void ask(List<String> keys) throws IOException {
            for (String key : keys) {
                connection.queue("GET", key);
            }
            connection.flush();
        }

        /** Reads the replies to {@link #ask} and stores what was missing. */
        void answer(List<String> keys, boolean counts) throws IOException {
            Set<String> missing = new HashSet<>();
            for (String key : keys) {
                if (connection.read() instanceof Reply.Bulk) {
                    found += counts ? 1 : 0;
                } else {
                    missing.add(key);
                }
            }
            asked += counts ? keys.size() : 0;
            store(missing);
        }

        private void store(Set<String> keys) throws IOException {
            for (String key : keys) {
                connection.queue(bytes("SET"), bytes(key), VALUE);
            }
            connection.flush();
            for (int i = 0; i < keys.size(); i++) {
                connection.read();
            }
        }

        double percentFound() {
            return 100.0 * found / asked;
        }

        long keys() throws IOException {
            return Long.parseLong(connection.call("DBSIZE").text());
        }

        @Override
        public void close() {
            connection.close();
            process.destroy();
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
                Runtime.getRuntime().removeShutdownHook(hook);
                Files.deleteIfExists(directory.resolve("log"));
                Files.deleteIfExists(directory);
            } catch (IOException left) {
                System.err.println("left behind: " + directory + ": " + left);
            } catch (InterruptedException | IllegalStateException ending) {
                process.destroyForcibly();
            }
        }
    }

    int run() throws IOException, InterruptedException {
        List<Side> sides = new ArrayList<>();
        try {
            sides.add(new Side(
                    "vedette", Commands.of(Optional.empty(), Optional.empty()).server()));
            if (against) {
                sides.add(new Side("redis-server", List.of("redis-server")));
            }
            System.out.printf(
                    Locale.ROOT,
                    "%n%,d keys fit, %,d are asked for, %d s each%n%-14s",
                    CAPACITY,
                    TRACE_KEYS,
                    seconds,
                    "policy");
            sides.forEach(side -> System.out.printf("| %-24s", side.name + " hits %"));
            System.out.println(sides.size() == 2 ? "| points more" : "");
            for (String policy : List.of("allkeys-lru", "allkeys-lfu", "allkeys-random")) {
                go(policy, sides);
            }
            return 0;
        } finally {
            sides.forEach(Side::close);
        }
    }

    private void go(String policy, List<Side> sides) throws IOException, InterruptedException {
        for (Side side : sides) {
            side.prepare(policy);
        }
        Trace trace = new Trace();
        long batches = seconds * 1_000L / BATCH_MILLIS;
        long begun = System.nanoTime();
        for (long batch = 0; batch < batches; batch++) {
            List<String> keys = trace.next(batch * CHANGES / batches);
            for (Side side : sides) {
                side.ask(keys);
            }
            for (Side side : sides) {
                side.answer(keys, batch > batches / 4); // a cache that fills up finds little
            }
            long wait = begun + (batch + 1) * BATCH_MILLIS * 1_000_000 - System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(Math.max(0, wait));
        }
        System.out.printf("%-14s", policy);
        for (Side side : sides) {
            System.out.printf(Locale.ROOT, "| %5.1f  (%,6d keys)    ", side.percentFound(), side.keys());
        }
        System.out.println(
                sides.size() < 2
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "| %+5.1f",
                                sides.get(0).percentFound() - sides.get(1).percentFound()));
    }

    /** The keys that are asked for, the same in each run. */
    private static final class Trace {
        private final Random random = new Random(5);
        private final double[] cumulated = new double[TRACE_KEYS];
        private int once = TRACE_KEYS * 2;

        Trace() {
            double sum = 0;
            for (int i = 0; i < TRACE_KEYS; i++) {
                sum += 1 / Math.pow(i + 1, SKEW);
                cumulated[i] = sum;
            }
        }

        List<String> next(long change) {
            List<String> keys = new ArrayList<>(BATCH);
            for (int i = 0; i < BATCH; i++) {
                if (random.nextInt(ONCE_ONLY_EVERY) == 0) {
                    keys.add(key(once++));
                } else {
                    int place = Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[TRACE_KEYS - 1]);
                    keys.add(key((place < 0 ? -place - 1 : place) + (int) change * CHANGED_KEYS));
                }
            }
            return keys;
        }
    }

    /** All of the same length, so that all take the same memory. */
    private static String key(int number) {
        return String.format(Locale.ROOT, "key:%010d", number);
    }

    private static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }
}
