package io.vedette.launcher.bench;

import io.vedette.launcher.pretend.PretendServer;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What it costs one sentinel to watch many masters with a replica each, and how long it takes when many of them die at once.
 *
 * <p>The servers are pretended ({@link PretendServer}: PING, INFO, hellos and the orders of a failover, on a port each), by this
 * process, and the same for our sentinel and the real one, which take turns and are processes of their own. Processor time is
 * what the kernel has charged to the sentinel, so it can be read on a busy machine too; the times that elapse cannot.
 * Each round is bounded by the patience of {@link ScaleSentinel}. Owned by the main thread.
 */
final class ScaleBench {
    /**
     * @param settleSeconds how long the sentinel gets after it is ready, before it is watched: to be compiled, to store its
     *     state
     * @param quietSeconds how long it is watched while nothing happens
     * @param deaths masters that die at once
     */
    record Settings(
            int rounds,
            int masters,
            int deaths,
            int settleSeconds,
            int quietSeconds,
            long downAfterMillis,
            boolean against) {}

    /** A master and its replica. */
    record Pair(String name, PretendServer master, PretendServer replica) {
        static Pair open(int number) throws IOException {
            PretendServer master = PretendServer.open(2 * number + 1, Optional.empty());
            PretendServer replica = PretendServer.open(2 * number + 2, Optional.of(master.address()));
            master.replicas(List.of(replica.address()));
            return new Pair("m" + number, master, replica);
        }

        /** Who leads now: on a machine that is held up for longer than down-after that need not be the first one. */
        PretendServer leader() {
            return replica.isMaster() ? replica : master;
        }

        void close() {
            master.close();
            replica.close();
        }
    }

    /**
     * What one round showed.
     *
     * @param readyMillis from the start until every replica is known
     * @param startCpuSeconds processor time by the end of settling
     * @param cpuPercent of one processor, in peace
     * @param residentMegabytes in peace
     * @param tilts how often it stopped acting
     * @param switchedMillis beyond down-after, until the last of the dead has a successor; infinite if one has none
     */
    private record Row(
            double readyMillis,
            double startCpuSeconds,
            double cpuPercent,
            double residentMegabytes,
            double tilts,
            double switchedMillis) {
        static Row median(List<Row> rows) {
            return new Row(
                    median(rows, Row::readyMillis),
                    median(rows, Row::startCpuSeconds),
                    median(rows, Row::cpuPercent),
                    median(rows, Row::residentMegabytes),
                    median(rows, Row::tilts),
                    median(rows, Row::switchedMillis));
        }

        private static double median(List<Row> rows, ToDoubleFunction<Row> figure) {
            double[] sorted = rows.stream().mapToDouble(figure).sorted().toArray();
            return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        }
    }

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String OURS = "vedette";

    private final Settings settings;
    private final PrintStream out = System.out;
    private final List<Pair> pairs = new ArrayList<>();
    private final Map<String, List<Row>> rows = new LinkedHashMap<>();

    ScaleBench(Settings settings) {
        this.settings = settings;
    }

    int run() throws IOException, InterruptedException {
        say(
                "one sentinel, %d masters with a replica each (pretended, by this process), down-after %d ms, %d die at once; %s",
                settings.masters(), settings.downAfterMillis(), settings.deaths(), FailoverBench.machine());
        say(
                "%-16s %9s %12s %7s %9s %6s %27s",
                "sentinel", "ready ms", "start CPU s", "CPU %", "resident", "tilts", "all switched, ms beyond D");
        try {
            for (int i = 0; i < settings.masters(); i++) {
                pairs.add(Pair.open(i));
            }
            for (int round = 0; round < settings.rounds(); round++) {
                play(OURS, FailoverBench.ours());
                if (settings.against()) {
                    play("redis-sentinel", List.of(FailoverBench.FOREIGN_SENTINEL));
                }
            }
        } finally {
            pairs.forEach(Pair::close);
        }
        if (settings.rounds() > 1) {
            rows.forEach((kind, figures) -> print(kind + ", median", Row.median(figures)));
        }
        if (settings.against()) {
            sayRatios();
        }
        say(
                "CPU %%: of one processor, during %d s in which nothing happens. At the end: %s",
                settings.quietSeconds(), FailoverBench.machine());
        return rows.get(OURS).stream().allMatch(row -> Double.isFinite(row.switchedMillis())) ? 0 : 1;
    }

    private void sayRatios() {
        Row ours = Row.median(rows.get(OURS));
        Row theirs = Row.median(rows.get("redis-sentinel"));
        say(
                "ours / theirs: CPU %.2f, resident %.2f, time beyond D %.2f",
                ours.cpuPercent() / theirs.cpuPercent(),
                ours.residentMegabytes() / theirs.residentMegabytes(),
                ours.switchedMillis() / theirs.switchedMillis());
    }

    private void play(String kind, List<String> command) throws IOException, InterruptedException {
        try (ScaleSentinel sentinel = ScaleSentinel.start(command, pairs, settings.downAfterMillis())) {
            double readyMillis = sentinel.awaitReady();
            Thread.sleep(settings.settleSeconds() * 1_000L);
            sentinel.awaitCalm();
            double before = sentinel.cpuSeconds();
            long begin = System.nanoTime();
            Thread.sleep(settings.quietSeconds() * 1_000L);
            double quietSeconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
            double cpuPercent = 100 * (sentinel.cpuSeconds() - before) / quietSeconds;
            double resident = sentinel.residentMegabytes();
            sentinel.awaitCalm();
            List<Pair> dying = pairs.subList(0, settings.deaths());
            long needless =
                    pairs.stream().filter(pair -> pair.replica().isMaster()).count();
            if (needless > 0) {
                say("%s: %d masters were replaced while nothing happened: the machine is too busy", kind, needless);
            }
            double switchedNanos = sentinel.timeSwitches(
                            dying.size(),
                            () -> dying.forEach(pair -> pair.leader().close()))
                    .orElse(Double.POSITIVE_INFINITY);
            Row row = new Row(
                    readyMillis,
                    before,
                    cpuPercent,
                    resident,
                    sentinel.tilts(),
                    switchedNanos / NANOS_PER_MILLI - settings.downAfterMillis());
            rows.computeIfAbsent(kind, any -> new ArrayList<>()).add(row);
            print(kind, row);
        } finally {
            replaceDead();
        }
    }

    private void print(String kind, Row row) {
        say(
                "%-16s %9.0f %12.1f %7.1f %6.0f MB %6.0f %27s",
                kind,
                row.readyMillis(),
                row.startCpuSeconds(),
                row.cpuPercent(),
                row.residentMegabytes(),
                row.tilts(),
                Double.isFinite(row.switchedMillis())
                        ? String.format(Locale.ROOT, "%.0f", row.switchedMillis())
                        : "not all");
    }

    /** New ones for all that is not as it was; not the old ports again: somebody's outgoing connection may have those. */
    private void replaceDead() throws IOException {
        for (int i = 0; i < settings.masters(); i++) {
            Pair pair = pairs.get(i);
            if (i < settings.deaths()
                    || pair.replica().isMaster()
                    || !pair.master().isMaster()) {
                pair.close();
                pairs.set(i, Pair.open(i));
            }
        }
    }

    private void say(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
        out.flush();
    }
}
