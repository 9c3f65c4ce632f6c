package io.vedette.server.persistence;

import io.vedette.server.keyspace.Snapshot;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** How far a snapshot has come. Written by the one thread that works, read by any. */
public final class Progress {
    private final long totalKeys;
    private final long totalBytes;
    private final AtomicLong keys = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    private Progress(long totalKeys, long totalBytes) {
        this.totalKeys = totalKeys;
        this.totalBytes = totalBytes;
    }

    /** Of writing a snapshot with so many keys. */
    public static Progress ofKeys(long totalKeys) {
        return new Progress(totalKeys, 0);
    }

    /** Of writing a snapshot. */
    public static Progress of(Snapshot frozen) {
        long keys = 0;
        for (int i = 0; i < frozen.databases(); i++) {
            keys += frozen.size(i);
        }
        return ofKeys(keys);
    }

    /** Of reading a file of that length. */
    public static Progress ofBytes(long totalBytes) {
        return new Progress(0, totalBytes);
    }

    /** One more key was written. */
    public void key() {
        keys.lazySet(keys.getPlain() + 1);
    }

    /** So many bytes more were read or written. */
    public void bytes(int more) {
        bytes.lazySet(bytes.getPlain() + more);
    }

    public long keys() {
        return keys.get();
    }

    public long totalKeys() {
        return totalKeys;
    }

    public long bytes() {
        return bytes.get();
    }

    /** 0 where only keys are counted. */
    public long totalBytes() {
        return totalBytes;
    }

    /** From 0 to 100. */
    public double percent() {
        long total = totalBytes == 0 ? totalKeys : totalBytes;
        long done = totalBytes == 0 ? keys() : bytes();
        return total == 0 ? 0 : Math.min(100, 100.0 * done / total);
    }

    /** How fast it went, on the average. */
    public double megabytesPerSecond(long spentMillis) {
        return megabytes() * 1_000 / Math.max(1, spentMillis);
    }

    private double megabytes() {
        return bytes() / 1_048_576.0;
    }

    /** For a line of the log: how much, and how fast since it began. */
    String told(long spentMillis) {
        return String.format(
                Locale.ROOT, "%.0f %%, %.1f MB, %.1f MB/s", percent(), megabytes(), megabytesPerSecond(spentMillis));
    }
}
