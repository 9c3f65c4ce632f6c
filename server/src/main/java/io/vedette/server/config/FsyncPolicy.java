package io.vedette.server.config;

/** {@code appendfsync}: when what was written is brought down to the disk. */
public enum FsyncPolicy {
    /** Before anybody is told. */
    ALWAYS,
    /** Once a second. */
    EVERYSEC,
    /** When the system likes. */
    NO
}
