package io.vedette.server.hyperloglog;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 16384 registers of a HyperLogLog, each one byte: what several are merged in, and what an estimate is made from. Each
 * holds the longest run of zeros, plus one, that the hash of an element of its own ended with.
 */
public final class Registers {
    /** Bits of a hash that choose the register. */
    static final int INDEX_BITS = 14;

    public static final int COUNT = 1 << INDEX_BITS;

    /** Bits of a hash that are left for the run. */
    static final int RUN_BITS = Long.SIZE - INDEX_BITS;

    private static final double ALPHA = 0.721347520444481703680;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final byte[] values = new byte[COUNT];

    public int get(int index) {
        return values[index];
    }

    /** Lets the register hold at least the value; true if it held less. */
    boolean raise(int index, int value) {
        if (values[index] >= value) {
            return false;
        }
        values[index] = (byte) value;
        return true;
    }

    /** Raises each to its value in the dense form: six bits for each, four in three bytes. */
    void raiseToDense(byte[] dense, int from) {
        int at = from;
        for (int i = 0; i < COUNT; i += 4) {
            int four = dense[at] & 0xff | (dense[at + 1] & 0xff) << 8 | (dense[at + 2] & 0xff) << 16;
            values[i] = (byte) Math.max(values[i], four & 63);
            values[i + 1] = (byte) Math.max(values[i + 1], four >> 6 & 63);
            values[i + 2] = (byte) Math.max(values[i + 2], four >> 12 & 63);
            values[i + 3] = (byte) Math.max(values[i + 3], four >> 18);
            at += 3;
        }
    }

    /** Lays all down in the dense form. */
    void writeDense(byte[] dense, int from) {
        int at = from;
        for (int i = 0; i < COUNT; i += 4) {
            int four = values[i] | values[i + 1] << 6 | values[i + 2] << 12 | values[i + 3] << 18;
            dense[at] = (byte) four;
            dense[at + 1] = (byte) (four >> 8);
            dense[at + 2] = (byte) (four >> 16);
            at += 3;
        }
    }

    static int index(long hash) {
        return (int) hash & COUNT - 1;
    }

    static int run(long hash) {
        return 1 + Long.numberOfTrailingZeros(hash >>> INDEX_BITS | 1L << RUN_BITS);
    }

    /**
     * How many different elements there are, about. Source: Otmar Ertl, "New cardinality estimation algorithms for HyperLogLog
     * sketches", arXiv:1702.01284.
     */
    public long estimate() {
        int[] histogram = histogram();
        double m = COUNT;
        double z = m * tau((m - histogram[RUN_BITS + 1]) / m);
        for (int i = RUN_BITS; i >= 1; i--) {
            z += histogram[i];
            z *= 0.5;
        }
        z += m * sigma(histogram[0] / m);
        return Math.round(ALPHA * m * m / z);
    }

    /** How many have each value. */
    private int[] histogram() {
        int[] even = new int[64];
        int[] odd = new int[64]; // two, since neighbours are often equal and each count waits for the one before
        for (int i = 0; i < COUNT; i += Long.BYTES) {
            if ((long) LONGS.get(values, i) == 0) {
                even[0] += Long.BYTES;
                continue;
            }
            for (int k = i; k < i + Long.BYTES; k += 2) {
                even[values[k] & 63]++;
                odd[values[k + 1] & 63]++;
            }
        }
        for (int value = 0; value < odd.length; value++) {
            even[value] += odd[value];
        }
        return even;
    }

    private static double sigma(double part) {
        if (part == 1) {
            return Double.POSITIVE_INFINITY;
        }
        double x = part;
        double y = 1;
        double z = x;
        double before;
        do {
            x *= x;
            before = z;
            z += x * y;
            y += y;
        } while (before != z);
        return z;
    }

    private static double tau(double part) {
        if (part == 0 || part == 1) {
            return 0;
        }
        double x = part;
        double y = 1;
        double z = 1 - x;
        double before;
        do {
            x = Math.sqrt(x);
            before = z;
            y *= 0.5;
            z -= (1 - x) * (1 - x) * y;
        } while (before != z);
        return z / 3;
    }
}
