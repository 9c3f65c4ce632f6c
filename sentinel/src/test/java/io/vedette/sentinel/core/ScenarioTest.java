package io.vedette.sentinel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Plays every file of {@code scenarios}. With {@code -Dscenarios.rewrite=true} the files are written as they play, and the
 * diff is reviewed.
 */
final class ScenarioTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/scenarios");

    @TestFactory
    List<DynamicTest> theCoreDoesWhatTheScenarioSays() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            List<DynamicTest> tests = files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> play(file)))
                    .toList();
            assertFalse(tests.isEmpty(), "no scenarios in " + DIRECTORY.toAbsolutePath());
            return tests;
        }
    }

    private static void play(Path file) throws IOException {
        String expected = Files.readString(file);
        String played = Script.play(expected);
        if (Boolean.getBoolean("scenarios.rewrite")) {
            Files.writeString(file, played);
        } else {
            assertEquals(expected, played);
        }
    }
}
