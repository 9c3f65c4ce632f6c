package io.vedette.launcher.bench.engine;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Speed, CPU time, memory and stalls of our server and of others in one run. Owned by the main thread. */
final class EngineBench {
    /**
     * @param commands a program for each server; empty for our own, which is the first
     * @param requests of a run at pipeline 1; deeper ones get more, so that all take about as long
     * @param keys different keys that the load names
     * @param memory whether memory is measured
     * @param stallSeconds how long stalls are looked for; 0 for not at all
     * @param stallKeys keys that are written meanwhile
     */
    record Settings(
            List<Optional<String>> commands,
            List<Operation> operations,
            List<Integer> pipelines,
            int rounds,
            long requests,
            long keys,
            boolean memory,
            int stallSeconds,
            long stallKeys) {}

    /** One run of a load. */
    private record Run(double perSecond, double cpuMicros) {}

    private static final int STALL_PIPELINE = 16;
    /** Of each test, before it is measured: a server of ours has its code compiled by then, which a round at pipeline 1 would see half of. */
    private static final long WARM_UP_REQUESTS = 1_000_000;

    private static final int MOST_TIMES_REQUESTS = 10;
    private static final double NANOS_PER_MICRO = 1e3;

    private final Settings settings;
    private final PrintStream out;

    EngineBench(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    void run() throws IOException, InterruptedException {
        if (settings.rounds() > 0) {
            speed();
        }
        if (settings.memory()) {
            memory();
        }
        if (settings.stallSeconds() > 0) {
            stalls();
        }
    }

    // ---- speed

    private void speed() throws IOException, InterruptedException {
        List<BenchedServer> servers = new ArrayList<>();
        try {
            for (Optional<String> command : settings.commands()) {
                servers.add(BenchedServer.open(command));
            }
            say(
                    "redis-benchmark -c 50, medians of %d rounds: thousands of operations a second, CPU microseconds of the"
                            + " server for each; the ratio is ours to theirs",
                    settings.rounds());
            say("%-12s %5s%s", "", "deep", head(servers, "  %-26s"));
            for (Operation operation : settings.operations()) {
                for (BenchedServer server : servers) {
                    run(server, operation, STALL_PIPELINE, WARM_UP_REQUESTS);
                }
                for (int pipeline : settings.pipelines()) {
                    say("%-12s %5d%s", operation.word(), pipeline, columns(measure(servers, operation, pipeline)));
                }
            }
        } finally {
            servers.forEach(BenchedServer::close);
        }
    }

    private static String head(List<BenchedServer> servers, String format) {
        StringBuilder head = new StringBuilder();
        servers.forEach(server -> head.append(String.format(format, server.name())));
        return head.toString();
    }

    /** The first round warms up and does not count; the servers take turns, each round another begins. */
    private List<List<Run>> measure(List<BenchedServer> servers, Operation operation, int pipeline)
            throws IOException, InterruptedException {
        long requests = settings.requests() * Math.min(MOST_TIMES_REQUESTS, Math.max(1, pipeline / 2));
        List<List<Run>> runs = new ArrayList<>();
        servers.forEach(server -> runs.add(new ArrayList<>()));
        for (int round = 0; round <= settings.rounds(); round++) {
            for (int i = 0; i < servers.size(); i++) {
                int turn = (i + round) % servers.size();
                Run run = run(servers.get(turn), operation, pipeline, requests);
                if (round > 0) {
                    runs.get(turn).add(run);
                }
            }
        }
        return runs;
    }

    private Run run(BenchedServer server, Operation operation, int pipeline, long requests)
            throws IOException, InterruptedException {
        server.ask("FLUSHALL");
        if (operation.preparation().isPresent()) {
            Load.run(server.port(), operation.preparation().get(), STALL_PIPELINE, requests, settings.keys());
        }
        Duration before = server.cpu();
        double perSecond = Load.run(server.port(), operation, pipeline, requests, settings.keys());
        Duration used = server.cpu().minus(before);
        return new Run(perSecond, used.toNanos() / NANOS_PER_MICRO / requests);
    }

    private static String columns(List<List<Run>> runs) {
        StringBuilder columns = new StringBuilder();
        double ourSpeed = Medians.of(runs.getFirst(), Run::perSecond);
        double ourCpu = Medians.of(runs.getFirst(), Run::cpuMicros);
        for (int i = 0; i < runs.size(); i++) {
            double speed = Medians.of(runs.get(i), Run::perSecond);
            double cpu = Medians.of(runs.get(i), Run::cpuMicros);
            String ratio = i == 0 ? "" : String.format(Locale.ROOT, " x%.2f x%.2f", ourSpeed / speed, ourCpu / cpu);
            columns.append(String.format(Locale.ROOT, "  %7.0f %5.2f%-13s", speed / 1e3, cpu, ratio));
        }
        return columns.toString();
    }

    // ---- memory

    private void memory() throws IOException, InterruptedException {
        say(
                "%nbytes for each, as the server counts and as the kernel counts when it has settled; the ratio is ours to theirs");
        for (Filling filling : Filling.values()) {
            StringBuilder line = new StringBuilder(
                    String.format(Locale.ROOT, "%-28s %,9d %-7s", filling.text(), filling.items(), filling.unit()));
            double ourUsed = 0;
            double ourResident = 0;
            for (int i = 0; i < settings.commands().size(); i++) {
                try (BenchedServer server =
                        BenchedServer.open(settings.commands().get(i))) {
                    long usedBefore = server.info("used_memory");
                    long residentBefore = server.settledResidentBytes();
                    filling.into(server);
                    double used = (double) (server.info("used_memory") - usedBefore) / filling.items();
                    double resident = (double) (server.settledResidentBytes() - residentBefore) / filling.items();
                    ourUsed = i == 0 ? used : ourUsed;
                    ourResident = i == 0 ? resident : ourResident;
                    String ratio = i == 0
                            ? ""
                            : String.format(Locale.ROOT, " x%.2f x%.2f", ourUsed / used, ourResident / resident);
                    line.append(String.format(Locale.ROOT, "  %s %.0f %.0f%s", server.name(), used, resident, ratio));
                }
            }
            say("%s", line);
        }
    }

    // ---- stalls

    private void stalls() throws IOException, InterruptedException {
        say(
                "%nwhat a client waits while %d keys are written for %d s at pipeline %d, milliseconds",
                settings.stallKeys(), settings.stallSeconds(), STALL_PIPELINE);
        for (Optional<String> command : settings.commands()) {
            try (BenchedServer server = BenchedServer.open(command)) {
                Process load = Load.startWriting(server.port(), STALL_PIPELINE, settings.stallKeys());
                try {
                    StallProbe.Seen seen = StallProbe.watch(server, settings.stallSeconds());
                    say(
                            "%-28s one of a thousand %.2f, worst %.2f",
                            server.name(), seen.oneOfAThousandMillis(), seen.worstMillis());
                    long own = server.info("vedette_loop_longest_stall_usec");
                    if (own > 0) {
                        sayOwn(own / 1e3, server.info("vedette_loop_stalls_over_2ms"), server.collectorPauses());
                    }
                } finally {
                    load.destroyForcibly().waitFor();
                }
            }
        }
    }

    private void sayOwn(double longestMillis, long stalls, List<Double> pauses) {
        say(
                "%-28s longest step of the loop, waits for a processor included, %.2f; %d above 2 ms; of the collector's %d pauses"
                        + " the longest %.2f, %d above 2 ms",
                "",
                longestMillis,
                stalls,
                pauses.size(),
                pauses.stream().mapToDouble(Double::doubleValue).max().orElse(0),
                pauses.stream().filter(millis -> millis > 2).count());
    }

    private void say(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
        out.flush();
    }
}
