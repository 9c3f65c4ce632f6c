package io.vedette.server.disk;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A disk that knows what would be left of it without power, that may be full, and that may lose its power at a chosen step. A
 * step is whatever changes it or brings something down.
 */
public final class MemoryDisk implements Disk {
    /** What a loss of power leaves of names that were changed and not brought down: both happen. */
    public enum Names {
        OLD,
        NEW
    }

    private static final class Node {
        byte[] data = {};
        byte[] safe = {};
    }

    private final Map<Path, Node> files = new HashMap<>();
    private final Map<Path, Node> safeNames = new HashMap<>();
    private final Set<Path> folders = new HashSet<>();

    /** Bytes that may still be written; then the disk is full. */
    public long room = Long.MAX_VALUE;

    /** Bringing anything down fails, and what was written since the last time is gone from the file. */
    public boolean syncFails;

    /** The step at which the power goes; every later one fails too. */
    public int powerLostAt = Integer.MAX_VALUE;

    private int steps;

    public MemoryDisk() {}

    /** How many steps there were. */
    public int steps() {
        return steps;
    }

    public boolean isWithoutPower() {
        return steps >= powerLostAt;
    }

    /** What is found when the power is back. */
    public MemoryDisk afterPowerLoss(Names names) {
        MemoryDisk after = new MemoryDisk();
        Map<Path, Node> left = names == Names.OLD ? safeNames : files;
        left.forEach((path, node) -> {
            Node found = new Node();
            found.data = node.safe;
            found.safe = node.safe;
            after.files.put(path, found);
            after.safeNames.put(path, found);
        });
        after.folders.addAll(folders);
        return after;
    }

    /** Bytes of the file that are on the disk for certain. */
    public int safeBytes(Path path) {
        return files.get(path).safe.length;
    }

    /** What is found when the power is back, where the disk had taken so many bytes of one file, and all of the others. */
    public MemoryDisk afterTearing(Path torn, int bytes) {
        MemoryDisk after = afterKill();
        after.put(torn, Arrays.copyOf(files.get(torn).data, bytes));
        return after;
    }

    /** What is found when only the process ended: the system brings down whatever it was given. */
    public MemoryDisk afterKill() {
        MemoryDisk after = new MemoryDisk();
        files.forEach((path, node) -> after.put(path, node.data));
        after.folders.addAll(folders);
        return after;
    }

    /** What the file has now. */
    public String text(Path path) {
        Node node = files.get(path);
        return node == null ? "" : new String(node.data, StandardCharsets.ISO_8859_1);
    }

    /** Puts a file there, whole and safe. */
    public void put(Path path, byte[] data) {
        Node node = new Node();
        node.data = data;
        node.safe = data;
        files.put(path, node);
        safeNames.put(path, node);
        folders.add(path.getParent());
    }

    private void step() throws IOException {
        steps++;
        if (isWithoutPower()) {
            throw new IOException("no power");
        }
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        step();
        takeRoom(1);
        Node node = new Node();
        files.put(file, node);
        return new File(node);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        step();
        return new File(files.computeIfAbsent(file, path -> new Node()));
    }

    private void takeRoom(long bytes) throws IOException {
        if (room < bytes) {
            throw new IOException("No space left on device");
        }
    }

    @Override
    public InputStream read(Path file) throws IOException {
        if (!files.containsKey(file)) {
            throw new FileNotFoundException(file.toString());
        }
        return new ByteArrayInputStream(files.get(file).data);
    }

    @Override
    public boolean exists(Path file) {
        return files.containsKey(file) || folders.contains(file);
    }

    @Override
    public long size(Path file) throws IOException {
        if (!files.containsKey(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return files.get(file).data.length;
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        step();
        folders.add(folder);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step();
        if (!files.containsKey(from)) {
            throw new NoSuchFileException(from.toString());
        }
        files.put(to, files.remove(from));
    }

    @Override
    public void delete(Path file) throws IOException {
        step();
        files.remove(file);
    }

    @Override
    public List<String> list(Path folder) {
        return files.keySet().stream()
                .filter(path -> path.getParent().equals(folder))
                .map(path -> path.getFileName().toString())
                .sorted()
                .toList();
    }

    @Override
    public void sync(Path folder) throws IOException {
        step();
        safeNames.keySet().removeIf(path -> path.getParent().equals(folder));
        files.forEach((path, node) -> {
            if (path.getParent().equals(folder)) {
                safeNames.put(path, node);
            }
        });
    }

    private final class File implements DiskFile {
        private final Node node;

        File(Node node) {
            this.node = node;
        }

        @Override
        public void write(ByteBuffer... parts) throws IOException {
            step();
            for (ByteBuffer part : parts) {
                int length = (int) Math.min(part.remaining(), room);
                byte[] more = Arrays.copyOf(node.data, node.data.length + length);
                part.get(more, node.data.length, length);
                node.data = more;
                room -= length;
                if (part.hasRemaining()) {
                    throw new IOException("No space left on device");
                }
            }
        }

        @Override
        public long size() {
            return node.data.length;
        }

        @Override
        public void truncate(long bytes) throws IOException {
            step();
            room = room == Long.MAX_VALUE ? room : room + node.data.length - bytes;
            node.data = Arrays.copyOf(node.data, (int) bytes);
        }

        @Override
        public void sync() throws IOException {
            step();
            if (syncFails) {
                // As Linux does it: the pages count as clean, and nothing is known of them.
                byte[] lost = node.data.clone();
                Arrays.fill(lost, Math.min(node.safe.length, lost.length), lost.length, (byte) 0);
                node.data = lost;
                throw new IOException("Input/output error");
            }
            node.safe = node.data.clone();
        }

        @Override
        public void close() {}
    }
}
