package io.vedette.server.session;

import io.vedette.resp.Argv;
import io.vedette.resp.RespException;
import io.vedette.resp.StringRun;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.session.BoundCommand;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import io.vedette.session.SessionClock;

/**
 * Runs commands that a file holds: past all gates, heard by nobody, counted nowhere, sent to no log. Keys whose time has passed
 * are as present as any other, as they were when the file was written. Owned by the loop.
 */
public final class Replay {
    private final CommandTable table;
    private final Propagator propagator;
    private final StringRuns runs;
    private final SessionClock clock;
    private final ServerClient voice = new ServerClient(0, new NoTransport("?:0"), 0);

    private final KeptFunctions functions;

    public Replay(CommandTable table, Propagator propagator, Keyspace keyspace, SessionClock clock) {
        this.functions = new KeptFunctions(keyspace);
        this.table = table;
        this.propagator = propagator;
        this.runs = new StringRuns(table, keyspace);
        this.clock = clock;
        voice.link(ServerClient.Link.MASTER);
        voice.authenticated(true);
    }

    /**
     * Runs one. What it answers is passed over, also where that is an error: it answered the same when it was written.
     *
     * @throws RespException there is no such command, or not with so many words
     */
    public void run(int database, Argv argv) throws RespException {
        if (functions.take(argv)) {
            return;
        }
        BoundCommand command = table.find(argv);
        command.checkArity(argv.size());
        voice.database(database);
        try {
            propagator.replay(new Call(voice, command.spec(), argv, clock.wallMillis()), command.function());
        } catch (RespException answered) {
            // As said above.
        } finally {
            voice.reply().out().reset();
        }
    }

    /**
     * Runs plain SETs, one behind the other.
     *
     * @throws RespException there is no such command here
     */
    public void run(int database, StringRun sets) throws RespException {
        runs.run(database, sets, clock.wallMillis());
    }
}
