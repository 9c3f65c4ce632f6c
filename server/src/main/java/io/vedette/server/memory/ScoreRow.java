package io.vedette.server.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A node of a tree by score ({@link ScoreNodes}), to be read: where it lies is looked up once, not with each step of a search. Good until
 * the node is changed or given back. For whoever may read the node.
 */
public final class ScoreRow {
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    /** Twice the number of entries, and one more for a leaf; then the entries. */
    static final int HEAD_BYTES = Integer.BYTES;

    /** An entry is a score and a record; in an inner node, a count and a child too. */
    static final int RECORD = Long.BYTES;

    static final int COUNT = RECORD + Integer.BYTES;
    static final int CHILD = COUNT + Integer.BYTES;
    static final int LEAF_ENTRY_BYTES = COUNT;
    static final int INNER_ENTRY_BYTES = CHILD + Integer.BYTES;

    private final MemorySegment segment;
    private final long entries;
    private final int head;

    ScoreRow(MemorySegment segment, long at) {
        this.segment = segment;
        this.entries = at + HEAD_BYTES;
        this.head = memory().get(INT, at);
    }

    /** The constant, for the compiler, rather than a field that holds it. */
    MemorySegment memory() {
        return SystemMemory.view(segment);
    }

    public boolean isLeaf() {
        return (head & 1) != 0;
    }

    /** Entries. */
    public int size() {
        return head >>> 1;
    }

    public double score(int i) {
        return Double.longBitsToDouble(memory().get(LONG, at(i)));
    }

    /** The record of the element. */
    public int record(int i) {
        return memory().get(INT, at(i) + RECORD);
    }

    public int child(int i) {
        return memory().get(INT, at(i) + CHILD);
    }

    /** Elements below the child. */
    public int count(int i) {
        return memory().get(INT, at(i) + COUNT);
    }

    /** Elements in or below this node. */
    public int total() {
        return isLeaf() ? size() : before(size());
    }

    /** Elements below the children before that one. */
    public int before(int child) {
        int total = 0;
        for (int i = 0; i < child; i++) {
            total += count(i);
        }
        return total;
    }

    /** Where the entry lies. */
    long at(int i) {
        return entries + (long) i * entryBytes();
    }

    int entryBytes() {
        return isLeaf() ? LEAF_ENTRY_BYTES : INNER_ENTRY_BYTES;
    }
}
