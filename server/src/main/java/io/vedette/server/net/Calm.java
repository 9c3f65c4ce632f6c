package io.vedette.server.net;

/**
 * Tells when a rehearsal takes from nobody what he waits for: the compilers' work for it needs a processor for a second, and a replica
 * that catches up, or a master whose clients write all they can, has none to spare. Asked at each tick of the server, ten a second, from when a
 * rehearsal is wanted.
 */
final class Calm {
    /** From tick to tick, so 2.5 MB a second, some 50,000 small writes: more is a stream that somebody waits for. Ours. */
    static final long QUIET_BYTES = 256 * 1024;

    /** A link that is just up may have its stream before it: 0.3 s. Ours. */
    static final int QUIET_TICKS = 3;

    /** A stream that never ebbs is no catching up: after 10 s of it nobody waits any more. Ours. */
    static final int MOST_TICKS = 100;

    private long endedBefore;
    private int asked;
    private int quiet;

    /**
     * @param endOffset where the log ends
     * @param lagBytes what the replica that has least of it has still to get
     */
    boolean isNow(long endOffset, long lagBytes) {
        boolean flows = endOffset - endedBefore > QUIET_BYTES || lagBytes > QUIET_BYTES;
        endedBefore = endOffset;
        quiet = flows ? 0 : quiet + 1;
        asked++;
        return quiet > QUIET_TICKS || asked > MOST_TICKS;
    }
}
