package io.vedette.server.values;

import io.vedette.server.memory.Slabs;
import io.vedette.server.stream.ConsumerGroup;
import io.vedette.server.stream.IdTable;
import io.vedette.server.stream.Node;
import io.vedette.server.stream.NodeCursor;
import io.vedette.server.stream.NodeEdit;
import io.vedette.server.stream.StreamId;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A stream: entries in ascending order of their ids, in packed nodes, and its consumer groups. An empty stream stays, since its last
 * id and its groups mean something.
 *
 * <p>Invariants: nodes are indexed by the id of their first entry, living or not; every node has a living entry; {@link #firstId} is the id
 * of the first living entry, or 0-0.
 */
public final class StreamValue implements io.vedette.server.values.Collection {
    /** Largest node, as in Redis: {@code STREAM_LISTPACK_MAX_SIZE}. */
    public static final int LARGEST_NODE_BYTES = 1 << 30;

    private static final int HANDLE = 0;
    private static final int SAMPLED_NODES = 5;
    /** A group with its first consumer, roughly. */
    private static final int GROUP_BYTES = 400;

    private final Values values;
    private final IdTable nodes;
    private final TreeMap<byte[], ConsumerGroup> groups = new TreeMap<>(Arrays::compareUnsigned);
    private long length;
    private StreamId lastId = StreamId.MIN;
    private StreamId firstId = StreamId.MIN;
    private StreamId maxDeletedId = StreamId.MIN;
    private long entriesAdded;

    public StreamValue(Values values) {
        this.values = values;
        this.nodes = new IdTable(1);
    }

    private StreamValue(StreamValue older) {
        values = older.values;
        nodes = older.nodes.fork();
        older.groups.forEach((name, group) -> groups.put(name, group.fork()));
        length = older.length;
        lastId = older.lastId;
        firstId = older.firstId;
        maxDeletedId = older.maxDeletedId;
        entriesAdded = older.entriesAdded;
    }

    // ---- as any value

    /** Living entries. */
    @Override
    public long size() {
        return length;
    }

    @Override
    public boolean isSpent() {
        return false;
    }

    @Override
    public StreamValue fork() {
        return new StreamValue(this);
    }

    @Override
    public void release() {
        for (long place = nodes.first(); place != IdTable.NONE; place = nodes.next(place)) {
            slabs().free(handle(place));
        }
    }

    @Override
    public long heapBytes() {
        return 200 + nodes.heapBytes() + groups.size() * GROUP_BYTES;
    }

    @Override
    public long memoryBytes() {
        long bytes = 200 + nodes.memoryBytes();
        long sampled = 0;
        long place = nodes.first();
        int samples = 0;
        for (; place != IdTable.NONE && samples < SAMPLED_NODES; place = nodes.next(place)) {
            sampled += slabs().length(handle(place)) + Integer.BYTES;
            samples++;
        }
        bytes += samples == 0 ? 0 : sampled * nodes.size() / samples;
        for (ConsumerGroup group : groups.values()) {
            bytes += group.memoryBytes();
        }
        return bytes;
    }

    @Override
    public Type type() {
        return Type.STREAM;
    }

    @Override
    public String encoding() {
        return "stream";
    }

    @Override
    public StreamValue asStream() {
        return this;
    }

    // ---- facts

    /** The greatest id that an entry ever had here, or that was set. */
    public StreamId lastId() {
        return lastId;
    }

    /** Id of the first living entry; 0-0 if there is none. */
    public StreamId firstId() {
        return firstId;
    }

    /** The greatest id that was deleted by itself; trimming does not count. */
    public StreamId maxDeletedId() {
        return maxDeletedId;
    }

    /** Entries that were ever added. */
    public long entriesAdded() {
        return entriesAdded;
    }

    /** What files say, or XSETID. */
    public void facts(StreamId last, StreamId maxDeleted, long added) {
        lastId = last;
        maxDeletedId = maxDeleted;
        entriesAdded = added;
    }

    public long nodes() {
        return nodes.size();
    }

    // ---- entries

    /** Adds an entry with a greater id than {@link #lastId}. @param words fields and values by turns */
    public void append(StreamId id, byte[][] words) {
        long tail = nodes.last();
        if (tail == IdTable.NONE || !hasRoom(tail, words)) {
            nodes.insert(id, slabs().store(Node.of(words)));
        } else {
            append(tail, id, words);
        }
        length++;
        entriesAdded++;
        lastId = id;
        if (length == 1) {
            firstId = id;
        }
    }

    private void append(long tail, StreamId id, byte[][] words) {
        StreamId first = nodes.id(tail);
        int before = handle(tail);
        int end = slabs().length(before);
        byte[] node = slabs().load(before, Node.mostBytes(words));
        int fieldsAt = Node.fieldsAt(node);
        int length = Node.append(node, end, id.ms() - first.ms(), id.seq() - first.seq(), words);
        boolean moved = Node.fieldsAt(node) != fieldsAt;
        int after = slabs().restore(before, node, length, fieldsAt, moved ? fieldsAt : end - 1);
        if (after != before) {
            nodes.set(tail, HANDLE, after);
        }
    }

    private boolean hasRoom(long tail, byte[][] words) {
        long wordBytes = 0;
        for (byte[] word : words) {
            wordBytes += word.length;
        }
        long most = values.limits().streamNodeMaxBytes();
        if (most == 0 || most > LARGEST_NODE_BYTES) {
            most = LARGEST_NODE_BYTES;
        }
        if (slabs().length(handle(tail)) + wordBytes >= most) {
            return false;
        }
        long mostEntries = values.limits().streamNodeMaxEntries();
        if (mostEntries == 0) {
            return true;
        }
        byte[] node = counts(tail);
        return Node.live(node) + Node.deleted(node) < mostEntries;
    }

    /** The beginning of a node: the counts of its entries. */
    private byte[] counts(long place) {
        int handle = handle(place);
        byte[] counts = new byte[Math.min(Node.COUNTS_BYTES, slabs().length(handle))];
        slabs().read(handle, 0, counts, 0, counts.length);
        return counts;
    }

    /** Deletes one entry; false if there is none of that id. */
    public boolean delete(StreamId id) {
        long place = nodes.floor(id);
        if (place == IdTable.NONE) {
            return false;
        }
        NodeEdit edit = new NodeEdit(slabs().load(handle(place)), nodes.id(place));
        if (!edit.delete(id)) {
            return false;
        }
        keep(place, edit);
        if (maxDeletedId.isBefore(id)) {
            maxDeletedId = id;
        }
        if (id.equals(firstId)) {
            findFirst();
        }
        return true;
    }

    /** Up to where a stream is trimmed from its beginning. */
    public sealed interface Trim {
        /** @param most entries that may stay */
        record ToLength(long most) implements Trim {}

        /** @param least id that may stay */
        record BeforeId(StreamId least) implements Trim {}
    }

    /**
     * Deletes entries from the beginning.
     *
     * @param wholeNodes true leaves a node that would have to be cut, so somewhat more may stay
     * @param limit with {@code wholeNodes}: most entries to delete; 0 for no limit
     * @return how many were deleted
     */
    public long trim(Trim trim, boolean wholeNodes, long limit) {
        long deleted = 0;
        long place = nodes.first();
        while (place != IdTable.NONE && isTooLong(trim)) {
            long live = Node.live(counts(place));
            if (limit > 0 && deleted + live > limit) {
                break;
            }
            boolean goesWhole = switch (trim) {
                case Trim.ToLength to -> length - live >= to.most();
                case Trim.BeforeId to ->
                    NodeEdit.lastId(node(place), nodes.id(place)).isBefore(to.least());
            };
            if (goesWhole) {
                length -= live;
                deleted += live;
                slabs().free(handle(place));
                place = nodes.remove(place);
                continue;
            }
            if (!wholeNodes) {
                NodeEdit edit = new NodeEdit(node(place), nodes.id(place));
                deleted += switch (trim) {
                    case Trim.ToLength to -> edit.deleteFirst(length - to.most());
                    case Trim.BeforeId to -> edit.deleteBefore(to.least());
                };
                keep(place, edit);
            }
            break;
        }
        if (deleted > 0) {
            findFirst();
        }
        return deleted;
    }

    private boolean isTooLong(Trim trim) {
        return switch (trim) {
            case Trim.ToLength to -> length > to.most();
            case Trim.BeforeId _ -> true;
        };
    }

    private void keep(long place, NodeEdit edit) {
        if (edit.deleted() == 0) {
            return;
        }
        length -= edit.deleted();
        byte[] node = edit.result();
        if (Node.live(node) == 0) {
            slabs().free(handle(place));
            nodes.remove(place);
        } else {
            replace(place, node);
        }
    }

    private void findFirst() {
        StreamCursor cursor = range(StreamId.MIN, StreamId.MAX, false);
        firstId = cursor.next() ? cursor.entry().id() : StreamId.MIN;
    }

    private void replace(long place, byte[] node) {
        int before = handle(place);
        int after = slabs().restore(before, node, 0, node.length);
        if (after != before) {
            nodes.set(place, HANDLE, after);
        }
    }

    private int handle(long place) {
        return (int) nodes.get(place, HANDLE);
    }

    private Slabs slabs() {
        return values.slabs();
    }

    // ---- walking

    /** The living entries from {@code start} to {@code end}, both included, forwards or backwards. Broken by any change. */
    public StreamCursor range(StreamId start, StreamId end, boolean backwards) {
        return new StreamCursor(this, start, end, backwards);
    }

    public boolean contains(StreamId id) {
        return range(id, id, false).next();
    }

    /** The id of the last living entry; 0-0 if there is none. */
    public StreamId lastEntryId() {
        StreamCursor cursor = range(StreamId.MIN, StreamId.MAX, true);
        return cursor.next() ? cursor.entry().id() : StreamId.MIN;
    }

    /** Index of the nodes, to be read; {@link #node} gives their bytes. */
    public IdTable nodeIndex() {
        return nodes;
    }

    /** A copy of a node's bytes. */
    public byte[] node(long place) {
        return slabs().load(handle(place));
    }

    NodeCursor open(long place, boolean backwards) {
        return new NodeCursor(node(place), nodes.id(place), backwards);
    }

    /** Adds a node from a file behind all others. The node must be sound; {@link #loaded} follows the last. */
    public void load(StreamId first, byte[] node) {
        nodes.insert(first, slabs().store(node));
        length += Node.live(node);
    }

    /** All nodes are there. */
    public void loaded() {
        findFirst();
    }

    // ---- groups

    /** By their names' bytes. */
    public Collection<ConsumerGroup> groups() {
        return groups.values();
    }

    public Optional<ConsumerGroup> group(byte[] name) {
        return Optional.ofNullable(groups.get(name));
    }

    public void addGroup(ConsumerGroup group) {
        groups.put(group.name(), group);
    }

    public boolean removeGroup(byte[] name) {
        return groups.remove(name) != null;
    }

    /** True if an entry at or behind {@code from} may have been deleted, so that counting on from there would be wrong. */
    public boolean mayHaveHoles(StreamId from) {
        return length > 0 && !maxDeletedId.isZero() && !maxDeletedId.isBefore(firstId) && !maxDeletedId.isBefore(from);
    }

    /** How many entries were ever added up to this id, if that can be told; otherwise {@link ConsumerGroup#UNKNOWN}. */
    public long entriesUpTo(StreamId id) {
        if (entriesAdded == 0) {
            return 0;
        }
        if (length == 0 && id.compareTo(lastId) <= 0) {
            return entriesAdded;
        }
        int toLast = id.compareTo(lastId);
        if (toLast >= 0) {
            return toLast == 0 ? entriesAdded : ConsumerGroup.UNKNOWN;
        }
        if (maxDeletedId.isZero() || maxDeletedId.isBefore(firstId)) {
            int toFirst = id.compareTo(firstId);
            if (toFirst <= 0) {
                return entriesAdded - length + (toFirst == 0 ? 1 : 0);
            }
        }
        return ConsumerGroup.UNKNOWN;
    }
}
