package io.vedette.replication;

import io.vedette.resp.Argv;

/** What a piece of the log is for. */
public enum EntryKind {
    /** Changes data, or is needed to understand what does (SELECT, MULTI, EXEC). */
    DATA,
    /**
     * Only keeps the link alive, asks for an acknowledgement or carries a message (PING, GETACK, PUBLISH): a reader that restores
     * data may skip it.
     */
    KEEPALIVE;

    /** Of a command of a client. */
    static EntryKind of(Argv command) {
        boolean message = command.is(0, "publish") || command.is(0, "spublish");
        return message ? KEEPALIVE : DATA;
    }
}
