package io.vedette.server.appendonly;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How quick the disk has been of late, and what follows from it: whether the loop may write by itself, when the next bringing-down is due with
 * {@code everysec}, and which one counts as delayed. Part of {@link Increment}; owner loop.
 */
final class DiskPace {
    private static final Logger LOG = LoggerFactory.getLogger(DiskPace.class);
    private static final long SYNC_EVERY_MILLIS = 1_000;
    /**
     * What is brought down earlier than that, by a disk that is quick: little at a time holds nobody up who writes meanwhile, and the log
     * keeps little for it. The number is the one by which Redis brings down what it rewrites.
     */
    private static final long SYNC_EARLY_BYTES = 4 << 20;

    /** A disk is quick that brings so much down in this time. */
    private static final long QUICK_SYNC_NANOS = 20_000_000;

    /** A bringing-down that writes have met for so long counts as delayed; the number is Redis'. */
    private static final long DELAYED_MILLIS = 2_000;

    /** A write that held the loop up for longer is taken for the sign of a busy disk. */
    private static final long SLOW_NANOS = 2_000_000;

    private static final long SLOW_FOR_MILLIS = 250;

    private final AppendOnlyHost host;
    private long lastSyncMillis;
    private boolean syncsEarly;
    private Optional<Long> metSyncMillis = Optional.empty();
    private long slowUntilMillis;
    private long delayedSyncs;

    DiskPace(AppendOnlyHost host) {
        this.host = host;
        this.lastSyncMillis = host.wallMillis();
    }

    /** Whether no write of the loop was held up a moment ago. */
    boolean isQuick() {
        return host.wallMillis() >= slowUntilMillis;
    }

    /** A write of the loop itself, beside no bringing-down, took so long. */
    void wrote(long nanos) {
        metSyncMillis = Optional.empty();
        if (nanos > SLOW_NANOS) {
            slowUntilMillis = host.wallMillis() + SLOW_FOR_MILLIS;
        }
    }

    /** @param bytes what is to be brought down */
    boolean isSyncDue(long bytes) {
        boolean early = syncsEarly && bytes >= SYNC_EARLY_BYTES;
        return early || host.wallMillis() - lastSyncMillis >= SYNC_EVERY_MILLIS;
    }

    void syncBegins() {
        lastSyncMillis = host.wallMillis();
    }

    /** So much was brought down in that time. */
    void synced(long nanos, long bytes) {
        double portions = Math.max(1, (double) bytes / SYNC_EARLY_BYTES);
        syncsEarly = nanos <= QUICK_SYNC_NANOS * portions;
    }

    /**
     * A write begins. Redis puts writes off while a bringing-down is under way, for so long; here they go beside it, and it only counts.
     *
     * @param meetsSync one is under way, of {@code everysec}
     */
    void writes(boolean meetsSync) {
        long now = host.wallMillis();
        if (!meetsSync) {
            metSyncMillis = Optional.empty();
        } else if (metSyncMillis.isEmpty()) {
            metSyncMillis = Optional.of(now);
        } else if (now - metSyncMillis.get() >= DELAYED_MILLIS) {
            metSyncMillis = Optional.empty();
            delayedSyncs++;
            LOG.info("Asynchronous AOF fsync is taking too long (disk is busy?). Writing the AOF buffer without waiting"
                    + " for fsync to complete, this may slow down Redis.");
        }
    }

    /** {@code aof_delayed_fsync}. */
    long delayedSyncs() {
        return delayedSyncs;
    }

    /** CONFIG RESETSTAT. */
    void resetCounts() {
        delayedSyncs = 0;
    }
}
