package io.vedette.rdb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Puts the value of one key together as it stands in a file: the parts that {@link RdbWriter#structure} takes as a whole. To
 * be used again for the next value after {@link #take}. One thread.
 */
public final class PayloadWriter {
    /** Longer strings go past it. */
    private static final int BUFFER_BYTES = 1024;
    /** What a writer keeps for the next value. */
    private static final int MOST_KEPT_BYTES = 64 * 1024;

    private ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private final RdbWriter writer;

    /** For {@link RdbWriter#VERSION}. */
    public PayloadWriter(boolean compress) {
        this(RdbWriter.VERSION, compress);
    }

    /**
     * @param version of the file
     * @param compress whether long strings are compressed when it pays ({@code rdbcompression})
     */
    public PayloadWriter(int version, boolean compress) {
        writer = new RdbWriter(this::append, version, compress, false, BUFFER_BYTES);
    }

    /** Version of the file. */
    public int version() {
        return writer.version();
    }

    /** A string, in the shortest of its forms. Packed encodings stand as strings too. */
    public PayloadWriter string(byte[] bytes) {
        return write(() -> writer.string(bytes));
    }

    /** A count or number, unsigned. */
    public PayloadWriter length(long length) {
        return write(() -> writer.length(length));
    }

    /** A double, or a time in milliseconds as 64 bits: eight bytes, the low one first. */
    public PayloadWriter eightBytes(long value) {
        return write(() -> writer.littleEndian(value));
    }

    /** Bytes as they are, without their number: stream ids. */
    public PayloadWriter raw(byte[] bytes) {
        return write(() -> writer.raw(bytes, bytes.length));
    }

    /** What was written since the last call. */
    public byte[] take() {
        write(writer::flush);
        byte[] whole = payload.toByteArray();
        if (whole.length > MOST_KEPT_BYTES) {
            payload = new ByteArrayOutputStream();
        }
        payload.reset();
        return whole;
    }

    /** Forgets a value that was begun and came to nothing. */
    public void clear() {
        take();
    }

    private void append(byte[] bytes, int from, int length) {
        payload.write(bytes, from, length);
    }

    private interface Step {
        void run() throws IOException;
    }

    private PayloadWriter write(Step step) {
        try {
            step.run();
            return this;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // the output is memory
        }
    }
}
