package io.vedette.server.hyperloglog;

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
        int[] histogram = new int[64];
        for (byte value : values) {
            histogram[value & 63]++;
        }
        double m = COUNT;
        double z = m * tau((m - histogram[RUN_BITS + 1]) / m);
        for (int i = RUN_BITS; i >= 1; i--) {
            z += histogram[i];
            z *= 0.5;
        }
        z += m * sigma(histogram[0] / m);
        return Math.round(ALPHA * m * m / z);
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
