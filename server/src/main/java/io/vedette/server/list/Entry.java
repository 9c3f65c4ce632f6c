package io.vedette.server.list;

import io.vedette.resp.Ascii;
import java.util.Arrays;

/**
 * One entry of a listpack: kind and length, content, and its length again for walking backwards. All methods look at bytes at a position
 * and trust them, but {@link #checkedEnd}.
 */
final class Entry {
    private static final int STRING_12 = 0xe0;
    private static final int STRING_32 = 0xf0;
    private static final int INT_16 = 0xf1;
    private static final int INT_24 = 0xf2;
    private static final int INT_32 = 0xf3;
    private static final int INT_64 = 0xf4;

    /** Longest text of a number. */
    static final int LONGEST_NUMBER = 20;

    private Entry() {}

    // ---- reading

    /** Where the next entry begins. */
    static int next(byte[] pack, int at) {
        int body = bodyBytes(pack, at);
        return at + body + backBytes(body);
    }

    /** Where the entry before begins. */
    static int previous(byte[] pack, int at) {
        int body = 0;
        int shift = 0;
        int from = at;
        do {
            from--;
            body |= (pack[from] & 0x7f) << shift;
            shift += 7;
        } while ((pack[from] & 0x80) != 0);
        return from - body;
    }

    static boolean isText(byte[] pack, int at) {
        int head = pack[at] & 0xff;
        return (head & 0xc0) == 0x80 || (head & 0xf0) == STRING_12 || head == STRING_32;
    }

    /** Where the text begins, seen from the entry. */
    private static int headBytes(byte[] pack, int at) {
        int head = pack[at] & 0xff;
        return head < 0xc0 ? 1 : head == STRING_32 ? 5 : 2;
    }

    static int textAt(byte[] pack, int at) {
        return at + headBytes(pack, at);
    }

    static int textBytes(byte[] pack, int at) {
        int head = pack[at] & 0xff;
        if (head < 0xc0) {
            return head & 0x3f;
        }
        return head == STRING_32 ? (int) littleEndian(pack, at + 1, 4) : (head & 0x0f) << 8 | pack[at + 1] & 0xff;
    }

    static long number(byte[] pack, int at) {
        int head = pack[at] & 0xff;
        if (head < 0x80) {
            return head;
        }
        return switch (head) {
            case INT_16 -> littleEndian(pack, at + 1, 2);
            case INT_24 -> littleEndian(pack, at + 1, 3);
            case INT_32 -> littleEndian(pack, at + 1, 4);
            case INT_64 -> littleEndian(pack, at + 1, 8);
            default -> ((head & 0x1f) << 8 | pack[at + 1] & 0xff) << 19 >> 19; // 13 bits with sign
        };
    }

    /** The element as its text. */
    static byte[] element(byte[] pack, int at) {
        if (isText(pack, at)) {
            int from = textAt(pack, at);
            return Arrays.copyOfRange(pack, from, from + textBytes(pack, at));
        }
        byte[] text = new byte[LONGEST_NUMBER];
        int length = digits(number(pack, at), text);
        return Arrays.copyOfRange(text, LONGEST_NUMBER - length, LONGEST_NUMBER);
    }

    /** Writes the number's text to the end of an array of {@link #LONGEST_NUMBER} bytes; how many bytes it took. */
    static int digits(long number, byte[] text) {
        int at = LONGEST_NUMBER;
        long rest = number > 0 ? -number : number;
        do {
            text[--at] = (byte) ('0' - rest % 10);
            rest /= 10;
        } while (rest != 0);
        if (number < 0) {
            text[--at] = '-';
        }
        return LONGEST_NUMBER - at;
    }

    /** Bytes of kind, length and content. */
    private static int bodyBytes(byte[] pack, int at) {
        int head = pack[at] & 0xff;
        if (head < 0x80) {
            return 1;
        }
        if (isText(pack, at)) {
            return headBytes(pack, at) + textBytes(pack, at);
        }
        return switch (head) {
            case INT_16 -> 3;
            case INT_24 -> 4;
            case INT_32 -> 5;
            case INT_64 -> 9;
            default -> 2;
        };
    }

    private static int backBytes(int body) {
        // Redis' own borders, one less than would fit from the second on.
        return body <= 127 ? 1 : body < 16_383 ? 2 : body < 2_097_151 ? 3 : body < 268_435_455 ? 4 : 5;
    }

    private static long littleEndian(byte[] pack, int at, int size) {
        long value = pack[at + size - 1]; // with sign
        for (int i = size - 2; i >= 0; i--) {
            value = value << 8 | pack[at + i] & 0xff;
        }
        return value;
    }

    /**
     * Where the entry ends, if it is a whole one that lies before {@code limit}; otherwise -1. For bytes that come from
     * outside.
     */
    static int checkedEnd(byte[] pack, int at, int limit) {
        int head = pack[at] & 0xff;
        if (head > INT_64 || at + (head == STRING_32 ? 5 : 2) > limit) {
            return -1;
        }
        long body = head == STRING_32 ? 5 + (littleEndian(pack, at + 1, 4) & 0xffff_ffffL) : bodyBytes(pack, at);
        if (body > limit - at) {
            return -1;
        }
        int back = backBytes((int) body);
        if (at + body + back > limit) {
            return -1;
        }
        int end = (int) (at + body + back);
        int seen = 0;
        for (int i = 0; i < back; i++) {
            byte group = pack[end - 1 - i];
            if (group < 0 != i < back - 1) {
                return -1;
            }
            seen |= (group & 0x7f) << 7 * i;
        }
        return seen == body ? end : -1;
    }

    // ---- writing

    /** Bytes of the entry that {@link #write} makes of an element. */
    static int bytesOf(byte[] element) {
        int body = Ascii.isLong(element)
                ? numberBytes(Ascii.parseLong(element))
                : element.length + (element.length < 64 ? 1 : element.length < 4096 ? 2 : 5);
        return body + backBytes(body);
    }

    private static int numberBytes(long number) {
        if (number >= 0 && number <= 127) {
            return 1;
        }
        if (number >= -4096 && number <= 4095) {
            return 2;
        }
        int bits = Long.SIZE - Long.numberOfLeadingZeros(number ^ number >> 63) + 1;
        return bits <= 16 ? 3 : bits <= 24 ? 4 : bits <= 32 ? 5 : 9;
    }

    /** Writes an element as an entry; where the next one begins. */
    static int write(byte[] pack, int at, byte[] element) {
        int end =
                Ascii.isLong(element) ? writeNumber(pack, at, Ascii.parseLong(element)) : writeText(pack, at, element);
        int body = end - at;
        int back = backBytes(body);
        for (int i = 0; i < back; i++) {
            pack[end + back - 1 - i] = (byte) (body >> 7 * i & 0x7f | (i < back - 1 ? 0x80 : 0));
        }
        return end + back;
    }

    private static int writeText(byte[] pack, int at, byte[] text) {
        int from;
        if (text.length < 64) {
            pack[at] = (byte) (0x80 | text.length);
            from = at + 1;
        } else if (text.length < 4096) {
            pack[at] = (byte) (STRING_12 | text.length >> 8);
            pack[at + 1] = (byte) text.length;
            from = at + 2;
        } else {
            pack[at] = (byte) STRING_32;
            writeLittleEndian(pack, at + 1, text.length, 4);
            from = at + 5;
        }
        System.arraycopy(text, 0, pack, from, text.length);
        return from + text.length;
    }

    private static int writeNumber(byte[] pack, int at, long number) {
        int bytes = numberBytes(number);
        switch (bytes) {
            case 1 -> pack[at] = (byte) number;
            case 2 -> {
                pack[at] = (byte) (0xc0 | number >> 8 & 0x1f);
                pack[at + 1] = (byte) number;
            }
            case 3 -> pack[at] = (byte) INT_16;
            case 4 -> pack[at] = (byte) INT_24;
            case 5 -> pack[at] = (byte) INT_32;
            default -> pack[at] = (byte) INT_64;
        }
        if (bytes > 2) {
            writeLittleEndian(pack, at + 1, number, bytes - 1);
        }
        return at + bytes;
    }

    static void writeLittleEndian(byte[] pack, int at, long value, int size) {
        for (int i = 0; i < size; i++) {
            pack[at + i] = (byte) (value >> 8 * i);
        }
    }
}
