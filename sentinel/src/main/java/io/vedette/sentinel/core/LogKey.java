package io.vedette.sentinel.core;

import java.util.Comparator;

/**
 * How much of a group's log a member holds: the epoch of the last marker in its data first, as the last term in Raft, then the offset.
 * Offsets of different epochs do not compare: an unconfirmed tail makes an old history longer.
 */
public record LogKey(long epoch, long offset) implements Comparable<LogKey> {
    private static final Comparator<LogKey> ORDER =
            Comparator.comparingLong(LogKey::epoch).thenComparingLong(LogKey::offset);

    @Override
    public int compareTo(LogKey other) {
        return ORDER.compare(this, other);
    }
}
