package io.vedette.sentinel.core;

import java.util.OptionalLong;

/**
 * Notices that this process was stopped: two calls further apart than any deadline allows. All silence seen so far is then
 * our own and is forgiven; for one round of PINGs nobody is judged. Reckoned by the monotonic clock, so that a clock that
 * is set does no harm.
 */
final class Tilt {
    private OptionalLong lastCall = OptionalLong.empty();
    private OptionalLong since = OptionalLong.empty();

    void look(Links links, Turn turn) {
        boolean stalled = lastCall.isPresent() && turn.millis() - lastCall.getAsLong() > Timers.TILT_TRIGGER_MILLIS;
        lastCall = OptionalLong.of(turn.millis());
        if (stalled) {
            links.forgive(turn.now());
            since = OptionalLong.of(turn.millis());
            turn.announce("+tilt", "#tilt mode entered", Effect.Level.WARNING, "");
        }
        if (since.isPresent() && turn.due(since.getAsLong() + Timers.TILT_PERIOD_MILLIS)) {
            since = OptionalLong.empty();
            turn.announce("-tilt", "#tilt mode exited", Effect.Level.WARNING, "");
        }
    }

    boolean isOn() {
        return since.isPresent();
    }

    /** Seconds since it began, -1 if it is off. */
    long sinceSeconds(Moment now) {
        return since.isPresent() ? (now.monotonicMillis() - since.getAsLong()) / 1_000 : -1;
    }
}
