package io.vedette.session;

import java.util.Arrays;

/**
 * How long the calls of one command took: cells that are a 128th of their value wide, from a nanosecond to a second, as the
 * histograms that Redis keeps (two significant digits). Owned by the loop.
 */
public final class LatencyHistogram {
    private static final long LONGEST_NANOS = 1_000_000_000L;
    /** Values below this have cells of their own. */
    private static final int EXACT = 256;
    /** Cells for each further doubling. */
    private static final int PER_DOUBLING = EXACT / 2;

    private static final int EXACT_BITS = 8;

    private long[] cells = new long[0];
    private long calls;

    LatencyHistogram() {}

    void add(int times, long nanos) {
        int cell = cell(Math.clamp(nanos, 1, LONGEST_NANOS));
        if (cell >= cells.length) {
            cells = Arrays.copyOf(cells, cell + PER_DOUBLING);
        }
        cells[cell] += times;
        calls += times;
    }

    void reset() {
        cells = new long[0];
        calls = 0;
    }

    public long calls() {
        return calls;
    }

    /** Calls that took no longer than the cell of so many nanoseconds reaches. */
    public long callsUpTo(long nanos) {
        int last = Math.min(cell(nanos), cells.length - 1);
        long sum = 0;
        for (int i = 0; i <= last; i++) {
            sum += cells[i];
        }
        return sum;
    }

    /** Nanoseconds that so many per cent of the calls did not exceed; 0 without calls. */
    public long percentile(double percent) {
        long wanted = Math.max(1, Math.round(percent / 100 * calls));
        long sum = 0;
        for (int i = 0; i < cells.length; i++) {
            sum += cells[i];
            if (sum >= wanted && calls > 0) {
                return reach(i);
            }
        }
        return 0;
    }

    /** The greatest value of the cell to which a value belongs. */
    public static long reach(long nanos) {
        return reach(cell(nanos));
    }

    private static int cell(long nanos) {
        int doublings = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(nanos) - EXACT_BITS);
        return (int) (nanos >> doublings) + doublings * PER_DOUBLING;
    }

    private static long reach(int cell) {
        if (cell < EXACT) {
            return cell;
        }
        int doublings = cell / PER_DOUBLING - 1;
        long first = (long) (cell - doublings * PER_DOUBLING) << doublings;
        return first + (1L << doublings) - 1;
    }
}
