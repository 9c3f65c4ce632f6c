package io.vedette.server.persistence;

import io.vedette.rdb.RdbReplication;
import io.vedette.server.disk.Disk;
import io.vedette.server.keyspace.Keyspace;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What snapshot files need of the server around them. All methods are called on the owner loop. */
public interface SavingHost {
    /** The data that is served. */
    Keyspace keyspace();

    /** An empty keyspace with as many databases, listened to by nobody, for loading into. */
    Keyspace freshKeyspace();

    /** Milliseconds since 1970. */
    long wallMillis();

    SavingSettings savingSettings();

    /** From any thread. */
    Disk disk();

    /** As INFO says it. */
    long usedMemoryBytes();

    /** Where in a replication stream the data stands now; nothing if it stands in none. */
    Optional<RdbReplication> position();

    /** Whether the data is a master's: keys whose time has passed are not loaded. */
    boolean isReplica();

    /** Whether the append-only file is being rewritten: a file that is due waits for it. */
    boolean isRewriting();

    /** Whether the data is only on its way into memory: what stands there takes the place of no file. */
    boolean isLoading();

    /** Runs tasks beside the loop. They may block for long and must not wait behind each other. */
    Executor background();

    /** From any thread: runs tasks on the owner loop, in a later turn, in the order in which they were given. */
    Executor loop();
}
