package io.vedette.server.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.rdb.RdbWriter;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.keyspace.KeyspaceListener;
import io.vedette.server.keyspace.Snapshot;
import io.vedette.server.stream.NodeCursor;
import io.vedette.server.stream.StreamId;
import io.vedette.server.values.EncodingLimits;
import io.vedette.server.values.HashValue;
import io.vedette.server.values.ListValue;
import io.vedette.server.values.Missing;
import io.vedette.server.values.SetValue;
import io.vedette.server.values.SortedSetValue;
import io.vedette.server.values.StreamCursor;
import io.vedette.server.values.StreamValue;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recorded snapshot files of many servers and versions, whole and damaged, with the content that those servers saw in them. Some
 * are not part of the sources (they belong to others, or are many) and run where they are found beside the repository.
 */
class CorpusTest {
    private static final long NOW = 1_795_300_000_000L;

    @TempDir
    Path folder;

    private record Recorded(String name, String outcome, String content, Path file) {}

    private static List<Recorded> files() throws IOException {
        List<Recorded> files = new ArrayList<>();
        try (var in = CorpusTest.class.getResourceAsStream("corpus.tsv")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] words = line.split("\t");
                if (!line.startsWith("#")) {
                    find(words[0]).ifPresent(file -> files.add(new Recorded(words[0], words[1], words[2], file)));
                }
            }
        }
        return files;
    }

    private static Optional<Path> find(String name) {
        List<Path> places = new ArrayList<>();
        Path here = Path.of("").toAbsolutePath();
        for (Path up = here; up != null; up = up.getParent()) {
            places.add(up.resolve("replication/src/test/resources/rdb"));
            places.add(up.resolve("shared/corpus/rdb"));
        }
        return places.stream()
                .map(place -> place.resolve(name))
                .filter(Files::exists)
                .findFirst();
    }

    @Test
    void everyFileHasTheContentThatTheOtherServersSawOrIsRefused() throws IOException {
        List<Recorded> files = files();
        assertTrue(files.size() > 90, () -> "only " + files.size() + " files were found");
        List<String> wrong = new ArrayList<>();
        for (Recorded file : files) {
            String seen = outcome(file.file());
            boolean right = switch (file.outcome()) {
                case "ok" -> file.content().equals("-") ? !seen.startsWith("refused") : seen.equals(file.content());
                case "refused" -> seen.startsWith("refused") && seen.contains(" (at byte ");
                default -> true;
            };
            if (!right) {
                wrong.add(file.name() + ": " + seen);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void whatWasReadAndWrittenAgainHasTheSameContent() throws IOException {
        Path again = folder.resolve("again.rdb");
        List<String> wrong = new ArrayList<>();
        for (Recorded file : files()) {
            if (file.outcome().equals("ok")) {
                Keyspace first = load(file.file());
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (Snapshot snapshot = first.snapshot()) {
                    SnapshotWriter.Head head =
                            new SnapshotWriter.Head("7.0.15", NOW / 1_000, 0, Optional.empty(), false);
                    SnapshotWriter.write(
                            snapshot, head, new RdbWriter(out::write, true, true), Progress.ofKeys(first.size()));
                }
                Files.write(again, out.toByteArray());
                if (!content(first).equals(content(load(again)))) {
                    wrong.add(file.name());
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void aRefusalSaysWhatIsWrongAndWhere() {
        Path damaged = find("bad-crc.rdb").orElseThrow();
        IOException refusal = assertThrows(IOException.class, () -> load(damaged));
        assertTrue(refusal.getMessage().startsWith("Wrong RDB checksum"), refusal.getMessage());
        assertTrue(refusal.getMessage().matches(".* \\(at byte \\d+\\)"), refusal.getMessage());
    }

    private static String outcome(Path file) throws IOException {
        try {
            return content(load(file));
        } catch (IOException refused) {
            return "refused: " + refused.getMessage();
        }
    }

    private static Keyspace load(Path file) throws IOException {
        Keyspace fresh = new Keyspace(16, KeyspaceListener.NONE, new Random(6), EncodingLimits.USUAL);
        KeyspaceLoader loader = new KeyspaceLoader(fresh, KeyspaceLoader.Expired.DROP, NOW);
        SnapshotFile.read(file, loader, true, Progress.ofBytes(Files.size(file)));
        return fresh;
    }

    private static String content(Keyspace keyspace) throws IOException {
        List<String> databases = new ArrayList<>();
        try (Snapshot snapshot = keyspace.snapshot()) {
            for (int i = 0; i < snapshot.databases(); i++) {
                if (snapshot.size(i) > 0) {
                    databases.add(i + "=" + snapshot.size(i) + "/" + snapshot.expires(i) + "/" + digest(snapshot, i));
                }
            }
        }
        return databases.isEmpty() ? "empty" : String.join(",", databases);
    }

    private static String digest(Snapshot snapshot, int database) throws IOException {
        TreeMap<byte[], String> lines = new TreeMap<>(Arrays::compareUnsigned);
        snapshot.forEach(database, (key, value, at) -> {
            String expiry = at == Database.NO_EXPIRY ? "-1" : Long.toString(at);
            lines.put(key, type(value) + " " + digest(value) + " " + expiry + " " + latin1(key) + "\n");
        });
        MessageDigest sum = sha256();
        lines.values().forEach(line -> sum.update(line.getBytes(StandardCharsets.ISO_8859_1)));
        return HexFormat.of().formatHex(sum.digest());
    }

    private static String type(Value value) {
        return switch (value) {
            case StringValue string -> "string";
            case ListValue list -> "list";
            case SetValue set -> "set";
            case SortedSetValue sorted -> "zset";
            case HashValue hash -> "hash";
            case StreamValue stream -> "stream";
            case Missing missing -> "none";
        };
    }

    private static String digest(Value value) {
        List<byte[]> parts = new ArrayList<>();
        switch (value) {
            case StringValue string -> parts.add(string.bytes());
            case ListValue list ->
                list.walk(
                        0,
                        list.size(),
                        false,
                        (bytes, from, length) -> parts.add(Arrays.copyOfRange(bytes, from, from + length)));
            case SetValue set -> {
                set.forEach(parts::add);
                parts.sort(Arrays::compareUnsigned);
            }
            case SortedSetValue sorted ->
                sorted.forEach((member, score) -> {
                    parts.add(member);
                    long bits = Double.doubleToRawLongBits(score == 0 ? 0.0 : score);
                    parts.add(String.format("%016x", bits).getBytes(StandardCharsets.US_ASCII));
                });
            case HashValue hash -> {
                TreeMap<byte[], byte[]> fields = new TreeMap<>(Arrays::compareUnsigned);
                hash.forEach(fields::put);
                fields.forEach((field, text) -> {
                    parts.add(field);
                    parts.add(text);
                });
            }
            case StreamValue stream -> entries(stream, parts);
            case Missing missing -> {}
        }
        MessageDigest sum = sha256();
        for (byte[] part : parts) {
            sum.update((part.length + ":").getBytes(StandardCharsets.US_ASCII));
            sum.update(part);
            sum.update((byte) ',');
        }
        return HexFormat.of().formatHex(sum.digest());
    }

    private static void entries(StreamValue stream, List<byte[]> parts) {
        for (StreamCursor entries = stream.range(StreamId.MIN, StreamId.MAX, false); entries.next(); ) {
            NodeCursor entry = entries.entry();
            String id = Long.toUnsignedString(entry.id().ms()) + "-"
                    + Long.toUnsignedString(entry.id().seq());
            parts.add(id.getBytes(StandardCharsets.US_ASCII));
            entry.words((bytes, from, length) -> parts.add(Arrays.copyOfRange(bytes, from, from + length)));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
