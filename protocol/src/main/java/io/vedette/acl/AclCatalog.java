package io.vedette.acl;

import io.vedette.command.CommandSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The commands that rules can name, each with a number of its own: what the process offers, and what it may offer one day, so
 * that a file of users that was written for Redis can be read before all of Redis is there. Immutable.
 */
public final class AclCatalog {
    /** Redis' categories, in its order. */
    public static final List<String> CATEGORIES = List.of(
            "keyspace",
            "read",
            "write",
            "set",
            "sortedset",
            "list",
            "hash",
            "string",
            "bitmap",
            "hyperloglog",
            "geo",
            "stream",
            "pubsub",
            "admin",
            "fast",
            "slow",
            "blocking",
            "dangerous",
            "connection",
            "transaction",
            "scripting");

    /** A command with its subcommands, or a subcommand. */
    record Entry(int id, CommandSpec spec, boolean offered, List<Entry> subcommands) {
        boolean isIn(String category) {
            return spec.categories().contains(category);
        }

        String name() {
            return spec.name();
        }
    }

    private final Map<String, Entry> top = new LinkedHashMap<>();
    private final Map<String, Entry> byName = new HashMap<>();

    /**
     * In both a container stands before what it contains.
     *
     * @param offered commands and subcommands that the process has
     * @param known others that rules may name too; what is in both counts as offered
     */
    public AclCatalog(Collection<CommandSpec> offered, Collection<CommandSpec> known) {
        offered.forEach(spec -> add(spec, true));
        known.stream().filter(spec -> !byName.containsKey(spec.name())).forEach(spec -> add(spec, false));
    }

    private void add(CommandSpec spec, boolean offered) {
        Entry entry = new Entry(byName.size(), spec, offered, new ArrayList<>());
        byName.put(spec.name(), entry);
        if (spec.isSubcommand()) {
            byName.get(spec.container()).subcommands().add(entry);
        } else {
            top.put(spec.name(), entry);
        }
    }

    /** By the full name, {@code get} or {@code client|list}, in any case. */
    Optional<Entry> find(String name) {
        return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Number of a command; -1 for one that came later than the catalogue and so is nobody's by name. */
    int id(CommandSpec spec) {
        return Optional.ofNullable(byName.get(spec.name())).map(Entry::id).orElse(-1);
    }

    Collection<Entry> commands() {
        return top.values();
    }

    /** Commands and subcommands of a category that the process offers, each under its full name. */
    public List<String> namesIn(String category) {
        List<String> names = new ArrayList<>();
        for (Entry command : top.values()) {
            if (command.offered() && command.isIn(category)) {
                names.add(command.name());
            }
            command.subcommands().stream()
                    .filter(sub -> sub.offered() && sub.isIn(category))
                    .map(Entry::name)
                    .forEach(names::add);
        }
        return names;
    }
}
