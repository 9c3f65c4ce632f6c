package io.vedette.launcher.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.launcher.Main;
import io.vedette.rdb.RdbWriter;
import io.vedette.resp.OutputBuffer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are read as streams: what a tool takes of memory does not grow with them. {@code -Plong} makes the files ten times as large. */
class LargeFileTest {
    private static final int HEAP_MEGABYTES = 16;
    private static final long FILE_BYTES = (Boolean.getBoolean("tests.long") ? 640L : 64L) << 20;
    private static final int VALUE_BYTES = 200;

    @TempDir
    Path folder;

    /** What a process printed. */
    private record Printed(int code, String begin, long bytes) {}

    /** A process with a heap that is a small part of the file. */
    private Printed run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx" + HEAP_MEGABYTES + "m",
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + System.getProperty("jdk.module.path", ""),
                Main.class.getName()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors").toFile())
                .start();
        try (InputStream out = process.getInputStream()) {
            String begin = new String(out.readNBytes(100_000), StandardCharsets.UTF_8);
            long bytes = begin.length() + out.transferTo(OutputStream.nullOutputStream());
            int code = process.waitFor();
            assertEquals("", Files.readString(folder.resolve("errors")));
            return new Printed(code, begin, bytes);
        } finally {
            process.destroyForcibly();
        }
    }

    private void assertReadAsAStream(String tool, Path file, long keys) throws IOException, InterruptedException {
        assertTrue(Files.size(file) >= FILE_BYTES, "too small");
        Printed plain = run(tool, file.toString());
        assertEquals(0, plain.code(), plain.begin());
        Printed told = run(tool, "--json", "--stats", file.toString());
        assertEquals(0, told.code(), told.begin());
        assertTrue(told.begin().contains("\"ok\":true"), told.begin());
        assertTrue(told.begin().contains(Long.toString(keys)), told.begin());
        for (String form : List.of("resp", "json")) {
            Printed data = run(tool, "--export", form, file.toString());
            assertEquals(0, data.code(), data.begin());
            assertTrue(data.bytes() > keys * VALUE_BYTES, form + ": only " + data.bytes());
        }
    }

    private static byte[] key(long number) {
        return ("prefix" + number + ":key").getBytes(StandardCharsets.US_ASCII);
    }

    /** That nothing compresses. */
    private static byte[] value(Random random) {
        byte[] value = new byte[VALUE_BYTES];
        for (int i = 0; i < VALUE_BYTES; i++) {
            value[i] = (byte) ('!' + random.nextInt(90));
        }
        return value;
    }

    @Test
    void aSnapshotManyTimesAsLargeAsTheHeapIsCheckedCountedAndExported() throws IOException, InterruptedException {
        Path file = folder.resolve("large.rdb");
        long keys = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            RdbWriter writer = new RdbWriter(out::write, false, true);
            writer.header("7.0.15", 0, 0, Optional.empty(), false);
            writer.database(0, FILE_BYTES / VALUE_BYTES, 0);
            Random random = new Random(1);
            for (; writer.bytesWritten() < FILE_BYTES; keys++) {
                writer.string(key(keys), -1, value(random));
            }
            writer.end();
        }
        assertReadAsAStream("check-rdb", file, keys);
    }

    @Test
    void anAppendOnlyFileManyTimesAsLargeAsTheHeapIsCheckedCountedAndExported()
            throws IOException, InterruptedException {
        Path file = folder.resolve("appendonly.aof");
        long keys = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            Random random = new Random(1);
            OutputBuffer commands = new OutputBuffer();
            for (long bytes = 0; bytes < FILE_BYTES; bytes += commands.size()) {
                commands.reset();
                for (int i = 0; i < 1_000; i++, keys++) {
                    commands.writeHeader('*', 3);
                    for (byte[] word : List.of("SET".getBytes(StandardCharsets.US_ASCII), key(keys), value(random))) {
                        commands.writeBulk(word, 0, word.length);
                    }
                }
                out.write(commands.array(), 0, commands.size());
            }
        }
        assertReadAsAStream("check-aof", file, keys);
    }
}
