package io.vedette.server.values;

import java.util.Arrays;

/**
 * A node of {@link ScoreTree}: a row of elements by score and handle. In a leaf they are the elements; in an inner node each is the
 * first element of a child, and beside it stand the child and how many elements lie below it.
 *
 * <p>Changed only by the tree whose token it bears. Its arrays grow once, to what a full node takes, and stay: arrays that
 * were given up would lie about as garbage among the long-lived ones, and take more than the air in these.
 */
final class ScoreNode {
    /** Entries of a full node: copying one takes well below a microsecond, and a million elements make three levels. */
    static final int MOST = 128;

    /** What a node has room for at first; when it is full, it gets all. */
    private static final int FIRST_ROOM = 16;

    private static final ScoreNode[] LEAF = {};
    private static final int[] NO_COUNTS = {};
    /** Stands where a child was taken out; nothing is ever read from it. */
    private static final ScoreNode GONE = leaf(LEAF);

    final Object owner;
    private int size;
    private double[] scores;
    private int[] handles;
    private ScoreNode[] children;
    private int[] counts;

    private ScoreNode(Object owner, int size, double[] scores, int[] handles, ScoreNode[] children, int[] counts) {
        this.owner = owner;
        this.size = size;
        this.scores = scores;
        this.handles = handles;
        this.children = children;
        this.counts = counts;
    }

    static ScoreNode leaf(Object owner) {
        return new ScoreNode(owner, 0, new double[0], new int[0], LEAF, NO_COUNTS);
    }

    /** An inner node over one child that has entries. */
    static ScoreNode above(Object owner, ScoreNode child) {
        ScoreNode node = new ScoreNode(owner, 0, new double[2], new int[2], new ScoreNode[2], new int[2]);
        node.insertChild(0, child);
        return node;
    }

    ScoreNode copyFor(Object newOwner) {
        return part(newOwner, 0, size, size);
    }

    private ScoreNode part(Object newOwner, int from, int to, int room) {
        return new ScoreNode(
                newOwner,
                to - from,
                Arrays.copyOfRange(scores, from, from + room),
                Arrays.copyOfRange(handles, from, from + room),
                isLeaf() ? LEAF : Arrays.copyOfRange(children, from, from + room),
                isLeaf() ? NO_COUNTS : Arrays.copyOfRange(counts, from, from + room));
    }

    boolean isLeaf() {
        return children == LEAF;
    }

    int size() {
        return size;
    }

    double score(int i) {
        return scores[i];
    }

    int handle(int i) {
        return handles[i];
    }

    ScoreNode child(int i) {
        return children[i];
    }

    /** Elements below the child. */
    int count(int i) {
        return counts[i];
    }

    /** Elements in or below this node. */
    int total() {
        if (isLeaf()) {
            return size;
        }
        int total = 0;
        for (int i = 0; i < size; i++) {
            total += counts[i];
        }
        return total;
    }

    long bytes() {
        long arrays = 2 * 16 + (8L + 4) * scores.length;
        return 40 + arrays + (isLeaf() ? 0 : 2 * 16 + (4L + 4) * children.length);
    }

    void insert(int at, double score, int handle) {
        grow();
        open(at);
        scores[at] = score;
        handles[at] = handle;
    }

    void insertChild(int at, ScoreNode child) {
        grow();
        open(at);
        child(at, child);
    }

    /** Lets entry {@code i} speak of the child as it is now. */
    void child(int i, ScoreNode child) {
        children[i] = child;
        counts[i] = child.total();
        scores[i] = child.scores[0];
        handles[i] = child.handles[0];
    }

    /** The child got one element more, or lost one, and has elements still. */
    void childChanged(int i, int difference) {
        counts[i] += difference;
        scores[i] = children[i].scores[0];
        handles[i] = children[i].handles[0];
    }

    void remove(int from, int to) {
        int behind = size - to;
        System.arraycopy(scores, to, scores, from, behind);
        System.arraycopy(handles, to, handles, from, behind);
        if (!isLeaf()) {
            System.arraycopy(children, to, children, from, behind);
            System.arraycopy(counts, to, counts, from, behind);
            Arrays.fill(children, from + behind, size, GONE);
        }
        size = from + behind;
    }

    /** Cuts the entries from {@code at} on off and gives them as a node of the same owner. */
    ScoreNode splitOff(int at) {
        ScoreNode right = part(owner, at, size, MOST);
        remove(at, size);
        return right;
    }

    /** Takes the entries of the right neighbour over, which is not used any more. */
    void append(ScoreNode right) {
        int together = size + right.size;
        scores = Arrays.copyOf(scores, together);
        handles = Arrays.copyOf(handles, together);
        System.arraycopy(right.scores, 0, scores, size, right.size);
        System.arraycopy(right.handles, 0, handles, size, right.size);
        if (!isLeaf()) {
            children = Arrays.copyOf(children, together);
            counts = Arrays.copyOf(counts, together);
            System.arraycopy(right.children, 0, children, size, right.size);
            System.arraycopy(right.counts, 0, counts, size, right.size);
        }
        size = together;
    }

    private void grow() {
        if (size < scores.length) {
            return;
        }
        int room = size < FIRST_ROOM ? FIRST_ROOM : MOST;
        scores = Arrays.copyOf(scores, room);
        handles = Arrays.copyOf(handles, room);
        if (!isLeaf()) {
            children = Arrays.copyOf(children, room);
            counts = Arrays.copyOf(counts, room);
        }
    }

    private void open(int at) {
        int behind = size - at;
        System.arraycopy(scores, at, scores, at + 1, behind);
        System.arraycopy(handles, at, handles, at + 1, behind);
        if (!isLeaf()) {
            System.arraycopy(children, at, children, at + 1, behind);
            System.arraycopy(counts, at, counts, at + 1, behind);
        }
        size++;
    }
}
