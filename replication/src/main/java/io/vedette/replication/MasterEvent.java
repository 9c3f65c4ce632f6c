package io.vedette.replication;

import io.vedette.resp.Argv;
import java.util.Optional;

/** What can happen between this server and the replicas under it. A replica is named by its client id. */
public sealed interface MasterEvent {
    /** @param address {@code ip:port} of the connection's other end */
    record ReplconfReceived(long replica, String address, Argv argv) implements MasterEvent {}

    /**
     * PSYNC id offset, or SYNC.
     *
     * @param pendingOutput whether replies to the client are still unsent
     */
    record SyncReceived(long replica, String address, Argv argv, boolean pendingOutput) implements MasterEvent {}

    /** Something came from the client that was no command: a line end, a replica's sign of life. */
    record SignOfLife(long replica) implements MasterEvent {}

    /** The client's connection is gone. Ignored for clients that were no replicas. */
    record Gone(long replica) implements MasterEvent {}

    /** Time has passed; to be sent several times a second. */
    record Tick() implements MasterEvent {}

    /** The turn of the loop ends: time to ask for acknowledgements, if anybody waits for them. */
    record TurnEnded() implements MasterEvent {}

    /** The snapshot meant for a file is complete. */
    record SnapshotStored(long totalBytes) implements MasterEvent {}

    /** The snapshot meant for sockets has been written to every replica that is still there. */
    record SnapshotStreamed() implements MasterEvent {}

    record SnapshotFailed(String reason) implements MasterEvent {}

    /** The replica has got the last byte of the file. */
    record FileSent(long replica) implements MasterEvent {}

    /**
     * WAIT or WAITAOF.
     *
     * @param offset the end of the log after the client's last write
     * @param timeoutMillis 0 is for ever
     * @param mayBlock false inside MULTI
     */
    record WaitAsked(long client, long offset, AckWish wish, long timeoutMillis, boolean mayBlock)
            implements MasterEvent {}

    /** The append-only file of this server is on the disk up to there; see {@link WriteQuorum#NOTHING}. */
    record FsyncedHere(long offset) implements MasterEvent {}

    /** This server has no append-only file any more. */
    record AppendOnlyEnded() implements MasterEvent {}

    /** A blocked WAIT ends with what there is: its time is up. */
    record WaitTimedOut(long client) implements MasterEvent {}

    /** This server itself wants to know how far its replicas are: before it shuts down. */
    record AcknowledgementsWanted() implements MasterEvent {}

    /**
     * FAILOVER.
     *
     * @param target whom; nobody in particular if empty
     * @param force after the timeout the target leads even if it lacks something
     * @param timeoutMillis how long replicas are waited for; 0 is for ever
     */
    record FailoverAsked(long client, Optional<Target> target, boolean force, long timeoutMillis)
            implements MasterEvent {
        public record Target(String host, int port) {}
    }

    /** The failover is not wanted any more: it ends, unless a replica has been asked to lead already. */
    record FailoverCalledOff() implements MasterEvent {}

    /** FAILOVER ABORT. */
    record FailoverAbortAsked(long client) implements MasterEvent {}

    /** The successor leads and this server follows it. */
    record HandedOver() implements MasterEvent {}

    /** The successor does not lead and will not. */
    record HandoverFailed(String reason) implements MasterEvent {}

    /** The client that waits is gone or was unblocked otherwise. */
    record WaitAbandoned(long client) implements MasterEvent {}

    /** All replicas have to come again, since the history changed its name or its content. */
    record DisconnectAll() implements MasterEvent {}
}
