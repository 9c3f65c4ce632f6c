package io.vedette.rdb;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What DUMP answers and RESTORE takes: type byte and value as in a file, then the format's version (two bytes) and the
 * check sum of all before it (eight bytes), both with the low byte first. A check sum of zero is no excuse here.
 */
public final class DumpPayload {
    private static final int VERSION_BYTES = 2;
    private static final int TRAILER_BYTES = VERSION_BYTES + Long.BYTES;

    private DumpPayload() {}

    /** The payload of a string. */
    public static byte[] ofString(byte[] value) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream(value.length + 16);
        try {
            new RdbWriter(payload::write, true, false).bareString(value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        payload.write(RdbWriter.VERSION);
        payload.write(RdbWriter.VERSION >> 8);
        long sum = Crc64.update(0, payload.toByteArray(), 0, payload.size());
        for (int shift = 0; shift < Long.SIZE; shift += 8) {
            payload.write((int) (sum >> shift));
        }
        return payload.toByteArray();
    }

    /** True if the payload is whole and of a version that this server writes itself, or an older one. */
    public static boolean isSound(byte[] payload) {
        int body = payload.length - TRAILER_BYTES;
        if (body < 0) {
            return false;
        }
        int version = (int) littleEndian(payload, body, VERSION_BYTES);
        long sum = littleEndian(payload, body + VERSION_BYTES, Long.BYTES);
        return version <= RdbWriter.VERSION && sum == Crc64.update(0, payload, 0, payload.length - Long.BYTES);
    }

    /**
     * The string in a sound payload.
     *
     * @throws RdbException it holds a value of another type ({@link RdbFault#UNSUPPORTED}) or cannot be read
     */
    public static byte[] string(byte[] payload) throws RdbException {
        ByteArrayInputStream body = new ByteArrayInputStream(payload, 0, payload.length - TRAILER_BYTES);
        RdbSource source = new RdbSource(body::read);
        try {
            int number = source.u8();
            RdbType type = RdbType.of(number).orElseThrow(() -> source.broken("Unknown value type " + number));
            if (type != RdbType.STRING) {
                throw new RdbException(
                        RdbFault.UNSUPPORTED, "Values of type " + type.kind() + " (" + number + ") are not supported");
            }
            return source.string();
        } catch (RdbException e) {
            throw e;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static long littleEndian(byte[] bytes, int from, int length) {
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << 8 | bytes[from + i] & 0xff;
        }
        return value;
    }
}
