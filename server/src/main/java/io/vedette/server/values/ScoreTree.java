package io.vedette.server.values;

import io.vedette.server.memory.RecordTable;
import io.vedette.server.memory.ScoreNodes;
import io.vedette.server.memory.ScoreRow;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * The order of a large sorted set: a B+tree over (score, member), whose elements are the members' records. Inner
 * nodes count what lies below them, so a rank is found, and a place by rank, in one descent. Everything that asks for a range
 * first turns it into two ranks.
 *
 * <p>The nodes lie outside the heap ({@link ScoreNodes}). {@link #fork} shares all of them; a node that a snapshot holds is copied
 * before its first change, and with it those above it.
 *
 * <p>Nodes that fall nearly empty join a neighbour if both fit well into one; there is no other balancing: two neighbours
 * have always more than half a node between them, which bounds the height.
 *
 * <p>Owner loop only, but a tree that was forked may be read by a snapshot's thread.
 */
final class ScoreTree {
    /** A node with fewer entries looks for a neighbour to join ... */
    private static final int FEW = ScoreNodes.MOST / 4;

    /** ... and does if both together have no more than this, so that the next insertion does not split it again. */
    private static final int JOINED = ScoreNodes.MOST * 3 / 4;

    /** Gets elements in order. */
    @FunctionalInterface
    interface Sink {
        void element(double score, int record);
    }

    private final ScoreNodes nodes;
    private final RecordTable members;
    private int root;
    /** Nodes that {@link #releaseSome} is to give back, the last one first, with all below them. */
    private int[] parting = {};

    private int partingCount;

    ScoreTree(ScoreNodes nodes, RecordTable members) {
        this(nodes, members, nodes.leaf());
    }

    private ScoreTree(ScoreNodes nodes, RecordTable members, int root) {
        this.nodes = nodes;
        this.members = members;
        this.root = root;
    }

    /** The same order over a fork of the members' table, to be changed in place of this one, which a snapshot holds. */
    ScoreTree fork(RecordTable forkedMembers) {
        return new ScoreTree(nodes, forkedMembers, root);
    }

    /** Gives all memory back. The tree must not be asked any more, but by a snapshot's thread, for which it stays as it is. */
    void release() {
        releaseSome(Integer.MAX_VALUE);
    }

    /**
     * Gives back so many nodes, each before those below it: {@link #release} in steps.
     *
     * @return false when nothing is left
     */
    boolean releaseSome(int most) {
        if (parting.length == 0) {
            push(root);
        }
        for (int done = 0; done < most && partingCount > 0; done++) {
            int node = parting[--partingCount];
            ScoreRow row = nodes.row(node);
            for (int i = 0; i < row.size() && !row.isLeaf(); i++) {
                push(row.child(i));
            }
            nodes.free(node);
        }
        return partingCount > 0;
    }

    private void push(int node) {
        if (partingCount == parting.length) {
            parting = Arrays.copyOf(parting, Math.max(ScoreNodes.MOST, 2 * partingCount));
        }
        parting[partingCount++] = node;
    }

    int size() {
        return nodes.row(root).total();
    }

    /** Bytes of all nodes. */
    long bytes() {
        return bytes(root);
    }

    private long bytes(int node) {
        long bytes = nodes.bytes(node);
        ScoreRow row = nodes.row(node);
        for (int i = 0; i < row.size() && !row.isLeaf(); i++) {
            bytes += bytes(row.child(i));
        }
        return bytes;
    }

    /**
     * Moves the root, or what lies below one of its children, out of pages that are to go. Records stay where they are: the table of
     * the members knows them too. Only while no snapshot is open.
     *
     * @param cursor 0 at first, then what was returned
     * @return 0 when it was all looked at
     */
    long relocate(long cursor, IntConsumer moved) {
        if (cursor == 0) {
            root = relocated(root, moved);
        }
        int i = (int) cursor;
        ScoreRow row = nodes.row(root);
        if (row.isLeaf() || i >= row.size()) {
            return 0;
        }
        relocateChild(root, i, moved);
        return i + 1 < row.size() ? i + 1 : 0;
    }

    private void relocateChild(int parent, int i, IntConsumer moved) {
        ScoreRow row = nodes.row(parent);
        int child = relocated(row.child(i), moved);
        nodes.childBeyondFirst(parent, i, child, row.count(i));
        ScoreRow children = nodes.row(child);
        for (int below = 0; below < children.size() && !children.isLeaf(); below++) {
            relocateChild(child, below, moved);
        }
    }

    private int relocated(int node, IntConsumer moved) {
        int place = nodes.relocated(node);
        if (place != node) {
            moved.accept(place);
        }
        return place;
    }

    // ---- finding

    /** How many elements stand before the border. */
    int rank(Border border) {
        int rank = 0;
        ScoreRow row = nodes.row(root);
        while (!row.isLeaf()) {
            int place = place(row, border);
            if (place == 0) {
                return rank;
            }
            rank += row.before(place - 1);
            row = nodes.row(row.child(place - 1));
        }
        return rank + place(row, border);
    }

    /** How many entries of the node stand before the border. */
    private int place(ScoreRow row, Border border) {
        int low = 0;
        int high = row.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isBefore(row, middle, border)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** {@link Border#isBehind} without a copy of the member where that is the hot path. */
    private boolean isBefore(ScoreRow row, int i, Border border) {
        double score = row.score(i);
        return switch (border) {
            case Border.BeforeElement(double own, byte[] member) ->
                score < own || score == own && members.compareKey(row.record(i), member) < 0;
            case Border.AtMember(byte[] member, boolean equalsBefore) ->
                members.compareKey(row.record(i), member) < (equalsBefore ? 1 : 0);
            case Border.AtScore at -> at.isBehind(score, NO_MEMBER);
            case Border.Edge edge -> edge.isBehind(score, NO_MEMBER);
        };
    }

    private static final byte[] NO_MEMBER = {};

    /** Gives the elements from rank {@code from} up to, but without, rank {@code to}; backwards if {@code reverse}. */
    void forEach(int from, int to, boolean reverse, Sink sink) {
        forEach(root, from, to, reverse, sink);
    }

    private void forEach(int node, int from, int to, boolean reverse, Sink sink) {
        ScoreRow row = nodes.row(node);
        if (row.isLeaf()) {
            int first = Math.max(0, from);
            int last = Math.min(row.size(), to) - 1;
            for (int i = 0; i <= last - first; i++) {
                int at = reverse ? last - i : first + i;
                sink.element(row.score(at), row.record(at));
            }
            return;
        }
        int start = reverse ? row.total() : 0;
        for (int i = 0; i < row.size(); i++) {
            int child = reverse ? row.size() - 1 - i : i;
            int count = row.count(child);
            int begin = reverse ? start - count : start;
            if (begin < to && begin + count > from) {
                forEach(row.child(child), from - begin, to - begin, reverse, sink);
            }
            start = reverse ? begin : begin + count;
            if (reverse ? start <= from : start >= to) {
                return;
            }
        }
    }

    // ---- changing: what changes a node answers where it is from then on

    /** Adds an element that is not here yet. */
    void add(double score, byte[] member, int record) {
        Border place = new Border.BeforeElement(score, member);
        root = nodes.own(root);
        if (nodes.row(root).size() == ScoreNodes.MOST) {
            root = split(nodes.above(root), 0, place);
        }
        root = add(root, place, score, record);
    }

    /** The node is the tree's own and has room. */
    private int add(int node, Border place, double score, int record) {
        ScoreRow row = nodes.row(node);
        int at = place(row, place);
        if (row.isLeaf()) {
            return nodes.insert(node, at, score, record);
        }
        int parent = node;
        if (nodes.row(row.child(Math.max(0, at - 1))).size() == ScoreNodes.MOST) {
            parent = split(parent, Math.max(0, at - 1), place);
            row = nodes.row(parent);
            at = place(row, place);
        }
        if (at == 0) {
            int count = row.count(0);
            nodes.child(parent, 0, add(nodes.own(row.child(0)), place, score, record), count + 1);
        } else {
            int count = row.count(at - 1);
            int child = add(nodes.own(row.child(at - 1)), place, score, record);
            nodes.childBeyondFirst(parent, at - 1, child, count + 1);
        }
        return parent;
    }

    /** In the middle; at the end where a new last or first entry comes, so that ascending loads leave full nodes. */
    private int split(int parent, int i, Border place) {
        int child = ownChild(parent, i);
        ScoreRow row = nodes.row(child);
        int at = place(row, place);
        int size = row.size();
        int cut = at == size ? size - 1 : at == 0 ? 1 : size / 2;
        int right = nodes.rightPart(child, cut);
        nodes.child(parent, i, nodes.cut(child, cut));
        return nodes.insertChild(parent, i + 1, right);
    }

    /** Takes an element out that is here. */
    void remove(double score, byte[] member) {
        root = nodes.own(root);
        remove(root, new Border.BeforeElement(score, member));
        lowerRoot();
    }

    /** The node is the tree's own, and stays where it is. */
    private void remove(int node, Border.BeforeElement doomed) {
        ScoreRow row = nodes.row(node);
        int at = place(row, doomed);
        if (row.isLeaf()) {
            nodes.remove(node, at, at + 1);
            return;
        }
        int i = isFirstOf(row, at, doomed) ? at : at - 1;
        int count = row.count(i);
        if (count == 1) {
            nodes.freeAll(row.child(i));
            nodes.remove(node, i, i + 1);
            i = Math.min(i, row.size() - 2);
        } else {
            int child = nodes.own(row.child(i));
            remove(child, doomed);
            nodes.child(node, i, child, count - 1);
        }
        if (i >= 0) {
            join(node, i);
        }
    }

    /** Whether the element is the first one below the child. */
    private boolean isFirstOf(ScoreRow row, int child, Border.BeforeElement element) {
        return child < row.size()
                && row.score(child) == element.score()
                && members.compareKey(row.record(child), element.member()) == 0;
    }

    /** Takes the elements from rank {@code from} up to, but without, rank {@code to} out, telling the record of each. */
    void removeRange(int from, int to, IntConsumer parting) {
        root = nodes.own(root);
        removeRange(root, from, to, parting);
        lowerRoot();
    }

    /** A root with nothing below becomes a leaf, one with a single child gives way to that. */
    private void lowerRoot() {
        ScoreRow row = nodes.row(root);
        if (row.size() == 0) {
            nodes.free(root);
            root = nodes.leaf();
            return;
        }
        while (!row.isLeaf() && row.size() == 1) {
            int only = row.child(0);
            nodes.free(root);
            root = only;
            row = nodes.row(root);
        }
    }

    /** The node is the tree's own, and stays where it is. */
    private void removeRange(int node, int from, int to, IntConsumer parting) {
        ScoreRow row = nodes.row(node);
        if (row.isLeaf()) {
            for (int i = from; i < to; i++) {
                parting.accept(row.record(i));
            }
            nodes.remove(node, from, to);
            return;
        }
        int first = 0;
        int begin = 0;
        while (begin + row.count(first) <= from) {
            begin += row.count(first++);
        }
        int i = first;
        int end = to - begin;
        int start = from - begin;
        int changed = first;
        while (end > 0) {
            int count = row.count(i);
            if (start > 0 || end < count) {
                int removed = Math.min(end, count) - start;
                int child = nodes.own(row.child(i));
                removeRange(child, start, start + removed, parting);
                nodes.child(node, i, child, count - removed);
                changed = ++i;
            } else {
                int child = row.child(i);
                forEach(child, 0, count, false, (score, record) -> parting.accept(record));
                nodes.freeAll(child);
                nodes.remove(node, i, i + 1);
                changed = i + 1;
            }
            end -= count;
            start = 0;
        }
        // Those that have less now and, where some are gone, the next one, which has another neighbour.
        for (int child = Math.min(changed, nodes.row(node).size()) - 1; child >= first; child--) {
            join(node, child);
        }
    }

    private void join(int parent, int i) {
        ScoreRow row = nodes.row(parent);
        if (nodes.row(row.child(i)).size() >= FEW) {
            return;
        }
        if (i + 1 < row.size() && fit(row, i)) {
            merge(parent, i);
        } else if (i > 0 && fit(row, i - 1)) {
            merge(parent, i - 1);
        }
    }

    private boolean fit(ScoreRow parent, int left) {
        return nodes.row(parent.child(left)).size()
                        + nodes.row(parent.child(left + 1)).size()
                <= JOINED;
    }

    private void merge(int parent, int left) {
        int right = nodes.row(parent).child(left + 1);
        int joined = nodes.append(ownChild(parent, left), right);
        nodes.remove(parent, left + 1, left + 2);
        nodes.child(parent, left, joined);
    }

    private int ownChild(int parent, int i) {
        ScoreRow row = nodes.row(parent);
        int child = nodes.own(row.child(i));
        nodes.childBeyondFirst(parent, i, child, row.count(i));
        return child;
    }
}
