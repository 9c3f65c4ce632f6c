package io.vedette.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That {@code replication/SAFETY.md}, which says where each rule is kept and what sees that it is broken, is true. */
final class SafetyTableTest {
    private static final Path ROOT = Path.of("..");
    private static final int CELLS = 4;
    private static final Pattern NAME = Pattern.compile("`([A-Za-z0-9_]+)`");

    private record Row(String rule, List<String> code, List<String> laws, List<String> witnesses) {}

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(ROOT.resolve("replication/SAFETY.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| rule "))
                .map(line -> line.substring(1, line.length() - 1).split("\\|", -1))
                .map(cells -> {
                    assertEquals(CELLS, cells.length, () -> String.join("|", cells));
                    return new Row(cells[0].strip(), names(cells[1]), names(cells[2]), names(cells[3]));
                })
                .toList();
    }

    private static List<String> names(String cell) {
        return NAME.matcher(cell)
                .results()
                .map(MatchResult::group)
                .map(name -> name.replace("`", ""))
                .toList();
    }

    private static Set<String> sources(String kind) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().contains("/src/" + kind + "/java/"))
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String tests() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(each -> each.toString().contains("/src/test/java/"))
                    .filter(each -> each.toString().endsWith("Test.java"))
                    .toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    @Test
    void eachRuleHasCodeAndWhatSeesThatItIsBroken() throws IOException {
        Set<String> classes = sources("main");
        String tests = tests();
        Set<String> mutants = Arrays.stream(Mutant.values()).map(Enum::name).collect(Collectors.toSet());
        List<Row> rows = rows();
        assertTrue(rows.size() > 30, "the tables are read");
        for (Row row : rows) {
            assertTrue(!row.code().isEmpty() && classes.containsAll(row.code()), row::toString);
            assertTrue(classes.containsAll(row.laws()), row::toString);
            assertTrue(!row.witnesses().isEmpty(), row::toString);
            for (String witness : row.witnesses()) {
                assertTrue(mutants.contains(witness) || tests.contains("void " + witness + "("), () -> witness);
            }
        }
    }

    @Test
    void eachBrokenCoreOfGroupsWithAWriteQuorumBelongsToARule() throws IOException {
        Set<String> named =
                rows().stream().flatMap(row -> row.witnesses().stream()).collect(Collectors.toSet());
        Set<String> missing = Arrays.stream(Mutant.values())
                .filter(mutant -> mutant.kind() == Play.Kind.DURABLE)
                .map(Enum::name)
                .filter(name -> !named.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), missing);
    }
}
