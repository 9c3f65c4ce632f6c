package io.vedette.server.stream;

import java.util.Arrays;

/**
 * The packed form of some neighbouring entries of a stream, as it stands in files: a listpack of a master entry (living entries,
 * deleted ones, the names of the fields of the first) and of entries whose ids are told as differences to the first one's and
 * which leave the names out where they are the master's. A deleted entry stays as a tombstone.
 *
 * <p>Pure functions on bytes; a change is a new array, unless it says that it is made in place.
 */
public final class Node {
    static final int DELETED = 1;
    static final int SAME_FIELDS = 2;
    /** Elements of an entry beside fields and values: flags and the two differences. */
    private static final int ENTRY_ELEMENTS = 3;

    /** Numbers that an entry adds at most: its elements, the fields, what they are, and what the count of living ones grows by. */
    private static final int MOST_NUMBERS = ENTRY_ELEMENTS + 3;

    /** Position of the count of living entries. */
    private static final int LIVE_AT = Elements.HEADER_BYTES;

    /** So many bytes from the beginning are enough for {@link #live} and {@link #deleted}. */
    public static final int COUNTS_BYTES = LIVE_AT + 2 * Elements.MOST_NUMBER_BYTES;

    private Node() {}

    /** A node with one entry. @param words fields and values by turns */
    public static byte[] of(byte[][] words) {
        int fields = words.length / 2;
        int bytes = Elements.HEADER_BYTES + 3 * Elements.bytesOf(0) + Elements.bytesOf(fields);
        for (int i = 0; i < words.length; i += 2) {
            bytes += Elements.bytesOf(words[i]);
        }
        byte[] node = new byte[Math.addExact(bytes + 1, mostBytes(words))];
        int at = Elements.put(node, LIVE_AT, 0);
        at = Elements.put(node, at, 0);
        at = Elements.put(node, at, fields);
        for (int i = 0; i < words.length; i += 2) {
            at = Elements.put(node, at, words[i]);
        }
        at = Elements.put(node, at, 0);
        node[at] = Elements.END;
        Elements.header(node, bytes + 1, 4L + fields);
        return Arrays.copyOf(node, append(node, bytes + 1, 0, 0, words));
    }

    /** The room that {@link #append} needs at most. */
    public static int mostBytes(byte[][] words) {
        int bytes = MOST_NUMBERS * Elements.MOST_NUMBER_BYTES;
        for (byte[] word : words) {
            bytes = Math.addExact(bytes, Elements.bytesOf(word));
        }
        return bytes;
    }

    /**
     * Writes one entry more at the end, in place; its id follows by the differences to that of the node's first. What stands between
     * {@link #fieldsAt} and the former end stays as it is, unless that place moves.
     *
     * @param node with {@link #mostBytes} of room behind it
     * @param length of the node
     * @return its length now
     */
    public static int append(byte[] node, int length, long msDifference, long seqDifference, byte[][] words) {
        int fields = words.length / 2;
        boolean same = hasFields(node, words);
        long elements = ENTRY_ELEMENTS + (same ? fields : 1 + 2L * fields);
        long live = live(node) + 1;
        int growth = Elements.bytesOf(live) - Elements.bytesOf(live - 1);
        if (growth != 0) {
            int behind = Elements.next(node, LIVE_AT);
            System.arraycopy(node, behind, node, behind + growth, length - behind);
        }
        Elements.put(node, LIVE_AT, live);
        int at = length + growth - 1;
        at = Elements.put(node, at, same ? SAME_FIELDS : 0);
        at = Elements.put(node, at, msDifference);
        at = Elements.put(node, at, seqDifference);
        at = same ? at : Elements.put(node, at, fields);
        for (int i = same ? 1 : 0; i < words.length; i += same ? 2 : 1) {
            at = Elements.put(node, at, words[i]);
        }
        at = Elements.put(node, at, elements);
        node[at] = Elements.END;
        long count = Elements.count(node) == Elements.COUNT_UNKNOWN
                ? Elements.COUNT_UNKNOWN
                : Elements.count(node) + elements + 1;
        Elements.header(node, at + 1, count);
        return at + 1;
    }

    private static boolean hasFields(byte[] node, byte[][] words) {
        int at = fieldsAt(node);
        if (Elements.number(node, at) != words.length / 2) {
            return false;
        }
        at = Elements.next(node, at);
        for (int i = 0; i < words.length; i += 2) {
            if (!Elements.equal(node, at, words[i])) {
                return false;
            }
            at = Elements.next(node, at);
        }
        return true;
    }

    /** Entries that are not deleted. */
    public static long live(byte[] node) {
        return Elements.number(node, LIVE_AT);
    }

    /** Tombstones. */
    public static long deleted(byte[] node) {
        return Elements.number(node, Elements.next(node, LIVE_AT));
    }

    /** Marks an entry by its flags' position as deleted, in place; {@link #counted} must follow. */
    static void markDeleted(byte[] node, int flagsAt) {
        Elements.put(node, flagsAt, Elements.number(node, flagsAt) | DELETED);
    }

    /** The node with its counts as they are after so many entries more were marked as deleted. */
    static byte[] counted(byte[] node, long newlyDeleted) {
        long live = live(node) - newlyDeleted;
        long deleted = deleted(node) + newlyDeleted;
        int behind = fieldsAt(node);
        int head = LIVE_AT + Elements.bytesOf(live) + Elements.bytesOf(deleted);
        byte[] changed = new byte[node.length + head - behind];
        System.arraycopy(node, 0, changed, 0, Elements.HEADER_BYTES);
        Elements.put(changed, Elements.put(changed, LIVE_AT, live), deleted);
        System.arraycopy(node, behind, changed, head, node.length - behind);
        Elements.header(changed, changed.length, Elements.count(node));
        return changed;
    }

    /** Position of the number of fields of the master entry: the counts stand before it. */
    public static int fieldsAt(byte[] node) {
        return Elements.skip(node, LIVE_AT, 2);
    }

    /** Position of the first entry. */
    static int entriesAt(byte[] node) {
        int at = fieldsAt(node);
        long fields = Elements.number(node, at);
        return Elements.skip(node, at, 1 + fields + 1);
    }
}
