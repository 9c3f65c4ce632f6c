package io.vedette.replication;

/** What a piece of the log is for. */
public enum EntryKind {
    /** Changes data, or is needed to understand what does (SELECT, MULTI, EXEC). */
    DATA,
    /** Only keeps the link alive or asks for an acknowledgement (PING, GETACK): a reader that restores data may skip it. */
    KEEPALIVE
}
