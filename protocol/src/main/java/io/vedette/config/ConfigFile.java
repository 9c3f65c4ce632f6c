package io.vedette.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A configuration file that is rewritten to say what the process now holds. Comments and the order of lines stay; every
 * write is whole or not at all, and on disk when it returns.
 *
 * <p>A HOCON file belongs to the operator and is never written: what differs from it goes, in classic syntax, to a file beside
 * it ({@link #overridesOf}), which is read after it.
 *
 * <p>Blocking: callers run it off the loop, one write at a time for one file.
 */
public final class ConfigFile {
    private final Path path;

    /** @param path the file of the command line; need not exist */
    public ConfigFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    public Path path() {
        return path;
    }

    /** The file that {@link #rewrite} writes. */
    public Path target() {
        return isHocon(path.toString()) ? overridesOf(path) : path;
    }

    /** Whether the name says HOCON (or JSON, its subset). */
    public static boolean isHocon(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".hocon") || lower.endsWith(".json");
    }

    /** Where the changes to a HOCON file are kept. */
    public static Path overridesOf(Path hocon) {
        return hocon.resolveSibling(hocon.getFileName() + ".rewritten");
    }

    /**
     * Brings the file in line with the entries and makes that durable.
     *
     * @param entries taken on the owner loop from {@link SettingTable#rewriteEntries}
     * @param table only asked for {@link SettingTable#keyOf}, which does not change
     * @throws IOException whose message names the file and the reason; the old file is whole then
     */
    public void rewrite(List<RewriteEntry> entries, SettingTable table) throws IOException {
        Path target = target();
        String old = "";
        try {
            old = Files.readString(target, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            // a first rewrite makes the file
        } catch (IOException e) {
            throw new IOException("can't read '" + target + "': " + FileTrouble.reason(e), e);
        }
        List<RewriteEntry> wanted = isHocon(path.toString()) ? HoconOverrides.of(path, entries, table) : entries;
        replace(target, Rewriting.of(old, wanted, table).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Replaces a file durably: a temporary file in the same directory, forced to disk, renamed over it, the directory forced.
     * The file keeps its permissions.
     *
     * @throws IOException whose message names the file and the reason; the old file is whole then
     */
    public static void replace(Path file, byte[] content) throws IOException {
        Path target = file.toAbsolutePath();
        Path directory = Optional.ofNullable(target.getParent()).orElse(target);
        Path temporary = directory.resolve(
                target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            Optional<Set<PosixFilePermission>> permissions =
                    Files.exists(target) ? Optional.of(Files.getPosixFilePermissions(target)) : Optional.empty();
            write(temporary, content, permissions);
            if (permissions.isPresent()) {
                Files.setPosixFilePermissions(temporary, permissions.get()); // what the process's mask had taken away
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw new IOException(
                    "can't write '" + target + "' as user " + System.getProperty("user.name") + ": "
                            + FileTrouble.reason(e),
                    e);
        }
    }

    private static void write(Path temporary, byte[] content, Optional<Set<PosixFilePermission>> permissions)
            throws IOException {
        Set<OpenOption> options =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        FileAttribute<?>[] attributes =
                permissions.stream().map(PosixFilePermissions::asFileAttribute).toArray(FileAttribute<?>[]::new);
        try (FileChannel channel = FileChannel.open(temporary, options, attributes)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
