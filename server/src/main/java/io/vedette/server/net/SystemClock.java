package io.vedette.server.net;

import io.vedette.session.SessionClock;

/** The machine's clocks. */
final class SystemClock implements SessionClock {
    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}
