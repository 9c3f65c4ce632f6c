package io.vedette.server.memory;

/**
 * For a thread that has much to do beside the event loop: whoever waits for its processor gets it, now and then. Left to itself the system lets
 * a thread run on for some three milliseconds while others wait, and with few processors the event loop is among them. A thread that has stepped
 * aside also keeps nobody from collecting garbage; one that was stopped in the middle of its work does until its turn comes again. Owned by
 * that thread.
 */
public final class StepAside {
    /** So many keys are a tenth of a millisecond, mostly; the call itself is a hundredth of that. */
    private static final int KEYS_AT_ONCE = 256;

    private int keys;

    /** So many keys were dealt with. */
    public void after(int more) {
        keys += more;
        if (keys >= KEYS_AT_ONCE) {
            keys = 0;
            now();
        }
    }

    /** Something was done that takes about as long. */
    static void now() {
        Thread.yield();
    }
}
