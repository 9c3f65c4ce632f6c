package io.vedette.rdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The check sum of snapshots, DUMP payloads and append-only annotations: CRC-64 "Jones", reflected polynomial
 * {@code 95ac9329ac4bc9b5}, start 0, no final inversion. Of {@code 123456789} it is {@code e9c6d914c4b8d9ca}.
 *
 * <p>Eight bytes a step with eight tables (16 KB), about ten times the speed of one byte a step.
 */
public final class Crc64 {
    private static final long POLYNOMIAL = 0x95ac9329ac4bc9b5L;
    private static final int STRIDE = 8;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long[][] TABLES = tables();

    private Crc64() {}

    /** The check sum of what {@code crc} already covers and then these bytes; start with 0. */
    public static long update(long crc, byte[] bytes, int offset, int length) {
        long sum = crc;
        int i = offset;
        int end = offset + length;
        for (; end - i >= STRIDE; i += STRIDE) {
            sum ^= (long) LONGS.get(bytes, i);
            sum = TABLES[7][(int) sum & 0xff]
                    ^ TABLES[6][(int) (sum >>> 8) & 0xff]
                    ^ TABLES[5][(int) (sum >>> 16) & 0xff]
                    ^ TABLES[4][(int) (sum >>> 24) & 0xff]
                    ^ TABLES[3][(int) (sum >>> 32) & 0xff]
                    ^ TABLES[2][(int) (sum >>> 40) & 0xff]
                    ^ TABLES[1][(int) (sum >>> 48) & 0xff]
                    ^ TABLES[0][(int) (sum >>> 56)];
        }
        for (; i < end; i++) {
            sum = TABLES[0][((int) sum ^ bytes[i]) & 0xff] ^ (sum >>> 8);
        }
        return sum;
    }

    private static long[][] tables() {
        long[][] tables = new long[STRIDE][256];
        for (int n = 0; n < 256; n++) {
            long value = n;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) == 1 ? value >>> 1 ^ POLYNOMIAL : value >>> 1;
            }
            tables[0][n] = value;
        }
        for (int n = 0; n < 256; n++) {
            for (int table = 1; table < STRIDE; table++) {
                long before = tables[table - 1][n];
                tables[table][n] = tables[0][(int) before & 0xff] ^ (before >>> 8);
            }
        }
        return tables;
    }
}
