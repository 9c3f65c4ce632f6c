package io.vedette.sentinel.core;

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
        return new Periods(
                value,
                pingMillis,
                askMillis,
                publishMillis,
                tiltTriggerMillis,
                tiltMillis,
                repointTimeoutMillis,
                minLinkReconnectMillis,
                electionTimeoutMillis);
    }

    public Periods withPingMillis(long value) {
        return new Periods(
                infoMillis,
                value,
                askMillis,
                publishMillis,
                tiltTriggerMillis,
                tiltMillis,
                repointTimeoutMillis,
                minLinkReconnectMillis,
                electionTimeoutMillis);
    }

    public Periods withAskMillis(long value) {
        return new Periods(
                infoMillis,
                pingMillis,
                value,
                publishMillis,
                tiltTriggerMillis,
                tiltMillis,
                repointTimeoutMillis,
                minLinkReconnectMillis,
                electionTimeoutMillis);
    }

    public Periods withPublishMillis(long value) {
        return new Periods(
                infoMillis,
                pingMillis,
                askMillis,
                value,
                tiltTriggerMillis,
                tiltMillis,
                repointTimeoutMillis,
                minLinkReconnectMillis,
                electionTimeoutMillis);
    }

    public Periods withTiltTriggerMillis(long value) {
        return new Periods(
                infoMillis,
                pingMillis,
                askMillis,
                publishMillis,
                value,
                tiltMillis,
                repointTimeoutMillis,
                minLinkReconnectMillis,
                electionTimeoutMillis);
    }

    public Periods withTiltMillis(long value) {
        return new Periods(
                infoMillis,
                pingMillis,
                askMillis,
                publishMillis,
                tiltTriggerMillis,
                value,
                repointTimeoutMillis,
                minLinkReconnectMillis,
                electionTimeoutMillis);
    }

    public Periods withRepointTimeoutMillis(long value) {
        return new Periods(
                infoMillis,
                pingMillis,
                askMillis,
                publishMillis,
                tiltTriggerMillis,
                tiltMillis,
                value,
                minLinkReconnectMillis,
                electionTimeoutMillis);
    }

    public Periods withMinLinkReconnectMillis(long value) {
        return new Periods(
                infoMillis,
                pingMillis,
                askMillis,
                publishMillis,
                tiltTriggerMillis,
                tiltMillis,
                repointTimeoutMillis,
                value,
                electionTimeoutMillis);
    }

    public Periods withElectionTimeoutMillis(long value) {
        return new Periods(
                infoMillis,
                pingMillis,
                askMillis,
                publishMillis,
                tiltTriggerMillis,
                tiltMillis,
                repointTimeoutMillis,
                minLinkReconnectMillis,
                value);
    }

    /** How often an instance is pinged whose silence of {@code downAfterMillis} counts. */
    long pingMillis(long downAfterMillis) {
        return Math.min(pingMillis, Timers.pingPeriodMillis(downAfterMillis));
    }
}
