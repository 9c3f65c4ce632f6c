package io.vedette.server.keyspace;

import io.vedette.server.memory.SipHash;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The hash table of one database: extendible hashing. A directory, indexed by the leading bits of the hash, points to
 * {@link Segment}s; a segment that is too full splits in two, one that is nearly empty joins its neighbour. So the table
 * grows a kilobyte at a time: no rehash, no second table beside the first. Only the directory doubles, and that is one
 * reference for about 140 keys.
 *
 * <p><b>Scan.</b> The cursor is a place in the order of hashes: "everything below was returned". Splits and joins do not
 * change a key's hash, so a key that is present throughout a scan is returned at least once, whatever happens meanwhile.
 *
 * <p><b>Snapshot.</b> {@link #freeze} copies the list of segments and begins a new epoch. From then on a segment that is
 * older is copied before its first change, so the frozen list stays as it was and another thread may walk it. The extra
 * memory is what was rewritten meanwhile. {@link #thaw} ends that.
 *
 * <p>Owner loop only, except for the frozen segments.
 */
final class Table {
    /** Bound of the directory: 2^24 references. Beyond about two billion keys segments grow instead of splitting. */
    private static final int DEEPEST = 24;

    /** A segment with fewer entries looks whether it can join its neighbour ... */
    private static final int FEW_ENTRIES = 32;

    /** ... and does if both together have no more than this; far below the split, so that nothing flaps. */
    private static final int JOINED_ENTRIES = 96;

    private static final long NO_SNAPSHOT = -1;
    private static final long HASHES = 1L << 32;

    private final SipHash hash;
    private final ExpiryIndex expiries = new ExpiryIndex();
    private Segment[] directory;
    private int depth;
    private long size;

    private long epoch;
    /** Segments of this epoch or an older one are frozen. */
    private long frozenEpoch = NO_SNAPSHOT;

    private int snapshots;
    private long[] scratch = new long[Segment.FULL_SLOTS];

    Table(SipHash hash) {
        this.hash = hash;
        this.directory = new Segment[] {new Segment(0, epoch, 0)};
    }

    int hash(byte[] key) {
        return (int) hash.hash(key);
    }

    long size() {
        return size;
    }

    ExpiryIndex expiries() {
        return expiries;
    }

    Entry get(byte[] key) {
        return get(hash(key), key);
    }

    Entry get(int hashOfKey, byte[] key) {
        return directory[place(hashOfKey)].get(hashOfKey, key);
    }

    /** Puts the entry, in place of one with the same key if there is one; returns that one or {@link Entry#NONE}. */
    Entry put(Entry entry) {
        Segment segment = writable(entry.hash);
        entry.epoch = epoch;
        Entry old = segment.put(entry);
        index(old, entry);
        if (old == Entry.NONE) {
            size++;
            while (segment.count() > Segment.MOST_ENTRIES && segment.depth < DEEPEST) {
                split(segment, entry.hash);
                segment = directory[place(entry.hash)];
            }
        }
        return old;
    }

    /** Takes out an entry that is in the table. */
    void remove(Entry entry) {
        Segment segment = writable(entry.hash);
        segment.remove(entry.hash, entry.key);
        index(entry, Entry.NONE);
        size--;
        while (segment.count() < FEW_ENTRIES && join(segment, entry.hash)) {
            segment = directory[place(entry.hash)];
        }
    }

    private void index(Entry old, Entry entry) {
        if (old.hasExpiry()) {
            if (entry.hasExpiry()) {
                expiries.replace(old, entry);
            } else {
                expiries.remove(old);
            }
        } else if (entry.hasExpiry()) {
            expiries.add(entry);
        }
    }

    /**
     * Gives entries in the order of their hashes from {@code cursor} on, at least {@code wanted} if there are as many, and
     * never more than one segment's worth of work for each ten of them.
     *
     * @return the cursor to go on with, 0 when everything was given
     */
    long scan(long cursor, long wanted, Consumer<Entry> sink) {
        long next = cursor;
        long given = 0;
        for (long steps = 0; given < wanted && steps < Math.max(10, wanted) && next < HASHES; steps++) {
            Segment segment = directory[place((int) next)];
            long end = endOf(segment, next);
            int found = hashesFrom(segment, next);
            int i = 0;
            while (i < found && (given < wanted || scratch[i] >>> 32 < next)) {
                sink.accept(segment.at((int) scratch[i]));
                next = (scratch[i] >>> 32) + 1;
                given++;
                i++;
            }
            if (i == found) {
                next = end;
            }
        }
        return next >= HASHES ? 0 : next;
    }

    /** Fills the scratch array with hash and slot of the segment's entries from a hash on, in order; how many. */
    private int hashesFrom(Segment segment, long from) {
        if (scratch.length < segment.slots()) {
            scratch = new long[segment.slots()];
        }
        int found = 0;
        for (int slot = 0; slot < segment.slots(); slot++) {
            Entry entry = segment.at(slot);
            long unsigned = entry.hash & 0xffffffffL;
            if (entry != Entry.NONE && unsigned >= from) {
                scratch[found++] = unsigned << 32 | slot;
            }
        }
        Arrays.sort(scratch, 0, found);
        return found;
    }

    /** The first hash behind the segment. */
    private static long endOf(Segment segment, long hashInside) {
        int below = 32 - segment.depth;
        return ((hashInside >>> below) + 1) << below;
    }

    /** Some entry, each about as likely; {@link Entry#NONE} if there is none. */
    Entry random(RandomGenerator random) {
        if (size == 0) {
            return Entry.NONE;
        }
        Segment segment = directory[random.nextInt(directory.length)];
        while (segment.count() == 0) {
            segment = directory[random.nextInt(directory.length)];
        }
        Entry entry = segment.at(random.nextInt(segment.slots()));
        while (entry == Entry.NONE) {
            entry = segment.at(random.nextInt(segment.slots()));
        }
        return entry;
    }

    /** Every entry; the table must not be changed meanwhile. */
    void forEach(Consumer<Entry> sink) {
        for (int i = 0; i < directory.length; i += 1 << (depth - directory[i].depth)) {
            Segment segment = directory[i];
            for (int slot = 0; slot < segment.slots(); slot++) {
                Entry entry = segment.at(slot);
                if (entry != Entry.NONE) {
                    sink.accept(entry);
                }
            }
        }
    }

    /** The segments as they are now; none of them will change until {@link #thaw}. */
    Segment[] freeze() {
        Segment[] frozen = new Segment[directory.length];
        int count = 0;
        for (int i = 0; i < directory.length; i += 1 << (depth - directory[i].depth)) {
            frozen[count++] = directory[i];
        }
        frozenEpoch = epoch;
        epoch++;
        snapshots++;
        return Arrays.copyOf(frozen, count);
    }

    /** A snapshot is not needed any more; with the last one gone, segments are changed in place again. */
    void thaw() {
        snapshots--;
        if (snapshots == 0) {
            frozenEpoch = NO_SNAPSHOT;
        }
    }

    /** True if a snapshot holds the entry. */
    boolean isFrozen(Entry entry) {
        return entry.epoch <= frozenEpoch;
    }

    private int place(int hashOfKey) {
        return (int) ((hashOfKey & 0xffffffffL) >>> (32 - depth));
    }

    private Segment writable(int hashOfKey) {
        Segment segment = directory[place(hashOfKey)];
        if (segment.epoch <= frozenEpoch) {
            segment = segment.copy(epoch);
            install(segment, hashOfKey);
        }
        return segment;
    }

    /** Lets the whole range of the directory that belongs to the segment point to it. */
    private void install(Segment segment, int hashInside) {
        int span = 1 << (depth - segment.depth);
        int first = place(hashInside) & -span;
        Arrays.fill(directory, first, first + span, segment);
    }

    private void split(Segment full, int hashInside) {
        if (full.depth == depth) {
            Segment[] doubled = new Segment[directory.length * 2];
            for (int i = 0; i < doubled.length; i++) {
                doubled[i] = directory[i >> 1];
            }
            directory = doubled;
            depth++;
        }
        int newDepth = full.depth + 1;
        int halfBit = 1 << (32 - newDepth);
        Segment low = new Segment(newDepth, epoch, full.count() / 2);
        Segment high = new Segment(newDepth, epoch, full.count() / 2);
        for (int slot = 0; slot < full.slots(); slot++) {
            Entry entry = full.at(slot);
            if (entry != Entry.NONE) {
                ((entry.hash & halfBit) == 0 ? low : high).put(entry);
            }
        }
        install(low, hashInside & ~halfBit);
        install(high, hashInside | halfBit);
    }

    private boolean join(Segment small, int hashInside) {
        if (small.depth == 0) {
            return false;
        }
        int halfBit = 1 << (32 - small.depth);
        Segment other = directory[place(hashInside ^ halfBit)];
        int together = small.count() + other.count();
        if (other.depth != small.depth || together > JOINED_ENTRIES) {
            return false;
        }
        Segment joined = new Segment(small.depth - 1, epoch, together);
        for (Segment half : new Segment[] {small, other}) {
            for (int slot = 0; slot < half.slots(); slot++) {
                Entry entry = half.at(slot);
                if (entry != Entry.NONE) {
                    joined.put(entry);
                }
            }
        }
        install(joined, hashInside);
        return true;
    }
}
