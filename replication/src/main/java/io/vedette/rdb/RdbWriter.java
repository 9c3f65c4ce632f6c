package io.vedette.rdb;

import io.vedette.resp.Ascii;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Writes one snapshot, in version 10 byte for byte as Redis 7.0.15 would lay it out (compressed strings may differ, every
 * reader accepts them).
 *
 * <p>Order of calls: {@link #header}, {@link #functionLibrary}*, then for each database that has keys {@link #database}
 * and its keys, at last {@link #end}. One thread; blocks as its output blocks.
 */
public final class RdbWriter {
    /** Ours, of snapshots in a group; Redis passes over fields that it does not know. */
    public static final String MARKER = "vedette-marker";

    /** Redis 7.0 writes it, and it is the newest that 7.0 reads. */
    public static final int VERSION = 10;
    /** From Redis 7.2 on: consumers of streams tell when they were active. */
    public static final int VERSION_WITH_ACTIVE_TIMES = 11;

    private static final int BUFFER_BYTES = 64 * 1024;
    /** Shorter strings are not worth a try: the encoding alone costs four bytes. */
    private static final int SHORTEST_COMPRESSED = 21;

    private static final int FIRST_COMPRESSED_BYTES = 4096;
    /** The longest text of a 32-bit integer. */
    private static final int LONGEST_INT_TEXT = 11;

    private final RdbOutput output;
    private final int version;
    private final boolean compress;
    private final boolean checksum;
    private final byte[] buffer;
    /** Made for the first string that is worth it: the table is 64 KB, and most of those who write one value never ask for it. */
    private Lzf lzf;

    private byte[] compressed = {};
    private int size;
    private long written;
    private long crc;
    private long idleSeconds = RdbKey.UNKNOWN;
    private int frequency = RdbKey.UNKNOWN;

    /** In {@link #VERSION}. */
    public RdbWriter(RdbOutput output, boolean compress, boolean checksum) {
        this(output, VERSION, compress, checksum);
    }

    /**
     * @param version {@link #VERSION} or a newer one, up to {@link RdbReader#NEWEST_VERSION} ({@code rdb-version})
     * @param compress whether long strings are compressed when it pays ({@code rdbcompression})
     * @param checksum whether the check sum is written; without, zero stands in its place ({@code rdbchecksum})
     */
    public RdbWriter(RdbOutput output, int version, boolean compress, boolean checksum) {
        this(output, version, compress, checksum, BUFFER_BYTES);
    }

    RdbWriter(RdbOutput output, int version, boolean compress, boolean checksum, int bufferBytes) {
        this.buffer = new byte[bufferBytes];
        this.output = output;
        this.version = version;
        this.compress = compress;
        this.checksum = checksum;
    }

    /**
     * Magic, version and the fields about the file, in Redis' order.
     *
     * @param redisVersion for example {@code 7.0.15}
     * @param usedMemoryBytes as INFO would say
     * @param replication where in the replication stream the snapshot stands, if it stands in one
     * @param appendOnlyBase true if the file is the base of an append-only file
     */
    public void header(
            String redisVersion,
            long createdSeconds,
            long usedMemoryBytes,
            Optional<RdbReplication> replication,
            boolean appendOnlyBase)
            throws IOException {
        raw(String.format("REDIS%04d", version));
        aux("redis-ver", redisVersion);
        aux("redis-bits", "64");
        aux("ctime", Long.toString(createdSeconds));
        aux("used-mem", Long.toString(usedMemoryBytes));
        if (replication.isPresent()) {
            aux("repl-stream-db", Integer.toString(replication.get().streamDatabase()));
            aux("repl-id", replication.get().id());
            aux("repl-offset", Long.toString(replication.get().offset()));
            if (replication.get().marker().isPresent()) {
                aux(MARKER, replication.get().marker().get());
            }
        }
        aux("aof-base", appendOnlyBase ? "1" : "0");
    }

    public void aux(String name, String value) throws IOException {
        u8(RdbOpcode.AUX);
        string(ascii(name));
        string(ascii(value));
    }

    /** A function library, as the reader handed it over. */
    public void functionLibrary(byte[] source) throws IOException {
        u8(RdbOpcode.FUNCTION_2);
        string(source);
    }

    /** The keys that follow belong to this database; the counts are hints for the reader's tables. */
    public void database(int number, long keys, long expiringKeys) throws IOException {
        u8(RdbOpcode.SELECT_DATABASE);
        length(number);
        u8(RdbOpcode.RESIZE_DATABASE);
        length(keys);
        length(expiringKeys);
    }

    /**
     * What is known of the uses of the next key.
     *
     * @param idle seconds since the last one, or {@link RdbKey#UNKNOWN}
     * @param count the counter of an LFU policy, or {@link RdbKey#UNKNOWN}
     */
    public void uses(long idle, int count) {
        idleSeconds = idle;
        frequency = count;
    }

    /** @param expireAtMillis absolute, or {@link RdbKey#NO_EXPIRY} */
    public void string(byte[] key, long expireAtMillis, byte[] value) throws IOException {
        key(RdbType.STRING, key, expireAtMillis);
        string(value);
    }

    /** A key that does not expire, and its value, which are parts of an array. */
    public void string(byte[] bytes, int keyAt, int keyLength, int valueAt, int valueLength) throws IOException {
        key(RdbType.STRING, RdbKey.NO_EXPIRY);
        string(bytes, keyAt, keyLength);
        string(bytes, valueAt, valueLength);
    }

    /** A string value that is kept as a number. */
    public void string(byte[] key, long expireAtMillis, long value) throws IOException {
        key(RdbType.STRING, key, expireAtMillis);
        if (value == (int) value) {
            integer((int) value);
        } else {
            byte[] text = ascii(Long.toString(value));
            length(text.length);
            raw(text, text.length);
        }
    }

    /** A value in the form in which it stands in a file, as {@link RdbVisitor#structure} got it. */
    public void structure(byte[] key, long expireAtMillis, RdbType type, byte[] payload) throws IOException {
        key(type, key, expireAtMillis);
        raw(payload, payload.length);
    }

    /** End mark and check sum; everything is handed to the output. */
    public void end() throws IOException {
        u8(RdbOpcode.EOF);
        sum(buffer, 0, size);
        flushSummed();
        littleEndian(crc);
        flushSummed();
    }

    public int version() {
        return version;
    }

    /** Whether long strings are compressed. */
    public boolean compresses() {
        return compress;
    }

    /** How many bytes the snapshot has so far. */
    public long bytesWritten() {
        return written + size;
    }

    private void key(RdbType type, byte[] key, long expireAtMillis) throws IOException {
        key(type, expireAtMillis);
        string(key);
    }

    /** What stands before the key. */
    private void key(RdbType type, long expireAtMillis) throws IOException {
        if (expireAtMillis != RdbKey.NO_EXPIRY) {
            u8(RdbOpcode.EXPIRE_TIME_MILLIS);
            littleEndian(expireAtMillis);
        }
        if (idleSeconds != RdbKey.UNKNOWN) {
            u8(RdbOpcode.IDLE);
            length(idleSeconds);
        }
        if (frequency != RdbKey.UNKNOWN) {
            u8(RdbOpcode.FREQUENCY);
            u8(frequency);
        }
        uses(RdbKey.UNKNOWN, RdbKey.UNKNOWN);
        u8(type.number());
    }

    void string(byte[] bytes) throws IOException {
        string(bytes, 0, bytes.length);
    }

    private void string(byte[] bytes, int from, int length) throws IOException {
        if (length <= LONGEST_INT_TEXT && isInt(bytes, from, from + length)) {
            integer((int) Ascii.toLong(bytes, from, from + length));
            return;
        }
        if (compress && length >= SHORTEST_COMPRESSED && compressed(bytes, from, length)) {
            return;
        }
        length(length);
        raw(bytes, from, length);
    }

    private static boolean isInt(byte[] text, int from, int to) {
        return Ascii.isLong(text, from, to) && Ascii.toLong(text, from, to) == (int) Ascii.toLong(text, from, to);
    }

    private boolean compressed(byte[] bytes, int from, int length) throws IOException {
        int limit = length - 4;
        if (lzf == null) {
            lzf = new Lzf();
        }
        if (compressed.length < limit) {
            compressed = new byte[Math.max(limit, FIRST_COMPRESSED_BYTES)];
        }
        int compressedSize = lzf.compress(bytes, from, length, compressed, limit);
        if (compressedSize == 0) {
            return false;
        }
        u8(0xc0 | RdbOpcode.LZF);
        length(compressedSize);
        length(length);
        raw(compressed, compressedSize);
        return true;
    }

    private void integer(int value) throws IOException {
        if (value == (byte) value) {
            u8(0xc0 | RdbOpcode.INT_8);
            u8(value);
        } else if (value == (short) value) {
            u8(0xc0 | RdbOpcode.INT_16);
            u8(value);
            u8(value >> 8);
        } else {
            u8(0xc0 | RdbOpcode.INT_32);
            u8(value);
            u8(value >> 8);
            u8(value >> 16);
            u8(value >> 24);
        }
    }

    void length(long length) throws IOException {
        if (length >= 0 && length < 1 << 6) {
            u8((int) length);
        } else if (length >= 0 && length < 1 << 14) {
            u8(0x40 | (int) length >> 8);
            u8((int) length);
        } else if (length >= 0 && length <= 0xffffffffL) {
            u8(0x80);
            for (int shift = 24; shift >= 0; shift -= 8) {
                u8((int) (length >> shift));
            }
        } else {
            u8(0x81);
            for (int shift = 56; shift >= 0; shift -= 8) {
                u8((int) (length >> shift));
            }
        }
    }

    void littleEndian(long value) throws IOException {
        for (int shift = 0; shift < Long.SIZE; shift += 8) {
            u8((int) (value >> shift));
        }
    }

    private void u8(int b) throws IOException {
        if (size == buffer.length) {
            flush();
        }
        buffer[size++] = (byte) b;
    }

    private void raw(String text) throws IOException {
        raw(ascii(text), text.length());
    }

    void raw(byte[] bytes, int length) throws IOException {
        raw(bytes, 0, length);
    }

    private void raw(byte[] bytes, int from, int length) throws IOException {
        if (length > buffer.length - size) {
            flush();
        }
        if (length > buffer.length) {
            sum(bytes, from, length);
            output.write(bytes, from, length);
            written += length;
        } else {
            System.arraycopy(bytes, from, buffer, size, length);
            size += length;
        }
    }

    void flush() throws IOException {
        sum(buffer, 0, size);
        flushSummed();
    }

    private void sum(byte[] bytes, int from, int length) {
        if (checksum) {
            crc = Crc64.update(crc, bytes, from, length);
        }
    }

    private void flushSummed() throws IOException {
        if (size > 0) {
            output.write(buffer, 0, size);
            written += size;
            size = 0;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
