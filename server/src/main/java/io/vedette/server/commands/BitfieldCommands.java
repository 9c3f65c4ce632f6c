package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Ascii;
import io.vedette.resp.Errors;
import io.vedette.resp.HeapRoom;
import io.vedette.resp.ReplyWriter;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.values.StringValue;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** BITFIELD and BITFIELD_RO: integers of any width at any bit of a string. */
final class BitfieldCommands {
    private final Store store;

    BitfieldCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("bitfield", call -> run(call, false));
        table.bind("bitfield_ro", call -> run(call, true));
    }

    private enum Action {
        GET,
        SET,
        INCRBY
    }

    /** What happens to a result that does not fit. */
    private enum Overflow {
        WRAP,
        SAT,
        FAIL
    }

    /** An integer's width and sign; unsigned ones have up to 63 bits, signed ones up to 64. */
    private record Kind(boolean signed, int bits) {
        static Kind parse(byte[] word) {
            boolean signed = word.length > 0 && word[0] == 'i';
            boolean unsigned = word.length > 0 && word[0] == 'u';
            byte[] digits = word.length > 1 ? Arrays.copyOfRange(word, 1, word.length) : new byte[0];
            if (!signed && !unsigned || !Ascii.isLong(digits)) {
                throw Errors.bitfieldType();
            }
            long bits = Ascii.parseLong(digits);
            if (bits < 1 || bits > (signed ? 64 : 63)) {
                throw Errors.bitfieldType();
            }
            return new Kind(signed, (int) bits);
        }

        long max() {
            return (1L << (signed ? bits - 1 : bits)) - 1;
        }

        long min() {
            return signed ? -max() - 1 : 0;
        }

        /** The low bits as a number of this kind. */
        long wrap(long value) {
            int unused = 64 - bits;
            return signed ? value << unused >> unused : value << unused >>> unused;
        }

        /** A value that was asked for, against the bounds: too large is 1, too small -1. */
        int misfit(long value) {
            if (!signed) {
                // A negative number is taken for the very large one that has the same bits.
                return value < 0 || value > max() ? 1 : 0;
            }
            // Redis takes the distance to the bound in 64 bits: one that has no room there makes the smallest numbers
            // too large.
            return bits < Long.SIZE && max() - value < 0 ? 1 : value < min() ? -1 : 0;
        }

        /** The sum of a number that fits and an increment, against the bounds; distances to them may need 64 bits. */
        int misfit(long value, long increment) {
            if (increment > 0 && Long.compareUnsigned(increment, max() - value) > 0) {
                return 1;
            }
            if (increment < 0 && Long.compareUnsigned(-increment, value - min()) > 0) {
                return -1;
            }
            return 0;
        }
    }

    private record Operation(Action action, Kind kind, long offset, long operand, Overflow overflow) {
        long endOffset() {
            return offset + kind.bits();
        }

        /** The same where positions count from that one. */
        Operation from(long firstBit) {
            return new Operation(action, kind, offset - firstBit, operand, overflow);
        }
    }

    /** The part of the string with which the operations have to do, and zeros up to what they will write. */
    private record Window(int firstByte, byte[] bytes) {
        static Window of(List<Operation> operations, StringValue text, int writtenBytes) {
            long first = Long.MAX_VALUE;
            long end = 0;
            for (Operation operation : operations) {
                first = Math.min(first, operation.offset() >> 3);
                end = Math.max(end, operation.endOffset() + 7 >> 3);
            }
            int from = (int) Math.min(first, text.length());
            int there = (int) Math.min(end, text.length()) - from;
            byte[] bytes = text.range(from, Math.max(0, there));
            return new Window(from, HeapRoom.copyOf(bytes, Math.max(bytes.length, writtenBytes - from)));
        }

        long firstBit() {
            return 8L * firstByte;
        }
    }

    private void run(Call call, boolean readOnly) {
        List<Operation> operations = parse(call.argv(), store.longestString(call));
        long writtenBits = 0;
        for (Operation operation : operations) {
            if (operation.action() != Action.GET) {
                writtenBits = Math.max(writtenBits, operation.endOffset());
            }
        }
        if (readOnly && writtenBits > 0) {
            throw Errors.bitfieldReadOnly();
        }
        Database database = store.database(call);
        byte[] key = call.argv().bytes(1);
        if (writtenBits == 0) {
            StringValue text = database.find(key).asString();
            Window window = Window.of(operations, text, 0);
            call.reply().array(operations.size());
            operations.forEach(operation -> call.reply()
                    .integer(get(window.bytes(), operation.offset() - window.firstBit(), operation.kind())));
            return;
        }
        StringValue old = database.findForWrite(key).asString();
        int writtenBytes = (int) ((writtenBits + 7) >> 3);
        Window window = Window.of(operations, old, writtenBytes);
        boolean grown = writtenBytes > old.length();
        boolean changed = false;
        call.reply().array(operations.size());
        for (Operation operation : operations) {
            changed |= apply(operation.from(window.firstBit()), window.bytes(), grown, call.reply());
        }
        // Redis keeps a string that grew although every write of it failed, and does not tell its replicas; here
        // nothing
        // failed halfway.
        if (changed) {
            database.patch(key, window.firstByte(), window.bytes(), KeyEvent.SETBIT);
        }
    }

    private static List<Operation> parse(Argv argv, long longestString) {
        List<Operation> operations = new ArrayList<>();
        Overflow overflow = Overflow.WRAP;
        int i = 2;
        while (i < argv.size()) {
            int left = argv.size() - i - 1;
            if (argv.is(i, "overflow") && left >= 1) {
                overflow = overflow(argv, i + 1);
                i += 2;
                continue;
            }
            Action action;
            if (argv.is(i, "get") && left >= 2) {
                action = Action.GET;
            } else if (argv.is(i, "set") && left >= 3) {
                action = Action.SET;
            } else if (argv.is(i, "incrby") && left >= 3) {
                action = Action.INCRBY;
            } else {
                throw Errors.syntax();
            }
            Kind kind = Kind.parse(argv.bytes(i + 1));
            long offset = offset(argv.bytes(i + 2), kind, longestString);
            long operand = action == Action.GET ? 0 : argv.asLong(i + 3);
            operations.add(new Operation(action, kind, offset, operand, overflow));
            i += action == Action.GET ? 3 : 4;
        }
        return operations;
    }

    private static Overflow overflow(Argv argv, int position) {
        if (argv.is(position, "wrap")) {
            return Overflow.WRAP;
        }
        if (argv.is(position, "sat")) {
            return Overflow.SAT;
        }
        if (argv.is(position, "fail")) {
            return Overflow.FAIL;
        }
        throw Errors.bitfieldOverflow();
    }

    /** A bit's position, or with a {@code #} before it the number of an integer of this kind. */
    private static long offset(byte[] word, Kind kind, long longestString) {
        if (word.length == 0 || word[0] != '#') {
            return BitmapCommands.bitOffset(word, longestString);
        }
        byte[] digits = Arrays.copyOfRange(word, 1, word.length);
        if (!Ascii.isLong(digits)) {
            throw Errors.bitOffset();
        }
        long number = Ascii.parseLong(digits);
        if (number < 0 || number * kind.bits() / kind.bits() != number) {
            throw Errors.bitOffset();
        }
        return BitmapCommands.bitOffset(Store.word(number * kind.bits()), longestString);
    }

    /** Answers one operation and does it; true if the string has to be kept as changed. */
    private static boolean apply(Operation operation, byte[] bytes, boolean grown, ReplyWriter reply) {
        Kind kind = operation.kind();
        long old = get(bytes, operation.offset(), kind);
        if (operation.action() == Action.GET) {
            reply.integer(old);
            return false;
        }
        boolean set = operation.action() == Action.SET;
        long wanted = set ? operation.operand() : old + operation.operand();
        int misfit = set ? kind.misfit(wanted) : kind.misfit(old, operation.operand());
        if (misfit != 0 && operation.overflow() == Overflow.FAIL) {
            reply.nullBulk();
            return false;
        }
        long value = wanted;
        if (misfit != 0) {
            value = operation.overflow() == Overflow.WRAP ? kind.wrap(wanted) : misfit > 0 ? kind.max() : kind.min();
        }
        put(bytes, operation.offset(), kind, value);
        reply.integer(set ? old : value);
        return grown || value != old;
    }

    private static long get(byte[] bytes, long offset, Kind kind) {
        long value = 0;
        for (long at = offset; at < offset + kind.bits(); at++) {
            int index = (int) (at >> 3);
            int bit = index < bytes.length ? bytes[index] >> (7 - (at & 7)) & 1 : 0;
            value = value << 1 | bit;
        }
        return kind.wrap(value);
    }

    private static void put(byte[] bytes, long offset, Kind kind, long value) {
        for (int i = 0; i < kind.bits(); i++) {
            long at = offset + i;
            int index = (int) (at >> 3);
            int mask = 0x80 >> (at & 7);
            boolean one = (value >> (kind.bits() - 1 - i) & 1) == 1;
            bytes[index] = (byte) (one ? bytes[index] | mask : bytes[index] & ~mask);
        }
    }
}
