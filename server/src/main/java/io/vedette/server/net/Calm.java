package io.vedette.server.net;

/**
 * Tells when a rehearsal takes from nobody what he waits for: the compilers' work for it needs a processor for a second, and a replica
 * that catches up, or a server whose clients ask all they can, has none to spare. Asked at each tick of the server, ten a second, from when a
 * rehearsal is wanted.
 */
final class Calm {
    /** From tick to tick, so 2.5 MB a second, some 50,000 small writes: more is a stream that somebody waits for. Ours. */
    static final long QUIET_BYTES = 256 * 1024;

    /** A link that is just up may have its stream before it: 0.3 s. Ours. */
    static final int QUIET_TICKS = 3;

    /** A stream that never ebbs is no catching up: after 10 s of it nobody waits any more. Ours. */
    static final int MOST_TICKS = 100;

    /** From tick to tick: more than that many a second, ten times this, are clients that want a processor. Ours. */
    static final int QUIET_COMMANDS = 1_000;

    private final long most;
    private long doneBefore;
    private int asked;
    private int quiet;

    private Calm(long most) {
        this.most = most;
    }

    /** Of a stream: counts bytes. */
    static Calm ofStream() {
        return new Calm(QUIET_BYTES);
    }

    /** Of clients: counts commands. */
    static Calm ofClients() {
        return new Calm(QUIET_COMMANDS);
    }

    /**
     * @param done how much was done since the server began: where its log ends, or how many commands
     * @param waiting what is still to be done: what the replica that has least of the log has still to get
     */
    boolean isNow(long done, long waiting) {
        boolean flows = done - doneBefore > most || waiting > most;
        doneBefore = done;
        quiet = flows ? 0 : quiet + 1;
        asked++;
        return isQuiet() || asked > MOST_TICKS;
    }

    /** Whether little was done lately: false also when it is calm only because nobody waits any more. */
    boolean isQuiet() {
        return quiet > QUIET_TICKS;
    }
}
