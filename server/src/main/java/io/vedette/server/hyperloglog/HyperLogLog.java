package io.vedette.server.hyperloglog;

import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * One HyperLogLog, taken from its string, changed, and given back as a string. The string: {@code HYLL}, the encoding, three bytes of
 * zero, the estimate of last time in eight bytes, whose highest bit says that it is stale; then the registers.
 *
 * <p>Dense, a register takes six bits. Sparse, registers are runs: {@code 00nnnnnn} for n+1 zeros, {@code 01nnnnnn nnnnnnnn} for
 * more, {@code 1vvvvvnn} for n+1 registers of value v+1. It becomes dense when a value is too large for that or the string would pass
 * {@code hll-sparse-max-bytes}, and stays dense.
 */
public final class HyperLogLog {
    private static final byte[] MAGIC = "HYLL".getBytes(StandardCharsets.ISO_8859_1);
    private static final int ENCODING_AT = 4;
    private static final int ESTIMATE_AT = 8;
    private static final int STALE_AT = 15;
    static final int HEADER_BYTES = 16;

    private static final byte DENSE = 0;
    private static final byte SPARSE = 1;
    private static final int DENSE_BYTES = HEADER_BYTES + Registers.COUNT * 6 / 8;

    /** What a run of the sparse form can hold. */
    private static final int MOST_ZEROS = 64;

    private static final int MOST_VALUES = 4;
    private static final int LARGEST_VALUE = 32;

    /** Runs that are looked at for a join after a change, from the one before it on. */
    private static final int JOINED_RUNS = 5;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long sparseMaxBytes;
    private byte[] bytes;
    private int length;

    /** Where a run of the sparse form begins, and the first register that it covers. */
    private int knownAt = HEADER_BYTES;

    private int knownFirst;

    private HyperLogLog(byte[] bytes, long sparseMaxBytes) {
        this.bytes = bytes;
        this.length = bytes.length;
        this.sparseMaxBytes = sparseMaxBytes;
    }

    /** One without elements, sparse. */
    public static HyperLogLog empty(long sparseMaxBytes) {
        byte[] bytes = Arrays.copyOf(MAGIC, HEADER_BYTES + 2);
        bytes[ENCODING_AT] = SPARSE;
        putZeros(bytes, HEADER_BYTES, Registers.COUNT);
        return new HyperLogLog(bytes, sparseMaxBytes);
    }

    /**
     * @param string is copied
     * @throws RespException {@code WRONGTYPE ...} if the string is no HyperLogLog at first sight
     */
    public static HyperLogLog of(byte[] string, long sparseMaxBytes) throws RespException {
        boolean sound = string.length >= HEADER_BYTES
                && Arrays.equals(string, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                && (string[ENCODING_AT] == SPARSE || string[ENCODING_AT] == DENSE && string.length == DENSE_BYTES);
        if (!sound) {
            throw Errors.notAHyperLogLog();
        }
        return new HyperLogLog(string.clone(), sparseMaxBytes);
    }

    /** The string. */
    public byte[] string() {
        return Arrays.copyOf(bytes, length);
    }

    public boolean isDense() {
        return bytes[ENCODING_AT] == DENSE;
    }

    /** @throws RespException {@code INVALIDOBJ ...} if the sparse form is damaged; so everywhere */
    public boolean add(byte[] element) throws RespException {
        long hash = Murmur.hash(element);
        return raise(Registers.index(hash), Registers.run(hash));
    }

    /** Lets a register hold at least the value; true if it held less. */
    public boolean raise(int index, int value) throws RespException {
        return isDense() ? raiseDense(index, value) : raiseSparse(index, value);
    }

    // ---- the estimate

    public boolean isEstimateStale() {
        return bytes[STALE_AT] < 0;
    }

    public void spoilEstimate() {
        bytes[STALE_AT] |= (byte) 0x80;
    }

    /** The estimate of last time. */
    public long keptEstimate() {
        return (long) LONGS.get(bytes, ESTIMATE_AT);
    }

    public void keepEstimate(long estimate) {
        LONGS.set(bytes, ESTIMATE_AT, estimate);
    }

    /** Raises the registers to those of this. */
    public void mergeInto(Registers registers) throws RespException {
        if (isDense()) {
            registers.raiseToDense(bytes, HEADER_BYTES);
            return;
        }
        int index = 0;
        int at = HEADER_BYTES;
        for (; at < length; at += runBytes(at)) {
            int run = run(at);
            if (index + run > Registers.COUNT) {
                throw Errors.corruptHyperLogLog();
            }
            for (int i = 0; isValue(at) && i < run; i++) {
                registers.raise(index + i, value(at));
            }
            index += run;
        }
        if (index != Registers.COUNT || at != length) {
            throw Errors.corruptHyperLogLog();
        }
    }

    // ---- dense

    /** The string of a counter that is not taken out: a dense one can be read and raised where it lies. */
    @FunctionalInterface
    public interface InPlace {
        /** A copy of a part. */
        byte[] range(int from, int length);
    }

    /** Bytes that lie somewhere in a counter now. */
    public record Patch(int at, byte[] bytes) {}

    public static boolean isDense(InPlace counter, int length) {
        if (length != DENSE_BYTES) {
            return false;
        }
        byte[] head = counter.range(0, HEADER_BYTES);
        return Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length) && head[ENCODING_AT] == DENSE;
    }

    /** What is to change in a dense counter when an element is added, the mark of the estimate aside; nothing, mostly. */
    public static Optional<Patch> raised(InPlace dense, byte[] element) {
        long hash = Murmur.hash(element);
        int bit = Registers.index(hash) * 6;
        int at = HEADER_BYTES + (bit >> 3);
        byte[] pair = dense.range(at, Math.min(2, DENSE_BYTES - at));
        int old = register(pair, 0, bit & 7);
        int value = Registers.run(hash);
        if (old >= value) {
            return Optional.empty();
        }
        change(pair, 0, (old ^ value) << (bit & 7));
        return Optional.of(new Patch(at, pair));
    }

    /** The estimate of last time counts no more. */
    public static Patch spoiledEstimate(InPlace counter) {
        byte[] stale = counter.range(STALE_AT, 1);
        stale[0] |= (byte) 0x80;
        return new Patch(STALE_AT, stale);
    }

    private static int register(byte[] bytes, int at, int bit) {
        int next = at + 1 < bytes.length ? bytes[at + 1] & 0xff : 0;
        return (bytes[at] & 0xff | next << 8) >> bit & 63;
    }

    private static void change(byte[] bytes, int at, int change) {
        bytes[at] ^= (byte) change;
        if (at + 1 < bytes.length) {
            bytes[at + 1] ^= (byte) (change >> 8);
        }
    }

    private int dense(int index) {
        int bit = index * 6;
        return register(bytes, HEADER_BYTES + (bit >> 3), bit & 7);
    }

    private boolean raiseDense(int index, int value) {
        int old = dense(index);
        if (old >= value) {
            return false;
        }
        int bit = index * 6;
        change(bytes, HEADER_BYTES + (bit >> 3), (old ^ value) << (bit & 7));
        return true;
    }

    public void toDense() throws RespException {
        if (isDense()) {
            return;
        }
        Registers registers = new Registers();
        mergeInto(registers);
        bytes = Arrays.copyOf(Arrays.copyOf(bytes, HEADER_BYTES), DENSE_BYTES);
        length = DENSE_BYTES;
        bytes[ENCODING_AT] = DENSE;
        registers.writeDense(bytes, HEADER_BYTES);
    }

    /** Raises the registers to these, which may be raised to them as well. A sparse one ends as if that was done one after the other, in their order. */
    public void raiseAll(Registers registers) throws RespException {
        for (int i = 0; i < Registers.COUNT; i++) {
            if (isDense()) {
                mergeInto(registers);
                registers.writeDense(bytes, HEADER_BYTES);
                return;
            }
            if (registers.get(i) > 0) {
                raiseSparse(i, registers.get(i));
            }
        }
    }

    // ---- sparse: one run

    private boolean isValue(int at) {
        return bytes[at] < 0;
    }

    private boolean isLongZeros(int at) {
        return (bytes[at] & 0xc0) == 0x40;
    }

    private int runBytes(int at) {
        return isLongZeros(at) ? 2 : 1;
    }

    private int value(int at) {
        return (bytes[at] >> 2 & 0x1f) + 1;
    }

    /** Registers that the run covers. A long run that is cut off covers none. */
    private int run(int at) {
        int code = bytes[at];
        if (code < 0) {
            return (code & 3) + 1;
        }
        if (code < 0x40) {
            return code + 1;
        }
        return at + 1 < length ? ((code & 0x3f) << 8 | bytes[at + 1] & 0xff) + 1 : 0;
    }

    private static int putZeros(byte[] target, int at, int run) {
        if (run > MOST_ZEROS) {
            target[at] = (byte) (0x40 | run - 1 >> 8);
            target[at + 1] = (byte) (run - 1);
            return at + 2;
        }
        target[at] = (byte) (run - 1);
        return at + 1;
    }

    private static int putValues(byte[] target, int at, int value, int run) {
        target[at] = (byte) (0x80 | value - 1 << 2 | run - 1);
        return at + 1;
    }

    // ---- sparse: changes

    private boolean raiseSparse(int index, int value) throws RespException {
        if (value > LARGEST_VALUE) {
            toDense();
            return raiseDense(index, value);
        }
        // From the start, or from the run before the last change where the register lies behind that run: a merge
        // raises them in order.
        boolean goesOn = index >= knownFirst + run(knownAt);
        int at = goesOn ? knownAt : HEADER_BYTES;
        int first = goesOn ? knownFirst : 0;
        int before = at;
        int beforeFirst = first;
        while (at < length) {
            int run = run(at);
            if (index < first + run) {
                break;
            }
            before = at;
            beforeFirst = first;
            first += run;
            at += runBytes(at);
        }
        if (at >= length) {
            throw Errors.corruptHyperLogLog();
        }
        knownAt = before;
        knownFirst = beforeFirst;
        if (isValue(at) && value(at) >= value) {
            return false;
        }
        byte[] runs = new byte[5];
        int used = split(runs, at, index - first, value);
        int growth = used - runBytes(at);
        if (growth > 0 && length + growth > sparseMaxBytes) {
            toDense();
            return raiseDense(index, value);
        }
        replace(at, runBytes(at), runs, used);
        join(before);
        spoilEstimate();
        return true;
    }

    /** The runs that stand for the run at a place when one of its registers has the value; how many bytes they take. */
    private int split(byte[] runs, int at, int position, int value) {
        int behind = run(at) - position - 1;
        int used = 0;
        if (position > 0) {
            used = isValue(at) ? putValues(runs, used, value(at), position) : putZeros(runs, used, position);
        }
        used = putValues(runs, used, value, 1);
        if (behind > 0) {
            used = isValue(at) ? putValues(runs, used, value(at), behind) : putZeros(runs, used, behind);
        }
        return used;
    }

    private void replace(int at, int oldBytes, byte[] runs, int newBytes) {
        int newLength = length - oldBytes + newBytes;
        if (newLength > bytes.length) {
            bytes = Arrays.copyOf(bytes, newLength + newLength / 4);
        }
        System.arraycopy(bytes, at + oldBytes, bytes, at + newBytes, length - at - oldBytes);
        System.arraycopy(runs, 0, bytes, at, newBytes);
        length = newLength;
    }

    /** Joins neighbours of one value, in a few runs from the one before the change on. */
    private void join(int from) {
        int at = from;
        for (int looked = 0; looked < JOINED_RUNS && at < length; looked++) {
            boolean pair = isValue(at) && at + 1 < length && isValue(at + 1) && value(at) == value(at + 1);
            if (pair && run(at) + run(at + 1) <= MOST_VALUES) {
                putValues(bytes, at + 1, value(at), run(at) + run(at + 1));
                System.arraycopy(bytes, at + 1, bytes, at, length - at - 1);
                length--;
            } else {
                at += runBytes(at);
            }
        }
    }

    /** The runs in words: {@code Z:12000 v:1,2 z:40}. */
    public String runs() {
        StringBuilder text = new StringBuilder();
        for (int at = HEADER_BYTES; at < length; at += runBytes(at)) {
            text.append(at == HEADER_BYTES ? "" : " ");
            if (isValue(at)) {
                text.append("v:").append(value(at)).append(',').append(run(at));
            } else {
                text.append(isLongZeros(at) ? "Z:" : "z:").append(run(at));
            }
        }
        return text.toString();
    }
}
