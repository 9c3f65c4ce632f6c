package io.vedette.command;

import java.util.Locale;

/** A property of a command, in the order in which Redis lists them. */
public enum CommandFlag {
    /** May change data. */
    WRITE,
    READONLY,
    /** Refused when memory is full. */
    DENYOOM,
    ADMIN,
    PUBSUB,
    NOSCRIPT,
    BLOCKING,
    /** Allowed while the data set is being loaded. */
    LOADING,
    /** Allowed on a replica that lost its master and serves no stale data. */
    STALE,
    SKIP_MONITOR,
    SKIP_SLOWLOG,
    ASKING,
    FAST,
    /** Allowed before authentication. */
    NO_AUTH,
    NO_MANDATORY_KEYS,
    NO_ASYNC_LOADING,
    NO_MULTI,
    ALLOW_BUSY,
    /** Keys are not all at fixed positions. */
    MOVABLEKEYS,
    /** Not flagged as a write, yet may reach the replicas (PUBLISH, EVAL): held by CLIENT PAUSE WRITE. Not shown. */
    MAY_REPLICATE;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** As COMMAND INFO shows it. */
    public String wireName() {
        return wireName;
    }

    /** False for the flag that COMMAND INFO keeps to itself. */
    public boolean isShown() {
        return this != MAY_REPLICATE;
    }

    static CommandFlag of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
