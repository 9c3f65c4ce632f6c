package io.vedette.server.memory;

import java.lang.foreign.MemorySegment;

/**
 * The nodes of trees by score, each a blob: a row of elements by score and record. In a leaf they are the elements; in an inner node
 * each is the first element of a child, and beside it stand the child and how many elements lie below it. Nodes are named by
 * their handles, and read as {@link ScoreRow}s.
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

    /** Room comes in steps of so many entries: little air, and an entry is copied some times until its node is full. */
    private static final int STEP = 16;

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

    /** The entries are not defined. */
    private int node(boolean leaf, int entries) {
        int entryBytes = leaf ? ScoreRow.LEAF_ENTRY_BYTES : ScoreRow.INNER_ENTRY_BYTES;
        int node = slabs.allocate(ScoreRow.HEAD_BYTES + room(entries) * entryBytes);
        head(node, leaf, entries);
        return node;
    }

    private static int room(int entries) {
        return Math.max(STEP, (entries + STEP - 1) / STEP * STEP);
    }

    /** Gives the node back, not those below. */
    public void free(int node) {
        slabs.free(node);
    }

    /** Gives the node back with all below it. */
    public void freeAll(int node) {
        ScoreRow row = row(node);
        for (int i = 0; i < row.size() && !row.isLeaf(); i++) {
            freeAll(row.child(i));
        }
        free(node);
    }

    /** The node itself if it may be changed, otherwise one of the same content, in its place. */
    public int own(int node) {
        return slabs.isFrozen(node) ? moved(node, row(node).size()) : node;
    }

    /** Its entries, or the first so many if it has more, in a node with room for so many. */
    private int moved(int node, int entries) {
        ScoreRow row = row(node);
        int size = Math.min(row.size(), entries);
        int target = node(row.isLeaf(), entries);
        head(target, row.isLeaf(), size);
        copy(row, 0, row(target), 0, size);
        free(node);
        return target;
    }

    /** Moves the node, not those below, out of a page that is to go. Not while a snapshot is open. */
    public int relocated(int node) {
        return slabs.relocated(node);
    }

    // ---- reading

    public ScoreRow row(int node) {
        return new ScoreRow(slabs.memory(node), slabs.offset(node));
    }

    /** Bytes that the node takes, without those below. */
    public int bytes(int node) {
        return slabs.capacity(node);
    }

    // ---- changing a node that is one's own

    /** Puts an element into a leaf that is not full; where the leaf is from now on. */
    public int insert(int leaf, int i, double score, int record) {
        int node = opened(leaf, i);
        ScoreRow row = row(node);
        long at = row.at(i);
        row.memory().set(ScoreRow.LONG, at, Double.doubleToRawLongBits(score));
        row.memory().set(ScoreRow.INT, at + ScoreRow.RECORD, record);
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
        child(node, i, child, row(child).total());
    }

    /** The same where it is known how many elements lie below the child. */
    public void child(int node, int i, int child, int count) {
        ScoreRow row = row(node);
        ScoreRow below = row(child);
        long at = row.at(i);
        row.memory().set(ScoreRow.LONG, at, below.memory().get(ScoreRow.LONG, below.at(0)));
        row.memory().set(ScoreRow.INT, at + ScoreRow.RECORD, below.record(0));
        row.memory().set(ScoreRow.INT, at + ScoreRow.COUNT, count);
        row.memory().set(ScoreRow.INT, at + ScoreRow.CHILD, child);
    }

    /** The same where the child's first element is the one that it was. */
    public void childBeyondFirst(int node, int i, int child, int count) {
        ScoreRow row = row(node);
        long at = row.at(i);
        row.memory().set(ScoreRow.INT, at + ScoreRow.COUNT, count);
        row.memory().set(ScoreRow.INT, at + ScoreRow.CHILD, child);
    }

    /** Takes the entries from {@code from} up to, but without, {@code to} out. */
    public void remove(int node, int from, int to) {
        ScoreRow row = row(node);
        copy(row, to, row, from, row.size() - to);
        head(node, row.isLeaf(), row.size() - to + from);
    }

    /** The entries from {@code i} on, as a node of their own; here they are to be {@link #cut} off. */
    public int rightPart(int node, int i) {
        ScoreRow row = row(node);
        int right = node(row.isLeaf(), row.size() - i);
        copy(row, i, row(right), 0, row.size() - i);
        return right;
    }

    /** Leaves the entries before {@code i}; where the node is from now on. */
    public int cut(int node, int i) {
        if (capacity(node) >= room(i) + STEP) {
            return moved(node, i);
        }
        head(node, row(node).isLeaf(), i);
        return node;
    }

    /** Takes over the entries of the right neighbour, which is given back; where the node is from now on. */
    public int append(int left, int right) {
        ScoreRow more = row(right);
        int size = row(left).size();
        int together = size + more.size();
        int node = together <= capacity(left) ? left : moved(left, together);
        copy(more, 0, row(node), size, more.size());
        head(node, more.isLeaf(), together);
        free(right);
        return node;
    }

    /** Makes place for an entry at {@code i}, whose content is not defined then. */
    private int opened(int closed, int i) {
        int size = row(closed).size();
        int node = size < capacity(closed) ? closed : moved(closed, size + 1);
        ScoreRow row = row(node);
        copy(row, i, row, i + 1, size - i);
        head(node, row.isLeaf(), size + 1);
        return node;
    }

    private int capacity(int node) {
        return (slabs.capacity(node) - ScoreRow.HEAD_BYTES) / row(node).entryBytes();
    }

    private static void copy(ScoreRow source, int from, ScoreRow target, int to, int entries) {
        if (entries > 0) {
            long bytes = (long) entries * source.entryBytes();
            MemorySegment.copy(source.memory(), source.at(from), target.memory(), target.at(to), bytes);
        }
    }

    private void head(int node, boolean leaf, int entries) {
        slabs.memory(node).set(ScoreRow.INT, slabs.offset(node), entries << 1 | (leaf ? 1 : 0));
    }
}
