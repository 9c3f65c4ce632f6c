package io.vedette.server.commands;

import io.vedette.server.keyspace.ExpiryRule;

/** When an expiry that a client asks for has come before it was asked. */
final class Expiries {
    private Expiries() {}

    /**
     * True if a key with this expiry is to be deleted at once. Not on a replica: there the master's deletion follows in
     * the stream, whatever the clock says here.
     */
    static boolean isPast(Store store, long expireAtMillis, long nowMillis) {
        return expireAtMillis <= nowMillis && store.keyspace().rule() == ExpiryRule.DELETE;
    }
}
