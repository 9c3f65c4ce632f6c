package io.vedette.server.packed;

import io.vedette.resp.Ascii;
import io.vedette.resp.ByteKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The listpack of Redis 7.0: a row of texts and numbers in one array. A text that looks exactly like a 64-bit number is kept as
 * one, in as few bytes as it needs. An entry is known by its offset, which is good for one array only: every change makes a new
 * array, and what was given is never touched. Nothing here makes garbage except {@link #text} and the changes.
 *
 * <p>All but {@link #isValid} expect an array that is valid.
 */
public final class Listpack {
    /** No entry: the end of a walk, in either direction. */
    public static final int NONE = -1;

    /** Total length in four bytes, number of entries in two. */
    public static final int HEAD_BYTES = 6;

    static final byte END = (byte) 0xff;

    /** The header's word for "too many to say": they have to be counted. */
    private static final int UNCOUNTED = 0xffff;

    /** So few are compared with each other sooner than they are put into a set. */
    private static final int FEW = 16;

    private Listpack() {}

    // ---- walking

    public static byte[] empty() {
        return closed(new byte[HEAD_BYTES + 1], 0);
    }

    public static byte[] of(byte[]... texts) {
        return append(empty(), texts);
    }

    /** Number of entries. */
    public static int count(byte[] pack) {
        int count = LittleEndian.unsigned16(pack, 4);
        return count == UNCOUNTED ? counted(pack) : count;
    }

    private static int counted(byte[] pack) {
        int count = 0;
        for (int at = first(pack); at != NONE; at = next(pack, at)) {
            count++;
        }
        return count;
    }

    public static int first(byte[] pack) {
        return pack[HEAD_BYTES] == END ? NONE : HEAD_BYTES;
    }

    public static int last(byte[] pack) {
        return previous(pack, end(pack));
    }

    /** Where the entries end: the place to insert before in order to append. */
    public static int end(byte[] pack) {
        return pack.length - 1;
    }

    public static int next(byte[] pack, int at) {
        int next = after(pack, at);
        return next == end(pack) ? NONE : next;
    }

    /** The entry before an entry, or before {@link #end}. */
    public static int previous(byte[] pack, int at) {
        if (at == HEAD_BYTES) {
            return NONE;
        }
        int contentBytes = (int) ListpackEntry.back(pack, at);
        return at - contentBytes - ListpackEntry.backBytes(contentBytes);
    }

    /** Where the entry ends: the next one, or {@link #end}. */
    public static int after(byte[] pack, int at) {
        int contentBytes = (int) ListpackEntry.contentBytes(pack, at);
        return at + contentBytes + ListpackEntry.backBytes(contentBytes);
    }

    /** The entry of that number, from 0, or from the end if negative: -1 is the last. {@link #NONE} if there are not so many. */
    public static int seek(byte[] pack, long index) {
        int count = count(pack);
        long fromStart = index < 0 ? count + index : index;
        if (fromStart < 0 || fromStart >= count) {
            return NONE;
        }
        if (fromStart <= count / 2) {
            int at = HEAD_BYTES;
            for (long i = 0; i < fromStart; i++) {
                at = after(pack, at);
            }
            return at;
        }
        int at = end(pack);
        for (long i = count; i > fromStart; i--) {
            at = previous(pack, at);
        }
        return at;
    }

    // ---- one entry

    public static boolean isNumber(byte[] pack, int at) {
        return ListpackEntry.isNumber(pack, at);
    }

    /** The number of an entry that is one. */
    public static long number(byte[] pack, int at) {
        return ListpackEntry.number(pack, at);
    }

    /** Whatever the entry is, as a text of its own. */
    public static byte[] text(byte[] pack, int at) {
        if (isNumber(pack, at)) {
            return Long.toString(number(pack, at)).getBytes(StandardCharsets.ISO_8859_1);
        }
        int start = textStart(pack, at);
        return Arrays.copyOfRange(pack, start, start + textLength(pack, at));
    }

    /** Where in the array the text of an entry that is no number begins. */
    public static int textStart(byte[] pack, int at) {
        return ListpackEntry.textStart(pack, at);
    }

    /** Bytes of the text of an entry that is no number. */
    public static int textLength(byte[] pack, int at) {
        return ListpackEntry.textLength(pack, at);
    }

    public static boolean matches(byte[] pack, int at, byte[] text) {
        if (isNumber(pack, at)) {
            return Ascii.isLong(text) && Ascii.parseLong(text) == number(pack, at);
        }
        return isText(pack, at, text);
    }

    /** Whether an entry that is no number is that text. */
    public static boolean isText(byte[] pack, int at, byte[] text) {
        int start = textStart(pack, at);
        return textLength(pack, at) == text.length
                && Arrays.equals(pack, start, start + text.length, text, 0, text.length);
    }

    /** The first match among the entry at {@code from} and every {@code step}-th after it: 2 where fields and values take turns. */
    public static int find(byte[] pack, int from, int step, byte[] text) {
        boolean isNumber = Ascii.isLong(text);
        long number = isNumber ? Ascii.parseLong(text) : 0;
        int end = end(pack);
        for (int at = from == NONE ? end : from; at < end; ) {
            if (isNumber(pack, at) ? isNumber && number == number(pack, at) : isText(pack, at, text)) {
                return at;
            }
            for (int i = 0; i < step && at < end; i++) {
                at = after(pack, at);
            }
        }
        return NONE;
    }

    /** Whether of every {@code step}-th entry, from the first one on, two are the same, as a text or as a number. */
    public static boolean hasTwice(byte[] pack, int step) {
        if (count(pack) <= FEW * step) {
            int at = first(pack);
            while (at != NONE) {
                int following = skip(pack, at, step);
                if (find(pack, following, step, text(pack, at)) != NONE) {
                    return true;
                }
                at = following;
            }
            return false;
        }
        Set<ByteKey> texts = HashSet.newHashSet(count(pack) / step);
        for (int at = first(pack); at != NONE; at = skip(pack, at, step)) {
            if (!texts.add(new ByteKey(text(pack, at)))) {
                return true;
            }
        }
        return false;
    }

    private static int skip(byte[] pack, int from, int entries) {
        int at = from;
        for (int i = 0; i < entries && at != NONE; i++) {
            at = next(pack, at);
        }
        return at;
    }

    /** Bytes by which the array grows when this is appended. */
    public static int entryBytes(byte[] text) {
        return ListpackEntry.bytes(text);
    }

    // ---- changing

    public static byte[] append(byte[] pack, byte[]... texts) {
        return insert(pack, end(pack), texts);
    }

    public static byte[] append(byte[] pack, long number) {
        return insert(pack, end(pack), number);
    }

    public static byte[] prepend(byte[] pack, byte[]... texts) {
        return insert(pack, HEAD_BYTES, texts);
    }

    /** Puts texts, in their order, before the entry, or at the end if {@code at} is {@link #end}. They begin at {@code at} then. */
    public static byte[] insert(byte[] pack, int at, byte[]... texts) {
        return splice(pack, at, at, 0, texts);
    }

    public static byte[] insert(byte[] pack, int at, long number) {
        return splice(pack, at, at, 0, number);
    }

    /** Puts texts in the place of one entry; they begin at {@code at} then. */
    public static byte[] replace(byte[] pack, int at, byte[]... texts) {
        return splice(pack, at, after(pack, at), 1, texts);
    }

    public static byte[] replace(byte[] pack, int at, long number) {
        return splice(pack, at, after(pack, at), 1, number);
    }

    /** Takes out entries from the one at {@code at} on, at most {@code entries}; what followed begins at {@code at} then. */
    public static byte[] delete(byte[] pack, int at, int entries) {
        int to = at;
        int gone = 0;
        while (gone < entries && to < end(pack)) {
            to = after(pack, to);
            gone++;
        }
        return cut(pack, at, to, gone);
    }

    /** Takes out the entries between two places, {@code entries} of them. */
    public static byte[] cut(byte[] pack, int from, int to, int entries) {
        return splice(pack, from, to, entries, new byte[0][]);
    }

    /** Takes out at most {@code entries} from the one of that number on; negative numbers count from the end. */
    public static byte[] deleteRange(byte[] pack, long index, int entries) {
        int at = seek(pack, index);
        return at == NONE || entries <= 0 ? pack : delete(pack, at, entries);
    }

    /** Only the entries from {@code from} (an entry or {@link #end}) up to {@code to} (an entry or {@link #end}), which does not belong to it. */
    public static byte[] slice(byte[] pack, int from, int to) {
        byte[] slice = new byte[HEAD_BYTES + to - from + 1];
        System.arraycopy(pack, from, slice, HEAD_BYTES, to - from);
        slice[slice.length - 1] = END;
        return closed(slice, counted(slice));
    }

    /** All entries of the one, then all of the other. */
    public static byte[] concat(byte[] pack, byte[] other) {
        byte[] both = Arrays.copyOf(pack, pack.length + other.length - HEAD_BYTES - 1);
        System.arraycopy(other, HEAD_BYTES, both, end(pack), other.length - HEAD_BYTES);
        return closed(both, count(pack) + count(other));
    }

    private static byte[] splice(byte[] pack, int from, int to, int gone, byte[][] texts) {
        int added = 0;
        for (byte[] text : texts) {
            added += ListpackEntry.bytes(text);
        }
        byte[] changed = withGap(pack, from, to, added);
        int at = from;
        for (byte[] text : texts) {
            at = ListpackEntry.write(changed, at, text);
        }
        return closed(changed, count(pack) - gone + texts.length);
    }

    private static byte[] splice(byte[] pack, int from, int to, int gone, long number) {
        byte[] changed = withGap(pack, from, to, ListpackEntry.bytes(number));
        ListpackEntry.write(changed, from, number);
        return closed(changed, count(pack) - gone + 1);
    }

    private static byte[] withGap(byte[] pack, int from, int to, int gapBytes) {
        byte[] changed = new byte[pack.length - (to - from) + gapBytes];
        System.arraycopy(pack, 0, changed, 0, from);
        System.arraycopy(pack, to, changed, from + gapBytes, pack.length - to);
        return changed;
    }

    /** Fills in header and end. */
    static byte[] closed(byte[] pack, int count) {
        LittleEndian.put32(pack, 0, pack.length);
        LittleEndian.put16(pack, 4, Math.min(count, UNCOUNTED));
        pack[pack.length - 1] = END;
        return pack;
    }

    // ---- checking

    /** True if the bytes are a listpack through and through: lengths, the way back, the number of entries. */
    public static boolean isValid(byte[] bytes) {
        if (bytes.length < HEAD_BYTES + 1
                || LittleEndian.unsigned32(bytes, 0) != bytes.length
                || bytes[bytes.length - 1] != END) {
            return false;
        }
        int end = end(bytes);
        int at = HEAD_BYTES;
        int count = 0;
        while (at < end) {
            if (at + ListpackEntry.headBytes(bytes, at) > end) {
                return false;
            }
            long contentBytes = ListpackEntry.contentBytes(bytes, at);
            long next = at + contentBytes + ListpackEntry.backBytes(contentBytes);
            if (contentBytes == 0 || next > end || ListpackEntry.back(bytes, (int) next) != contentBytes) {
                return false;
            }
            at = (int) next;
            count++;
        }
        int said = LittleEndian.unsigned16(bytes, 4);
        return said == UNCOUNTED || said == count;
    }
}
