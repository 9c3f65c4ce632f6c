package io.vedette.server;

/** Counts that INFO shows and that nobody else keeps. Owned by the loop. */
public final class Statistics {
    private static final int SAMPLES = 16;

    private final long[] rates = new long[SAMPLES];
    private int next;
    private long lastCommands;
    private long lastNanos;
    private long netInputBytes;
    private long netOutputBytes;

    /** Takes a sample of the command count; about ten times a second. */
    public void sample(long commandsProcessed, long nanos) {
        long elapsed = nanos - lastNanos;
        if (lastNanos != 0 && elapsed > 0) {
            rates[next] = (commandsProcessed - lastCommands) * 1_000_000_000L / elapsed;
            next = (next + 1) % SAMPLES;
        }
        lastCommands = commandsProcessed;
        lastNanos = nanos;
    }

    /** Mean of the last 16 samples: {@code instantaneous_ops_per_sec}. */
    public long opsPerSecond() {
        long sum = 0;
        for (long rate : rates) {
            sum += rate;
        }
        return sum / SAMPLES;
    }

    public void read(long bytes) {
        netInputBytes += bytes;
    }

    public void written(long bytes) {
        netOutputBytes += bytes;
    }

    public long netInputBytes() {
        return netInputBytes;
    }

    public long netOutputBytes() {
        return netOutputBytes;
    }

    /** CONFIG RESETSTAT. */
    public void reset() {
        java.util.Arrays.fill(rates, 0);
        lastNanos = 0;
        netInputBytes = 0;
        netOutputBytes = 0;
    }
}
