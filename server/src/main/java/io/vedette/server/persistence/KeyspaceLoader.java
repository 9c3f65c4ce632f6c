package io.vedette.server.persistence;

import io.vedette.rdb.PayloadReader;
import io.vedette.rdb.PlainStrings;
import io.vedette.rdb.RdbException;
import io.vedette.rdb.RdbFault;
import io.vedette.rdb.RdbKey;
import io.vedette.rdb.RdbReplication;
import io.vedette.rdb.RdbType;
import io.vedette.rdb.RdbVisitor;
import io.vedette.rdb.RdbWriter;
import io.vedette.replication.ReplicationHistory;
import io.vedette.resp.Ascii;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.ExpiryRule;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.keyspace.LoadedStrings;
import io.vedette.server.keyspace.UseHint;
import io.vedette.server.memory.StepAside;
import io.vedette.server.values.Collection;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Fills a fresh keyspace with what an RDB reader finds. May run on any one thread, since nobody else knows the keyspace
 * yet; when the reader has come to its end, the keyspace is handed to the owner loop
 * ({@link Keyspace#replaceWith}). After a failure it is thrown away.
 */
public final class KeyspaceLoader implements RdbVisitor {
    /** What becomes of a key whose time passed before it was loaded. */
    public enum Expired {
        /** A master does not load it. */
        DROP,
        /** A replica loads it and waits for its master's DEL. */
        KEEP
    }

    /** What becomes of a key of the keyspace that the file has too. */
    public enum Present {
        /** The file cannot be loaded: in a fresh keyspace it has the key twice. */
        FAULT,
        /** The key of the file takes its place. */
        GIVES_WAY
    }

    /** A key that was not loaded since its time had passed: replicas that still have it are to be told. */
    public record Dropped(int database, byte[] key) {}

    /**
     * Room is made for so many keys, some 40 MB, on the word of a file whose length is not known, as that of a master's snapshot: a table that
     * grows meanwhile took a sixth of the time that loading did.
     */
    private static final long TRUSTED_KEYS = 1 << 21;

    /** A key and a value of one byte each, with what stands before them. */
    private static final int SMALLEST_ENTRY_BYTES = 5;

    private final Keyspace keyspace;
    private final Expired expiredKeys;
    private final Present presentKeys;
    private final long nowMillis;
    private final Map<String, String> aux = new HashMap<>();
    private final List<byte[]> functionLibraries = new ArrayList<>();
    private Database database;
    private LoadedStrings strings;
    private final List<Dropped> dropped = new ArrayList<>();
    private LongConsumer memoryTold = bytes -> {};
    private final StepAside aside = new StepAside();
    private long loaded;
    private long mostKeys = TRUSTED_KEYS;

    /** @param nowMillis wall clock when loading began, milliseconds since 1970 */
    public KeyspaceLoader(Keyspace fresh, Expired expiredKeys, long nowMillis) {
        this(fresh, expiredKeys, Present.FAULT, nowMillis);
    }

    /** Into a keyspace that has keys, on the owner loop, while everything stands still. */
    KeyspaceLoader(Keyspace keyspace, Expired expiredKeys, Present presentKeys, long nowMillis) {
        this.keyspace = keyspace;
        this.expiredKeys = expiredKeys;
        this.presentKeys = presentKeys;
        this.nowMillis = nowMillis;
        this.database = keyspace.database(0);
        this.strings = database.loadedStrings();
        this.functionLibraries.addAll(keyspace.functionLibraries());
        keyspace.actAs(ExpiryRule.KEEP, nowMillis);
    }

    /** Sets who hears, before the first key comes, how much memory the data took where it was written: {@code used-mem}. */
    public void onMemoryTold(LongConsumer hearer) {
        memoryTold = hearer;
    }

    /** How long the file is: a file that speaks of more keys than it can have is not believed. */
    public void fileBytes(long bytes) {
        mostKeys = bytes / SMALLEST_ENTRY_BYTES;
    }

    /** How many keys were loaded. */
    public long loaded() {
        return loaded;
    }

    /** The keys that were not loaded because their time had passed. */
    public List<Dropped> dropped() {
        return dropped;
    }

    /** A field about the file, for example {@code redis-ver}. */
    public Optional<String> aux(String name) {
        return Optional.ofNullable(aux.get(name));
    }

    /** The same where it is a number. */
    public Optional<Long> auxNumber(String name) {
        return aux(name).flatMap(KeyspaceLoader::number);
    }

    /** The place in a replication stream that the file claims, if it claims one. */
    public Optional<RdbReplication> replication() {
        Optional<Long> offset = auxNumber("repl-offset").filter(number -> number >= 0);
        Optional<Long> stream =
                auxNumber("repl-stream-db").filter(number -> number >= 0 && number <= Integer.MAX_VALUE);
        return aux("repl-id")
                .filter(id ->
                        id.length() == ReplicationHistory.ID_CHARACTERS && offset.isPresent() && stream.isPresent())
                .map(id -> new RdbReplication(
                        Math.toIntExact(stream.orElseThrow()), id, offset.orElseThrow(), aux(RdbWriter.MARKER)));
    }

    @Override
    public void aux(byte[] name, byte[] value) {
        String field = latin1(name);
        aux.put(field, latin1(value));
        if (field.equals("used-mem")) {
            auxNumber(field).ifPresent(memoryTold::accept);
        }
    }

    @Override
    public void database(long number) throws RdbException {
        if (number < 0 || number >= keyspace.databases()) {
            throw new RdbException(
                    RdbFault.DATABASE_OUT_OF_RANGE,
                    "Database " + Long.toUnsignedString(number) + " does not exist: this server has "
                            + keyspace.databases());
        }
        database = keyspace.database((int) number);
        strings = database.loadedStrings();
    }

    @Override
    public void sizes(long keys, long expiringKeys) {
        if (keys > 0) {
            database.expect(Math.min(keys, mostKeys));
        }
    }

    @Override
    public void functionLibrary(byte[] source) {
        if (functionLibraries.stream().noneMatch(present -> Arrays.equals(present, source))) {
            functionLibraries.add(source);
        }
    }

    @Override
    public void string(RdbKey key, byte[] value) throws RdbException {
        load(key, StringValue.of(value));
    }

    @Override
    public boolean takesManyStrings() {
        return presentKeys == Present.FAULT;
    }

    @Override
    public void strings(PlainStrings many) throws RdbException {
        keyspace.tempo().loaded(loaded, many.count());
        aside.after(many.count());
        int done = strings.load(many.bytes(), many.places(), many.count());
        loaded += done;
        if (done < many.count()) {
            int place = done * PlainStrings.NUMBERS;
            int keyAt = many.places()[place];
            throw standsTwice(Arrays.copyOfRange(many.bytes(), keyAt, keyAt + many.places()[place + 1]));
        }
    }

    private RdbException standsTwice(byte[] key) {
        return new RdbException(
                RdbFault.DUPLICATE_KEY, "Key '" + latin1(key) + "' stands twice in database " + database.index());
    }

    @Override
    public void structure(RdbKey key, RdbType type, byte[] payload) throws RdbException {
        try {
            loadCollection(key, ValueCodec.read(type, new PayloadReader(payload), keyspace.values()));
        } catch (RdbException e) {
            throw e;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // the input is memory
        }
    }

    /** Older servers left empty ones behind at times: these are no keys. */
    private void loadCollection(RdbKey key, Collection value) throws RdbException {
        if (value.isSpent() || !load(key, value)) {
            value.release();
        }
    }

    /** False if the key is not kept. */
    private boolean load(RdbKey key, Value value) throws RdbException {
        if (key.expires() && key.expireAtMillis() < nowMillis && expiredKeys == Expired.DROP) {
            dropped.add(new Dropped(database.index(), key.bytes()));
            return false;
        }
        keyspace.tempo().loaded(loaded, 1);
        aside.after(1);
        if (presentKeys == Present.GIVES_WAY) {
            database.remove(key.bytes());
        }
        UseHint hint = new UseHint(key.idleSeconds(), key.frequency());
        if (!database.load(key.bytes(), value, key.expireAtMillis(), hint)) {
            throw standsTwice(key.bytes());
        }
        loaded++;
        return true;
    }

    @Override
    public void end() {
        keyspace.functionLibraries(functionLibraries);
    }

    private static Optional<Long> number(String text) {
        byte[] word = text.getBytes(StandardCharsets.ISO_8859_1);
        return Ascii.isLong(word) ? Optional.of(Ascii.parseLong(word)) : Optional.empty();
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
