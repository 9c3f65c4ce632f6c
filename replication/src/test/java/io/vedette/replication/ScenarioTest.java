package io.vedette.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the scenario files: steps, a line {@code ----}, and what they led to. With {@code -Dscenarios.rewrite=true} the files
 * are written anew from what happened, and the difference is for a person to review.
 */
class ScenarioTest {
    private static final Path FOLDER = Path.of("src/test/resources/scenarios");

    static List<Path> files() throws IOException {
        Path folder =
                Files.isDirectory(FOLDER) ? FOLDER : Path.of("replication").resolve(FOLDER);
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
            assertFalse(found.isEmpty(), "no scenarios");
            return found;
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void theScenarioGoesAsWritten(Path file) throws IOException {
        String text = Files.readString(file);
        ScenarioRun run = new ScenarioRun();
        StringBuilder happened = new StringBuilder();
        for (String block : text.strip().split("\n\n+")) {
            happened.append(happened.isEmpty() ? "" : "\n");
            String steps = block.lines().takeWhile(line -> !line.equals("----")).toList().stream()
                    .reduce("", (all, line) -> all + line + "\n");
            StringBuilder effects = new StringBuilder();
            steps.lines().filter(line -> !line.startsWith("#")).forEach(line -> run.step(line, effects));
            happened.append(steps);
            if (steps.lines().anyMatch(line -> !line.startsWith("#"))) {
                happened.append("----\n").append(effects);
            }
        }
        if (Boolean.getBoolean("scenarios.rewrite")) {
            Files.writeString(file, happened.toString());
        }
        assertEquals(text, happened.toString());
    }
}
