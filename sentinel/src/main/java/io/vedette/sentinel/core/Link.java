package io.vedette.sentinel.core;

import java.util.OptionalLong;

/**
 * A link as the core knows it, and the silence on it: everything that "down" is decided from. Owned by the core.
 *
 * <p>Down, connecting, up, down. Invariant: {@code silentSince} is set from the first unanswered PING, or from the loss of
 * the link if that came first, until the next sign of life. It belongs to the address: who becomes master at another
 * address is judged by the link to that address alone.
 */
final class Link {
    private static final long LONG_AGO = Long.MIN_VALUE / 2;

    private final LinkId id;
    private int users;
    private boolean up;
    private boolean refused;
    private long upSince;
    private long wentDownAt;
    private boolean connecting;
    /** Before the next try to connect; grows with each failure. */
    private long reconnectPause;

    private OptionalLong silentSince;
    private OptionalLong pingPending = OptionalLong.empty();
    private long lastPing;
    private long lastSignOfLife;
    private long lastAnswer;

    Link(LinkId id, Moment now) {
        this.id = id;
        this.silentSince = OptionalLong.of(now.monotonicMillis());
        this.lastSignOfLife = now.monotonicMillis();
        this.lastAnswer = now.monotonicMillis();
        this.lastPing = now.monotonicMillis();
        this.wentDownAt = LONG_AGO;
    }

    LinkId id() {
        return id;
    }

    /** False for an address that proved wrong, written as port 0: the right one will be heard in a hello. */
    boolean isToSomewhere() {
        return id.address().port() != 0;
    }

    void used() {
        users++;
    }

    /** True when nobody uses the link any more. */
    boolean released() {
        return --users == 0;
    }

    int users() {
        return users;
    }

    boolean isUp() {
        return up;
    }

    void cameUp(Moment now) {
        up = true;
        connecting = false;
        refused = false;
        upSince = now.monotonicMillis();
        pingPending = OptionalLong.empty();
    }

    void wentDown(Moment now) {
        up = false;
        if (silentSince.isEmpty()) {
            silentSince = OptionalLong.of(now.monotonicMillis());
        }
        pingPending = OptionalLong.empty();
        connecting = false;
        wentDownAt = now.monotonicMillis();
        reconnectPause = Math.clamp(2 * reconnectPause, Timers.FIRST_RECONNECT_MILLIS, Timers.RECONNECT_PERIOD_MILLIS);
    }

    /** True if the last try to connect found that nobody listens there. */
    boolean isRefused() {
        return refused;
    }

    void refused(boolean value) {
        refused = value;
    }

    /**
     * When a new connection may be tried; only of meaning while the link is down.
     *
     * @param longestPauseMillis the pause between two tries grows up to this
     */
    long nextConnect(long longestPauseMillis) {
        return connecting || !isToSomewhere()
                ? Long.MAX_VALUE
                : wentDownAt + Math.min(reconnectPause, longestPauseMillis);
    }

    /** Does not wait with the next try to connect. */
    void connectSoon() {
        wentDownAt = LONG_AGO;
    }

    void connecting() {
        connecting = true; // the shell answers LinkUp or LinkDown
    }

    void pinged(Moment now) {
        lastPing = now.monotonicMillis();
        pingPending = OptionalLong.of(lastPing);
        if (silentSince.isEmpty()) {
            silentSince = pingPending;
        }
    }

    void answered(boolean signOfLife, Moment now) {
        lastAnswer = now.monotonicMillis();
        pingPending = OptionalLong.empty();
        if (signOfLife) {
            lastSignOfLife = now.monotonicMillis();
            silentSince = OptionalLong.empty();
            reconnectPause = 0;
        }
    }

    /** When the next PING is due; never while one is unanswered. */
    long nextPing(long periodMillis) {
        return pingPending.isPresent() ? Long.MAX_VALUE : lastPing + periodMillis;
    }

    /** When an unanswered PING makes the link suspect: it is half open, or its peer hangs; a new one is tried then. */
    long suspectAt(long downAfterMillis, long graceMillis) {
        if (!up || pingPending.isEmpty()) {
            return Long.MAX_VALUE;
        }
        return Math.max(upSince + graceMillis, pingPending.getAsLong() + downAfterMillis / 2);
    }

    /** Time since which the instance is silent; empty if it is not. */
    OptionalLong silentSince() {
        return silentSince;
    }

    /** Forgets the silence so far: after a stall of our own we cannot tell who was silent. */
    void forgive(Moment now) {
        if (silentSince.isPresent()) {
            silentSince = OptionalLong.of(now.monotonicMillis());
        }
        if (pingPending.isPresent()) {
            pingPending = OptionalLong.of(now.monotonicMillis());
        }
    }

    /** Does not count {@code millis} of the silence: we were not listening. */
    void forgiveLateness(long millis, Moment now) {
        if (silentSince.isPresent()) {
            silentSince = OptionalLong.of(Math.min(silentSince.getAsLong() + millis, now.monotonicMillis()));
        }
    }

    /** Begins anew, as if the instance had just been named. */
    void reset(Moment now) {
        wentDown(now);
        reconnectPause = 0;
        wentDownAt = LONG_AGO;
        silentSince = OptionalLong.of(now.monotonicMillis());
        lastSignOfLife = now.monotonicMillis();
        lastAnswer = now.monotonicMillis();
    }

    /** Time of the PING that is not answered yet; empty if none waits. */
    OptionalLong pingPending() {
        return pingPending;
    }

    long lastSignOfLife() {
        return lastSignOfLife;
    }

    long lastAnswer() {
        return lastAnswer;
    }
}
