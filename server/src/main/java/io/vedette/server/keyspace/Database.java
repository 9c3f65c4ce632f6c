package io.vedette.server.keyspace;

import io.vedette.resp.Argv;
import io.vedette.resp.HeapMeter;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.StringRun;
import io.vedette.server.values.Collection;
import io.vedette.server.values.Kind;
import io.vedette.server.values.LongText;
import io.vedette.server.values.Missing;
import io.vedette.server.values.Shelved;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Type;
import io.vedette.server.values.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One numbered database: the face through which commands read and write. Stays the same object for the life of its
 * keyspace; what it holds is exchanged by flush, swap and full resync.
 *
 * <p>All reading and writing goes by the {@link ExpiryRule} and the time of {@link Keyspace#actAs}. Every change counts as
 * one in {@link Keyspace#dirty} and is told to the {@link KeyspaceListener}. Keys and strings are copied in and
 * out; a collection is handed out as it is and must be changed only as {@link #edit} says.
 *
 * <p>Owner loop only.
 */
public final class Database {
    /** Answer of {@link #expireAtMillis}: the key is there and stays until it is deleted. */
    public static final long NO_EXPIRY = Records.NO_EXPIRY;

    /** Answer of {@link #expireAtMillis}: there is no such key. */
    public static final long NO_KEY = -2;

    /** Nobody's key: keys are told apart by identity here. */
    private static final byte[] NO_EDIT = {};

    private final Keyspace keyspace;
    private final int index;
    private Records records;
    private long averageTtlMillis;
    /** The key of the last {@link #edit}, and its record: nothing is asked between that and {@link #edited}. */
    private byte[] editedKey = NO_EDIT;

    private int editedRecord;

    Database(Keyspace keyspace, int index, Records records) {
        this.keyspace = keyspace;
        this.index = index;
        this.records = records;
    }

    public int index() {
        return index;
    }

    /** Number of keys, those included whose time has passed and that nobody has deleted yet: what DBSIZE answers. */
    public long size() {
        return records.size();
    }

    /** Number of keys that have an expiry. */
    public long expires() {
        return records.expiries().size();
    }

    /** Time to live of keys with an expiry, milliseconds, a slow average from the samples of the active cycle. */
    public long averageTtlMillis() {
        return averageTtlMillis;
    }

    /** Bytes of the table that finds the keys, in slabs and on the heap, roughly. */
    public long tableBytes() {
        return records.tableBytes();
    }

    /** Bytes of the index of keys with an expiry. */
    public long expiryIndexBytes() {
        return records.expiries().bytes();
    }

    // ---- reading

    /** Commands on these keys come soon: the memory that they will look at is fetched, for all of them at once. */
    public void fetch(Argv[] commands, int count) {
        records.fetch(commands, count);
    }

    /** The key's value, for a command that uses it: counts a hit or a miss and marks the key as used now. */
    public Value find(byte[] key) {
        int record = live(key);
        countLookup(key, record);
        return used(record);
    }

    /**
     * {@link #find} that writes: the key's string as a bulk, or null if there is no such key.
     *
     * @return false if the key holds something else; then nothing is written
     */
    public boolean findString(byte[] key, ReplyWriter reply) {
        int record = live(key);
        countLookup(key, record);
        if (record == Records.NONE) {
            reply.nullBulk();
            return true;
        }
        use(record);
        return records.writeString(record, reply);
    }

    /** The key's value, for a command that asks about it (TYPE, TTL, OBJECT, EXISTS): counts, but leaves no mark. */
    public Value inspect(byte[] key) {
        int record = live(key);
        countLookup(key, record);
        return record == Records.NONE ? Missing.MISSING : records.value(record);
    }

    /** The same without a word to those who hear of keys that were asked for and are not there: OBJECT. */
    public Value look(byte[] key) {
        int record = live(key);
        keyspace.countLookup(record != Records.NONE);
        return record == Records.NONE ? Missing.MISSING : records.value(record);
    }

    private void countLookup(byte[] key, int record) {
        keyspace.countLookup(record != Records.NONE);
        if (record == Records.NONE) {
            tell(KeyEvent.KEYMISS, key);
        }
    }

    /** The value that a command is about to change: marks the key as used now, counts nothing. */
    public Value findForWrite(byte[] key) {
        return used(live(key));
    }

    private Value used(int record) {
        if (record == Records.NONE) {
            return Missing.MISSING;
        }
        use(record);
        return records.value(record);
    }

    private void use(int record) {
        int mark = records.useMark(record);
        int used = marks().used(mark, keyspace.nowMillis());
        if (used != mark) { // mostly the same second: the record stays as it is, in the processor's cache too
            records.useMark(record, used);
        }
    }

    private UseMarks marks() {
        return keyspace.marks();
    }

    /** When the key expires, milliseconds since 1970; {@link #NO_EXPIRY}; or {@link #NO_KEY}. Counts and marks nothing. */
    public long expireAtMillis(byte[] key) {
        int record = live(key);
        return record == Records.NONE ? NO_KEY : records.expireAtMillis(record);
    }

    /** True if the key is still held although its time has passed, whatever the rule. Deletes nothing: for WATCH. */
    public boolean isExpired(byte[] key, long nowMillis) {
        int record = records.find(key);
        return record != Records.NONE && records.isExpired(record, nowMillis);
    }

    /** Milliseconds since the key was last used, in steps of a second; 0 if there is no such key. Leaves no mark. */
    public long idleMillis(byte[] key) {
        int record = live(key);
        return record == Records.NONE ? 0 : 1000 * marks().idleSeconds(records.useMark(record), keyspace.nowMillis());
    }

    /** How often the key was used of late, 0 to 255 on a logarithmic scale, under an LFU policy; 0 if there is no such key. Leaves no mark. */
    public int frequency(byte[] key) {
        int record = live(key);
        return record == Records.NONE ? 0 : marks().frequency(records.useMark(record), keyspace.nowMillis());
    }

    /** Bytes that the key takes with all that it holds, roughly for what is large; 0 if there is no such key: MEMORY USAGE. Leaves no mark. */
    public long memoryBytes(byte[] key) {
        int record = live(key);
        return record == Records.NONE ? 0 : records.memoryBytes(record);
    }

    // ---- writing

    /** Something happened to the key beside, or without, a change that says its own event. */
    public void tell(KeyEvent event, byte[] key) {
        keyspace.listener().happened(index, event, key);
    }

    /** A command that changes something left the key as it was: who watches it is told as of a change, and no log has it. */
    public void unchanged(byte[] key, KeyEvent event) {
        keyspace.listener().changed(index, key);
        tell(event, key);
    }

    /** {@link #put(byte[], Value)} that says what happened. */
    public void put(byte[] key, Value value, KeyEvent event) {
        put(key, value, NO_EXPIRY, event);
    }

    /** {@link #put(byte[], Value, long)} that says what happened. */
    public void put(byte[] key, Value value, long expireAtMillis, KeyEvent event) {
        put(key, value, expireAtMillis);
        tell(event, key);
    }

    /** Creates the key; one that is there counts as deleted before, which no event says: COPY and RESTORE with REPLACE. */
    public void replace(byte[] key, Value value, long expireAtMillis, KeyEvent event) {
        live(key); // meets an expired one first
        write(Records.NONE, key, value, expireAtMillis);
        tell(event, key);
    }

    /** {@link #update(byte[], Value)} that says what happened. */
    public void update(byte[] key, Value value, KeyEvent event) {
        update(key, value);
        tell(event, key);
    }

    /** {@link #expire(byte[], long)} that says what happened. */
    public boolean expire(byte[] key, long expireAtMillis, KeyEvent event) {
        boolean found = expire(key, expireAtMillis);
        if (found) {
            tell(event, key);
        }
        return found;
    }

    /** {@link #remove(byte[])} that says what happened. */
    public boolean remove(byte[] key, KeyEvent event) {
        boolean found = remove(key);
        if (found) {
            tell(event, key);
        }
        return found;
    }

    /** {@link #edited(byte[], Collection, long)} that says what happened, and that the key is gone if that is so. */
    public void edited(byte[] key, Collection value, long changes, KeyEvent event) {
        edited(key, value, changes);
        tell(event, key);
        if (value.isSpent()) {
            tell(KeyEvent.DEL, key);
        }
    }

    /**
     * The books beside the content of a collection from {@link #edit} that was there already have changed (consumer groups): that is
     * something to replicas and files, and nothing to who watches the key.
     */
    public void noted(long changes) {
        keyspace.countChanges(changes);
    }

    /** Lets those look again who wait for the key. */
    public void stir(byte[] key) {
        keyspace.listener().stirred(index, key);
    }

    /** Creates or overwrites the key; it will not expire. */
    public void put(byte[] key, Value value) {
        put(key, value, NO_EXPIRY);
    }

    /** Creates or overwrites the key, to expire at {@code expireAtMillis} since 1970, or {@link #NO_EXPIRY}. */
    public void put(byte[] key, Value value, long expireAtMillis) {
        int old = live(key);
        if (old != Records.NONE) {
            use(old);
        }
        write(old, key, value, expireAtMillis);
    }

    /** Creates or overwrites the key and lets it expire when it would have anyway: for commands that change a part. */
    public void update(byte[] key, Value value) {
        int old = live(key);
        write(old, key, value, old == Records.NONE ? NO_EXPIRY : records.expireAtMillis(old));
    }

    /**
     * Changes the bytes of the key's string from a position on; what lies between its end and that is filled with zeros. It expires when it
     * would have anyway. A long string is changed where it lies.
     *
     * @param at 0 or more; the longest string that there may be is for the caller to see to
     */
    public void patch(byte[] key, int at, byte[] patch, KeyEvent event) {
        int record = live(key);
        Value old = record == Records.NONE ? StringValue.EMPTY : unshared(key, record);
        if (old instanceof LongText text) {
            text.patch(at, patch);
            written(key);
            tell(event, key);
            return;
        }
        byte[] bytes = old.asString().bytes();
        int length = Math.max(bytes.length, at + patch.length);
        if (length > LongText.LONGEST_IN_RECORD) {
            update(key, LongText.patched(keyspace.values().slabs(), bytes, at, patch), event);
        } else {
            byte[] patched = Arrays.copyOf(bytes, length);
            System.arraycopy(patch, 0, patched, at, patch.length);
            update(key, StringValue.grown(patched), event);
        }
    }

    /**
     * The same for several changes at once in a long string, which is there.
     *
     * @param changes do not make it longer
     */
    public void patch(byte[] key, Consumer<LongText> changes, KeyEvent event) {
        if (!(unshared(key, live(key)) instanceof LongText text)) {
            throw new IllegalStateException("no long string");
        }
        changes.accept(text);
        written(key);
        tell(event, key);
    }

    /** Sets the key's expiry, or takes it away with {@link #NO_EXPIRY}. False if there is no such key. */
    public boolean expire(byte[] key, long expireAtMillis) {
        int record = live(key);
        if (record == Records.NONE) {
            return false;
        }
        int mark = records.useMark(record);
        records.put(key, unshared(key, record), expireAtMillis, mark);
        written(key);
        return true;
    }

    /** Deletes the key; false if there is no such key. */
    public boolean remove(byte[] key) {
        if (live(key) == Records.NONE) {
            return false;
        }
        records.remove(key);
        written(key);
        return true;
    }

    /** Gives the value of {@code from}, with its expiry, to {@code to}, which is overwritten. One change. */
    public boolean rename(byte[] from, byte[] to) {
        return moveTo(this, from, to);
    }

    /** Moves a key to another database of this keyspace under the same name. One change. */
    public boolean moveTo(Database target, byte[] key) {
        return moveTo(target, key, key);
    }

    private boolean moveTo(Database target, byte[] from, byte[] to) {
        int record = live(from);
        if (record == Records.NONE) {
            return false;
        }
        long expireAtMillis = records.expireAtMillis(record);
        target.live(to); // meets an expired one first
        Value value = records.removeAndKeep(from);
        keyspace.listener().changed(index, from);
        target.write(Records.NONE, to, value, expireAtMillis); // one that was there is gone first
        return true;
    }

    /** Marks the key as used as the hint says: RESTORE IDLETIME and FREQ. */
    public void hint(byte[] key, UseHint hint) {
        int record = live(key);
        if (record != Records.NONE) {
            records.useMark(record, marks().hinted(hint, keyspace.nowMillis()));
        }
    }

    /** So many keys will be loaded into a database that has none: a hint. */
    public void expect(long keys) {
        records.expect(keys);
    }

    /**
     * Puts a key that comes from a file or a master, as it was saved: nothing is reported or counted.
     *
     * @return false if the key is there already; then nothing was done
     */
    public boolean load(byte[] key, Value value, long expireAtMillis, UseHint hint) {
        return records.putNew(key, value, expireAtMillis, marks().hinted(hint, keyspace.nowMillis()));
    }

    /** For many strings that are loaded one behind the other; while it is in use nobody else asks anything of the database. */
    public LoadedStrings loadedStrings() {
        return new LoadedStrings(this, marks().hinted(UseHint.NONE, keyspace.nowMillis()));
    }

    /** {@link #put(byte[], Value)} of each of them, in their order; where it matters who hears of changes ({@link Keyspace#isHeard}) they are put one by one instead. */
    public void putAll(StringRun run) {
        loadedStrings().put(run);
    }

    void countChanges(long changes) {
        keyspace.countChanges(changes);
    }

    /**
     * The key's collection, to be changed: the stored one (or a fork of it, where a snapshot holds it), or a fresh one if
     * there is no such key. Whoever changed it must say so by {@link #edited} before anything else is asked of the
     * database; whoever did not need say nothing. Marks the key as used now.
     *
     * @throws io.vedette.resp.RespException {@code WRONGTYPE ...}
     */
    public <V extends Collection> V edit(byte[] key, Kind<V> kind) {
        editedKey = NO_EDIT;
        int record = live(key);
        if (record == Records.NONE) {
            return kind.fresh().apply(keyspace.values());
        }
        V value = kind.as().apply(records.value(record));
        use(record);
        if (records.isFrozen(record)) {
            return kind.as().apply(unshared(key, record));
        }
        editedKey = key;
        editedRecord = record;
        return value;
    }

    /** The record's value; one on the shelf that a snapshot holds is replaced by a fork of it, which may be changed. */
    private Value unshared(byte[] key, int record) {
        Value value = records.value(record);
        if (value instanceof Shelved shelved && records.isFrozen(record)) {
            Shelved fork = shelved.fork();
            records.putFork(key, record, fork);
            return fork;
        }
        return value;
    }

    /**
     * Keeps a collection that came from {@link #edit} and was changed; one with nothing left is removed with its key.
     *
     * @param changes how many changes were made, at least 1, as {@link Keyspace#dirty} counts them
     */
    public void edited(byte[] key, Collection value, long changes) {
        int record = key == editedKey ? editedRecord : records.find(key);
        editedKey = NO_EDIT;
        if (!value.isSpent()) {
            if (record == Records.NONE) {
                tell(KeyEvent.NEW, key);
                records.put(key, value, NO_EXPIRY, marks().first(keyspace.nowMillis()));
            } else {
                records.changed(key, record, value);
            }
        } else if (record != Records.NONE) {
            records.remove(key, value);
        } else {
            value.release();
        }
        keyspace.countChanges(changes);
        keyspace.listener().changed(index, key);
    }

    // ---- walking

    /** Gets what a walk meets. */
    @FunctionalInterface
    public interface KeySink {
        void key(byte[] key, Type type);
    }

    /**
     * Some keys from {@code cursor} on. A key that is present from the first call (cursor 0) to the one that answers 0 is
     * given at least once. Expired keys are met as by any other access.
     *
     * @param wanted how many keys to look at, roughly
     * @return the cursor of the next call; 0 at the end
     */
    public long scan(long cursor, long wanted, KeySink sink) {
        // Gathered first, since meeting an expired key changes the table.
        List<byte[]> page = new ArrayList<>();
        HeapMeter meter = new HeapMeter();
        long next = records.scan(cursor, wanted, record -> {
            byte[] key = records.key(record);
            meter.takeWord(key);
            page.add(key);
        });
        for (byte[] key : page) {
            int record = live(key);
            if (record != Records.NONE) {
                sink.key(key, records.type(record));
            }
        }
        return next;
    }

    /** Every key that has not expired: KEYS. Deletes nothing. */
    public void forEachKey(Consumer<byte[]> sink) {
        long nowMillis = keyspace.nowMillis();
        records.forEach(record -> {
            if (!records.isExpired(record, nowMillis)) {
                sink.accept(records.key(record));
            }
        });
    }

    /**
     * Some key, each about as likely; empty if there is none. An expired one that is met is deleted and another drawn;
     * where expired keys are only hidden, one is given after a hundred draws in a database with nothing but such keys.
     */
    public Optional<byte[]> randomKey() {
        for (int draws = 1; ; draws++) {
            int record = records.random(keyspace.random());
            if (record == Records.NONE) {
                return Optional.empty();
            }
            byte[] key = records.key(record);
            if (live(key) != Records.NONE || draws >= 100 && records.size() == expires()) {
                return Optional.of(key);
            }
        }
    }

    // ---- for the keyspace

    Records records() {
        return records;
    }

    /** Exchanges the content and tells the listener. */
    void replaceRecords(Records newRecords) {
        Records oldRecords = records;
        records = newRecords;
        averageTtlMillis = 0;
        keyspace.listener()
                .replaced(
                        index,
                        key -> oldRecords.find(key) != Records.NONE,
                        key -> newRecords.find(key) != Records.NONE);
    }

    /** Deletes a key whose time has passed. */
    void expire(byte[] key) {
        records.remove(key);
        keyspace.countExpired();
        keyspace.listener().expired(index, key);
        keyspace.listener().changed(index, key);
        tell(KeyEvent.EXPIRED, key);
    }

    /** Deletes a key to make room. */
    void evict(byte[] key) {
        records.remove(key);
        keyspace.countEvicted();
        keyspace.listener().evicted(index, key);
        keyspace.listener().changed(index, key);
        tell(KeyEvent.EVICTED, key);
    }

    void noteTtl(long sampleMillis) {
        averageTtlMillis = averageTtlMillis == 0 ? sampleMillis : averageTtlMillis / 50 * 49 + sampleMillis / 50;
    }

    /** The key's record as the rule of the moment lets it be seen. */
    private int live(byte[] key) {
        int record = records.find(key);
        if (record == Records.NONE || !records.isExpired(record, keyspace.nowMillis())) {
            return record;
        }
        return switch (keyspace.rule()) {
            case DELETE -> {
                expire(key);
                yield Records.NONE;
            }
            case HIDE -> Records.NONE;
            case KEEP -> record;
        };
    }

    private void write(int old, byte[] key, Value value, long expireAtMillis) {
        int mark;
        if (old == Records.NONE) {
            tell(KeyEvent.NEW, key);
            mark = marks().first(keyspace.nowMillis());
        } else {
            mark = records.useMark(old);
        }
        records.put(key, value, expireAtMillis, mark);
        written(key);
    }

    private void written(byte[] key) {
        if (keyspace.rule() == ExpiryRule.HIDE) {
            keyspace.ownExpiries().written(this, key); // a client of a replica
        }
        keyspace.countChange();
        keyspace.listener().changed(index, key);
    }
}
