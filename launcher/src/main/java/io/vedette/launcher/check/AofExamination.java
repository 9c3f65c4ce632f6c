package io.vedette.launcher.check;

import io.vedette.server.check.CommandsCheck;
import io.vedette.server.check.Export;
import io.vedette.server.check.ManifestCheck;
import io.vedette.server.check.SnapshotCheck;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** One check of an append-only file, be it a single file or the files of a manifest, and its mending. */
final class AofExamination {
    private static final byte[] SNAPSHOT_MAGIC = "REDIS".getBytes(StandardCharsets.US_ASCII);
    private static final int SMALLEST_SNAPSHOT_BYTES = 8;

    private record Share(long commands, long bytes) {}

    private final boolean tells;
    private final boolean counts;
    private final boolean fixes;
    private final long latestSeconds;
    private final Predicate<String> confirms;
    private final Optional<Export> export;
    private final List<Map<String, Object>> parts = new ArrayList<>();
    private final Map<String, Share> commands = new TreeMap<>();
    private final List<String> times = new ArrayList<>();
    private long line = 1;

    /**
     * @param latestSeconds what annotations say is later is cut off; {@link Long#MAX_VALUE} for nothing
     * @param confirms asks a question, that ends without a line end
     * @param export gets all commands and keys, too
     */
    AofExamination(
            boolean tells,
            boolean counts,
            boolean fixes,
            long latestSeconds,
            Predicate<String> confirms,
            Optional<Export> export) {
        this.tells = tells;
        this.counts = counts;
        this.fixes = fixes;
        this.latestSeconds = latestSeconds;
        this.confirms = confirms;
        this.export = export;
    }

    /** What was found in each file, for programs. */
    List<Map<String, Object>> parts() {
        return parts;
    }

    /** One sentence for each file that is not sound. */
    List<String> faults() {
        return parts.stream()
                .filter(part -> Boolean.FALSE.equals(part.get("ok")))
                .map(part -> part.get("file") + ": " + part.get("error")
                        + (part.containsKey("offset") ? ", at byte " + part.get("offset") : ""))
                .toList();
    }

    List<String> statistics() {
        List<String> lines = new ArrayList<>(times);
        commands.forEach((name, share) ->
                lines.add("[stats] " + name + ": " + share.commands() + " commands, " + share.bytes() + " bytes"));
        return lines;
    }

    /** The commands of {@link #statistics}, for programs. */
    Map<String, Object> counts() {
        Map<String, Object> counts = new TreeMap<>();
        commands.forEach(
                (name, share) -> counts.put(name, Map.of("commands", share.commands(), "bytes", share.bytes())));
        return counts;
    }

    /** True if all of it is sound, or was mended. */
    boolean check(String file) throws IOException {
        Path path = Path.of(file);
        if (!isManifest(path)) {
            say("Start checking Old-Style AOF");
            return part(path, file, file, "AOF " + file, true);
        }
        say("Start checking Multi Part AOF");
        ManifestCheck.Parts listed;
        try {
            listed = ManifestCheck.read(Files.readAllBytes(path));
        } catch (ManifestCheck.Fault fault) {
            say(fault.getMessage());
            parts.add(Map.of(
                    "file", file, "ok", false, "error", fault.getMessage().strip()));
            return false;
        }
        Path folder = path.toAbsolutePath().getParent();
        if (listed.base().isPresent()) {
            String name = listed.base().get();
            if (!exists(folder, name, file, "")) {
                return false;
            }
            boolean snapshot = isSnapshot(folder.resolve(name));
            say("Start to check BASE AOF (" + (snapshot ? "RDB" : "RESP") + " format).");
            if (!part(
                    folder.resolve(name),
                    name,
                    beside(file, name),
                    "BASE AOF " + name,
                    listed.increments().isEmpty())) {
                return false;
            }
        }
        if (!listed.increments().isEmpty()) {
            say("Start to check INCR files.");
            for (String name : listed.increments()) {
                boolean last = name.equals(listed.increments().getLast());
                if (!exists(folder, name, file, ", aborting...")
                        || !part(folder.resolve(name), name, beside(file, name), "INCR AOF " + name, last)) {
                    return false;
                }
            }
        }
        say("All AOF files and manifest are valid");
        return true;
    }

    /** A part as Redis names it in some of its lines: by the folder of the manifest as it was given. */
    private static String beside(String manifest, String name) {
        Path parent = Path.of(manifest).getParent();
        return (parent == null ? Path.of(".") : parent) + "/" + name;
    }

    private boolean exists(Path folder, String name, String manifest, String end) {
        if (Files.exists(folder.resolve(name))) {
            return true;
        }
        say("Cannot open file " + beside(manifest, name) + ": No such file or directory" + end);
        parts.add(Map.of("file", name, "ok", false, "error", "No such file or directory"));
        return false;
    }

    /**
     * @param name what most lines call it
     * @param shown what the others do
     */
    private boolean part(Path path, String name, String shown, String title, boolean last) throws IOException {
        long size = Files.size(path);
        if (size == 0) {
            say(title + " is empty");
            parts.add(Map.of("file", name, "ok", true, "size", 0));
            return true;
        }
        long from = 0;
        if (isSnapshot(path)) {
            from = snapshot(path, name);
            if (from < 0) {
                say("RDB preamble of AOF file is not sane, aborting.");
                return false;
            }
            say("RDB preamble is OK, proceeding with AOF tail...");
        }
        export.ifPresent(Export::begins);
        CommandsCheck.Found found;
        try (InputStream in = Files.newInputStream(path)) {
            in.skipNBytes(from);
            CommandsCheck check = new CommandsCheck(in, shown, from, size, latestSeconds, this::count, export);
            found = check.read();
        }
        line += found.lines();
        if (counts) {
            found.firstTimestamp()
                    .ifPresent(first -> times.add("[stats] " + name + ": written from " + first + " to "
                            + found.lastTimestamp().orElse(first) + " (seconds since 1970)"));
        }
        if (found.laterThan().isPresent()) {
            return truncated(path, name, shown, last, size, found);
        }
        if (found.isTimeUnreadable()) {
            say(found.fault());
            parts.add(Map.of("file", name, "ok", false, "offset", found.faultPosition(), "error", found.fault()));
            return false;
        }
        return judged(path, name, title, last, size, found);
    }

    private void count(String command, long bytes) {
        if (counts) {
            commands.merge(
                    command,
                    new Share(1, bytes),
                    (a, b) -> new Share(a.commands() + b.commands(), a.bytes() + b.bytes()));
        }
    }

    /** Where the snapshot ends, or a negative number if it is damaged. */
    private long snapshot(Path path, String name) throws IOException {
        Findings findings = new Findings(tells, false);
        export.ifPresent(Export::begins);
        findings.line(0, "Checking RDB file " + name);
        SnapshotCheck check =
                new SnapshotCheck(findings, export, RandomGenerator.of("SplittableRandom"), System.currentTimeMillis());
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            check.read(in::read);
        }
        if (tells) {
            CheckRdbCommand.tell(check, findings);
        }
        if (check.fault().isEmpty()) {
            return check.position();
        }
        parts.add(Map.of(
                "file",
                name,
                "ok",
                false,
                "offset",
                check.position(),
                "error",
                check.fault().get().message()));
        return -1;
    }

    private boolean truncated(Path path, String name, String shown, boolean last, long size, CommandsCheck.Found found)
            throws IOException {
        long offset = found.laterThan().getAsLong();
        if (offset == 0) {
            say("AOF " + shown + " has nothing before timestamp " + latestSeconds + ", aborting...");
            return false;
        }
        if (!last) {
            say("Failed to truncate AOF " + shown + " to timestamp " + latestSeconds + " to offset " + offset
                    + " because it is not the last file.");
            say("If you insist, please delete all files after this file according to the manifest file and delete the"
                    + " corresponding records in manifest file manually. Then re-run redis-check-aof.");
            return false;
        }
        keepCopy(path, size);
        cut(path, offset, size, found);
        say("Successfully truncated AOF " + name + " to timestamp " + latestSeconds);
        return true;
    }

    private boolean judged(Path path, String name, String title, boolean last, long size, CommandsCheck.Found found)
            throws IOException {
        if (found.isMalformed()) {
            say("AOF " + name + " format error");
        } else if (!found.fault().isEmpty()) {
            say(String.format("0x%16x: %s", found.faultPosition(), found.fault()));
        }
        long valid = found.validBytes();
        long wrong = size - valid;
        if (wrong == 0 && latestSeconds < Long.MAX_VALUE) {
            say("Truncate nothing in AOF " + name + " to timestamp " + latestSeconds);
            say(title + " is valid");
            return true;
        }
        say("AOF analyzed: filename=" + name + ", size=" + size + ", ok_up_to=" + valid + ", ok_up_to_line=" + line
                + ", diff=" + wrong);
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("file", name);
        part.put("ok", wrong == 0);
        part.put("size", size);
        part.put("ok_up_to", valid);
        if (wrong > 0) {
            part.put("error", found.isMalformed() ? "format error" : found.fault());
            part.put("offset", found.faultPosition());
        }
        parts.add(part);
        if (wrong == 0) {
            say(title + " is valid");
            return true;
        }
        if (!fixes) {
            say("AOF " + name + " is not valid. Use the --fix option to try fixing it.");
            return false;
        }
        if (!last) {
            say("Failed to truncate AOF " + name + " because it is not the last file");
            return false;
        }
        say("This will shrink the AOF " + name + " from " + size + " bytes, with " + wrong + " bytes, to " + valid
                + " bytes");
        if (!confirms.test("Continue? [y/N]: ")) {
            say("Aborting...");
            return false;
        }
        keepCopy(path, size);
        cut(path, valid, size, found);
        say("Successfully truncated AOF " + name);
        return true;
    }

    private void keepCopy(Path path, long size) throws IOException {
        int number = 1;
        Path copy = path.resolveSibling(path.getFileName() + ".before-fix");
        while (Files.exists(copy)) {
            copy = path.resolveSibling(path.getFileName() + ".before-fix-" + ++number);
        }
        Files.copy(path, copy);
        if (Files.size(copy) != size) {
            throw new IOException("the file has changed meanwhile: is a server writing to it?");
        }
    }

    /** A member of a group is told by the file that it does not hold all that it may have confirmed. */
    private static void cut(Path path, long valid, long size, CommandsCheck.Found found) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(
                    found.places().map(places -> places.cutAt(valid, size)).orElse(valid));
            if (found.places().isPresent()) {
                channel.write(ByteBuffer.wrap(found.places().get().line(size)), channel.size());
            }
            channel.force(true);
        }
    }

    private static boolean isSnapshot(Path path) throws IOException {
        if (Files.size(path) < SMALLEST_SNAPSHOT_BYTES) {
            return false;
        }
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(SNAPSHOT_MAGIC.length), SNAPSHOT_MAGIC);
        }
    }

    /** By its first line that is no comment. */
    private static boolean isManifest(Path path) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            int b = in.read();
            while (b == '#') {
                while (b != '\n' && b >= 0) {
                    b = in.read();
                }
                b = in.read();
            }
            return b == 'f' && new String(in.readNBytes(3), StandardCharsets.US_ASCII).equals("ile");
        }
    }

    private void say(String text) {
        if (tells) {
            System.out.println(text);
        }
    }
}
