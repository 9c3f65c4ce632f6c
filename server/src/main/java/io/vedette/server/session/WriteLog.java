package io.vedette.server.session;

import io.vedette.resp.Argv;

/** Where effects of commands go: the one log, as the propagator sees it. */
public interface WriteLog {
    /** For MULTI and EXEC, which belong to no database. */
    int NO_DATABASE = -1;

    /** Appends a command that acts on a database; nothing happens while nobody replicates. */
    void append(int database, Argv command);

    /** Offset behind the last byte. */
    long endOffset();
}
