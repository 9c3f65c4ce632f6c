package io.vedette.launcher.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The same files for redis-check-rdb (of Debian's redis-tools) and for ours: exit code and every line are the same. But for what is wrong
 * with a value: of that the real one names the line of its source, and says in a line of its log that it ends, which it would do anyway.
 */
class CheckRdbOracleTest {
    private static final Path FILES = Path.of("..", "replication", "src", "test", "resources", "rdb");

    /** The real one does not look into modules' data, and ours would not be loaded with it. */
    private static final Set<String> OF_MODULES = Set.of("bad-module-aux.rdb", "bad-module-value.rdb");

    /** Empty collections, which every server passes over when it loads; the real tool takes them for the end of the file. */
    private static final Set<String> EMPTY = Set.of("empty-list.rdb", "empty-zset.rdb", "old-corrupt_empty_keys.rdb");

    /** Ours sees the fault when it has read one byte more. */
    private static final Set<String> SEEN_LATER = Set.of("bad-stream-dup-pel.rdb", "bad-stream-no-nodes.rdb");

    /** A bit is wrong: what comes then is read in another way, and only the judgement is the same. */
    private static final String BENT = "flip-";

    /** Cut inside of the first bytes, or the last: of a piece that is not whole ours counts what is there. */
    private static final Pattern TORN = Pattern.compile("cut-(000[1-8]|220[2-8])\\.rdb");

    private static final Pattern OURS_SAYS_MORE =
            Pattern.compile("Internal error in RDB reading .* -> |Failed loading library, Failed");
    private static final Pattern FAULT = Pattern.compile("(?<=--- RDB ERROR DETECTED ---\n)\\[offset (\\d+)] .*");

    private static CheckRdbCommandTest.Outcome real(Path file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("redis-check-rdb", file.toString())
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String told = text.lines()
                .filter(line -> !line.matches("\\d+:C .* # Terminating server after rdb file reading failure\\."))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        return new CheckRdbCommandTest.Outcome(process.waitFor(), told);
    }

    /** Without the words of what is wrong, and the place too if {@code later}. */
    private static CheckRdbCommandTest.Outcome coarse(CheckRdbCommandTest.Outcome outcome, boolean later) {
        String fault = later ? "a fault" : "[offset $1] a fault";
        return new CheckRdbCommandTest.Outcome(
                outcome.code(), FAULT.matcher(outcome.text()).replaceFirst(fault));
    }

    /** Those that every checkout has; where the whole collection lies beside it, with files cut and bent at many places, all of that. */
    private static List<Path> files() throws IOException {
        Path folder = FILES;
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            Path whole = up.resolve("shared/corpus/rdb");
            folder = Files.isDirectory(whole) ? whole : folder;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".rdb"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyRecordedFileIsToldAndJudgedInTheSameWords() throws IOException, InterruptedException {
        List<Path> all = files();
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (Path file : all) {
            String name = file.getFileName().toString();
            CheckRdbCommandTest.Outcome real = real(file);
            if (OF_MODULES.contains(name) || EMPTY.contains(name) || real.text().contains("Can't handle RDB format")) {
                continue;
            }
            CheckRdbCommandTest.Outcome ours = CheckRdbCommandTest.run(file.toString());
            compared++;
            if (name.startsWith(BENT)) {
                real = new CheckRdbCommandTest.Outcome(real.code(), "");
                ours = new CheckRdbCommandTest.Outcome(ours.code(), "");
            }
            boolean later = SEEN_LATER.contains(name) || TORN.matcher(name).matches();
            if (OURS_SAYS_MORE.matcher(real.text()).find() || later) {
                real = coarse(real, later);
                ours = coarse(ours, later);
            }
            if (!real.equals(ours)) {
                wrong.add(name + "\n" + real + "\n" + ours);
            }
        }
        assertEquals("", String.join("\n\n", wrong));
        assertTrue(compared > 70, "only " + compared);
    }
}
