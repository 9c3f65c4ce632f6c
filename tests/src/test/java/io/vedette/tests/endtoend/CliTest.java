package io.vedette.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vedette cli} against the real redis-cli, byte for byte, both talking to a real server. */
class CliTest {
    @TempDir
    private Path folder;

    private Node server;

    private record Outcome(int code, String out, String err) {}

    @BeforeEach
    void start() {
        server = Node.server(Kind.REDIS, folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyKindOfReplyIsPrintedAsRedisCliPrintsIt() throws Exception {
        List<String> lines = List.of(
                "SET text 'quoted \"word\"'",
                "GET text",
                "GET missing",
                "STRLEN text",
                "NOSUCHCOMMAND a b",
                "ROLE",
                "LRANGE missing 0 -1",
                "CONFIG GET save",
                "COMMAND INFO get",
                "COMMAND DOCS get",
                "DEBUG PROTOCOL double",
                "DEBUG PROTOCOL map",
                "DEBUG PROTOCOL set",
                "DEBUG PROTOCOL verbatim",
                "DEBUG PROTOCOL true",
                "bad \"quotes");
        Files.write(folder.resolve("lines"), lines);
        for (String protocol : List.of("", "-3")) {
            for (String terminal : List.of("", "1")) {
                List<String> options = protocol.isEmpty() ? List.of() : List.of(protocol);
                assertEquals(
                        run("redis-cli", terminal, options), run("vedette", terminal, options), protocol + terminal);
            }
        }
    }

    @Test
    void oneCommandEndsWithTheExitCodeOfRedisCli() throws Exception {
        for (String command :
                List.of("PING", "-e NOSUCH", "NOSUCH", "-r 3 PING", "-n 99 PING", "--nosuch", "SHUTDOWN", "PING")) {
            List<String> words = Arrays.asList(command.split(" "));
            Outcome theirs = run("redis-cli", "", words);
            if (command.equals("SHUTDOWN")) {
                server = Node.server(Kind.REDIS, folder);
            }
            assertEquals(theirs, run("vedette", "", words), command);
        }
    }

    private Outcome run(String program, String terminal, List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(program.equals("vedette") ? Kind.cliCommand() : List.of(program));
        command.addAll(List.of("-p", server.portText()));
        command.addAll(words);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Path lines = folder.resolve("lines");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(
                        Files.exists(lines)
                                ? lines.toFile()
                                : Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        if (!terminal.isEmpty()) {
            builder.environment().put("FAKETTY", terminal);
        }
        int code = builder.start().waitFor();
        return new Outcome(code, text(out), text(err));
    }

    /** Bytes as characters, so that nothing is hidden by a decoder. */
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }
}
