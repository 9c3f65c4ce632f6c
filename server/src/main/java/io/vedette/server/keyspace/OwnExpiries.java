package io.vedette.server.keyspace;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Keys to which clients of a writable replica gave an expiry. Everything else waits there for the master's word; of these the master
 * may know nothing, so they are deleted here when their time has passed. Owned by the keyspace.
 *
 * <p>As in Redis a key stays in this list when the master writes it later: who writes on both sides has chosen that.
 */
final class OwnExpiries {
    /** More are not remembered: they are hidden when their time has passed, and take memory until they are written. Ours. */
    static final int MOST_KEYS = 1 << 16;

    /** Looked at in one step, a tenth of a millisecond: with ten a second each key is met every seven seconds at worst. Ours. */
    private static final int KEYS_PER_STEP = 1_000;

    private record Own(int database, ByteBuffer key) {}

    private final Set<Own> keys = new LinkedHashSet<>();

    /** A client of a replica has written this key. */
    void written(Database database, byte[] key) {
        if (keys.size() < MOST_KEYS && expires(database, key)) {
            keys.add(new Own(database.index(), ByteBuffer.wrap(key)));
        }
    }

    /** Deletes, of the next keys in turn, those whose time has passed, and forgets those that have none any more. */
    void step(Keyspace keyspace) {
        for (int left = Math.min(KEYS_PER_STEP, keys.size()); left > 0; left--) {
            Own own = keys.iterator().next();
            keys.remove(own);
            Database database = keyspace.database(own.database());
            byte[] key = own.key().array();
            if (database.isExpired(key, keyspace.nowMillis())) {
                database.expire(key);
            } else if (expires(database, key)) {
                keys.add(own);
            }
        }
    }

    private static boolean expires(Database database, byte[] key) {
        long at = database.expireAtMillis(key);
        return at != Database.NO_EXPIRY && at != Database.NO_KEY;
    }

    void clear() {
        keys.clear();
    }
}
