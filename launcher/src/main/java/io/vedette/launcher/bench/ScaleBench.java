package io.vedette.launcher.bench;

import io.vedette.launcher.pretend.PretendServer;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What it costs one sentinel to watch many masters with a replica each, and how long it takes when many of them die at once. The
 * servers are pretended, in this process, and the same for our sentinel and the real one, which take turns. Owned by the
 * main thread.
 */
final class ScaleBench {
    /**
     * @param quietSeconds how long the sentinel is watched while nothing happens
     * @param deaths masters that die at once
     */
    record Settings(int rounds, int masters, int deaths, int quietSeconds, long downAfterMillis, boolean against) {}

    private static final double NANOS_PER_MILLI = 1e6;

    /** A master and its replica. */
    record Pair(String name, PretendServer master, PretendServer replica) {
        static Pair open(int number) throws IOException {
            PretendServer master = PretendServer.open(2 * number + 1, Optional.empty());
            PretendServer replica = PretendServer.open(2 * number + 2, Optional.of(master.address()));
            master.replicas(List.of(replica.address()));
            return new Pair("m" + number, master, replica);
        }

        void close() {
            master.close();
            replica.close();
        }
    }

    private final Settings settings;
    private final PrintStream out = System.out;
    private final List<Pair> pairs = new ArrayList<>();

    ScaleBench(Settings settings) {
        this.settings = settings;
    }

    int run() throws IOException, InterruptedException {
        say(
                "one sentinel, %d masters with a replica each, down-after %d ms, %d die at once; %s",
                settings.masters(), settings.downAfterMillis(), settings.deaths(), FailoverBench.machine());
        say(
                "%-16s %9s %7s %9s %6s %24s",
                "sentinel", "ready ms", "CPU %", "resident", "tilts", "all switched, ms beyond D");
        boolean whole = true;
        try {
            for (int i = 0; i < settings.masters(); i++) {
                pairs.add(Pair.open(i));
            }
            for (int round = 0; round < settings.rounds(); round++) {
                whole &= play(FailoverBench.ours());
                if (settings.against()) {
                    whole &= play(List.of(FailoverBench.FOREIGN_SENTINEL));
                }
            }
        } finally {
            pairs.forEach(Pair::close);
        }
        say("CPU: of one processor, while nothing happens. At the end: %s", FailoverBench.machine());
        return whole ? 0 : 1;
    }

    /** True if every master that died has a successor. */
    private boolean play(List<String> command) throws IOException, InterruptedException {
        try (ScaleSentinel sentinel = ScaleSentinel.start(command, pairs, settings.downAfterMillis())) {
            double readyMillis = sentinel.awaitReady();
            double before = sentinel.cpuSeconds();
            long begin = System.nanoTime();
            Thread.sleep(settings.quietSeconds() * 1_000L);
            double cpuPercent = 100 * (sentinel.cpuSeconds() - before) / ((System.nanoTime() - begin) / 1e9);
            List<Pair> dying = pairs.subList(0, settings.deaths());
            Optional<Double> switched = sentinel.timeSwitches(
                    dying.size(), () -> dying.forEach(pair -> pair.master().close()));
            say(
                    "%-16s %9.0f %7.1f %6d MB %6d %24s",
                    command.size() == 1 ? command.getFirst() : "vedette",
                    readyMillis,
                    cpuPercent,
                    sentinel.residentMegabytes(),
                    sentinel.tilts(),
                    switched.map(nanos -> String.format(
                                    Locale.ROOT, "%.0f", nanos / NANOS_PER_MILLI - settings.downAfterMillis()))
                            .orElse("not all"));
            return switched.isPresent();
        } finally {
            replaceDead();
        }
    }

    /** New ones rather than the old ports again: somebody's outgoing connection may have those meanwhile. */
    private void replaceDead() throws IOException {
        for (int i = 0; i < settings.deaths(); i++) {
            pairs.get(i).close();
            pairs.set(i, Pair.open(i));
        }
    }

    private void say(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
        out.flush();
    }
}
