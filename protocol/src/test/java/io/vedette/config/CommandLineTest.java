package io.vedette.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What redis-server 7.0.15 was seen to make of its arguments. */
class CommandLineTest {
    private static List<List<String>> options(String... arguments) {
        return CommandLine.parse(arguments).options().stream()
                .map(option -> java.util.stream.Stream.concat(
                                java.util.stream.Stream.of(option.name()), option.args().stream())
                        .toList())
                .toList();
    }

    @Test
    void theFirstArgumentIsTheFileUnlessItIsAnOption() {
        assertEquals(
                Optional.of("a.conf"),
                CommandLine.parse("a.conf", "--port", "1").file());
        assertEquals(Optional.empty(), CommandLine.parse("--port", "1").file());
    }

    @Test
    void anOptionTakesWordsUpToTheNextOption() {
        assertEquals(
                List.of(List.of("save", "60", "1"), List.of("appendonly", "no"), List.of("port", "0", "extra")),
                options("--save", "60", "1", "--appendonly", "no", "--PORT", "0", "extra"));
    }

    @Test
    void theWordAfterAnOptionIsItsValueEvenWithDashes() {
        assertEquals(
                List.of(List.of("requirepass", "--masterauth"), List.of("port", "0")),
                options("--requirepass", "--masterauth", "--port", "0"));
    }

    @Test
    void saveWithoutValueMeansNoSavePoints() {
        assertEquals(List.of(List.of("save", ""), List.of("port", "0")), options("--save", "--port", "0"));
        assertEquals(List.of(List.of("port", "0"), List.of("save", "")), options("--port", "0", "--save"));
    }

    @Test
    void anOptionMayBeOneWordWithItsValues() {
        assertEquals(List.of(List.of("save", "60", "1"), List.of("port", "0")), options("--save 60 1", "--port 0"));
    }

    @Test
    void sentinelIsAModeAndNoDirective() {
        CommandLine line = CommandLine.parse("s.conf", "--sentinel", "--port", "1");
        assertTrue(line.sentinel());
        assertEquals(1, line.options().size());
        assertFalse(CommandLine.parse("s.conf").sentinel());
    }

    @Test
    void aDashAtTheEndReadsStandardInput() {
        assertTrue(CommandLine.parse("-").standardInput());
        CommandLine line = CommandLine.parse("--port", "0", "-");
        assertTrue(line.standardInput());
        assertEquals(List.of("0"), line.options().getFirst().args());
    }

    @Test
    void versionAndHelpCountOnlyInTheFirstPlace() {
        assertEquals(CommandLine.Request.VERSION, CommandLine.parse("-v").request());
        assertEquals(
                CommandLine.Request.VERSION, CommandLine.parse("--version", "x").request());
        assertEquals(CommandLine.Request.HELP, CommandLine.parse("--help").request());
        assertEquals(
                CommandLine.Request.RUN,
                CommandLine.parse("x.conf", "--version").request());
    }
}
