package io.vedette.server.memory;

/**
 * What was looked for last, and what looking needs for a moment: most commands look twice for one key. The main table of a database has its
 * own; the many tables inside of collections share one. If each remembered something by itself, as many old objects would refer to
 * young ones, and the collector must look at every one of them: its pauses came to 20 ms with 50,000 sets.
 *
 * <p>Owner loop only.
 */
public final class LookUps {
    /** No key of anybody: compared by identity. */
    private static final byte[] NO_KEY = {};

    private static final int LEAST_SCRATCH = 256;

    private byte[] hashedKey = NO_KEY;
    private int hashOfKey;

    private byte[] foundKey = NO_KEY;
    private RecordTable foundIn;
    private int found;

    private long[] scratch = {};

    boolean isHashed(byte[] key) {
        return key == hashedKey;
    }

    /** The hash for which {@link #isHashed} said so. */
    int hash() {
        return hashOfKey;
    }

    int hashed(byte[] key, int hash) {
        hashedKey = key;
        hashOfKey = hash;
        return hash;
    }

    /** Whether this key was looked for last, in this table, and nothing has changed since. */
    boolean isFound(RecordTable table, byte[] key) {
        return key == foundKey && table == foundIn;
    }

    /** The record for which {@link #isFound} said so. */
    int found() {
        return found;
    }

    int found(RecordTable table, byte[] key, int record) {
        foundIn = table;
        foundKey = key;
        found = record;
        return record;
    }

    /** Something has changed. */
    void forgetFound() {
        foundKey = NO_KEY;
    }

    /** Room for so many numbers, until the next call. */
    long[] scratch(int numbers) {
        if (scratch.length < numbers) {
            scratch = new long[Math.max(LEAST_SCRATCH, numbers)];
        }
        return scratch;
    }
}
