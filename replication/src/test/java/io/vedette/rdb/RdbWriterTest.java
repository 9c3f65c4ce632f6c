package io.vedette.rdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RdbWriterTest {
    private static final String ID = "968b1dd3188f3ced68ff12fa35d222ffbb87fe1d";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void anEmptySnapshotIsWhatRedisWritesForOne() throws IOException {
        RdbWriter writer = new RdbWriter(bytes::write, true, true);
        writer.header(
                "7.0.15", 1795227629L, 1_000_000, Optional.of(new RdbReplication(3, ID, 28, Optional.empty())), false);
        writer.end();
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        assertTrue(text.startsWith(
                "REDIS0010\u00fa\tredis-ver\u00067.0.15\u00fa\nredis-bits\u00c0@\u00fa\u0005ctime\u00c2"));
        assertTrue(text.contains("\u00fa\u000erepl-stream-db\u00c0\u0003\u00fa\u0007repl-id(" + ID
                + "\u00fa\u000brepl-offset\u00c0\u001c\u00fa\u0008aof-base\u00c0\u0000\u00ff"));
        assertEquals(bytes.size(), writer.bytesWritten());
    }

    /** These were written by Redis without compression, so the same content must give the same bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"strings-lengths-nolzf.rdb", "strings-integers.rdb", "empty.rdb"})
    void theSameContentGivesTheBytesOfRedis(String name) throws IOException {
        byte[] original = RdbReaderTest.resource(name);
        copy(original, false, true);
        assertArrayEquals(original, bytes.toByteArray());
    }

    @Test
    void everyValueSurvivesBeingReadAndWritten() throws IOException {
        byte[] original = RdbReaderTest.resource("mixed-1000.rdb");
        copy(original, true, true);
        Collected before = Collected.of(original, true);
        Collected after = Collected.of(bytes.toByteArray(), true);
        assertEquals(before.contentOfStrings(), after.contentOfStrings());
        before.structures.forEach((database, values) -> values.forEach((key, value) -> assertArrayEquals(
                value.payload(), after.structures.get(database).get(key).payload())));
    }

    @Test
    void withoutSumZeroStandsInItsPlace() throws IOException {
        copy(RdbReaderTest.resource("strings-integers.rdb"), true, false);
        byte[] file = bytes.toByteArray();
        for (int i = 1; i <= 8; i++) {
            assertEquals(0, file[file.length - i]);
        }
        Collected.of(file, true);
    }

    @Test
    void numbersAreWrittenAsTheirText() throws IOException {
        long[] values = {
            0, -1, 127, 128, -128, 32767, 32768, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 40, Long.MIN_VALUE
        };
        RdbWriter writer = new RdbWriter(bytes::write, true, true);
        writer.header("7.0.15", 0, 0, Optional.empty(), false);
        writer.database(0, values.length, 0);
        for (long value : values) {
            writer.string(("k" + value).getBytes(StandardCharsets.US_ASCII), RdbKey.NO_EXPIRY, value);
        }
        writer.end();
        Map<String, Collected.Text> read =
                Collected.of(bytes.toByteArray(), true).strings.get(0L);
        for (long value : values) {
            assertEquals(
                    Long.toString(value), Collected.text(read.get("k" + value).value()));
        }
    }

    @Test
    void theCheckToolOfRedisFindsNothingWrong(@TempDir Path folder) throws IOException, InterruptedException {
        Path tool = Path.of("/usr/bin/redis-check-rdb");
        boolean there = Files.isExecutable(tool);
        assertTrue(there || System.getenv("CI") == null, "redis-check-rdb is needed here");
        assumeTrue(there);
        copy(RdbReaderTest.resource("mixed-1000.rdb"), true, true);
        Path file = folder.resolve("dump.rdb");
        Files.write(file, bytes.toByteArray());
        Process check = new ProcessBuilder(tool.toString(), file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, check.waitFor(), said);
    }

    private void copy(byte[] original, boolean compress, boolean checksum) throws IOException {
        RdbWriter writer = new RdbWriter(bytes::write, compress, checksum);
        Map<String, String> aux = Collected.of(original, true).aux;
        writer.header(
                aux.get("redis-ver"),
                Long.parseLong(aux.get("ctime")),
                Long.parseLong(aux.get("used-mem")),
                Optional.empty(),
                aux.get("aof-base").equals("1"));
        RdbReader.read(new java.io.ByteArrayInputStream(original)::read, new Copying(writer), true);
        writer.end();
    }

    /** Writes what it is told. */
    private static final class Copying implements RdbVisitor {
        private final RdbWriter writer;
        private long database;

        Copying(RdbWriter writer) {
            this.writer = writer;
        }

        @Override
        public void database(long number) {
            database = number;
        }

        @Override
        public void sizes(long keys, long expiringKeys) throws RdbException {
            run(() -> writer.database((int) database, keys, expiringKeys));
        }

        @Override
        public void functionLibrary(byte[] source) throws RdbException {
            run(() -> writer.functionLibrary(source));
        }

        @Override
        public void string(RdbKey key, byte[] value) throws RdbException {
            run(() -> writer.string(key.bytes(), key.expireAtMillis(), value));
        }

        @Override
        public void structure(RdbKey key, RdbType type, byte[] payload) throws RdbException {
            run(() -> writer.structure(key.bytes(), key.expireAtMillis(), type, payload));
        }

        private interface Writing {
            void run() throws IOException;
        }

        private static void run(Writing writing) {
            try {
                writing.run();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
