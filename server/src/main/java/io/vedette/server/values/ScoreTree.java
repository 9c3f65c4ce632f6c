package io.vedette.server.values;

import io.vedette.server.memory.RecordTable;
import java.util.function.IntConsumer;

/**
 * The order of a large sorted set: a B+tree over (score, member), whose elements are the handles of the members' records. Inner
 * nodes count what lies below them, so a rank is found, and a place by rank, in one descent. Everything that asks for a range
 * first turns it into two ranks.
 *
 * <p>{@link #fork} shares all nodes; from then on a node is copied before its first change, and with it those above it.
 *
 * <p>Nodes that fall nearly empty join a neighbour if both fit well into one; there is no other balancing: two neighbours
 * have always more than half a node between them, which bounds the height.
 *
 * <p>Owner loop only, but a tree that was forked may be read by a snapshot's thread.
 */
final class ScoreTree {
    /** A node with fewer entries looks for a neighbour to join ... */
    private static final int FEW = ScoreNode.MOST / 4;

    /** ... and does if both together have no more than this, so that the next insertion does not split it again. */
    private static final int JOINED = ScoreNode.MOST * 3 / 4;

    /** Gets elements in order. */
    @FunctionalInterface
    interface Sink {
        void element(double score, int handle);
    }

    private final RecordTable members;
    private final Object token = new Object();
    private ScoreNode root;

    ScoreTree(RecordTable members) {
        this.members = members;
        this.root = ScoreNode.leaf(token);
    }

    private ScoreTree(RecordTable members, ScoreNode root) {
        this.members = members;
        this.root = root;
    }

    /** The same order over a fork of the members' table, to be changed in place of this one. */
    ScoreTree fork(RecordTable forkedMembers) {
        return new ScoreTree(forkedMembers, root);
    }

    int size() {
        return root.total();
    }

    /** The same without a walk, if leaves are three quarters full. */
    long roughBytes() {
        return size() * (Double.BYTES + Integer.BYTES) * 4 / 3;
    }

    long bytes() {
        return bytes(root);
    }

    private static long bytes(ScoreNode node) {
        long bytes = node.bytes();
        for (int i = 0; i < node.size() && !node.isLeaf(); i++) {
            bytes += bytes(node.child(i));
        }
        return bytes;
    }

    // ---- finding

    /** How many elements stand before the border. */
    int rank(Border border) {
        int rank = 0;
        ScoreNode node = root;
        while (!node.isLeaf()) {
            int place = place(node, border);
            if (place == 0) {
                return rank;
            }
            for (int i = 0; i < place - 1; i++) {
                rank += node.count(i);
            }
            node = node.child(place - 1);
        }
        return rank + place(node, border);
    }

    /** How many entries of the node stand before the border. */
    private int place(ScoreNode node, Border border) {
        int low = 0;
        int high = node.size();
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
    private boolean isBefore(ScoreNode node, int i, Border border) {
        double score = node.score(i);
        return switch (border) {
            case Border.BeforeElement(double own, byte[] member) ->
                score < own || score == own && members.compareKey(node.handle(i), member) < 0;
            case Border.AtMember(byte[] member, boolean equalsBefore) ->
                members.compareKey(node.handle(i), member) < (equalsBefore ? 1 : 0);
            case Border.AtScore at -> at.isBehind(score, NO_MEMBER);
            case Border.Edge edge -> edge.isBehind(score, NO_MEMBER);
        };
    }

    private static final byte[] NO_MEMBER = {};

    /** Gives the elements from rank {@code from} up to, but without, rank {@code to}; backwards if {@code reverse}. */
    void forEach(int from, int to, boolean reverse, Sink sink) {
        forEach(root, from, to, reverse, sink);
    }

    private static void forEach(ScoreNode node, int from, int to, boolean reverse, Sink sink) {
        if (node.isLeaf()) {
            int first = Math.max(0, from);
            int last = Math.min(node.size(), to) - 1;
            for (int i = 0; i <= last - first; i++) {
                int at = reverse ? last - i : first + i;
                sink.element(node.score(at), node.handle(at));
            }
            return;
        }
        int start = reverse ? node.total() : 0;
        for (int i = 0; i < node.size(); i++) {
            int child = reverse ? node.size() - 1 - i : i;
            int count = node.count(child);
            int begin = reverse ? start - count : start;
            if (begin < to && begin + count > from) {
                forEach(node.child(child), from - begin, to - begin, reverse, sink);
            }
            start = reverse ? begin : begin + count;
            if (reverse ? start <= from : start >= to) {
                return;
            }
        }
    }

    // ---- changing

    /** Adds an element that is not here yet. */
    void add(double score, byte[] member, int handle) {
        Border place = new Border.BeforeElement(score, member);
        root = writable(root);
        if (root.size() == ScoreNode.MOST) {
            ScoreNode higher = ScoreNode.above(token, root);
            split(higher, 0, place);
            root = higher;
        }
        ScoreNode node = root;
        add(node, place, score, handle);
    }

    /** The node is writable and has room. */
    private void add(ScoreNode node, Border place, double score, int handle) {
        int at = place(node, place);
        if (node.isLeaf()) {
            node.insert(at, score, handle);
            return;
        }
        int i = Math.max(0, at - 1);
        if (node.child(i).size() == ScoreNode.MOST) {
            split(node, i, place);
            i = Math.max(0, place(node, place) - 1);
        }
        ScoreNode child = ownChild(node, i);
        add(child, place, score, handle);
        node.childChanged(i, 1);
    }

    /** In the middle; at the end where a new last or first entry comes, so that ascending loads leave full nodes. */
    private void split(ScoreNode parent, int i, Border place) {
        ScoreNode child = ownChild(parent, i);
        int at = place(child, place);
        int size = child.size();
        ScoreNode right = child.splitOff(at == size ? size - 1 : at == 0 ? 1 : size / 2);
        parent.child(i, child);
        parent.insertChild(i + 1, right);
    }

    /** Takes an element out that is here. */
    void remove(double score, byte[] member) {
        int rank = rank(new Border.BeforeElement(score, member));
        removeRange(rank, rank + 1, handle -> {});
    }

    /** Takes the elements from rank {@code from} up to, but without, rank {@code to} out, telling the handle of each. */
    void removeRange(int from, int to, IntConsumer parting) {
        root = writable(root);
        removeRange(root, from, to, parting);
        while (!root.isLeaf() && root.size() == 1) {
            root = root.child(0);
        }
        if (root.size() == 0) {
            root = ScoreNode.leaf(token);
        }
    }

    private void removeRange(ScoreNode node, int from, int to, IntConsumer parting) {
        if (node.isLeaf()) {
            for (int i = from; i < to; i++) {
                parting.accept(node.handle(i));
            }
            node.remove(from, to);
            return;
        }
        int first = 0;
        int begin = 0;
        while (begin + node.count(first) <= from) {
            begin += node.count(first++);
        }
        int i = first;
        int end = to - begin;
        int start = from - begin;
        while (end > 0) {
            int count = node.count(i);
            if (start > 0 || end < count) {
                int removed = Math.min(end, count) - start;
                ScoreNode child = ownChild(node, i);
                removeRange(child, start, start + removed, parting);
                node.childChanged(i, -removed);
                i++;
            } else {
                forEach(node.child(i), 0, count, false, (score, handle) -> parting.accept(handle));
                node.remove(i, i + 1);
            }
            end -= count;
            start = 0;
        }
        for (int touched = Math.min(i, node.size() - 1); touched >= Math.max(0, first); touched--) {
            join(node, touched);
        }
    }

    private void join(ScoreNode parent, int i) {
        if (parent.child(i).size() >= FEW) {
            return;
        }
        if (i + 1 < parent.size() && fit(parent, i)) {
            merge(parent, i);
        } else if (i > 0 && fit(parent, i - 1)) {
            merge(parent, i - 1);
        }
    }

    private static boolean fit(ScoreNode parent, int left) {
        return parent.child(left).size() + parent.child(left + 1).size() <= JOINED;
    }

    private void merge(ScoreNode parent, int left) {
        ScoreNode joined = ownChild(parent, left);
        joined.append(parent.child(left + 1));
        parent.remove(left + 1, left + 2);
        parent.child(left, joined);
    }

    private ScoreNode writable(ScoreNode node) {
        return node.owner == token ? node : node.copyFor(token);
    }

    private ScoreNode ownChild(ScoreNode parent, int i) {
        ScoreNode child = writable(parent.child(i));
        if (child != parent.child(i)) {
            parent.child(i, child);
        }
        return child;
    }
}
