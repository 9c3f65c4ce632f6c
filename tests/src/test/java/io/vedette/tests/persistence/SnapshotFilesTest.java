package io.vedette.tests.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vedette.tests.process.Await;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Snapshot files of real processes: who reads whose, and what stops, kills, damage and full disks leave behind. */
@Timeout(120)
class SnapshotFilesTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"VEDETTE,REDIS", "REDIS,VEDETTE"})
    void whatTheOneWritesTheOtherLoads(Kind writer, Kind reader) {
        String[] uses = {"maxmemory-policy allkeys-lfu", "lfu-decay-time 0"};
        try (Node from = Node.server(writer, folder, uses)) {
            fill(from);
            for (int i = 0; i < 100; i++) {
                from.text("GET", "string1");
            }
            assertEquals("OK", from.text("SAVE"));
            try (Node to = Node.server(reader, folder, uses[0], uses[1], "dir " + home(from))) {
                assertEquals(from.text("OBJECT", "FREQ", "string1"), to.text("OBJECT", "FREQ", "string1"));
                assertEquals(from.text("DEBUG", "DIGEST"), to.text("DEBUG", "DIGEST"));
                assertEquals(from.text("DBSIZE"), to.text("DBSIZE"));
                assertEquals(from.text("OBJECT", "ENCODING", "hash"), to.text("OBJECT", "ENCODING", "hash"));
                assertEquals(from.text("PEXPIRETIME", "expiring"), to.text("PEXPIRETIME", "expiring"));
                assertEquals(from.text("XINFO", "GROUPS", "stream"), to.text("XINFO", "GROUPS", "stream"));
                assertEquals("9", to.text("ZSCORE", "zset", "m9"));
            }
        }
    }

    @Test
    void aServerThatIsStoppedComesBackWithEverything() throws IOException {
        try (Node server = Node.server(Kind.VEDETTE, folder, "save 3600 1")) {
            fill(server);
            String before = server.text("DEBUG", "DIGEST");
            assertEquals(0, server.stop());
            server.start();
            assertEquals(before, server.text("DEBUG", "DIGEST"));
            assertEquals("0", server.info("persistence", "rdb_changes_since_last_save"));
            assertEquals("710", server.info("persistence", "rdb_last_load_keys_loaded"));

            assertEquals("OK", server.text("CONFIG", "SET", "save", ""));
            assertEquals("OK", server.text("SET", "never", "saved"));
            assertEquals(0, server.stop());
            server.start();
            assertEquals(before, server.text("DEBUG", "DIGEST"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFileGoesWhereTheSettingsSayAtThatMoment(Kind kind) throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        try (Node server = Node.server(kind, folder, "enable-protected-configs yes")) {
            assertEquals("OK", server.text("SET", "a", "1"));
            assertEquals("OK", server.text("CONFIG", "SET", "dir", other.toString(), "dbfilename", "there.rdb"));
            assertEquals("OK", server.text("SAVE"));
            try (Stream<Path> files = Files.list(other)) {
                assertEquals(List.of(other.resolve("there.rdb")), files.toList());
            }
        }
    }

    /** What tests of Redis lean on to look at what happens meanwhile. */
    @ParameterizedTest
    @EnumSource
    void savingAndLoadingAreAsSlowAsTheyAreTold(Kind kind) throws IOException {
        try (Node server = Node.server(kind, folder, "loading-process-events-interval-bytes 1024")) {
            assertEquals("OK", server.text("DEBUG", "POPULATE", "200", "key", "1000"));
            assertEquals("OK", server.text("SAVE"));
            assertEquals("OK", server.text("CONFIG", "SET", "rdb-key-save-delay", "100000"));
            assertEquals("Background saving started", server.text("BGSAVE"));
            Await.until(
                    "it takes its time",
                    BOUND,
                    () -> server.info("persistence", "rdb_current_bgsave_time_sec")
                            .equals("1"));
            server.killHard();

            Files.writeString(server.configFile(), "key-load-delay 100000\n", StandardOpenOption.APPEND);
            server.launch();
            Await.until("loading", BOUND, () -> server.text("PING").startsWith("LOADING"));
            assertEquals("1", server.info("persistence", "loading"));
            double percent = Double.parseDouble(server.info("persistence", "loading_loaded_perc"));
            assertTrue(percent >= 0 && percent <= 100, () -> "loaded percent: " + percent);
            assertEquals("OK", server.text("CONFIG", "SET", "key-load-delay", "0"));
            Await.until("all is loaded", BOUND, () -> server.text("PING").equals("PONG"));
            assertEquals("200", server.text("DBSIZE"));
        }
    }

    @Test
    void aServerThatIsKilledWhileItSavesHasTheOldFileOrTheNewOne() throws IOException {
        try (Node server = Node.server(Kind.VEDETTE, folder)) {
            assertEquals("OK", server.text("DEBUG", "POPULATE", "1000"));
            assertEquals("OK", server.text("SAVE"));
            assertEquals("OK", server.text("DEBUG", "POPULATE", "200000", "more", "100"));
            assertEquals("Background saving started", server.text("BGSAVE"));
            Await.until(
                    "a temporary file",
                    BOUND,
                    () -> files(server).stream().anyMatch(name -> name.startsWith("temp-"))
                            || server.info("persistence", "rdb_bgsave_in_progress")
                                    .equals("0"));
            server.killHard();
            server.start();
            assertTrue(Set.of("1000", "201000").contains(server.text("DBSIZE")), () -> server.text("DBSIZE"));
            assertEquals(
                    List.of(),
                    files(server).stream()
                            .filter(name -> name.startsWith("temp-"))
                            .toList());
        }
    }

    @Test
    void aDamagedFileIsRefusedWithReasonAndPlace() throws IOException {
        try (Node server = Node.server(Kind.VEDETTE, folder)) {
            fill(server);
            assertEquals("OK", server.text("SAVE"));
            server.killHard();
            Path file = home(server).resolve("dump.rdb");
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
            AssertionError refused = assertThrows(AssertionError.class, server::start);
            assertTrue(refused.getMessage().contains("ended with exit code 1"), refused.getMessage());
            assertTrue(refused.getMessage().contains("Unexpected end of the snapshot"), refused.getMessage());
            assertTrue(refused.getMessage().contains("(at byte " + bytes.length / 2 + ")"), refused.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({"VEDETTE", "REDIS"})
    void whoIsRestartedResumesAndCopiesNothing(Kind replicaKind) {
        try (Node master = Node.server(Kind.VEDETTE, folder, "save 3600 1");
                Node replica =
                        Node.server(replicaKind, folder, "save 3600 1", "replicaof 127.0.0.1 " + master.portText())) {
            awaitLink(replica);
            fill(master);
            awaitSame(master, replica);
            replica.stop();
            assertEquals("OK", master.text("SET", "while", "away"));
            replica.start();
            awaitLink(replica);
            awaitSame(master, replica);
            assertEquals("1", master.info("stats", "sync_full"));
            assertEquals("1", master.info("stats", "sync_partial_ok"));

            assertEquals(0, master.stop());
            master.start();
            awaitLink(replica);
            assertEquals("OK", master.text("SET", "after", "the restart"));
            awaitSame(master, replica);
            assertEquals("0", master.info("stats", "sync_full"));
            assertEquals("1", master.info("stats", "sync_partial_ok"));
        }
    }

    @Test
    void onAFullDiskWritesAreRefusedUntilThereIsRoom() throws IOException, InterruptedException {
        Path small = Files.createDirectories(folder.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small.toString()) == 0, "needs root");
        try (Node server = Node.server(Kind.VEDETTE, folder, "dir " + small, "save 3600 1000000")) {
            assertEquals("OK", server.text("SET", "small", "1"));
            assertEquals("OK", server.text("SAVE"));
            assertEquals("OK", server.text("CONFIG", "SET", "rdbcompression", "no"));
            assertEquals("OK", server.text("DEBUG", "POPULATE", "20000", "key", "100"));
            assertEquals("Background saving started", server.text("BGSAVE"));
            Await.until(
                    "a failure",
                    BOUND,
                    () -> server.info("persistence", "rdb_last_bgsave_status").equals("err"));
            assertTrue(server.text("SET", "small", "2").contains("MISCONF"));
            assertEquals("1", server.text("GET", "small"));
            assertEquals(List.of("dump.rdb", "vedette.state"), list(small));
            assertTrue(server.log().contains("No space left on device"), server::log);
            assertEquals(0, run("mount", "-o", "remount,size=50m", small.toString()));
            assertEquals("OK", server.text("SAVE"));
            assertEquals("OK", server.text("SET", "small", "2"));
        } finally {
            run("umount", small.toString());
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static void fill(Node node) {
        try (RespConnection client = node.connect()) {
            for (int i = 0; i < 700; i++) {
                String word = "word ".repeat(i % 30) + i;
                client.send("SET", "string" + i, word);
                client.send("RPUSH", "list", word);
                client.send("SADD", i < 300 ? "ints" : "set", i < 300 ? Integer.toString(i) : word);
                client.send("HSET", i < 300 ? "hash" : "large hash", "f" + i, Integer.toString(i));
                client.send("ZADD", i < 100 ? "zset" : "large zset", Integer.toString(i), "m" + i);
                client.send("XADD", "stream", i + "-1", "f", word);
                for (int reply = 0; reply < 6; reply++) {
                    client.read();
                }
            }
            client.text("SET", "expiring", "1", "PXAT", "4000000000000");
            client.text("XGROUP", "CREATE", "stream", "group", "5-1");
            client.text("XREADGROUP", "GROUP", "group", "me", "COUNT", "3", "STREAMS", "stream", ">");
            client.text("SELECT", "9");
            client.text("SET", "in nine", "9");
        }
    }

    private static void awaitLink(Node replica) {
        Await.until(
                replica + " is linked",
                BOUND,
                () -> replica.info("replication", "master_link_status").equals("up"));
    }

    private static void awaitSame(Node master, Node replica) {
        Await.until(
                "the same data", BOUND, () -> master.text("DEBUG", "DIGEST").equals(replica.text("DEBUG", "DIGEST")));
    }

    private static Path home(Node node) {
        return node.configFile().getParent();
    }

    private static List<String> files(Node node) {
        try {
            return list(home(node));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
