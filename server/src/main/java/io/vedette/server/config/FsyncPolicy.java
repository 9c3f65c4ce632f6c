package io.vedette.server.config;

/** {@code appendfsync}: when what was written is brought down to the disk. In the order in which Redis names the choices. */
public enum FsyncPolicy {
    /** Once a second. */
    EVERYSEC,
    /** Before anybody is told. */
    ALWAYS,
    /** When the system likes. */
    NO
}
