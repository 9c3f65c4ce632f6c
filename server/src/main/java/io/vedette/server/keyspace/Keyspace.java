package io.vedette.server.keyspace;

import io.vedette.server.memory.SipHash;
import io.vedette.server.memory.Slabs;
import io.vedette.server.values.EncodingLimits;
import io.vedette.server.values.Values;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * All data of a server, and the only owner of it: a row of {@link Database}s behind one write gate. Every change goes
 * through a method of a database or of this class, is counted in {@link #dirty} and told to the one
 * {@link KeyspaceListener}; nobody else holds anything that could change under its feet.
 *
 * <p>Before each command the engine says for whom and when the keyspace acts ({@link #actAs}); the time then stands still
 * until the next call, so one command, or one MULTI block, sees one moment.
 *
 * <p>Owner loop only. Chance (hash seeds, samples) comes from the generator that is handed in.
 */
public final class Keyspace {
    /** Blobs that a snapshot held given back between two looks at the budget. */
    private static final int BLOBS_PER_LOOK = 1_000;

    /** Rounds between two looks at the budget. */
    private static final int ROUNDS_PER_LOOK = 16;

    private final Database[] databases;
    private final KeyspaceListener listener;
    private final RandomGenerator secrets;
    private final RandomGenerator random;
    private final EncodingLimits limits;
    private Values values;
    private Shelf shelf;
    private final UseMarks marks;
    private final Eviction eviction;
    private Defragmentation defragmentation;
    /** What was flushed and is not yet given back. */
    private Departures departures;
    /** What of {@link Departures#gone} is of departures that are none any more, and negative what does not count. */
    private long goneBefore;

    private final OwnExpiries ownExpiries = new OwnExpiries();
    private ExpiryRule rule = ExpiryRule.DELETE;
    private long nowMillis;
    private long dirty;
    private long flushes;
    private long hits;
    private long misses;
    private long expiredKeys;
    private long evictedKeys;
    private long backgroundSnapshots;
    private double stalePercent;
    private int cycleDatabase;
    private List<byte[]> functionLibraries = List.of();
    private Tempo tempo = new Tempo();

    /**
     * @param databases how many, at least 1
     * @param random seeds the hash function and the drawing of samples; must be hard to guess in a server that faces strangers
     * @param limits up to where collections stay packed
     */
    public Keyspace(int databases, KeyspaceListener listener, RandomGenerator random, EncodingLimits limits) {
        this(databases, listener, random, limits, EvictionRule.NONE);
    }

    /** @param evictionRule what goes when memory is full, and how uses are counted for that */
    public Keyspace(
            int databases,
            KeyspaceListener listener,
            RandomGenerator random,
            EncodingLimits limits,
            EvictionRule evictionRule) {
        this.listener = listener;
        this.secrets = random;
        // What is hard to guess takes its time, and draws are many.
        this.random = new SplittableRandom(random.nextLong());
        this.limits = limits;
        begin();
        this.databases = new Database[databases];
        for (int i = 0; i < databases; i++) {
            this.databases[i] = new Database(this, i, newRecords());
        }
        this.marks = new UseMarks(evictionRule, this.random);
        this.eviction = new Eviction(this.databases, marks, this.random);
        this.defragmentation = new Defragmentation(this.databases, values.slabs(), shelf);
    }

    /** Says for whom the keyspace acts from now on, and when: wall clock in milliseconds since 1970. */
    public void actAs(ExpiryRule newRule, long newNowMillis) {
        rule = newRule;
        nowMillis = newNowMillis;
    }

    /** Sets how slowly this keyspace is written and loaded. */
    public void tempo(Tempo value) {
        tempo = value;
    }

    /** How slowly this keyspace is written and loaded. */
    public Tempo tempo() {
        return tempo;
    }

    /** How many databases there are. */
    public int databases() {
        return databases.length;
    }

    /** @param index from 0 to {@link #databases()} - 1 */
    public Database database(int index) {
        return databases[index];
    }

    /** Keys in all databases. */
    public long size() {
        long size = 0;
        for (Database database : databases) {
            size += database.size();
        }
        return size;
    }

    /** Changes made since the process began; deletions by expiry do not count. Never goes back. */
    public long dirty() {
        return dirty;
    }

    /** How often {@link #flushAll} was called: what lies on the disk is out of date then. */
    public long flushes() {
        return flushes;
    }

    /** Memory for everything that will be held from now on. */
    private void begin() {
        values = new Values(new Slabs(), new SipHash(secrets.nextLong(), secrets.nextLong()), limits);
        shelf = new Shelf(values.slabs());
        departures = new Departures();
    }

    /** Empties one database and returns how many keys it had; each counts as a change. */
    public long flush(int index) {
        Records old = databases[index].records();
        dirty += old.size();
        databases[index].replaceRecords(newRecords());
        if (old.size() > 0) {
            departures.add(old);
        }
        listener.flushed();
        return old.size();
    }

    /** Empties all databases and returns how many keys they had. */
    public long flushAll() {
        Slabs old = values.slabs();
        goneBefore += departures.gone() + departures.collections();
        begin();
        long removed = 0;
        for (Database database : databases) {
            removed += database.size();
            database.replaceRecords(newRecords());
        }
        dirty += removed;
        flushes++;
        ownExpiries.clear();
        old.abandon();
        listener.flushed();
        return removed;
    }

    /** Exchanges the contents of two databases. One change, also where both are the same and nobody sees any. */
    public void swap(int first, int second) {
        if (first != second) {
            Records records = databases[first].records();
            databases[first].replaceRecords(databases[second].records());
            databases[second].replaceRecords(records);
        }
        dirty++;
    }

    /**
     * Takes over everything that {@code fresh} holds, in place of what was here: the end of a full resync or of loading at
     * start. Counts as no change. {@code fresh} must have as many databases and must not be used afterwards.
     */
    public void replaceWith(Keyspace fresh) {
        if (fresh.databases.length != databases.length) {
            throw new IllegalArgumentException(
                    fresh.databases.length + " databases cannot replace " + databases.length);
        }
        Slabs old = values.slabs();
        goneBefore += departures.gone() + departures.collections();
        values = fresh.values;
        shelf = fresh.shelf;
        departures = fresh.departures;
        for (int i = 0; i < databases.length; i++) {
            databases[i].replaceRecords(fresh.databases[i].records());
        }
        functionLibraries = fresh.functionLibraries;
        old.abandon();
        listener.flushed();
    }

    /** Gives all memory back: for one that was to take another's place, and does not. It must not be used any more, but by open snapshots. */
    public void abandon() {
        values.slabs().abandon();
    }

    /**
     * Gives back memory of what was flushed, and of what was deleted and is large, as long as it may.
     *
     * @param mayGoOn asked after some thousand records: false ends it, the next call goes on from there
     */
    public void giveBack(BooleanSupplier mayGoOn) {
        departures.giveBack(mayGoOn);
        while (values.slabs().giveBackDeferred(BLOBS_PER_LOOK) && mayGoOn.getAsBoolean()) {
            // what a snapshot held
        }
    }

    /** Whether something is left that {@link #giveBack} would give back, besides what snapshots held. */
    public boolean hasDepartures() {
        return !departures.isEmpty();
    }

    /** Large collections that no key leads to any more and that still take memory. */
    public int departures() {
        return departures.collections();
    }

    /** Large collections that were given back in steps, since the count began. */
    public long departed() {
        return goneBefore + departures.gone();
    }

    public void resetDeparted() {
        goneBefore = -departures.gone();
    }

    /** Bytes that keys and values take, in slabs and on the heap, and the tables that find them. */
    public long memoryBytes() {
        return heapBytes() + slabBytes();
    }

    /** The part of {@link #memoryBytes} that lies on the heap. */
    public long heapBytes() {
        return tableBytes() + shelf.heapBytes();
    }

    /** {@link #memoryBytes} without {@link #tableBytes}: costs nothing to ask. */
    public long dataBytes() {
        return shelf.heapBytes() + slabBytes();
    }

    /** Whether the system gave no more memory lately: see {@link io.vedette.server.memory.Slabs#isShort}. */
    public boolean isShortOfMemory() {
        return values.slabs().isShort();
    }

    /** Bytes on the heap of the collections. */
    public long collectionHeapBytes() {
        return shelf.heapBytes();
    }

    /** Bytes on the heap of the tables that find the keys. */
    public long tableBytes() {
        long tables = 0;
        for (Database database : databases) {
            tables += database.records().heapBytes();
        }
        return tables;
    }

    /** The part of {@link #memoryBytes} that was given up and is kept for an open snapshot alone. */
    public long heldBytes() {
        return values.slabs().deferredBytes();
    }

    /** Bytes that the slabs have from the system, for what is in use and what is free in them. */
    public long pageBytes() {
        return values.slabs().pageBytes();
    }

    /** The part of {@link #pageBytes} that is in use. */
    public long slabBytes() {
        return values.slabs().usedBytes();
    }

    /**
     * Moves data out of sparse pages, as long as it may. Does nothing while a snapshot is open.
     *
     * @return false if there is nothing more to do for now
     */
    public boolean defragment(BooleanSupplier mayGoOn) {
        if (!defragmentation.isOf(values.slabs())) {
            defragmentation = new Defragmentation(databases, values.slabs(), shelf);
        }
        if (values.slabs().hasOpenSnapshot()) {
            defragmentation.breakOff();
            return false;
        }
        return defragmentation.step(mayGoOn);
    }

    /** Ends a walk of {@link #defragment} before its time. */
    public void stopDefragmenting() {
        defragmentation.breakOff();
    }

    /** Blobs moved by {@link #defragment} in the present content: INFO active_defrag_hits. */
    public long movedBlobs() {
        return defragmentation.moved();
    }

    /** Deletes the key that may best be missed, by the policy of the moment; false if there is none that may go. */
    public boolean evictOne(long evictNowMillis) {
        Optional<Eviction.Candidate> chosen = eviction.choose(evictNowMillis);
        chosen.ifPresent(candidate -> candidate.database().evict(candidate.key()));
        return chosen.isPresent();
    }

    /** The policy is another one: what was found by the old one is forgotten. */
    public void evictionRuleChanged() {
        eviction.forget();
    }

    /** Sources of function libraries that came with the data; nothing runs them, they travel with every snapshot. */
    public List<byte[]> functionLibraries() {
        return functionLibraries;
    }

    public void functionLibraries(List<byte[]> sources) {
        functionLibraries = List.copyOf(sources);
    }

    /** The keyspace as it is now; to be closed on the owner loop when it was walked. */
    public Snapshot snapshot() {
        Records[] records = new Records[databases.length];
        for (int i = 0; i < databases.length; i++) {
            records[i] = databases[i].records();
        }
        return new Snapshot(
                values.slabs(),
                records,
                functionLibraries,
                tempo,
                marks().reading(nowMillis()),
                marks().rule().policy().isByUse());
    }

    /** The same for a thread that walks it beside the loop, as a child process of Redis does. */
    public Snapshot backgroundSnapshot() {
        backgroundSnapshots++;
        return snapshot();
    }

    /** Snapshots that were taken for threads beside the loop: INFO total_forks. */
    public long backgroundSnapshots() {
        return backgroundSnapshots;
    }

    /**
     * One slice of the active cycle: deletes expired keys that nobody asks for. Only for a master, and not while clients are paused for
     * writes.
     *
     * @param mayGoOn asked every 16 rounds: false ends the slice, the next one goes on from there
     * @return false if it was ended by that, so that there may be more to do
     */
    public boolean expireStep(long stepNowMillis, ExpiryEffort effort, BooleanSupplier mayGoOn) {
        actAs(ExpiryRule.DELETE, stepNowMillis);
        ownExpiries.clear(); // all are here
        int rounds = 0;
        long sampled = 0;
        long before = expiredKeys;
        boolean complete = true;
        for (int done = 0; complete && done < databases.length; done++) {
            Database database = databases[cycleDatabase];
            cycleDatabase = (cycleDatabase + 1) % databases.length;
            boolean goesOn = database.expires() > 0;
            while (goesOn) {
                int looked = (int) Math.min(effort.sampleKeys(), database.expires());
                int expired = expireSample(database, looked);
                sampled += looked;
                rounds++;
                goesOn = database.expires() > 0 && expired * 100 / looked > effort.acceptableStalePercent();
                if (goesOn && rounds % ROUNDS_PER_LOOK == 0 && !mayGoOn.getAsBoolean()) {
                    goesOn = false;
                    complete = false;
                }
            }
        }
        // The estimate moves a twentieth of the way towards each slice, as in Redis.
        double share = sampled == 0 ? 0 : 100.0 * (expiredKeys - before) / sampled;
        stalePercent = 0.95 * stalePercent + 0.05 * share;
        return complete;
    }

    /** The same for a replica: deletes of the keys that got their expiry from its own clients, a thousand at most in one step. */
    public void expireOwnStep(long stepNowMillis) {
        actAs(ExpiryRule.DELETE, stepNowMillis);
        ownExpiries.step(this);
    }

    OwnExpiries ownExpiries() {
        return ownExpiries;
    }

    /** Looks at so many keys with an expiry and deletes those whose time has passed; how many. */
    private int expireSample(Database database, int sampled) {
        Records records = database.records();
        ExpiryIndex expiries = records.expiries();
        boolean all = expiries.size() == sampled;
        int expired = 0;
        long ttlSumMillis = 0;
        // From the end, since a deletion moves the last entry to the place of the deleted one.
        for (int i = sampled - 1; i >= 0; i--) {
            int record = expiries.get(all ? i : random.nextInt(expiries.size()));
            if (records.isExpired(record, nowMillis)) {
                database.expire(records.key(record));
                expired++;
            } else {
                ttlSumMillis += records.expireAtMillis(record) - nowMillis;
            }
        }
        if (expired < sampled) {
            database.noteTtl(ttlSumMillis / (sampled - expired));
        }
        return expired;
    }

    /** Lookups that found their key, since start or {@link #resetCounts}: INFO keyspace_hits. */
    public long hits() {
        return hits;
    }

    /** Lookups that did not find their key: INFO keyspace_misses. */
    public long misses() {
        return misses;
    }

    /** Keys deleted because their time had passed: INFO expired_keys. */
    public long expiredKeys() {
        return expiredKeys;
    }

    /** Keys deleted to make room: INFO evicted_keys. */
    public long evictedKeys() {
        return evictedKeys;
    }

    /** How many of the keys with an expiry are past it and still there, per cent, estimated: INFO expired_stale_perc. */
    public double stalePercent() {
        return stalePercent;
    }

    /** CONFIG RESETSTAT. */
    public void resetCounts() {
        hits = 0;
        misses = 0;
        expiredKeys = 0;
        evictedKeys = 0;
        backgroundSnapshots = 0;
        stalePercent = 0;
    }

    /** The time of {@link #actAs}. */
    public long nowMillis() {
        return nowMillis;
    }

    /** Whether anybody wants to hear of changes of single keys now. */
    public boolean isHeard() {
        return listener.isHeard();
    }

    /** The rule of {@link #actAs}. */
    public ExpiryRule rule() {
        return rule;
    }

    /** What collections of this keyspace are made with. */
    public Values values() {
        return values;
    }

    KeyspaceListener listener() {
        return listener;
    }

    public RandomGenerator random() {
        return random;
    }

    UseMarks marks() {
        return marks;
    }

    /** Whether keys go when memory is full. */
    public boolean evicts() {
        return marks.rule().policy() != EvictionPolicy.NOEVICTION;
    }

    /** Whether keys go by their uses when memory is full. */
    public boolean evictsByUse() {
        return marks.rule().policy().isByUse();
    }

    /** Whether the uses of keys are counted, as an LFU policy wants it, or their time is kept. */
    public boolean countsUses() {
        return marks.rule().policy().countsUses();
    }

    void countLookup(boolean found) {
        if (found) {
            hits++;
        } else {
            misses++;
        }
    }

    void countChange() {
        dirty++;
    }

    void countChanges(long changes) {
        dirty += changes;
    }

    void countExpired() {
        expiredKeys++;
    }

    void countEvicted() {
        evictedKeys++;
    }

    private Records newRecords() {
        return new Records(values, shelf, departures);
    }
}
