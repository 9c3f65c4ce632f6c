package io.vedette.server.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The nodes of trees by score, each a blob: a row of elements by score and record. In a leaf they are the elements; in an inner node
 * each is the first element of a child, and beside it stand the child and how many elements lie below it. Nodes are named by
 * their handles.
 *
 * <p>A node that a snapshot may hold is never changed: {@link #own} gives the one to be changed in its place. Nor is one longer than its
 * room, which grows by steps. So what changes a node answers where it is from then on, and whoever refers to it must say so
 * there ({@link #child(int, int, int)}).
 *
 * <p>Stateless. Owner loop only, but a snapshot's thread may read the nodes that the snapshot holds.
 */
public final class ScoreNodes {
    /** Entries of a full node: copying one takes well below a microsecond, and a million elements make three levels. */
    public static final int MOST = 128;

    /** Room comes in steps of so many entries: little air, and each entry is moved by a step's growth at most a few times. */
    private static final int STEP = 16;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    /** Twice the number of entries, and one more for a leaf; then the entries. */
    private static final int HEAD_BYTES = Integer.BYTES;

    /** An entry is a score and a record; in an inner node, a count and a child too. */
    private static final int RECORD = Long.BYTES;

    private static final int COUNT = RECORD + Integer.BYTES;
    private static final int CHILD = COUNT + Integer.BYTES;
    private static final int LEAF_ENTRY_BYTES = COUNT;
    private static final int INNER_ENTRY_BYTES = CHILD + Integer.BYTES;

    private final Slabs slabs;

    public ScoreNodes(Slabs slabs) {
        this.slabs = slabs;
    }

    // ---- making and giving back

    /** A leaf without elements. */
    public int leaf() {
        return node(true, 0);
    }

    /** An inner node over one child that has entries. */
    public int above(int child) {
        return insertChild(node(false, 0), 0, child);
    }

    private int node(boolean leaf, int entries) {
        int node = slabs.allocate(HEAD_BYTES + room(entries) * entryBytes(leaf));
        head(node, leaf, entries);
        return node;
    }

    private static int room(int entries) {
        return Math.max(STEP, (entries + STEP - 1) / STEP * STEP);
    }

    private static int entryBytes(boolean leaf) {
        return leaf ? LEAF_ENTRY_BYTES : INNER_ENTRY_BYTES;
    }

    /** Gives the node back, not those below. */
    public void free(int node) {
        slabs.free(node);
    }

    /** Gives the node back with all below it. */
    public void freeAll(int node) {
        for (int i = 0; i < size(node) && !isLeaf(node); i++) {
            freeAll(child(node, i));
        }
        free(node);
    }

    /** The node itself if it may be changed, otherwise one of the same content, in its place. */
    public int own(int node) {
        return slabs.isFrozen(node) ? moved(node, size(node)) : node;
    }

    /** The same entries with room for so many. */
    private int moved(int node, int entries) {
        boolean leaf = isLeaf(node);
        int size = size(node);
        int target = node(leaf, entries);
        head(target, leaf, size);
        copy(node, 0, target, 0, size);
        free(node);
        return target;
    }

    /** Moves the node, not those below, out of a page that is to go. Not while a snapshot is open. */
    public int relocated(int node) {
        return slabs.relocated(node);
    }

    // ---- reading

    public boolean isLeaf(int node) {
        return (head(node) & 1) != 0;
    }

    /** Entries. */
    public int size(int node) {
        return head(node) >>> 1;
    }

    public double score(int node, int i) {
        return Double.longBitsToDouble(memory(node).get(LONG, at(node, i)));
    }

    /** The record of the element. */
    public int record(int node, int i) {
        return memory(node).get(INT, at(node, i) + RECORD);
    }

    public int child(int node, int i) {
        return memory(node).get(INT, at(node, i) + CHILD);
    }

    /** Elements below the child. */
    public int count(int node, int i) {
        return memory(node).get(INT, at(node, i) + COUNT);
    }

    /** Elements in or below this node. */
    public int total(int node) {
        int size = size(node);
        if (isLeaf(node)) {
            return size;
        }
        int total = 0;
        for (int i = 0; i < size; i++) {
            total += count(node, i);
        }
        return total;
    }

    /** Bytes that the node takes, without those below. */
    public int bytes(int node) {
        return slabs.capacity(node);
    }

    // ---- changing a node that is one's own

    /** Puts an element into a leaf that is not full; where the leaf is from now on. */
    public int insert(int leaf, int i, double score, int record) {
        int node = opened(leaf, i);
        long at = at(node, i);
        memory(node).set(LONG, at, Double.doubleToRawLongBits(score));
        memory(node).set(INT, at + RECORD, record);
        return node;
    }

    /** Puts a child into an inner node that is not full; where the node is from now on. */
    public int insertChild(int parent, int i, int child) {
        int node = opened(parent, i);
        child(node, i, child);
        return node;
    }

    /** Entry {@code i} speaks of that child, as it is now, from now on. */
    public void child(int node, int i, int child) {
        child(node, i, child, total(child));
    }

    /** The same where it is known how many elements lie below the child. */
    public void child(int node, int i, int child, int count) {
        MemorySegment memory = memory(node);
        long at = at(node, i);
        MemorySegment.copy(memory(child), at(child, 0), memory, at, COUNT);
        memory.set(INT, at + COUNT, count);
        memory.set(INT, at + CHILD, child);
    }

    /** Takes the entries from {@code from} up to, but without, {@code to} out. */
    public void remove(int node, int from, int to) {
        int size = size(node);
        copy(node, to, node, from, size - to);
        head(node, isLeaf(node), size - to + from);
    }

    /** The entries from {@code i} on, as a node of their own; here they are to be {@link #cut} off. */
    public int rightPart(int node, int i) {
        int size = size(node);
        int right = node(isLeaf(node), size - i);
        copy(node, i, right, 0, size - i);
        return right;
    }

    /** Leaves the entries before {@code i}; where the node is from now on. */
    public int cut(int node, int i) {
        remove(node, i, size(node));
        return hasRoomOf(node, room(i)) ? node : moved(node, i);
    }

    /** Takes over the entries of the right neighbour, which is given back; where the node is from now on. */
    public int append(int left, int right) {
        int size = size(left);
        int together = size + size(right);
        int node = together <= capacity(left) ? left : moved(left, together);
        copy(right, 0, node, size, together - size);
        head(node, isLeaf(node), together);
        free(right);
        return node;
    }

    /** Makes place for an entry at {@code i}, whose content is not defined then. */
    private int opened(int closed, int i) {
        int size = size(closed);
        int node = size < capacity(closed) ? closed : moved(closed, size + 1);
        copy(node, i, node, i + 1, size - i);
        head(node, isLeaf(node), size + 1);
        return node;
    }

    private int capacity(int node) {
        return (slabs.capacity(node) - HEAD_BYTES) / entryBytes(isLeaf(node));
    }

    /** Whether the node is no larger than one that is made for so many entries. */
    private boolean hasRoomOf(int node, int room) {
        return capacity(node) < room + STEP;
    }

    private void copy(int source, int from, int target, int to, int entries) {
        if (entries > 0) {
            long bytes = (long) entries * entryBytes(isLeaf(source));
            MemorySegment.copy(memory(source), at(source, from), memory(target), at(target, to), bytes);
        }
    }

    // ---- where things lie

    private MemorySegment memory(int node) {
        return slabs.memory(node);
    }

    private int head(int node) {
        return memory(node).get(INT, slabs.offset(node));
    }

    private void head(int node, boolean leaf, int entries) {
        memory(node).set(INT, slabs.offset(node), entries << 1 | (leaf ? 1 : 0));
    }

    private long at(int node, int i) {
        return slabs.offset(node) + HEAD_BYTES + (long) i * entryBytes(isLeaf(node));
    }
}
