package io.vedette.rdb;

import io.vedette.resp.HeapRoom;
import io.vedette.resp.OutputBuffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The input of a reader: buffered, counting, summing, and able to remember what passes (for values that are handed over as
 * they stand). One thread.
 */
final class RdbSource {
    /** A length that is none: {@link #lengthOrEncoding} found a special encoding and left it in {@link #encoding}. */
    static final long ENCODED = -1;

    /** Largest single allocation made on the word of a file before the bytes were seen. */
    private static final int TRUSTED_BYTES = 1 << 20;
    /** Largest expansion that LZF can do: 264 bytes out of 3. */
    private static final int LZF_MAX_RATIO = 88;

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int LARGEST_STRING_BYTES = Integer.MAX_VALUE - 64;

    private final RdbInput input;
    private final byte[] buffer;
    private int at;
    private int end;
    /** Everything before this index of the buffer is in the sum. */
    private int summedTo;

    private long bytesBeforeBuffer;
    private long crc;
    private boolean recording;
    /** What is remembered begins there in the buffer ... */
    private int recordFrom;
    /** ... behind this, which stood in the buffer before. */
    private final OutputBuffer record = new OutputBuffer();

    int encoding;

    RdbSource(RdbInput input) {
        this.input = input;
        this.buffer = new byte[BUFFER_BYTES];
    }

    /** Reads what stands in an array, and nothing after it. */
    RdbSource(byte[] whole) {
        this.input = (target, offset, length) -> -1;
        this.buffer = whole;
        this.end = whole.length;
    }

    /** How many bytes were consumed. */
    long position() {
        return bytesBeforeBuffer + at;
    }

    /** Check sum of all bytes consumed so far. */
    long sum() {
        crc = Crc64.update(crc, buffer, summedTo, at - summedTo);
        summedTo = at;
        return crc;
    }

    /** From now on, what is consumed is also remembered. */
    void record() {
        record.reset();
        recordFrom = at;
        recording = true;
    }

    byte[] recorded() {
        recording = false;
        if (record.size() == 0) {
            return Arrays.copyOfRange(buffer, recordFrom, at);
        }
        record.write(buffer, recordFrom, at - recordFrom);
        return record.toByteArray();
    }

    int u8() throws IOException {
        if (at == end) {
            fill();
        }
        return buffer[at++] & 0xff;
    }

    void bytes(byte[] target, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (at == end) {
                fill();
            }
            int part = Math.min(length - done, end - at);
            System.arraycopy(buffer, at, target, offset + done, part);
            at += part;
            done += part;
        }
    }

    byte[] bytes(long length) throws IOException {
        if (length > LARGEST_STRING_BYTES) {
            throw new RdbException(RdbFault.SHORT_READ, "String of " + Long.toUnsignedString(length) + " bytes");
        }
        byte[] bytes = new byte[(int) Math.min(length, TRUSTED_BYTES)];
        int done = 0;
        while (true) {
            bytes(bytes, done, bytes.length - done);
            if (bytes.length == length) {
                return bytes;
            }
            done = bytes.length;
            int next = (int) Math.min(length, 2L * done);
            claim(next);
            bytes = Arrays.copyOf(bytes, next);
        }
    }

    long littleEndian(int size) throws IOException {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (long) u8() << 8 * i;
        }
        return value;
    }

    private long bigEndian(int size) throws IOException {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | u8();
        }
        return value;
    }

    /** A length where no special encoding may stand; unsigned 64 bits. */
    long length() throws IOException {
        long length = lengthOrEncoding();
        if (length == ENCODED && encoding >= 0) {
            throw broken("A length was expected, found string encoding " + encoding);
        }
        return length;
    }

    /** A count of parts, each at least one byte long. */
    long count() throws IOException {
        long count = length();
        if (count < 0) {
            throw broken("Impossible count " + Long.toUnsignedString(count));
        }
        return count;
    }

    /** @return a length, or {@link #ENCODED} with {@link #encoding} set (a true length of 2^64-1 leaves it at -1) */
    long lengthOrEncoding() throws IOException {
        int first = u8();
        encoding = -1;
        switch (first >> 6) {
            case 0 -> {
                return first & 0x3f;
            }
            case 1 -> {
                return (first & 0x3f) << 8 | u8();
            }
            case 2 -> {
                if (first == 0x80) {
                    return bigEndian(4);
                }
                if (first == 0x81) {
                    return bigEndian(8);
                }
                throw broken(String.format("Unknown length encoding 0x%02x", first));
            }
            default -> {
                encoding = first & 0x3f;
                return ENCODED;
            }
        }
    }

    byte[] string() throws IOException {
        return string(lengthOrEncoding());
    }

    /** What follows that length, or {@link #encoding}. */
    private byte[] string(long length) throws IOException {
        if (encoding < 0) {
            if (length < 0) {
                throw new RdbException(RdbFault.SHORT_READ, "String of " + Long.toUnsignedString(length) + " bytes");
            }
            return bytes(length);
        }
        return switch (encoding) {
            case RdbOpcode.INT_8 -> decimal((byte) u8());
            case RdbOpcode.INT_16 -> decimal((short) littleEndian(2));
            case RdbOpcode.INT_32 -> decimal((int) littleEndian(4));
            case RdbOpcode.LZF -> compressed();
            default -> throw broken("Unknown string encoding " + encoding);
        };
    }

    /** Consumes the plain strings that stand whole in the buffer and come next; false if there is none. */
    boolean plainStrings(PlainStrings strings) {
        at = strings.scan(buffer, at, end);
        return strings.count() > 0;
    }

    /** Passes over a string; one that is compressed is looked at whether it can be decompressed. */
    void skipString() throws IOException {
        long length = lengthOrEncoding();
        if (encoding < 0 && length >= 0 && length <= end - at) {
            at += (int) length; // nearly all stand whole in the buffer
        } else {
            string(length);
        }
    }

    private byte[] compressed() throws IOException {
        long compressedLength = length();
        long length = length();
        if (compressedLength < 0 || length < 0) {
            throw broken("Impossible LZF lengths");
        }
        byte[] compressed = bytes(compressedLength);
        if (length > LARGEST_STRING_BYTES || length > LZF_MAX_RATIO * (long) compressed.length) {
            throw broken("Invalid LZF compressed string");
        }
        claim(length);
        byte[] plain = new byte[(int) length];
        Lzf.decompress(compressed, plain);
        return plain;
    }

    private static void claim(long bytes) {
        if (bytes >= HeapRoom.LARGE_BYTES) {
            HeapRoom.claim(bytes);
        }
    }

    private static byte[] decimal(int value) {
        return Integer.toString(value).getBytes(StandardCharsets.US_ASCII);
    }

    RdbException broken(String what) {
        return new RdbException(RdbFault.STRUCTURE, what);
    }

    private void fill() throws IOException {
        sum();
        if (recording) {
            record.write(buffer, recordFrom, end - recordFrom);
            recordFrom = 0;
        }
        bytesBeforeBuffer += end;
        at = 0;
        summedTo = 0;
        end = 0;
        int read = input.read(buffer, 0, buffer.length);
        if (read <= 0) {
            throw new RdbException(RdbFault.SHORT_READ, "Unexpected end of the snapshot");
        }
        end = read;
    }
}
