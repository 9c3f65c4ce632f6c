package io.vedette.launcher.bench.engine;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A master and two replicas of ours, with a write quorum of one and without, in turns on the same processes; then the same of servers that
 * have each write on the disk first. Used by the main thread.
 */
final class WriteQuorumBench {
    private static final int WARM_UP_PART = 4;

    /** What stands behind an acknowledgement. */
    private enum Way {
        MASTER("the master's memory", "0", false),
        QUORUM("... and one replica's: write-quorum 1 of 2", "1", false),
        MASTER_DISK("the master's disk: appendfsync always", "0", true),
        QUORUM_DISK("... and one replica's: write-quorum-fsync yes", "1", true);

        private final String text;
        private final String quorum;
        private final boolean disk;

        Way(String text, String quorum, boolean disk) {
            this.text = text;
            this.quorum = quorum;
            this.disk = disk;
        }
    }

    private record Run(double perSecond, double micros) {}

    private final int rounds;
    private final int requests;
    private final PrintStream out;
    private final Map<Way, List<Run>> runs = new EnumMap<>(Way.class);

    WriteQuorumBench(int rounds, int requests, PrintStream out) {
        this.rounds = rounds;
        this.requests = requests;
        this.out = out;
    }

    /** Measures and prints. */
    void run() throws IOException, InterruptedException {
        ReplicationBench.inFolder(folder -> measure(folder, false));
        ReplicationBench.inFolder(folder -> measure(folder, true));
        print();
    }

    private void measure(Path folder, boolean disk) throws IOException, InterruptedException {
        List<String> lines =
                disk ? List.of("appendonly yes", "appendfsync always", "write-quorum-fsync yes") : List.of();
        Optional<String> ours = Optional.empty();
        try (BenchedServer master = ReplicationBench.open(ours, folder, "master", lines);
                BenchedServer first = ReplicationBench.open(ours, folder, "first", lines);
                BenchedServer second = ReplicationBench.open(ours, folder, "second", lines)) {
            ReplicationBench.linkMillis(master, first);
            ReplicationBench.linkMillis(master, second);
            master.ask("CONFIG", "SET", "write-quorum-timeout", "0");
            ReplicationBench.setsPerSecond(master, Math.max(2, requests / WARM_UP_PART));
            for (int round = 1; round <= rounds; round++) {
                for (Way way : Way.values()) {
                    if (way.disk == disk) {
                        measure(way, round, master);
                    }
                }
            }
        }
    }

    private void measure(Way way, int round, BenchedServer master) throws IOException, InterruptedException {
        master.ask("CONFIG", "SET", "write-quorum", way.quorum);
        Run run =
                new Run(ReplicationBench.setsPerSecond(master, requests), ReplicationBench.medianMicros(master, false));
        runs.computeIfAbsent(way, any -> new ArrayList<>()).add(run);
        say("round %d, %s: %,.0f a second, %.0f us", round, way.text, run.perSecond(), run.micros());
    }

    private void print() {
        say("%nmedians of %d rounds; an acknowledged SET is in", rounds);
        say("%-50s %14s %7s  %12s %7s", "", "a second, P 16", "ratio", "one client", "ratio");
        for (Way way : Way.values()) {
            Way base = way.disk ? Way.MASTER_DISK : Way.MASTER;
            double perSecond = Medians.of(runs.get(way), Run::perSecond);
            double micros = Medians.of(runs.get(way), Run::micros);
            say(
                    "%-50s %,14.0f %7.2f  %9.0f us %7.2f",
                    way.text,
                    perSecond,
                    perSecond / Medians.of(runs.get(base), Run::perSecond),
                    micros,
                    micros / Medians.of(runs.get(base), Run::micros));
        }
    }

    private void say(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
        out.flush();
    }
}
