package io.vedette.server;

import io.vedette.resp.Argv;
import io.vedette.resp.RespException;
import io.vedette.resp.StringRun;
import io.vedette.server.appendonly.AppendOnlyHost;
import io.vedette.server.appendonly.AppendOnlySettings;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.persistence.SavingSettings;
import io.vedette.server.session.ReplyHold;

/**
 * What files need of the server around them: what the engine and the files themselves know is answered here; what replication keeps
 * (the log, the place of the data in a history), and where work is done, whoever stands around the engine answers. Called on the owner
 * loop unless it says otherwise.
 */
public interface PersistenceHost extends AppendOnlyHost {
    Engine engine();

    /** The files of that engine. */
    Persistence persistence();

    /** {@code appendonly no}: there is no append-only file any more. */
    void appendOnlyEnded();

    // --- what the engine knows ---

    @Override
    default Keyspace keyspace() {
        return engine().keyspace();
    }

    @Override
    default long wallMillis() {
        return engine().clock().wallMillis();
    }

    @Override
    default long nanos() {
        return engine().clock().nanos();
    }

    @Override
    default SavingSettings savingSettings() {
        return SavingSettings.of(engine().settings());
    }

    @Override
    default AppendOnlySettings appendOnlySettings() {
        return AppendOnlySettings.of(engine().settings().appendOnly);
    }

    @Override
    default boolean confirmsFromDisk() {
        return engine().settings().writeQuorum.fsync.get();
    }

    @Override
    default long usedMemoryBytes() {
        return engine().memory().usedBytes();
    }

    @Override
    default ReplyHold hold() {
        return engine().hold();
    }

    @Override
    default void endOfTurnWanted() {
        engine().turn().plan();
    }

    @Override
    default void fetch(int database, Argv[] commands, int count) {
        engine().keyspace().database(database).fetch(commands, count);
    }

    // --- what the files know ---

    @Override
    default boolean isSaving() {
        return persistence().saving().schedule().isRunning();
    }

    @Override
    default boolean isRewriting() {
        return persistence().appendOnly().schedule().isRunning();
    }

    @Override
    default void replay(int database, Argv command) throws RespException {
        persistence().replay().run(database, command);
    }

    @Override
    default void replay(int database, StringRun sets) throws RespException {
        persistence().replay().run(database, sets);
    }
}
