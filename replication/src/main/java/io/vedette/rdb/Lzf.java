package io.vedette.rdb;

import java.util.Arrays;

/**
 * The compression of long strings in snapshots (LZF): literal runs of up to 32 bytes and references up to 8192 bytes back,
 * 3 to 264 bytes long. Decompression accepts whatever any writer made; compression is greedy with one hash table of the
 * last place of each three-byte group, which finds what the original finds at the same speed, though not the same bytes.
 *
 * <p>An instance compresses (it keeps the table) and belongs to one thread.
 */
final class Lzf {
    private static final int LONGEST_LITERAL_RUN = 32;
    private static final int WINDOW = 8192;
    private static final int LONGEST_MATCH = 264;
    private static final int HASH_BITS = 14;

    /**
     * Places count on from one input to the next, from {@link #base}: what stands below is of an earlier input. So the table needs
     * no clearing, which for short strings would cost more than all the rest.
     */
    private final int[] lastPlace = new int[1 << HASH_BITS];

    private int base = 1;

    /**
     * Compresses {@code length} bytes of {@code in}, those from {@code from} on, into {@code out} from position 0.
     *
     * @return the compressed size, or 0 if it would exceed {@code limit}
     */
    int compress(byte[] in, int from, int length, byte[] out, int limit) {
        if (base > Integer.MAX_VALUE - length) {
            Arrays.fill(lastPlace, 0);
            base = 1;
        }
        int compressed = compressed(in, from, length, out, limit);
        base += length;
        return compressed;
    }

    private int compressed(byte[] in, int from, int length, byte[] out, int limit) {
        int to = from + length;
        int outAt = 0;
        int literalFrom = from;
        int at = from;
        while (at < to) {
            int match = at + 2 < to ? match(in, from, at, to) : 0;
            if (match == 0) {
                at++;
                continue;
            }
            outAt = literals(in, literalFrom, at, out, outAt, limit);
            if (outAt < 0 || outAt + 3 > limit) {
                return 0;
            }
            int distance = at - found - 1;
            int code = match - 2;
            if (code < 7) {
                out[outAt++] = (byte) (code << 5 | distance >> 8);
            } else {
                out[outAt++] = (byte) (7 << 5 | distance >> 8);
                out[outAt++] = (byte) (code - 7);
            }
            out[outAt++] = (byte) distance;
            at += match;
            literalFrom = at;
        }
        outAt = literals(in, literalFrom, to, out, outAt, limit);
        return Math.max(outAt, 0);
    }

    /** Where the match that {@link #match} returned begins. */
    private int found;

    private int match(byte[] in, int from, int at, int to) {
        int group = (in[at] & 0xff) << 16 | (in[at + 1] & 0xff) << 8 | in[at + 2] & 0xff;
        int slot = group * 0x9E3779B1 >>> 32 - HASH_BITS;
        int candidate = from + lastPlace[slot] - base;
        lastPlace[slot] = base + at - from;
        if (candidate < from || at - candidate > WINDOW) {
            return 0;
        }
        int most = Math.min(LONGEST_MATCH, to - at);
        int same = Arrays.mismatch(in, candidate, candidate + most, in, at, at + most);
        int size = same < 0 ? most : same;
        found = candidate;
        return size >= 3 ? size : 0;
    }

    /** @return the new position in {@code out}, or -1 if the limit is passed */
    private static int literals(byte[] in, int from, int to, byte[] out, int outFrom, int limit) {
        int outAt = outFrom;
        for (int at = from; at < to; ) {
            int run = Math.min(LONGEST_LITERAL_RUN, to - at);
            if (outAt + 1 + run > limit) {
                return -1;
            }
            out[outAt++] = (byte) (run - 1);
            System.arraycopy(in, at, out, outAt, run);
            outAt += run;
            at += run;
        }
        return outAt;
    }

    /** @throws RdbException if the input does not decompress to exactly {@code out.length} bytes */
    static void decompress(byte[] in, byte[] out) throws RdbException {
        int at = 0;
        int outAt = 0;
        while (at < in.length) {
            int control = in[at++] & 0xff;
            if (control < LONGEST_LITERAL_RUN) {
                int run = control + 1;
                check(at + run <= in.length && outAt + run <= out.length);
                System.arraycopy(in, at, out, outAt, run);
                at += run;
                outAt += run;
            } else {
                int length = control >> 5;
                if (length == 7) {
                    check(at < in.length);
                    length += in[at++] & 0xff;
                }
                check(at < in.length);
                int distance = ((control & 31) << 8 | in[at++] & 0xff) + 1;
                length += 2;
                check(distance <= outAt && outAt + length <= out.length);
                // Byte by byte: the copy may overlap its own output, which is how runs are written.
                for (int i = 0; i < length; i++, outAt++) {
                    out[outAt] = out[outAt - distance];
                }
            }
        }
        check(outAt == out.length);
    }

    private static void check(boolean sound) throws RdbException {
        if (!sound) {
            throw new RdbException(RdbFault.STRUCTURE, "Invalid LZF compressed string");
        }
    }
}
