package io.vedette.replication;

import io.vedette.rdb.RdbReplication;
import java.util.List;

/** What the master side wants done, in order. */
public sealed interface MasterEffect {
    /** Bytes for the client, outside the stream. */
    record Send(long replica, byte[] bytes) implements MasterEffect {}

    /** An error reply, without the minus and the line end. */
    record Refuse(long replica, String line) implements MasterEffect {}

    /** The client is a replica from now on: no gates, no output limits of clients, shown as such. */
    record Joined(long replica) implements MasterEffect {}

    record Close(long replica) implements MasterEffect {}

    /** Close when everything queued for it has been written. */
    record CloseAfterWrites(long replica) implements MasterEffect {}

    /**
     * Freeze the data now and write it out in the background: to a file ({@code SnapshotStored} follows), or straight to
     * these replicas ({@code SnapshotStreamed}).
     *
     * @param mark the line end and the end of a streamed snapshot: forty characters
     */
    record StartSnapshot(
            SnapshotTarget target,
            SnapshotContent content,
            RdbReplication replication,
            String mark,
            List<Long> replicas)
            implements MasterEffect {}

    /** Nobody waits for the snapshot any more. */
    record AbandonSnapshot() implements MasterEffect {}

    /** Send the stored snapshot, then tell {@code FileSent}. */
    record SendFile(long replica) implements MasterEffect {}

    /** This server's master, or the master of its master, wants to know how far we are. */
    record AcknowledgeUpstream() implements MasterEffect {}

    /** The client waits for acknowledgements: hand over no further request of it; after the time {@code WaitTimedOut}. */
    record Block(long client, long timeoutMillis) implements MasterEffect {}

    /** The answer to WAIT; the client is no longer blocked, if it was. */
    record AnswerWait(long client, long replicas) implements MasterEffect {}

    /** The same for WAITAOF. */
    record AnswerWaitAof(long client, boolean here, long replicas) implements MasterEffect {}

    /** The client waits for an append-only file of this server, and there is none any more. */
    record RefuseWait(long client) implements MasterEffect {}

    /** A failover begins: no client writes until {@link ReleaseWrites}, and nothing expires or is evicted. */
    record HoldWrites() implements MasterEffect {}

    record ReleaseWrites() implements MasterEffect {}

    /** Become a replica of this one, which is asked to lead: {@code HandedOver} or {@code HandoverFailed} follows. */
    record HandOver(String host, int port) implements MasterEffect {}

    /** Become a master again: the failover has failed. */
    record TakeBack() implements MasterEffect {}

    record Note(NoteLevel level, String text) implements MasterEffect {}
}
