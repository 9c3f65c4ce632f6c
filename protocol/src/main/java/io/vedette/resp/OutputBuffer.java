package io.vedette.resp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow at the end: where replies are written before they go to a socket in one piece. Not thread safe. */
public final class OutputBuffer {
    private static final int FIRST_CAPACITY_BYTES = 256;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** As they stand in memory, the first one lowest. */
    private static final int LINE_END = '\r' | '\n' << 8;

    /** Up to here bulks are copied word by word. */
    private static final int LONGEST_SHORT = 64;

    /** A sign, the longest number and a line end. */
    private static final int HEADER_BYTES = 23;

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
        reserve(length + HEADER_BYTES); // what ends it follows: that must not make the buffer twice as long
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
        if (value == Long.MIN_VALUE) {
            writeAscii("-9223372036854775808");
            return;
        }
        reserve(20);
        long rest = value;
        if (rest < 0) {
            bytes[size++] = '-';
            rest = -rest;
        }
        int digits = 1;
        for (long power = 10; digits < 19 && rest >= power; power *= 10) {
            digits++;
        }
        for (int i = size + digits - 1; i >= size; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
    }

    /** Writes a sign, a number and a line end. */
    public void writeHeader(char sign, long value) {
        reserve(HEADER_BYTES);
        bytes[size++] = (byte) sign;
        if (value >= 0 && value < 10) {
            bytes[size++] = (byte) ('0' + value);
        } else {
            writeLong(value);
        }
        bytes[size++] = '\r';
        bytes[size++] = '\n';
    }

    /** Writes a bulk: sign and length, the bytes, a line end. */
    public void writeBulk(byte[] source, int offset, int length) {
        reserve(length + HEADER_BYTES + 2 + Long.BYTES);
        if (length < 10) {
            INTS.set(bytes, size, '$' | '0' + length << 8 | LINE_END << 16); // nearly all elements are that short
            size += 4;
        } else if (length < 100) {
            INTS.set(bytes, size, '$' | '0' + length / 10 << 8 | '0' + length % 10 << 16 | '\r' << 24);
            bytes[size + 4] = '\n';
            size += 5;
        } else {
            writeHeader('$', length);
        }
        if (length <= LONGEST_SHORT) {
            copyShort(source, offset, length);
        } else {
            System.arraycopy(source, offset, bytes, size, length);
        }
        int end = size + length;
        bytes[end] = '\r';
        bytes[end + 1] = '\n';
        size = end + 2;
    }

    /** Eight bytes at a time, which is less work than a call. The last eight overlap those before them; nothing behind the end is read. */
    private void copyShort(byte[] source, int offset, int length) {
        if (length < Long.BYTES) {
            for (int i = 0; i < length; i++) {
                bytes[size + i] = source[offset + i];
            }
            return;
        }
        int last = length - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES) {
            LONGS.set(bytes, size + i, (long) LONGS.get(source, offset + i));
        }
        LONGS.set(bytes, size + last, (long) LONGS.get(source, offset + last));
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
                throw new OutOfMemoryError("a reply of more than " + LARGEST_CAPACITY_BYTES + " bytes");
            }
            int capacity = (int) Math.max(needed, Math.min(LARGEST_CAPACITY_BYTES, 2L * bytes.length));
            HeapRoom.claim(2L * capacity); // what was written may be copied once more, to wait
            bytes = Arrays.copyOf(bytes, capacity);
        }
    }
}
