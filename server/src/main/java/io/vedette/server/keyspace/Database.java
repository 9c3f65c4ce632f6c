package io.vedette.server.keyspace;

import io.vedette.server.values.Collection;
import io.vedette.server.values.Kind;
import io.vedette.server.values.Type;
import io.vedette.server.values.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One numbered database: the face through which commands read and write. Stays the same object for the life of its
 * keyspace; what it holds is exchanged by flush, swap and full resync.
 *
 * <p>All reading and writing goes by the {@link ExpiryRule} and the time of {@link Keyspace#actAs}. Every change counts as
 * one in {@link Keyspace#dirty} and is told to the {@link KeyspaceListener}. Key and value arrays are kept, not copied:
 * who hands them over must not change them afterwards, and who gets them must not change them at all.
 *
 * <p>Owner loop only.
 */
public final class Database {
    /** Answer of {@link #expireAtMillis}: the key is there and stays until it is deleted. */
    public static final long NO_EXPIRY = Entry.NO_EXPIRY;

    /** Answer of {@link #expireAtMillis}: there is no such key. */
    public static final long NO_KEY = -2;

    private final Keyspace keyspace;
    private final int index;
    private Table table;
    private long averageTtlMillis;

    Database(Keyspace keyspace, int index, Table table) {
        this.keyspace = keyspace;
        this.index = index;
        this.table = table;
    }

    public int index() {
        return index;
    }

    /** Number of keys, those included whose time has passed and that nobody has deleted yet: what DBSIZE answers. */
    public long size() {
        return table.size();
    }

    /** Number of keys that have an expiry. */
    public long expires() {
        return table.expiries().size();
    }

    /** Time to live of keys with an expiry, milliseconds, a slow average from the samples of the active cycle. */
    public long averageTtlMillis() {
        return averageTtlMillis;
    }

    // ---- reading

    /** The key's value, for a command that uses it: counts a hit or a miss and marks the key as used now. */
    public Value find(byte[] key) {
        Entry entry = live(key);
        keyspace.countLookup(entry != Entry.NONE);
        if (entry != Entry.NONE) {
            entry.usedAtSeconds = keyspace.nowSeconds();
        }
        return entry.value;
    }

    /** The key's value, for a command that asks about it (TYPE, TTL, OBJECT, EXISTS): counts, but leaves no mark. */
    public Value inspect(byte[] key) {
        Entry entry = live(key);
        keyspace.countLookup(entry != Entry.NONE);
        return entry.value;
    }

    /** The value that a command is about to change: marks the key as used now, counts nothing. */
    public Value findForWrite(byte[] key) {
        Entry entry = live(key);
        if (entry != Entry.NONE) {
            entry.usedAtSeconds = keyspace.nowSeconds();
        }
        return entry.value;
    }

    /** When the key expires, milliseconds since 1970; {@link #NO_EXPIRY}; or {@link #NO_KEY}. Counts and marks nothing. */
    public long expireAtMillis(byte[] key) {
        Entry entry = live(key);
        return entry == Entry.NONE ? NO_KEY : entry.expireAtMillis;
    }

    /** True if the key is still held although its time has passed, whatever the rule. Deletes nothing: for WATCH. */
    public boolean isExpired(byte[] key, long nowMillis) {
        return table.get(key).expiredAt(nowMillis);
    }

    /** Milliseconds since the key was last used, in steps of a second; 0 if there is no such key. Leaves no mark. */
    public long idleMillis(byte[] key) {
        Entry entry = live(key);
        return entry == Entry.NONE ? 0 : Math.max(0, keyspace.nowSeconds() - entry.usedAtSeconds) * 1000L;
    }

    // ---- writing

    /** Creates or overwrites the key; it will not expire. */
    public void put(byte[] key, Value value) {
        put(key, value, NO_EXPIRY);
    }

    /** Creates or overwrites the key, to expire at {@code expireAtMillis} since 1970, or {@link #NO_EXPIRY}. */
    public void put(byte[] key, Value value, long expireAtMillis) {
        Entry old = live(key);
        write(old, key, value, expireAtMillis);
    }

    /** Creates or overwrites the key and lets it expire when it would have anyway: for commands that change a part. */
    public void update(byte[] key, Value value) {
        Entry old = live(key);
        write(old, key, value, old.expireAtMillis);
    }

    /** Sets the key's expiry, or takes it away with {@link #NO_EXPIRY}. False if there is no such key. */
    public boolean expire(byte[] key, long expireAtMillis) {
        Entry entry = live(key);
        if (entry == Entry.NONE) {
            return false;
        }
        table.put(entry.with(entry.value, expireAtMillis, entry.usedAtSeconds));
        written(key);
        return true;
    }

    /** Deletes the key; false if there is no such key. */
    public boolean remove(byte[] key) {
        Entry entry = live(key);
        if (entry == Entry.NONE) {
            return false;
        }
        table.remove(entry);
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
        Entry entry = live(from);
        if (entry == Entry.NONE) {
            return false;
        }
        table.remove(entry);
        keyspace.listener().changed(index, from);
        Entry old = target.live(to);
        target.write(old, to, entry.value, entry.expireAtMillis);
        return true;
    }

    /** Marks the key as last used {@code idleSeconds} ago: RESTORE IDLETIME. */
    public void markIdle(byte[] key, long idleSeconds) {
        Entry entry = live(key);
        if (entry != Entry.NONE) {
            entry.usedAtSeconds = (int) Math.max(0, keyspace.nowSeconds() - idleSeconds);
        }
    }

    /**
     * Puts a key that comes from a file or a master, as it was saved: nothing is reported or counted.
     *
     * @return false if the key is there already; then nothing was done
     */
    public boolean load(byte[] key, Value value, long expireAtMillis, long idleSeconds) {
        int hash = table.hash(key);
        if (table.get(hash, key) != Entry.NONE) {
            return false;
        }
        int usedAt = (int) Math.max(0, keyspace.nowSeconds() - idleSeconds);
        table.put(new Entry(key, hash, value, expireAtMillis, usedAt));
        return true;
    }

    /**
     * The key's collection, to be changed: the stored one (or a fork of it, where a snapshot holds it), or a fresh one if there is no such
     * key. Whoever changed it must say so by {@link #edited} before anything else is asked of the database; whoever did not need
     * say nothing. Marks the key as used now.
     *
     * @throws io.vedette.resp.RespException {@code WRONGTYPE ...}
     */
    public <V extends Collection> V edit(byte[] key, Kind<V> kind) {
        Entry entry = live(key);
        if (entry == Entry.NONE) {
            return kind.fresh().apply(keyspace.values());
        }
        V stored = kind.as().apply(entry.value);
        entry.usedAtSeconds = keyspace.nowSeconds();
        if (!table.isFrozen(entry)) {
            return stored;
        }
        Collection fork = stored.fork();
        table.put(entry.with(fork, entry.expireAtMillis, entry.usedAtSeconds));
        return kind.as().apply(fork);
    }

    /**
     * Keeps a collection that came from {@link #edit} and was changed; one with nothing left is removed with its key.
     *
     * @param changes how many changes were made, at least 1, as {@link Keyspace#dirty} counts them
     */
    public void edited(byte[] key, Collection value, long changes) {
        Entry entry = table.get(key);
        if (value.isSpent()) {
            if (entry != Entry.NONE) {
                table.remove(entry);
            }
            value.release();
        } else if (entry == Entry.NONE) {
            table.put(new Entry(key, table.hash(key), value, NO_EXPIRY, keyspace.nowSeconds()));
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
        List<Entry> page = new ArrayList<>();
        long next = table.scan(cursor, wanted, page::add);
        for (Entry entry : page) {
            if (!entry.hasExpiry() || live(entry.key) != Entry.NONE) {
                sink.key(entry.key, entry.value.type());
            }
        }
        return next;
    }

    /** Every key that has not expired: KEYS. Deletes nothing. */
    public void forEachKey(Consumer<byte[]> sink) {
        long nowMillis = keyspace.nowMillis();
        table.forEach(entry -> {
            if (!entry.expiredAt(nowMillis)) {
                sink.accept(entry.key);
            }
        });
    }

    /**
     * Some key, each about as likely; empty if there is none. An expired one that is met is deleted and another drawn;
     * where expired keys are only hidden, one is given after a hundred draws in a database with nothing but such keys.
     */
    public Optional<byte[]> randomKey() {
        for (int draws = 1; ; draws++) {
            Entry entry = table.random(keyspace.random());
            if (entry == Entry.NONE) {
                return Optional.empty();
            }
            if (live(entry.key) != Entry.NONE || draws >= 100 && table.size() == expires()) {
                return Optional.of(entry.key);
            }
        }
    }

    // ---- for the keyspace

    Table table() {
        return table;
    }

    /** Exchanges the content and tells the listener. */
    void replaceTable(Table newTable) {
        Table oldTable = table;
        table = newTable;
        averageTtlMillis = 0;
        Predicate<byte[]> touched = key -> oldTable.get(key) != Entry.NONE || newTable.get(key) != Entry.NONE;
        keyspace.listener().replaced(index, touched);
    }

    /** Deletes an entry whose time has passed. */
    void expire(Entry entry) {
        table.remove(entry);
        keyspace.countExpired();
        keyspace.listener().expired(index, entry.key);
        keyspace.listener().changed(index, entry.key);
    }

    void noteTtl(long sampleMillis) {
        averageTtlMillis = averageTtlMillis == 0 ? sampleMillis : averageTtlMillis / 50 * 49 + sampleMillis / 50;
    }

    /** The key's entry as the rule of the moment lets it be seen. */
    private Entry live(byte[] key) {
        Entry entry = table.get(key);
        if (!entry.expiredAt(keyspace.nowMillis())) {
            return entry;
        }
        return switch (keyspace.rule()) {
            case DELETE -> {
                expire(entry);
                yield Entry.NONE;
            }
            case HIDE -> Entry.NONE;
            case KEEP -> entry;
        };
    }

    private void write(Entry old, byte[] key, Value value, long expireAtMillis) {
        int now = keyspace.nowSeconds();
        table.put(
                old == Entry.NONE
                        ? new Entry(key, table.hash(key), value, expireAtMillis, now)
                        : old.with(value, expireAtMillis, now));
        written(key);
    }

    private void written(byte[] key) {
        keyspace.countChange();
        keyspace.listener().changed(index, key);
    }
}
