package io.vedette.sentinel.core;

import java.util.function.Consumer;

/**
 * The periods and bounds that Redis lets an operator change while a sentinel runs (SENTINEL DEBUG), in milliseconds, each at
 * least 1. What is ours alone stands in {@link Timers}, and so do the reasons.
 *
 * @param pingMillis longest period of PINGs, and of attempts to connect; shorter where down-after is
 * @param askMillis of questions to peers, once the quorum is there
 * @param publishMillis of hellos
 * @param tiltTriggerMillis two calls further apart mean that the process was stopped
 * @param minLinkReconnectMillis a younger link is not dropped for an unanswered PING
 */
public record Periods(
        long infoMillis,
        long pingMillis,
        long askMillis,
        long publishMillis,
        long tiltTriggerMillis,
        long tiltMillis,
        long repointTimeoutMillis,
        long minLinkReconnectMillis,
        long electionTimeoutMillis) {
    /** As a sentinel starts. */
    public static final Periods INITIAL = new Periods(
            Timers.INFO_PERIOD_MILLIS,
            Timers.PING_PERIOD_MILLIS,
            Timers.ASK_PERIOD_MILLIS,
            Timers.HELLO_PERIOD_MILLIS,
            Timers.TILT_TRIGGER_MILLIS,
            Timers.TILT_PERIOD_MILLIS,
            Timers.REPOINT_TIMEOUT_MILLIS,
            Timers.LINK_GRACE_MILLIS,
            Timers.ELECTION_TIMEOUT_MILLIS);

    public Periods withInfoMillis(long value) {
        return with(draft -> draft.infoMillis = value);
    }

    public Periods withPingMillis(long value) {
        return with(draft -> draft.pingMillis = value);
    }

    public Periods withAskMillis(long value) {
        return with(draft -> draft.askMillis = value);
    }

    public Periods withPublishMillis(long value) {
        return with(draft -> draft.publishMillis = value);
    }

    public Periods withTiltTriggerMillis(long value) {
        return with(draft -> draft.tiltTriggerMillis = value);
    }

    public Periods withTiltMillis(long value) {
        return with(draft -> draft.tiltMillis = value);
    }

    public Periods withRepointTimeoutMillis(long value) {
        return with(draft -> draft.repointTimeoutMillis = value);
    }

    public Periods withMinLinkReconnectMillis(long value) {
        return with(draft -> draft.minLinkReconnectMillis = value);
    }

    public Periods withElectionTimeoutMillis(long value) {
        return with(draft -> draft.electionTimeoutMillis = value);
    }

    /** How often an instance is pinged whose silence of {@code downAfterMillis} counts. */
    long pingMillis(long downAfterMillis) {
        return Math.min(pingMillis, Timers.pingPeriodMillis(downAfterMillis));
    }

    private Periods with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.finished();
    }

    /** The components while one of them is changed: what a changed copy needs is listed once. */
    private static final class Draft {
        long infoMillis;
        long pingMillis;
        long askMillis;
        long publishMillis;
        long tiltTriggerMillis;
        long tiltMillis;
        long repointTimeoutMillis;
        long minLinkReconnectMillis;
        long electionTimeoutMillis;

        Draft(Periods from) {
            infoMillis = from.infoMillis;
            pingMillis = from.pingMillis;
            askMillis = from.askMillis;
            publishMillis = from.publishMillis;
            tiltTriggerMillis = from.tiltTriggerMillis;
            tiltMillis = from.tiltMillis;
            repointTimeoutMillis = from.repointTimeoutMillis;
            minLinkReconnectMillis = from.minLinkReconnectMillis;
            electionTimeoutMillis = from.electionTimeoutMillis;
        }

        Periods finished() {
            return new Periods(
                    infoMillis,
                    pingMillis,
                    askMillis,
                    publishMillis,
                    tiltTriggerMillis,
                    tiltMillis,
                    repointTimeoutMillis,
                    minLinkReconnectMillis,
                    electionTimeoutMillis);
        }
    }
}
