package io.vedette.server.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Words read out of byte arrays and put into them, in the machine's order. */
final class Bytes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private Bytes() {}

    static int intAt(byte[] bytes, int position) {
        return (int) INTS.get(bytes, position);
    }

    static void putInt(byte[] bytes, int position, int value) {
        INTS.set(bytes, position, value);
    }

    static long longAt(byte[] bytes, int position) {
        return (long) LONGS.get(bytes, position);
    }

    /** Whether the bytes of the array stand in the memory from there on. */
    static boolean standAt(MemorySegment memory, long from, byte[] bytes) {
        int i = 0;
        for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
            if (memory.get(ValueLayout.JAVA_LONG_UNALIGNED, from + i) != longAt(bytes, i)) {
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
