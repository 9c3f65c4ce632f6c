package io.vedette.server.packed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in byte arrays with the low byte first, as all packed encodings have them. */
public final class LittleEndian {
    private static final VarHandle SHORTS = view(short[].class);
    private static final VarHandle INTS = view(int[].class);
    private static final VarHandle LONGS = view(long[].class);

    private LittleEndian() {}

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }

    public static int unsigned16(byte[] bytes, int at) {
        return signed16(bytes, at) & 0xffff;
    }

    static short signed16(byte[] bytes, int at) {
        return (short) SHORTS.get(bytes, at);
    }

    static int signed24(byte[] bytes, int at) {
        return unsigned16(bytes, at) | bytes[at + 2] << 16;
    }

    public static int signed32(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }

    static long unsigned32(byte[] bytes, int at) {
        return signed32(bytes, at) & 0xffffffffL;
    }

    static long signed64(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    public static void put16(byte[] bytes, int at, int value) {
        SHORTS.set(bytes, at, (short) value);
    }

    static void put24(byte[] bytes, int at, int value) {
        put16(bytes, at, value);
        bytes[at + 2] = (byte) (value >> 16);
    }

    public static void put32(byte[] bytes, int at, int value) {
        INTS.set(bytes, at, value);
    }

    static void put64(byte[] bytes, int at, long value) {
        LONGS.set(bytes, at, value);
    }
}
