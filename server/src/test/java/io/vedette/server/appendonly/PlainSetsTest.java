package io.vedette.server.appendonly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.Argv;
import io.vedette.resp.StringRun;
import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import io.vedette.server.config.ServerSettings.DebugAccess;
import io.vedette.server.disk.MemoryDisk;
import io.vedette.server.persistence.Loading;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many plain SETs are read, and run, together: what comes of it is what comes of each by itself. */
class PlainSetsTest {
    private static final int MOST_IN_A_RUN = 100;
    private static final int COMMANDS = 6_000;

    @TempDir
    Path folder;

    private final Random random = new Random(7);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] record(byte[]... words) {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.writeBytes(bytes("*" + words.length + "\r\n"));
        for (byte[] word : words) {
            record.writeBytes(bytes("$" + word.length + "\r\n"));
            record.writeBytes(word);
            record.writeBytes(bytes("\r\n"));
        }
        return record.toByteArray();
    }

    /** Few keys, so that many come again; of all lengths; numbers and none. */
    private byte[] value() {
        return switch (random.nextInt(8)) {
            case 0 -> bytes(Integer.toString(random.nextInt()));
            case 1 -> new byte[0];
            case 2 -> new byte[random.nextInt(3_000)];
            case 3 -> bytes("\r\n$3\r\n*");
            default -> bytes("value " + random.nextInt(1_000_000));
        };
    }

    private List<byte[]> commands() {
        List<byte[]> records = new ArrayList<>();
        while (records.size() < COMMANDS) {
            byte[] key = bytes("key:" + random.nextInt(COMMANDS / 2));
            switch (random.nextInt(60)) {
                case 0 -> records.add(record(bytes("SET"), key, value(), bytes("PX"), bytes("100000")));
                case 1 -> records.add(record(bytes("APPEND"), key, bytes("more")));
                case 2 -> records.add(record(bytes("DEL"), key));
                case 3 -> records.add(record(bytes("SELECT"), bytes(Integer.toString(random.nextInt(2)))));
                case 4 -> records.add(record(bytes("RPUSH"), bytes("list"), value()));
                case 5 -> records.add(bytes("#TS:1\r\n"));
                case 6 -> records.add(record(bytes("sEt"), key, value()));
                case 7 -> {
                    records.add(record(bytes("MULTI")));
                    records.add(record(bytes("SET"), key, value()));
                    records.add(record(bytes("EXEC")));
                }
                default -> records.add(record(bytes(random.nextInt(9) == 0 ? "set" : "SET"), key, value()));
            }
        }
        return records;
    }

    private static byte[] joined(List<byte[]> records) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        records.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static RecordReader reader(byte[] file) {
        return new RecordReader(new ByteArrayInputStream(file), 0, file.length);
    }

    /** What a reader finds up to the end, in words; runs only where they are asked for. */
    private static List<String> found(byte[] file, boolean runs) throws IOException {
        RecordReader reader = reader(file);
        List<String> found = new ArrayList<>();
        while (true) {
            Optional<StringRun> sets = runs ? reader.sets(MOST_IN_A_RUN) : Optional.empty();
            if (sets.isPresent()) {
                for (int i = 0; i < sets.get().count(); i++) {
                    found.add("SET " + word(sets.get(), i, 0) + " " + word(sets.get(), i, 2));
                }
                continue;
            }
            switch (reader.next()) {
                case RecordReader.Item.Command(Argv argv) -> {
                    StringBuilder words = new StringBuilder(argv.text(0).toUpperCase(Locale.ROOT));
                    for (int i = 1; i < argv.size(); i++) {
                        words.append(' ').append(new String(argv.bytes(i), StandardCharsets.ISO_8859_1));
                    }
                    found.add(words.toString());
                }
                case RecordReader.Item.Annotation(byte[] line) ->
                    found.add(new String(line, StandardCharsets.US_ASCII));
                case RecordReader.Item other -> {
                    found.add(other + " valid up to " + reader.validBytes());
                    return found;
                }
            }
        }
    }

    private static String word(StringRun run, int index, int which) {
        int place = StringRun.NUMBERS * index + which;
        return new String(run.bytes(), run.places()[place], run.places()[place + 1], StandardCharsets.ISO_8859_1);
    }

    @Test
    void theReaderFindsTheSameInRunsAsOneByOne() throws IOException {
        byte[] file = joined(commands());
        assertEquals(found(file, false), found(file, true));
    }

    @Test
    void thereAreRuns() throws IOException {
        byte[] set = record(bytes("SET"), bytes("k"), bytes("v"));
        RecordReader reader = reader(joined(Collections.nCopies(MOST_IN_A_RUN, set)));
        assertTrue(reader.next() instanceof RecordReader.Item.Command, "which makes it read ahead");
        Optional<Integer> found = reader.sets(MOST_IN_A_RUN).map(StringRun::count);
        assertEquals(Optional.of(MOST_IN_A_RUN - 2), found, "the last one is too near to the end to be looked at");
    }

    @Test
    void aFileThatIsCutOrDamagedAnywhereInARunIsToldOfAsOneByOne() throws IOException {
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            records.add(record(bytes("SET"), bytes("key:" + i), bytes("v\r\n" + i)));
        }
        byte[] file = joined(records);
        for (int i = 0; i < file.length; i++) {
            byte[] cut = Arrays.copyOf(file, i);
            assertEquals(found(cut, false), found(cut, true), "cut at " + i);
            byte[] damaged = file.clone();
            damaged[i] ^= 1;
            assertEquals(found(damaged, false), found(damaged, true), "damaged at " + i);
        }
    }

    @Test
    void whatIsLoadedIsWhatTheCommandsMake() throws IOException {
        List<byte[]> records = commands();
        TestEngine loaded = new TestEngine();
        MemoryDisk disk = new MemoryDisk();
        loaded.disk = disk;
        loaded.settings.dir.assign(folder.toString());
        disk.put(folder.resolve("appendonly.aof"), joined(records));
        loaded.settings.appendOnly.enabled.assign(true);
        loaded.loop = Runnable::run;
        AtomicReference<Loading.Outcome> outcome = new AtomicReference<>(new Loading.Outcome.Failed());
        loaded.appendOnly.start(outcome::set);
        loaded.workBesideTheLoop();
        assertTrue(outcome.get() instanceof Loading.Outcome.Whole);

        TestEngine told = new TestEngine();
        TestConnection client = told.connect();
        RecordReader reader = reader(joined(records));
        RecordReader.Item item = reader.next();
        while (!(item instanceof RecordReader.Item.End)) {
            if (item instanceof RecordReader.Item.Command(Argv argv)) {
                told.engine.endpoint().command(client.client(), argv);
                told.pass(0);
            }
            item = reader.next();
        }
        assertEquals(digest(told), digest(loaded));
        assertEquals(told.connect().ask("DBSIZE"), loaded.connect().ask("DBSIZE"));
    }

    private static String digest(TestEngine test) {
        test.settings.enableDebugCommand.assign(DebugAccess.YES);
        return test.connect().ask("DEBUG", "DIGEST");
    }
}
