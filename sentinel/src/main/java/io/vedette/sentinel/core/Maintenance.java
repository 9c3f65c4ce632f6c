package io.vedette.sentinel.core;

/**
 * The operator's word that a group is being worked at: no automatic failover until it is taken back, or until its time is
 * over. Shared by the sentinels that know of it; the newer word wins. Immutable.
 *
 * @param version rises with each word; 0 if there never was one
 * @param author run id of the sentinel that was told
 * @param untilWallMillis milliseconds since 1970; {@link #ENDLESS} until it is taken back, {@link #OVER} if there is none now
 */
public record Maintenance(long version, String author, long untilWallMillis) {
    public static final long ENDLESS = Long.MAX_VALUE;
    public static final long OVER = 0;
    public static final Maintenance NONE = new Maintenance(0, "-", OVER);

    boolean isNewerThan(Maintenance other) {
        return version != other.version ? version > other.version : author.compareTo(other.author) > 0;
    }

    /** Milliseconds that are left; {@link #ENDLESS} if it has no end. */
    long leftMillis(Moment now) {
        return untilWallMillis == ENDLESS ? ENDLESS : Math.max(0, untilWallMillis - now.wallMillis());
    }
}
