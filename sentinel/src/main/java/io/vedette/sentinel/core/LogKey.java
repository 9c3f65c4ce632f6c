package io.vedette.sentinel.core;

/**
 * How much of a group's log a member holds: the epoch of the last marker in its data first, as the last term in Raft, then the offset.
 * Offsets of different epochs do not compare: an unconfirmed tail makes an old history longer.
 */
public record LogKey(long epoch, long offset) implements Comparable<LogKey> {
    @Override
    public int compareTo(LogKey other) {
        int byEpoch = Long.compare(epoch(), other.epoch());
        return byEpoch != 0 ? byEpoch : Long.compare(offset, other.offset());
    }
}
