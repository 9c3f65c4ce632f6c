package io.vedette.rdb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * What DUMP answers and RESTORE takes: type byte and value as in a file, then the format's version (two bytes) and the
 * check sum of all before it (eight bytes), both with the low byte first. A check sum of zero is no excuse here.
 *
 * @param value as a {@link PayloadWriter} writes it; there may be more behind it, which is not looked at
 */
public record DumpPayload(RdbType type, byte[] value) {
    private static final int VERSION_BYTES = 2;
    private static final int TRAILER_BYTES = VERSION_BYTES + Long.BYTES;

    /** That of a string. */
    public static DumpPayload ofString(byte[] value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length + 16);
        try {
            new RdbWriter(bytes::write, true, false).bareString(value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        byte[] whole = bytes.toByteArray();
        return new DumpPayload(RdbType.STRING, Arrays.copyOfRange(whole, 1, whole.length));
    }

    /** As it goes to the client. */
    public byte[] bytes() {
        byte[] bytes = new byte[1 + value.length + TRAILER_BYTES];
        bytes[0] = (byte) type.number();
        System.arraycopy(value, 0, bytes, 1, value.length);
        int trailer = 1 + value.length;
        bytes[trailer] = (byte) RdbWriter.VERSION;
        bytes[trailer + 1] = (byte) (RdbWriter.VERSION >> 8);
        long sum = Crc64.update(0, bytes, 0, bytes.length - Long.BYTES);
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[bytes.length - Long.BYTES + i] = (byte) (sum >> 8 * i);
        }
        return bytes;
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

    /** Takes a sound payload apart; empty if it has a type that does not exist, or none. */
    public static Optional<DumpPayload> of(byte[] payload) {
        int trailer = payload.length - TRAILER_BYTES;
        if (trailer < 1) {
            return Optional.empty();
        }
        return RdbType.of(payload[0] & 0xff)
                .map(type -> new DumpPayload(type, Arrays.copyOfRange(payload, 1, trailer)));
    }

    private static long littleEndian(byte[] bytes, int from, int length) {
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << 8 | bytes[from + i] & 0xff;
        }
        return value;
    }
}
