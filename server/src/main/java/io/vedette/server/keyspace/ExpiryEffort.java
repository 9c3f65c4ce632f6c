package io.vedette.server.keyspace;

/**
 * How hard the active cycle looks for keys whose time has passed: what {@code active-expire-effort} means in Redis.
 *
 * @param level 0, the least, to 9
 */
public record ExpiryEffort(int level) {
    /** Redis' default, {@code active-expire-effort 1}. */
    public static final ExpiryEffort USUAL = new ExpiryEffort(0);

    private static final int SAMPLE_KEYS = 20;
    private static final int STALE_PERCENT = 10;
    private static final int SHARE_PERCENT = 25;
    private static final long FAST_MICROS = 1_000;

    /** Keys looked at per round. */
    public int sampleKeys() {
        return SAMPLE_KEYS + SAMPLE_KEYS / 4 * level;
    }

    /** A database is looked at again while more of a sample than this had expired, per cent. */
    public int acceptableStalePercent() {
        return STALE_PERCENT - level;
    }

    /** What the slow cycle may take of the loop's time, per cent. */
    public int sharePercent() {
        return SHARE_PERCENT + 2 * level;
    }

    /** What a fast cycle may take. */
    public long fastNanos() {
        return (FAST_MICROS + FAST_MICROS / 4 * level) * 1_000;
    }
}
