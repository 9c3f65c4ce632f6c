package io.vedette.server.packed;

import java.util.Arrays;
import java.util.Optional;

/** Reads the packed form of files before RDB 10: what listpack took the place of. Stateless. */
public final class Ziplist {
    /** Total length and offset of the last entry in four bytes each, number of entries in two. */
    private static final int HEAD_BYTES = 10;

    private static final int END = 0xff;
    private static final int UNCOUNTED = 0xffff;
    /** The length of the entry before takes one byte below this, otherwise this byte and four more. */
    private static final int LONG_PREVIOUS = 0xfe;

    private static final int INT_16_BITS = 0xC0;
    private static final int INT_32_BITS = 0xD0;
    private static final int INT_64_BITS = 0xE0;
    private static final int INT_24_BITS = 0xF0;
    private static final int INT_8_BITS = 0xFE;

    /** The codes from 0xF1 to 0xFD are the numbers from 0 to 12. */
    private static final int ZERO = 0xF1;

    private static final int TWELVE = 0xFD;

    private Ziplist() {}

    /** The same entries as a listpack; nothing if the bytes are no ziplist. */
    public static Optional<byte[]> toListpack(byte[] bytes) {
        if (bytes.length < HEAD_BYTES + 1
                || LittleEndian.unsigned32(bytes, 0) != bytes.length
                || (bytes[bytes.length - 1] & 0xff) != END) {
            return Optional.empty();
        }
        int end = bytes.length - 1;
        ListpackBuilder builder = new ListpackBuilder();
        int at = HEAD_BYTES;
        int previous = HEAD_BYTES;
        while (at < end) {
            int code = afterPrevious(bytes, at, at - previous, end);
            long next = code < 0 ? -1 : entry(bytes, code, end, builder);
            if (next < 0) {
                return Optional.empty();
            }
            previous = at;
            at = (int) next;
        }
        int said = LittleEndian.unsigned16(bytes, 8);
        boolean sound = LittleEndian.unsigned32(bytes, 4) == previous && (said == UNCOUNTED || said == builder.count());
        return sound ? Optional.of(builder.take()) : Optional.empty();
    }

    /** Where the entry's code is; negative if the length of the entry before is not what it says. */
    private static int afterPrevious(byte[] bytes, int at, int previousBytes, int end) {
        int first = bytes[at] & 0xff;
        boolean isLong = first == LONG_PREVIOUS;
        int code = at + (isLong ? 5 : 1);
        if (first == END || code >= end) {
            return -1;
        }
        long said = isLong ? LittleEndian.unsigned32(bytes, at + 1) : first;
        return said == previousBytes ? code : -1;
    }

    /** Adds one entry; where it ends, or -1 if it cannot be. */
    private static long entry(byte[] bytes, int at, int end, ListpackBuilder builder) {
        int code = bytes[at] & 0xff;
        if (code < INT_16_BITS) {
            int head = code < 0x40 ? 1 : code < 0x80 ? 2 : 5;
            if (at + head > end) {
                return -1;
            }
            long length = textLength(bytes, at, head);
            if (at + head + length > end) {
                return -1;
            }
            int from = at + head;
            builder.add(Arrays.copyOfRange(bytes, from, from + (int) length));
            return from + length;
        }
        int width = numberBytes(code);
        if (width < 0 || at + 1 + width > end) {
            return -1;
        }
        builder.add(number(bytes, at));
        return at + 1 + width;
    }

    private static long textLength(byte[] bytes, int at, int head) {
        return switch (head) {
            case 1 -> bytes[at] & 0x3f;
            case 2 -> (bytes[at] & 0x3f) << 8 | bytes[at + 1] & 0xff;
            default -> Integer.reverseBytes(LittleEndian.signed32(bytes, at + 1)) & 0xffffffffL;
        };
    }

    private static int numberBytes(int code) {
        return switch (code) {
            case INT_8_BITS -> 1;
            case INT_16_BITS -> 2;
            case INT_24_BITS -> 3;
            case INT_32_BITS -> 4;
            case INT_64_BITS -> 8;
            default -> code >= ZERO && code <= TWELVE ? 0 : -1;
        };
    }

    private static long number(byte[] bytes, int at) {
        int code = bytes[at] & 0xff;
        return switch (code) {
            case INT_8_BITS -> bytes[at + 1];
            case INT_16_BITS -> LittleEndian.signed16(bytes, at + 1);
            case INT_24_BITS -> LittleEndian.signed24(bytes, at + 1);
            case INT_32_BITS -> LittleEndian.signed32(bytes, at + 1);
            case INT_64_BITS -> LittleEndian.signed64(bytes, at + 1);
            default -> code - ZERO;
        };
    }
}
