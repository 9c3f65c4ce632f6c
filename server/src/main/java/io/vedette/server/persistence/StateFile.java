package io.vedette.server.persistence;

import io.vedette.server.disk.Disk;
import io.vedette.server.disk.DiskFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What a server still knows of itself whatever happened to its data: a few lines of a name and a value in {@value #NAME}, in its
 * folder. Each change is written whole under another name, brought to the disk and renamed; when {@link #change} returns it is safe.
 * Lines that this version does not know are kept. Any thread; waits for the disk.
 */
public final class StateFile {
    static final String NAME = "vedette.state";

    private static final String SERVER_ID = "server-id";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{40}");
    /** Far more than ever stands there: another file of that name is not read whole. */
    private static final int MOST_BYTES = 64 * 1024;

    private final Disk disk;
    private final Path folder;
    private final Map<String, String> lines;
    /** What {@link #lines} says is on the disk. */
    private boolean safe = true;

    private StateFile(Disk disk, Path folder, Map<String, String> lines) {
        this.disk = disk;
        this.folder = folder;
        this.lines = lines;
    }

    /**
     * The file of that folder; there need be none yet.
     *
     * @throws IOException it is there, and cannot be read or understood
     */
    public static StateFile read(Disk disk, Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        Map<String, String> lines = new LinkedHashMap<>();
        if (disk.exists(file)) {
            try (InputStream in = disk.read(file)) {
                String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
                for (String line : text.lines().toList()) {
                    int blank = line.indexOf(' ');
                    if (blank < 1) {
                        throw new IOException(file + " is damaged: no name and value in '" + line + "'");
                    }
                    lines.put(line.substring(0, blank), line.substring(blank + 1));
                }
            }
            if (!ID.matcher(lines.getOrDefault(SERVER_ID, "")).matches()) {
                throw new IOException(file + " is damaged: it names no server id");
            }
        }
        return new StateFile(disk, folder, lines);
    }

    /** By what this server is known among others, for all its lives: drawn and written if there is none yet. */
    public String serverId(Supplier<String> newIds) throws IOException {
        Optional<String> id = get(SERVER_ID);
        if (id.isPresent()) {
            return id.get();
        }
        String drawn = newIds.get();
        put(SERVER_ID, drawn);
        return drawn;
    }

    /** Everything that stands there. */
    public synchronized Map<String, String> lines() {
        return Map.copyOf(lines);
    }

    private synchronized Optional<String> get(String name) {
        return Optional.ofNullable(lines.get(name));
    }

    private void put(String name, String value) throws IOException {
        change(Map.of(name, Optional.of(value)));
    }

    /** Changes some of it, together; no value: the name is to go. */
    public synchronized void change(Map<String, Optional<String>> changes) throws IOException {
        Map<String, String> before = new LinkedHashMap<>(lines);
        changes.forEach(
                (name, value) -> value.ifPresentOrElse(text -> lines.put(name, text), () -> lines.remove(name)));
        if (lines.equals(before) && safe) {
            return;
        }
        safe = false;
        write();
        safe = true;
    }

    private void write() throws IOException {
        StringBuilder text = new StringBuilder();
        lines.forEach((each, its) -> text.append(each).append(' ').append(its).append('\n'));
        Path temporary = folder.resolve("temp-" + NAME);
        try (DiskFile file = disk.create(temporary)) {
            file.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
            file.sync();
        }
        disk.rename(temporary, folder.resolve(NAME));
        disk.sync(folder);
    }
}
