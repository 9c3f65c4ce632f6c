package io.vedette.server.appendonly;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Append-only files as they were, whole and damaged, with what Redis 7.0.15 made of each. One that belongs to others is no part of the
 * sources and is used where it is found beside the repository.
 */
public final class RecordedFiles {
    /** One of them; a dash stands for nothing. */
    public record Case(
            String name,
            boolean loadsTruncated,
            boolean starts,
            String content,
            String filesAfter,
            String manifestAfter,
            String checkExit,
            String fixExit,
            String fixedSizes) {}

    /** What became of a file that was cut. */
    public record Cut(int at, int sizeAfter, int keysInZero, int keysInFive) {}

    private RecordedFiles() {}

    public static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String[] row : rows("cases.tsv")) {
            if (find(row[0]).isPresent()) {
                cases.add(new Case(
                        row[0],
                        row[1].equals("yes"),
                        row[2].equals("ok"),
                        row[3],
                        row[4],
                        row[5].replace("\\n", "\n").replace("\\\\", "\\"),
                        row[6],
                        row[7],
                        row[8]));
            }
        }
        return cases;
    }

    public static List<Cut> cuts() throws IOException {
        return rows("cuts.tsv").stream()
                .map(row -> new Cut(
                        Integer.parseInt(row[0]),
                        Integer.parseInt(row[1]),
                        Integer.parseInt(row[2]),
                        Integer.parseInt(row[3])))
                .toList();
    }

    private static List<String[]> rows(String name) throws IOException {
        List<String[]> rows = new ArrayList<>();
        try (InputStream in = RecordedFiles.class.getResourceAsStream("corpus/" + name)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.startsWith("#")) {
                    rows.add(line.split("\t"));
                }
            }
        }
        return rows;
    }

    public static Optional<Path> find(String name) {
        Path here = Path.of("").toAbsolutePath();
        List<Path> places = new ArrayList<>();
        for (Path up = here; up != null; up = up.getParent()) {
            places.add(up.resolve("server/src/test/resources/io/vedette/server/appendonly/corpus"));
            places.add(up.resolve("shared/corpus/aof"));
        }
        return places.stream()
                .map(place -> place.resolve(name))
                .filter(Files::exists)
                .findFirst();
    }

    /** Puts the files of a case into a folder. */
    public static void copy(String name, Path target) throws IOException {
        Path source = find(name).orElseThrow();
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path to = target.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.write(to, Files.readAllBytes(file));
                }
            }
        }
    }

    /** Every file below a folder, as {@code name:bytes}. */
    public static String sizes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<String> sizes = files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file) + ":" + size(file))
                    .sorted()
                    .toList();
            return String.join(",", sizes);
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
