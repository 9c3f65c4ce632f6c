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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Append-only files of real processes: of ours for the real server and the reverse, and through real kills. */
class AppendOnlyFilesTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"VEDETTE,REDIS,yes", "VEDETTE,REDIS,no", "REDIS,VEDETTE,yes", "REDIS,VEDETTE,no", "VEDETTE,VEDETTE,yes"
    })
    void whatOneWritesTheOtherReads(Kind writerKind, Kind readerKind, String preamble) throws IOException {
        String[] settings = {"appendonly yes", "aof-use-rdb-preamble " + preamble, "aof-timestamp-enabled yes"};
        try (Node writer = Node.server(writerKind, folder, settings);
                Node reader = Node.server(readerKind, folder, settings)) {
            fill(writer, "before");
            assertTrue(writer.text("BGREWRITEAOF").contains("started"));
            Await.until(
                    "the rewrite",
                    BOUND,
                    () -> writer.info("persistence", "aof_rewrites").equals("1")
                            && writer.info("persistence", "aof_rewrite_in_progress")
                                    .equals("0"));
            assertEquals("ok", writer.info("persistence", "aof_last_bgrewrite_status"));
            fill(writer, "after");
            String digest = writer.text("DEBUG", "DIGEST");
            assertEquals(0, writer.stop());
            reader.stop();
            replace(parts(reader), parts(writer));
            reader.start();
            assertEquals(digest, reader.text("DEBUG", "DIGEST"), reader::log);
            assertEquals("OK", reader.text("SET", "and", "on it goes"));
        }
    }

    @Test
    void theTotalSizeIsTrue() {
        try (Node server = Node.server(Kind.VEDETTE, folder, "appendonly yes")) {
            fill(server, "a");
            Await.until(
                    "all is written",
                    BOUND,
                    () -> server.info("persistence", "aof_buffer_length").equals("0"));
            long size = list(parts(server)).stream()
                    .filter(name -> !name.endsWith("manifest"))
                    .mapToLong(name -> size(parts(server).resolve(name)))
                    .sum();
            assertEquals(Long.toString(size), server.info("persistence", "aof_current_size"));
        }
    }

    @ParameterizedTest
    @CsvSource({"always", "everysec"})
    void onAFullDiskNothingIsLostAndTheServerStays(String policy) throws IOException, InterruptedException {
        Path small = Files.createDirectories(folder.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small.toString()) == 0, "needs root");
        try (Node server =
                Node.server(Kind.VEDETTE, folder, "dir " + small, "appendonly yes", "appendfsync " + policy)) {
            String value = "v".repeat(10_000);
            int accepted = 0;
            String answer = server.text("SET", "key0", value);
            while (answer.equals("OK") && accepted < 1_000) {
                accepted++;
                answer = server.text("SET", "key" + accepted, value);
            }
            assertTrue(answer.contains("MISCONF Errors writing to the AOF file: No space left on device"), answer);
            assertEquals("err", server.info("persistence", "aof_last_write_status"));
            assertEquals(value, server.text("GET", "key0"));
            assertEquals(0, run("mount", "-o", "remount,size=50m", small.toString()));
            Await.until(
                    "it heals", BOUND, () -> server.text("SET", "healed", "1").equals("OK"));
            assertEquals("ok", server.info("persistence", "aof_last_write_status"));
            String digest = server.text("DEBUG", "DIGEST");
            assertEquals(0, server.stop());
            server.start();
            assertEquals(digest, server.text("DEBUG", "DIGEST"));
            for (int i = 0; i < accepted; i++) {
                assertEquals(value, server.text("GET", "key" + i));
            }
        } finally {
            run("umount", "-l", small.toString()); // the killed server may still have it open
        }
    }

    @Test
    void aReplicaKeepsWhatItsMasterWrites() {
        try (Node master = Node.server(Kind.VEDETTE, folder);
                Node replica = Node.server(
                        Kind.VEDETTE, folder, "appendonly yes", "replicaof 127.0.0.1 " + master.portText())) {
            fill(master, "first");
            awaitSame(master, replica);
            Await.until(
                    "it is switched on",
                    BOUND,
                    () -> replica.info("persistence", "aof_rewrite_in_progress").equals("0")
                            && list(parts(replica)).contains("appendonly.aof.manifest"));
            fill(master, "second");
            awaitSame(master, replica);
            Await.until(
                    "all is written",
                    BOUND,
                    () -> replica.info("persistence", "aof_buffer_length").equals("0"));
            String digest = replica.text("DEBUG", "DIGEST");
            master.killHard();
            replica.killHard();
            replica.start();
            assertEquals(digest, replica.text("DEBUG", "DIGEST"));
        }
    }

    @Test
    void damageInTheMiddleIsRefusedWithFilePlaceAndReason() throws IOException {
        try (Node server = Node.server(Kind.VEDETTE, folder, "appendonly yes")) {
            fill(server, "a");
            server.stop();
            Path file = parts(server).resolve("appendonly.aof.1.incr.aof");
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] = 0;
            bytes[bytes.length / 2 + 1] = 0;
            bytes[bytes.length / 2 + 30] = 0;
            Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);
            Files.write(file, new byte[] {0}, StandardOpenOption.APPEND);
            AssertionError refused = assertThrows(AssertionError.class, server::start);
            assertTrue(refused.getMessage().contains("ended with exit code 1"), refused.getMessage());
            assertTrue(
                    refused.getMessage()
                            .contains("Bad file format reading the append only file appendonly.aof.1.incr.aof"),
                    refused.getMessage());
            assertTrue(refused.getMessage().contains("at byte "), refused.getMessage());
        }
    }

    // --- what the tests are made of ---

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static void fill(Node node, String prefix) {
        try (RespConnection client = node.connect()) {
            for (int i = 0; i < 200; i++) {
                String word = "word ".repeat(i % 30) + i;
                client.send("SET", prefix + "string" + i, word);
                client.send("RPUSH", prefix + "list", word);
                client.send("SADD", i < 100 ? prefix + "ints" : prefix + "set", i < 100 ? Integer.toString(i) : word);
                client.send("HSET", i < 50 ? prefix + "hash" : prefix + "large hash", "f" + i, Integer.toString(i));
                client.send("ZADD", i < 50 ? prefix + "zset" : prefix + "large zset", Integer.toString(i), "m" + i);
                client.send("XADD", prefix + "stream", i + 1 + "-1", "f", word);
                for (int reply = 0; reply < 6; reply++) {
                    client.read();
                }
            }
            client.text("SET", prefix + "expiring", "1", "PXAT", "4000000000000");
            client.text("XGROUP", "CREATE", prefix + "stream", "group", "5-1");
            client.text("XREADGROUP", "GROUP", "group", "me", "COUNT", "3", "STREAMS", prefix + "stream", ">");
            client.text("MULTI");
            client.text("INCRBYFLOAT", prefix + "float", "1.5");
            client.text("SPOP", prefix + "set");
            client.text("EXEC");
            client.text("SELECT", "9");
            client.text("SET", prefix + "in nine", "9");
        }
    }

    private static void awaitSame(Node master, Node replica) {
        Await.until(
                "the same data",
                BOUND,
                () -> replica.info("replication", "master_link_status").equals("up")
                        && master.text("DEBUG", "DIGEST").equals(replica.text("DEBUG", "DIGEST")));
    }

    private static Path parts(Node node) {
        return node.configFile().getParent().resolve("appendonlydir");
    }

    private static void replace(Path target, Path source) throws IOException {
        for (String name : list(target)) {
            Files.delete(target.resolve(name));
        }
        for (String name : list(source)) {
            Files.copy(source.resolve(name), target.resolve(name));
        }
    }

    private static List<String> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
