package io.vedette.server.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.rdb.RdbWriter;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.keyspace.KeyspaceListener;
import io.vedette.server.keyspace.Snapshot;
import io.vedette.server.values.EncodingLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recorded snapshot files of many servers and versions, whole and damaged, with the content that those servers saw in them. Those
 * that are cut or have one byte changed are made here of the file that they were made of; ten are not part of the sources (they belong to
 * others, or are large) and run where they are found beside the repository.
 */
class CorpusTest {
    private static final long NOW = 1_795_300_000_000L;

    private static final int RECORDED = 301;
    private static final int OUTSIDE = 10;
    private static final Pattern DERIVED = Pattern.compile("(truncated/cut|flipped/flip)-(\\d+)\\.rdb");
    private static final int FLIPPED_BITS = 65;

    @TempDir
    Path folder;

    private record Recorded(String name, String outcome, String content, Path file) {}

    private List<Recorded> files() throws IOException {
        List<Recorded> files = new ArrayList<>();
        try (var in = CorpusTest.class.getResourceAsStream("corpus.tsv")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] words = line.split("\t");
                if (!line.startsWith("#")) {
                    found(words[0]).ifPresent(file -> files.add(new Recorded(words[0], words[1], words[2], file)));
                }
            }
        }
        return files;
    }

    private Optional<Path> found(String name) throws IOException {
        Matcher derived = DERIVED.matcher(name);
        if (!derived.matches()) {
            return find(name);
        }
        byte[] bytes = Files.readAllBytes(find("small-all-types.rdb").orElseThrow());
        int at = Integer.parseInt(derived.group(2));
        if (name.startsWith("truncated")) {
            bytes = Arrays.copyOf(bytes, at);
        } else {
            bytes[at] ^= FLIPPED_BITS;
        }
        return Optional.of(Files.write(folder.resolve(name.replace('/', '-')), bytes));
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
        assertTrue(files.size() >= RECORDED - OUTSIDE, () -> "only " + files.size() + " files were found");
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
                if (!Content.of(first).equals(Content.of(load(again)))) {
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
            return Content.of(load(file));
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
}
