package io.vedette.server.appendonly;

import io.vedette.rdb.RdbReplication;
import io.vedette.replication.Cursor;
import io.vedette.replication.ReplicationLog;
import io.vedette.resp.Argv;
import io.vedette.resp.RespException;
import io.vedette.resp.StringRun;
import io.vedette.server.persistence.SavingHost;
import io.vedette.server.session.ReplyHold;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What append-only files need of the server around them. Called on the owner loop unless it says otherwise. */
public interface AppendOnlyHost extends SavingHost {
    AppendOnlySettings appendOnlySettings();

    /** From any thread: a clock that never goes back. */
    long nanos();

    /** Beside the loop, for what clients wait for: it never stands behind work that takes long. */
    Executor writing();

    /** What clients are told waits here. */
    ReplyHold hold();

    /**
     * The files, all that belongs to them, are on the disk with the log up to {@code offset}; -1: nothing of the kind can be said.
     */
    void fsynced(long offset);

    /** Where the data stands, if the files are to tell it: in a group. */
    Optional<RdbReplication> toldPlace();

    /** Whether nobody counts, or tells of, what this server has before it is on its disk: {@code write-quorum-fsync}. */
    boolean confirmsFromDisk();

    /** The data that was read stands there. */
    void recovered(RdbReplication place);

    /** A reader of all writes from now on; at most one at a time. */
    Cursor recordLog();

    /** Nothing that was read before {@code offset} is needed any more. */
    void recordedUpTo(long offset);

    void endRecording();

    /** Offset behind the last write. */
    long logEnd();

    /** The database that the log has selected at its end, or {@link ReplicationLog#NO_DATABASE}. */
    int selectedDatabase();

    /** The end of this turn is to be handled. */
    void endOfTurnWanted();

    /** Whether a snapshot file is being written: a rewrite waits for it. */
    boolean isSaving();

    /**
     * Runs a command of the file.
     *
     * @throws RespException there is no such command
     */
    void replay(int database, Argv command) throws RespException;

    /** The first {@code count} of these are run next, in that database. */
    void fetch(int database, Argv[] commands, int count);

    /** The same of plain SETs, in their order. */
    void replay(int database, StringRun sets) throws RespException;
}
