package io.vedette.config;

import io.vedette.resp.Glob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Reads configuration in either syntax into directives: the file, standard input, then the command line, includes in their
 * place. Blocking; used at start, on the main thread. What is wrong is gathered, not thrown at the first find.
 */
public final class ConfigReader {
    /** Files may include files; this deep at most, which also ends a circle. */
    static final int MAX_INCLUDE_DEPTH = 16;

    private final List<Directive> directives = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();

    /** What was read. The faults are those of the syntax; the {@link SettingTable} adds those of the values. */
    public record Result(List<Directive> directives, List<Fault> faults) {
        public Result {
            directives = List.copyOf(directives);
            faults = List.copyOf(faults);
        }

        /** Hands the directives to the table. @throws ConfigException with all faults of syntax and values */
        public void into(SettingTable table) throws ConfigException {
            List<Fault> all = new ArrayList<>(faults);
            all.addAll(table.load(directives));
            if (!all.isEmpty()) {
                throw new ConfigException(all);
            }
        }
    }

    private ConfigReader() {}

    /** Reads all that a command line names. */
    public static Result read(CommandLine line, InputStream standardInput) {
        ConfigReader reader = new ConfigReader();
        line.file().ifPresent(file -> reader.file(file, new Origin(file, 0), "", 0));
        if (line.standardInput()) {
            reader.standardInput(standardInput);
        }
        for (Directive option : line.options()) {
            reader.take(option, 0);
        }
        return new Result(reader.directives, reader.faults);
    }

    /** Reads one file, of either syntax by its name. */
    public static Result readFile(Path file) {
        return read(CommandLine.parse(file.toString()), InputStream.nullInputStream());
    }

    /** Reads classic text; {@code name} stands for the file in messages. */
    public static Result readText(String name, String text) {
        ConfigReader reader = new ConfigReader();
        reader.classic(name, text, 0);
        return new Result(reader.directives, reader.faults);
    }

    private void standardInput(InputStream in) {
        try {
            classic(Origin.STANDARD_INPUT, new String(in.readAllBytes(), StandardCharsets.UTF_8), 0);
        } catch (IOException e) {
            faults.add(new Fault(
                    new Origin(Origin.STANDARD_INPUT, 0),
                    "",
                    "Fatal error, can't read standard input: " + e.getMessage()));
        }
    }

    private void file(String name, Origin asked, String askedBy, int depth) {
        if (depth > MAX_INCLUDE_DEPTH) {
            faults.add(new Fault(asked, askedBy, "files include each other more than " + MAX_INCLUDE_DEPTH + " deep"));
            return;
        }
        for (String path : expand(name)) {
            try {
                if (ConfigFile.isHocon(path)) {
                    HoconReader.read(Path.of(path), directives, faults);
                    overrides(Path.of(path));
                } else {
                    classic(path, Files.readString(Path.of(path), StandardCharsets.UTF_8), depth);
                }
            } catch (IOException | InvalidPathException e) {
                String shown = Path.of("").toAbsolutePath().resolve(path).toString();
                String reason = "Fatal error, can't open config file '" + shown + "': " + FileTrouble.reason(e);
                faults.add(new Fault(asked, askedBy, reason));
            }
        }
    }

    /** What CONFIG REWRITE kept beside a HOCON file: each key that stands there replaces the HOCON file's. */
    private void overrides(Path hocon) throws IOException {
        Path beside = ConfigFile.overridesOf(hocon);
        if (!Files.exists(beside)) {
            return;
        }
        int before = directives.size();
        classic(beside.toString(), Files.readString(beside, StandardCharsets.UTF_8), 0);
        List<Directive> overriding = List.copyOf(directives.subList(before, directives.size()));
        TreeSet<String> keys = new TreeSet<>();
        overriding.forEach(directive -> keys.add(hoconKey(directive)));
        String file = hocon.toString();
        directives.removeIf(directive -> directive.origin().file().equals(file) && keys.contains(hoconKey(directive)));
    }

    private static String hoconKey(Directive directive) {
        boolean family =
                directive.name().equals("sentinel") && !directive.args().isEmpty();
        return family
                ? directive.name() + " " + directive.args().getFirst().toLowerCase(Locale.ROOT)
                : directive.name();
    }

    private void classic(String name, String text, int depth) {
        int number = 0;
        for (String raw : text.split("\n", -1)) {
            number++;
            String stripped = raw.strip();
            String line = Annotation.directive(stripped).orElse(stripped);
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Origin origin = new Origin(name, number);
            Optional<List<String>> words = Words.split(line);
            if (words.isEmpty()) {
                faults.add(new Fault(origin, line, "Unbalanced quotes in configuration line"));
            } else if (!words.get().isEmpty()) {
                List<String> all = words.get();
                take(new Directive(all.getFirst(), all.subList(1, all.size()), origin, line), depth);
            }
        }
    }

    private void take(Directive directive, int depth) {
        if (!directive.name().equals("include")) {
            directives.add(directive);
        } else if (directive.args().size() == 1) {
            file(directive.args().getFirst(), directive.origin(), directive.text(), depth + 1);
        } else {
            faults.add(directive.fault("Bad directive or wrong number of arguments"));
        }
    }

    /** The files of a name with {@code * ? [ ]} in its last part, sorted; the name itself if it is no pattern. */
    private static List<String> expand(String name) {
        int slash = name.lastIndexOf('/');
        String last = name.substring(slash + 1);
        if (!Glob.isPattern(last)) {
            return List.of(name);
        }
        String directory = slash < 0 ? "" : name.substring(0, slash + 1);
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(directory), last)) {
            files.forEach(file -> found.add(file.toString()));
        } catch (IOException | InvalidPathException e) {
            return List.of(); // as in Redis, a pattern that matches nothing includes nothing
        }
        found.sort(String::compareTo);
        return found;
    }
}
