package io.vedette.server.appendonly;

import java.util.Optional;

/**
 * When the append-only file is due to be rewritten, and how the last rewrites went. Pure: told what happens and what time it
 * is, asked what is to be done.
 *
 * <pre>
 * resting --begun--> running --succeeded | failed | abandoned--> resting
 * </pre>
 *
 * After some failures in a row the file is not rewritten by itself for a while, which doubles with each further one; who asks
 * for it gets it. Times are wall clock, milliseconds since 1970.
 */
public final class RewriteSchedule {
    /** Failures in a row from which on tries are spaced; this number, and the next two, are Redis'. */
    private static final int SPACED_FROM_FAILURES = 3;

    private static final long FIRST_SPACE_MINUTES = 1;
    private static final long LAST_SPACE_MINUTES = 60;
    private static final long MILLIS_PER_MINUTE = 60_000;
    private static final long NEVER = -1;

    private Optional<Long> runningSinceMillis = Optional.empty();
    private boolean wanted;
    private boolean lastGood = true;
    private long lastSpentSeconds = NEVER;
    private long rewrites;
    private long failures;
    private long lastEndMillis;

    public RewriteSchedule() {}

    /** One is to be made as soon as may be. */
    public void want() {
        wanted = true;
    }

    /** None is to be made: the append-only file was switched off. */
    void wantNoMore() {
        wanted = false;
    }

    /** Whether one that was wanted may begin now, by itself. */
    boolean isWantedNow(long nowMillis) {
        return wanted && !isRunning() && !isSpaced(nowMillis);
    }

    /**
     * Whether one is due by growth.
     *
     * @param baseBytes how large the file was after the last rewrite
     */
    boolean isDue(long bytes, long baseBytes, AppendOnlySettings settings, long nowMillis) {
        if (isRunning() || settings.rewritePercentage() == 0 || bytes <= settings.rewriteMinBytes()) {
            return false;
        }
        return growthPercent(bytes, baseBytes) >= settings.rewritePercentage() && !isSpaced(nowMillis);
    }

    static long growthPercent(long bytes, long baseBytes) {
        return bytes * 100 / Math.max(1, baseBytes) - 100;
    }

    private boolean isSpaced(long nowMillis) {
        return failures >= SPACED_FROM_FAILURES && nowMillis - lastEndMillis < spaceMinutes() * MILLIS_PER_MINUTE;
    }

    /** How long the next try by itself waits; 0 while it does not. */
    long spaceMinutes() {
        if (failures < SPACED_FROM_FAILURES) {
            return 0;
        }
        long doublings = Math.min(failures - SPACED_FROM_FAILURES, 6);
        return Math.min(LAST_SPACE_MINUTES, FIRST_SPACE_MINUTES << doublings);
    }

    void begun(long nowMillis) {
        if (isRunning()) {
            throw new IllegalStateException("one rewrite at a time");
        }
        wanted = false;
        rewrites++;
        runningSinceMillis = Optional.of(nowMillis);
    }

    void succeeded(long nowMillis) {
        ended(nowMillis);
        lastGood = true;
        failures = 0;
    }

    void failed(long nowMillis) {
        ended(nowMillis);
        lastGood = false;
        failures++;
    }

    /** Nobody wants the one that runs any more: no failure. */
    void abandoned(long nowMillis) {
        ended(nowMillis);
    }

    private void ended(long nowMillis) {
        lastSpentSeconds = runningSeconds(nowMillis);
        lastEndMillis = nowMillis;
        runningSinceMillis = Optional.empty();
    }

    public boolean isRunning() {
        return runningSinceMillis.isPresent();
    }

    /** {@code aof_rewrite_scheduled}. */
    public boolean isWanted() {
        return wanted;
    }

    public boolean isLastGood() {
        return lastGood;
    }

    /** {@code aof_rewrites}. */
    public long rewrites() {
        return rewrites;
    }

    /** In a row. */
    public long failures() {
        return failures;
    }

    /** How long the last one took; -1 if there was none. */
    public long lastSpentSeconds() {
        return lastSpentSeconds;
    }

    /** How long the present one has been running; -1 if none is. */
    public long runningSeconds(long nowMillis) {
        return runningSinceMillis
                .map(since -> nowMillis / 1_000 - since / 1_000)
                .orElse(NEVER);
    }

    /** When the present one began, if one is running. */
    public Optional<Long> runningSinceMillis() {
        return runningSinceMillis;
    }

    /** CONFIG RESETSTAT. */
    public void resetCounts() {
        rewrites = 0;
    }
}
