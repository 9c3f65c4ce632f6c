package io.vedette.replication;

/** How important a line for the log is, in Redis' four levels. */
public enum NoteLevel {
    DEBUG,
    VERBOSE,
    NOTICE,
    WARNING
}
