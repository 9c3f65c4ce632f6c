package io.vedette.resp;

import java.util.Arrays;

/**
 * Keys with their strings, in the order in which they are to be set, as places in one array: no object for each of them.
 *
 * @param bytes in which all of them stand; not to be changed
 * @param places of each {@value #NUMBERS} numbers: where its key begins, how long that is, the same of its value
 * @param count how many
 */
public record StringRun(byte[] bytes, int[] places, int count) {
    /** Numbers in {@link #places} for each. */
    public static final int NUMBERS = 4;

    private static final byte[] SET = {'S', 'E', 'T'};

    /** One of them as the command that it is; a copy. */
    public Argv command(int index) {
        return new Argv(SET, key(index), value(index));
    }

    /** A copy. */
    public byte[] key(int index) {
        return part(places[index * NUMBERS], places[index * NUMBERS + 1]);
    }

    /** A copy. */
    public byte[] value(int index) {
        return part(places[index * NUMBERS + 2], places[index * NUMBERS + 3]);
    }

    private byte[] part(int from, int length) {
        return Arrays.copyOfRange(bytes, from, from + length);
    }
}
