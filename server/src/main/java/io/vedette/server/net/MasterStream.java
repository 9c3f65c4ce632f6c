package io.vedette.server.net;

import io.vedette.command.CommandFlag;
import io.vedette.command.CommandSpec;
import io.vedette.replication.ReplicaEffect.Apply;
import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.RequestParser;
import io.vedette.resp.RespException;
import io.vedette.resp.StringRun;
import io.vedette.server.Engine;
import io.vedette.server.replication.MasterAddress;
import io.vedette.server.session.KeptFunctions;
import io.vedette.server.session.NoTransport;
import io.vedette.server.session.ServerClient;
import io.vedette.server.session.StringRuns;
import io.vedette.session.BoundCommand;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Runs on a replica what its master's stream brings, as the master's own word: no gates, no replies, nothing to the log. Owner loop
 * only.
 */
final class MasterStream {
    private final Engine engine;
    private final StringRuns runs;
    private final KeptFunctions functions;
    private final Argv[] ahead = new Argv[RequestParser.MOST_AHEAD];
    private ServerClient voice = voice(0, new NoTransport("?:0"), 0);

    MasterStream(Engine engine) {
        this.engine = engine;
        this.runs = new StringRuns(engine.table(), engine.keyspace());
        this.functions = new KeptFunctions(engine.keyspace());
    }

    private static ServerClient voice(long id, NoTransport transport, long nowMillis) {
        ServerClient voice = new ServerClient(id, transport, nowMillis);
        voice.link(ServerClient.Link.MASTER);
        voice.authenticated(true);
        return voice;
    }

    /**
     * While there is a link the master is one of the clients: CLIENT LIST shows it, and who kills it cuts the link.
     *
     * @param master whom the link leads to; empty when it was lost
     * @param cut cuts the link, not before this turn has ended
     */
    void linked(Optional<MasterAddress> master, Runnable cut) {
        ServerClient before = voice;
        voice = master.map(there -> voice(
                        engine.clients().nextId(),
                        new NoTransport(there.host() + ":" + there.port(), cut),
                        engine.clock().wallMillis()))
                .orElseGet(() -> voice(0, new NoTransport("?:0"), 0));
        engine.clients().remove(before);
        if (master.isPresent()) {
            engine.clients().join(voice);
        }
    }

    /** @throws RespException a command does not exist here or failed */
    void run(List<Apply.Command> commands) throws RespException {
        long now = engine.clock().wallMillis();
        engine.dispatcher().batchBegins();
        try {
            for (int from = 0; from < commands.size(); from += ahead.length) {
                runSome(commands.subList(from, Math.min(commands.size(), from + ahead.length)), now);
            }
        } finally {
            engine.dispatcher().batchEnds();
        }
    }

    /** A few at a time: what is called often is compiled once and soon, a long loop once more for each time it is met running. */
    private void runSome(List<Apply.Command> commands, long now) throws RespException {
        for (int i = 0; i < commands.size(); i++) {
            ahead[i] = commands.get(i).argv();
        }
        checkDatabase(commands.getFirst().database());
        // See ReplicaAwareEndpoint.
        engine.keyspace().database(commands.getFirst().database()).fetch(ahead, commands.size());
        for (int i = 0; i < commands.size(); i++) {
            run(commands.get(i).database(), commands.get(i).argv(), now);
        }
    }

    private void run(int database, Argv argv, long now) throws RespException {
        checkDatabase(database);
        if (functions.take(argv)) {
            return;
        }
        BoundCommand command = engine.table().find(argv);
        command.checkArity(argv.size());
        if (!hasPlace(command.spec())) {
            throw new RespException("ERR '" + command.spec().name() + "' has no place in the stream of a master");
        }
        voice.database(database);
        boolean done = engine.dispatcher().run(voice, command, argv, now);
        if (!done) {
            engine.dispatcher().errors().noteUnexpected();
            String reply = new String(voice.reply().out().toByteArray(), StandardCharsets.UTF_8);
            voice.reply().out().reset();
            throw new RespException(argv.text(0) + ": " + reply.strip());
        }
        voice.reply().out().reset();
    }

    private void checkDatabase(int database) throws RespException {
        if (database >= engine.keyspace().databases()) {
            throw new RespException(
                    "the master writes to database " + database + ", which does not exist here (setting 'databases')");
        }
    }

    /**
     * What masters send changes data, or is published; who blocks is told about as of what it did. A stream that brings anything else,
     * which Redis would run (SHUTDOWN, REPLICAOF), comes from no master.
     */
    private static boolean hasPlace(CommandSpec spec) {
        boolean ofData = spec.isWrite() || spec.has(CommandFlag.READONLY) || spec.has(CommandFlag.MAY_REPLICATE);
        return ofData && !spec.has(CommandFlag.BLOCKING);
    }

    /**
     * Plain SETs: at once where nobody wants to hear of each.
     *
     * @throws RespException there is no such command here, or it failed
     */
    void run(int database, StringRun sets) throws RespException {
        checkDatabase(database);
        long now = engine.clock().wallMillis();
        if (engine.keyspace().isHeard() || engine.observers().seesEach()) {
            for (int i = 0; i < sets.count(); i++) {
                run(database, sets.command(i), now);
            }
            return;
        }
        try {
            engine.dispatcher().runTogether(runs.command(), sets.count(), () -> runs.run(database, sets, now));
        } catch (OutOfMemoryError e) {
            throw new RespException("SET: -" + Errors.outOfMemory().line());
        }
    }
}
