package io.vedette.rdb;

import java.io.IOException;

/**
 * Takes the value of one key apart as it stands in a file: what {@link RdbVisitor#structure} got. Everything ends with an
 * {@link RdbException} where the bytes make no sense. One thread.
 */
public final class PayloadReader {
    private final RdbSource source;

    public PayloadReader(byte[] payload) {
        this.source = new RdbSource(payload);
    }

    public byte[] string() throws IOException {
        return source.string();
    }

    /** So many of them. */
    public byte[][] strings(int count) throws IOException {
        byte[][] strings = new byte[count][];
        for (int i = 0; i < count; i++) {
            strings[i] = string();
        }
        return strings;
    }

    /** A count or number, unsigned 64 bits. */
    public long length() throws IOException {
        return source.length();
    }

    /** A number of parts, each at least one byte long: never negative. */
    public long count() throws IOException {
        return source.count();
    }

    public long eightBytes() throws IOException {
        return source.littleEndian(Long.BYTES);
    }

    public int u8() throws IOException {
        return source.u8();
    }

    public byte[] raw(int length) throws IOException {
        return source.bytes((long) length);
    }

    /** What to throw where the content cannot be. */
    public RdbException broken(String what) {
        return source.broken(what);
    }
}
