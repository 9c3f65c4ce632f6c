package io.vedette.server.session;

import io.vedette.resp.RespException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Keeps back what clients are told until the disk has the writes that were done before it was said ({@code appendfsync always}).
 * Not only who wrote waits: who read may have read what is not on the disk yet. Owned by the loop.
 *
 * <pre>
 * open --demand--> demanded --write--> holding --durable--> demanded --release--> open
 *                                         \--refuse: writes are answered with an error, the rest goes out--> open
 * </pre>
 *
 * Invariants: nothing is sent to a client before the log up to where it stood when that was written is durable; replies keep their
 * order and their number.
 */
public final class ReplyHold {
    private final LongSupplier logEnd;
    private final Set<ServerClient> waiting = new LinkedHashSet<>();
    private boolean demanded;
    private long durable;

    /** @param logEnd offset behind the last write */
    public ReplyHold(LongSupplier logEnd) {
        this.logEnd = logEnd;
    }

    /** One that keeps nothing back. */
    static ReplyHold none() {
        return new ReplyHold(() -> 0);
    }

    /** From now on what is said waits until the log is durable up to there; {@code offset} is what it is already. */
    public void demand(long offset) {
        demanded = true;
        durable = offset;
    }

    /** Nothing waits any more; what did goes out. */
    public void release() {
        demanded = false;
        reach(Long.MAX_VALUE);
    }

    /** The log is durable up to {@code offset}. */
    public void durable(long offset) {
        durable = offset;
        reach(offset);
    }

    /** What waits will not become durable for now: writes are answered with the error, everything else goes out. */
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

    /** Whether what is said now has to wait. */
    boolean isHolding() {
        return demanded && logEnd.getAsLong() > durable;
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
