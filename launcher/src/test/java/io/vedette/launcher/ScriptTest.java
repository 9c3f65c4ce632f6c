package io.vedette.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script itself, in what it does before any Java starts. */
class ScriptTest {
    private static final Path SCRIPT = Path.of("..", "vedette").toAbsolutePath().normalize();

    @TempDir
    private Path elsewhere;

    private record Outcome(int code, String text) {}

    @Test
    void helpNamesEveryCommand() throws Exception {
        Outcome help = run(SCRIPT, "help");
        assertEquals(0, help.code());
        for (String command :
                new String[] {"up", "server", "sentinel", "cli", "check-rdb", "check-aof", "version", "help"}) {
            assertTrue(help.text().contains("  " + command + " "), command);
        }
    }

    @Test
    void anUnknownCommandIsNamedAndEndsWithCodeTwo() throws Exception {
        Outcome outcome = run(SCRIPT, "frobnicate");
        assertEquals(2, outcome.code());
        assertTrue(outcome.text().contains("unknown command 'frobnicate'"), outcome.text());
    }

    @Test
    void theScriptFindsItsHomeThroughChainsOfLinks() throws Exception {
        Path first = Files.createSymbolicLink(elsewhere.resolve("first"), SCRIPT);
        Path second = Files.createSymbolicLink(elsewhere.resolve("second"), first.getFileName());
        // Built or not: what it says then names its home, or comes from there.
        assertEquals(run(SCRIPT, "version"), run(second, "version"));
    }

    private Outcome run(Path script, String... arguments) throws IOException, InterruptedException {
        String[] words = new String[arguments.length + 1];
        words[0] = script.toString();
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(elsewhere.toFile()).redirectErrorStream(true);
        builder.environment().put("VEDETTE_BUILD", "never");
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), text);
    }
}
