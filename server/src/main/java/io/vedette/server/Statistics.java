package io.vedette.server;

/** Counts that INFO shows and that nobody else keeps. Owned by the loop. */
public final class Statistics {
    private static final int BYTES_PER_KILOBYTE = 1024;

    /** Traffic of clients, without that of replication. */
    private final Traffic clients = new Traffic();

    /** Traffic with the master and with replicas. */
    private final Traffic replication = new Traffic();

    private final Rate commands = new Rate();
    private long reads;
    private long writes;
    private long expireCycleNanos;
    private long expireCyclesCut;
    private long defragNanos;
    private int defragPercent;
    private long peakMemoryBytes;

    /** What came in and went out on one kind of connection. */
    private static final class Traffic {
        private long inBytes;
        private long outBytes;
        private final Rate in = new Rate();
        private final Rate out = new Rate();

        void sample(long nanos) {
            in.sample(inBytes, nanos);
            out.sample(outBytes, nanos);
        }

        void reset() {
            inBytes = 0;
            outBytes = 0;
            in.reset();
            out.reset();
        }
    }

    /** How fast a count grows: the mean of the last 16 samples, as in Redis. */
    private static final class Rate {
        private static final int SAMPLES = 16;
        private static final long NANOS_PER_SECOND = 1_000_000_000L;

        private final long[] perSecond = new long[SAMPLES];
        private int next;
        private long lastCount;
        private long lastNanos;
        private boolean begun;

        void sample(long count, long nanos) {
            long elapsed = nanos - lastNanos;
            if (begun && elapsed > 0) {
                perSecond[next] = (long) ((double) (count - lastCount) * NANOS_PER_SECOND / elapsed);
                next = (next + 1) % SAMPLES;
            }
            begun = true;
            lastCount = count;
            lastNanos = nanos;
        }

        long mean() {
            long sum = 0;
            for (long rate : perSecond) {
                sum += rate;
            }
            return sum / SAMPLES;
        }

        void reset() {
            java.util.Arrays.fill(perSecond, 0);
            begun = false;
        }
    }

    /** Takes a sample of everything whose speed is shown; about ten times a second. */
    public void sample(long commandsRun, long usedMemoryBytes, long nanos) {
        commands.sample(commandsRun, nanos);
        clients.sample(nanos);
        replication.sample(nanos);
        memory(usedMemoryBytes);
    }

    /** The largest of what was seen so far is kept. */
    public void memory(long usedBytes) {
        peakMemoryBytes = Math.max(peakMemoryBytes, usedBytes);
    }

    /** Bytes were read from a client's connection. */
    public void read(long bytes, boolean ofReplication) {
        reads++;
        (ofReplication ? replication : clients).inBytes += bytes;
    }

    /** Bytes were written to a client's connection. */
    public void written(long bytes, boolean ofReplication) {
        writes++;
        (ofReplication ? replication : clients).outBytes += bytes;
    }

    /** A slice of the active expiry cycle is over. */
    public void expireCycle(long nanos, boolean cut) {
        expireCycleNanos += nanos;
        expireCyclesCut += cut ? 1 : 0;
    }

    /** Data was moved together for so long. */
    public void defragmented(long nanos) {
        defragNanos += nanos;
    }

    /** What moving data together may take of the loop's time at the moment, per cent; 0 while it rests. */
    public void defragPercent(int percent) {
        defragPercent = percent;
    }

    public int defragPercent() {
        return defragPercent;
    }

    public long defragMillis() {
        return defragNanos / 1_000_000;
    }

    /** {@code instantaneous_ops_per_sec}. */
    public long commandsPerSecond() {
        return commands.mean();
    }

    public long netInputBytes() {
        return clients.inBytes + replication.inBytes;
    }

    public long netOutputBytes() {
        return clients.outBytes + replication.outBytes;
    }

    public long replicationInputBytes() {
        return replication.inBytes;
    }

    public long replicationOutputBytes() {
        return replication.outBytes;
    }

    /** KB a second, as all rates below. */
    public double inputRate() {
        return kilobytes(clients.in.mean() + replication.in.mean());
    }

    public double outputRate() {
        return kilobytes(clients.out.mean() + replication.out.mean());
    }

    public double replicationInputRate() {
        return kilobytes(replication.in.mean());
    }

    public double replicationOutputRate() {
        return kilobytes(replication.out.mean());
    }

    private static double kilobytes(long bytes) {
        return (double) bytes / BYTES_PER_KILOBYTE;
    }

    public long reads() {
        return reads;
    }

    public long writes() {
        return writes;
    }

    public long expireCycleMillis() {
        return expireCycleNanos / 1_000_000;
    }

    public long expireCyclesCut() {
        return expireCyclesCut;
    }

    public long peakMemoryBytes() {
        return peakMemoryBytes;
    }

    /** CONFIG RESETSTAT. */
    public void reset() {
        commands.reset();
        clients.reset();
        replication.reset();
        reads = 0;
        writes = 0;
        expireCycleNanos = 0;
        expireCyclesCut = 0;
        defragNanos = 0;
        peakMemoryBytes = 0;
    }
}
