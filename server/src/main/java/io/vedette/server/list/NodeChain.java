package io.vedette.server.list;

import io.vedette.resp.HeapRoom;
import io.vedette.server.memory.Slabs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The nodes of a list in their order: a handle and a count of elements for each, in rows of up to {@value #ROW_NODES}. Places are row and
 * number in the row in one {@code long}; they are valid until a node is added or removed.
 *
 * <p>A {@link #fork} shares the rows and the blobs. A row is changed only by the chain whose token it bears; blobs are changed as
 * {@link Slabs#restore} allows. The chain that was forked must not be changed any more. Owner loop only, but a forked chain
 * may be read by the thread of the snapshot.
 */
public final class NodeChain {
    /** No node. */
    public static final long NONE = -1;

    /** Few enough that moving them is nothing, enough that rows are few. Ours. */
    private static final int ROW_NODES = 128;

    /** What stands as the count of a plain node; a listpack in a chain is never empty. */
    private static final int PLAIN = 0;

    private static final class Row {
        final Object owner;
        int[] handles;
        int[] counts;
        int size;
        long elements;

        Row(Object owner, int room) {
            this.owner = owner;
            this.handles = new int[room];
            this.counts = new int[room];
        }

        Row copyFor(Object newOwner) {
            Row copy = new Row(newOwner, 0);
            copy.handles = handles.clone();
            copy.counts = counts.clone();
            copy.size = size;
            copy.elements = elements;
            return copy;
        }

        void insert(int at, int handle, int count) {
            if (size == handles.length) {
                handles = Arrays.copyOf(handles, size * 2);
                counts = Arrays.copyOf(counts, size * 2);
            }
            System.arraycopy(handles, at, handles, at + 1, size - at);
            System.arraycopy(counts, at, counts, at + 1, size - at);
            handles[at] = handle;
            counts[at] = count;
            size++;
            elements += elements(count);
        }

        void remove(int at) {
            elements -= elements(counts[at]);
            size--;
            System.arraycopy(handles, at + 1, handles, at, size - at);
            System.arraycopy(counts, at + 1, counts, at, size - at);
        }

        void append(Row other, int from) {
            for (int i = from; i < other.size; i++) {
                insert(size, other.handles[i], other.counts[i]);
            }
        }

        void cut(int newSize) {
            while (size > newSize) {
                elements -= elements(counts[--size]);
            }
        }

        static int elements(int count) {
            return count == PLAIN ? 1 : count;
        }
    }

    private final Slabs slabs;
    private final Object owner = new Object();
    private final List<Row> rows;
    private final NodeEnds ends;
    private int nodes;

    public NodeChain(Slabs slabs) {
        this.slabs = slabs;
        this.rows = new ArrayList<>(1);
        this.ends = new NodeEnds(slabs, 0);
    }

    private NodeChain(NodeChain older) {
        this.slabs = older.slabs;
        this.rows = new ArrayList<>(older.rows);
        this.ends = new NodeEnds(slabs, older.ends.gap());
        this.nodes = older.nodes;
    }

    public NodeChain fork() {
        return new NodeChain(this);
    }

    /** Gives all blobs back. The chain must not be asked any more, but by a snapshot's thread, for which it stays as it is. */
    public void release() {
        for (Row row : rows) {
            for (int i = 0; i < row.size; i++) {
                slabs.free(row.handles[i]);
            }
        }
    }

    // ---- places

    public int nodes() {
        return nodes;
    }

    public long first() {
        return rows.isEmpty() ? NONE : 0;
    }

    public long last() {
        return rows.isEmpty() ? NONE : place(rows.size() - 1, rows.getLast().size - 1);
    }

    public long next(long place) {
        int row = row(place);
        if (slot(place) + 1 < rows.get(row).size) {
            return place + 1;
        }
        return row + 1 < rows.size() ? place(row + 1, 0) : NONE;
    }

    public long previous(long place) {
        if (slot(place) > 0) {
            return place - 1;
        }
        int row = row(place);
        return row > 0 ? place(row - 1, rows.get(row - 1).size - 1) : NONE;
    }

    /**
     * Where an element lies: {@link #place} of its node and {@link #within} it, in one number, since a snapshot's thread may ask too.
     *
     * @param index from 0 to the number of elements, exclusive
     */
    public long locate(long index, long elements) {
        boolean fromEnd = index > elements / 2;
        long rest = fromEnd ? elements - 1 - index : index;
        int row = fromEnd ? rows.size() - 1 : 0;
        int step = fromEnd ? -1 : 1;
        while (rest >= rows.get(row).elements) {
            rest -= rows.get(row).elements;
            row += step;
        }
        Row found = rows.get(row);
        int slot = fromEnd ? found.size - 1 : 0;
        while (rest >= Row.elements(found.counts[slot])) {
            rest -= Row.elements(found.counts[slot]);
            slot += step;
        }
        long within = fromEnd ? Row.elements(found.counts[slot]) - 1 - rest : rest;
        return ((long) row * ROW_NODES + slot) << 32 | within;
    }

    /** The node of what {@link #locate} answered. */
    public static long place(long location) {
        long node = location >>> 32;
        return place((int) (node / ROW_NODES), (int) (node % ROW_NODES));
    }

    /** The number of the element in its node, of what {@link #locate} answered. */
    public static int within(long location) {
        return (int) location;
    }

    private static long place(int row, int slot) {
        return (long) row << 32 | slot;
    }

    private static int row(long place) {
        return (int) (place >> 32);
    }

    private static int slot(long place) {
        return (int) place;
    }

    // ---- nodes

    /** Elements of a node. */
    public int count(long place) {
        return Row.elements(rows.get(row(place)).counts[slot(place)]);
    }

    public boolean isPlain(long place) {
        return rows.get(row(place)).counts[slot(place)] == PLAIN;
    }

    /** Bytes of a node's content. */
    public int length(long place) {
        return slabs.length(handle(place));
    }

    private int handle(long place) {
        return rows.get(row(place)).handles[slot(place)];
    }

    /** The node, to be read, or to be changed and then given to {@link #replace}. */
    public ListNode load(long place) {
        int handle = handle(place);
        int length = slabs.length(handle);
        byte[] bytes = HeapRoom.array(isPlain(place) ? length : length + length / 8 + 64);
        slabs.read(handle, place == first() ? ends.gap() : 0, bytes, 0, length);
        return ListNode.writing(bytes, length, count(place), isPlain(place));
    }

    /** The node, to be read before the next one is read into the same buffer. */
    public ListNode read(long place, NodeBuffer buffer) {
        int handle = handle(place);
        int length = slabs.length(handle);
        byte[] bytes = buffer.forBytes(length);
        slabs.read(handle, place == first() ? ends.gap() : 0, bytes, 0, length);
        return ListNode.writing(bytes, length, count(place), isPlain(place));
    }

    /** Writes a changed node back. One that is empty must be removed instead. */
    public void replace(long place, ListNode node) {
        Row row = own(row(place));
        int slot = slot(place);
        if (place == first()) {
            ends.noGap();
        }
        row.handles[slot] = slabs.restore(row.handles[slot], node.array(), 0, node.length());
        row.elements += node.count() - Row.elements(row.counts[slot]);
        row.counts[slot] = node.isPlain() ? PLAIN : node.count();
    }

    /** Adds a node at the end. */
    public void addLast(ListNode node) {
        sealLast();
        insert(rows.isEmpty() ? place(0, 0) : last() + 1, node);
    }

    public void addFirst(ListNode node) {
        sealFirst();
        if (!rows.isEmpty() && rows.getFirst().size == ROW_NODES) {
            rows.addFirst(new Row(owner, ROW_NODES)); // rather than cutting a full row in halves
        }
        insert(place(0, 0), node);
    }

    public void addBefore(long place, ListNode node) {
        if (place == first()) {
            addFirst(node);
        } else {
            insert(place, node);
        }
    }

    public void addAfter(long place, ListNode node) {
        insert(place + 1, node);
    }

    /** @param place of the new node: perhaps the one behind the last of its row */
    private void insert(long place, ListNode node) {
        int number = row(place);
        int slot = slot(place);
        if (rows.isEmpty()) {
            rows.add(new Row(owner, 2));
        }
        Row row = own(number);
        if (row.size == ROW_NODES) {
            // At the end of the chain the row stays full and a new one begins; elsewhere it is cut in halves.
            int cut = number == rows.size() - 1 && slot == row.size ? row.size : ROW_NODES / 2;
            Row rest = new Row(owner, ROW_NODES);
            rest.append(row, cut);
            row.cut(cut);
            rows.add(number + 1, rest);
            if (slot > cut || rest.size == 0) {
                row = rest;
                slot -= cut;
            }
        }
        int handle = slabs.store(node.array(), 0, node.length());
        row.insert(slot, handle, node.isPlain() ? PLAIN : node.count());
        nodes++;
    }

    /** Removes a node; the place of the one that followed it, or {@link #NONE}. */
    public long remove(long place) {
        int number = row(place);
        Row row = own(number);
        if (place == first()) {
            ends.noGap();
        }
        slabs.free(row.handles[slot(place)]);
        row.remove(slot(place));
        nodes--;
        if (row.size == 0) {
            rows.remove(number);
            return number < rows.size() ? place(number, 0) : NONE;
        }
        if (number > 0 && rows.get(number - 1).size + row.size <= ROW_NODES / 2) {
            Row before = own(number - 1);
            int slot = before.size + slot(place);
            before.append(row, 0);
            rows.remove(number);
            return slot < before.size ? place(number - 1, slot) : number < rows.size() ? place(number, 0) : NONE;
        }
        return slot(place) < row.size ? place : number + 1 < rows.size() ? place(number + 1, 0) : NONE;
    }

    // ---- the ends, changed in place

    /** Adds an element in front, to the first node, which is a listpack. */
    public void pushFirst(byte[] element) {
        Row row = own(0);
        row.handles[0] = ends.prepend(row.handles[0], row.counts[0], element);
        row.counts[0]++;
        row.elements++;
    }

    /** Adds an element at the end, to the last node, which is a listpack. */
    public void pushLast(byte[] element) {
        Row row = own(rows.size() - 1);
        int slot = row.size - 1;
        row.handles[slot] = ends.append(row.handles[slot], nodes == 1, row.counts[slot], element);
        row.counts[slot]++;
        row.elements++;
    }

    /** Gives the first element and takes it out of its node, in which it is not the only one. */
    public void popFirst(ListNode.Sink sink) {
        Row row = own(0);
        row.handles[0] = ends.popFirst(row.handles[0], row.counts[0], sink);
        row.counts[0]--;
        row.elements--;
    }

    /** Gives the last element and takes it out of its node, in which it is not the only one. */
    public void popLast(ListNode.Sink sink) {
        Row row = own(rows.size() - 1);
        int slot = row.size - 1;
        row.handles[slot] = ends.popLast(row.handles[slot], nodes == 1, row.counts[slot], sink);
        row.counts[slot]--;
        row.elements--;
    }

    private void sealFirst() {
        if (nodes > 0) {
            Row row = own(0);
            row.handles[0] = ends.seal(row.handles[0], true);
        }
    }

    private void sealLast() {
        if (nodes > 0) {
            Row row = own(rows.size() - 1);
            int slot = row.size - 1;
            // The first node may go on being pushed to in front.
            row.handles[slot] = nodes == 1 ? row.handles[slot] : ends.seal(row.handles[slot], false);
        }
    }

    private Row own(int number) {
        Row row = rows.get(number);
        if (row.owner != owner) {
            row = row.copyFor(owner);
            rows.set(number, row);
        }
        return row;
    }

    /** Bytes on the heap, as if all rows were full. */
    public long heapBytes() {
        int nodes = rows.size() == 1 ? rows.getFirst().handles.length : rows.size() * ROW_NODES;
        return 128 + 64L * rows.size() + 2L * Integer.BYTES * nodes;
    }

    /** Bytes on the heap and outside of it, roughly. */
    public long memoryBytes() {
        long bytes = 0;
        for (Row row : rows) {
            bytes += 64 + 8L * row.handles.length;
            // A node like the middle one for each: asking all of a long list would take too long.
            bytes += (long) row.size * slabs.capacity(row.handles[row.size / 2]);
        }
        return bytes;
    }
}
