package io.vedette.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads HOCON into directives; the rules are in the package's description. */
final class HoconReader {
    private final String file;
    private final List<Directive> found = new ArrayList<>();
    private final List<Fault> faults;

    private HoconReader(String file, List<Fault> faults) {
        this.file = file;
        this.faults = faults;
    }

    /** Adds the file's directives, in the order of its lines. */
    static void read(Path path, List<Directive> directives, List<Fault> faults) throws IOException {
        HoconReader reader = new HoconReader(path.toString(), faults);
        if (!Files.isReadable(path)) {
            Files.readString(path); // throws what is wrong
        }
        try {
            ConfigParseOptions options = ConfigParseOptions.defaults().setAllowMissing(false);
            Config config = ConfigFactory.parseFile(path.toFile(), options).resolve();
            reader.object(List.of(), config.root());
        } catch (ConfigException e) {
            reader.fault(e);
        }
        reader.found.sort(
                Comparator.comparingInt(directive -> directive.origin().line()));
        directives.addAll(reader.found);
    }

    /** The directives of a file as far as it can be read. */
    static List<Directive> directives(Path path) {
        List<Directive> directives = new ArrayList<>();
        try {
            read(path, directives, new ArrayList<>());
        } catch (IOException e) {
            return List.of(); // gone since the start: then everything differs from it
        }
        return directives;
    }

    private void fault(ConfigException e) {
        Optional<ConfigOrigin> origin = Optional.ofNullable(e.origin());
        int line = Math.max(1, origin.map(ConfigOrigin::lineNumber).orElse(1));
        String reason = String.valueOf(e.getMessage()).replaceFirst("^.*?: \\d+: ", "");
        faults.add(new Fault(new Origin(file, line), lineText(line), reason));
    }

    private String lineText(int line) {
        try {
            List<String> lines = Files.readAllLines(Path.of(file));
            return line <= lines.size() ? lines.get(line - 1).strip() : "";
        } catch (IOException e) {
            return ""; // the line's text is a courtesy, its number stands
        }
    }

    private void object(List<String> path, ConfigObject object) {
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            List<String> deeper = new ArrayList<>(path);
            deeper.add(entry.getKey());
            value(deeper, entry.getValue());
        }
    }

    private void value(List<String> path, ConfigValue value) {
        switch (value.valueType()) {
            case OBJECT -> object(path, (ConfigObject) value);
            case LIST -> list(path, (ConfigList) value);
            case NULL -> add(path, List.of(), value.origin());
            case NUMBER, BOOLEAN, STRING -> {
                String text = scalar(value);
                if (path.size() == 1) {
                    add(path, List.of(text), value.origin());
                } else {
                    line(path, text, value.origin());
                }
            }
        }
    }

    private void list(List<String> path, ConfigList list) {
        boolean lines = path.size() > 1
                || list.stream()
                        .anyMatch(item -> item.valueType() == ConfigValueType.LIST
                                || (item.valueType() == ConfigValueType.STRING
                                        && scalar(item).indexOf(' ') >= 0));
        if (!lines) {
            add(path, list.stream().map(HoconReader::scalar).toList(), list.origin());
            return;
        }
        for (ConfigValue item : list) {
            switch (item.valueType()) {
                case LIST ->
                    add(
                            path,
                            ((ConfigList) item)
                                    .stream().map(HoconReader::scalar).toList(),
                            item.origin());
                case OBJECT -> object(path, (ConfigObject) item);
                case NUMBER, BOOLEAN, STRING, NULL -> line(path, scalar(item), item.origin());
            }
        }
    }

    private void line(List<String> path, String text, ConfigOrigin origin) {
        Optional<List<String>> words = Words.split(text);
        if (words.isEmpty()) {
            int line = Math.max(1, origin.lineNumber());
            faults.add(new Fault(new Origin(file, line), text, "Unbalanced quotes in configuration line"));
        } else {
            add(path, words.get(), origin);
        }
    }

    private void add(List<String> path, List<String> words, ConfigOrigin origin) {
        List<String> args = new ArrayList<>(path.subList(1, path.size()));
        args.addAll(words);
        StringBuilder text = new StringBuilder(path.getFirst());
        args.forEach(arg -> text.append(' ').append(Words.quoteWhereNeeded(arg)));
        // Lines of files that HOCON itself includes are shown under this file's name only where the origin has no
        // other.
        String name = Optional.ofNullable(origin.filename()).orElse(file);
        String shown = Path.of(name).toAbsolutePath().equals(Path.of(file).toAbsolutePath()) ? file : name;
        found.add(new Directive(
                path.getFirst(), args, new Origin(shown, Math.max(1, origin.lineNumber())), text.toString()));
    }

    private static String scalar(ConfigValue value) {
        return switch (value.valueType()) {
            case BOOLEAN -> (Boolean) value.unwrapped() ? "yes" : "no";
            case NULL -> "";
            case NUMBER, STRING -> String.valueOf(value.unwrapped());
            case LIST, OBJECT -> value.render();
        };
    }
}
