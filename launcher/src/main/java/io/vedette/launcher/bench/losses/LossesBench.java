package io.vedette.launcher.bench.losses;

import io.vedette.launcher.boxes.BoxedGroup;
import io.vedette.launcher.boxes.BoxedPlan;
import io.vedette.launcher.boxes.Boxes;
import io.vedette.launcher.options.CommandFailed;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plays each scenario on each side in turns, every round in a new group, and prints what was lost. Owned by the main thread. */
final class LossesBench {
    /** Whose group it is. */
    record Side(String name, BoxedPlan plan) {}

    private final List<Side> sides;
    private final List<Scenario> scenarios;
    private final int rounds;
    private final long millis;
    private final PrintStream out;
    private final Map<Scenario, Map<Side, List<Verdict>>> verdicts = new EnumMap<>(Scenario.class);
    private int failed;

    /** @param sides the first is ours */
    LossesBench(List<Side> sides, List<Scenario> scenarios, int rounds, long millis, PrintStream out) {
        this.sides = sides;
        this.scenarios = scenarios;
        this.rounds = rounds;
        this.millis = millis;
        this.out = out;
    }

    /** @return 0 if every round came to an end and ours lost nothing */
    int run() throws IOException {
        Boxes.refusal().ifPresent(Boxes::refuse);
        for (int round = 1; round <= rounds; round++) {
            for (Scenario scenario : scenarios) {
                for (Side side : sides) {
                    play(round, scenario, side);
                }
            }
        }
        print();
        boolean safe = verdicts.values().stream()
                .flatMap(bySide -> bySide.getOrDefault(sides.getFirst(), List.of()).stream())
                .allMatch(Verdict::isSafe);
        return safe && failed == 0 ? 0 : 1;
    }

    private void play(int round, Scenario scenario, Side side) throws IOException {
        Path folder = Files.createTempDirectory("vedette-bench-").toRealPath();
        try {
            try (BoxedGroup group = new BoxedGroup(folder, side.plan())) {
                Verdict verdict = new Ordeal(group, millis, scenario.word()).play(scenario);
                verdicts.computeIfAbsent(scenario, any -> new HashMap<>())
                        .computeIfAbsent(side, any -> new ArrayList<>())
                        .add(verdict);
                out.println("round " + round + ", " + line(scenario, side, verdict));
            }
            delete(folder);
        } catch (CommandFailed e) {
            failed++;
            out.printf(
                    "round %d, %s, %s: %s%nfiles and logs are in %s%n",
                    round, scenario.word(), side.name(), e.getMessage(), folder);
        }
        out.flush();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void print() {
        out.printf(
                "%n%-10s %-8s %12s %7s %7s %5s %9s %10s %9s  %s%n",
                "scenario", "side", "acknowledged", "lost", "", "twice", "misplaced", "2 masters", "outage", "errors");
        verdicts.forEach((scenario, bySide) -> sides.stream()
                .filter(bySide::containsKey)
                .forEach(side -> out.println(line(scenario, side, Verdict.sum(bySide.get(side))))));
        scenarios.forEach(scenario -> out.printf("%-10s %s%n", scenario.word(), scenario.text()));
        if (failed > 0) {
            out.printf("%d round(s) did not come to an end and are not in the table%n", failed);
        }
    }

    private static String line(Scenario scenario, Side side, Verdict verdict) {
        return String.format(
                Locale.ROOT,
                "%-10s %-8s %12d %7d %6.1f%% %5d %9d %7d ms %6d ms  %s",
                scenario.word(),
                side.name(),
                verdict.acknowledged(),
                verdict.lost(),
                verdict.lostPercent(),
                verdict.duplicated(),
                verdict.misplaced(),
                verdict.twoMastersMillis(),
                verdict.outageMillis(),
                verdict.errors().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", ")));
    }
}
