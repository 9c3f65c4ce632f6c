package io.vedette.server;

/** What DEBUG switches off for tests. Owned by the loop; everything is on at first. */
public final class DebugSwitches {
    private boolean activeExpiry = true;
    private boolean cron = true;
    private boolean checksums = true;
    private long flushDelayMicros;

    /** False: expired keys stay until somebody asks for them ({@code DEBUG SET-ACTIVE-EXPIRE 0}). */
    public boolean activeExpiry() {
        return activeExpiry;
    }

    public void activeExpiry(boolean on) {
        activeExpiry = on;
    }

    /** False: what RESTORE gets is taken without a look at its check sum ({@code DEBUG SET-SKIP-CHECKSUM-VALIDATION 1}). */
    public boolean checksums() {
        return checksums;
    }

    public void checksums(boolean on) {
        checksums = on;
    }

    /** The server stands still for so long before it writes to the append-only file ({@code DEBUG AOF-FLUSH-SLEEP}). */
    public long flushDelayMicros() {
        return flushDelayMicros;
    }

    public void flushDelayMicros(long micros) {
        flushDelayMicros = micros;
    }

    /** False: nothing happens by itself ({@code DEBUG PAUSE-CRON 1}). */
    public boolean cron() {
        return cron;
    }

    public void cron(boolean on) {
        cron = on;
    }
}
