package io.vedette.sentinel.core;

import java.util.OptionalLong;

/**
 * Notices that this process was held up: a call much later than it was wanted. That time is nobody's silence and is not
 * counted; after a long one nothing is: all silence seen so far is forgiven, and for one round of PINGs nobody is judged
 * (TILT). Reckoned by the monotonic clock, so that a clock that is set does no harm.
 */
final class Tilt {
    private static final long NEVER = Long.MAX_VALUE;

    private long lastCall = NEVER;
    private OptionalLong since = OptionalLong.empty();
    private long total;

    /** @param wanted when the core had asked to be called at the latest */
    void look(long wanted, Links links, Turn turn) {
        long late = turn.millis() - Math.min(wanted, turn.millis());
        boolean stalled =
                lastCall != NEVER && turn.millis() - lastCall > turn.periods().tiltTriggerMillis();
        lastCall = turn.millis();
        if (stalled) {
            links.forgive(turn.now());
            total += since.isEmpty() ? 1 : 0;
            since = OptionalLong.of(turn.millis());
            turn.announce("+tilt", "#tilt mode entered", Effect.Level.WARNING, "");
        } else if (late > Timers.LATE_MILLIS) {
            links.forgiveLateness(late, turn.now());
        }
        if (since.isPresent() && turn.due(since.getAsLong() + turn.periods().tiltMillis())) {
            since = OptionalLong.empty();
            turn.touchAll();
            turn.announce("-tilt", "#tilt mode exited", Effect.Level.WARNING, "");
        }
    }

    boolean isOn() {
        return since.isPresent();
    }

    /** How often it began. */
    long total() {
        return total;
    }

    /** Seconds since it began, -1 if it is off. */
    long sinceSeconds(Moment now) {
        return since.isPresent() ? (now.monotonicMillis() - since.getAsLong()) / 1_000 : -1;
    }
}
