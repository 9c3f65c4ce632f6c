package io.vedette.tests.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.Reply;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What COMMAND says of each command, field by field, here and on the real server. The differences that we mean stand here. */
class CommandTableTest {
    /** Commands that Redis 7.0 has and we may not have, with their subcommands. */
    private static final Set<String> MAY_BE_MISSING = Set.of(
            "cluster",
            "eval",
            "eval_ro",
            "evalsha",
            "evalsha_ro",
            "fcall",
            "fcall_ro",
            "function",
            "migrate",
            "module",
            "script");

    /** Those that Redis 7.0 does not have: of 7.2, since its clients send them; and ours. */
    private static final Set<String> OURS = Set.of(
            "client|setinfo",
            "supervise",
            "supervise|follow",
            "supervise|help",
            "supervise|key",
            "supervise|members",
            "supervise|override",
            "supervise|ping",
            "supervise|prepare",
            "supervise|promote",
            "supervise|refound",
            "waitaof");

    /** Fields of COMMAND INFO. */
    private static final List<String> FIELDS = List.of(
            "name",
            "arity",
            "flags",
            "first key",
            "last key",
            "step",
            "categories",
            "tips",
            "key specifications",
            "subcommands");

    private static final int SUBCOMMANDS = 9;
    private static final int KEY_SPECIFICATIONS = 8;

    /** Remarks beside the key specifications, sentences of Redis' authors: left out. */
    private static final Set<String> MISSING_FIELDS = Set.of("notes");

    /** The sentences in these are ours: for the same commands, but of Redis' only the formula and the versions. */
    private static final Set<String> OUR_WORDS = Set.of("summary", "complexity", "history");

    @TempDir
    private Path folder;

    @Test
    void everyCommandIsDescribedAsTheRealServerDescribesIt() {
        try (Node ours = Node.server(Kind.VEDETTE, folder);
                Node real = Node.server(Kind.REDIS, folder)) {
            Map<String, List<String>> got = facts(asked(ours, "INFO"));
            Map<String, List<String>> wanted = facts(asked(real, "INFO"));
            assertTrue(wanted.size() > 300, "the real server's commands were not found");
            assertEquals(OURS, without(got.keySet(), wanted.keySet()), "commands that Redis does not have");
            Set<String> missing = without(wanted.keySet(), got.keySet()).stream()
                    .map(CommandTableTest::container)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(Set.of(), without(missing, MAY_BE_MISSING), "commands that are missing");
            assertEquals("", differences(got, wanted));
        }
    }

    @Test
    void everyCommandIsDocumentedWithTheSameFacts() {
        try (Node ours = Node.server(Kind.VEDETTE, folder);
                Node real = Node.server(Kind.REDIS, folder)) {
            Map<String, List<String>> got = new TreeMap<>();
            Map<String, List<String>> wanted = new TreeMap<>();
            addDocs(asked(ours, "DOCS"), got);
            addDocs(asked(real, "DOCS"), wanted);
            assertTrue(wanted.size() > 300, "the real server's commands were not found");
            assertEquals("", differences(got, wanted));
        }
    }

    @Test
    void everySentinelCommandIsDocumentedWithTheSameFacts() throws IOException {
        try (Node ours = Node.sentinel(Kind.VEDETTE, folder, "");
                Node real = Node.sentinel(Kind.REDIS, folder, "")) {
            Map<String, List<String>> got = new TreeMap<>();
            Map<String, List<String>> wanted = new TreeMap<>();
            addDocs(asked(ours, "DOCS"), got);
            addDocs(asked(real, "DOCS"), wanted);
            assertTrue(wanted.size() > 40, "the real sentinel's commands were not found");
            assertEquals("", differences(got, wanted));
        }
    }

    @Test
    void questionsAboutKeysOfACommandAreAnsweredTheSame() throws IOException {
        try (Node ours = Node.server(Kind.VEDETTE, folder);
                Node real = Node.server(Kind.REDIS, folder)) {
            assertEquals("", SideBySide.differences(ours, real, "command-questions.txt", raw -> raw));
        }
    }

    private static Reply asked(Node server, String subcommand) {
        try (RespConnection connection = server.connect()) {
            return connection.call("COMMAND", subcommand);
        }
    }

    private static String differences(Map<String, List<String>> got, Map<String, List<String>> wanted) {
        List<String> faults = new ArrayList<>();
        got.forEach((name, fields) -> {
            if (wanted.containsKey(name) && !wanted.get(name).equals(fields)) {
                faults.add(name + "\n  real: " + wanted.get(name) + "\n  ours: " + fields);
            }
        });
        return String.join("\n", faults);
    }

    private static Set<String> without(Set<String> all, Set<String> others) {
        Set<String> rest = new HashSet<>(all);
        rest.removeAll(others);
        return rest;
    }

    private static String container(String name) {
        int bar = name.indexOf('|');
        return bar < 0 ? name : name.substring(0, bar);
    }

    /** The fields of every command and subcommand, as text. */
    private static Map<String, List<String>> facts(Reply commands) {
        Map<String, List<String>> facts = new TreeMap<>();
        addFacts(commands, facts);
        return facts;
    }

    private static void addFacts(Reply commands, Map<String, List<String>> facts) {
        for (Reply command : commands.items()) {
            List<Reply> parts = command.items();
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < FIELDS.size(); i++) {
                fields.add(FIELDS.get(i) + " " + field(parts.get(i), i));
            }
            facts.put(parts.getFirst().text(), fields);
            addFacts(parts.get(SUBCOMMANDS), facts);
        }
    }

    private static String field(Reply value, int number) {
        return switch (number) {
            // Redis keeps them in a table without order.
            case SUBCOMMANDS ->
                value.items().stream()
                        .map(subcommand -> subcommand.items().getFirst().text())
                        .filter(name -> !OURS.contains(name))
                        .sorted()
                        .toList()
                        .toString();
            case KEY_SPECIFICATIONS ->
                value.items().stream().map(CommandTableTest::pairs).toList().toString();
            default -> shown(value);
        };
    }

    private static void addDocs(Reply commands, Map<String, List<String>> docs) {
        List<Reply> flat = commands.items();
        for (int i = 0; i < flat.size(); i += 2) {
            Reply described = flat.get(i + 1);
            docs.put(flat.get(i).text(), pairs(described));
            List<Reply> parts = described.items();
            for (int j = 0; j < parts.size(); j += 2) {
                if (parts.get(j).text().equals("subcommands")) {
                    addDocs(parts.get(j + 1), docs);
                }
            }
        }
    }

    /** Names with their values, but for our words, and for subcommands, which are looked at by themselves. */
    private static List<String> pairs(Reply map) {
        List<String> pairs = new ArrayList<>();
        List<Reply> flat = map.items();
        for (int i = 0; i < flat.size(); i += 2) {
            String name = flat.get(i).text();
            if (OUR_WORDS.contains(name)) {
                pairs.add(name + "~" + factIn(name, flat.get(i + 1)));
            } else if (!MISSING_FIELDS.contains(name) && !name.equals("subcommands")) {
                pairs.add(name + "=" + shown(flat.get(i + 1)));
            }
        }
        return pairs;
    }

    /** Of a complexity the first formula, or all of it if it has no other words; of a history the versions. */
    private static String factIn(String name, Reply value) {
        return switch (name) {
            case "complexity" -> formula(value.text());
            case "history" ->
                value.items().stream()
                        .map(change -> change.items().getFirst().text())
                        .toList()
                        .toString();
            default -> "";
        };
    }

    private static String formula(String text) {
        int start = Math.max(text.indexOf("O("), 0);
        int end = start;
        int open = 0;
        while (end < text.length() && (end < start + 2 || open > 0)) {
            char c = text.charAt(end++);
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        return text.contains("O(") ? text.substring(start, end) : "";
    }

    private static String shown(Reply value) {
        return value instanceof Reply.Array array
                ? array.items().stream().map(CommandTableTest::shown).toList().toString()
                : value.text();
    }
}
