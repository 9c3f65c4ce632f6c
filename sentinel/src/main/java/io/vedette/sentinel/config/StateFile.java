package io.vedette.sentinel.config;

import io.vedette.config.ConfigFile;
import io.vedette.config.ConfigReader;
import io.vedette.config.Directive;
import io.vedette.config.Fault;
import io.vedette.config.RewriteEntry;
import io.vedette.config.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A file of the process's own for what it must remember ({@code sentinel state-file PATH}): the operator's files are then
 * never written. It holds, as classic lines, what differs from what the operator says: id, epochs, votes, whom the sentinel has met,
 * who is master now, what SENTINEL SET changed.
 *
 * <p>Lines are alike if they begin alike up to the master's or user's name; where it has lines of a kind, the operator's lines
 * of that kind do not count. Replaced as a whole, so a crash leaves the old or the new one. Immutable; blocking.
 */
public final class StateFile {
    private static final String SENTINEL = "sentinel";
    private static final String DIRECTIVE = "state-file";
    private static final String HEAD =
            "# State of a sentinel; written by it. Its lines replace those of the configuration that begin alike.\n";

    private final Path path;
    private final Map<String, Set<List<String>>> said = new HashMap<>();

    private StateFile(Path path, List<Directive> operators) {
        this.path = path;
        operators.forEach(
                directive -> said.computeIfAbsent(key(directive.name(), directive.args()), any -> new HashSet<>())
                        .add(words(directive.name(), directive.args())));
    }

    /** The state file that the operator named, if one was named; the last word counts. */
    static Optional<StateFile> named(List<Directive> operators) {
        String directory = operators.stream()
                .filter(directive ->
                        directive.name().equals("dir") && directive.args().size() == 1)
                .map(directive -> directive.args().getFirst())
                .reduce(".", (former, latter) -> latter);
        return operators.stream()
                .filter(directive -> directive.name().equals(SENTINEL)
                        && directive.args().size() == 2
                        && directive.args().getFirst().equalsIgnoreCase(DIRECTIVE))
                .reduce((former, latter) -> latter)
                .map(directive -> new StateFile(
                        Path.of(directory).resolve(directive.args().get(1)).toAbsolutePath(), operators));
    }

    public Path path() {
        return path;
    }

    /** What holds: the lines of the state file, and those of the operator that they do not replace. */
    ConfigReader.Result over(ConfigReader.Result operators) {
        List<Fault> faults = new ArrayList<>(operators.faults());
        ConfigReader.Result own = new ConfigReader.Result(List.of(), List.of());
        try {
            own = ConfigReader.readText(path.toString(), Files.readString(path, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            // the first start makes it
        } catch (IOException e) {
            faults.add(naming(operators).fault("can't read '" + path + "': " + e.getMessage()));
        }
        faults.addAll(own.faults());
        Set<String> replaced = new TreeSet<>();
        own.directives().forEach(directive -> replaced.add(key(directive.name(), directive.args())));
        List<Directive> merged = new ArrayList<>();
        operators.directives().stream()
                .filter(directive -> !replaced.contains(key(directive.name(), directive.args())))
                .forEach(merged::add);
        merged.addAll(own.directives());
        return new ConfigReader.Result(merged, faults);
    }

    private static Directive naming(ConfigReader.Result operators) {
        return operators.directives().reversed().stream()
                .filter(directive -> directive.args().contains(DIRECTIVE))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Writes what of the entries the operator does not say, durably.
     *
     * @throws IOException whose message says what failed; the old file is whole then
     */
    void write(List<RewriteEntry> entries) throws IOException {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        Map<String, Set<List<String>>> meant = new HashMap<>();
        for (RewriteEntry entry : entries) {
            if (entry.key().startsWith(SENTINEL + " ") || entry.key().startsWith("user ")) {
                for (String line : entry.lines()) {
                    List<String> all = Words.split(line).orElseThrow();
                    List<String> args = all.subList(1, all.size());
                    String key = key(all.getFirst(), args);
                    lines.computeIfAbsent(key, any -> new ArrayList<>()).add(line);
                    meant.computeIfAbsent(key, any -> new HashSet<>()).add(words(all.getFirst(), args));
                }
            }
        }
        StringBuilder text = new StringBuilder(HEAD);
        lines.forEach((key, own) -> {
            if (!meant.get(key).equals(said.get(key))) {
                own.forEach(line -> text.append(line).append('\n'));
            }
        });
        ConfigFile.replace(path, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** What a line is about. */
    private static String key(String name, List<String> args) {
        if (args.isEmpty()) {
            return name;
        }
        if (!name.equals(SENTINEL)) {
            return name.equals("user") ? name + " " + args.getFirst() : name;
        }
        String word = modern(args.getFirst().toLowerCase(Locale.ROOT));
        boolean ofMaster = args.size() > 1 && !SentinelDraft.isGlobal(word);
        return ofMaster ? name + " " + word + " " + args.get(1) : name + " " + word;
    }

    private static List<String> words(String name, List<String> args) {
        List<String> words = new ArrayList<>(args);
        words.addFirst(name);
        if (name.equals(SENTINEL) && !args.isEmpty()) {
            words.set(1, modern(args.getFirst().toLowerCase(Locale.ROOT)));
        }
        return words;
    }

    /** One word for what has two. */
    private static String modern(String word) {
        return switch (word) {
            case "known-slave" -> "known-replica";
            case "primary-reboot-down-after-period" -> "master-reboot-down-after-period";
            default -> word;
        };
    }
}
