package io.vedette.rdb;

import java.util.Arrays;

/**
 * What DUMP answers and RESTORE takes: type byte and value as in a file, then the format's version (two bytes) and the
 * check sum of all before it (eight bytes), both with the low byte first. A check sum of zero is no excuse here.
 */
public final class DumpPayload {
    private static final int VERSION_BYTES = 2;
    private static final int TRAILER_BYTES = VERSION_BYTES + Long.BYTES;

    private DumpPayload() {}

    /** @param value as {@link PayloadWriter} made it */
    public static byte[] of(RdbType type, byte[] value) {
        byte[] payload = new byte[1 + value.length + TRAILER_BYTES];
        payload[0] = (byte) type.number();
        System.arraycopy(value, 0, payload, 1, value.length);
        int end = 1 + value.length;
        payload[end] = (byte) RdbWriter.VERSION;
        payload[end + 1] = (byte) (RdbWriter.VERSION >> 8);
        end += VERSION_BYTES;
        long sum = Crc64.update(0, payload, 0, end);
        for (int shift = 0; shift < Long.SIZE; shift += 8) {
            payload[end++] = (byte) (sum >> shift);
        }
        return payload;
    }

    /** True if the payload is whole and of a version that this server writes itself, or an older one. */
    public static boolean isSound(byte[] payload) {
        int body = payload.length - TRAILER_BYTES;
        if (body < 1) {
            return false;
        }
        long sum = littleEndian(payload, body + VERSION_BYTES, Long.BYTES);
        return isFramed(payload) && sum == Crc64.update(0, payload, 0, payload.length - Long.BYTES);
    }

    /** The same without a look at the check sum. */
    public static boolean isFramed(byte[] payload) {
        int body = payload.length - TRAILER_BYTES;
        return body >= 1 && (int) littleEndian(payload, body, VERSION_BYTES) <= RdbWriter.VERSION;
    }

    /** @throws RdbException the sound payload has a type that nobody knows */
    public static RdbType type(byte[] payload) throws RdbException {
        int number = payload[0] & 0xff;
        return RdbType.of(number)
                .orElseThrow(() -> new RdbException(RdbFault.STRUCTURE, "Unknown value type " + number));
    }

    /** What stands between type and frame, for a {@link PayloadReader}. */
    public static byte[] value(byte[] payload) {
        return Arrays.copyOfRange(payload, 1, payload.length - TRAILER_BYTES);
    }

    private static long littleEndian(byte[] bytes, int from, int length) {
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << 8 | bytes[from + i] & 0xff;
        }
        return value;
    }
}
