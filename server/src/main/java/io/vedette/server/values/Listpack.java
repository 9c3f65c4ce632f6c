package io.vedette.server.values;

import io.vedette.resp.Ascii;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The listpack of Redis 7: total bytes (4), number of entries (2), entries, 0xff. An entry is its content with the kind in its
 * first byte, then its own length for walking back. Texts that are whole numbers are kept as such.
 */
final class Listpack {
    static final int HEADER_BYTES = 6;
    static final byte[] EMPTY = {7, 0, 0, 0, 0, 0, (byte) 0xff};

    private static final int END = 0xff;
    /** The number of entries does not fit its two bytes: it is found by walking. */
    private static final int MANY = 0xffff;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Listpack() {}

    static int count(byte[] pack) {
        int stored = pack[4] & 0xff | (pack[5] & 0xff) << 8;
        if (stored != MANY) {
            return stored;
        }
        int count = 0;
        for (int at = HEADER_BYTES; !isEnd(pack, at); at = next(pack, at)) {
            count++;
        }
        return count;
    }

    /** Whether head, entries and end fit together, so that every other method may be asked. */
    static boolean isSound(byte[] pack) {
        if (pack.length < EMPTY.length || (int) INTS.get(pack, 0) != pack.length) {
            return false;
        }
        int count = 0;
        int at = HEADER_BYTES;
        int end = pack.length - 1;
        while (at < end) {
            // The head first: only when it is whole may the length of a text be asked for.
            int kind = pack[at] & 0xff;
            int head = kind > 0xf0 ? 1 : headBytes(pack, at);
            if (kind > 0xf4 || at + head > end || kind == 0xf0 && stringLength(pack, at) < 0) {
                return false;
            }
            long content = contentBytes(pack, at);
            if (content < 1 || at + content + backBytes((int) content) > end) {
                return false;
            }
            for (int i = 0, back = backBytes((int) content); i < back; i++) {
                if (pack[at + (int) content + i] != backByte((int) content, back, i)) {
                    return false;
                }
            }
            at = next(pack, at);
            count++;
        }
        int stored = pack[4] & 0xff | (pack[5] & 0xff) << 8;
        return at == end && isEnd(pack, end) && (stored == MANY || stored == count);
    }

    static boolean isEnd(byte[] pack, int at) {
        return (pack[at] & 0xff) == END;
    }

    /** Where the entry behind begins. */
    static int next(byte[] pack, int at) {
        int content = contentBytes(pack, at);
        return at + content + backBytes(content);
    }

    static boolean isInteger(byte[] pack, int at) {
        int kind = pack[at] & 0xff;
        return kind < 0x80 || (kind & 0xe0) == 0xc0 || kind >= 0xf1;
    }

    static long integer(byte[] pack, int at) {
        int kind = pack[at] & 0xff;
        if (kind < 0x80) {
            return kind;
        }
        if ((kind & 0xe0) == 0xc0) {
            return (kind << 8 | pack[at + 1] & 0xff) << 19 >> 19;
        }
        return switch (kind) {
            case 0xf1 -> (short) (pack[at + 1] & 0xff | pack[at + 2] << 8);
            case 0xf2 -> (int) INTS.get(pack, at) >> 8;
            case 0xf3 -> (int) INTS.get(pack, at + 1);
            case 0xf4 -> (long) LONGS.get(pack, at + 1);
            default -> throw new IllegalStateException("no listpack entry begins with " + kind);
        };
    }

    static boolean isString(byte[] pack, int at, byte[] text) {
        int length = stringLength(pack, at);
        int from = at + headBytes(pack, at);
        return length == text.length && Arrays.equals(pack, from, from + length, text, 0, length);
    }

    /** The entry's text, also of a number. */
    static byte[] bytes(byte[] pack, int at) {
        if (isInteger(pack, at)) {
            return Long.toString(integer(pack, at)).getBytes(StandardCharsets.ISO_8859_1);
        }
        int from = at + headBytes(pack, at);
        return Arrays.copyOfRange(pack, from, from + stringLength(pack, at));
    }

    /** A pack with two more entries at that place. */
    static byte[] insert(byte[] pack, int at, byte[] first, byte[] second) {
        byte[] head = entry(first);
        byte[] tail = entry(second);
        byte[] longer = new byte[pack.length + head.length + tail.length];
        System.arraycopy(pack, 0, longer, 0, at);
        System.arraycopy(head, 0, longer, at, head.length);
        System.arraycopy(tail, 0, longer, at + head.length, tail.length);
        System.arraycopy(pack, at, longer, at + head.length + tail.length, pack.length - at);
        return finished(longer, count(pack) + 2);
    }

    /** A pack without the entries from one place up to the other. */
    static byte[] remove(byte[] pack, int from, int to, int entries) {
        byte[] shorter = new byte[pack.length - (to - from)];
        System.arraycopy(pack, 0, shorter, 0, from);
        System.arraycopy(pack, to, shorter, from, pack.length - to);
        return finished(shorter, count(pack) - entries);
    }

    private static byte[] finished(byte[] pack, int count) {
        INTS.set(pack, 0, pack.length);
        int stored = Math.min(count, MANY);
        pack[4] = (byte) stored;
        pack[5] = (byte) (stored >> 8);
        return pack;
    }

    private static byte[] entry(byte[] text) {
        byte[] content = Ascii.isLong(text) ? integerContent(Ascii.parseLong(text)) : stringContent(text);
        int back = backBytes(content.length);
        byte[] entry = Arrays.copyOf(content, content.length + back);
        for (int i = 0; i < back; i++) {
            entry[content.length + i] = backByte(content.length, back, i);
        }
        return entry;
    }

    /** Byte {@code i} of the length behind an entry. */
    private static byte backByte(int content, int back, int i) {
        int group = content >>> 7 * (back - 1 - i) & 0x7f;
        return (byte) (i == 0 ? group : group | 0x80);
    }

    private static byte[] integerContent(long number) {
        if (number >= 0 && number < 128) {
            return new byte[] {(byte) number};
        }
        if (number >= -4096 && number < 4096) {
            return new byte[] {(byte) (0xc0 | number >> 8 & 0x1f), (byte) number};
        }
        int bytes = number == (short) number ? 2 : number == number << 40 >> 40 ? 3 : number == (int) number ? 4 : 8;
        byte[] content = new byte[1 + bytes];
        content[0] = (byte) (bytes == 8 ? 0xf4 : 0xf1 + bytes - 2);
        for (int i = 0; i < bytes; i++) {
            content[1 + i] = (byte) (number >> 8 * i);
        }
        return content;
    }

    private static byte[] stringContent(byte[] text) {
        int head = text.length < 64 ? 1 : text.length < 4096 ? 2 : 5;
        byte[] content = new byte[head + text.length];
        switch (head) {
            case 1 -> content[0] = (byte) (0x80 | text.length);
            case 2 -> {
                content[0] = (byte) (0xe0 | text.length >> 8);
                content[1] = (byte) text.length;
            }
            default -> {
                content[0] = (byte) 0xf0;
                INTS.set(content, 1, text.length);
            }
        }
        System.arraycopy(text, 0, content, head, text.length);
        return content;
    }

    private static int contentBytes(byte[] pack, int at) {
        int kind = pack[at] & 0xff;
        if (kind < 0x80) {
            return 1;
        }
        if ((kind & 0xe0) == 0xc0) {
            return 2;
        }
        return switch (kind) {
            case 0xf1 -> 3;
            case 0xf2 -> 4;
            case 0xf3 -> 5;
            case 0xf4 -> 9;
            default -> headBytes(pack, at) + stringLength(pack, at);
        };
    }

    private static int headBytes(byte[] pack, int at) {
        int kind = pack[at] & 0xff;
        return kind < 0xc0 ? 1 : kind < 0xf0 ? 2 : 5;
    }

    private static int stringLength(byte[] pack, int at) {
        int kind = pack[at] & 0xff;
        return kind < 0xc0
                ? kind & 0x3f
                : kind < 0xf0 ? (kind & 0x0f) << 8 | pack[at + 1] & 0xff : (int) INTS.get(pack, at + 1);
    }

    private static int backBytes(int content) {
        return content < 1 << 7 ? 1 : content < 1 << 14 ? 2 : content < 1 << 21 ? 3 : content < 1 << 28 ? 4 : 5;
    }
}
