package io.vedette.resp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes as the key of a map: equal by content. Immutable as long as nobody changes the array that was handed over. */
public final class ByteKey {
    /** This object, the head of the array, and an entry of a map that holds it; an estimate. */
    private static final int OBJECT_BYTES = 96;

    private final byte[] bytes;
    private final int hash;

    public ByteKey(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    /** Shared, not copied: must not be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** What it costs in a map or set that somebody fills with such keys: the bytes, and the objects around them; an estimate. */
    public int memoryBytes() {
        return OBJECT_BYTES + bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteKey that && hash == that.hash && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
