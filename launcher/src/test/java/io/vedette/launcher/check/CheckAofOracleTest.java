package io.vedette.launcher.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same files and arguments for redis-check-aof (of Debian's redis-tools) and for ours: exit code, every line and what becomes of the
 * files are the same. But for three things: the real one puts the head of a log line before what is wrong with a manifest; it tells less of a
 * half snapshot by the byte, since it reads by small pieces; and only ours keeps a copy of what it cuts.
 */
class CheckAofOracleTest {
    /** Of the recorded files; the annotations of some cases tell earlier times, and later ones. */
    private static final String A_TIME = "1670000000";

    @TempDir
    Path folder;

    private record Seen(int code, String text, Map<String, String> files) {}

    private Seen real(Path dir, String answer, List<String> arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("redis-check-aof"));
        words.addAll(arguments);
        Path typed = Files.writeString(folder.resolve("typed"), answer, StandardCharsets.US_ASCII);
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectInput(typed.toFile())
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        return new Seen(process.waitFor(), plain(text), files(dir));
    }

    private static Seen ours(Path dir, String answer, List<String> arguments) throws IOException {
        CheckAofCommandTest.Outcome outcome = CheckAofCommandTest.run(answer, arguments.toArray(String[]::new));
        return new Seen(outcome.code(), plain(outcome.text()), files(dir));
    }

    private static String plain(String text) {
        return text.lines()
                .map(line -> line.replaceFirst("^\\d+:C .{24} # ", ""))
                .filter(line -> !line.startsWith("[additional info] ") && !line.contains("] Unexpected EOF "))
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, String> files(Path dir) throws IOException {
        Map<String, String> contents = new HashMap<>();
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.toString().contains(".before-fix")) {
                    contents.put(dir.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return contents;
    }

    private void compare(Path source, String file, String answer, List<String> options)
            throws IOException, InterruptedException {
        Path dir = Files.createTempDirectory(folder, "case");
        List<String> arguments = new ArrayList<>(options);
        arguments.add(dir.resolve(file).toString());
        CheckAofCommandTest.copy(source, dir);
        Seen real = real(dir, answer, arguments);
        CheckAofCommandTest.delete(dir);
        Files.createDirectory(dir);
        CheckAofCommandTest.copy(source, dir);
        assertEquals(real, ours(dir, answer, arguments), () -> source.getFileName() + " " + options);
    }

    @Test
    void everyRecordedCaseIsToldJudgedAndMendedInTheSameWords() throws IOException, InterruptedException {
        int compared = 0;
        for (Path source : CheckAofCommandTest.cases()) {
            String file = source.relativize(CheckAofCommandTest.subject(source)).toString();
            compare(source, file, "", List.of());
            compare(source, file, "y\n", List.of("--fix"));
            compare(source, file, "", List.of("--truncate-to-timestamp", A_TIME));
            compared++;
        }
        assertTrue(compared > 50, "only " + compared);
    }

    @Test
    void timesAndTransactionsAreToldOfInTheSameWords() throws IOException, InterruptedException {
        String ping = "*1\r\n$4\r\nPING\r\n";
        String begin = "*1\r\n$5\r\nMULTI\r\n";
        String end = "*1\r\n$4\r\nEXEC\r\n";
        for (String content : List.of(
                begin + begin,
                end,
                begin + ping,
                begin + ping + end + ping.substring(3),
                "#TS:100\r\n" + ping + "#TS:200\r\n" + ping,
                "#TS:200\r\n" + ping,
                "#TS:100\r\n" + ping + "#TS:x\r\n" + ping,
                "#TS:100\r\n" + ping + "#TS:2",
                begin + "#TS:200\r\n" + end,
                ping + "*1\r\n$9\r\nPING\r\n" + ping)) {
            for (boolean last : List.of(true, false)) {
                Path source = Files.createTempDirectory(folder, "made");
                Files.writeString(
                        source.resolve("m"),
                        "file a.1 seq 1 type i\n" + (last ? "" : "file a.2 seq 2 type i\n"),
                        StandardCharsets.US_ASCII);
                Files.writeString(source.resolve("a.1"), content, StandardCharsets.US_ASCII);
                Files.writeString(source.resolve("a.2"), ping, StandardCharsets.US_ASCII);
                compare(source, "m", "", List.of());
                compare(source, "m", "yes\n", List.of("--fix"));
                compare(source, "m", "n\n", List.of("--fix"));
                compare(source, "m", "", List.of("--truncate-to-timestamp", "150"));
                if (last) {
                    compare(source, "a.1", "", List.of());
                    compare(source, "a.1", "", List.of("--truncate-to-timestamp", "150"));
                }
            }
        }
    }
}
