package io.vedette.server.stream;

import io.vedette.resp.Ascii;
import io.vedette.server.packed.Listpack;
import io.vedette.server.packed.ListpackEntry;
import io.vedette.server.packed.LittleEndian;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The elements of a listpack, one by one, at positions in its bytes: how streams read and write their nodes without taking them apart.
 * How one is laid out is known to {@link ListpackEntry}. Pure. Positions are trusted: what comes from outside is checked by
 * {@link NodeCheck} first.
 */
final class Elements {
    /** Bytes before the first element: all bytes of the listpack, and its elements. */
    static final int HEADER_BYTES = Listpack.HEAD_BYTES;

    static final byte END = (byte) 0xff;

    /** The header's count when there are as many elements or more. */
    static final int COUNT_UNKNOWN = 65_535;

    /** What a number takes at most, with its length behind it. */
    static final int MOST_NUMBER_BYTES = 1 + Long.BYTES + 1;

    private static final int COUNT_AT = 4;

    private Elements() {}

    // ---- reading

    static boolean isEnd(byte[] pack, int at) {
        return pack[at] == END;
    }

    static boolean isText(byte[] pack, int at) {
        return !ListpackEntry.isNumber(pack, at);
    }

    static long number(byte[] pack, int at) {
        return ListpackEntry.number(pack, at);
    }

    /** Where the text of an element that is one begins. */
    static int textStart(byte[] pack, int at) {
        return ListpackEntry.textStart(pack, at);
    }

    static int textBytes(byte[] pack, int at) {
        return ListpackEntry.textLength(pack, at);
    }

    static int next(byte[] pack, int at) {
        long content = ListpackEntry.contentBytes(pack, at);
        return at + (int) content + ListpackEntry.backBytes(content);
    }

    static int skip(byte[] pack, int at, long elements) {
        int position = at;
        for (long i = 0; i < elements; i++) {
            position = next(pack, position);
        }
        return position;
    }

    /** Whether two elements are the same text or number; both as they are written by this class. */
    static boolean equal(byte[] pack, int at, byte[] word) {
        if (isText(pack, at)) {
            int start = textStart(pack, at);
            return Arrays.equals(pack, start, start + textBytes(pack, at), word, 0, word.length);
        }
        return Ascii.isLong(word) && number(pack, at) == Ascii.parseLong(word);
    }

    // ---- writing

    /** Bytes that a number takes with its length behind it; always less than 128. */
    static int bytesOf(long number) {
        return ListpackEntry.bytes(number);
    }

    static int bytesOf(byte[] word) {
        return ListpackEntry.bytes(word);
    }

    /** Writes a number and returns the position behind it. */
    static int put(byte[] pack, int at, long number) {
        return ListpackEntry.write(pack, at, number);
    }

    /** Writes a word, as a number where it looks like one, and returns the position behind it. */
    static int put(byte[] pack, int at, byte[] word) {
        return ListpackEntry.write(pack, at, word);
    }

    // ---- the header

    static int totalBytes(byte[] pack) {
        return LittleEndian.signed32(pack, 0);
    }

    static int count(byte[] pack) {
        return LittleEndian.unsigned16(pack, COUNT_AT);
    }

    static void header(byte[] pack, int totalBytes, long count) {
        LittleEndian.put32(pack, 0, totalBytes);
        LittleEndian.put16(pack, COUNT_AT, (int) Math.min(count, COUNT_UNKNOWN));
    }

    /** The bytes of a number in decimal. */
    static byte[] decimal(long number) {
        return Long.toString(number).getBytes(StandardCharsets.ISO_8859_1);
    }
}
