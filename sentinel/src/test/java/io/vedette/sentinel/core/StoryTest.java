package io.vedette.sentinel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the story files: blocks of lines that say what happens, {@code ----}, and what the sentinel does. With
 * {@code -Dvedette.regenerate=true} what it does now is written into the files, for a review by eye.
 */
class StoryTest {
    private static final Path SOURCES = Path.of("src/test/resources/stories");
    private static final String BAR = "----";

    @TestFactory
    List<DynamicTest> stories() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            List<DynamicTest> tests = files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)))
                    .toList();
            assertFalse(tests.isEmpty());
            return tests;
        }
    }

    private static void check(Path file) throws IOException {
        String before = Files.readString(file);
        String after = replay(before.lines().toList());
        if (Boolean.getBoolean("vedette.regenerate")) {
            Files.writeString(file, after);
        } else {
            assertEquals(before, after);
        }
    }

    /** The file as it would be, had the sentinel written it. */
    private static String replay(List<String> lines) {
        Story story = new Story();
        StringBuilder text = new StringBuilder();
        List<String> block = new ArrayList<>();
        boolean output = false;
        for (String line : lines) {
            if (line.equals(BAR)) {
                block.forEach(input -> text.append(input).append('\n'));
                text.append(BAR).append('\n');
                story.run(block).forEach(shown -> text.append(shown).append('\n'));
                block.clear();
                output = true;
            } else if (line.isBlank()) {
                if (output) {
                    text.append('\n');
                    output = false;
                } else {
                    block.add("");
                }
            } else if (!output) {
                block.add(line);
            }
        }
        assertEquals(List.of(), block.stream().filter(line -> !line.isBlank()).toList(), "lines after the last ----");
        return text.toString().stripTrailing() + "\n";
    }
}
