package io.vedette.server.stream;

import java.util.Arrays;

/**
 * The packed form of some neighbouring entries of a stream, as it stands in files: a listpack of a master entry (living entries,
 * deleted ones, the names of the fields of the first) and of entries whose ids are told as differences to the first one's and
 * which leave the names out where they are the master's. A deleted entry stays as a tombstone.
 *
 * <p>Pure functions on bytes; a change is a new array.
 */
public final class Node {
    static final int DELETED = 1;
    static final int SAME_FIELDS = 2;
    /** Elements of an entry beside fields and values: flags and the two differences. */
    private static final int ENTRY_ELEMENTS = 3;

    /** Position of the count of living entries. */
    private static final int LIVE_AT = Elements.HEADER_BYTES;

    private Node() {}

    /** A node with one entry. @param words fields and values by turns */
    public static byte[] of(byte[][] words) {
        int fields = words.length / 2;
        int bytes = Elements.HEADER_BYTES + 3 * Elements.bytesOf(0) + Elements.bytesOf(fields);
        for (int i = 0; i < words.length; i += 2) {
            bytes += Elements.bytesOf(words[i]);
        }
        byte[] node = new byte[bytes + 1];
        int at = Elements.put(node, LIVE_AT, 0);
        at = Elements.put(node, at, 0);
        at = Elements.put(node, at, fields);
        for (int i = 0; i < words.length; i += 2) {
            at = Elements.put(node, at, words[i]);
        }
        at = Elements.put(node, at, 0);
        node[at] = Elements.END;
        Elements.header(node, node.length, 4L + fields);
        return with(node, 0, 0, words);
    }

    /** The node with one entry more at its end; its id follows by the differences to that of the node's first. */
    public static byte[] with(byte[] node, long msDifference, long seqDifference, byte[][] words) {
        int fields = words.length / 2;
        boolean same = hasFields(node, words);
        long elements = ENTRY_ELEMENTS + (same ? fields : 1 + 2L * fields);
        int more = Elements.bytesOf(SAME_FIELDS)
                + Elements.bytesOf(msDifference)
                + Elements.bytesOf(seqDifference)
                + Elements.bytesOf(elements);
        more += same ? 0 : Elements.bytesOf(fields);
        for (int i = same ? 1 : 0; i < words.length; i += same ? 2 : 1) {
            more = Math.addExact(more, Elements.bytesOf(words[i]));
        }
        long live = live(node) + 1;
        int growth = Elements.bytesOf(live) - Elements.bytesOf(live - 1);
        byte[] longer = Arrays.copyOf(node, Math.addExact(node.length + growth, more));
        if (growth != 0) {
            int behind = Elements.next(node, LIVE_AT);
            System.arraycopy(node, behind, longer, behind + growth, node.length - behind);
        }
        Elements.put(longer, LIVE_AT, live);
        int at = node.length + growth - 1;
        at = Elements.put(longer, at, same ? SAME_FIELDS : 0);
        at = Elements.put(longer, at, msDifference);
        at = Elements.put(longer, at, seqDifference);
        at = same ? at : Elements.put(longer, at, fields);
        for (int i = same ? 1 : 0; i < words.length; i += same ? 2 : 1) {
            at = Elements.put(longer, at, words[i]);
        }
        at = Elements.put(longer, at, elements);
        longer[at] = Elements.END;
        long count = Elements.count(node) == Elements.COUNT_UNKNOWN
                ? Elements.COUNT_UNKNOWN
                : Elements.count(node) + elements + 1;
        Elements.header(longer, longer.length, count);
        return longer;
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

    /** Position of the number of fields of the master entry. */
    static int fieldsAt(byte[] node) {
        return Elements.skip(node, LIVE_AT, 2);
    }

    /** Position of the first entry. */
    static int entriesAt(byte[] node) {
        int at = fieldsAt(node);
        long fields = Elements.number(node, at);
        return Elements.skip(node, at, 1 + fields + 1);
    }
}
