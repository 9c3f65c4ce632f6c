package io.vedette.server.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Words read out of byte arrays, in the machine's order. */
final class Bytes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private Bytes() {}

    static long longAt(byte[] bytes, int position) {
        return (long) LONGS.get(bytes, position);
    }
}
