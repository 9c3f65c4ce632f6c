package io.vedette.launcher.bench.engine;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Figures of several servers, noted round by round, and the table of their medians side by side. Used by the main thread. */
final class SideFigures {
    private final Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();
    private final List<Optional<String>> commands;
    private final int rounds;
    private final PrintStream out;

    /** Measures one side once. */
    interface Side {
        void measure(Optional<String> command) throws IOException, InterruptedException;
    }

    /** @param commands the program of each side; empty for our own, which is the first */
    SideFigures(List<Optional<String>> commands, int rounds, PrintStream out) {
        this.commands = commands;
        this.rounds = rounds;
        this.out = out;
    }

    /** Measures all sides in turns, each round beginning with another one; then prints. @param of what the table is, in words */
    void inTurns(Side side, String of) throws IOException, InterruptedException {
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < commands.size(); i++) {
                Optional<String> command = commands.get((i + round) % commands.size());
                side.measure(command);
                out.printf(Locale.ROOT, "round %d of %s is done%n", round + 1, name(command));
            }
        }
        out.printf(Locale.ROOT, "%nmedians of %d rounds; %s%n", rounds, of);
        table();
    }

    void note(Optional<String> command, String figure, double value) {
        figures.computeIfAbsent(figure, any -> new LinkedHashMap<>())
                .computeIfAbsent(name(command), any -> new ArrayList<>())
                .add(value);
    }

    void note(Optional<String> command, String when, StallProbe.Seen seen) {
        note(command, "wait " + when + ", one of a thousand, ms", seen.oneOfAThousandMillis());
        note(command, "wait " + when + ", worst, ms", seen.worstMillis());
    }

    static String name(Optional<String> command) {
        return command.orElse("vedette");
    }

    private void table() {
        out.printf(Locale.ROOT, "%-62s", "");
        commands.forEach(command -> out.printf(Locale.ROOT, "  %14s", name(command)));
        out.println(commands.size() > 1 ? "   ours / theirs" : "");
        figures.forEach((figure, sides) -> {
            out.printf(Locale.ROOT, "%-62s", figure);
            double ours = median(sides, commands.getFirst());
            commands.forEach(command -> out.printf(Locale.ROOT, "  %14.2f", median(sides, command)));
            commands.stream()
                    .skip(1)
                    .forEach(command -> out.printf(Locale.ROOT, "   %.2f", ours / median(sides, command)));
            out.println();
        });
    }

    private static double median(Map<String, List<Double>> sides, Optional<String> command) {
        return Medians.of(sides.getOrDefault(name(command), List.of()), Double::doubleValue);
    }
}
