package io.vedette.session;

/** The time, as the session package sees it: given by the shell, or by a test. */
public interface SessionClock {
    /** Milliseconds since 1970. */
    long wallMillis();

    /** Microseconds since 1970, as far as the clock knows them. */
    default long wallMicros() {
        return wallMillis() * 1_000;
    }

    /** Nanoseconds since some moment; never goes back. */
    long nanos();
}
