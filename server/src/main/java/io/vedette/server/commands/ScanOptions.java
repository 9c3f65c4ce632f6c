package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.Glob;
import io.vedette.resp.ReplyWriter;
import io.vedette.server.values.Type;
import java.util.List;
import java.util.Optional;

/**
 * The options of SCAN and of its kin for elements of a key.
 *
 * @param count how many keys to look at; at least 1
 * @param match only keys, or elements, that match
 * @param type only keys of the type with this word
 */
record ScanOptions(long count, Optional<byte[]> match, Optional<String> type) {
    private static final long USUAL_COUNT = 10;

    static ScanOptions parse(Argv argv, int from) {
        long count = USUAL_COUNT;
        Optional<byte[]> match = Optional.empty();
        Optional<String> type = Optional.empty();
        for (int i = from; i < argv.size(); i += 2) {
            if (i + 1 == argv.size()) {
                throw Errors.syntax();
            }
            if (argv.is(i, "count")) {
                count = argv.asLong(i + 1);
                if (count < 1) {
                    throw Errors.syntax();
                }
            } else if (argv.is(i, "match")) {
                match = Optional.of(argv.bytes(i + 1));
            } else if (argv.is(i, "type")) {
                type = Optional.of(argv.text(i + 1));
            } else {
                throw Errors.syntax();
            }
        }
        return new ScanOptions(count, match, type);
    }

    /** Those of HSCAN, SSCAN, ZSCAN: elements have no type. */
    static ScanOptions ofElements(Argv argv, int from) {
        ScanOptions options = parse(argv, from);
        if (options.type().isPresent()) {
            throw Errors.syntax();
        }
        return options;
    }

    /** The cursor to go on with and what was found. */
    static void answer(ReplyWriter reply, long next, List<byte[]> found) {
        reply.array(2);
        reply.bulk(Store.word(next));
        reply.array(found.size());
        found.forEach(reply::bulk);
    }

    /**
     * A cursor as C's {@code strtoul} reads it: 64 bits unsigned, a minus counts down from 2^64, no blanks before it. The
     * largest positions of ours are far below 2^63, so all beyond is one place behind the end.
     */
    static long cursor(byte[] word) {
        boolean signed = word.length > 0 && (word[0] == '-' || word[0] == '+');
        int digits = word.length - (signed ? 1 : 0);
        if (digits == 0 && word.length > 0) {
            throw Errors.invalidCursor();
        }
        long value = 0;
        for (int i = word.length - digits; i < word.length; i++) {
            int digit = word[i] - '0';
            boolean overflow = Long.compareUnsigned(value, Long.divideUnsigned(-1, 10)) > 0
                    || Long.compareUnsigned(value * 10 + digit, value * 10) < 0;
            if (digit < 0 || digit > 9 || overflow) {
                throw Errors.invalidCursor();
            }
            value = value * 10 + digit;
        }
        value = signed && word[0] == '-' ? -value : value;
        return value < 0 ? Long.MAX_VALUE : value;
    }

    boolean wants(byte[] key, Type keyType) {
        return (type.isEmpty() || type.get().equalsIgnoreCase(keyType.word())) && matches(key);
    }

    boolean matches(byte[] name) {
        return match.isEmpty() || Glob.matches(match.get(), name);
    }
}
