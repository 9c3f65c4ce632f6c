package io.vedette.sentinel.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.OutputBuffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process from outside: how it starts, answers and ends. */
class SentinelProcessTest {
    @TempDir
    private Path directory;

    @Test
    void withoutAFileItDoesNotRun() throws Exception {
        try (OurSentinel sentinel = new OurSentinel(directory)) {
            assertEquals(1, sentinel.exitStatus());
            assertTrue(
                    sentinel.says("# Sentinel needs config file on disk to save state. Exiting..."), sentinel.output());
        }
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        try (OurSentinel sentinel = new OurSentinel(directory, "/no/such.conf")) {
            assertEquals(1, sentinel.exitStatus());
            assertTrue(
                    sentinel.says("# Fatal error, can't open config file '/no/such.conf': No such file or directory"),
                    sentinel.output());
        }
    }

    @Test
    void faultsAreToldAllAtOnceAndNothingStarts() throws Exception {
        Path file = write("port 1\nwhat is this\nsentinel monitor one 10.0.0.1 6379 0\n");
        try (OurSentinel sentinel = new OurSentinel(directory, file.toString())) {
            assertEquals(1, sentinel.exitStatus());
            String output = sentinel.output();
            assertTrue(output.contains("*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***"), output);
            assertTrue(output.contains(">>> 'what is this'\nBad directive or wrong number of arguments"), output);
            assertTrue(output.contains("at line 3"), output);
            assertTrue(output.contains("Quorum must be 1 or greater."), output);
        }
    }

    @Test
    void aPortInUseIsNamedAndTheFileIsNotTouched() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
            String text = "port " + taken.getLocalPort() + "\nbind 0.0.0.0\nsentinel monitor one 127.0.0.1 1 1\n";
            Path file = write(text);
            try (OurSentinel sentinel = new OurSentinel(directory, file.toString())) {
                assertEquals(1, sentinel.exitStatus());
                assertTrue(sentinel.says(":" + taken.getLocalPort()), sentinel.output());
                assertTrue(sentinel.says("Address already in use"), sentinel.output());
                assertTrue(
                        sentinel.says("Failed listening on port " + taken.getLocalPort() + " (TCP), aborting."),
                        sentinel.output());
                assertEquals(text, Files.readString(file));
            }
        }
    }

    @Test
    void itIgnoresSighupAndEndsOnSigtermWithStatusZero() throws Exception {
        int port = RealRedis.freePort();
        Path file = write("port " + port + "\npidfile " + directory + "/pid\nsentinel monitor one 127.0.0.1 1 1\n");
        try (OurSentinel sentinel = new OurSentinel(directory, file.toString())) {
            sentinel.awaitSaying("+monitor master one 127.0.0.1 1 quorum 1");
            for (String line : List.of(
                    "# oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo",
                    "* Running mode=sentinel, port=" + port + ".",
                    " PID: ",
                    "# Sentinel ID is ")) {
                assertTrue(sentinel.says(line), line);
            }
            RealRedis.await("the pid file", 10, () -> Files.exists(directory.resolve("pid")));
            sentinel.signal("HUP");
            assertEquals("+PONG\r\n", RealRedis.ask(port, "PING"));
            assertTrue(sentinel.isAlive());
            sentinel.signal("TERM");
            assertEquals(0, sentinel.exitStatus());
            assertTrue(sentinel.says("# User requested shutdown..."));
            assertTrue(sentinel.says("# Sentinel is now ready to exit, bye bye..."));
            assertTrue(Files.notExists(directory.resolve("pid")));
        }
    }

    @Test
    void shutdownEndsItAndTheIdIsKept() throws Exception {
        int port = RealRedis.freePort();
        Path file = write("port " + port + "\nsentinel monitor one 127.0.0.1 1 1\n");
        String id;
        try (OurSentinel sentinel = new OurSentinel(directory, file.toString())) {
            sentinel.awaitSaying("+monitor");
            id = RealRedis.ask(port, "SENTINEL MYID");
            RealRedis.ask(port, "SHUTDOWN");
            assertEquals(0, sentinel.exitStatus());
        }
        try (OurSentinel sentinel = new OurSentinel(directory, file.toString())) {
            sentinel.awaitSaying("+monitor");
            assertEquals(id, RealRedis.ask(port, "SENTINEL MYID"));
        }
    }

    @Test
    void aReadOnlyConfigurationIsNoFaultWithAStateFile() throws Exception {
        int port = RealRedis.freePort();
        Path mounted = Files.createDirectory(directory.resolve("mounted"));
        Path file = Files.writeString(
                mounted.resolve("sentinel.conf"),
                "port " + port + "\nsentinel state-file " + directory.resolve("state")
                        + "\nsentinel monitor one 127.0.0.1 1 1\n");
        String before = Files.readString(file);
        mounted.toFile().setWritable(false);
        file.toFile().setWritable(false);
        String id;
        try (OurSentinel sentinel = new OurSentinel(directory, file.toString())) {
            sentinel.awaitSaying("+monitor");
            id = RealRedis.ask(port, "SENTINEL MYID");
            assertEquals("+OK\r\n", RealRedis.ask(port, "SENTINEL FLUSHCONFIG"));
        }
        try (OurSentinel sentinel = new OurSentinel(directory, file.toString())) {
            sentinel.awaitSaying("+monitor");
            assertEquals(id, RealRedis.ask(port, "SENTINEL MYID"));
        }
        assertEquals(before, Files.readString(file));
        mounted.toFile().setWritable(true);
    }

    @Test
    void anotherSentinelWithOurIdIsNamed() throws Exception {
        int port = RealRedis.freePort();
        Path file = write("port " + port + "\nsentinel monitor one 127.0.0.1 1 1\n");
        try (OurSentinel sentinel = new OurSentinel(directory, file.toString())) {
            sentinel.awaitSaying("+monitor");
            String id = RealRedis.ask(port, "SENTINEL MYID").split("\r\n")[1];
            RealRedis.ask(port, "PUBLISH __sentinel__:hello 127.0.0.7,26379," + id + ",0,one,127.0.0.1,1,0");
            sentinel.awaitSaying("# +duplicate-myid " + id + " 127.0.0.7 26379 ");
        }
    }

    @Test
    void controlCharactersAreRefused() throws Exception {
        int port = RealRedis.freePort();
        Path file = write("port " + port + "\nsentinel monitor one 127.0.0.1 1 1\n");
        try (OurSentinel sentinel = new OurSentinel(directory, file.toString())) {
            sentinel.awaitSaying("+monitor");
            for (List<String> words : List.of(
                    List.of("SENTINEL", "SET", "one", "auth-pass", "a\nb"),
                    List.of("SENTINEL", "SET", "one", "auth-user", "a\u0000"),
                    List.of("SENTINEL", "SET", "one", "rename-command", "config", "x\ty"),
                    List.of("SENTINEL", "MONITOR", "two\n", "127.0.0.1", "1", "1"),
                    List.of("SENTINEL", "CONFIG", "SET", "sentinel-user", "a\nb"),
                    List.of("SENTINEL", "CONFIG", "SET", "sentinel-pass", "a\rb"))) {
                String reply = call(port, words, 1);
                assertTrue(reply.startsWith("-ERR Invalid "), words + ": " + reply);
            }
        }
    }

    @Test
    void aPasswordIsAskedForAndShownNowhere() throws Exception {
        int port = RealRedis.freePort();
        Path file = write("port " + port + "\nrequirepass secret\nsentinel monitor one 127.0.0.1 1 1\n");
        try (OurSentinel sentinel = new OurSentinel(directory, file.toString())) {
            sentinel.awaitSaying("+monitor");
            assertEquals("-NOAUTH Authentication required.\r\n", RealRedis.ask(port, "SENTINEL MASTERS"));
            assertEquals("+OK\r\n", RealRedis.ask(port, "AUTH secret"));
            assertTrue(!sentinel.says("secret"));
        }
    }

    /** Replies of a real sentinel that do not depend on its peers or on the moment, byte for byte. */
    @Test
    void recordedRepliesAreGivenByteForByte() throws Exception {
        // What differs: the id, the number of peers, what newer versions of Redis have more, the number of commands.
        Set<String> differing = Set.of(
                "SENTINEL CKQUORUM mymaster",
                "SENTINEL MYID",
                "INFO sentinel",
                "COMMAND COUNT",
                "SENTINEL CONFIG GET *",
                "SENTINEL DEBUG");
        int port = RealRedis.freePort();
        Path file = write("port " + port + "\nsentinel monitor mymaster 127.0.0.1 21611 2\n");
        List<String> faults = new ArrayList<>();
        try (OurSentinel sentinel = new OurSentinel(directory, file.toString())) {
            sentinel.awaitSaying("+monitor");
            for (Object one : recorded().getJsonArray("exact")) {
                JsonArray words = ((JsonObject) one).getJsonArray("cmd");
                String wanted = ((JsonObject) one).getString("reply");
                List<String> argv = words.stream().map(Object::toString).toList();
                String got = call(port, argv, wanted.length());
                if (!differing.contains(String.join(" ", argv)) && !wanted.equals(got)) {
                    faults.add(argv + ": " + got + " instead of " + wanted);
                }
            }
        }
        assertEquals(List.of(), faults);
    }

    @Test
    void theFieldsOfAMasterAreThoseOfTheRecordedOneInTheSameOrder() throws Exception {
        int port = RealRedis.freePort();
        Path file = write("port " + port + "\nsentinel monitor mymaster 127.0.0.1 21611 2\n");
        try (OurSentinel sentinel = new OurSentinel(directory, file.toString())) {
            sentinel.awaitSaying("+monitor");
            String wanted = recorded().getJsonArray("shapes").stream()
                    .map(JsonObject.class::cast)
                    .filter(one -> one.getJsonArray("cmd").size() == 3)
                    .filter(one -> one.getJsonArray("cmd").getString(1).equals("MASTER"))
                    .findFirst()
                    .orElseThrow()
                    .getString("reply");
            assertEquals(names(wanted), names(RealRedis.ask(port, "SENTINEL MASTER mymaster")));
        }
    }

    private static List<String> names(String flatArray) {
        List<String> names = new ArrayList<>();
        String[] lines = flatArray.split("\r\n");
        for (int i = 2; i < lines.length; i += 4) {
            names.add(lines[i]);
        }
        return names;
    }

    private static JsonObject recorded() throws IOException {
        try (InputStream in = SentinelProcessTest.class.getResourceAsStream("recorded-replies.json")) {
            return new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static String call(int port, List<String> words, int wantedLength) throws IOException {
        OutputBuffer request = new OutputBuffer();
        request.writeAscii("*" + words.size() + "\r\n");
        for (String word : words) {
            request.writeAscii("$" + word.length() + "\r\n" + word + "\r\n");
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.toByteArray());
            StringBuilder reply = new StringBuilder();
            byte[] chunk = new byte[4096];
            do {
                int read = socket.getInputStream().read(chunk);
                if (read < 0) {
                    break;
                }
                reply.append(new String(chunk, 0, read, StandardCharsets.UTF_8));
            } while (socket.getInputStream().available() > 0 && reply.length() < wantedLength);
            return reply.toString();
        }
    }

    private Path write(String text) throws IOException {
        Path file = Files.createTempFile(directory, "sentinel", ".conf");
        return Files.writeString(file, text);
    }
}
