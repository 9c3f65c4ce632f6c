package io.vedette.server.appendonly;

import io.vedette.server.disk.Disk;
import io.vedette.server.disk.DiskFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the files of an append-only file lie. Stateless; blocks.
 *
 * @param dir the server's {@code dir}
 * @param folderName {@code appenddirname}
 * @param fileName {@code appendfilename}
 */
public record AppendOnlyFolder(Disk disk, Path dir, String folderName, String fileName) {
    /** What a rewrite that a crash ended leaves; Redis writes them into {@code dir} and leaves them for ever. */
    private static final Pattern TEMPORARY = Pattern.compile("temp-rewriteaof-(?:bg-)?(\\d{1,18})(?:-\\d+)?\\.aof");

    /** The folder itself. */
    public Path folder() {
        return dir.resolve(folderName);
    }

    public Path file(String name) {
        return folder().resolve(name);
    }

    public Path file(Manifest.Part part) {
        return file(part.name());
    }

    public String manifestName() {
        return fileName + ".manifest";
    }

    /** What the increment is called while {@code appendonly} is being switched on and there is no base yet. */
    public Path temporaryIncrement() {
        return file("temp-" + fileName + ".incr");
    }

    /** What a base is called while it is written. @param number used once in this process */
    public Path temporaryBase(long number) {
        return file("temp-rewriteaof-bg-" + ProcessHandle.current().pid() + "-" + number + ".aof");
    }

    private Path temporaryManifest() {
        return file("temp-" + manifestName());
    }

    /**
     * The manifest on the disk; {@link Manifest#EMPTY} if there is none.
     *
     * @throws ManifestException there is one that is not to be trusted
     */
    public Manifest read() throws IOException {
        Path file = file(manifestName());
        if (!disk.exists(file)) {
            return Manifest.EMPTY;
        }
        try (InputStream in = disk.read(file)) {
            return Manifest.parse(in.readAllBytes());
        }
    }

    /** Puts the manifest in force: when this returns it is safe from a loss of power; if it fails the one of before stands. */
    public void persist(Manifest manifest) throws IOException {
        Path temporary = temporaryManifest();
        try {
            try (DiskFile file = disk.create(temporary)) {
                file.write(ByteBuffer.wrap(manifest.text().getBytes(StandardCharsets.UTF_8)));
                file.sync();
            }
            disk.rename(temporary, file(manifestName()));
        } catch (IOException e) {
            try {
                disk.delete(temporary);
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
        disk.sync(folder());
    }

    /**
     * A single file of a version before 7.0 becomes the base: also if a crash has interrupted that.
     *
     * @return whether there was one
     */
    boolean upgrade() throws IOException {
        Path legacy = dir.resolve(fileName);
        if (!disk.exists(legacy)) {
            return false;
        }
        Manifest manifest = read();
        boolean interrupted = manifest.increments().isEmpty()
                && manifest.history().isEmpty()
                && manifest.base()
                        .filter(base -> base.name().equals(fileName) && !disk.exists(file(base)))
                        .isPresent();
        if (!manifest.isEmpty() && !interrupted) {
            return false;
        }
        makeFolder();
        Manifest.Part base = new Manifest.Part(fileName, 1);
        persist(new Manifest(Optional.of(base), List.of(), List.of()));
        disk.rename(legacy, file(base));
        disk.sync(folder());
        disk.sync(dir);
        return true;
    }

    /** Sees to it that there is a folder. */
    void makeFolder() throws IOException {
        if (!disk.exists(folder())) {
            disk.createFolder(folder());
            disk.sync(dir);
        }
    }

    /**
     * Removes what crashes have left: temporary files of processes that no longer live.
     *
     * @return their names
     */
    public List<String> sweep() throws IOException {
        List<String> removed = new ArrayList<>();
        for (Path place : List.of(dir, folder())) {
            for (String name : disk.list(place)) {
                if (isLeft(name)) {
                    disk.delete(place.resolve(name));
                    removed.add(name);
                }
            }
        }
        for (Path file : List.of(temporaryManifest(), temporaryIncrement())) {
            if (disk.exists(file)) {
                disk.delete(file);
                removed.add(file.getFileName().toString());
            }
        }
        return removed;
    }

    private static boolean isLeft(String name) {
        Matcher matcher = TEMPORARY.matcher(name);
        if (!matcher.matches()) {
            return false;
        }
        long process = Long.parseLong(matcher.group(1));
        return process == ProcessHandle.current().pid()
                || ProcessHandle.of(process).filter(ProcessHandle::isAlive).isEmpty();
    }
}
