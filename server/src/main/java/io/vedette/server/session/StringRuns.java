package io.vedette.server.session;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.resp.StringRun;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.ExpiryRule;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.session.BoundCommand;
import io.vedette.session.CommandTable;

/** Runs plain SETs of a file or of a master's stream, many at once: heard by nobody, counted nowhere, sent to no log. Owned by the loop. */
public final class StringRuns {
    /** What the function of SET can do besides: set them as if each came by itself, without an answer and without telling anybody. */
    public interface Setter {
        void set(Database database, StringRun run);
    }

    private static final Argv SET = Argv.of("SET", "", "");

    private final CommandTable table;
    private final Keyspace keyspace;

    public StringRuns(CommandTable table, Keyspace keyspace) {
        this.table = table;
        this.keyspace = keyspace;
    }

    /** @throws RespException there is no such command here */
    public BoundCommand command() throws RespException {
        return table.find(SET);
    }

    /**
     * Runs them one behind the other.
     *
     * @throws RespException there is no such command here
     */
    public void run(int database, StringRun sets, long nowMillis) throws RespException {
        if (command().function() instanceof Setter setter) {
            ExpiryRule outerRule = keyspace.rule();
            long outerMillis = keyspace.nowMillis();
            keyspace.actAs(ExpiryRule.KEEP, nowMillis);
            setter.set(keyspace.database(database), sets);
            keyspace.actAs(outerRule, outerMillis);
        } else {
            throw Errors.unknownCommand(SET);
        }
    }
}
