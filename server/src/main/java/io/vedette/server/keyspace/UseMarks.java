package io.vedette.server.keyspace;

import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * The four bytes in each record that remember its uses. Under an LFU policy the lower eight bits are a counter and the sixteen above it
 * the minute of the last use; otherwise all of them are the second of the last use. A change between the two lets old marks
 * mean something else for a while, as in Redis.
 *
 * <p>The counter is Redis': a new key begins at 5, so that it is not the first to go; the more it has, the less likely is a use
 * to add one; each {@code lfu-decay-time} minutes without a use take one off.
 */
final class UseMarks {
    private static final int FIRST_COUNT = 5;
    private static final int MOST_COUNT = 255;
    private static final int COUNT_MASK = 0xff;
    private static final int MINUTE_SHIFT = 8;
    private static final int MINUTE_MASK = 0xffff;
    private static final long MILLIS_PER_MINUTE = 60_000;

    private final EvictionRule rule;
    private final RandomGenerator random;

    UseMarks(EvictionRule rule, RandomGenerator random) {
        this.rule = rule;
        this.random = random;
    }

    EvictionRule rule() {
        return rule;
    }

    /** For a new key. */
    int first(long nowMillis) {
        return rule.policy().countsUses() ? mark(FIRST_COUNT, nowMillis) : seconds(nowMillis);
    }

    /** For a key that comes from elsewhere. */
    int hinted(UseHint hint, long nowMillis) {
        if (rule.policy().countsUses()) {
            return mark(hint.frequency() == UseHint.UNKNOWN ? FIRST_COUNT : hint.frequency(), nowMillis);
        }
        return (int) Math.max(0, seconds(nowMillis) - Math.max(0, hint.idleSeconds()));
    }

    /** After one more use. */
    int used(int mark, long nowMillis) {
        return rule.policy().countsUses() ? mark(countUp(frequency(mark, nowMillis)), nowMillis) : seconds(nowMillis);
    }

    long idleSeconds(int mark, long nowMillis) {
        return Math.max(0, seconds(nowMillis) - mark);
    }

    /** The counter as it is by now, 0 to 255. */
    int frequency(int mark, long nowMillis) {
        return frequency(mark, nowMillis, rule.lfuDecayMinutes());
    }

    private static int frequency(int mark, long nowMillis, int decayMinutes) {
        int count = mark & COUNT_MASK;
        if (decayMinutes == 0) {
            return count;
        }
        int passed = minutes(nowMillis) - (mark >>> MINUTE_SHIFT & MINUTE_MASK) & MINUTE_MASK;
        return Math.max(0, count - passed / decayMinutes);
    }

    /** What marks tell as of now by the present policy, also for another thread and later; nothing if it does not look at uses. */
    IntFunction<UseHint> reading(long nowMillis) {
        int decayMinutes = rule.lfuDecayMinutes();
        return switch (rule.policy().order()) {
            case RECENCY -> mark -> new UseHint(idleSeconds(mark, nowMillis), UseHint.UNKNOWN);
            case FREQUENCY -> mark -> new UseHint(UseHint.UNKNOWN, frequency(mark, nowMillis, decayMinutes));
            case TIME_TO_LIVE, RANDOM -> mark -> UseHint.NONE;
        };
    }

    private int countUp(int count) {
        if (count == MOST_COUNT) {
            return count;
        }
        double above = Math.max(0, count - FIRST_COUNT);
        return random.nextDouble() < 1.0 / (above * rule.lfuLogFactor() + 1) ? count + 1 : count;
    }

    private static int mark(int count, long nowMillis) {
        return minutes(nowMillis) << MINUTE_SHIFT | count;
    }

    private static int minutes(long nowMillis) {
        return (int) (nowMillis / MILLIS_PER_MINUTE) & MINUTE_MASK;
    }

    private static int seconds(long nowMillis) {
        return (int) (nowMillis / 1000);
    }
}
