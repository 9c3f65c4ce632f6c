package io.vedette.rdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The check sum of snapshots, DUMP payloads and append-only annotations: CRC-64 "Jones", reflected polynomial
 * {@code 95ac9329ac4bc9b5}, start 0, no final inversion. Of {@code 123456789} it is {@code e9c6d914c4b8d9ca}.
 *
 * <p>Eight bytes a step with eight tables (16 KB), which stand behind one another in one array, about ten times the speed of one byte a
 * step. Pieces are short, so that they are many soon: a method is compiled well after some hundred calls.
 */
public final class Crc64 {
    private static final long POLYNOMIAL = 0x95ac9329ac4bc9b5L;
    private static final int STRIDE = 8;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int PIECE_BYTES = 1024;
    private static final int TABLE = 256;
    private static final long[] TABLES = tables();

    private Crc64() {}

    /** The check sum of what {@code crc} already covers and then these bytes; start with 0. */
    public static long update(long crc, byte[] bytes, int offset, int length) {
        long sum = crc;
        for (int done = 0; done < length; done += PIECE_BYTES) {
            sum = piece(sum, bytes, offset + done, Math.min(PIECE_BYTES, length - done));
        }
        return sum;
    }

    private static long piece(long crc, byte[] bytes, int offset, int length) {
        long sum = crc;
        int i = offset;
        int end = offset + length;
        for (; end - i >= STRIDE; i += STRIDE) {
            sum ^= (long) LONGS.get(bytes, i);
            sum = TABLES[(int) sum & 0xff | 7 * TABLE]
                    ^ TABLES[(int) (sum >>> 8) & 0xff | 6 * TABLE]
                    ^ TABLES[(int) (sum >>> 16) & 0xff | 5 * TABLE]
                    ^ TABLES[(int) (sum >>> 24) & 0xff | 4 * TABLE]
                    ^ TABLES[(int) (sum >>> 32) & 0xff | 3 * TABLE]
                    ^ TABLES[(int) (sum >>> 40) & 0xff | 2 * TABLE]
                    ^ TABLES[(int) (sum >>> 48) & 0xff | TABLE]
                    ^ TABLES[(int) (sum >>> 56)];
        }
        for (; i < end; i++) {
            sum = TABLES[((int) sum ^ bytes[i]) & 0xff] ^ (sum >>> 8);
        }
        return sum;
    }

    private static long[] tables() {
        long[] tables = new long[STRIDE * TABLE];
        for (int n = 0; n < TABLE; n++) {
            long value = n;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) == 1 ? value >>> 1 ^ POLYNOMIAL : value >>> 1;
            }
            tables[n] = value;
        }
        for (int n = TABLE; n < tables.length; n++) {
            long before = tables[n - TABLE];
            tables[n] = tables[(int) before & 0xff] ^ (before >>> 8);
        }
        return tables;
    }
}
