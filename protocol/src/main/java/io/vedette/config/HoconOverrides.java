package io.vedette.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must stand beside a HOCON file so that both together say what the process holds: the keys that differ from it. */
final class HoconOverrides {
    private HoconOverrides() {}

    /** The entries that the HOCON file does not say already, all to be written. */
    static List<RewriteEntry> of(Path hocon, List<RewriteEntry> entries, SettingTable table) {
        Map<String, Set<List<String>>> said = said(hocon, table);
        List<RewriteEntry> wanted = new ArrayList<>();
        for (RewriteEntry entry : entries) {
            Optional<Set<List<String>>> there = Optional.ofNullable(said.get(entry.key()));
            boolean differs =
                    there.map(lines -> !lines.equals(words(entry.lines()))).orElse(entry.forced());
            wanted.add(
                    differs
                            ? new RewriteEntry(entry.key(), linesOf(entry), true)
                            : new RewriteEntry(entry.key(), List.of(), false));
        }
        return wanted;
    }

    /** What a file says cannot be left out beside it: that a setting is empty is said. */
    private static List<String> linesOf(RewriteEntry entry) {
        boolean ofFamily = entry.key().contains(" ");
        return entry.lines().isEmpty() && !ofFamily ? List.of(entry.key() + " \"\"") : entry.lines();
    }

    private static Map<String, Set<List<String>>> said(Path hocon, SettingTable table) {
        Map<String, Set<List<String>>> said = new HashMap<>();
        for (Directive directive : HoconReader.directives(hocon)) {
            List<String> words = new ArrayList<>(List.of(table.keyOf(directive.name(), List.of())));
            words.addAll(directive.args());
            said.computeIfAbsent(table.keyOf(directive.name(), directive.args()), key -> new HashSet<>())
                    .add(words);
        }
        return said;
    }

    private static Set<List<String>> words(List<String> lines) {
        Set<List<String>> all = new HashSet<>();
        lines.forEach(line -> all.add(Words.split(line).orElse(List.of(line))));
        return all;
    }
}
