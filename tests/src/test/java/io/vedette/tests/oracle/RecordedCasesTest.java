package io.vedette.tests.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replays the cases recorded from Redis 7.0.15. The cases that pass stand by id in {@code passing.txt}: one that falls out
 * of the list is a regression, one that newly passes must be entered, so the list is always the truth.
 * {@code -Dvedette.regenerate=true} writes the list anew; its diff is reviewed like code.
 */
class RecordedCasesTest {
    private static final Path CORPUS = Path.of("src/test/resources/corpus/resp");
    private static final Path PASSING = CORPUS.resolve("passing.txt");

    @Test
    void theCasesOfTheListPassAndNoOthers(@TempDir Path folder) throws IOException {
        List<RecordedCase> cases = readCases();
        assertTrue(cases.size() > 2_900, "the corpus is not whole: " + cases.size());
        Set<String> passed = new TreeSet<>();
        try (Node server = Node.server(Kind.VEDETTE, folder)) {
            for (RecordedCase recorded : cases) {
                if (recorded.passesOn(server.port())) {
                    passed.add(recorded.id());
                }
            }
        }
        if (Boolean.getBoolean("vedette.regenerate")) {
            Files.write(PASSING, passed);
        }
        Set<String> listed = new TreeSet<>(Files.readAllLines(PASSING));
        Set<String> lost = new TreeSet<>(listed);
        lost.removeAll(passed);
        Set<String> gained = new TreeSet<>(passed);
        gained.removeAll(listed);
        assertEquals(Set.of(), lost, "recorded cases that no longer pass");
        assertEquals(Set.of(), gained, "recorded cases that pass and do not stand in " + PASSING);
        System.out.println("recorded cases: " + passed.size() + " of " + cases.size() + " pass");
    }

    private static List<RecordedCase> readCases() throws IOException {
        List<RecordedCase> cases = new ArrayList<>();
        try (Stream<Path> files = Files.list(CORPUS)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                JsonArray array = new JsonArray(Files.readString(file, StandardCharsets.UTF_8));
                for (int i = 0; i < array.size(); i++) {
                    cases.add(RecordedCase.of(array.getJsonObject(i)));
                }
            }
        }
        return cases;
    }
}
