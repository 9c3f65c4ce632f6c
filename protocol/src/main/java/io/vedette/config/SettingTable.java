package io.vedette.config;

import io.vedette.resp.Glob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of a process: rows by name, old names too, and families of free directives. One table serves the
 * configuration file, the command line, CONFIG GET, CONFIG SET and CONFIG REWRITE. Filled at start by its owner, then used on
 * the owner loop only.
 */
public final class SettingTable {
    private final Map<String, Setting<?>> rows = new LinkedHashMap<>();
    private final Map<String, Setting<?>> byOldName = new LinkedHashMap<>();
    private final Map<String, DirectiveFamily> families = new LinkedHashMap<>();

    /** An empty table. */
    public SettingTable() {}

    /** Adds a row; answers it, so that a row is a field and one line. */
    public <T> Setting<T> add(Setting<T> row) {
        boolean taken = rows.putIfAbsent(row.name(), row) != null
                || row.oldName().map(old -> byOldName.put(old, row)).isPresent();
        if (taken) {
            throw new IllegalArgumentException("two settings are named " + row.name());
        }
        return row;
    }

    public void addFamily(DirectiveFamily family) {
        families.put(family.name(), family);
    }

    /** The row of a name, old or new, in any case. */
    public Optional<Setting<?>> find(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Optional.<Setting<?>>ofNullable(rows.get(lower)).or(() -> Optional.ofNullable(byOldName.get(lower)));
    }

    /** Takes the directives of a start, in order: later ones win. Answers everything that is wrong, in order of appearance. */
    public List<Fault> load(List<Directive> directives) {
        List<Fault> faults = new ArrayList<>();
        for (Directive directive : directives) {
            if (families.containsKey(directive.name())) {
                continue;
            }
            Optional<Setting<?>> row = find(directive.name());
            if (row.isEmpty()) {
                faults.add(directive.fault("Bad directive or wrong number of arguments"));
                continue;
            }
            try {
                row.get().state(directive.args());
            } catch (ConfigRefusal refusal) {
                faults.add(directive.fault(refusal.reason()));
            }
        }
        for (DirectiveFamily family : families.values()) {
            faults.addAll(family.load(directives.stream()
                    .filter(directive -> directive.name().equals(family.name()))
                    .toList()));
        }
        return faults;
    }

    /** One line for each setting that was given and does nothing here; to be logged at start. */
    public List<String> notices() {
        return rows.values().stream().flatMap(row -> row.notice().stream()).toList();
    }

    /** CONFIG GET: name and value of every setting that matches one of the patterns; an exact name is echoed as it was asked first. */
    public Map<String, String> get(List<String> patterns) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String pattern : patterns) {
            if (Glob.isPattern(pattern)) {
                rows.forEach((name, row) -> putIfMatching(found, pattern, name, row));
                byOldName.forEach((name, row) -> putIfMatching(found, pattern, name, row));
            } else if (found.keySet().stream().noneMatch(pattern::equalsIgnoreCase)) {
                find(pattern).filter(row -> !row.isHidden()).ifPresent(row -> found.put(pattern, row.text()));
            }
        }
        return found;
    }

    private static void putIfMatching(Map<String, String> found, String pattern, String name, Setting<?> row) {
        if (row.isListed() && Glob.matchesAnyCase(pattern, name)) {
            found.put(name, row.text());
        }
    }

    /**
     * CONFIG SET: all or nothing.
     *
     * @param namesAndValues name, value, name, value ...; at least one pair
     * @throws ConfigRefusal with the whole error line, for example {@code ERR CONFIG SET failed (possibly related to
     *     argument 'port') - argument must be between 0 and 65535 inclusive}; every setting has its old value then
     */
    public void set(List<String> namesAndValues) throws ConfigRefusal {
        List<Setting<?>> chosen = choose(namesAndValues);
        List<Setting<?>.Pending> pending = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            try {
                pending.add(chosen.get(i).change(namesAndValues.get(2 * i + 1)));
            } catch (ConfigRefusal refusal) {
                pending.reversed().forEach(Setting.Pending::takeBack);
                throw failed(namesAndValues.get(2 * i), refusal.reason());
            }
        }
        for (int i = 0; i < pending.size(); i++) {
            try {
                pending.get(i).apply();
            } catch (ConfigRefusal refusal) {
                pending.reversed().forEach(Setting.Pending::takeBack);
                undo(pending.subList(0, i));
                throw failed(namesAndValues.get(2 * i), refusal.reason());
            }
        }
    }

    private List<Setting<?>> choose(List<String> namesAndValues) throws ConfigRefusal {
        List<Setting<?>> chosen = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            String name = namesAndValues.get(i);
            Setting<?> row = find(name)
                    .filter(found -> !found.isHidden())
                    .orElseThrow(() -> new ConfigRefusal(
                            "ERR Unknown option or number of arguments for CONFIG SET - '" + name + "'"));
            if (!isChangeable(row)) {
                throw failed(
                        name,
                        row.mutability() == Setting.Mutability.GUARDED
                                ? "can't set protected config"
                                : "can't set immutable config");
            }
            if (!seen.add(
                    name.toLowerCase(Locale.ROOT))) { // under its older name it may come again: the last one counts
                throw failed(name, "duplicate parameter");
            }
            chosen.add(row);
        }
        return chosen;
    }

    private boolean isChangeable(Setting<?> row) {
        return switch (row.mutability()) {
            case CHANGEABLE -> true;
            case START_ONLY -> false;
            case GUARDED ->
                find("enable-protected-configs")
                        .filter(guard -> guard.text().equals("yes"))
                        .isPresent();
        };
    }

    private static void undo(List<Setting<?>.Pending> applied) {
        for (Setting<?>.Pending change : applied) {
            try {
                change.reapply();
            } catch (ConfigRefusal refusal) {
                throw new IllegalStateException(
                        "the former value of " + change.name() + " was refused: " + refusal.reason(), refusal);
            }
        }
    }

    /** The whole error line of a CONFIG SET that {@code name} has spoilt. */
    public static ConfigRefusal failed(String name, String reason) {
        return new ConfigRefusal("ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + reason);
    }

    /** What a rewritten file shall say: every row that is not hidden, then the families. */
    public List<RewriteEntry> rewriteEntries() {
        List<RewriteEntry> entries = new ArrayList<>();
        rows.values().stream().filter(row -> !row.isHidden()).forEach(row -> entries.add(row.rewriteEntry()));
        families.values().forEach(family -> entries.addAll(family.rewriteEntries()));
        return entries;
    }

    /** The key of a directive for the rewrite: its newer name; in a family the name and the first argument. */
    public String keyOf(String name, List<String> args) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (families.containsKey(lower) && !args.isEmpty()) {
            return lower + " " + args.getFirst().toLowerCase(Locale.ROOT);
        }
        return find(lower).map(row -> row.name()).orElse(lower);
    }
}
