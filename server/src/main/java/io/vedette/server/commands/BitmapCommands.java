package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Ascii;
import io.vedette.resp.Errors;
import io.vedette.resp.HeapRoom;
import io.vedette.resp.RespException;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Strings as rows of bits, the highest bit of the first byte first. BITFIELD stands in {@link BitfieldCommands}. */
final class BitmapCommands {
    /** So much of a long string is looked at at once. */
    private static final int PIECE_BYTES = 16 * 1024;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final Store store;

    BitmapCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("getbit", this::getbit);
        table.bind("setbit", this::setbit);
        table.bind("bitcount", this::bitcount);
        table.bind("bitpos", this::bitpos);
        table.bind("bitop", this::bitop);
    }

    /** A bit's position from a client's word: within the longest string, of so many bytes. */
    static long bitOffset(byte[] word, long longestString) {
        long offset;
        try {
            offset = Ascii.parseLong(word);
        } catch (RespException notANumber) {
            throw Errors.bitOffset();
        }
        if (offset < 0 || offset >> 3 >= longestString) {
            throw Errors.bitOffset();
        }
        return offset;
    }

    private void getbit(Call call) {
        long offset = bitOffset(call.argv().bytes(2), store.longestString(call));
        call.reply().integer(bit(store.database(call).find(call.argv().bytes(1)).asString(), offset));
    }

    private static int bit(StringValue text, long offset) {
        int index = (int) (offset >> 3);
        return index < text.length() ? text.range(index, 1)[0] >> (7 - (offset & 7)) & 1 : 0;
    }

    private void setbit(Call call) {
        Argv argv = call.argv();
        byte[] key = argv.bytes(1);
        long offset = bitOffset(argv.bytes(2), store.longestString(call));
        int bit = argv.length(3) == 1 ? argv.bytes(3)[0] - '0' : -1;
        if (bit != 0 && bit != 1) {
            throw Errors.bitNotInteger();
        }
        Database database = store.database(call);
        StringValue old = database.findForWrite(key).asString();
        int index = (int) (offset >> 3);
        byte octet = index < old.length() ? old.range(index, 1)[0] : 0;
        int mask = 0x80 >> (offset & 7);
        int before = (octet & mask) == 0 ? 0 : 1;
        // Setting a bit to what it is changes nothing, unless the string grows by it.
        if (before != bit || index >= old.length()) {
            database.patch(key, index, new byte[] {(byte) (octet ^ (before == bit ? 0 : mask))}, KeyEvent.SETBIT);
        }
        call.reply().integer(before);
    }

    /** A stretch of bits, first and last one included; empty if the last stands before the first. */
    private record Range(long first, long last) {
        /**
         * Reads {@code start end [BYTE|BIT]}; what is left out means the whole string. Negative positions count from the end.
         *
         * @param endOptional whether a start alone will do
         */
        static Range parse(Argv argv, int at, int bytes, boolean endOptional) {
            int words = argv.size() - at;
            if (words == 0) {
                return new Range(0, 8L * bytes - 1);
            }
            if (words > 3 || words == 1 && !endOptional) {
                throw Errors.syntax();
            }
            long start = argv.asLong(at);
            if (endOptional) {
                inBits(argv, at + 2); // BITPOS looks at the unit first: of two mistakes, that one is told
            }
            long end = words == 1 ? bytes - 1 : argv.asLong(at + 1);
            if (!endOptional && start < 0 && end < 0 && start > end) {
                return new Range(0, -1); // of BITCOUNT only: in BITPOS both may come to stand on the first byte
            }
            boolean inBits = inBits(argv, at + 2);
            long total = inBits ? 8L * bytes : bytes;
            start = Math.max(0, start < 0 ? start + total : start);
            end = Math.min(total - 1, Math.max(0, end < 0 ? end + total : end));
            return start > end ? new Range(0, -1) : inBits ? new Range(start, end) : new Range(8 * start, 8 * end + 7);
        }

        private static boolean inBits(Argv argv, int at) {
            boolean bits = at < argv.size() && argv.is(at, "bit");
            if (at < argv.size() && !bits && !argv.is(at, "byte")) {
                throw Errors.syntax();
            }
            return bits;
        }

        boolean isEmpty() {
            return first > last;
        }
    }

    private void bitcount(Call call) {
        Argv argv = call.argv();
        Value value = store.database(call).find(argv.bytes(1));
        if (!value.exists()) {
            call.reply().integer(0);
            return;
        }
        StringValue text = value.asString();
        Range range = Range.parse(argv, 2, text.length(), false);
        call.reply().integer(range.isEmpty() ? 0 : count(text, range));
    }

    private static long count(StringValue text, Range range) {
        int firstByte = (int) (range.first() >> 3);
        int lastByte = (int) (range.last() >> 3);
        long count = 0;
        for (int from = firstByte; from <= lastByte; from += PIECE_BYTES) {
            count += count(text.range(from, Math.min(PIECE_BYTES, lastByte + 1 - from)));
        }
        // Bits of the two outer bytes that lie outside.
        int before = (int) (range.first() & 7);
        int after = 7 - (int) (range.last() & 7);
        count -= Integer.bitCount((text.range(firstByte, 1)[0] & 0xff) >> (8 - before));
        count -= Integer.bitCount(text.range(lastByte, 1)[0] & (1 << after) - 1);
        return count;
    }

    private static long count(byte[] bytes) {
        long count = 0;
        int i = 0;
        for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
            count += Long.bitCount((long) LONGS.get(bytes, i));
        }
        for (; i < bytes.length; i++) {
            count += Integer.bitCount(bytes[i] & 0xff);
        }
        return count;
    }

    private void bitpos(Call call) {
        Argv argv = call.argv();
        long bit = argv.asLong(2);
        if (bit != 0 && bit != 1) {
            throw Errors.bitArgument();
        }
        Value value = store.database(call).find(argv.bytes(1));
        if (!value.exists()) {
            call.reply().integer(bit == 1 ? -1 : 0);
            return;
        }
        StringValue text = value.asString();
        Range range = Range.parse(argv, 3, text.length(), true);
        long position = range.isEmpty() ? -1 : position(text, range, (int) bit);
        // Behind its end a string is all zeros, if nobody said where to stop.
        boolean openEnd = argv.size() < 5;
        if (position < 0 && bit == 0 && openEnd && !range.isEmpty()) {
            position = 8L * text.length();
        }
        call.reply().integer(position);
    }

    private static long position(StringValue text, Range range, int bit) {
        int lastByte = (int) (range.last() >> 3);
        for (long at = range.first(); at <= range.last(); ) {
            int from = (int) (at >> 3);
            byte[] piece = text.range(from, Math.min(PIECE_BYTES, lastByte + 1 - from));
            long end = Math.min(range.last() + 1, 8L * (from + piece.length));
            long found = position(piece, at - 8L * from, end - 8L * from, bit);
            if (found >= 0) {
                return 8L * from + found;
            }
            at = end;
        }
        return -1;
    }

    private static long position(byte[] bytes, long first, long end, int bit) {
        long none = bit == 1 ? 0 : -1;
        for (long at = first; at < end; ) {
            int index = (int) (at >> 3);
            if ((at & 7) == 0 && index + Long.BYTES <= bytes.length && (long) LONGS.get(bytes, index) == none) {
                at += Long.SIZE;
            } else if ((bytes[index] >> (7 - (at & 7)) & 1) == bit) {
                return at;
            } else {
                at++;
            }
        }
        return -1;
    }

    private enum Operation {
        AND,
        OR,
        XOR,
        NOT;

        static Operation parse(Argv argv) {
            for (Operation operation : values()) {
                if (operation.name().equalsIgnoreCase(argv.text(1))) {
                    return operation;
                }
            }
            throw Errors.syntax();
        }

        /** Changes {@code a} to what it and {@code b} make, for as long as the shorter one is. */
        void apply(byte[] a, byte[] b) {
            int common = Math.min(a.length, b.length);
            int i = 0;
            // A loop for each: within one, the choice would cost more than the work.
            switch (this) {
                case AND -> {
                    for (; i + Long.BYTES <= common; i += Long.BYTES) {
                        LONGS.set(a, i, (long) LONGS.get(a, i) & (long) LONGS.get(b, i));
                    }
                    for (; i < common; i++) {
                        a[i] &= b[i];
                    }
                }
                case OR -> {
                    for (; i + Long.BYTES <= common; i += Long.BYTES) {
                        LONGS.set(a, i, (long) LONGS.get(a, i) | (long) LONGS.get(b, i));
                    }
                    for (; i < common; i++) {
                        a[i] |= b[i];
                    }
                }
                case XOR -> {
                    for (; i + Long.BYTES <= common; i += Long.BYTES) {
                        LONGS.set(a, i, (long) LONGS.get(a, i) ^ (long) LONGS.get(b, i));
                    }
                    for (; i < common; i++) {
                        a[i] ^= b[i];
                    }
                }
                case NOT -> throw new IllegalArgumentException("of one string only");
            }
        }
    }

    private void bitop(Call call) {
        Argv argv = call.argv();
        Operation operation = Operation.parse(argv);
        if (operation == Operation.NOT && argv.size() != 4) {
            throw Errors.bitopNotOneSource();
        }
        Database database = store.database(call);
        byte[][] sources = new byte[argv.size() - 3][];
        int longest = 0;
        for (int i = 0; i < sources.length; i++) {
            sources[i] = database.find(argv.bytes(i + 3)).asString().bytes();
            longest = Math.max(longest, sources[i].length);
        }
        byte[] target = argv.bytes(2);
        if (longest == 0) {
            database.remove(target, KeyEvent.DEL);
        } else {
            database.put(target, StringValue.grown(combined(operation, sources, longest)), KeyEvent.SET);
        }
        call.reply().integer(longest);
    }

    /** Shorter strings count as filled up with zeros. */
    private static byte[] combined(Operation operation, byte[][] sources, int length) {
        byte[] result = HeapRoom.copyOf(sources[0], length);
        if (operation == Operation.NOT) {
            for (int i = 0; i < length; i++) {
                result[i] = (byte) ~result[i];
            }
            return result;
        }
        for (int s = 1; s < sources.length; s++) {
            operation.apply(result, sources[s]);
            if (operation == Operation.AND && sources[s].length < length) {
                Arrays.fill(result, sources[s].length, length, (byte) 0);
            }
        }
        return result;
    }
}
