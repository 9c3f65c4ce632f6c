package io.vedette.rdb;

/**
 * A key with what is said about it beside its value. The array is the receiver's to keep.
 *
 * @param expireAtMillis absolute time since 1970, or {@link #NO_EXPIRY}
 * @param idleSeconds since the last access, or {@link #UNKNOWN}
 * @param frequency the access counter 0..255 of an LFU policy, or {@link #UNKNOWN}
 */
public record RdbKey(byte[] bytes, long expireAtMillis, long idleSeconds, int frequency) {
    public static final long NO_EXPIRY = -1;
    public static final int UNKNOWN = -1;

    public boolean expires() {
        return expireAtMillis != NO_EXPIRY;
    }
}
