package io.vedette.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Group;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person or a peer does wrong gets a clear answer, and nothing else is touched. */
class BadInputTest {
    private static final Duration BOUND = Duration.ofSeconds(15);

    @TempDir
    Path folder;

    @Test
    void allFaultsOfAServerConfigurationAreToldAtOnceAndNothingStarts() throws Exception {
        Path file = folder.resolve("faulty.conf");
        Files.writeString(
                file,
                "port " + Node.freePort() + "\nno-such-directive 1\ndatabases none\nmaxclients 100\ntimeout -1\n");
        Ended ended = run(Kind.VEDETTE.serverCommand(), file.toString());
        assertEquals(1, ended.code(), ended::output);
        for (String part :
                List.of("faulty.conf", "line 2", "no-such-directive", "line 3", "databases", "line 5", "timeout")) {
            assertTrue(ended.output().contains(part), () -> "no '" + part + "' in:\n" + ended.output());
        }
        assertTrue(!ended.output().contains("Ready to accept connections"), ended::output);
    }

    @Test
    void allFaultsOfASentinelConfigurationAreToldAtOnceAndNothingStarts() throws Exception {
        Path file = folder.resolve("faulty.conf");
        Files.writeString(
                file,
                "port " + Node.freePort()
                        + "\nsentinel monitor mymaster 127.0.0.1 6379 0\nsentinel down-after-milliseconds other 5\nsentinel nonsense\n");
        Ended ended = run(Kind.VEDETTE.sentinelCommand(), file.toString());
        assertEquals(1, ended.code(), ended::output);
        for (String part : List.of("faulty.conf", "line 2", "line 3", "line 4")) {
            assertTrue(ended.output().contains(part), () -> "no '" + part + "' in:\n" + ended.output());
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (Node first = Node.server(Kind.VEDETTE, folder)) {
            Ended ended = run(Kind.VEDETTE.serverCommand(), "--port", first.portText(), "--bind", "127.0.0.1");
            assertEquals(1, ended.code(), ended::output);
            assertTrue(ended.output().contains("127.0.0.1:" + first.port()), ended::output);
            assertTrue(ended.output().contains("Address already in use"), ended::output);
            assertEquals("PONG", first.text("PING"));
        }
    }

    @Test
    void aMissingConfigurationFileIsNamed() throws Exception {
        Ended ended =
                run(Kind.VEDETTE.serverCommand(), folder.resolve("absent.conf").toString());
        assertEquals(1, ended.code(), ended::output);
        assertTrue(ended.output().contains("absent.conf"), ended::output);
        assertTrue(ended.output().contains("No such file or directory"), ended::output);
    }

    @Test
    void aSentinelWithoutAConfigurationFileSaysThatItNeedsOne() throws Exception {
        Ended ended = run(Kind.VEDETTE.sentinelCommand());
        assertEquals(1, ended.code(), ended::output);
        assertTrue(ended.output().contains("Sentinel needs config file on disk to save state"), ended::output);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aMalformedRequestEndsOnlyItsOwnConnection(Kind kind) {
        try (Node server = Node.server(kind, folder);
                RespConnection good = server.connect();
                RespConnection bad = server.connect()) {
            assertEquals("PONG", good.text("PING"));
            bad.sendRaw("*1\r\nx4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("-ERR Protocol error: expected '$', got 'x'\r\n", bad.readToEnd());
            assertEquals("PONG", good.text("PING"));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anUnknownCommandIsAnErrorInTheWordsOfRedis(Kind kind) {
        try (Node server = Node.server(kind, folder);
                RespConnection connection = server.connect()) {
            assertEquals(
                    "ERR unknown command 'nosuch', with args beginning with: 'a' 'b' ",
                    connection.text("nosuch", "a", "b"));
            assertEquals("PONG", connection.text("PING"));
        }
    }

    @Test
    void aHeapTooSmallForARequestOrAReplyIsAnErrorToWhoAsked() {
        String large = "x".repeat(4 << 20);
        try (Node server = Node.server(Kind.VEDETTE, folder, Map.of("VEDETTE_JAVA_OPTS", "-Xmx64m"));
                RespConnection good = server.connect();
                RespConnection bad = server.connect()) {
            assertEquals("OK", good.text("SET", "k", large));
            List<String> manyTimes = new ArrayList<>(Collections.nCopies(20, "k"));
            manyTimes.addFirst("MGET");
            assertTrue(good.text(manyTimes.toArray(String[]::new)).startsWith("OOM "));
            // Strings lie elsewhere, but one that nobody could take out again is not let in.
            assertTrue(good.text("SETRANGE", "k", "100000000", "x").startsWith("OOM "));
            assertTrue(good.text("SETBIT", "none", "900000000", "1").startsWith("OOM "));
            assertEquals(large, good.text("GET", "k"));
            bad.sendRaw("*2\r\n$3\r\nGET\r\n$30000000\r\n".getBytes(StandardCharsets.US_ASCII));
            assertTrue(bad.readToEnd().startsWith("-OOM "));
            assertEquals("PONG", good.text("PING"));
        }
    }

    @Test
    void senselessHellosAreIgnored() {
        try (Group group = new Group(folder, Collections.nCopies(2, Kind.VEDETTE), List.of(Kind.VEDETTE), 1)) {
            Node sentinel = group.sentinels().getFirst();
            Node master = group.servers().getFirst();
            for (String hello : List.of(
                    "",
                    ",,,,,,,",
                    "no hello at all",
                    "127.0.0.1,notaport,x,y," + Group.NAME + ",127.0.0.1,0,-1",
                    "127.0.0.1,26379,abc,99999999999999999999," + Group.NAME + ",127.0.0.1,99999,1")) {
                try (RespConnection connection = sentinel.connect()) {
                    connection.call("PUBLISH", "__sentinel__:hello", hello);
                }
                master.text("PUBLISH", "__sentinel__:hello", hello);
            }
            Await.until(
                    "the sentinel still watches its master",
                    BOUND,
                    () -> group.masterPortBy(sentinel) == master.port());
            List<String> map = Group.strings(sentinel, "SENTINEL", "MASTER", Group.NAME);
            assertEquals("0", Group.field(map, "num-other-sentinels"));
            assertEquals("master", Group.field(map, "flags"));
        }
    }

    private record Ended(int code, String output) {}

    private Ended run(List<String> command, String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running: " + Files.readString(output));
        }
        return new Ended(process.exitValue(), Files.readString(output));
    }
}
