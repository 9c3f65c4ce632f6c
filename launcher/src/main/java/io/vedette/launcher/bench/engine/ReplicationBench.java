package io.vedette.launcher.bench.engine;

import io.vedette.launcher.client.RespConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Groups of ours and of others in turns: how long a full resynchronisation of a million keys takes and what the master's
 * clients wait meanwhile, how fast a replica that was away catches up, what replicas cost of the master's speed and memory,
 * and what it costs to have each write confirmed by one of them.
 */
final class ReplicationBench {
    private static final int WATCH_SECONDS = 5;
    /** What a server of ours rehearses when it is new, or has its first replica, is over by then, also on two processors that are busy. */
    private static final int SETTLE_MILLIS = 5_000;

    private static final long MOST_WAIT_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final int SPEED_PIPELINE = 16;
    private static final int SPEED_KEYS = 100_000;
    private static final int LATENCY_SETS = 5_000;
    private static final int CATCH_UP_WRITES = 200_000;
    private static final int CATCH_UP_VALUE_BYTES = 1000;
    private static final int CATCH_UP_BATCH = 200;
    private static final Pattern OFFSET = Pattern.compile("slave_repl_offset:(\\d+)");
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MEGABYTE = 1 << 20;
    private static final List<String> LINES = List.of(
            "repl-diskless-sync-delay 0", "repl-backlog-size 512mb", "client-output-buffer-limit replica 0 0 0");

    private final int keys;
    private final int requests;
    private final SideFigures figures;

    /**
     * @param keys of the data that is copied
     * @param requests of a run that measures the speed
     */
    ReplicationBench(SideFigures figures, int keys, int requests) {
        this.figures = figures;
        this.keys = keys;
        this.requests = requests;
    }

    /** Measures and prints. */
    void run() throws IOException, InterruptedException {
        figures.inTurns(
                command -> {
                    resync(command);
                    replicas(command);
                },
                String.format(
                        Locale.ROOT,
                        "%,d keys; 'wait' is what a client of the master waits while others write %,d times a"
                                + " second",
                        keys,
                        PacedLoad.PER_SECOND));
    }

    interface InFolder {
        void run(Path folder) throws IOException, InterruptedException;
    }

    /** In a temporary folder, which is gone afterwards. */
    static void inFolder(InFolder work) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("vedette-bench-").toRealPath();
        try {
            work.run(folder);
        } finally {
            BenchedServer.delete(folder);
        }
    }

    private static BenchedServer open(Optional<String> command, Path folder, String name)
            throws IOException, InterruptedException {
        return open(command, folder, name, List.of());
    }

    /** @param more directives besides those that keep replication out of the way of what is measured */
    static BenchedServer open(Optional<String> command, Path folder, String name, List<String> more)
            throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(LINES);
        lines.addAll(more);
        return BenchedServer.open(command, Files.createDirectory(folder.resolve(name)), lines);
    }

    /** A full resynchronisation in peace, then a partial one, and others by a server that was just started and under load. */
    private void resync(Optional<String> command) throws IOException, InterruptedException {
        inFolder(folder -> {
            try (BenchedServer master = open(command, folder, "master");
                    BenchedServer replica = open(command, folder, "replica");
                    BenchedServer other = open(command, folder, "other")) {
                Filling.KEYS.into(master, keys);
                Thread.sleep(SETTLE_MILLIS);
                figures.note(command, "full resync, ms", linkMillis(master, replica));
                catchUp(command, master, replica);
                replica.ask("REPLICAOF", "NO", "ONE");
                try (BenchedServer late = open(command, folder, "late")) {
                    figures.note(command, "full resync of a server just started, ms", linkMillis(master, late));
                }
                Thread.sleep(SETTLE_MILLIS);
                try (PacedLoad load = PacedLoad.on(master, keys)) {
                    figures.note(command, "in peace", StallProbe.watch(master, WATCH_SECONDS));
                    figures.note(command, "during a full resync", watchResync(master, other));
                    if (load.written() == 0) {
                        throw new IOException(master.name() + " took no writes");
                    }
                }
            }
        });
    }

    private static void follow(BenchedServer master, BenchedServer replica) throws IOException {
        replica.ask("REPLICAOF", BenchedServer.HOST, Integer.toString(master.port()));
    }

    /** Makes it a replica; how long that took. */
    static double linkMillis(BenchedServer master, BenchedServer replica) throws IOException {
        long begun = System.nanoTime();
        follow(master, replica);
        awaitInfo(replica, begun, text -> text.contains("master_link_status:up"));
        return millisSince(begun);
    }

    /** Asks on one connection, and for little: the question should not be what takes the time. */
    private static void awaitInfo(BenchedServer replica, long begunNanos, Predicate<String> hoped) throws IOException {
        try (RespConnection asked = replica.connect()) {
            while (!hoped.test(asked.call("INFO", "replication").text())) {
                step(begunNanos, replica);
            }
        }
    }

    private static long offset(String info) {
        Matcher found = OFFSET.matcher(info);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    private static void step(long begunNanos, BenchedServer waitedFor) throws IOException {
        if (System.nanoTime() - begunNanos > MOST_WAIT_NANOS) {
            throw new IOException(waitedFor.name() + " does not get there as a replica");
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }

    private static StallProbe.Seen watchResync(BenchedServer master, BenchedServer replica) throws IOException {
        List<Double> waits = new ArrayList<>();
        try (RespConnection connection = master.connect();
                RespConnection asked = replica.connect()) {
            follow(master, replica);
            long begun = System.nanoTime();
            for (int i = 1;
                    i % 20 != 0 || !asked.call("INFO", "replication").text().contains("link_status:up");
                    i++) {
                long sent = System.nanoTime();
                connection.call("PING");
                waits.add(millisSince(sent));
                step(begun, replica);
            }
        }
        return new StallProbe.Seen(waits);
    }

    /** The replica is away, with its place in the stream kept, while 200 MB are written. */
    private void catchUp(Optional<String> command, BenchedServer master, BenchedServer replica) throws IOException {
        long before = master.info("master_repl_offset");
        // nobody listens on port 1
        replica.ask("REPLICAOF", BenchedServer.HOST, "1");
        String value = "x".repeat(CATCH_UP_VALUE_BYTES);
        try (RespConnection writer = master.connect()) {
            for (int i = 0; i < CATCH_UP_WRITES; i += CATCH_UP_BATCH) {
                for (int k = i; k < i + CATCH_UP_BATCH; k++) {
                    writer.queue("SET", Filling.key(k % SPEED_KEYS), value);
                }
                writer.flush();
                for (int k = 0; k < CATCH_UP_BATCH; k++) {
                    writer.read();
                }
            }
        }
        long end = master.info("master_repl_offset");
        long begun = System.nanoTime();
        follow(master, replica);
        awaitInfo(replica, begun, text -> offset(text) >= end);
        double seconds = millisSince(begun) / 1e3;
        if (master.info("sync_full") != 1) {
            throw new IOException(master.name() + ": the replica did not resume");
        }
        figures.note(command, "partial resync, MB/s", (end - before) / MEGABYTE / seconds);
    }

    /** What each replica costs of the master's speed and memory. */
    private void replicas(Optional<String> command) throws IOException, InterruptedException {
        inFolder(folder -> {
            try (BenchedServer master = open(command, folder, "master");
                    BenchedServer first = open(command, folder, "first");
                    BenchedServer second = open(command, folder, "second")) {
                linkMillis(master, first);
                setsPerSecond(master); // warms up, and fills the backlog
                long one = master.info("used_memory");
                linkMillis(master, second);
                long two = master.info("used_memory");
                figures.note(command, "memory of a further replica, MB", (two - one) / MEGABYTE);
                double perSecond = setsPerSecond(master);
                figures.note(command, "SET a second at pipeline 16 with two replicas, thousands", perSecond / 1e3);
                long cpuBefore = master.cpu().toNanos();
                setsPerSecond(master);
                figures.note(
                        command,
                        "processor time of the master for each of them, us",
                        (master.cpu().toNanos() - cpuBefore) / 1e3 / requests);
                figures.note(
                        command, "resident memory of the master after them, MB", master.residentBytes() / MEGABYTE);
                figures.note(command, "resident memory of a replica after them, MB", second.residentBytes() / MEGABYTE);
                confirmed(command, master);
            }
        });
    }

    /** The same when one of the two replicas must have it: by the write quorum, or by asking (WAIT) where there is none. */
    private void confirmed(Optional<String> command, BenchedServer master) throws IOException, InterruptedException {
        figures.note(command, "SET of one client, us", medianMicros(master, false));
        boolean ours = command.isEmpty();
        if (ours) {
            master.ask("CONFIG", "SET", "write-quorum", "1");
            master.ask("CONFIG", "SET", "write-quorum-timeout", "0");
            figures.note(
                    command,
                    "SET a second at pipeline 16, write-quorum 1 of 2, thousands",
                    setsPerSecond(master) / 1e3);
        }
        figures.note(command, "SET of one client, confirmed by one replica, us", medianMicros(master, !ours));
    }

    /** What one client waits for a SET. @param asks for a replica to have it, by WAIT */
    static double medianMicros(BenchedServer master, boolean asks) throws IOException {
        List<Double> micros = new ArrayList<>();
        try (RespConnection connection = master.connect()) {
            for (int i = 0; i < LATENCY_SETS; i++) {
                long sent = System.nanoTime();
                connection.queue("SET", Filling.key(i), "x");
                if (asks) {
                    connection.queue("WAIT", "1", "0");
                }
                connection.flush();
                for (int replies = asks ? 2 : 1; replies > 0; replies--) {
                    connection.read();
                }
                micros.add((System.nanoTime() - sent) / 1e3);
            }
        }
        return Medians.of(micros, Double::doubleValue);
    }

    private double setsPerSecond(BenchedServer server) throws IOException, InterruptedException {
        return setsPerSecond(server, requests);
    }

    static double setsPerSecond(BenchedServer server, int requests) throws IOException, InterruptedException {
        return Load.run(server.port(), Operation.SET, SPEED_PIPELINE, requests, SPEED_KEYS);
    }

    private static double millisSince(long begunNanos) {
        return (System.nanoTime() - begunNanos) / NANOS_PER_MILLI;
    }
}
