package io.vedette.server.keyspace;

import io.vedette.server.values.Missing;
import io.vedette.server.values.Value;

/**
 * One key with its value and expiry. What a snapshot reads (key, hash, value, expiry) never changes: a write makes a new
 * entry. The other two fields belong to the owner loop alone.
 */
final class Entry {
    static final long NO_EXPIRY = -1;

    /** Stands for "no such entry", so that looking up never gives null. Never in a table. */
    static final Entry NONE = new Entry(new byte[0], 0, Missing.MISSING, NO_EXPIRY, 0);

    final byte[] key;
    final int hash;
    final Value value;
    /** Milliseconds since 1970, or {@link #NO_EXPIRY}. */
    final long expireAtMillis;

    /** Owner loop only: when the key was last used, seconds since 1970. */
    int usedAtSeconds;
    /** Owner loop only: the place in {@link ExpiryIndex}, meaningful while the entry has an expiry and is in the table. */
    int expiryPosition;
    /** Owner loop only: the table's epoch when the entry was put into it. */
    long epoch;

    Entry(byte[] key, int hash, Value value, long expireAtMillis, int usedAtSeconds) {
        this.key = key;
        this.hash = hash;
        this.value = value;
        this.expireAtMillis = expireAtMillis;
        this.usedAtSeconds = usedAtSeconds;
    }

    /** The same key with other content; the key's array of the older entry lives on, so that no key is held twice. */
    Entry with(Value newValue, long newExpireAtMillis, int nowSeconds) {
        return new Entry(key, hash, newValue, newExpireAtMillis, nowSeconds);
    }

    boolean hasExpiry() {
        return expireAtMillis != NO_EXPIRY;
    }

    boolean expiredAt(long nowMillis) {
        return expireAtMillis != NO_EXPIRY && nowMillis > expireAtMillis;
    }
}
