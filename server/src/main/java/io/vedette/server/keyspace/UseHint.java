package io.vedette.server.keyspace;

/**
 * What is known of the uses of a key that comes from elsewhere: a file, a master, RESTORE.
 *
 * @param idleSeconds since the last use, or {@link #UNKNOWN}
 * @param frequency the counter of an LFU policy, 0 to 255, or {@link #UNKNOWN}
 */
public record UseHint(long idleSeconds, int frequency) {
    public static final int UNKNOWN = -1;

    /** Nothing is known: as if it had been used now for the first time. */
    public static final UseHint NONE = new UseHint(UNKNOWN, UNKNOWN);
}
