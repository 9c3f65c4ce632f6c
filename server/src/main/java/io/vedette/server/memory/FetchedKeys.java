package io.vedette.server.memory;

import java.lang.foreign.ValueLayout;

/**
 * Looks at the places of several keys of a table before they are searched for: first at the bucket of each, then at the record of
 * each. No look waits for the one before, so the processor fetches them from memory side by side, where a search for one key after
 * the other would wait for each. The hashes are kept for the searches.
 *
 * <p>Belongs to one table. Owner loop only.
 */
public final class FetchedKeys {
    /** Most keys at once: about as many as a processor waits for at the same time. */
    public static final int MOST = 16;

    /** What a processor fetches at once. */
    private static final int LINE_BYTES = 64;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    private final Slabs slabs;
    private byte[][] keys = {};
    private int[] hashes = {};
    private long[] entries = {};
    private int next;
    private int count;
    /** Keeps the compiler from leaving out looks that nobody needs the result of. */
    private int seen;

    FetchedKeys(Slabs slabs) {
        this.slabs = slabs;
    }

    /** @param directory of buckets, by the leading {@code depth} bits of a hash */
    void fetch(byte[][] newKeys, int newCount, SipHash hash, Bucket[] directory, int depth) {
        if (keys.length == 0) {
            keys = new byte[MOST][];
            hashes = new int[MOST];
            entries = new long[MOST];
        }
        System.arraycopy(newKeys, 0, keys, 0, newCount);
        next = 0;
        count = newCount;
        for (int i = 0; i < count; i++) {
            hashes[i] = i > 0 && Bytes.areEqual(keys[i], keys[i - 1]) ? hashes[i - 1] : (int) hash.hash(keys[i]);
        }
        for (int i = 0; i < count; i++) {
            Bucket bucket = bucket(directory, depth, hashes[i]);
            entries[i] = bucket.entry(bucket.home(hashes[i]));
        }
        int sum = 0;
        for (int i = 0; i < count; i++) {
            boolean isHome = Bucket.hashOf(entries[i]) == hashes[i];
            int record = isHome ? (int) entries[i] : byHash(bucket(directory, depth, hashes[i]), hashes[i]);
            if (record != Slabs.NONE) {
                // Its first bytes, and those in the next line of the cache, where half of all short records end.
                Page page = slabs.page(record);
                long at = slabs.offset(record);
                sum += page.memory().get(INT, at)
                        + page.memory().get(INT, at + Math.min(page.slotBytes, LINE_BYTES) - Integer.BYTES);
            }
        }
        seen += sum;
    }

    private static Bucket bucket(Bucket[] directory, int depth, int hash) {
        return directory[(int) ((hash & 0xffffffffL) >>> 32 - depth)];
    }

    /** Some record with that hash, perhaps another key's, or {@link Slabs#NONE}. */
    private static int byHash(Bucket bucket, int hash) {
        int slot = bucket.home(hash);
        while (bucket.entry(slot) != 0 && bucket.hash(slot) != hash) {
            slot = bucket.next(slot);
        }
        return bucket.handle(slot);
    }

    /** Whether the key's hash is known; the keys before it are passed over then. */
    boolean isNext(byte[] key) {
        for (int i = next; i < count; i++) {
            if (keys[i] == key) {
                next = i;
                return true;
            }
        }
        return false;
    }

    int takeHash() {
        return hashes[next++];
    }
}
