package io.vedette.server.packed;

import io.vedette.resp.Ascii;

/**
 * How one entry of a listpack is laid out: code and number or text, then the length of both once more, to be read backwards. Knows
 * nothing of the whole.
 */
public final class ListpackEntry {
    private static final int TEXT_6_BITS = 0x80;
    private static final int INT_13_BITS = 0xC0;
    private static final int TEXT_12_BITS = 0xE0;
    private static final int TEXT_32_BITS = 0xF0;
    private static final int INT_16_BITS = 0xF1;
    private static final int INT_24_BITS = 0xF2;
    private static final int INT_32_BITS = 0xF3;
    private static final int INT_64_BITS = 0xF4;

    private static final int LONGEST_OF_6_BITS = 63;
    private static final int LONGEST_OF_12_BITS = 4095;

    private ListpackEntry() {}

    // ---- reading

    /** Bytes of code and content, or 0 if the code is none. Reads what the code needs for its length: up to five bytes. */
    public static long contentBytes(byte[] pack, int at) {
        int code = pack[at] & 0xff;
        if (code < TEXT_6_BITS) {
            return 1;
        }
        if (code < INT_13_BITS) {
            return 1 + (code & 0x3f);
        }
        if (code < TEXT_12_BITS) {
            return 2;
        }
        if (code < TEXT_32_BITS) {
            return 2 + longText(pack, at);
        }
        return switch (code) {
            case TEXT_32_BITS -> 5 + LittleEndian.unsigned32(pack, at + 1);
            case INT_16_BITS -> 3;
            case INT_24_BITS -> 4;
            case INT_32_BITS -> 5;
            case INT_64_BITS -> 9;
            default -> 0;
        };
    }

    /** Bytes from the start that {@link #contentBytes} looks at. */
    public static int headBytes(byte[] pack, int at) {
        int code = pack[at] & 0xff;
        return code == TEXT_32_BITS ? 5 : code >= TEXT_12_BITS && code < TEXT_32_BITS ? 2 : 1;
    }

    private static int longText(byte[] pack, int at) {
        return (pack[at] & 0xf) << 8 | pack[at + 1] & 0xff;
    }

    public static boolean isNumber(byte[] pack, int at) {
        int code = pack[at] & 0xff;
        return code < TEXT_6_BITS || code >= INT_13_BITS && code < TEXT_12_BITS || code > TEXT_32_BITS;
    }

    public static long number(byte[] pack, int at) {
        int code = pack[at] & 0xff;
        if (code < TEXT_6_BITS) {
            return code;
        }
        return switch (code) {
            case INT_16_BITS -> LittleEndian.signed16(pack, at + 1);
            case INT_24_BITS -> LittleEndian.signed24(pack, at + 1);
            case INT_32_BITS -> LittleEndian.signed32(pack, at + 1);
            case INT_64_BITS -> LittleEndian.signed64(pack, at + 1);
            default -> ((code & 0x1f) << 8 | pack[at + 1] & 0xff) << 19 >> 19;
        };
    }

    /** Length of a text whose code is one byte, and the length behind it another; negative if the entry is something else. */
    public static int shortTextLength(byte[] pack, int at) {
        int length = (pack[at] & 0xff) - TEXT_6_BITS;
        return length <= LONGEST_OF_6_BITS ? length : -1;
    }

    /** Where the text of an entry that is no number begins. */
    public static int textStart(byte[] pack, int at) {
        return at + headBytes(pack, at);
    }

    public static int textLength(byte[] pack, int at) {
        int code = pack[at] & 0xff;
        if (code < INT_13_BITS) {
            return code & 0x3f;
        }
        return code == TEXT_32_BITS ? LittleEndian.signed32(pack, at + 1) : longText(pack, at);
    }

    /** Bytes that the length of the content takes behind it. The borders are one lower than seven bits would allow: Redis'. */
    public static int backBytes(long contentBytes) {
        if (contentBytes <= 127) {
            return 1;
        }
        if (contentBytes < 16_383) {
            return 2;
        }
        return contentBytes < 2_097_151 ? 3 : contentBytes < 268_435_455 ? 4 : 5;
    }

    /** The content's length out of the bytes that end just before {@code end}; -1 if there are more than five. */
    public static long back(byte[] pack, int end) {
        long length = 0;
        for (int i = 0; i < 5 && end - 1 - i >= 0; i++) {
            int b = pack[end - 1 - i];
            length |= (long) (b & 0x7f) << 7 * i;
            if (b >= 0) {
                return length;
            }
        }
        return -1;
    }

    // ---- writing

    /** Bytes of the whole entry. */
    public static int bytes(byte[] text) {
        return withBack(Ascii.isLong(text) ? numberBytes(Ascii.parseLong(text)) : textBytes(text.length));
    }

    public static int bytes(long number) {
        return withBack(numberBytes(number));
    }

    private static int withBack(int contentBytes) {
        return contentBytes + backBytes(contentBytes);
    }

    private static int textBytes(int length) {
        return length + (length <= LONGEST_OF_6_BITS ? 1 : length <= LONGEST_OF_12_BITS ? 2 : 5);
    }

    private static int numberBytes(long number) {
        if (number >= 0 && number <= 127) {
            return 1;
        }
        if (number >= -4096 && number <= 4095) {
            return 2;
        }
        if (number == (short) number) {
            return 3;
        }
        return number == number << 40 >> 40 ? 4 : number == (int) number ? 5 : 9;
    }

    /** Writes the entry; where the next one goes. */
    public static int write(byte[] pack, int at, byte[] text) {
        return Ascii.isLong(text) ? write(pack, at, Ascii.parseLong(text)) : writeText(pack, at, text);
    }

    private static int writeText(byte[] pack, int at, byte[] text) {
        int length = text.length;
        int start = at + textBytes(length) - length;
        if (length <= LONGEST_OF_6_BITS) {
            pack[at] = (byte) (TEXT_6_BITS | length);
        } else if (length <= LONGEST_OF_12_BITS) {
            pack[at] = (byte) (TEXT_12_BITS | length >> 8);
            pack[at + 1] = (byte) length;
        } else {
            pack[at] = (byte) TEXT_32_BITS;
            LittleEndian.put32(pack, at + 1, length);
        }
        System.arraycopy(text, 0, pack, start, length);
        return writeBack(pack, start + length, start + length - at);
    }

    /** The same of a number. */
    public static int write(byte[] pack, int at, long number) {
        int bytes = numberBytes(number);
        switch (bytes) {
            case 1 -> pack[at] = (byte) number;
            case 2 -> {
                pack[at] = (byte) (INT_13_BITS | number >> 8 & 0x1f);
                pack[at + 1] = (byte) number;
            }
            case 3 -> {
                pack[at] = (byte) INT_16_BITS;
                LittleEndian.put16(pack, at + 1, (int) number);
            }
            case 4 -> {
                pack[at] = (byte) INT_24_BITS;
                LittleEndian.put24(pack, at + 1, (int) number);
            }
            case 5 -> {
                pack[at] = (byte) INT_32_BITS;
                LittleEndian.put32(pack, at + 1, (int) number);
            }
            default -> {
                pack[at] = (byte) INT_64_BITS;
                LittleEndian.put64(pack, at + 1, number);
            }
        }
        return writeBack(pack, at + bytes, bytes);
    }

    /** Writes the length behind the content; where the next entry goes. */
    static int writeBack(byte[] pack, int at, int contentBytes) {
        int bytes = backBytes(contentBytes);
        for (int i = 0; i < bytes; i++) {
            int sevenBits = contentBytes >>> 7 * (bytes - 1 - i) & 0x7f;
            pack[at + i] = (byte) (i == 0 ? sevenBits : sevenBits | 0x80);
        }
        return at + bytes;
    }
}
