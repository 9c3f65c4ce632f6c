package io.vedette.server.keyspace;

import io.vedette.resp.Ascii;
import io.vedette.resp.StringRun;
import io.vedette.server.memory.FetchedKeys;
import io.vedette.server.memory.NewRecords;
import io.vedette.server.values.LongText;
import io.vedette.server.values.StringValue;

/**
 * Strings without expiry on their way from a file into a database. What is said of a key one by one
 * ({@link Database#load}, {@link Database#put}) is made into a record here without an object for it: of the many keys of a file most are
 * such.
 *
 * <p>One thread.
 */
public final class LoadedStrings {
    private static final int NUMBERS = StringRun.NUMBERS;

    /** Longer text is no number. */
    private static final int LONGEST_NUMBER = 20;

    private static final byte[] NOTHING = {};

    private final Database database;
    private final NewRecords records;
    private final byte[][] keys = new byte[FetchedKeys.MOST][];
    private final byte[] textHead;
    private final byte[] numberHead;
    private final byte[] longHead;

    LoadedStrings(Database database, int useMark) {
        this.database = database;
        this.records = database.records().newRecords();
        this.textHead = Records.shortHead(Records.TEXT, useMark, 0);
        this.numberHead = Records.shortHead(Records.NUMBER, useMark, Long.BYTES);
        this.longHead = Records.shortHead(Records.SHELVED, useMark, Integer.BYTES);
    }

    /**
     * @param places of each string four numbers: where its key begins in {@code bytes}, how long that is, the same of its value; a
     *     value with a negative length is the number that stands in place of where it begins
     * @return the place among them of the first whose key is there twice, {@code count} if there is none; after such a one the database is
     *     of no use any more
     */
    public int load(byte[] bytes, int[] places, int count) {
        records.expect(bytes, places, NUMBERS, count);
        for (int i = 0; i < count; i++) {
            loadOne(bytes, places, i);
        }
        return records.end(bytes, places, NUMBERS, count);
    }

    /** Sets them one behind the other, whether they are there or not; nobody is told. Each counts as a change. */
    void put(StringRun run) {
        records.expect(run.bytes(), run.places(), NUMBERS, run.count());
        int changed = 0;
        try {
            for (int from = 0; from < run.count(); from += FetchedKeys.MOST) {
                changed += putSome(run, from, Math.min(run.count(), from + FetchedKeys.MOST));
            }
        } finally {
            records.layDown(); // also where memory has come to an end
        }
        database.countChanges(changed);
    }

    /** Those that seem to be there are looked at side by side first; returns how many were not. */
    private int putSome(StringRun run, int from, int to) {
        int there = 0;
        int fetched = 0;
        for (int i = from; i < to; i++) {
            if (records.mayBeThere(i)) {
                there |= 1 << i - from;
                keys[fetched++] = run.key(i);
            }
        }
        database.records().fetch(keys, fetched);
        int next = 0;
        int added = 0;
        for (int i = from; i < to; i++) {
            boolean wasThere = (there & 1 << i - from) != 0;
            if (wasThere || records.mayBeThere(i)) {
                records.layDown(); // maybe it is one of these
                database.put(wasThere ? keys[next++] : run.key(i), StringValue.of(run.value(i)));
            } else {
                loadOne(run.bytes(), run.places(), i);
                added++;
            }
        }
        return added;
    }

    private void loadOne(byte[] bytes, int[] places, int index) {
        int place = index * NUMBERS;
        int from = places[place + 2];
        int length = places[place + 3];
        if (length > LongText.LONGEST_IN_RECORD) {
            NativeBytes.putInt(longHead, Records.SHORT_HEAD, database.records().shelve(bytes, from, length));
            records.add(index, bytes, places[place], places[place + 1], longHead, NOTHING, 0, 0);
            return;
        }
        boolean isNumber = length < 0 || length <= LONGEST_NUMBER && Ascii.isLong(bytes, from, from + length);
        if (isNumber) {
            long number = length < 0 ? from : Ascii.toLong(bytes, from, from + length);
            NativeBytes.putLong(numberHead, Records.SHORT_HEAD, number);
            records.add(index, bytes, places[place], places[place + 1], numberHead, NOTHING, 0, 0);
        } else {
            records.add(index, bytes, places[place], places[place + 1], textHead, bytes, from, length);
        }
    }
}
