package io.vedette.session;

/** The time, as the session package sees it: given by the shell, or by a test. */
public interface SessionClock {
    /** Milliseconds since 1970. */
    long wallMillis();

    /** Nanoseconds since some moment; never goes back. */
    long nanos();
}
