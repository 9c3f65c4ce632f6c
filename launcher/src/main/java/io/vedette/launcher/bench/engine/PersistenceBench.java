package io.vedette.launcher.bench.engine;

import io.vedette.launcher.client.RespConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Snapshots and the append-only file, of ours and of others in turns: how long keys take to save and to load, what
 * clients wait and what memory it costs while files are written, and what the append-only file costs of the speed.
 */
final class PersistenceBench {
    private static final int WATCH_SECONDS = 5;
    private static final long MOST_WAIT_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** What a save, a rewrite, a resynchronisation of a million keys takes is a third of a second or more: a thousand questions or two in all. */
    private static final int LATER_TIMES = 4;
    /** Before each: what the one before leaves to do, at a new replica for one, is over then. */
    private static final long BREATH_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final int SPEED_PIPELINE = 16;
    private static final int SPEED_KEYS = 100_000;
    private static final int SPEED_TURNS = 3;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MICROS_PER_MILLI = 1e3;
    private static final double BYTES_PER_MEGABYTE = 1 << 20;

    private final int keys;
    private final int requests;
    private final SideFigures figures;

    /**
     * @param keys of the data that is saved and loaded
     * @param requests of a run that measures the speed
     */
    PersistenceBench(SideFigures figures, int keys, int requests) {
        this.figures = figures;
        this.keys = keys;
        this.requests = requests;
    }

    /** Measures and prints. */
    void run() throws IOException, InterruptedException {
        figures.inTurns(
                command -> {
                    files(command);
                    speed(command);
                },
                String.format(
                        Locale.ROOT,
                        "%,d keys; 'wait' is what a client waits while others write %,d times a second",
                        keys,
                        PacedLoad.PER_SECOND));
    }

    private void files(Optional<String> command) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("vedette-bench-").toRealPath();
        try {
            try (BenchedServer one =
                            BenchedServer.open(command); // early: what they do when they are new is over when it counts
                    BenchedServer two = BenchedServer.open(command);
                    BenchedServer three = BenchedServer.open(command);
                    BenchedServer server = BenchedServer.open(command, folder, List.of())) {
                Filling.KEYS.into(server, keys);
                server.ask("SAVE"); // what runs for the first time counts nowhere
                long begun = System.nanoTime();
                server.ask("SAVE");
                figures.note(command, "SAVE, ms", millisSince(begun));
                whileWriting(command, server, List.of(one, two, three));
            }
            Path empty = Files.createTempDirectory("vedette-bench-").toRealPath();
            double start = startMillis(command, empty, List.of());
            BenchedServer.delete(empty);
            figures.note(command, "load of a snapshot, ms", startMillis(command, folder, List.of()) - start);
            collections(command, start);
            try (BenchedServer server = BenchedServer.open(
                    command, folder, List.of("appendonly yes", "aof-use-rdb-preamble no", "appendfsync everysec"))) {
                Filling.KEYS.into(server, keys);
                await(server, "aof_rewrite_in_progress");
            }
            figures.note(
                    command, "load of commands, ms", startMillis(command, folder, List.of("appendonly yes")) - start);
        } finally {
            BenchedServer.delete(folder);
        }
    }

    /** Half as many keys, of which each holds something. */
    private void collections(Optional<String> command, double start) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("vedette-bench-").toRealPath();
        try {
            try (BenchedServer server = BenchedServer.open(command, folder, List.of())) {
                for (Filling filling : List.of(Filling.HASHES, Filling.TAGS)) {
                    filling.into(server, keys / 4);
                }
                server.ask("SAVE");
            }
            figures.note(command, "load of hashes and sets, ms", startMillis(command, folder, List.of()) - start);
        } finally {
            BenchedServer.delete(folder);
        }
    }

    private static double startMillis(Optional<String> command, Path folder, List<String> lines)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        try (BenchedServer server = BenchedServer.open(command, folder, lines)) {
            double millis = millisSince(begun);
            server.ask("PING");
            return millis;
        }
    }

    /** What clients wait at a steady pace of writes: in peace, through a save, through a rewrite, while a replica takes everything. */
    private void whileWriting(Optional<String> command, BenchedServer server, List<BenchedServer> servers)
            throws IOException, InterruptedException {
        Deque<BenchedServer> replicas = new ArrayDeque<>(servers); // the last of them is the one of the moment
        try (PacedLoad load = PacedLoad.on(server, keys)) {
            figures.note(command, "in peace", StallProbe.watch(server, WATCH_SECONDS));
            watch(command, server, "BGSAVE", () -> server.ask("BGSAVE"), () -> isUnderWay(server, "rdb_bgsave"));
            server.ask("CONFIG", "SET", "appendonly", "yes");
            await(server, "aof_rewrite_in_progress");
            watch(
                    command,
                    server,
                    "BGREWRITEAOF",
                    () -> server.ask("BGREWRITEAOF"),
                    () -> isUnderWay(server, "aof_rewrite"));
            server.ask("CONFIG", "SET", "appendonly", "no");
            server.ask("CONFIG", "SET", "repl-diskless-sync-delay", "0");
            server.ask("CONFIG", "SET", "client-output-buffer-limit", "replica 0 0 0");
            watch(
                    command,
                    server,
                    "full resync",
                    () -> {
                        replicas.addLast(replicas.removeFirst());
                        replicas.getLast().ask("REPLICAOF", "NO", "ONE"); // what it has does not count
                        replicas.getLast().ask("REPLICAOF", BenchedServer.HOST, Integer.toString(server.port()));
                    },
                    () -> isSynchronizing(replicas.getLast()));
            if (load.written() == 0) {
                throw new IOException(server.name() + " took no writes");
            }
        }
    }

    private static boolean isSynchronizing(BenchedServer server) throws IOException {
        return server.ask("INFO", "replication").contains("master_link_status:down");
    }

    private static boolean isUnderWay(BenchedServer server, String what) throws IOException {
        return server.info("persistence", what + "_in_progress") == 1;
    }

    private interface Step {
        void go() throws IOException;
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    /**
     * Begins something again and again. It notes what clients wait until it has ended, and the longest step of the loop: of the first time in
     * a server's life, which is another matter where it compiles what it runs, and of some more times together, for one alone is too short to
     * tell of one question in a thousand. The last time it notes what that takes of memory: to count a process' pages the system locks its memory, and
     * whoever wants a new one waits.
     */
    private void watch(Optional<String> command, BenchedServer server, String what, Step begin, Condition goesOn)
            throws IOException {
        watchWaits(command, server, "the first " + what, 1, begin, goesOn);
        watchWaits(command, server, what, LATER_TIMES, begin, goesOn);
        long before = server.proportionalBytes();
        long[] most = {before};
        untilEnd(begin, goesOn, () -> {
            most[0] = Math.max(most[0], server.proportionalBytes());
            LockSupport.parkNanos(LOOK_NANOS);
        });
        figures.note(command, "memory more during " + what + ", MB", (most[0] - before) / BYTES_PER_MEGABYTE);
    }

    private void watchWaits(
            Optional<String> command, BenchedServer server, String what, int times, Step begin, Condition goesOn)
            throws IOException {
        server.ask("CONFIG", "RESETSTAT");
        List<Double> waits = new ArrayList<>();
        try (RespConnection connection = server.connect()) {
            for (int i = 0; i < times; i++) {
                LockSupport.parkNanos(BREATH_NANOS);
                untilEnd(begin, goesOn, () -> {
                    long begun = System.nanoTime();
                    connection.call("PING");
                    waits.add(millisSince(begun));
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                });
            }
        }
        figures.note(command, "during " + what, new StallProbe.Seen(waits));
        if (command.isEmpty()) { // others do not tell
            double micros = server.info("stats", "vedette_loop_longest_stall_usec");
            figures.note(command, "longest step of the loop during " + what + ", ms", micros / MICROS_PER_MILLI);
        }
    }

    /** @param meanwhile done again and again */
    private static void untilEnd(Step begin, Condition goesOn, Step meanwhile) throws IOException {
        begin.go();
        long lookedNanos = System.nanoTime();
        boolean underWay = true;
        while (underWay) {
            meanwhile.go();
            if (System.nanoTime() - lookedNanos > LOOK_NANOS) {
                underWay = goesOn.holds();
                lookedNanos = System.nanoTime();
            }
        }
    }

    private static void await(BenchedServer server, String field) throws IOException, InterruptedException {
        long end = System.nanoTime() + MOST_WAIT_NANOS;
        while (server.info("persistence", field) == 1 || server.info("persistence", "aof_rewrite_scheduled") == 1) {
            if (System.nanoTime() > end) {
                throw new IOException(server.name() + ": " + field + " does not end");
            }
            TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
        }
    }

    /** With the file and without in turns, on the same process: one run differs from the next by more than the file costs. */
    private void speed(Optional<String> command) throws IOException, InterruptedException {
        try (BenchedServer server = BenchedServer.open(command)) {
            server.ask("CONFIG", "SET", "appendfsync", "everysec");
            for (int turn = 0; turn <= SPEED_TURNS; turn++) {
                double without = setsPerSecond(server, "no");
                double with = setsPerSecond(server, "yes");
                if (turn > 0) { // the first one warms up
                    figures.note(command, "SET a second at pipeline 16, thousands", without / 1e3);
                    figures.note(command, "the same with everysec, thousands", with / 1e3);
                    figures.note(command, "what everysec costs, %", 100 * (1 - with / without));
                }
            }
        }
    }

    private double setsPerSecond(BenchedServer server, String appendOnly) throws IOException, InterruptedException {
        server.ask("CONFIG", "SET", "appendonly", appendOnly);
        await(server, "aof_rewrite_in_progress");
        return Load.run(server.port(), Operation.SET, SPEED_PIPELINE, requests / 2, SPEED_KEYS);
    }

    private static double millisSince(long begunNanos) {
        return (System.nanoTime() - begunNanos) / NANOS_PER_MILLI;
    }
}
