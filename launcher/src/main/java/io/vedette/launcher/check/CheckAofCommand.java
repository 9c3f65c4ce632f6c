package io.vedette.launcher.check;

import io.vedette.server.check.Export;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code vedette check-aof}: the words and exit codes of redis-check-aof, 0 for sound or mended files and 1 for any other. What is
 * cut off is kept in a copy of the file first.
 */
public final class CheckAofCommand {
    private static final String USAGE =
            "Usage: redis-check-aof [--fix|--truncate-to-timestamp $timestamp] <file.manifest|file.aof>\n";

    private static final String MORE = """
              --fix                       cut the last file behind its last whole record; asks first, and keeps a copy
              --truncate-to-timestamp T   cut the last file at the first annotation with a time later than T
              --stats                     commands by name, and the times that annotations tell
              --json                      what was found as one JSON object, and no other word
              --export resp|json          the data, and no other word: commands that a server takes, or lines of JSON
            """;

    private CheckAofCommand() {}

    /** Does what the arguments say and gives the exit code. */
    public static int run(String[] args) throws IOException {
        List<String> words = new ArrayList<>(List.of(args));
        boolean stats = words.remove("--stats");
        boolean json = words.remove("--json");
        Optional<Export> export;
        try {
            export = Exporting.takenFrom(words);
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
            return 1;
        }
        if (words.equals(List.of("--help"))) {
            System.out.print(USAGE + MORE);
            return 0;
        }
        boolean fixes = words.size() == 2 && words.getFirst().equals("--fix");
        boolean truncates = words.size() == 3 && words.getFirst().equals("--truncate-to-timestamp");
        if (words.size() != 1 && !fixes && !truncates || (json || export.isPresent()) && (fixes || truncates)) {
            System.out.print(USAGE);
            return 1;
        }
        long latestSeconds = truncates ? seconds(words.get(1)) : Long.MAX_VALUE;
        if (latestSeconds < 0) {
            System.out.println("Invalid timestamp, aborting...");
            return 1;
        }
        String file = words.getLast();
        if (!Files.exists(Path.of(file))) {
            System.out.println("Cannot open file " + file + ": No such file or directory");
            return 1;
        }
        if (!Files.isRegularFile(Path.of(file))) {
            System.out.println("Cannot read file: " + file);
            return 1;
        }
        // Redis takes a time of nought for none.
        AofExamination examination = new AofExamination(
                !json && export.isEmpty(),
                stats,
                fixes,
                latestSeconds == 0 ? Long.MAX_VALUE : latestSeconds,
                CheckAofCommand::confirms,
                export);
        boolean good = examination.check(file);
        if (export.isPresent()) {
            export.get().end();
            examination.faults().forEach(System.err::println);
        } else if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("file", file);
            all.put("ok", good);
            all.put("parts", examination.parts());
            if (stats) {
                all.put("stats", examination.counts());
            }
            System.out.println(Json.of(all));
        } else if (stats) {
            examination.statistics().forEach(System.out::println);
        }
        return good ? 0 : 1;
    }

    /** Negative if it is none. */
    private static long seconds(String word) {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static boolean confirms(String question) {
        System.out.print(question);
        System.out.flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return answer != null && answer.toLowerCase(Locale.ROOT).startsWith("y");
        } catch (IOException e) {
            return false;
        }
    }
}
