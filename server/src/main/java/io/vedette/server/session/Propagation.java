package io.vedette.server.session;

import io.vedette.resp.Argv;

/**
 * What the command that runs now sends to the log. Said by the command function while it runs; if it says nothing, its own
 * words go to the log if it changed the keyspace, and nothing if it did not.
 */
public interface Propagation {
    /** These commands go to the log instead of the client's words, whether or not the keyspace was changed. */
    void replaceWith(Argv... commands);

    /** Nothing of this command goes to the log. */
    void suppress();
}
