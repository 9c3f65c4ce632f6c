package io.vedette.server.session;

import io.vedette.resp.RespException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Keeps back what clients are told until the append-only file has the writes that were done before it was said: on the disk with
 * {@code appendfsync always}, otherwise in the hands of the operating system, so that the end of this process alone loses none.
 * With {@code always} not only who wrote waits: who read may have read what is not kept yet. Owned by the loop.
 *
 * <pre>
 * open --demand--> demanded --write--> holding --kept--> demanded --release--> open
 *                                         \--refuse: writes are answered with an error, the rest goes out--> open
 * </pre>
 *
 * Invariants: no answer to a write is sent before the log up to where it stood when that was written is kept; replies keep their
 * order and their number; a client of which a reply to a write was not sent is among those that wait.
 */
public final class ReplyHold {
    private final LongSupplier logEnd;
    private final Set<ServerClient> waiting = new LinkedHashSet<>();
    private boolean demanded;
    private boolean ofAll;
    private long kept;

    /** @param logEnd offset behind the last write */
    public ReplyHold(LongSupplier logEnd) {
        this.logEnd = logEnd;
    }

    /** One that keeps nothing back. */
    static ReplyHold none() {
        return new ReplyHold(() -> 0);
    }

    /**
     * From now on what is said waits until the log is kept up to where it stands.
     *
     * @param offset what it is already
     * @param all who did not write waits, too
     */
    public void demand(long offset, boolean all) {
        demanded = true;
        ofAll = all;
        kept(offset);
    }

    /** Nothing waits any more; what did goes out. */
    public void release() {
        demanded = false;
        reach(Long.MAX_VALUE);
    }

    /** The log is kept up to {@code offset}. */
    public void kept(long offset) {
        kept = offset;
        reach(offset);
    }

    /** What waits will not be kept for now: writes are answered with the error, everything else goes out. */
    public void refuse(RespException why) {
        demanded = false;
        List<ServerClient> told = List.copyOf(waiting);
        waiting.clear();
        told.forEach(client -> client.refuseHeld(why));
    }

    /** Whether there is anything to wait for, be it not now. */
    public boolean isDemanded() {
        return demanded;
    }

    /** Whether all that is said now has to wait. */
    public boolean isOfAll() {
        return ofAll;
    }

    /** Whether what is said now has to wait. @param writes it answers a write, or stands behind such an answer that waits */
    boolean isHolding(boolean writes) {
        return demanded && (ofAll || writes) && logEnd.getAsLong() > kept;
    }

    long logEnd() {
        return logEnd.getAsLong();
    }

    void waits(ServerClient client) {
        waiting.add(client);
    }

    /** The client is gone. */
    public void forget(ServerClient client) {
        waiting.remove(client);
    }

    private void reach(long offset) {
        if (!waiting.isEmpty()) {
            waiting.removeIf(client -> client.sendHeld(offset));
        }
    }
}
