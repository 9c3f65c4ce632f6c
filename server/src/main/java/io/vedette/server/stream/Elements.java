package io.vedette.server.stream;

import io.vedette.resp.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The elements of a listpack, one by one, at positions in its bytes: how streams read and write their nodes without taking them apart.
 * Pure. Positions are trusted: what comes from outside is checked by {@link NodeCheck} first.
 */
final class Elements {
    /** Bytes before the first element: all bytes of the listpack, and its elements. */
    static final int HEADER_BYTES = 6;

    static final byte END = (byte) 0xff;

    /** The header's count when there are as many elements or more. */
    static final int COUNT_UNKNOWN = 65_535;

    private static final int STRING_32 = 0xf0;
    private static final int INT_16 = 0xf1;
    private static final int INT_24 = 0xf2;
    private static final int INT_32 = 0xf3;
    private static final int INT_64 = 0xf4;
    private static final int LONGEST_NUMBER = 20;

    private Elements() {}

    // ---- reading

    static boolean isEnd(byte[] pack, int at) {
        return pack[at] == END;
    }

    /** Bytes of the element's head: what says its kind and, for text, its length. 0 if there is no such kind. */
    static int headBytes(byte[] pack, int at) {
        int head = pack[at] & 0xff;
        if (head < 0xc0) {
            return 1;
        }
        if (head < 0xf0) {
            return 2;
        }
        return head == STRING_32 ? 5 : head <= INT_64 ? 1 : 0;
    }

    static boolean isText(byte[] pack, int at) {
        int head = pack[at] & 0xff;
        return (head & 0xc0) == 0x80 || (head & 0xf0) == 0xe0 || head == STRING_32;
    }

    /** Bytes of the text itself. */
    static int textBytes(byte[] pack, int at) {
        int head = pack[at] & 0xff;
        if (head < 0xc0) {
            return head & 0x3f;
        }
        return head == STRING_32 ? littleEndian(pack, at + 1, 4) : (head & 0x0f) << 8 | pack[at + 1] & 0xff;
    }

    static long number(byte[] pack, int at) {
        int head = pack[at] & 0xff;
        if (head < 0x80) {
            return head;
        }
        if (head < 0xe0) {
            int thirteen = (head & 0x1f) << 8 | pack[at + 1] & 0xff;
            return thirteen << 19 >> 19;
        }
        return switch (head) {
            case INT_16 -> (short) littleEndian(pack, at + 1, 2);
            case INT_24 -> littleEndian(pack, at + 1, 3) << 8 >> 8;
            case INT_32 -> littleEndian(pack, at + 1, 4);
            case INT_64 ->
                (long) littleEndian(pack, at + 5, 4) << Integer.SIZE
                        | Integer.toUnsignedLong(littleEndian(pack, at + 1, 4));
            default -> throw new IllegalStateException("no number in a listpack: " + head);
        };
    }

    /** Bytes of the element without the length that stands behind it. */
    static int bodyBytes(byte[] pack, int at) {
        if (isText(pack, at)) {
            return headBytes(pack, at) + textBytes(pack, at);
        }
        return numberBody(pack[at] & 0xff);
    }

    private static int numberBody(int head) {
        if (head < 0x80) {
            return 1;
        }
        return switch (head) {
            case INT_16 -> 3;
            case INT_24 -> 4;
            case INT_32 -> 5;
            case INT_64 -> 9;
            default -> 2;
        };
    }

    static int next(byte[] pack, int at) {
        int body = bodyBytes(pack, at);
        return at + body + backBytes(body);
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
            int from = at + headBytes(pack, at);
            return Arrays.equals(pack, from, from + textBytes(pack, at), word, 0, word.length);
        }
        return isNumber(word) && number(pack, at) == Ascii.parseLong(word);
    }

    // ---- writing

    static boolean isNumber(byte[] word) {
        return word.length <= LONGEST_NUMBER && Ascii.isLong(word);
    }

    /** Bytes that a number takes with its length behind it; always less than 128. */
    static int bytesOf(long number) {
        return bodyOf(number) + 1;
    }

    private static int bodyOf(long number) {
        if (number >= 0 && number <= 127) {
            return 1;
        }
        if (number >= -4096 && number <= 4095) {
            return 2;
        }
        if (number == (short) number) {
            return 3;
        }
        if (number >= -(1 << 23) && number < 1 << 23) {
            return 4;
        }
        return number == (int) number ? 5 : 9;
    }

    static int bytesOf(byte[] word) {
        if (isNumber(word)) {
            return bytesOf(Ascii.parseLong(word));
        }
        int body = headOfText(word.length) + word.length;
        return body + backBytes(body);
    }

    private static int headOfText(int length) {
        return length < 64 ? 1 : length < 4096 ? 2 : 5;
    }

    /** Writes a number and returns the position behind it. */
    static int put(byte[] pack, int at, long number) {
        int body = bodyOf(number);
        switch (body) {
            case 1 -> pack[at] = (byte) number;
            case 2 -> {
                pack[at] = (byte) (0xc0 | number >> 8 & 0x1f);
                pack[at + 1] = (byte) number;
            }
            default -> {
                pack[at] = (byte) (body == 9 ? INT_64 : INT_16 + body - 3);
                for (int i = 1; i < body; i++) {
                    pack[at + i] = (byte) (number >> 8 * (i - 1));
                }
            }
        }
        pack[at + body] = (byte) body;
        return at + body + 1;
    }

    /** Writes a word, as a number where it looks like one, and returns the position behind it. */
    static int put(byte[] pack, int at, byte[] word) {
        if (isNumber(word)) {
            return put(pack, at, Ascii.parseLong(word));
        }
        int head = headOfText(word.length);
        switch (head) {
            case 1 -> pack[at] = (byte) (0x80 | word.length);
            case 2 -> {
                pack[at] = (byte) (0xe0 | word.length >> 8);
                pack[at + 1] = (byte) word.length;
            }
            default -> {
                pack[at] = (byte) STRING_32;
                putLittleEndian(pack, at + 1, word.length, 4);
            }
        }
        System.arraycopy(word, 0, pack, at + head, word.length);
        return putBack(pack, at + head + word.length, head + word.length);
    }

    /** Bytes of the length that stands behind a body. */
    static int backBytes(int body) {
        return body < 1 << 7 ? 1 : body < 1 << 14 ? 2 : body < 1 << 21 ? 3 : body < 1 << 28 ? 4 : 5;
    }

    /** Groups of seven bits, the highest first; all but the first are marked, so that it reads from behind. */
    private static int putBack(byte[] pack, int at, int body) {
        int bytes = backBytes(body);
        for (int i = 0; i < bytes; i++) {
            int group = body >>> 7 * (bytes - 1 - i) & 0x7f;
            pack[at + i] = (byte) (i == 0 ? group : group | 0x80);
        }
        return at + bytes;
    }

    // ---- the header

    static int totalBytes(byte[] pack) {
        return littleEndian(pack, 0, 4);
    }

    static int count(byte[] pack) {
        return littleEndian(pack, 4, 2);
    }

    static void header(byte[] pack, int totalBytes, long count) {
        putLittleEndian(pack, 0, totalBytes, 4);
        putLittleEndian(pack, 4, (int) Math.min(count, COUNT_UNKNOWN), 2);
    }

    /** The bytes of a number in decimal. */
    static byte[] decimal(long number) {
        return Long.toString(number).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int littleEndian(byte[] pack, int at, int bytes) {
        int value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | pack[at + i] & 0xff;
        }
        return value;
    }

    private static void putLittleEndian(byte[] pack, int at, int value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            pack[at + i] = (byte) (value >> 8 * i);
        }
    }
}
