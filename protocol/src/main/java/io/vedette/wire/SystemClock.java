package io.vedette.wire;

import io.vedette.session.SessionClock;
import java.time.Instant;

/** The machine's clocks. */
public final class SystemClock implements SessionClock {
    /** There is one of them; any instance will do. */
    public SystemClock() {}

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
