package io.vedette.launcher.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints what the sides have measured for one fault beside each other. Pure but for the printing. */
final class Table {
    private static final int MEDIAN = 50;
    private static final int NEARLY_ALL = 99;
    private static final int ALL = 100;

    private Table() {}

    /** @param names and {@code sides} belong together; with several, the last column is how many times the last takes the first */
    static void print(PrintStream out, Fault fault, List<String> names, List<Figures> sides) {
        StringBuilder head = new StringBuilder(String.format("%n%-27s", "fault: " + fault.word()));
        StringBuilder units = new StringBuilder(String.format("%-27s", "ms"));
        for (int i = 0; i < sides.size(); i++) {
            head.append(String.format("| %-32s", names.get(i)));
            units.append(String.format("| %8s %8s %8s   n ", "median", "p99", "worst"));
        }
        out.println(head);
        out.println(units.append(sides.size() > 1 ? "| ratio of medians" : ""));
        for (Moment moment : Moment.values()) {
            StringBuilder line = new StringBuilder(String.format("%-27s", moment.text()));
            for (Figures side : sides) {
                line.append(String.format(
                        Locale.ROOT,
                        "| %8.0f %8.0f %8.0f %3d ",
                        side.percentile(moment, MEDIAN),
                        side.percentile(moment, NEARLY_ALL),
                        side.percentile(moment, ALL),
                        side.count(moment)));
            }
            if (sides.size() > 1) {
                line.append(String.format(
                        Locale.ROOT,
                        "| %8.1f",
                        sides.getLast().percentile(moment, MEDIAN)
                                / sides.getFirst().percentile(moment, MEDIAN)));
            }
            out.println(line);
        }
        out.flush();
    }
}
