package io.vedette.server.appendonly;

import io.vedette.config.Words;
import io.vedette.resp.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which files an append-only file consists of, in the order in which they are read: a base, then increments. A value; what
 * it becomes is written whole, see {@link AppendOnlyFolder#persist}.
 *
 * <p>Base and increments are numbered apart, from 1 on. Numbers of increments ascend, gaps are allowed.
 *
 * @param base what the data was at the beginning; a server that never rewrote may have none
 * @param history what was replaced and is to be deleted, the newest first
 * @param increments what was written since, the oldest first
 */
public record Manifest(Optional<Part> base, List<Part> history, List<Part> increments) {
    /** There is no append-only file yet. */
    public static final Manifest EMPTY = new Manifest(Optional.empty(), List.of(), List.of());

    /** Longest line with its end; the number is Redis'. */
    static final int MAX_LINE_BYTES = 1024;

    private static final int SHORTEST_WORDS = 6;

    /** A file. @param name without any folder */
    public record Part(String name, long sequence) {
        private String line(char type) {
            return "file " + Words.quoteWhereNeeded(name) + " seq " + sequence + " type " + type + "\n";
        }
    }

    public Manifest {
        history = List.copyOf(history);
        increments = List.copyOf(increments);
    }

    /** Reads what a manifest's file holds. */
    public static Manifest parse(byte[] bytes) throws ManifestException {
        if (bytes.length == 0) {
            throw new ManifestException("Found an empty AOF manifest", 0, "");
        }
        Optional<Part> base = Optional.empty();
        List<Part> history = new ArrayList<>();
        List<Part> increments = new ArrayList<>();
        int number = 0;
        for (int at = 0; at < bytes.length; ) {
            int end = at;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            number++;
            // Redis reads pieces of at most so many bytes: one without a line end is too long for it, also the last
            // one.
            if (end == bytes.length || end + 1 - at >= MAX_LINE_BYTES) {
                throw new ManifestException("The AOF manifest file contains too long line", 0, "");
            }
            String line = new String(bytes, at, end - at, StandardCharsets.UTF_8);
            at = end + 1;
            if (line.startsWith("#")) {
                continue;
            }
            Line parsed = Line.parse(line, number);
            switch (parsed.type()) {
                case "b" -> {
                    if (base.isPresent()) {
                        throw new ManifestException("Found duplicate base file information", number, line);
                    }
                    base = Optional.of(parsed.part());
                }
                case "h" -> history.addFirst(parsed.part());
                case "i" -> {
                    if (!increments.isEmpty()
                            && parsed.part().sequence() <= increments.getLast().sequence()) {
                        throw new ManifestException("Found a non-monotonic sequence number", number, line);
                    }
                    increments.add(parsed.part());
                }
                default -> throw new ManifestException("Unknown AOF file type", number, line);
            }
        }
        return new Manifest(base, history.reversed(), increments);
    }

    /** One line taken apart. */
    private record Line(Part part, String type) {
        static Line parse(String raw, int number) throws ManifestException {
            String line = raw.strip();
            List<String> words = Words.split(line).orElse(List.of());
            if (words.size() < SHORTEST_WORDS || words.size() % 2 != 0) {
                throw malformed(number, line);
            }
            String name = "";
            String type = "";
            long sequence = 0;
            for (int i = 0; i < words.size(); i += 2) {
                String value = words.get(i + 1);
                switch (words.get(i).toLowerCase(Locale.ROOT)) {
                    case "file" -> name = value;
                    case "seq" -> sequence = number(value);
                    case "type" -> type = value.substring(0, Math.min(1, value.length()));
                    default -> {} // what newer versions may have to say
                }
            }
            if (name.contains("/")) {
                throw new ManifestException("File can't be a path, just a filename", number, line);
            }
            if (name.isEmpty() || sequence == 0 || type.isEmpty()) {
                throw malformed(number, line);
            }
            return new Line(new Part(name, sequence), type);
        }

        private static long number(String word) {
            return Ascii.isLong(word.getBytes(StandardCharsets.UTF_8)) ? Long.parseLong(word) : 0;
        }

        private static ManifestException malformed(int number, String line) {
            return new ManifestException("Invalid AOF manifest file format", number, line);
        }
    }

    /** What the manifest's file holds. */
    public String text() {
        StringBuilder text = new StringBuilder();
        base.ifPresent(part -> text.append(part.line('b')));
        history.forEach(part -> text.append(part.line('h')));
        increments.forEach(part -> text.append(part.line('i')));
        return text.toString();
    }

    /** What is read, in order. */
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        base.ifPresent(parts::add);
        parts.addAll(increments);
        return parts;
    }

    public boolean isEmpty() {
        return base.isEmpty() && increments.isEmpty();
    }

    /** The name that the next base will have. @param fileName {@code appendfilename} */
    public Part nextBase(String fileName, boolean snapshot) {
        long sequence = base.map(Part::sequence).orElse(0L) + 1;
        return new Part(fileName + "." + sequence + ".base." + (snapshot ? "rdb" : "aof"), sequence);
    }

    /** The name that the next increment will have. */
    public Part nextIncrement(String fileName) {
        long sequence = increments.isEmpty() ? 1 : increments.getLast().sequence() + 1;
        return new Part(fileName + "." + sequence + ".incr.aof", sequence);
    }

    /** The same with one more increment. */
    public Manifest with(Part increment) {
        List<Part> more = new ArrayList<>(increments);
        more.add(increment);
        return new Manifest(base, history, more);
    }

    /** The same from a new base on, which holds everything before the increment {@code first}: what it replaces becomes history. */
    public Manifest rebased(Part newBase, long first) {
        List<Part> old = new ArrayList<>(history);
        base.ifPresent(old::addFirst);
        List<Part> left = new ArrayList<>();
        for (Part increment : increments) {
            if (increment.sequence() < first) {
                old.addFirst(increment);
            } else {
                left.add(increment);
            }
        }
        return new Manifest(Optional.of(newBase), old, left);
    }

    /** The same when what was replaced is deleted. */
    public Manifest withoutHistory() {
        return new Manifest(base, List.of(), increments);
    }
}
