package io.vedette.server.packed;

import java.util.Arrays;
import java.util.Optional;

/** Reads the packed form of hashes in files before RDB 3. Stateless. */
public final class Zipmap {
    /** The number of fields in the first byte, unless there are so many or more. */
    private static final int UNCOUNTED = 254;

    /** A length takes one byte below this, otherwise this byte and four more. */
    private static final int LONG_LENGTH = 254;

    private static final int END = 255;

    private Zipmap() {}

    /** Fields and values in turns as a listpack; nothing if the bytes are no zipmap. */
    public static Optional<byte[]> toListpack(byte[] bytes) {
        if (bytes.length < 2 || (bytes[bytes.length - 1] & 0xff) != END) {
            return Optional.empty();
        }
        int end = bytes.length - 1;
        ListpackBuilder builder = new ListpackBuilder();
        int at = 1;
        while (at < end) {
            long value = text(bytes, at, 0, end, builder);
            long next = value < 0 || value >= end ? -1 : text(bytes, (int) value, 1, end, builder);
            if (next < 0) {
                return Optional.empty();
            }
            at = (int) next;
        }
        int said = bytes[0] & 0xff;
        return said == UNCOUNTED || said * 2 == builder.count() ? Optional.of(builder.take()) : Optional.empty();
    }

    /**
     * Adds one text; where it ends, or -1 if it cannot be.
     *
     * @param slackBytes 1 for values: a byte that tells how many unused ones follow the text; 0 for fields
     */
    private static long text(byte[] bytes, int at, int slackBytes, int end, ListpackBuilder builder) {
        int first = bytes[at] & 0xff;
        int head = (first == LONG_LENGTH ? 5 : 1) + slackBytes;
        if (first == END || at + head > end) {
            return -1;
        }
        long length = first == LONG_LENGTH ? LittleEndian.unsigned32(bytes, at + 1) : first;
        int slack = slackBytes == 0 ? 0 : bytes[at + head - 1] & 0xff;
        int from = at + head;
        if (from + length + slack > end) {
            return -1;
        }
        builder.add(Arrays.copyOfRange(bytes, from, from + (int) length));
        return from + length + slack;
    }
}
