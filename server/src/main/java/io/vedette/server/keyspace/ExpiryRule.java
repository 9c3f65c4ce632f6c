package io.vedette.server.keyspace;

/**
 * On whose behalf the keyspace acts, as far as keys whose time has passed are concerned. Set by
 * {@link Keyspace#actAs} before each command and before each step of the active cycle.
 */
public enum ExpiryRule {
    /**
     * A master's own client: an expired key that is met is deleted first and reported to
     * {@link KeyspaceListener#expired}, then it is missing.
     */
    DELETE,

    /**
     * A client of a replica, or any client while writes are paused (CLIENT PAUSE, failover, shutdown): an expired key is
     * missing, but it stays where it is until the master's DEL arrives or the pause ends. What a client of a writable replica lets expire
     * goes by {@link Keyspace#expireOwnStep}.
     */
    HIDE,

    /**
     * The master's stream on a replica, and loading on a replica: the master decides, so an expired key is as present as
     * any other; otherwise clocks that differ would make the replica's data drift from the master's.
     */
    KEEP
}
