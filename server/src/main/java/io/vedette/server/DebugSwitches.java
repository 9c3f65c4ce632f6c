package io.vedette.server;

/** What DEBUG switches off for tests. Owned by the loop; everything is on at first. */
public final class DebugSwitches {
    private boolean activeExpiry = true;
    private boolean cron = true;

    /** False: expired keys stay until somebody asks for them ({@code DEBUG SET-ACTIVE-EXPIRE 0}). */
    public boolean activeExpiry() {
        return activeExpiry;
    }

    public void activeExpiry(boolean on) {
        activeExpiry = on;
    }

    /** False: nothing happens by itself ({@code DEBUG PAUSE-CRON 1}). */
    public boolean cron() {
        return cron;
    }

    public void cron(boolean on) {
        cron = on;
    }
}
