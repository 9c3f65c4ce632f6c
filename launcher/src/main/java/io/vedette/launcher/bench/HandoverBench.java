package io.vedette.launcher.bench;

import io.vedette.launcher.options.CommandFailed;
import io.vedette.launcher.up.WriteLoad;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * What SENTINEL FAILOVER of a healthy master costs a client that writes: acknowledged writes that are gone afterwards, and the
 * time in which it cannot write. Rounds of all sides alternate. Owned by the main thread.
 */
final class HandoverBench {
    /**
     * @param foreign real sentinels among ours, which are never the ones that are told
     * @param against whether groups of real sentinels are measured too
     * @param reuse rounds that one group lives through
     * @param trace prints every event of every round
     */
    record Settings(
            int rounds,
            GroupPlan plan,
            Optional<String> serverCommand,
            int foreign,
            boolean against,
            int reuse,
            boolean trace) {}

    /** A group and the client that writes to it. */
    private record Running(Stage stage, WriteLoad load, int rounds) {
        Running older() {
            return new Running(stage, load, rounds + 1);
        }
    }

    private static final int PAUSE_LEAST_MILLIS = 500;
    private static final int PAUSE_MOST_MILLIS = 2_500;
    private static final int MEDIAN = 50;
    private static final int NEARLY_ALL = 99;
    private static final int ALL = 100;

    private final Settings settings;
    private final PrintStream out = System.out;
    private final Random random = new Random();
    private final Map<FailoverBench.Side, List<HandoverRound.Outcome>> outcomes = new LinkedHashMap<>();
    private final Map<FailoverBench.Side, Running> running = new HashMap<>();
    private int failed;

    HandoverBench(Settings settings) {
        this.settings = settings;
    }

    int run() throws IOException, InterruptedException {
        GroupPlan plan = settings.plan();
        say(
                "group: %d servers, %d sentinels, one client that writes on; %s",
                plan.replicas() + 1, plan.sentinels(), FailoverBench.machine());
        List<FailoverBench.Side> sides =
                FailoverBench.sides(settings.serverCommand(), settings.foreign(), settings.against());
        try {
            for (int round = 1; round <= settings.rounds(); round++) {
                for (FailoverBench.Side side : sides) {
                    play(round, side);
                }
            }
        } finally {
            for (Running group : running.values()) {
                group.load().end();
                group.stage().close();
            }
        }
        print(sides);
        if (failed > 0) {
            say("%d round(s) failed and are not in the table", failed);
        }
        return failed == 0 ? 0 : 1;
    }

    private void play(int round, FailoverBench.Side side) throws IOException, InterruptedException {
        Running group = groupFor(side);
        try {
            int asked = random.nextInt(side.foreignSentinels(), settings.plan().sentinels());
            int pauseMillis = random.nextInt(PAUSE_LEAST_MILLIS, PAUSE_MOST_MILLIS);
            HandoverRound.Outcome outcome = new HandoverRound(group.stage(), group.load()).play(asked, pauseMillis);
            outcomes.computeIfAbsent(side, any -> new ArrayList<>()).add(outcome);
            running.put(side, group.older());
            report(round, side, outcome);
        } catch (CommandFailed e) {
            say("round %d, %s: %s", round, side.name(), e.getMessage());
            failed++;
            running.remove(side);
            group.load().end();
            group.stage().abandon();
        }
    }

    private Running groupFor(FailoverBench.Side side) throws IOException, InterruptedException {
        Running former = running.get(side);
        if (former != null && former.rounds() < settings.reuse()) {
            return former;
        }
        if (former != null) {
            running.remove(side);
            former.load().end();
            former.stage().close();
        }
        Stage stage = Stage.open(settings.plan(), side);
        WriteLoad load = new WriteLoad(stage.group());
        load.start();
        Running group = new Running(stage, load, 0);
        running.put(side, group);
        return group;
    }

    private void report(int round, FailoverBench.Side side, HandoverRound.Outcome outcome) {
        say(
                "%3d %s: acknowledged=%d lost=%d pause=%.1f demoted=%.0f",
                round,
                side.name(),
                outcome.acknowledged(),
                outcome.lost(),
                outcome.pauseMillis(),
                outcome.demotedMillis());
        if (settings.trace()) {
            for (SeenEvents.Seen event : outcome.events()) {
                say(
                        "      %+8.1f %s %s %s",
                        (event.nanos() - outcome.beginNanos()) / 1e6,
                        event.sentinel().name(),
                        event.name(),
                        event.text());
            }
        }
    }

    private void print(List<FailoverBench.Side> sides) {
        say(
                "%n%-16s %6s %12s %7s | %-26s | %s",
                "SENTINEL FAILOVER",
                "rounds",
                "acknowledged",
                "lost",
                "pause of writes, ms",
                "old master a replica, ms");
        say("%-16s %6s %12s %7s | %8s %8s %8s | %8s %8s", "", "", "", "", "median", "p99", "worst", "median", "worst");
        for (FailoverBench.Side side : sides) {
            List<HandoverRound.Outcome> all = outcomes.getOrDefault(side, List.of());
            List<Double> pauses =
                    all.stream().map(HandoverRound.Outcome::pauseMillis).toList();
            List<Double> demotions =
                    all.stream().map(HandoverRound.Outcome::demotedMillis).toList();
            say(
                    "%-17s %6d %12d %7d | %8.1f %8.1f %8.1f | %8.0f %8.0f",
                    side.name(),
                    all.size(),
                    all.stream().mapToInt(HandoverRound.Outcome::acknowledged).sum(),
                    all.stream().mapToInt(HandoverRound.Outcome::lost).sum(),
                    Figures.percentile(pauses, MEDIAN),
                    Figures.percentile(pauses, NEARLY_ALL),
                    Figures.percentile(pauses, ALL),
                    Figures.percentile(demotions, MEDIAN),
                    Figures.percentile(demotions, ALL));
        }
        say(
                "the client pauses 1 ms after each write and 5 ms before it asks a sentinel anew; at the end: %s",
                FailoverBench.machine());
    }

    private void say(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
        out.flush();
    }
}
