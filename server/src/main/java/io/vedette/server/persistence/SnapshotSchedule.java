package io.vedette.server.persistence;

import java.util.List;
import java.util.Optional;

/**
 * When snapshot files are due, and how the last ones went. Pure: told what happens and what time it is, asked what is to be
 * done.
 *
 * <pre>
 * resting --begun--> running --succeeded | failed | abandoned--> resting
 * </pre>
 *
 * Counts of changes are those of the keyspace, which never go back; what was changed while a snapshot ran stays unsaved
 * after it. Times are wall clock, milliseconds since 1970, and compared in whole seconds, as in Redis.
 */
public final class SnapshotSchedule {
    /** After a failure the next try by itself waits so long; the number is Redis'. */
    private static final long RETRY_SECONDS = 5;

    private static final long NEVER = -1;

    private record Running(long changes, long sinceMillis) {}

    private long savedSeconds;
    private long savedChanges;
    private boolean lastGood = true;
    private long lastTrySeconds;
    private long lastSpentSeconds = NEVER;
    private Optional<Running> running = Optional.empty();
    private boolean wanted;
    private long saves;

    /** @param nowMillis the start of the server, which counts as the moment of a snapshot of nothing */
    public SnapshotSchedule(long nowMillis) {
        this.savedSeconds = nowMillis / 1_000;
    }

    /** The rule by which a snapshot is due now, if there is one. */
    public Optional<SavePoint> due(List<SavePoint> points, long changes, long nowMillis) {
        if (isRunning() || !mayTry(nowMillis)) {
            return Optional.empty();
        }
        long ageSeconds = nowMillis / 1_000 - savedSeconds;
        return points.stream()
                .filter(point -> unsaved(changes) >= point.changes() && ageSeconds > point.seconds())
                .findFirst();
    }

    /** Whether one that was scheduled may begin now. */
    public boolean isWantedNow(long nowMillis) {
        return wanted && !isRunning() && mayTry(nowMillis);
    }

    private boolean mayTry(long nowMillis) {
        return lastGood || nowMillis / 1_000 - lastTrySeconds > RETRY_SECONDS;
    }

    /** One is to be made as soon as none runs. */
    public void want() {
        wanted = true;
    }

    /** One begins to be written beside the loop. */
    public void begun(long changes, long nowMillis) {
        if (isRunning()) {
            throw new IllegalStateException("one snapshot file at a time");
        }
        wanted = false;
        saves++;
        lastTrySeconds = nowMillis / 1_000;
        running = Optional.of(new Running(changes, nowMillis));
    }

    public void succeeded(long nowMillis) {
        Running ended = running.orElseThrow();
        saved(ended.changes(), nowMillis);
        lastSpentSeconds = spentSeconds(ended, nowMillis);
        running = Optional.empty();
    }

    public void failed(long nowMillis) {
        lastSpentSeconds = spentSeconds(running.orElseThrow(), nowMillis);
        lastGood = false;
        running = Optional.empty();
    }

    /** Nobody wants the one that runs any more: no failure, and nothing was saved. */
    public void abandoned() {
        running = Optional.empty();
    }

    /** One was written while everything stood still. */
    public void saved(long changes, long nowMillis) {
        savedChanges = changes;
        savedSeconds = nowMillis / 1_000;
        lastGood = true;
    }

    /** A SAVE was asked for: {@code rdb_saves} counts it whatever becomes of it. */
    public void countSave() {
        saves++;
    }

    public boolean isRunning() {
        return running.isPresent();
    }

    /** Changes that no file has: {@code rdb_changes_since_last_save}. */
    public long unsaved(long changes) {
        return changes - savedChanges;
    }

    /** LASTSAVE. */
    public long savedSeconds() {
        return savedSeconds;
    }

    public boolean isLastGood() {
        return lastGood;
    }

    /** How long the last one beside the loop took; -1 if there was none. */
    public long lastSpentSeconds() {
        return lastSpentSeconds;
    }

    /** When the present one began, if one is running. */
    public Optional<Long> runningSinceMillis() {
        return running.map(Running::sinceMillis);
    }

    private static long spentSeconds(Running run, long nowMillis) {
        return nowMillis / 1_000 - run.sinceMillis() / 1_000;
    }

    /** {@code rdb_saves}. */
    public long saves() {
        return saves;
    }

    /** CONFIG RESETSTAT. */
    public void resetCounts() {
        saves = 0;
    }
}
