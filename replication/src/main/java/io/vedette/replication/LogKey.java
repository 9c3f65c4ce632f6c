package io.vedette.replication;

/**
 * How much of a group's past a server holds: the epoch in which the last history began that its data has seen (that of the last
 * {@link Marker} in the data, not that of a promise, and no replication id), then the offset. Of two servers of a group the one with
 * the greater key has everything that was acknowledged and that the other has.
 */
public record LogKey(long epoch, long offset) implements Comparable<LogKey> {
    @Override
    public int compareTo(LogKey other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(offset, other.offset);
    }

    /** The two words. */
    @Override
    public String toString() {
        return epoch + " " + offset;
    }
}
