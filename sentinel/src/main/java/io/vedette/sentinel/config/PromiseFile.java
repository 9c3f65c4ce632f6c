package io.vedette.sentinel.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The promises of the last moments, beside the classic file and on disk before it: replacing that file costs two journal commits of the file
 * system and the making of all its lines, a record here is some hundred bytes over old ones and one {@code fdatasync}.
 *
 * <p>Two places of a fixed size, written in turn; a record has a number and a checksum over all of it. So a write that
 * a crash cuts off anywhere leaves the record before it, and the readable one with the greater number holds. A write that
 * failed is repeated in its place. What the classic file has by now may stand here too: {@link Promises#over} takes what is
 * newer. After a clean end there is no such file.
 *
 * <p>Blocking; one call at a time.
 */
public final class PromiseFile implements AutoCloseable {
    private static final String SUFFIX = ".promises";
    private static final long MAGIC = 0x7665_6465_7474_6531L;
    private static final int PLACE_BYTES = 32 * 1024;
    private static final int PLACES = 2;
    /** Magic, number, checksum, length. */
    private static final int HEAD_BYTES = 8 + 8 + 4 + 4;

    private record Numbered(long number, Promises promises) {}

    private final Path path;
    private final FileChannel channel;
    private long number;

    private PromiseFile(Path path, FileChannel channel, long number) {
        this.path = path;
        this.channel = channel;
        this.number = number;
    }

    /** The one that belongs to a classic file. */
    static Path beside(Path classic) {
        return classic.resolveSibling(classic.getFileName() + SUFFIX);
    }

    /**
     * What the file holds; nothing if there is none.
     *
     * @throws IOException if there is one that cannot be read
     */
    static Promises read(Path path) throws IOException {
        try {
            return newest(Files.readAllBytes(path)).map(Numbered::promises).orElse(Promises.NONE);
        } catch (NoSuchFileException e) {
            return Promises.NONE;
        }
    }

    /**
     * Opens the file, or makes it with all its room, so that later writes change nothing but bytes.
     *
     * @throws IOException whose message names the file and the reason
     */
    static PromiseFile open(Path path) throws IOException {
        try {
            byte[] found = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                if (found.length < PLACES * PLACE_BYTES) {
                    writeAt(channel, found.length, new byte[PLACES * PLACE_BYTES - found.length]);
                    channel.force(true);
                    try (FileChannel directory =
                            FileChannel.open(path.toAbsolutePath().getParent())) {
                        directory.force(true);
                    }
                }
                return new PromiseFile(
                        path, channel, newest(found).map(Numbered::number).orElse(0L));
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw trouble(path, e);
        }
    }

    private static IOException trouble(Path path, IOException e) {
        return new IOException(
                "can't write '" + path + "' as user " + System.getProperty("user.name") + ": " + e.getMessage(), e);
    }

    /** False: there are too many of them for one record. */
    public static boolean hasRoomFor(Promises promises) {
        return record(0, promises).length <= PLACE_BYTES;
    }

    /**
     * Makes the promises durable, in the place of the ones before the last.
     *
     * @throws IOException whose message names the file and the reason; the last ones still hold then
     */
    public void write(Promises promises) throws IOException {
        long next = number + 1;
        try {
            writeAt(channel, placeOf(next), record(next, promises));
            channel.force(false);
        } catch (IOException e) {
            throw trouble(path, e);
        }
        number = next;
    }

    /** The classic file has it all. */
    public void settle() throws IOException {
        write(Promises.NONE);
    }

    /** Closes and removes it: the classic file has it all, and others may go on with that. */
    public void remove() throws IOException {
        channel.close();
        Files.deleteIfExists(path);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static int placeOf(long number) {
        return (int) (number % PLACES) * PLACE_BYTES;
    }

    private static void writeAt(FileChannel channel, long position, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            channel.write(left, position + left.position());
        }
    }

    private static byte[] record(long number, Promises promises) {
        byte[] text = promises.text().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(HEAD_BYTES + text.length)
                .putLong(MAGIC)
                .putLong(number)
                .putInt(checksum(number, text))
                .putInt(text.length)
                .put(text)
                .array();
    }

    private static int checksum(long number, byte[] text) {
        CRC32C checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
        checksum.update(text);
        return (int) checksum.getValue();
    }

    private static Optional<Numbered> newest(byte[] file) {
        Optional<Numbered> newest = Optional.empty();
        for (int place = 0; place < PLACES; place++) {
            Optional<Numbered> found = at(file, place * PLACE_BYTES);
            if (found.isPresent()
                    && (newest.isEmpty() || found.get().number() > newest.get().number())) {
                newest = found;
            }
        }
        return newest;
    }

    private static Optional<Numbered> at(byte[] file, int begin) {
        if (file.length < begin + HEAD_BYTES) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(file, begin, Math.min(PLACE_BYTES, file.length - begin));
        boolean ours = bytes.getLong() == MAGIC;
        long number = bytes.getLong();
        int checksum = bytes.getInt();
        int length = bytes.getInt();
        if (!ours || length < 0 || length > bytes.remaining()) {
            return Optional.empty();
        }
        byte[] text = new byte[length];
        bytes.get(text);
        return checksum == checksum(number, text)
                ? Optional.of(new Numbered(number, Promises.read(new String(text, StandardCharsets.UTF_8))))
                : Optional.empty();
    }
}
