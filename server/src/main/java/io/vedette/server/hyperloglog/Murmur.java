package io.vedette.server.hyperloglog;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** MurmurHash64A, Austin Appleby, with the seed that Redis takes for HyperLogLogs. Not secret: servers must agree. */
final class Murmur {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long SEED = 0xadc83b19L;
    private static final long FACTOR = 0xc6a4a7935bd1e995L;
    private static final int SHIFT = 47;

    private Murmur() {}

    static long hash(byte[] text) {
        long hash = SEED ^ text.length * FACTOR;
        int whole = text.length & ~7;
        for (int i = 0; i < whole; i += Long.BYTES) {
            long word = (long) LONGS.get(text, i) * FACTOR;
            hash = (hash ^ (word ^ word >>> SHIFT) * FACTOR) * FACTOR;
        }
        if (whole < text.length) {
            for (int i = text.length - 1; i >= whole; i--) {
                hash ^= (text[i] & 0xffL) << 8 * (i - whole);
            }
            hash *= FACTOR;
        }
        hash = (hash ^ hash >>> SHIFT) * FACTOR;
        return hash ^ hash >>> SHIFT;
    }
}
