package io.vedette.server.keyspace;

import io.vedette.resp.Ascii;
import io.vedette.server.memory.NewRecords;

/**
 * Strings without expiry on their way from a snapshot into a database that nobody else uses yet. What is said of a key one by one
 * ({@link Database#load}) is made into a record here without an object for it: of the many keys of a snapshot most are such.
 *
 * <p>One thread.
 */
public final class LoadedStrings {
    /** Numbers in an array of places for each string. */
    private static final int NUMBERS = 4;

    /** Longer text is no number. */
    private static final int LONGEST_NUMBER = 20;

    private static final byte[] NOTHING = {};

    private final NewRecords records;
    private final byte[] textHead;
    private final byte[] numberHead;

    LoadedStrings(Records records, int useMark) {
        this.records = records.newRecords();
        this.textHead = Records.shortHead(Records.TEXT, useMark, 0);
        this.numberHead = Records.shortHead(Records.NUMBER, useMark, Long.BYTES);
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

    private void loadOne(byte[] bytes, int[] places, int index) {
        int place = index * NUMBERS;
        int from = places[place + 2];
        int length = places[place + 3];
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
