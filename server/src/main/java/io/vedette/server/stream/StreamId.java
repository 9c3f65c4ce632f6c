package io.vedette.server.stream;

/** The id of an entry: milliseconds and a number within them, both unsigned 64 bits. Written {@code ms-seq}. */
public record StreamId(long ms, long seq) implements Comparable<StreamId> {
    public static final StreamId MIN = new StreamId(0, 0);
    public static final StreamId MAX = new StreamId(-1, -1);

    @Override
    public int compareTo(StreamId other) {
        return compare(ms, seq, other.ms, other.seq);
    }

    public static int compare(long ms, long seq, long otherMs, long otherSeq) {
        int byMs = Long.compareUnsigned(ms, otherMs);
        return byMs != 0 ? byMs : Long.compareUnsigned(seq, otherSeq);
    }

    public boolean isBefore(StreamId other) {
        return compareTo(other) < 0;
    }

    /** True for {@code 0-0}, which no entry has. */
    public boolean isZero() {
        return ms == 0 && seq == 0;
    }

    /** The smallest id that is greater; not to be asked of {@link #MAX}. */
    public StreamId next() {
        return seq == -1 ? new StreamId(ms + 1, 0) : new StreamId(ms, seq + 1);
    }

    /** The greatest id that is smaller; not to be asked of {@link #MIN}. */
    public StreamId previous() {
        return seq == 0 ? new StreamId(ms - 1, -1) : new StreamId(ms, seq - 1);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(ms) + "-" + Long.toUnsignedString(seq);
    }
}
