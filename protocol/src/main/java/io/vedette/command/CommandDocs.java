package io.vedette.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What COMMAND DOCS tells beyond the facts: the arguments of every command and what is deprecated. Loaded on first use.
 *
 * <p>Resource: a line {@code =name, doc flags, deprecated since, replaced by}, then a line for each argument with its
 * depth, name, type, key specification, token, since, deprecated since and flags; tabs between.
 */
public final class CommandDocs {
    private static final String RESOURCE = "command-docs.tsv";

    /**
     * @param docFlags for example {@code deprecated}
     * @param deprecatedSince version, or empty
     * @param replacedBy what to use instead, or empty
     */
    public record Entry(List<String> docFlags, String deprecatedSince, String replacedBy, List<Argument> arguments) {}

    /**
     * @param keySpec position in the command's key specifications, -1 = none
     * @param token the literal word, or empty
     * @param since version, or empty
     * @param deprecatedSince version, or empty
     * @param arguments the choices of a {@code oneof}, the parts of a {@code block}
     */
    public record Argument(
            String name,
            String type,
            int keySpec,
            String token,
            String since,
            String deprecatedSince,
            List<String> flags,
            List<Argument> arguments) {

        /** A pure token may be the empty word. */
        public boolean hasToken() {
            return !token.isEmpty() || type.equals("pure-token");
        }
    }

    private static final Entry NOTHING = new Entry(List.of(), "", "", List.of());

    private final Map<String, Entry> entries = new HashMap<>();

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
        return docs;
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
                fields[4],
                fields[5],
                fields[6],
                CommandFacts.list(fields[7]),
                parts);
    }
}
