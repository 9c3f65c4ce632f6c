package io.vedette.launcher.bench.engine;

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

    /** @param commands the program of each side; empty for our own, which is the first */
    SideFigures(List<Optional<String>> commands) {
        this.commands = commands;
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

    /** @param heading stands above the table, a line of its own */
    void table(PrintStream out, String heading) {
        out.printf(Locale.ROOT, "%n%s%n%-62s", heading, "");
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
