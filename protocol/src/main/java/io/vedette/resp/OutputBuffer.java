package io.vedette.resp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow at the end: where replies are written before they go to a socket in one piece. Not thread safe. */
public final class OutputBuffer {
    private static final int FIRST_CAPACITY_BYTES = 256;

    /** A buffer that grew beyond this is given back when it is reset, so that one large reply does not stay in memory. */
    private static final int KEPT_CAPACITY_BYTES = 64 * 1024;

    /** As long as an array may be: 2 GB. What is longer fails with an {@link OutOfMemoryError}, as what the heap has no room for. */
    private static final int LARGEST_CAPACITY_BYTES = Integer.MAX_VALUE - 8;

    private byte[] bytes = new byte[FIRST_CAPACITY_BYTES];
    private int size;

    public OutputBuffer() {}

    public void writeByte(int b) {
        reserve(1);
        bytes[size++] = (byte) b;
    }

    public void write(byte[] source) {
        write(source, 0, source.length);
    }

    public void write(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    /** Makes the buffer longer by so many bytes, which the caller fills: in {@link #array} from the returned position on. */
    public int claim(int length) {
        reserve(length + BulkBytes.MOST_OF_HEADER); // what ends it follows: that must not make the buffer twice as long
        int position = size;
        size += length;
        return position;
    }

    /** Writes text whose characters are all below 128. */
    @SuppressWarnings("deprecation") // the one copy that needs no encoder: right for ASCII
    public void writeAscii(String text) {
        int length = text.length();
        reserve(length);
        text.getBytes(0, length, bytes, size);
        size += length;
    }

    public void writeUtf8(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a number in decimal. */
    public void writeLong(long value) {
        reserve(BulkBytes.MOST_DIGITS);
        size = BulkBytes.number(value, bytes, size);
    }

    /** Writes a sign, a number and a line end. */
    public void writeHeader(char sign, long value) {
        reserve(BulkBytes.MOST_OF_HEADER);
        size = BulkBytes.header(sign, value, bytes, size);
    }

    /** Writes a bulk: sign and length, the bytes, a line end. */
    public void writeBulk(byte[] source, int offset, int length) {
        reserve(length + BulkBytes.MOST_AROUND);
        size = BulkBytes.put(source, offset, length, bytes, size);
    }

    public void writeCrLf() {
        reserve(2);
        bytes[size++] = '\r';
        bytes[size++] = '\n';
    }

    public int size() {
        return size;
    }

    /** The bytes themselves, valid up to {@link #size} and until the next write. */
    public byte[] array() {
        return bytes;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Takes back everything from {@code newSize} on. */
    public void truncate(int newSize) {
        if (newSize < 0 || newSize > size) {
            throw new IllegalArgumentException("cannot cut " + size + " bytes to " + newSize);
        }
        size = newSize;
    }

    public void reset() {
        size = 0;
        if (bytes.length > KEPT_CAPACITY_BYTES) {
            bytes = new byte[FIRST_CAPACITY_BYTES];
        }
    }

    private void reserve(int more) {
        int needed = size + more;
        if (needed > bytes.length || needed < 0) {
            if (needed > LARGEST_CAPACITY_BYTES || needed < 0) {
                throw new OutOfMemoryError("more than " + LARGEST_CAPACITY_BYTES + " bytes in one piece");
            }
            int capacity = (int) Math.max(needed, Math.min(LARGEST_CAPACITY_BYTES, 2L * bytes.length));
            HeapRoom.claim(2L * capacity); // what was written may be copied once more, to wait
            bytes = Arrays.copyOf(bytes, capacity);
        }
    }
}
