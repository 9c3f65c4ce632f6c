package io.vedette.sentinel.net;

import io.vedette.session.SessionClock;

/** The machine's clocks. */
final class SystemSessionClock implements SessionClock {
    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}
