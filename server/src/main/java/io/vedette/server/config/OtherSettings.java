package io.vedette.server.config;

import io.vedette.config.ConfigRefusal;
import io.vedette.config.Directive;
import io.vedette.config.Fault;
import io.vedette.config.Setting;
import io.vedette.config.SettingTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The settings of Redis 7.0 that have no feature behind them here. They stand in a resource, one row each, and are typed and
 * bounded as in Redis, so that a file with a slip in it is refused as Redis refuses it, CONFIG GET shows them and CONFIG
 * REWRITE keeps them.
 *
 * <p>Three kinds: what tunes the inside of Redis (encodings, defragmentation) is passed over without a word; what
 * somebody may count on is told in one line at start; what promises safety or would make a client wait for something that
 * never comes is refused, at start or by CONFIG SET.
 */
final class OtherSettings {
    /** What is refused, except for values that ask for nothing. */
    private record Refusal(String reason, Set<String> harmless) {}

    private static final String RESOURCE = "settings-without-effect.tsv";
    private static final String NOT_YET = "not supported yet: ";

    /** Refused wherever it is asked for. One of them is no row of the resource: daemonize, a setting of the process. */
    private static final Map<String, Refusal> REFUSED = Map.ofEntries(
            refusal("cluster-enabled", NOT_YET + "say 'cluster-enabled no'", "no"),
            refusal("tls-cluster", NOT_YET + "say 'tls-cluster no'", "no"),
            refusal(
                    "daemonize",
                    "not supported: the process stays in the foreground; let a service manager or the shell's & put it"
                            + " in the background, and say 'daemonize no'",
                    "no"),
            refusal("loadmodule", "not supported: modules for Redis cannot run here", ""),
            refusal(
                    "syslog-enabled",
                    "not supported: log to a file or to standard output, and say 'syslog-enabled no'",
                    "no"));

    /** Told at start; harmless enough to be taken at run time too. */
    private static final Map<String, String> NOTED =
            Map.of("bind-source-addr", "connections to a master leave from the address that the system chooses");

    private OtherSettings() {}

    private static Map.Entry<String, Refusal> refusal(String name, String reason, String... harmless) {
        return Map.entry(name, new Refusal(reason, Set.of(harmless)));
    }

    /** Adds a row for each. */
    static void addTo(SettingTable table) {
        for (String line : lines()) {
            // name, older name, kind, when it changes, default
            String[] columns = line.split("\t", -1);
            Setting<?> row = row(columns[0], columns[2].split(" "), columns[4]);
            if (!columns[1].isEmpty()) {
                row.aka(columns[1]);
            }
            if (columns[3].equals("start")) {
                row.startOnly();
            }
            table.add(guarded(row));
        }
    }

    private static Setting<?> row(String name, String[] kind, String initial) {
        return switch (kind[0]) {
            case "unlisted" ->
                Setting.integer(name, Integer.parseInt(initial), Integer.parseInt(kind[1]), Integer.parseInt(kind[2]))
                        .unlisted();
            case "yesno" -> Setting.yesNo(name, initial.equals("yes"));
            case "int" ->
                Setting.integer(name, Integer.parseInt(initial), Integer.parseInt(kind[1]), Integer.parseInt(kind[2]));
            case "long" ->
                Setting.number(name, Long.parseLong(initial), Long.parseLong(kind[1]), Long.parseLong(kind[2]));
            case "memory" -> Setting.memory(name, Long.parseLong(initial), Long.parseLong(kind[1]), Long.MAX_VALUE);
            case "percent" -> Setting.memoryOrPercent(name, Long.parseLong(initial), Long.MAX_VALUE);
            case "text" -> Setting.text(name, initial);
            case "title" -> Setting.custom(name, initial, new TitleTemplate());
            case "oneof" ->
                Setting.custom(name, initial, new OneOf(List.of(kind).subList(1, kind.length)));
            case "line" -> Setting.words(name, List.of(), 0, Integer.MAX_VALUE).hidden();
            default -> throw new IllegalStateException(RESOURCE + ": no such kind: " + kind[0]);
        };
    }

    private static <T> Setting<T> guarded(Setting<T> row) {
        if (REFUSED.containsKey(row.name())) {
            refuseChange(row, REFUSED.get(row.name()));
        }
        if (NOTED.containsKey(row.name())) {
            row.withoutEffect(NOTED.get(row.name()));
        }
        return row;
    }

    private static <T> void refuseChange(Setting<T> row, Refusal refusal) {
        row.onChange(value -> {
            if (!refusal.harmless().contains(row.text())) {
                throw new ConfigRefusal(refusal.reason());
            }
        });
    }

    /** The directives that would be false promises; of several for one setting the last counts, as for its value. */
    static List<Fault> falsePromises(SettingTable table, List<Directive> directives) {
        List<Fault> faults = new ArrayList<>();
        for (Directive directive : directives.reversed()) {
            String name = directive.name();
            boolean last = faults.stream().noneMatch(fault -> fault.text().startsWith(name + " "));
            if (REFUSED.containsKey(name) && last && promises(table, name)) {
                faults.add(directive.fault(REFUSED.get(name).reason()));
            }
        }
        return faults.reversed();
    }

    private static boolean promises(SettingTable table, String name) {
        return table.find(name)
                .filter(row -> !REFUSED.get(name).harmless().contains(row.text()))
                .isPresent();
    }

    static List<String> names() {
        return lines().stream()
                .map(line -> line.substring(0, line.indexOf('\t')))
                .toList();
    }

    private static List<String> lines() {
        try (InputStream in = Objects.requireNonNull(OtherSettings.class.getResourceAsStream(RESOURCE));
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
