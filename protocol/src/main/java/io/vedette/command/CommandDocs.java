package io.vedette.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What COMMAND DOCS tells beyond the facts: the arguments of every command, what is deprecated, what it is for, what it
 * costs and how it grew. Loaded on first use.
 *
 * <p>Two resources, tabs between. One is generated: a line {@code =name, doc flags, deprecated since, replaced by}, then a
 * line for each argument with its depth, name, type, key specification, token, since, deprecated since and flags. The
 * other is written by hand: a line {@code name, summary, complexity, history}, the last two not on every line; a history
 * is versions with what each brought, bars between.
 */
public final class CommandDocs {
    private static final String RESOURCE = "command-docs.tsv";
    private static final String WORDS = "command-words.tsv";

    /**
     * @param docFlags for example {@code deprecated}
     * @param deprecatedSince version, or empty
     * @param replacedBy what to use instead, or empty
     */
    public record Entry(List<String> docFlags, String deprecatedSince, String replacedBy, List<Argument> arguments) {}

    /**
     * @param keySpec position in the command's key specifications, -1 = none
     * @param token the literal word, which may be the empty one
     * @param since version, or empty
     * @param deprecatedSince version, or empty
     * @param arguments the choices of a {@code oneof}, the parts of a {@code block}
     */
    public record Argument(
            String name,
            String type,
            int keySpec,
            Optional<String> token,
            String since,
            String deprecatedSince,
            List<String> flags,
            List<Argument> arguments) {}

    /**
     * @param summary one line, or empty
     * @param complexity a formula and what its letters mean, or empty
     */
    public record Words(String summary, String complexity, List<Change> history) {}

    /** What {@code version} brought. */
    public record Change(String version, String what) {}

    private static final Entry NOTHING = new Entry(List.of(), "", "", List.of());
    private static final Words NO_WORDS = new Words("", "", List.of());

    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<String, Words> words = new HashMap<>();

    private CommandDocs() {}

    public static CommandDocs load() {
        CommandDocs docs = new CommandDocs();
        // open.get(d) collects the arguments of depth d + 1
        List<List<Argument>> open = new ArrayList<>();
        for (String line : CommandFacts.resourceLines(RESOURCE)) {
            String[] fields = line.split("\t", -1);
            if (line.startsWith("=")) {
                List<Argument> arguments = new ArrayList<>();
                open = new ArrayList<>(List.of(arguments));
                docs.entries.put(
                        fields[0].substring(1),
                        new Entry(CommandFacts.list(fields[1]), fields[2], fields[3], arguments));
            } else {
                int depth = Integer.parseInt(fields[0]);
                open.subList(depth, open.size()).clear();
                List<Argument> parts = new ArrayList<>();
                open.get(depth - 1).add(argument(fields, parts));
                open.add(parts);
            }
        }
        for (String line : CommandFacts.resourceLines(WORDS)) {
            String[] fields = line.split("\t");
            docs.words.put(
                    fields[0],
                    new Words(
                            fields[1],
                            fields.length > 2 ? fields[2] : "",
                            fields.length > 3 ? history(fields[3]) : List.of()));
        }
        return docs;
    }

    /** Two quotes stand for the empty word. */
    private static Optional<String> token(String field) {
        return switch (field) {
            case "" -> Optional.empty();
            case "\"\"" -> Optional.of("");
            default -> Optional.of(field);
        };
    }

    private static List<Change> history(String text) {
        return Stream.of(text.split("\\|"))
                .map(change -> change.split(" ", 2))
                .map(parts -> new Change(parts[0], parts[1]))
                .toList();
    }

    /** Empty ones for a command that no process offers. */
    public Words words(String name) {
        return words.getOrDefault(name, NO_WORDS);
    }

    /** Nothing but empty parts for a command that Redis does not have. */
    public Entry of(String name) {
        return entries.getOrDefault(name, NOTHING);
    }

    private static Argument argument(String[] fields, List<Argument> parts) {
        return new Argument(
                fields[1],
                fields[2],
                fields[3].isEmpty() ? -1 : Integer.parseInt(fields[3]),
                token(fields[4]),
                fields[5],
                fields[6],
                CommandFacts.list(fields[7]),
                parts);
    }
}
