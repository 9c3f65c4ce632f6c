package io.vedette.server.keyspace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers put into byte arrays, in the machine's order: what leaves the process never looks like this. */
final class NativeBytes {
    static final byte[] NONE = {};

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private NativeBytes() {}

    static void putInt(byte[] bytes, int position, int value) {
        INTS.set(bytes, position, value);
    }

    static void putLong(byte[] bytes, int position, long value) {
        LONGS.set(bytes, position, value);
    }
}
