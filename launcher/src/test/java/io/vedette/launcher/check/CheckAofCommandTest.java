package io.vedette.launcher.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckAofCommandTest {
    private static final Path CASES =
            Path.of("..", "server", "src", "test", "resources", "io", "vedette", "server", "appendonly", "corpus");

    @TempDir
    Path folder;

    record Outcome(int code, String text) {}

    static Outcome run(String answer, String... arguments) throws IOException {
        PrintStream before = System.out;
        InputStream inBefore = System.in;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setIn(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
        try {
            return new Outcome(CheckAofCommand.run(arguments), out.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
            System.setIn(inBefore);
        }
    }

    static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path to = target.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.write(to, Files.readAllBytes(file));
                }
            }
        }
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A folder for each. */
    static List<Path> cases() throws IOException {
        try (Stream<Path> found = Files.list(CASES)) {
            return found.filter(Files::isDirectory).sorted().toList();
        }
    }

    /** The manifest, or the single file where there is none. */
    static Path subject(Path dir) {
        Path manifest = dir.resolve("appendonlydir").resolve("appendonly.aof.manifest");
        return Files.exists(manifest) ? manifest : dir.resolve("appendonly.aof");
    }

    @Test
    void everyRecordedFileIsJudgedAndMendedAsByRedis() throws IOException {
        List<String> wrong = new ArrayList<>();
        int checked = 0;
        for (String line : Files.readAllLines(CASES.resolve("cases.tsv"))) {
            String[] row = line.split("\t");
            if (line.startsWith("#") || !Files.exists(CASES.resolve(row[0])) || row[6].equals("-")) {
                continue;
            }
            checked++;
            Path dir = folder.resolve(row[0]);
            copy(CASES.resolve(row[0]), dir);
            // What is recorded of a case with both is recorded of the single file.
            Path file = row[0].startsWith("legacy") ? dir.resolve("appendonly.aof") : subject(dir);
            String seen = run("", file.toString()).code() + "/"
                    + run("y\n", "--fix", file.toString()).code();
            if (!seen.equals(row[6] + "/" + row[7])) {
                wrong.add(row[0] + ": " + seen);
            }
            if (!row[8].equals("-")) {
                String[] fixed = row[8].split(":");
                long bytes = Files.size(dir.resolve(fixed[0]));
                if (bytes != Long.parseLong(fixed[1])) {
                    wrong.add(row[0] + " was cut to " + bytes);
                }
                if (!Files.exists(dir.resolve(fixed[0] + ".before-fix"))) {
                    wrong.add(row[0] + " has no copy");
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(checked > 50, "only " + checked);
    }

    private static final String PLACE = "#VEDETTE:" + "a".repeat(40) + " 100 0\r\n";

    private static String piece(String record) {
        return "#VEDETTE:piece " + (record.length() + PLACE.length()) + "\r\n" + record + PLACE;
    }

    private String fixed(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("appendonly.aof"), content, StandardCharsets.US_ASCII);
        assertEquals(0, run("y\n", "--fix", file.toString()).code());
        return Files.readString(file, StandardCharsets.US_ASCII);
    }

    /** It may have confirmed what is cut off: it must not be counted by what is left. */
    @Test
    void aMemberOfAGroupIsToldThatSomethingWasCutOff() throws IOException {
        String set = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n";
        String damaged = piece(set + set.replace("$1", "$9"));
        assertEquals(piece(set) + "#VEDETTE:cut\r\n", fixed(piece(set) + damaged + piece(set)));
        assertEquals(set + PLACE + "#VEDETTE:cut\r\n", fixed(set + PLACE + set.replace("$3", "$4")));
        String torn = piece(set) + piece(set + set).substring(0, 70);
        assertTrue(torn.startsWith(fixed(torn)), "the server knows by itself what that is");
    }

    @Test
    void whatIsWrongIsToldAsRedisTellsIt() throws IOException {
        copy(CASES.resolve("legacy-truncated"), folder);
        String file = folder.resolve("appendonly.aof").toString();
        assertEquals(new Outcome(1, """
                        Start checking Old-Style AOF
                        0x             16a: Expected to read 15 bytes, got 8 bytes
                        AOF analyzed: filename=%1$s, size=370, ok_up_to=320, ok_up_to_line=88, diff=50
                        AOF %1$s is not valid. Use the --fix option to try fixing it.
                        """.formatted(file)), run("", file));
        assertEquals(new Outcome(1, """
                        Start checking Old-Style AOF
                        0x             16a: Expected to read 15 bytes, got 8 bytes
                        AOF analyzed: filename=%1$s, size=370, ok_up_to=320, ok_up_to_line=88, diff=50
                        This will shrink the AOF %1$s from 370 bytes, with 50 bytes, to 320 bytes
                        Continue? [y/N]: Aborting...
                        """.formatted(file)), run("n\n", "--fix", file));
        assertEquals(370, Files.size(Path.of(file)));
    }

    @Test
    void aFileIsCutAtATime() throws IOException {
        Path file = folder.resolve("t.aof");
        String text = "#TS:100\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n#TS:200\r\n*2\r\n$3\r\nDEL\r\n$1\r\na\r\n";
        Files.writeString(file, text);
        String name = file.toString();
        assertEquals(
                new Outcome(
                        1,
                        "Start checking Old-Style AOF\nAOF " + name
                                + " has nothing before timestamp 50, aborting...\n"),
                run("", "--truncate-to-timestamp", "50", name));
        assertEquals(
                new Outcome(
                        0,
                        "Start checking Old-Style AOF\nTruncate nothing in AOF " + name + " to timestamp 200\nAOF "
                                + name + " is valid\n"),
                run("", "--truncate-to-timestamp", "200", name));
        assertEquals(
                new Outcome(
                        0, "Start checking Old-Style AOF\nSuccessfully truncated AOF " + name + " to timestamp 150\n"),
                run("", "--truncate-to-timestamp", "150", name));
        assertEquals(text.substring(0, text.indexOf("#TS:200")), Files.readString(file));
        assertEquals(text, Files.readString(folder.resolve("t.aof.before-fix")));
    }

    @Test
    void programsGetOneObjectAndCountsAreThereForWhoAsks() throws IOException {
        copy(CASES.resolve("mp-multi-without-exec"), folder);
        String file = subject(folder).toString();
        String json = run("", "--json", file).text();
        assertTrue(json.contains("\"ok\":false"), json);
        assertTrue(json.contains("\"ok_up_to\":212"), json);
        assertTrue(json.contains("\"error\":\"Reached EOF before reading EXEC for MULTI\""), json);
        assertEquals(1, json.lines().count());
        String stats = run("", "--stats", file).text();
        assertTrue(stats.contains("[stats] set: "), stats);
        String both = run("", "--json", "--stats", file).text();
        assertTrue(both.contains("\"stats\":{") && both.contains("\"multi\":{\""), both);
        assertEquals(1, both.lines().count());
    }

    @Test
    void theDataCanBeTakenOut() throws IOException {
        copy(CASES.resolve("mp-multi-without-exec"), folder);
        Outcome json = run("", "--export", "json", subject(folder).toString());
        assertEquals(1, json.code()); // and yet all that is sound is there
        assertTrue(json.text().lines().allMatch(line -> line.startsWith("{\"db\":")), json.text());
        assertTrue(json.text().contains("\"command\":[\"SET\""), json.text());
        assertEquals(
                1,
                run("", "--export", "resp", "--fix", subject(folder).toString()).code());
    }

    @Test
    void slipsAreToldAsRedisTellsThem() throws IOException {
        String usage = "Usage: redis-check-aof [--fix|--truncate-to-timestamp $timestamp] <file.manifest|file.aof>\n";
        assertEquals(new Outcome(1, usage), run(""));
        assertEquals(new Outcome(1, usage), run("", "--bogus", "x"));
        assertEquals(new Outcome(1, "Cannot open file nofile: No such file or directory\n"), run("", "nofile"));
        assertEquals(
                new Outcome(1, "Invalid timestamp, aborting...\n"), run("", "--truncate-to-timestamp", "abc", "x"));
    }
}
