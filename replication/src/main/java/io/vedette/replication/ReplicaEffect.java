package io.vedette.replication;

import io.vedette.resp.Argv;
import io.vedette.resp.StringRun;
import java.util.List;

/** What the replica side wants done, in order. */
public sealed interface ReplicaEffect {
    /** Open a connection; answer {@code Connected} or {@code ConnectFailed} with its number. */
    record Connect(long link, String host, int port) implements ReplicaEffect {}

    /** Close the connection, or give up opening it. No event about it is expected any more. */
    record Disconnect(long link) implements ReplicaEffect {}

    record Send(long link, byte[] bytes) implements ReplicaEffect {}

    /** Read nothing more from the connection until {@link Resume}. */
    record Pause(long link) implements ReplicaEffect {}

    record Resume(long link) implements ReplicaEffect {}

    /** Begin to load a snapshot into fresh data; its bytes follow. */
    record BeginLoad(long link) implements ReplicaEffect {}

    /** The next bytes of the snapshot; the array is handed over. */
    record LoadBytes(long link, byte[] bytes) implements ReplicaEffect {}

    /**
     * The snapshot's bytes are complete: when it is loaded put it in the old data's place and tell {@code Loaded} in the
     * same turn, else {@code LoadFailed}.
     */
    record EndLoad(long link) implements ReplicaEffect {}

    /** Forget what was being loaded. */
    record AbortLoad(long link) implements ReplicaEffect {}

    /**
     * Execute commands of the master's stream, in one piece, as the master's own word: no gates, no replies. Transactions among them
     * are whole.
     */
    record Apply(long link, List<Command> commands) implements ReplicaEffect {
        public record Command(int database, Argv argv) {}
    }

    /**
     * Execute plain SETs of the master's stream, as {@link Apply} does. They stand in the array that the event brought, and are lent as
     * that is.
     */
    record ApplySets(long link, int database, StringRun sets) implements ReplicaEffect {}

    /** Close the connections of this server's own replicas: their history has a new name or a new content. */
    record DisconnectReplicas() implements ReplicaEffect {}

    /** This server is a replica now, of a master that it did not have before. */
    record BecameReplica() implements ReplicaEffect {}

    /** This server was a replica and is now a master. */
    record BecameMaster() implements ReplicaEffect {}

    /** The master leads in this ballot, which may be obeyed, and it is being followed; its log ended there when it said so. */
    record Attached(Ballot ballot, long masterEnd) implements ReplicaEffect {}

    /** The one that was asked to lead leads. */
    record HandedOver() implements ReplicaEffect {}

    /** The one that should be asked to lead refused, or could not be reached before it was asked. */
    record HandoverFailed(String reason) implements ReplicaEffect {}

    record Note(NoteLevel level, String text) implements ReplicaEffect {}
}
