package io.vedette.replication;

/**
 * One reader's place in the {@link ReplicationLog}: keeps alive what it has still to read. Owned by the log's thread.
 * Worth nothing after the log started over.
 */
public final class Cursor {
    private final ReplicationLog log;
    private ReplicationLog.Block block;
    private long position;
    private final long restarts;

    Cursor(ReplicationLog log, ReplicationLog.Block block, long position) {
        this(log, block, position, log.restarts());
    }

    private Cursor(ReplicationLog log, ReplicationLog.Block block, long position, long restarts) {
        this.log = log;
        this.block = block;
        this.position = position;
        this.restarts = restarts;
    }

    /** The log has started over since: what it holds now is another history, or a gap lies between. */
    public boolean isStale() {
        return restarts != log.restarts();
    }

    /** How many bytes of the history lie before it. */
    public long position() {
        return position;
    }

    /** How many bytes it has still to read. */
    public long lagBytes() {
        return log.endOffset() - position;
    }

    /** A second reader at the same place, also where the backlog no longer reaches. */
    public Cursor copy() {
        return new Cursor(log, block, position, restarts);
    }

    /**
     * Gives up to {@code limitBytes} to the sink, in slices, and moves on.
     *
     * @return how many bytes
     */
    public long read(long limitBytes, LogSink sink) {
        long done = 0;
        while (done < limitBytes && step()) {
            int at = (int) (position - block.start);
            int part = (int) Math.min(limitBytes - done, block.size - at);
            sink.write(block.bytes, at, part);
            position += part;
            done += part;
        }
        return done;
    }

    /** As {@link #read} to the end of the log, but keepalive entries are passed over in silence. */
    public void readData(LogSink sink) {
        while (step()) {
            int at = (int) (position - block.start);
            int from = block.afterKeepalive(at);
            if (from > at) {
                position += from - at;
            } else {
                int to = block.nextKeepalive(at);
                sink.write(block.bytes, at, to - at);
                position += to - at;
            }
        }
    }

    /** Stands in a block with unread bytes afterwards, if there are any. */
    private boolean step() {
        while (position == block.start + block.size) {
            if (block.next == null) {
                return false;
            }
            block = block.next;
        }
        return true;
    }
}
