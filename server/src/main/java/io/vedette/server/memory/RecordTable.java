package io.vedette.server.memory;

import io.vedette.resp.HeapRoom;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/**
 * A hash table from byte strings to payloads, kept in {@link Slabs}: the main table of a database, and the inside of large
 * hashes, sets and sorted sets. Extendible hashing: a directory, indexed by the leading bits of the hash, points to
 * {@link Bucket}s; one that is too full splits in two, one that is nearly empty joins its neighbour. So the table grows
 * two kilobytes at a time: no rehash, no second table beside the first. Only the directory doubles, and that is one reference
 * for about 140 keys.
 *
 * <p>A record is one blob: {@link RecordHead}, key, payload. A handle stays valid until the record is
 * removed or its payload is replaced. A key array that was handed in must not be changed afterwards.
 *
 * <p><b>Scan.</b> The cursor is a place in the order of hashes: "everything below was returned". Splits and joins do not
 * change a key's hash, so a key that is present throughout a scan is returned at least once, whatever happens meanwhile.
 *
 * <p><b>Snapshot.</b> {@link #fork} and {@link #freeze} share all buckets; from then on a bucket is copied before its
 * first change. The records themselves are kept by {@link Slabs#openSnapshot}.
 *
 * <p>Owner loop only, except that a forked-off or frozen one may be read by the thread of an open snapshot.
 */
public final class RecordTable {
    /** Bound of the directory: 2^24 references. Beyond about two billion keys buckets grow instead of splitting. */
    private static final int DEEPEST = 24;

    /** A bucket with fewer entries looks whether it can join its neighbour ... */
    private static final int FEW_ENTRIES = 32;

    /** ... and does if both together have no more than this; far below the split, so that nothing flaps. */
    private static final int JOINED_ENTRIES = 96;

    private static final long HASHES = 1L << 32;
    /** Where a scan puts a slot beside its hash, so that both together are no negative number and sort by hash. */
    private static final int SLOT_BITS = 31;

    private static final int SAMPLED_RECORDS = 8;

    /** What a record takes in its bucket, with the bucket's free places. */
    private static final int BYTES_OF_ENTRY = 12;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private final Slabs slabs;
    private final SipHash hash;
    private LookUps lookUps;
    /** Only of a table that knows it will be asked for many keys at once. */
    private Optional<FetchedKeys> fetched = Optional.empty();

    private Object token = new Object();
    private Bucket[] directory;
    private int depth;
    /** Buckets that are as deep as the directory: without any it is halved. */
    private int deepest = 1;

    private long size;
    /** Places of the directory whose records were given back by {@link #releaseSome}. */
    private int released;

    /** A table with look-ups of its own. */
    public RecordTable(Slabs slabs, SipHash hash) {
        this(slabs, hash, new LookUps());
    }

    /** @param lookUps shared with tables of the same hash and the same owner */
    public RecordTable(Slabs slabs, SipHash hash, LookUps lookUps) {
        this.slabs = slabs;
        this.hash = hash;
        this.lookUps = lookUps;
        this.directory = new Bucket[] {new Bucket(slabs, 0, token, 0)};
    }

    private RecordTable(RecordTable shared) {
        this.slabs = shared.slabs;
        this.hash = shared.hash;
        this.lookUps = shared.lookUps;
        this.directory = shared.directory.clone();
        this.depth = shared.depth;
        this.deepest = shared.deepest;
        this.size = shared.size;
    }

    /**
     * A table with the same content, to be changed from now on in place of this one, which a snapshot holds and which must
     * not be changed any more.
     */
    public RecordTable fork() {
        RecordTable fork = new RecordTable(this);
        lookUps = new LookUps(); // another thread may read this one
        return fork;
    }

    /** The same content for a snapshot to read; this table goes on. */
    public RecordTable freeze() {
        token = new Object();
        RecordTable frozen = new RecordTable(this);
        frozen.lookUps = new LookUps(); // another thread may read it
        return frozen;
    }

    public long size() {
        return size;
    }

    /** Bytes on the heap; records and buckets are counted by {@link Slabs}. */
    public long heapBytes() {
        return 4L * directory.length + 48L * (size / 140);
    }

    /** Bytes of everything, wherever it lies; the records are estimated by the first few. */
    public long memoryBytes() {
        int looked = 0;
        long bytes = 0;
        for (RecordCursor cursor = cursor(); looked < SAMPLED_RECORDS && cursor.next(); looked++) {
            bytes += slabs.capacity(cursor.record());
        }
        return heapBytes() + size * BYTES_OF_ENTRY + (looked == 0 ? 0 : size * bytes / looked);
    }

    // ---- finding

    /** The hash of a key. A command asks for the same array several times in a row, so the last one is remembered. */
    public int hash(byte[] key) {
        if (lookUps.isHashed(key)) {
            return lookUps.hash();
        }
        boolean known = fetched.isPresent() && fetched.get().isNext(key);
        return lookUps.hashed(key, known ? fetched.get().takeHash() : (int) hash.hash(key));
    }

    /** Fetches the places of several keys from memory, which should be searched for soon, in their order: see {@link FetchedKeys}. */
    public void fetch(byte[][] keys, int count) {
        if (fetched.isEmpty()) {
            fetched = Optional.of(new FetchedKeys(slabs));
        }
        fetched.get().fetch(keys, count, hash, directory, depth);
    }

    /** The key's record, or {@link Slabs#NONE}. */
    public int find(byte[] key) {
        return find(hash(key), key);
    }

    public int find(int hashOfKey, byte[] key) {
        if (lookUps.isFound(this, key)) {
            return lookUps.found();
        }
        Bucket bucket = directory[place(hashOfKey)];
        return lookUps.found(this, key, bucket.handle(slotOf(bucket, hashOfKey, key)));
    }

    public boolean contains(byte[] key) {
        return find(key) != Slabs.NONE;
    }

    /** The slot that holds the key, or the free one where the search ends. */
    private int slotOf(Bucket bucket, int hashOfKey, byte[] key) {
        int slot = bucket.home(hashOfKey);
        for (long entry = bucket.entry(slot); entry != 0; entry = bucket.entry(slot)) {
            if (Bucket.hashOf(entry) == hashOfKey && isKey((int) entry, key)) {
                return slot;
            }
            slot = bucket.next(slot);
        }
        return slot;
    }

    private boolean isKey(int handle, byte[] key) {
        return RecordHead.isBefore(slabs.memory(handle), slabs.offset(handle), key);
    }

    // ---- changing

    /** Makes room for so many records in a table that has none: then it need not grow step by step. */
    public void expect(long records) {
        directory[0].release();
        directory = Bucket.forRecords(slabs, token, records, DEEPEST);
        deepest = directory.length;
        depth = Integer.numberOfTrailingZeros(deepest);
    }

    /** Puts the payload under the key, in place of what was there; true if the key is new. */
    public boolean put(byte[] key, byte[] payload) {
        int hashOfKey = hash(key);
        Bucket bucket = writable(hashOfKey);
        int slot = slotOf(bucket, hashOfKey, key);
        int old = bucket.handle(slot);
        if (old == Slabs.NONE) {
            add(key, payload);
            return true;
        }
        bucket.replace(slot, withPayload(old, key, payload));
        return false;
    }

    /** Adds a key that is not in the table. */
    public void add(byte[] key, byte[] payload) {
        add(hash(key), record(key, payload, 0, payload.length));
    }

    /**
     * Adds a record that was made by {@link #record}, under a key that is not in the table.
     *
     * @return 0 if a key may be there that has the same hash
     */
    public long add(int hashOfKey, int handle) {
        Bucket bucket = writable(hashOfKey);
        long nearest = bucket.add(hashOfKey, handle);
        size++;
        while (bucket.count() > Bucket.MOST_ENTRIES && bucket.depth < DEEPEST) {
            split(bucket, hashOfKey);
            bucket = directory[place(hashOfKey)];
        }
        return nearest;
    }

    /** How many records have that key: more than one where it was added although it was there. */
    int count(int hashOfKey, byte[] key) {
        Bucket bucket = directory[place(hashOfKey)];
        int count = 0;
        int slot = bucket.home(hashOfKey);
        for (long entry = bucket.entry(slot); entry != 0; entry = bucket.entry(slot)) {
            count += Bucket.hashOf(entry) == hashOfKey && isKey((int) entry, key) ? 1 : 0;
            slot = bucket.next(slot);
        }
        return count;
    }

    /** Lets the key refer to another record, which has the same key. The old record is left to the caller. */
    public void replace(int hashOfKey, byte[] key, int handle) {
        Bucket bucket = writable(hashOfKey);
        bucket.replace(slotOf(bucket, hashOfKey, key), handle);
    }

    /**
     * Lets the key have a payload that consists of a head and a body: in the old record's place where that may be, otherwise in
     * a new one; then the old one is given back.
     *
     * @param old the record of the key, or {@link Slabs#NONE} if the key is not in the table
     * @return the record
     */
    public int write(int hashOfKey, byte[] key, int old, byte[] head, int headLength, byte[] body) {
        int length = headLength + body.length;
        boolean inPlace = old != Slabs.NONE && !slabs.isFrozen(old) && fits(old, key.length, length);
        int record = inPlace ? old : emptyRecord(key, length);
        MemorySegment memory = slabs.memory(record);
        long at = slabs.offset(record);
        if (inPlace) {
            RecordHead.payloadLength(memory, at, length);
        }
        long from = RecordHead.payload(memory, at);
        Bytes.put(head, 0, memory, from, headLength);
        Bytes.put(body, 0, memory, from + headLength, body.length);
        if (old == Slabs.NONE) {
            add(hashOfKey, record);
        } else if (!inPlace) {
            replace(hashOfKey, key, record);
            slabs.free(old);
        }
        return record;
    }

    /** Whether the record may get a payload of that length where it lies. */
    private boolean fits(int record, int keyLength, int payloadLength) {
        int head = RecordHead.bytes(keyLength, payloadLength);
        int bytes = head + keyLength + payloadLength;
        int capacity = slabs.capacity(record);
        return bytes <= capacity
                && bytes > capacity / 2
                && head == RecordHead.bytes(slabs.memory(record), slabs.offset(record));
    }

    /** Takes the key out and gives its record back; false if it is not there. */
    public boolean remove(byte[] key) {
        int record = takeOut(hash(key), key);
        if (record != Slabs.NONE) {
            slabs.free(record);
        }
        return record != Slabs.NONE;
    }

    /** Takes the key out; its record, or {@link Slabs#NONE}, is left to the caller. */
    public int takeOut(int hashOfKey, byte[] key) {
        Bucket shared = directory[place(hashOfKey)];
        if (shared.handle(slotOf(shared, hashOfKey, key)) == Slabs.NONE) {
            return Slabs.NONE;
        }
        Bucket bucket = writable(hashOfKey);
        int slot = slotOf(bucket, hashOfKey, key);
        int record = bucket.handle(slot);
        bucket.remove(slot);
        size--;
        while (bucket.count() < FEW_ENTRIES && join(bucket, hashOfKey)) {
            bucket = directory[place(hashOfKey)];
        }
        return record;
    }

    /** Gives all records back. The table must not be used any more. */
    public void release() {
        releaseSome(directory.length, record -> {});
    }

    /**
     * Gives back the records of some buckets: {@link #release} in steps, for large tables.
     *
     * @param parting told of each record before it is given back
     * @return false when nothing is left
     */
    public boolean releaseSome(int buckets, IntConsumer parting) {
        for (int done = 0; done < buckets && released < directory.length; done++) {
            Bucket bucket = directory[released];
            for (int slot = 0; slot < bucket.slots(); slot++) {
                int record = bucket.handle(slot);
                if (record != Slabs.NONE) {
                    parting.accept(record);
                    slabs.free(record);
                }
            }
            bucket.release();
            released += 1 << depth - bucket.depth;
        }
        return released < directory.length;
    }

    /** Makes a record, in no table yet. */
    public int record(byte[] key, byte[] payload, int from, int length) {
        int handle = emptyRecord(key, length);
        Bytes.put(payload, from, slabs.memory(handle), payloadOffset(handle), length);
        return handle;
    }

    /** A record whose payload is still to be written. */
    private int emptyRecord(byte[] key, int payloadLength) {
        int handle = slabs.allocate(RecordHead.bytes(key.length, payloadLength) + key.length + payloadLength);
        MemorySegment memory = slabs.memory(handle);
        long keyAt = RecordHead.put(memory, slabs.offset(handle), key.length, payloadLength);
        Bytes.put(key, 0, memory, keyAt, key.length);
        return handle;
    }

    /** The record with another payload: changed in place where that may be, otherwise a new one, and the old one is given back. */
    private int withPayload(int old, byte[] key, byte[] payload) {
        if (!slabs.isFrozen(old) && fits(old, key.length, payload.length)) {
            RecordHead.payloadLength(slabs.memory(old), slabs.offset(old), payload.length);
            Bytes.put(payload, 0, slabs.memory(old), payloadOffset(old), payload.length);
            return old;
        }
        int moved = record(key, payload, 0, payload.length);
        slabs.free(old);
        return moved;
    }

    public byte[] key(int handle) {
        MemorySegment memory = slabs.memory(handle);
        long at = slabs.offset(handle);
        byte[] key = HeapRoom.array(RecordHead.keyLength(memory, at));
        Bytes.take(memory, at + RecordHead.bytes(memory, at), key, 0, key.length);
        return key;
    }

    /** Negative, 0 or positive: the record's key stands before, at or behind the other one in the order of unsigned bytes. */
    public int compareKey(int handle, byte[] other) {
        MemorySegment memory = slabs.memory(handle);
        long at = slabs.offset(handle);
        int length = RecordHead.keyLength(memory, at);
        int common = Math.min(length, other.length);
        long from = at + RecordHead.bytes(memory, at);
        int i = 0;
        while (i + Long.BYTES <= common && memory.get(LONG, from + i) == Bytes.longAt(other, i)) {
            i += Long.BYTES;
        }
        for (; i < common; i++) {
            int difference = (memory.get(ValueLayout.JAVA_BYTE, from + i) & 0xff) - (other[i] & 0xff);
            if (difference != 0) {
                return difference;
            }
        }
        return length - other.length;
    }

    public int payloadLength(int handle) {
        return RecordHead.payloadLength(slabs.memory(handle), slabs.offset(handle));
    }

    public byte[] payload(int handle) {
        byte[] payload = HeapRoom.array(payloadLength(handle));
        copyPayload(handle, 0, payload, 0, payload.length);
        return payload;
    }

    /** Copies a part of the payload. */
    public void copyPayload(int handle, int from, byte[] target, int to, int length) {
        Bytes.take(slabs.memory(handle), payloadOffset(handle) + from, target, to, length);
    }

    public byte payloadByte(int handle, int position) {
        return slabs.memory(handle).get(ValueLayout.JAVA_BYTE, payloadOffset(handle) + position);
    }

    public int payloadInt(int handle, int position) {
        return slabs.memory(handle).get(INT, payloadOffset(handle) + position);
    }

    public long payloadLong(int handle, int position) {
        return slabs.memory(handle).get(LONG, payloadOffset(handle) + position);
    }

    /** Changes the payload in place: only where the record is not frozen, or for what no snapshot reads. */
    public void payloadInt(int handle, int position, int value) {
        slabs.memory(handle).set(INT, payloadOffset(handle) + position, value);
    }

    private long payloadOffset(int handle) {
        return RecordHead.payload(slabs.memory(handle), slabs.offset(handle));
    }

    // ---- walking

    /** Every record, in no order; the table must not be changed meanwhile. */
    public void forEach(IntConsumer sink) {
        for (RecordCursor cursor = cursor(); cursor.next(); ) {
            sink.accept(cursor.record());
        }
    }

    /** For who looks at many records, one after the other. */
    public CopiedRecord copiedRecord() {
        return new CopiedRecord(slabs);
    }

    /** A walk over every record, in no order; the table must not be changed meanwhile. */
    public RecordCursor cursor() {
        return new RecordCursor(slabs, directory, depth);
    }

    /**
     * Gives records in the order of their hashes from {@code cursor} on, at least {@code wanted} if there are as many, and
     * never more than one bucket's worth of work for each ten of them. The sink must not change the table.
     *
     * @return the cursor to go on with, 0 when everything was given
     */
    public long scan(long cursor, long wanted, IntConsumer sink) {
        long next = cursor;
        long given = 0;
        for (long steps = 0; given < wanted && steps < Math.max(10, wanted) && next < HASHES; steps++) {
            Bucket bucket = directory[place((int) next)];
            int below = 32 - bucket.depth;
            long end = (next >>> below) + 1 << below;
            long[] scratch = lookUps.scratch(bucket.slots());
            int found = hashesFrom(bucket, scratch, next);
            int i = 0;
            while (i < found && (given < wanted || scratch[i] >>> SLOT_BITS < next)) {
                sink.accept(bucket.handle((int) scratch[i] & Integer.MAX_VALUE));
                next = (scratch[i] >>> SLOT_BITS) + 1;
                given++;
                i++;
            }
            if (i == found) {
                next = end;
            }
        }
        return next >= HASHES ? 0 : next;
    }

    /** Fills the scratch array with hash and slot of the bucket's entries from a hash on, in order; how many. */
    private int hashesFrom(Bucket bucket, long[] scratch, long from) {
        int found = 0;
        for (int slot = 0; slot < bucket.slots(); slot++) {
            long unsigned = bucket.hash(slot) & 0xffffffffL;
            if (bucket.handle(slot) != Slabs.NONE && unsigned >= from) {
                scratch[found++] = unsigned << SLOT_BITS | slot;
            }
        }
        Arrays.sort(scratch, 0, found);
        return found;
    }

    /** Some record, each as likely as any other; {@link Slabs#NONE} if there is none. */
    public int random(RandomGenerator random) {
        if (size == 0) {
            return Slabs.NONE;
        }
        while (true) {
            Bucket bucket = directory[random.nextInt(directory.length)];
            // A bucket is met as often as it stands in the directory, whatever it holds: so it must be lucky once more.
            long places = (long) mostSlots(bucket) << depth - bucket.depth;
            if (random.nextLong(places) < bucket.slots()) {
                int handle = bucket.handle(random.nextInt(bucket.slots()));
                if (handle != Slabs.NONE) {
                    return handle;
                }
            }
        }
    }

    /** Only where the directory cannot grow any more does a bucket; then chances are only about even. */
    private static int mostSlots(Bucket bucket) {
        return Math.max(bucket.slots(), Bucket.FULL_SLOTS);
    }

    /**
     * Some different records for {@code sample}: neighbours from a random place on, which are as unrelated as any, since their
     * place is the hash.
     *
     * @return how many; fewer than {@code wanted} only if the table has no more
     */
    public int sample(RandomGenerator random, int[] sample, int wanted) {
        int found = 0;
        int most = (int) Math.min(wanted, size);
        int place = random.nextInt(directory.length);
        int first = random.nextInt(directory[place].slots());
        int from = first;
        // Once around, and the part of the first bucket that was left out.
        for (int seen = 0; found < most && seen <= directory.length; from = 0) {
            Bucket bucket = directory[place];
            int to = seen == directory.length ? first : bucket.slots();
            for (int slot = from; slot < to && found < most; slot++) {
                int record = bucket.handle(slot);
                if (record != Slabs.NONE) {
                    sample[found++] = record;
                }
            }
            int span = 1 << depth - bucket.depth;
            place = (place | span - 1) + 1 & directory.length - 1;
            seen = seen == directory.length ? seen + 1 : seen + span;
        }
        return found;
    }

    /**
     * Moves what one bucket holds, as far as it lies in pages that are to go. Only while no snapshot is open: then nobody else has the
     * bucket, whoever it was shared with.
     *
     * @param cursor 0 at first, then what was returned
     * @param moved gets the new handle of each record that was moved: who else refers to it must do so by that one
     * @return the cursor for the next bucket, 0 after the last
     */
    public long relocate(long cursor, IntConsumer moved) {
        lookUps.forgetFound();
        Bucket bucket = directory[place((int) cursor)];
        bucket.relocate(moved);
        int below = 32 - bucket.depth;
        long next = (cursor >>> below) + 1 << below;
        return next >= HASHES ? 0 : next;
    }

    // ---- buckets

    private int place(int hashOfKey) {
        return (int) ((hashOfKey & 0xffffffffL) >>> 32 - depth);
    }

    Slabs slabs() {
        return slabs;
    }

    SipHash siphash() {
        return hash;
    }

    Bucket bucket(int hashOfKey) {
        return directory[place(hashOfKey)];
    }

    private Bucket writable(int hashOfKey) {
        lookUps.forgetFound();
        Bucket bucket = directory[place(hashOfKey)];
        if (bucket.owner != token) {
            Bucket shared = bucket;
            bucket = shared.copyFor(token);
            install(bucket, hashOfKey);
            shared.release(); // a snapshot that holds it holds its memory too
        }
        return bucket;
    }

    /** Lets the whole range of the directory that belongs to the bucket point to it. */
    private void install(Bucket bucket, int hashInside) {
        int span = 1 << depth - bucket.depth;
        int first = place(hashInside) & -span;
        Arrays.fill(directory, first, first + span, bucket);
    }

    private void split(Bucket full, int hashInside) {
        if (full.depth == depth) {
            Bucket[] doubled = new Bucket[directory.length * 2];
            for (int i = 0; i < doubled.length; i++) {
                doubled[i] = directory[i >> 1];
            }
            directory = doubled;
            depth++;
            deepest = 0;
        }
        int newDepth = full.depth + 1;
        deepest += newDepth == depth ? 2 : 0;
        int halfBit = 1 << 32 - newDepth;
        Bucket low = new Bucket(slabs, newDepth, token, full.count() / 2);
        Bucket high = new Bucket(slabs, newDepth, token, full.count() / 2);
        full.splitTo(low, high, halfBit);
        install(low, hashInside & ~halfBit);
        install(high, hashInside | halfBit);
        full.release();
    }

    private boolean join(Bucket small, int hashInside) {
        if (small.depth == 0) {
            return false;
        }
        int halfBit = 1 << 32 - small.depth;
        Bucket other = directory[place(hashInside ^ halfBit)];
        int together = small.count() + other.count();
        if (other.depth != small.depth || together > JOINED_ENTRIES) {
            return false;
        }
        Bucket joined = new Bucket(slabs, small.depth - 1, token, together);
        small.addAllTo(joined);
        other.addAllTo(joined);
        install(joined, hashInside);
        small.release();
        other.release();
        if (joined.depth == depth - 1) {
            deepest -= 2;
            while (deepest == 0) {
                halve();
            }
        }
        return true;
    }

    /** So that random draws do not meet the same few buckets again and again. */
    private void halve() {
        Bucket[] halved = new Bucket[directory.length / 2];
        depth--;
        for (int i = 0; i < halved.length; i++) {
            halved[i] = directory[2 * i];
            deepest += halved[i].depth == depth ? 1 : 0;
        }
        directory = halved;
    }
}
