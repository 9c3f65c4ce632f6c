package io.vedette.server.keyspace;

import io.vedette.resp.Argv;
import io.vedette.resp.HeapRoom;
import io.vedette.resp.ReplyWriter;
import io.vedette.server.memory.CopiedRecord;
import io.vedette.server.memory.FetchedKeys;
import io.vedette.server.memory.NewRecords;
import io.vedette.server.memory.RecordCursor;
import io.vedette.server.memory.RecordTable;
import io.vedette.server.memory.Slabs;
import io.vedette.server.values.Collection;
import io.vedette.server.values.LongText;
import io.vedette.server.values.Missing;
import io.vedette.server.values.Shelved;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Type;
import io.vedette.server.values.Value;
import io.vedette.server.values.Values;
import java.io.IOException;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/**
 * What one database holds: for each key a record with its value and expiry. A record is named by its handle, which is good
 * until the key is written again; {@link #NONE} is no record.
 *
 * <p>The payload of a record: one byte for the form of the value and whether there is an expiry; what {@link UseMarks} remember (four
 * bytes); where there is an expiry, its time (eight) and the record's position in the index of expiries (four); the value:
 * the bytes of a string, a number (eight), a small collection as {@link SmallCollections} packs it, or the place of anything larger on
 * the {@link Shelf} (four). Marks and
 * position belong to the owner loop alone and are changed in place; all else stays as it is while a snapshot is open.
 *
 * <p>Owner loop only, but for what {@link #freeze} gives.
 */
final class Records {
    static final int NONE = Slabs.NONE;
    static final long NO_EXPIRY = -1;

    private static final int FORM = 0;
    private static final int USE = 1;
    private static final int EXPIRE_AT = 5;
    private static final int POSITION = 13;
    static final int SHORT_HEAD = 5;
    private static final int LONG_HEAD = 17;

    /** Forms of the value, in the lower bits of the first byte. */
    static final byte TEXT = 1;

    private static final byte GROWN = 2;
    static final byte NUMBER = 3;
    /** Smaller forms from here on are those of {@link SmallCollections}. */
    static final byte SHELVED = 4;

    private static final int FORM_MASK = 0x0f;
    private static final int EXPIRES = 0x10;

    /** What the table takes for each record, on average. */
    private static final int BYTES_OF_ENTRY = 12;

    /** Fewer records than this stay in the processor's caches by themselves. */
    private static final int FETCHED_FROM = 5_000;

    /** Longer keys cost more to hash than is won. */
    private static final int LONGEST_FETCHED_KEY = 128;

    /** A walk fetches so many at once: about as many as a processor waits for at the same time, a few times over. */
    private static final int RECORDS_IN_STEP = 64;

    private final Values values;
    private final Slabs slabs;
    private final Shelf shelf;
    private final Departures departures;
    private final RecordTable table;
    private final ExpiryIndex expiries = new ExpiryIndex();
    private final byte[][] fetched = new byte[FetchedKeys.MOST][];
    private final byte[] head = new byte[LONG_HEAD + Long.BYTES];

    /** @param departures of these slabs: where large collections go that are deleted */
    Records(Values values, Shelf shelf, Departures departures) {
        this(values, shelf, departures, new RecordTable(values.slabs(), values.hash()));
    }

    private Records(Values values, Shelf shelf, Departures departures, RecordTable table) {
        this.values = values;
        this.slabs = values.slabs();
        this.shelf = shelf;
        this.departures = departures;
        this.table = table;
    }

    /** The records as they are now, for a snapshot's thread to walk and read. */
    Records freeze() {
        return new Records(values, shelf, departures, table.freeze());
    }

    long size() {
        return table.size();
    }

    ExpiryIndex expiries() {
        return expiries;
    }

    long heapBytes() {
        return table.heapBytes() + expiries.bytes();
    }

    /** Bytes of the table itself, roughly. */
    long tableBytes() {
        return table.heapBytes() + BYTES_OF_ENTRY * table.size();
    }

    // ---- reading

    /** See {@link Database#fetch}. */
    void fetch(Argv[] commands, int count) {
        if (table.size() < FETCHED_FROM) {
            return;
        }
        int keys = 0;
        for (int i = 0; i < count && keys < fetched.length; i++) {
            if (commands[i].size() > 1 && commands[i].length(1) <= LONGEST_FETCHED_KEY) {
                fetched[keys++] = commands[i].bytes(1);
            }
        }
        table.fetch(fetched, keys);
    }

    /** The same for keys, {@link FetchedKeys#MOST} at most. */
    void fetch(byte[][] keys, int count) {
        if (table.size() >= FETCHED_FROM) {
            table.fetch(keys, count);
        }
    }

    int find(byte[] key) {
        return table.find(key);
    }

    byte[] key(int record) {
        return table.key(record);
    }

    Value value(int record) {
        int from = headBytes(record);
        return switch (form(record)) {
            case TEXT -> StringValue.text(bytesFrom(record, from));
            case GROWN -> StringValue.grown(bytesFrom(record, from));
            case NUMBER -> StringValue.of(table.payloadLong(record, from));
            case SHELVED -> shelf.get(table.payloadInt(record, from));
            default -> SmallCollections.unpack(form(record), bytesFrom(record, from), values);
        };
    }

    /** Writes a string as a bulk, with no copy in between; false if the record holds none. */
    boolean writeString(int record, ReplyWriter reply) {
        int from = headBytes(record);
        return switch (form(record)) {
            case TEXT, GROWN -> {
                int length = table.payloadLength(record) - from;
                int to = reply.bulkOf(length);
                table.copyPayload(record, from, reply.out().array(), to, length);
                yield true;
            }
            case NUMBER -> {
                reply.bulk(StringValue.of(table.payloadLong(record, from)).bytes());
                yield true;
            }
            case SHELVED -> {
                if (shelf.get(table.payloadInt(record, from)) instanceof LongText text) {
                    int to = reply.bulkOf(text.length());
                    text.copyTo(reply.out().array(), to);
                    yield true;
                }
                yield false;
            }
            default -> false;
        };
    }

    Type type(int record) {
        return switch (form(record)) {
            case TEXT, GROWN, NUMBER -> Type.STRING;
            case SHELVED -> shelf.get(place(record)).type();
            default -> SmallCollections.type(form(record));
        };
    }

    private int form(int record) {
        return table.payloadByte(record, FORM) & FORM_MASK;
    }

    private byte[] bytesFrom(int record, int from) {
        byte[] bytes = HeapRoom.array(table.payloadLength(record) - from);
        table.copyPayload(record, from, bytes, 0, bytes.length);
        return bytes;
    }

    boolean hasExpiry(int record) {
        return (table.payloadByte(record, FORM) & EXPIRES) != 0;
    }

    /** Milliseconds since 1970, or {@link #NO_EXPIRY}. */
    long expireAtMillis(int record) {
        return hasExpiry(record) ? table.payloadLong(record, EXPIRE_AT) : NO_EXPIRY;
    }

    boolean isExpired(int record, long nowMillis) {
        return hasExpiry(record) && nowMillis > table.payloadLong(record, EXPIRE_AT);
    }

    int useMark(int record) {
        return table.payloadInt(record, USE);
    }

    void useMark(int record, int mark) {
        table.payloadInt(record, USE, mark);
    }

    private int headBytes(int record) {
        return hasExpiry(record) ? LONG_HEAD : SHORT_HEAD;
    }

    // ---- writing

    /** See {@link RecordTable#expect}. */
    void expect(long count) {
        if (table.size() == 0) {
            table.expect(count);
        }
    }

    /** Puts the value under the key; what lay on the shelf for it and is not {@code value} itself is released. */
    void put(byte[] key, Value value, long expireAtMillis, int useMark) {
        int hash = table.hash(key);
        put(hash, key, table.find(hash, key), value, expireAtMillis, useMark);
    }

    /** The same for a key that should not be there. False if it is: then nothing was done. */
    boolean putNew(byte[] key, Value value, long expireAtMillis, int useMark) {
        int hash = table.hash(key);
        if (table.find(hash, key) != NONE) {
            return false;
        }
        put(hash, key, NONE, value, expireAtMillis, useMark);
        return true;
    }

    private void put(int hash, byte[] key, int old, Value given, long expireAtMillis, int useMark) {
        Value value = given instanceof StringValue text && isLong(text) ? longText(text.bytes(), old) : given;
        int position = 0;
        if (old != NONE) {
            leave(old, value);
            position = moveExpiry(old, expireAtMillis);
        } else if (expireAtMillis != NO_EXPIRY) {
            position = expiries.add(NONE);
        }
        byte form = formOf(value, old);
        int length = writeHead(form, value, expireAtMillis, useMark, position);
        if (form == SHELVED) {
            NativeBytes.putInt(head, length, placeOf(value, old));
            length += Integer.BYTES;
        }
        int record = table.write(hash, key, old, head, length, body(form, value));
        if (expireAtMillis != NO_EXPIRY) {
            expiries.set(position, record);
        }
    }

    private static boolean isLong(StringValue value) {
        return !(value instanceof LongText) && value.length() > LongText.LONGEST_IN_RECORD;
    }

    /** In the place of the one that is there where that may be. */
    private LongText longText(byte[] bytes, int old) {
        if (old != NONE && isOnShelf(old) && !isFrozen(old) && shelf.get(place(old)) instanceof LongText text) {
            text.set(bytes);
            return text;
        }
        return LongText.of(slabs, bytes, 0, bytes.length);
    }

    /** A long string on its way into a record: its place. */
    int shelve(byte[] bytes, int from, int length) {
        return shelf.add(LongText.of(slabs, bytes, from, length));
    }

    /** Sees to the place in the index when a record with or without expiry is followed by one with or without. */
    private int moveExpiry(int old, long expireAtMillis) {
        boolean had = hasExpiry(old);
        if (had && expireAtMillis == NO_EXPIRY) {
            unindex(old);
            return 0;
        }
        if (had) {
            return table.payloadInt(old, POSITION);
        }
        return expireAtMillis == NO_EXPIRY ? 0 : expiries.add(NONE);
    }

    private void unindex(int record) {
        int position = table.payloadInt(record, POSITION);
        int moved = expiries.remove(position);
        table.payloadInt(moved, POSITION, position);
    }

    /** The record's value is about to be replaced by another, or by none. */
    private void leave(int record, Value successor) {
        if (isOnShelf(record)) {
            int place = place(record);
            if (shelf.get(place) != successor) {
                release(place);
            }
        }
    }

    /** Bytes that the record takes with what it refers to, and its place in the table. */
    long memoryBytes(int record) {
        long own = slabs.capacity(record) + BYTES_OF_ENTRY + (hasExpiry(record) ? Integer.BYTES : 0);
        return isOnShelf(record) && shelf.get(place(record)) instanceof Shelved shelved
                ? own + shelved.memoryBytes()
                : own;
    }

    private void release(int place) {
        if (shelf.get(place) instanceof Collection collection) {
            departures.add(collection);
        } else if (shelf.get(place) instanceof LongText text) {
            text.release();
        }
        shelf.part(place);
    }

    private boolean isOnShelf(int record) {
        return form(record) == SHELVED;
    }

    private int place(int record) {
        return table.payloadInt(record, headBytes(record));
    }

    /** A collection that lies on the shelf stays there, small or not. */
    private byte formOf(Value value, int old) {
        return switch (value) {
            case LongText text -> SHELVED;
            case StringValue.Text text -> TEXT;
            case StringValue.Grown grown -> GROWN;
            case StringValue.Int number -> NUMBER;
            case Collection collection -> {
                byte small = isShelved(collection, old) ? SmallCollections.NONE : SmallCollections.form(collection);
                yield small == SmallCollections.NONE ? SHELVED : small;
            }
            case Missing missing -> throw new IllegalArgumentException("no value to put");
        };
    }

    private boolean isShelved(Value value, int record) {
        return record != NONE && isOnShelf(record) && shelf.get(place(record)) == value;
    }

    /** The place of a collection in a record that follows {@code old}. */
    private int placeOf(Value value, int old) {
        return isShelved(value, old) ? place(old) : shelf.add((Shelved) value);
    }

    /** Fills the head; returns its length. What is short of the value itself stands in it too. */
    private int writeHead(byte form, Value value, long expireAtMillis, int useMark, int position) {
        boolean expires = expireAtMillis != NO_EXPIRY;
        head[FORM] = (byte) (form | (expires ? EXPIRES : 0));
        NativeBytes.putInt(head, USE, useMark);
        int length = SHORT_HEAD;
        if (expires) {
            NativeBytes.putLong(head, EXPIRE_AT, expireAtMillis);
            NativeBytes.putInt(head, POSITION, position);
            length = LONG_HEAD;
        }
        if (value instanceof StringValue.Int number) {
            NativeBytes.putLong(head, length, number.number());
            length += Long.BYTES;
        }
        return length;
    }

    /** The head of records without an expiry, with {@code more} bytes behind it. */
    static byte[] shortHead(byte form, int useMark, int more) {
        byte[] head = new byte[SHORT_HEAD + more];
        head[FORM] = form;
        NativeBytes.putInt(head, USE, useMark);
        return head;
    }

    /** For who puts many records that are not there. */
    NewRecords newRecords() {
        return new NewRecords(table);
    }

    private static byte[] body(byte form, Value value) {
        return switch (value) {
            case LongText text -> NativeBytes.NONE;
            case StringValue.Text text -> text.bytes();
            case StringValue.Grown grown -> grown.bytes();
            case StringValue.Int number -> NativeBytes.NONE;
            case Collection collection -> form == SHELVED ? NativeBytes.NONE : SmallCollections.pack(collection);
            case Missing missing -> NativeBytes.NONE;
        };
    }

    /** Removes the key, with all that it holds; nothing if it is not there. */
    void remove(byte[] key) {
        int record = takeOut(key);
        if (record != NONE) {
            if (isOnShelf(record)) {
                release(place(record));
            }
            slabs.free(record);
        }
    }

    /** Removes the key because nothing is left of its collection, which may have outgrown the record meanwhile. */
    void remove(byte[] key, Collection spent) {
        if (!isShelved(spent, table.find(key))) {
            spent.release();
        }
        remove(key);
    }

    /** Removes the key but not what it holds: that goes to another key. */
    Value removeAndKeep(byte[] key) {
        int record = takeOut(key);
        Value value = value(record);
        if (isOnShelf(record) && value instanceof Shelved shelved) {
            // What a snapshot holds must not be changed under the new key either.
            value = slabs.isFrozen(record) ? shelved.fork() : shelved;
            shelf.part(place(record));
        }
        slabs.free(record);
        return value;
    }

    private int takeOut(byte[] key) {
        int record = table.takeOut(table.hash(key), key);
        if (record != NONE && hasExpiry(record)) {
            unindex(record);
        }
        return record;
    }

    /** True if an open snapshot holds what the record has on the shelf: then that must be forked before it is changed. */
    boolean isFrozen(int record) {
        return slabs.isFrozen(record) && isOnShelf(record);
    }

    /** A collection from {@link #value} was changed: it is written back, or counted anew where it lies on the shelf. */
    void changed(byte[] key, int record, Collection value) {
        if (isShelved(value, record)) {
            shelf.recount(place(record));
        } else {
            put(key, value, expireAtMillis(record), useMark(record));
        }
    }

    /** Puts a fork in the place of what a snapshot holds. */
    void putFork(byte[] key, int old, Shelved fork) {
        // The old one is not released: what it shares with the fork belongs to the fork now.
        long expireAtMillis = expireAtMillis(old);
        int useMark = useMark(old);
        shelf.part(place(old));
        int position = hasExpiry(old) ? table.payloadInt(old, POSITION) : 0;
        int length = writeHead(SHELVED, fork, expireAtMillis, useMark, position);
        NativeBytes.putInt(head, length, shelf.add(fork));
        int record = table.write(table.hash(key), key, old, head, length + Integer.BYTES, NativeBytes.NONE);
        if (expireAtMillis != NO_EXPIRY) {
            expiries.set(position, record);
        }
    }

    /**
     * Gives back what the records of some buckets hold, and the records: the table is not used any more.
     *
     * @return false when nothing is left
     */
    boolean releaseSome(int buckets) {
        return table.releaseSome(buckets, record -> {
            if (isOnShelf(record)) {
                release(place(record));
            }
        });
    }

    // ---- defragmentation

    /** See {@link RecordTable#relocate}: one bucket of the keys themselves. */
    long relocate(long cursor, IntConsumer moved) {
        return table.relocate(cursor, record -> {
            if (hasExpiry(record)) {
                expiries.set(table.payloadInt(record, POSITION), record);
            }
            moved.accept(record);
        });
    }

    // ---- walking

    /** See {@link RecordTable#scan}. */
    long scan(long cursor, long wanted, IntConsumer sink) {
        return table.scan(cursor, wanted, sink);
    }

    int random(RandomGenerator random) {
        return table.random(random);
    }

    /** Fills {@code sample} with up to {@code wanted} different records, drawn at random; how many. */
    int sample(RandomGenerator random, int[] sample, int wanted) {
        return table.sample(random, sample, wanted);
    }

    /** The same of records with an expiry; some may come twice. */
    int sampleExpiring(RandomGenerator random, int[] sample, int wanted) {
        int drawn = Math.min(wanted, expiries.size());
        for (int i = 0; i < drawn; i++) {
            sample[i] = expiries.get(drawn < wanted ? i : random.nextInt(expiries.size()));
        }
        return drawn;
    }

    void forEach(IntConsumer sink) {
        table.forEach(sink);
    }

    /** Gets records in a walk that may fail. */
    @FunctionalInterface
    interface Visitor {
        void visit(int record) throws IOException;
    }

    /** The same for a walk that may fail. */
    void walk(Visitor visitor) throws IOException {
        RecordCursor cursor = table.cursor();
        int[] next = new int[RECORDS_IN_STEP];
        for (int found = cursor.next(next); found > 0; found = cursor.next(next)) {
            for (int i = 0; i < found; i++) {
                visitor.visit(next[i]);
            }
        }
    }

    CopiedRecord copiedRecord() {
        return table.copiedRecord();
    }

    /** Whether the record is text, as it was set, that does not expire: then its value begins behind the payload's short head. */
    static boolean isLastingText(CopiedRecord record) {
        return (record.bytes()[record.payloadAt() + FORM] & (FORM_MASK | EXPIRES)) == TEXT;
    }
}
