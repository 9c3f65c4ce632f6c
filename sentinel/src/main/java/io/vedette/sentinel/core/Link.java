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
    /** Stands for a time that there is not. */
    static final long NEVER = Long.MAX_VALUE;

    private final LinkId id;
    private int users;
    private boolean up;
    private boolean refused;
    private long upSince;
    private long wentDownAt;
    private boolean connecting;
    /** Before the next try to connect; grows with each failure. */
    private long reconnectPause;

    /** How far the other side knows, over this connection, that we support it. */
    private enum Supported {
        NOT,
        /** It has answered, and nothing has proved to it yet that we got that. */
        ANSWERED,
        PROVED
    }

    private Supported supported = Supported.NOT;
    private boolean supportPending;
    /** The epoch in which we say so. */
    private long supportEpoch;

    private boolean lastWasPong;

    private long silentSince;
    private long pingPending = NEVER;
    private long lastPing;
    private long lastSignOfLife;
    private long lastAnswer;

    Link(LinkId id, Moment now) {
        this.id = id;
        this.silentSince = now.monotonicMillis();
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
        pingPending = NEVER;
        supported = Supported.NOT;
        lastWasPong = false;
    }

    void wentDown(Moment now) {
        up = false;
        if (silentSince == NEVER) {
            silentSince = now.monotonicMillis();
        }
        pingPending = NEVER;
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
        return connecting || !isToSomewhere() ? NEVER : wentDownAt + Math.min(reconnectPause, longestPauseMillis);
    }

    /** Does not wait with the next try to connect. */
    void connectSoon() {
        wentDownAt = LONG_AGO;
    }

    void connecting() {
        connecting = true; // the shell answers LinkUp or LinkDown
    }

    void pinged(Moment now) {
        supported = Supported.NOT;
        supportPending = false;
        pingGoes(now);
    }

    /** The PING says that we support who gets it as the master of {@code epoch}. */
    void supported(long epoch, Moment now) {
        if (epoch != supportEpoch) {
            supported = Supported.NOT; // it may have begun anew, and forgotten who supported it
            supportEpoch = epoch;
        } else if (supported == Supported.ANSWERED) {
            supported = Supported.PROVED;
        }
        supportPending = true;
        pingGoes(now);
    }

    private void pingGoes(Moment now) {
        lastPing = now.monotonicMillis();
        pingPending = lastPing;
        if (silentSince == NEVER) {
            silentSince = pingPending;
        }
    }

    /** @return true if it was +PONG to a PING by which we support the other side */
    boolean answered(boolean signOfLife, boolean pong, Moment now) {
        boolean heard = supportPending && pong && pingPending != NEVER;
        if (heard && supported == Supported.NOT) {
            supported = Supported.ANSWERED;
        }
        lastWasPong = pong;
        lastAnswer = now.monotonicMillis();
        pingPending = NEVER;
        if (signOfLife) {
            lastSignOfLife = now.monotonicMillis();
            silentSince = NEVER;
            reconnectPause = 0;
        }
        return heard;
    }

    /** When the next PING is due; never while one is unanswered. */
    long nextPing(long periodMillis) {
        return pingPending == NEVER ? lastPing + periodMillis : NEVER;
    }

    /** The same to the master of {@code epoch} whom we support: until that is proved to it, each answer permits the next PING at once. */
    long nextSupport(long epoch, long periodMillis) {
        boolean proved = supported == Supported.PROVED && epoch == supportEpoch;
        boolean soon = pingPending == NEVER && lastWasPong && !proved;
        return soon ? LONG_AGO : nextPing(periodMillis);
    }

    /** When an unanswered PING makes the link suspect: it is half open, or its peer hangs; a new one is tried then. */
    long suspectAt(long downAfterMillis, long graceMillis) {
        if (!up || pingPending == NEVER) {
            return NEVER;
        }
        return Math.max(upSince + graceMillis, pingPending + downAfterMillis / 2);
    }

    /** Time since which the instance is silent; {@link #NEVER} if it is not. */
    long silentSince() {
        return silentSince;
    }

    /** Forgets the silence so far: after a stall of our own we cannot tell who was silent. */
    void forgive(Moment now) {
        if (silentSince != NEVER) {
            silentSince = now.monotonicMillis();
        }
        if (pingPending != NEVER) {
            pingPending = now.monotonicMillis();
        }
    }

    /** Does not count {@code millis} of the silence: we were not listening. */
    void forgiveLateness(long millis, Moment now) {
        if (silentSince != NEVER) {
            silentSince = Math.min(silentSince + millis, now.monotonicMillis());
        }
    }

    /** Begins anew, as if the instance had just been named. */
    void reset(Moment now) {
        wentDown(now);
        reconnectPause = 0;
        wentDownAt = LONG_AGO;
        silentSince = now.monotonicMillis();
        lastSignOfLife = now.monotonicMillis();
        lastAnswer = now.monotonicMillis();
    }

    /** Time of the PING that is not answered yet; empty if none waits. */
    OptionalLong pingPending() {
        return pingPending == NEVER ? OptionalLong.empty() : OptionalLong.of(pingPending);
    }

    long lastSignOfLife() {
        return lastSignOfLife;
    }

    long lastAnswer() {
        return lastAnswer;
    }
}
