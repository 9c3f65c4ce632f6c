package io.vedette.simulation;

import java.util.Arrays;

/**
 * When a sentinel last heard from whom, and when it was last awake at all: the part of what laws must know that changes with every
 * PING, kept apart for speed. Of one life of one sentinel.
 */
final class Contacts {
    /** Redis' sentinel_tilt_trigger: two calls further apart mean that the process was stopped. */
    private static final int TILT_TRIGGER_MILLIS = 2_000;

    private final long[] signsOfLife;
    private long lastCall;
    private boolean stopped;

    Contacts(int places, long now) {
        signsOfLife = new long[places];
        Arrays.fill(signsOfLife, now);
        lastCall = now;
    }

    void called(long now) {
        stopped |= now - lastCall > TILT_TRIGGER_MILLIS;
        lastCall = now;
    }

    void heard(Endpoint from, long now) {
        signsOfLife[from.place()] = now;
    }

    /** The last sign of life, or the beginning of this life if there was none. */
    long lastHeard(Endpoint from) {
        return signsOfLife[from.place()];
    }

    /** It was stopped, and has not said yet that it has got over it. */
    boolean wasStopped() {
        return stopped;
    }

    void gotOverIt() {
        stopped = false;
    }
}
