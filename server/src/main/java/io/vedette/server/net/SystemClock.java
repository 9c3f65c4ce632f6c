package io.vedette.server.net;

import io.vedette.session.SessionClock;
import java.time.Instant;

/** The machine's clocks. */
final class SystemClock implements SessionClock {
    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public long wallMicros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}
