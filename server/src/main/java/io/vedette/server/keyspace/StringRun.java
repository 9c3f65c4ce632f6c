package io.vedette.server.keyspace;

import java.nio.charset.StandardCharsets;

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

    /** For people. */
    public String lastKey() {
        int last = NUMBERS * (count - 1);
        return new String(bytes, places[last], places[last + 1], StandardCharsets.UTF_8);
    }

    /** Who sets them, as if each came by itself, without an answer and without telling anybody. */
    public interface Setter {
        void set(Database database, StringRun run);
    }
}
