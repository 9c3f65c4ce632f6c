package io.vedette.server.keyspace;

import java.util.function.Predicate;

/**
 * Hears of every change of the keyspace, on the owner loop, in the middle of the change: it must not touch the keyspace
 * itself. Keys are shared, not copied: they must not be changed.
 */
public interface KeyspaceListener {
    /**
     * A key was deleted because its time had passed. Called before the effect of the command that met it, so that the
     * {@code DEL} goes to the log first; {@link #changed} follows.
     */
    void expired(int database, byte[] key);

    /** A key was deleted to make room. {@link #changed} follows. */
    default void evicted(int database, byte[] key) {}

    /** A key was created, overwritten or deleted, or its expiry changed: WATCH, client tracking. */
    void changed(int database, byte[] key);

    /** The content is the same for WATCH, but who waits for the key must look again: a consumer group is gone. */
    default void stirred(int database, byte[] key) {}

    /** Whether anybody wants to hear of changes of single keys now. */
    default boolean isHeard() {
        return true;
    }

    /** Something happened to a key, after {@link #changed} if it is a change: keyspace notifications. */
    default void happened(int database, KeyEvent event, byte[] key) {}

    /**
     * The whole content of a database was exchanged (FLUSHDB, FLUSHALL, SWAPDB, full resync). Called after it.
     *
     * @param before whether a key, expired or not, lay in the old content; valid during this call
     * @param after whether it lies in the new one; a key that was or is there counts as changed
     */
    void replaced(int database, Predicate<byte[]> before, Predicate<byte[]> after);

    /** One or all databases were emptied, or all content was exchanged by a full resync; after {@link #replaced}. */
    default void flushed() {}

    /** Listens to nothing: for keyspaces that are being loaded, and for tests. */
    KeyspaceListener NONE = new KeyspaceListener() {
        @Override
        public void expired(int database, byte[] key) {}

        @Override
        public void changed(int database, byte[] key) {}

        @Override
        public void replaced(int database, Predicate<byte[]> before, Predicate<byte[]> after) {}

        @Override
        public boolean isHeard() {
            return false;
        }
    };
}
