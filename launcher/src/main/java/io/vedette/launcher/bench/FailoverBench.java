package io.vedette.launcher.bench;

import io.vedette.launcher.options.CommandFailed;
import io.vedette.launcher.up.Member;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * How long a group is without a master, beyond down-after. Rounds of all sides and faults alternate, so that what else the
 * machine does falls on all alike. Owned by the main thread.
 */
final class FailoverBench {
    static final String FOREIGN_SENTINEL = "redis-sentinel";
    private static final String FOREIGN_SERVER = "redis-server";
    private static final String OURS = "vedette";

    /**
     * @param durable whether groups of ours have a write quorum
     * @param serverCommand runs the data servers; none: Vedette's own
     * @param foreign real sentinels among ours
     * @param against whether groups of real sentinels are measured too
     * @param reuse rounds that one group lives through; 1: each round has processes that never saw a failover
     * @param trace prints every event of every round
     */
    record Settings(
            int rounds,
            List<Fault> faults,
            int replicas,
            int sentinels,
            int foreign,
            long downAfterMillis,
            boolean durable,
            Optional<String> serverCommand,
            boolean against,
            int reuse,
            boolean returning,
            boolean trace) {
        GroupPlan plan() {
            return new GroupPlan(replicas, sentinels, downAfterMillis, durable);
        }
    }

    /** Whose sentinels a group has, and whose servers; no command: ours. */
    record Side(String name, Optional<String> serverCommand, Optional<String> sentinelCommand, int foreignSentinels) {}

    private record Kind(Side side, Fault fault) {}

    private static final int PAUSE_LEAST_MILLIS = 500;
    private static final int PAUSE_MOST_MILLIS = 2_500;

    private final Settings settings;
    private final PrintStream out = System.out;
    private final Random random = new Random();
    private final Map<Kind, Figures> figures = new LinkedHashMap<>();
    private final Map<Side, Stage> stages = new LinkedHashMap<>();
    private final Map<Side, Integer> rounds = new HashMap<>();
    private int failed;

    FailoverBench(Settings settings) {
        this.settings = settings;
    }

    int run() throws IOException, InterruptedException {
        List<Side> sides = sides(settings.serverCommand(), settings.foreign(), settings.against());
        say(
                "group: %d servers, %d sentinels, down-after %d ms; %s",
                settings.replicas() + 1, settings.sentinels(), settings.downAfterMillis(), machine());
        try (Signals signals = Signals.open()) {
            for (int round = 1; round <= settings.rounds(); round++) {
                for (Fault fault : settings.faults()) {
                    for (Side side : sides) {
                        play(round, side, fault, signals);
                    }
                }
            }
        } finally {
            stages.values().forEach(Stage::close);
        }
        for (Fault fault : settings.faults()) {
            Table.print(
                    out,
                    fault,
                    sides.stream().map(Side::name).toList(),
                    sides.stream()
                            .map(side -> figures.getOrDefault(new Kind(side, fault), new Figures()))
                            .toList());
        }
        say("* from its first reply. All else: ms after the fault, less down-after. At the end: %s", machine());
        if (failed > 0) {
            say("%d round(s) failed and are not in the table", failed);
        }
        return failed == 0 ? 0 : 1;
    }

    /**
     * Ours over the servers that were named, and where it is measured too, the real one over real servers. Between those two
     * stand ours over real servers, so that it shows what the servers bring and what the sentinels do.
     */
    static List<Side> sides(Optional<String> serverCommand, int foreign, boolean against) {
        List<Side> sides = new ArrayList<>();
        sides.add(ours(serverCommand, foreign));
        if (against) {
            String servers = serverCommand.orElse(FOREIGN_SERVER);
            if (serverCommand.isEmpty()) {
                sides.add(ours(Optional.of(servers), foreign));
            }
            sides.add(new Side(
                    FOREIGN_SENTINEL + " over " + servers, Optional.of(servers), Optional.of(FOREIGN_SENTINEL), 0));
        }
        return sides;
    }

    private static Side ours(Optional<String> serverCommand, int foreign) {
        String name = OURS + (foreign == 0 ? "" : " with " + foreign + " real") + " over " + serverCommand.orElse(OURS);
        return new Side(name, serverCommand, Optional.empty(), foreign);
    }

    /** The words that start a sentinel of ours. */
    static List<String> ours() {
        return List.of(System.getProperty("vedette.home") + "/vedette", "sentinel");
    }

    private void play(int round, Side side, Fault fault, Signals signals) throws IOException, InterruptedException {
        Stage stage = stageFor(side);
        boolean whole = false;
        try {
            Member master = Round.masterOf(stage.group());
            int pauseMillis = random.nextInt(PAUSE_LEAST_MILLIS, PAUSE_MOST_MILLIS);
            Round.Outcome outcome = new Round(stage, settings, side, signals).play(fault, master, pauseMillis);
            boolean counts = settings.foreign() == 0 || outcome.oursLed();
            if (counts) {
                figures.computeIfAbsent(new Kind(side, fault), any -> new Figures())
                        .add(outcome.millis());
            }
            report(round, side, fault, outcome, counts);
            whole = outcome.millis().containsKey(Moment.REPOINTED);
        } catch (CommandFailed e) {
            say("round %d, %s, %s: %s", round, fault.word(), side.name(), e.getMessage());
        }
        if (whole) {
            rounds.merge(side, 1, Integer::sum);
        } else {
            failed++;
            stages.remove(side);
            stage.abandon();
        }
    }

    /** The group of the round before, or a new one when that has seen enough. */
    private Stage stageFor(Side side) throws IOException, InterruptedException {
        Optional<Stage> former = Optional.ofNullable(stages.get(side));
        boolean renewed = !settings.returning() || rounds.getOrDefault(side, 0) >= settings.reuse();
        if (former.isPresent() && !renewed) {
            return former.get();
        }
        if (former.isPresent()) {
            stages.remove(side);
            former.get().close();
        }
        Stage stage = Stage.open(settings.plan(), side);
        stages.put(side, stage);
        rounds.put(side, 0);
        return stage;
    }

    private void report(int round, Side side, Fault fault, Round.Outcome outcome, boolean counts) {
        StringBuilder line = new StringBuilder();
        for (Moment moment : Moment.values()) {
            Optional.ofNullable(outcome.millis().get(moment))
                    .ifPresent(value -> line.append(' ')
                            .append(moment.name().toLowerCase(Locale.ROOT))
                            .append(String.format(Locale.ROOT, "=%.0f", value)));
        }
        String remark = counts ? "" : " (a real one led: not counted)";
        say("%3d %s %s, load %s:%s%s", round, fault.word(), side.name(), load(), line, remark);
        if (settings.trace()) {
            for (SeenEvents.Seen event : outcome.events()) {
                say(
                        "      %+8.1f %s %s %s",
                        (event.nanos() - outcome.faultNanos()) / 1e6 - settings.downAfterMillis(),
                        event.sentinel().name(),
                        event.name(),
                        event.text());
            }
        }
    }

    /** Times on a busy machine say more about the machine: so the reader is told. */
    static String machine() {
        return Runtime.getRuntime().availableProcessors() + " processors, load " + load() + " in the last minute";
    }

    private static String load() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        } catch (IOException e) {
            return "unknown";
        }
    }

    private void say(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
        out.flush();
    }
}
