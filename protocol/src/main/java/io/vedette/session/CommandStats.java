package io.vedette.session;

/** How often one command ran and how it went, for INFO commandstats. Owned by the loop. */
public final class CommandStats {
    private long calls;
    private long nanos;
    private long rejectedCalls;
    private long failedCalls;

    private final LatencyHistogram latencies = new LatencyHistogram();

    CommandStats() {}

    /** Filled by {@link #took}. */
    public LatencyHistogram latencies() {
        return latencies;
    }

    /** Notes how long one call took, for its histogram. */
    public void took(long nanosSpent) {
        took(1, nanosSpent);
    }

    /** Notes how long each of so many calls took. */
    public void took(int times, long nanosSpent) {
        latencies.add(times, nanosSpent);
    }

    public long calls() {
        return calls;
    }

    /** Time spent in the command, microseconds. */
    public long usec() {
        return nanos / 1000;
    }

    /** Refused before they ran: wrong number of words, not authenticated, a gate. */
    public long rejectedCalls() {
        return rejectedCalls;
    }

    /** Ran and answered an error. */
    public long failedCalls() {
        return failedCalls;
    }

    /** True if there is something to show. */
    public boolean isUsed() {
        return calls > 0 || rejectedCalls > 0 || failedCalls > 0;
    }

    void ran(long nanosSpent, boolean failed) {
        calls++;
        nanos += nanosSpent;
        if (failed) {
            failedCalls++;
        }
    }

    void ranTogether(int times, long nanosSpent, int failed) {
        calls += times;
        nanos += nanosSpent;
        failedCalls += failed;
    }

    /** Nanoseconds that a call took so far; 0 before the first one. */
    long meanNanos() {
        return calls == 0 ? 0 : nanos / calls;
    }

    /** A call that was counted when its client was blocked took some more. */
    void wentOn(long nanosSpent, boolean failed) {
        nanos += nanosSpent;
        if (failed) {
            failedCalls++;
        }
    }

    void rejected() {
        rejectedCalls++;
    }

    void reset() {
        calls = 0;
        nanos = 0;
        rejectedCalls = 0;
        failedCalls = 0;
        latencies.reset();
    }
}
