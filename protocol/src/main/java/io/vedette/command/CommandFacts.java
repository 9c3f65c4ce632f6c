package io.vedette.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All commands that Redis 7.0 has, server and sentinel, by name. Immutable after {@link #load}.
 *
 * <p>Resource: one line a command, tabs between name, arity, flags, first/last/step of keys, categories, tips, key
 * specifications, since, group; lists with commas, key specifications with spaces.
 */
public final class CommandFacts {
    private static final String RESOURCE = "commands.tsv";

    private final Map<String, String> lines;

    private CommandFacts(Map<String, String> lines) {
        this.lines = lines;
    }

    public static CommandFacts load() {
        Map<String, String> lines = new LinkedHashMap<>(1024);
        for (String line : resourceLines(RESOURCE)) {
            lines.put(line.substring(0, line.indexOf('\t')), line);
        }
        return new CommandFacts(lines);
    }

    /** The facts of {@code name} ({@code get}, {@code client|list}). */
    public Optional<CommandSpec> find(String name) {
        return Optional.ofNullable(lines.get(name)).map(CommandFacts::parse);
    }

    /** Names of all commands and subcommands, in alphabetical order. */
    public Collection<String> names() {
        return lines.keySet();
    }

    static List<String> resourceLines(String name) {
        try (InputStream in = CommandFacts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CommandSpec parse(String line) {
        String[] fields = line.split("\t", -1);
        String[] keys = fields[3].split(",");
        return new CommandSpec(
                fields[0],
                Integer.parseInt(fields[1]),
                flags(fields[2]),
                Integer.parseInt(keys[0]),
                Integer.parseInt(keys[1]),
                Integer.parseInt(keys[2]),
                list(fields[4]),
                list(fields[5]),
                fields[6].isEmpty()
                        ? List.of()
                        : Stream.of(fields[6].split(" ")).map(KeySpec::parse).toList(),
                fields[7],
                fields[8]);
    }

    private static Set<CommandFlag> flags(String text) {
        EnumSet<CommandFlag> flags = EnumSet.noneOf(CommandFlag.class);
        list(text).forEach(flag -> flags.add(CommandFlag.of(flag)));
        return flags;
    }

    static List<String> list(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(","));
    }
}
