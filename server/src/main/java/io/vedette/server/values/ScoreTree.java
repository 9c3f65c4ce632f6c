package io.vedette.server.values;

import io.vedette.server.memory.RecordTable;
import io.vedette.server.memory.ScoreNodes;
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
        nodes.freeAll(root);
    }

    int size() {
        return nodes.total(root);
    }

    /** Bytes of all nodes. */
    long bytes() {
        return bytes(root);
    }

    private long bytes(int node) {
        long bytes = nodes.bytes(node);
        for (int i = 0; i < nodes.size(node) && !nodes.isLeaf(node); i++) {
            bytes += bytes(nodes.child(node, i));
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
        if (nodes.isLeaf(root) || i >= nodes.size(root)) {
            return 0;
        }
        relocateChild(root, i, moved);
        return i + 1 < nodes.size(root) ? i + 1 : 0;
    }

    private void relocateChild(int parent, int i, IntConsumer moved) {
        int child = relocated(nodes.child(parent, i), moved);
        nodes.child(parent, i, child, nodes.count(parent, i));
        for (int below = 0; below < nodes.size(child) && !nodes.isLeaf(child); below++) {
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
        int node = root;
        while (!nodes.isLeaf(node)) {
            int place = place(node, border);
            if (place == 0) {
                return rank;
            }
            for (int i = 0; i < place - 1; i++) {
                rank += nodes.count(node, i);
            }
            node = nodes.child(node, place - 1);
        }
        return rank + place(node, border);
    }

    /** How many entries of the node stand before the border. */
    private int place(int node, Border border) {
        int low = 0;
        int high = nodes.size(node);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isBefore(node, middle, border)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** {@link Border#isBehind} without a copy of the member where that is the hot path. */
    private boolean isBefore(int node, int i, Border border) {
        double score = nodes.score(node, i);
        return switch (border) {
            case Border.BeforeElement(double own, byte[] member) ->
                score < own || score == own && members.compareKey(nodes.record(node, i), member) < 0;
            case Border.AtMember(byte[] member, boolean equalsBefore) ->
                members.compareKey(nodes.record(node, i), member) < (equalsBefore ? 1 : 0);
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
        int size = nodes.size(node);
        if (nodes.isLeaf(node)) {
            int first = Math.max(0, from);
            int last = Math.min(size, to) - 1;
            for (int i = 0; i <= last - first; i++) {
                int at = reverse ? last - i : first + i;
                sink.element(nodes.score(node, at), nodes.record(node, at));
            }
            return;
        }
        int start = reverse ? nodes.total(node) : 0;
        for (int i = 0; i < size; i++) {
            int child = reverse ? size - 1 - i : i;
            int count = nodes.count(node, child);
            int begin = reverse ? start - count : start;
            if (begin < to && begin + count > from) {
                forEach(nodes.child(node, child), from - begin, to - begin, reverse, sink);
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
        if (nodes.size(root) == ScoreNodes.MOST) {
            root = split(nodes.above(root), 0, place);
        }
        root = add(root, place, score, record);
    }

    /** The node is the tree's own and has room. */
    private int add(int node, Border place, double score, int record) {
        int at = place(node, place);
        if (nodes.isLeaf(node)) {
            return nodes.insert(node, at, score, record);
        }
        int parent = node;
        int i = Math.max(0, at - 1);
        if (nodes.size(nodes.child(parent, i)) == ScoreNodes.MOST) {
            parent = split(parent, i, place);
            i = Math.max(0, place(parent, place) - 1);
        }
        int count = nodes.count(parent, i);
        int child = add(nodes.own(nodes.child(parent, i)), place, score, record);
        nodes.child(parent, i, child, count + 1);
        return parent;
    }

    /** In the middle; at the end where a new last or first entry comes, so that ascending loads leave full nodes. */
    private int split(int parent, int i, Border place) {
        int child = ownChild(parent, i);
        int at = place(child, place);
        int size = nodes.size(child);
        int cut = at == size ? size - 1 : at == 0 ? 1 : size / 2;
        int right = nodes.rightPart(child, cut);
        nodes.child(parent, i, nodes.cut(child, cut));
        return nodes.insertChild(parent, i + 1, right);
    }

    /** Takes an element out that is here. */
    void remove(double score, byte[] member) {
        int rank = rank(new Border.BeforeElement(score, member));
        removeRange(rank, rank + 1, record -> {});
    }

    /** Takes the elements from rank {@code from} up to, but without, rank {@code to} out, telling the record of each. */
    void removeRange(int from, int to, IntConsumer parting) {
        root = nodes.own(root);
        removeRange(root, from, to, parting);
        if (nodes.size(root) == 0) {
            nodes.free(root);
            root = nodes.leaf();
        }
        while (!nodes.isLeaf(root) && nodes.size(root) == 1) {
            int only = nodes.child(root, 0);
            nodes.free(root);
            root = only;
        }
    }

    /** The node is the tree's own, and stays where it is. */
    private void removeRange(int node, int from, int to, IntConsumer parting) {
        if (nodes.isLeaf(node)) {
            for (int i = from; i < to; i++) {
                parting.accept(nodes.record(node, i));
            }
            nodes.remove(node, from, to);
            return;
        }
        int first = 0;
        int begin = 0;
        while (begin + nodes.count(node, first) <= from) {
            begin += nodes.count(node, first++);
        }
        int i = first;
        int end = to - begin;
        int start = from - begin;
        int changed = first;
        while (end > 0) {
            int count = nodes.count(node, i);
            if (start > 0 || end < count) {
                int removed = Math.min(end, count) - start;
                int child = ownChild(node, i);
                removeRange(child, start, start + removed, parting);
                nodes.child(node, i, child, count - removed);
                changed = ++i;
            } else {
                int child = nodes.child(node, i);
                forEach(child, 0, count, false, (score, record) -> parting.accept(record));
                nodes.freeAll(child);
                nodes.remove(node, i, i + 1);
                changed = i + 1;
            }
            end -= count;
            start = 0;
        }
        // Those that have less now and, where some are gone, the next one, which has another neighbour.
        for (int child = Math.min(changed, nodes.size(node)) - 1; child >= first; child--) {
            join(node, child);
        }
    }

    private void join(int parent, int i) {
        if (nodes.size(nodes.child(parent, i)) >= FEW) {
            return;
        }
        if (i + 1 < nodes.size(parent) && fit(parent, i)) {
            merge(parent, i);
        } else if (i > 0 && fit(parent, i - 1)) {
            merge(parent, i - 1);
        }
    }

    private boolean fit(int parent, int left) {
        return nodes.size(nodes.child(parent, left)) + nodes.size(nodes.child(parent, left + 1)) <= JOINED;
    }

    private void merge(int parent, int left) {
        int joined = nodes.append(ownChild(parent, left), nodes.child(parent, left + 1));
        nodes.remove(parent, left + 1, left + 2);
        nodes.child(parent, left, joined);
    }

    private int ownChild(int parent, int i) {
        int child = nodes.own(nodes.child(parent, i));
        nodes.child(parent, i, child, nodes.count(parent, i));
        return child;
    }
}
