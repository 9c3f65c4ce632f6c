package io.vedette.server.stream;

/** Deletes entries of one node. Works on the array that is handed over. */
public final class NodeEdit {
    private final byte[] node;
    private final StreamId first;
    private long deleted;

    /** @param first id of the node */
    public NodeEdit(byte[] node, StreamId first) {
        this.node = node;
        this.first = first;
    }

    /** Deletes the entry of exactly that id; false if there is none. */
    public boolean delete(StreamId id) {
        NodeCursor cursor = new NodeCursor(node, first, false);
        while (cursor.next()) {
            int order = cursor.compareTo(id);
            if (order == 0) {
                mark(cursor);
                return true;
            }
            if (order > 0) {
                return false;
            }
        }
        return false;
    }

    /** Deletes so many entries from the beginning and returns how many. */
    public long deleteFirst(long count) {
        NodeCursor cursor = new NodeCursor(node, first, false);
        while (deleted < count && cursor.next()) {
            mark(cursor);
        }
        return deleted;
    }

    /** Deletes the entries with smaller ids and returns how many. */
    public long deleteBefore(StreamId least) {
        NodeCursor cursor = new NodeCursor(node, first, false);
        while (cursor.next() && cursor.compareTo(least) < 0) {
            mark(cursor);
        }
        return deleted;
    }

    private void mark(NodeCursor cursor) {
        Node.markDeleted(node, cursor.flagsAt());
        deleted++;
    }

    public long deleted() {
        return deleted;
    }

    /** The node as it is now. */
    public byte[] result() {
        return Node.counted(node, deleted);
    }

    /** Id of the last entry of a node, deleted or not. */
    public static StreamId lastId(byte[] node, StreamId first) {
        NodeCursor cursor = new NodeCursor(node, first, false);
        StreamId last = first;
        while (cursor.nextOfAll()) {
            last = cursor.id();
        }
        return last;
    }
}
