package io.vedette.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
        String line = lines.getOrDefault(name, "");
        return line.isEmpty() ? Optional.empty() : Optional.of(parse(line));
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
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return split(text.substring(0, text.lastIndexOf('\n')), '\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CommandSpec parse(String line) {
        List<String> fields = split(line, '\t');
        List<String> keys = list(fields.get(3));
        return new CommandSpec(
                fields.get(0),
                Integer.parseInt(fields.get(1)),
                flags(fields.get(2)),
                Integer.parseInt(keys.get(0)),
                Integer.parseInt(keys.get(1)),
                Integer.parseInt(keys.get(2)),
                list(fields.get(4)),
                list(fields.get(5)),
                keySpecs(fields.get(6)),
                fields.get(7),
                fields.get(8));
    }

    private static Set<CommandFlag> flags(String text) {
        EnumSet<CommandFlag> flags = EnumSet.noneOf(CommandFlag.class);
        for (String flag : list(text)) {
            flags.add(CommandFlag.of(flag));
        }
        return flags;
    }

    private static List<KeySpec> keySpecs(String text) {
        List<KeySpec> specs = new ArrayList<>();
        for (String spec : split(text, ' ')) {
            if (!spec.isEmpty()) {
                specs.add(KeySpec.parse(spec));
            }
        }
        return specs;
    }

    static List<String> list(String text) {
        return text.isEmpty() ? List.of() : split(text, ',');
    }

    /** The parts between separators. Plain loops here and above: every process runs this before it can answer. */
    static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int begin = 0;
        for (int stop = text.indexOf(separator); stop >= 0; stop = text.indexOf(separator, begin)) {
            parts.add(text.substring(begin, stop));
            begin = stop + 1;
        }
        parts.add(text.substring(begin));
        return parts;
    }
}
