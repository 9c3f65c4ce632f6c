package io.vedette.server;

/**
 * The signals that ask the process to end, and whether one must not wait until the loop has done what it is at: writing the last
 * snapshot may take long. Any thread.
 *
 * <pre>
 * none --TERM or INT--> asked --INT--> insisted
 *   ^------called off-----/
 * </pre>
 */
public final class EndSignals {
    private boolean asked;

    /**
     * Notes a signal.
     *
     * @return true if the process is to end at once: an INT that comes while an earlier signal is being obeyed, as in Redis
     */
    public synchronized boolean insists(String name) {
        boolean insisted = asked && name.equals("SIGINT");
        asked = true;
        return insisted;
    }

    /** What the signals asked for does not happen: the next one is a first one. */
    synchronized void calledOff() {
        asked = false;
    }
}
