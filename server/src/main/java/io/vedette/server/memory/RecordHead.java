package io.vedette.server.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What a record has before its key: how long key and payload are. There are millions of records, and most are short: then it is three bytes, one
 * for the key's length and two for the payload's. A key of {@value #ESCAPE} bytes or more, or a payload of more than {@value
 * #LONGEST_SHORT_PAYLOAD}, makes it nine: {@value #ESCAPE}, and four for each.
 */
final class RecordHead {
    private static final int SHORT_BYTES = 1 + Short.BYTES;
    private static final int LONG_BYTES = 1 + 2 * Integer.BYTES;
    private static final int ESCAPE = 0xff;
    private static final int LONGEST_SHORT_PAYLOAD = 0xffff;
    private static final int PAYLOAD_AT = 1 + Integer.BYTES;

    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    private RecordHead() {}

    /** How long the head of such a record is. */
    static int bytes(int keyLength, int payloadLength) {
        return keyLength < ESCAPE && payloadLength <= LONGEST_SHORT_PAYLOAD ? SHORT_BYTES : LONG_BYTES;
    }

    // ---- in a page

    /** Puts the head there; returns where the key begins. */
    static long put(MemorySegment memory, long at, int keyLength, int payloadLength) {
        if (bytes(keyLength, payloadLength) == SHORT_BYTES) {
            memory.set(BYTE, at, (byte) keyLength);
            memory.set(SHORT, at + 1, (short) payloadLength);
            return at + SHORT_BYTES;
        }
        memory.set(BYTE, at, (byte) ESCAPE);
        memory.set(INT, at + 1, keyLength);
        memory.set(INT, at + PAYLOAD_AT, payloadLength);
        return at + LONG_BYTES;
    }

    /** Changes the payload's length to one with which the head stays as long as it is. */
    static void payloadLength(MemorySegment memory, long at, int payloadLength) {
        if (isShort(memory.get(BYTE, at))) {
            memory.set(SHORT, at + 1, (short) payloadLength);
        } else {
            memory.set(INT, at + PAYLOAD_AT, payloadLength);
        }
    }

    /** How long the head that stands there is. */
    static int bytes(MemorySegment memory, long at) {
        return isShort(memory.get(BYTE, at)) ? SHORT_BYTES : LONG_BYTES;
    }

    static int keyLength(MemorySegment memory, long at) {
        int first = memory.get(BYTE, at);
        return isShort(first) ? first & 0xff : memory.get(INT, at + 1);
    }

    static int payloadLength(MemorySegment memory, long at) {
        return isShort(memory.get(BYTE, at)) ? memory.get(SHORT, at + 1) & 0xffff : memory.get(INT, at + PAYLOAD_AT);
    }

    /** Where the payload begins. */
    static long payload(MemorySegment memory, long at) {
        int first = memory.get(BYTE, at);
        return isShort(first) ? at + SHORT_BYTES + (first & 0xff) : at + LONG_BYTES + memory.get(INT, at + 1);
    }

    /** Whether that is the key of the record that begins there. */
    static boolean isBefore(MemorySegment memory, long at, byte[] key) {
        return keyLength(memory, at) == key.length && Bytes.standAt(memory, at + bytes(memory, at), key);
    }

    // ---- in an array

    /** The same as in a page; returns where the key begins. */
    static int put(byte[] bytes, int at, int keyLength, int payloadLength) {
        if (bytes(keyLength, payloadLength) == SHORT_BYTES) {
            bytes[at] = (byte) keyLength;
            Bytes.putShort(bytes, at + 1, (short) payloadLength);
            return at + SHORT_BYTES;
        }
        bytes[at] = (byte) ESCAPE;
        Bytes.putInt(bytes, at + 1, keyLength);
        Bytes.putInt(bytes, at + PAYLOAD_AT, payloadLength);
        return at + LONG_BYTES;
    }

    static int bytes(byte[] bytes, int at) {
        return isShort(bytes[at]) ? SHORT_BYTES : LONG_BYTES;
    }

    static int keyLength(byte[] bytes, int at) {
        return isShort(bytes[at]) ? bytes[at] & 0xff : Bytes.intAt(bytes, at + 1);
    }

    static int payloadLength(byte[] bytes, int at) {
        return isShort(bytes[at]) ? Bytes.shortAt(bytes, at + 1) & 0xffff : Bytes.intAt(bytes, at + PAYLOAD_AT);
    }

    private static boolean isShort(int first) {
        return first != (byte) ESCAPE;
    }
}
