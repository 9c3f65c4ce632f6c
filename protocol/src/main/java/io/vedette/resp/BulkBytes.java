package io.vedette.resp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Bulks and their headers, written into arrays that have the room: replies, and the log's commands. Each method returns where it ended.
 * Stateless.
 */
public final class BulkBytes {
    /** A number, with its sign. */
    static final int MOST_DIGITS = 20;

    /** A sign, the longest number and a line end. */
    public static final int MOST_OF_HEADER = MOST_DIGITS + 3;

    /** What a bulk has besides its bytes. */
    public static final int MOST_AROUND = MOST_OF_HEADER + 2;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** As they stand in memory, the first one lowest. */
    private static final int LINE_END = '\r' | '\n' << 8;

    /** Up to here bytes are copied eight at a time. */
    private static final int LONGEST_SHORT = 64;

    private BulkBytes() {}

    /** Sign and length, the bytes, a line end: up to {@link #MOST_AROUND} more than {@code length}. */
    public static int put(byte[] source, int offset, int length, byte[] to, int at) {
        int begin = header('$', length, to, at);
        if (length <= LONGEST_SHORT) {
            copyShort(source, offset, length, to, begin);
        } else {
            System.arraycopy(source, offset, to, begin, length);
        }
        int end = begin + length;
        to[end] = '\r';
        to[end + 1] = '\n';
        return end + 2;
    }

    /** A sign, a number and a line end: up to {@link #MOST_OF_HEADER}. */
    public static int header(char sign, long value, byte[] to, int at) {
        if (value >= 0 && value < 10) { // nearly all are that short
            INTS.set(to, at, sign | '0' + (int) value << 8 | LINE_END << 16);
            return at + 4;
        }
        int end;
        if (value > 0 && value < 100) {
            to[at] = (byte) sign;
            to[at + 1] = (byte) ('0' + (int) value / 10);
            to[at + 2] = (byte) ('0' + (int) value % 10);
            end = at + 3;
        } else {
            to[at] = (byte) sign;
            end = number(value, to, at + 1);
        }
        to[end] = '\r';
        to[end + 1] = '\n';
        return end + 2;
    }

    /** In decimal: up to {@link #MOST_DIGITS}. */
    static int number(long value, byte[] to, int at) {
        int begin = at;
        long rest = value; // below zero: there all numbers have a place
        if (value < 0) {
            to[begin++] = '-';
        } else {
            rest = -value;
        }
        int digits = 1;
        for (long power = -10; digits < 19 && rest <= power; power *= 10) {
            digits++;
        }
        for (int i = begin + digits - 1; i >= begin; i--) {
            to[i] = (byte) ('0' - rest % 10);
            rest /= 10;
        }
        return begin + digits;
    }

    /** Less work than a call. The last eight overlap those before them; nothing beside them is read or written. */
    private static void copyShort(byte[] source, int offset, int length, byte[] to, int at) {
        if (length < Long.BYTES) {
            for (int i = 0; i < length; i++) {
                to[at + i] = source[offset + i];
            }
            return;
        }
        int last = length - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES) {
            LONGS.set(to, at + i, (long) LONGS.get(source, offset + i));
        }
        LONGS.set(to, at + last, (long) LONGS.get(source, offset + last));
    }
}
