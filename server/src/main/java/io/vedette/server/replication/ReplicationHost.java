package io.vedette.server.replication;

import io.vedette.replication.MasterSettings;
import io.vedette.replication.NoteLevel;
import io.vedette.replication.ReplicaEffect.Apply;
import io.vedette.replication.ReplicaSettings;
import io.vedette.replication.Vow;
import io.vedette.resp.RespException;
import io.vedette.resp.StringRun;
import io.vedette.server.blocking.BlockedClients;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.session.Client;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** What replication needs of the server around it. All methods are called on the owner loop. */
public interface ReplicationHost {
    /** The data that is served. */
    Keyspace keyspace();

    /** An empty keyspace with as many databases, listened to by nobody, for loading into. */
    Keyspace freshKeyspace();

    /** Of a clock that never goes back. */
    long monotonicMillis();

    /** Milliseconds since 1970. */
    long wallMillis();

    ReplicationSettings settings();

    /** Something that people are told. */
    void note(NoteLevel level, String text);

    /** Asked for each write command: cheap. */
    MasterSettings masterSettings();

    ReplicaSettings replicaSettings();

    /** As INFO says it. */
    long usedMemoryBytes();

    /** What this machine or container has for the process, at most. */
    long memoryLimitBytes();

    /** A new replication id: 40 hexadecimal characters nobody can guess. */
    String newId();

    /** What stood on the disk of this server's place in a group when the process began. */
    Vow vow();

    /** Brings it to the disk beside the loop, one after the other; then, on the loop, says why it could not be done, or nothing. */
    void keep(Vow vow, Consumer<Optional<String>> done);

    /** 40 hexadecimal digits, drawn anew at each start. */
    String runId();

    /** By what this server is known for all its lives; empty if that could not be kept. */
    String serverId();

    /** Whether nothing is confirmed here that is not on the disk: {@code write-quorum-fsync}. */
    boolean confirmsFromDisk();

    /** Whether the data is being read from the disk. */
    boolean readsData();

    /** A ballot, or an operator, has said anew who confirms writes here. */
    void membersChanged();

    /** The connected client of that number. */
    Optional<Client> client(long id);

    /** The link to the master is up from now on, or was lost: empty. */
    void masterLink(Optional<MasterAddress> master);

    /** The client is a replica from now on: no pause, no limits of normal clients, shown as such. */
    void becomesReplica(Client client);

    /** Where the log ended after the client's last write; 0 if it has not written. */
    long seenOffset(Client client);

    /** Whether there is an append-only file. */
    boolean appendsOnly();

    /** Who is blocked, in WAIT or otherwise. */
    BlockedClients blockedClients();

    /**
     * Executes commands of the master's stream, one after the other, as the master's own word: no gates, no replies,
     * nothing to the log, expired keys seen as they are.
     *
     * @throws RespException a command does not exist here or failed: the data is no longer the master's
     */
    void apply(List<Apply.Command> commands) throws RespException;

    /** The same for plain SETs to one database, which are lent for the call. */
    void apply(int database, StringRun sets) throws RespException;

    /** Clients' writes are put off, nothing expires and nothing is evicted: mastership is being handed over. Or that is over. */
    void holdWrites(boolean held);

    /**
     * The server became a replica or a master: expiry acts by other rules, the
     * configuration has another {@code replicaof}.
     */
    void roleChanged(boolean replica);

    /** A replica has told something of itself, perhaps how much of the log it has: replies may wait for that. */
    void replicaSpoke();

    /** A master's snapshot with so many keys has taken the place of the data. */
    void dataReplaced(long keys);

    /** Runs tasks beside the loop. They may block for long and must not wait behind each other. */
    Executor background();

    /** From any thread: runs tasks on the owner loop, in a later turn, in the order in which they were given. */
    Executor loop();

    /** Runs the action when this turn is over: what is handed to {@link #loop} because of it waits for the sockets that are ready then. */
    void afterTurn(Runnable action);

    /** Something happened outside of a client's command: the end of the turn is due (streams, replies). */
    void endOfTurnWanted();
}
