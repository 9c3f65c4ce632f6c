package io.vedette.server.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Words read out of byte arrays and put into them, in the machine's order. */
final class Bytes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    /** Parts up to here are copied word by word. */
    private static final int LONGEST_SHORT = 64;

    private Bytes() {}

    static int intAt(byte[] bytes, int position) {
        return (int) INTS.get(bytes, position);
    }

    static short shortAt(byte[] bytes, int position) {
        return (short) SHORTS.get(bytes, position);
    }

    static void putShort(byte[] bytes, int position, short value) {
        SHORTS.set(bytes, position, value);
    }

    static void putInt(byte[] bytes, int position, int value) {
        INTS.set(bytes, position, value);
    }

    private static void putLong(byte[] bytes, int position, long value) {
        LONGS.set(bytes, position, value);
    }

    static long longAt(byte[] bytes, int position) {
        return (long) LONGS.get(bytes, position);
    }

    /**
     * Copies a part of an array to memory. Most parts are short, and few words read and written cost less than a call of the
     * system's copying, behind which the compiler has to look up anew all that it knew about the page.
     */
    static void put(byte[] bytes, int from, MemorySegment memory, long to, int length) {
        if (length > LONGEST_SHORT) {
            MemorySegment.copy(bytes, from, memory, ValueLayout.JAVA_BYTE, to, length);
        } else if (length >= Long.BYTES) {
            for (int i = 0; i < length - Long.BYTES; i += Long.BYTES) {
                memory.set(LONG, to + i, longAt(bytes, from + i));
            }
            memory.set(LONG, to + length - Long.BYTES, longAt(bytes, from + length - Long.BYTES)); // may lap over
        } else if (length >= Integer.BYTES) {
            memory.set(INT, to, intAt(bytes, from));
            memory.set(INT, to + length - Integer.BYTES, intAt(bytes, from + length - Integer.BYTES));
        } else {
            for (int i = 0; i < length; i++) {
                memory.set(ValueLayout.JAVA_BYTE, to + i, bytes[from + i]);
            }
        }
    }

    /** Copies from memory to a part of an array: the counterpart of {@link #put}. */
    static void take(MemorySegment memory, long from, byte[] bytes, int to, int length) {
        if (length > LONGEST_SHORT) {
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, from, bytes, to, length);
        } else if (length >= Long.BYTES) {
            for (int i = 0; i < length - Long.BYTES; i += Long.BYTES) {
                putLong(bytes, to + i, memory.get(LONG, from + i));
            }
            putLong(bytes, to + length - Long.BYTES, memory.get(LONG, from + length - Long.BYTES));
        } else if (length >= Integer.BYTES) {
            putInt(bytes, to, memory.get(INT, from));
            putInt(bytes, to + length - Integer.BYTES, memory.get(INT, from + length - Integer.BYTES));
        } else {
            for (int i = 0; i < length; i++) {
                bytes[to + i] = memory.get(ValueLayout.JAVA_BYTE, from + i);
            }
        }
    }

    /** Whether two arrays hold the same. The ends are looked at first: there most keys differ. */
    static boolean areEqual(byte[] one, byte[] other) {
        int length = one.length;
        boolean ends = length < Long.BYTES
                || other.length == length && longAt(one, length - Long.BYTES) == longAt(other, length - Long.BYTES);
        return ends && Arrays.equals(one, other);
    }

    /** Whether the bytes of the array stand in the memory from there on. */
    static boolean standAt(MemorySegment memory, long from, byte[] bytes) {
        int i = 0;
        for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
            if (memory.get(LONG, from + i) != longAt(bytes, i)) {
                return false;
            }
        }
        for (; i < bytes.length; i++) {
            if (memory.get(ValueLayout.JAVA_BYTE, from + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
