package io.vedette.server.persistence;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Reads a ziplist, the packed form that Redis wrote before 7.0. Pure; trusts nothing. */
final class Ziplist {
    private static final int HEADER_BYTES = 10;
    private static final int END = 0xff;
    private static final int LONG_LENGTH = 0xfe;
    private static final int COUNT_UNKNOWN = 65_535;

    private final byte[] bytes;
    private int at = HEADER_BYTES;

    private Ziplist(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Gives the elements in their order.
     *
     * @return false if the bytes are no whole ziplist; then some elements may have been given
     */
    static boolean read(byte[] bytes, Consumer<byte[]> sink) {
        return bytes.length > HEADER_BYTES && new Ziplist(bytes).read(sink);
    }

    private boolean read(Consumer<byte[]> sink) {
        int limit = bytes.length - 1;
        if (littleEndian(0, 4) != bytes.length || (bytes[limit] & 0xff) != END) {
            return false;
        }
        int count = 0;
        int previousBytes = 0;
        int last = HEADER_BYTES;
        while (at < limit) {
            int from = at;
            if (!readPreviousLength(previousBytes, limit) || !readContent(limit, sink)) {
                return false;
            }
            previousBytes = at - from;
            last = from;
            count++;
        }
        long told = littleEndian(8, 2) & 0xffff;
        return at == limit && littleEndian(4, 4) == last && (told == count || told == COUNT_UNKNOWN);
    }

    private boolean readPreviousLength(int expected, int limit) {
        if ((bytes[at] & 0xff) < LONG_LENGTH) {
            return (bytes[at++] & 0xff) == expected;
        }
        if (at + 5 > limit) {
            return false;
        }
        at += 5;
        return littleEndian(at - 4, 4) == expected;
    }

    private boolean readContent(int limit, Consumer<byte[]> sink) {
        if (at >= limit) {
            return false;
        }
        int head = bytes[at] & 0xff;
        int headBytes = head < 0x40 ? 1 : head < 0x80 ? 2 : head == 0x80 ? 5 : 1;
        if (at + headBytes > limit) {
            return false;
        }
        if (head <= 0x80) {
            long length = head < 0x40
                    ? head
                    : head < 0x80 ? (head & 0x3f) << 8 | bytes[at + 1] & 0xff : bigEndian(at + 1) & 0xffff_ffffL;
            at += headBytes;
            if (length > limit - at) {
                return false;
            }
            sink.accept(Arrays.copyOfRange(bytes, at, at + (int) length));
            at += (int) length;
            return true;
        }
        at++;
        int numberBytes = numberBytes(head);
        if (numberBytes < 0 || numberBytes > limit - at) {
            return false;
        }
        long number = numberBytes == 0 ? (head & 0x0f) - 1 : littleEndian(at, numberBytes);
        at += numberBytes;
        sink.accept(Long.toString(number).getBytes(StandardCharsets.ISO_8859_1));
        return true;
    }

    private static int numberBytes(int head) {
        return switch (head) {
            case 0xc0 -> 2;
            case 0xd0 -> 4;
            case 0xe0 -> 8;
            case 0xf0 -> 3;
            case 0xfe -> 1;
            default -> head >= 0xf1 && head <= 0xfd ? 0 : -1;
        };
    }

    private int bigEndian(int from) {
        return (bytes[from] & 0xff) << 24
                | (bytes[from + 1] & 0xff) << 16
                | (bytes[from + 2] & 0xff) << 8
                | bytes[from + 3] & 0xff;
    }

    /** With sign. */
    private long littleEndian(int from, int size) {
        long value = bytes[from + size - 1];
        for (int i = size - 2; i >= 0; i--) {
            value = value << 8 | bytes[from + i] & 0xff;
        }
        return value;
    }
}
