package io.vedette.server.values;

import io.vedette.server.list.ListNode;
import io.vedette.server.list.NodeBuffer;
import io.vedette.server.list.NodeChain;
import io.vedette.server.list.NodeLimit;
import io.vedette.server.packed.Listpack;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongPredicate;

/**
 * A list: one listpack on the heap while it is small, a chain of nodes outside the heap otherwise. How elements are spread over
 * nodes follows Redis 7.0, since it shows in files and in DUMP.
 *
 * <p>Invariant: the chain is there exactly while the list has more than one node, or one that is plain or too large for the
 * heap; the listpack is empty then. Positions count from 0.
 */
public final class ListValue implements Collection {
    /** The two ends. */
    public enum End {
        FIRST,
        LAST
    }

    /** What a lone listpack may have on the heap, where each change copies it: as much as the record of a key takes. Ours. */
    private static final int LONGEST_PACK_BYTES = 512;

    /** A lone node comes back to the heap when it is shorter: far from the border, so that nothing flaps. */
    private static final int SHRUNK_PACK_BYTES = LONGEST_PACK_BYTES / 2;

    /** So many elements at an end are taken out one by one rather than by writing their node anew. */
    private static final int FEW = 16;

    private static final ListNode.Sink FORGET = (bytes, offset, length) -> {};

    private static final byte[] NO_ELEMENTS = ListNode.empty().toBytes();

    private final Values values;
    /** Never changed, only replaced: a snapshot may hold it. */
    private byte[] pack = NO_ELEMENTS;

    private Optional<NodeChain> chain = Optional.empty();
    private long size;

    public ListValue(Values values) {
        this.values = values;
    }

    /** A value of a sound listpack, of its own making. */
    public static ListValue ofPacked(Values values, byte[] listpack) {
        ListValue value = new ListValue(values);
        value.pack = listpack;
        value.size = Listpack.count(listpack);
        return value;
    }

    @Override
    public long size() {
        return size;
    }

    public boolean isPacked() {
        return chain.isEmpty();
    }

    /** The listpack; an empty one if the value is a chain. */
    public byte[] packed() {
        return pack;
    }

    @Override
    public ListValue fork() {
        ListValue fork = new ListValue(values);
        fork.pack = pack;
        fork.chain = chain.map(NodeChain::fork);
        fork.size = size;
        return fork;
    }

    /** The same content once more, node by node; nothing that changes is shared. */
    public ListValue copy() {
        if (chain.isEmpty()) {
            return fork();
        }
        ListValue copy = new ListValue(values);
        boolean whole = false;
        try {
            forEachNode(node -> copy.addNode(
                    node.isPlain() ? ListNode.plain(node.toBytes()) : ListNode.copyOf(node.toBytes(), node.count())));
            whole = true;
            return copy;
        } finally {
            if (!whole) {
                copy.release();
            }
        }
    }

    @Override
    public void release() {
        chain.ifPresent(NodeChain::release);
    }

    @Override
    public long heapBytes() {
        return 48 + (chain.isPresent() ? chain.get().heapBytes() : 16L + pack.length);
    }

    @Override
    public long memoryBytes() {
        return 48 + chain.map(NodeChain::memoryBytes).orElse(16L + pack.length);
    }

    @Override
    public Type type() {
        return Type.LIST;
    }

    @Override
    public String encoding() {
        return "quicklist";
    }

    @Override
    public ListValue asList() {
        return this;
    }

    // ---- reading

    /** @param index from 0 to {@link #size()} - 1 */
    public byte[] get(long index) {
        if (chain.isEmpty()) {
            return ListNode.reading(pack, (int) size).get((int) index);
        }
        long location = chain.get().locate(index, size);
        return chain.get().load(NodeChain.place(location)).get(NodeChain.within(location));
    }

    /** Gives elements, from {@code from} on upwards or downwards. There must be that many. */
    public void walk(long from, long howMany, boolean backwards, ListNode.Sink sink) {
        walk(from, howMany, backwards, new NodeBuffer(), sink);
    }

    /** The same for one who reads often, and keeps a buffer for it; the sink must not read with the same one. */
    public void walk(long from, long howMany, boolean backwards, NodeBuffer buffer, ListNode.Sink sink) {
        if (howMany == 0) {
            return;
        }
        if (chain.isEmpty()) {
            ListNode.reading(pack, (int) size).walk((int) from, (int) howMany, backwards, sink);
            return;
        }
        NodeChain nodes = chain.get();
        long location = nodes.locate(from, size);
        long place = NodeChain.place(location);
        int at = NodeChain.within(location);
        long left = howMany;
        while (left > 0) {
            ListNode node = nodes.read(place, buffer);
            int here = (int) Math.min(left, backwards ? at + 1 : node.count() - at);
            node.walk(at, here, backwards, sink);
            left -= here;
            if (left > 0) {
                place = backwards ? nodes.previous(place) : nodes.next(place);
                at = backwards ? nodes.count(place) - 1 : 0;
            }
        }
    }

    /**
     * Looks for elements that equal one, from the first or the last on.
     *
     * @param most how many elements to look at
     * @param found gets the position of each; false ends the search
     */
    public void search(byte[] element, boolean backwards, long most, LongPredicate found) {
        ListNode.Probe probe = new ListNode.Probe(element);
        long left = Math.min(most, size);
        if (chain.isEmpty()) {
            ListNode node = ListNode.reading(pack, (int) size);
            searchNode(node, probe, backwards, left, at -> found.test(at));
            return;
        }
        NodeChain nodes = chain.get();
        long place = backwards ? nodes.last() : nodes.first();
        long before = backwards ? size : 0;
        boolean goesOn = true;
        while (goesOn && left > 0) {
            ListNode node = nodes.load(place);
            before -= backwards ? node.count() : 0;
            long base = before;
            goesOn = searchNode(node, probe, backwards, left, at -> found.test(base + at));
            before += backwards ? 0 : node.count();
            left -= node.count();
            place = backwards ? nodes.previous(place) : nodes.next(place);
        }
    }

    /** False if the search is to end. */
    private static boolean searchNode(
            ListNode node, ListNode.Probe probe, boolean backwards, long most, LongPredicate found) {
        int left = (int) Math.min(most, node.count());
        int from = backwards ? node.count() - 1 : 0;
        while (left > 0) {
            int at = node.find(probe, from, left, backwards);
            if (at < 0) {
                return true;
            }
            if (!found.test(at)) {
                return false;
            }
            left -= Math.abs(at - from) + 1;
            from = backwards ? at - 1 : at + 1;
        }
        return true;
    }

    /** Gives the nodes in their order, to be read: how the list stands in a file. */
    public void forEachNode(Consumer<ListNode> sink) {
        if (chain.isEmpty()) {
            sink.accept(ListNode.reading(pack, (int) size));
            return;
        }
        NodeChain nodes = chain.get();
        for (long place = nodes.first(); place != NodeChain.NONE; place = nodes.next(place)) {
            sink.accept(nodes.load(place));
        }
    }

    public int nodes() {
        return chain.map(NodeChain::nodes).orElse(1);
    }

    // ---- the ends

    /** Adds elements at one end, one after the other: those added first lie deeper. */
    public void push(End end, int howMany, IntFunction<byte[]> elements) {
        int done = 0;
        while (done < howMany && chain.isPresent()) {
            pushInPlace(end, elements.apply(done++));
        }
        if (done < howMany) {
            int begun = done;
            pushToPack(end, howMany - done, i -> elements.apply(begun + i));
        }
    }

    private void pushInPlace(End end, byte[] element) {
        NodeChain nodes = chain.get();
        long edge = end == End.FIRST ? nodes.first() : nodes.last();
        size++;
        if (isLarge(element)) {
            keepEdge(end, ListNode.plain(element), true);
        } else if (!allows(limit(), edge, element)) {
            keepEdge(end, ListNode.of(element), true);
        } else if (end == End.FIRST) {
            nodes.pushFirst(element);
        } else {
            nodes.pushLast(element);
        }
    }

    private void pushToPack(End end, int howMany, IntFunction<byte[]> elements) {
        NodeLimit limit = limit();
        boolean fresh = size == 0;
        ListNode node = fresh ? ListNode.empty() : edge(end);
        for (int i = 0; i < howMany; i++) {
            byte[] element = elements.apply(i);
            if (isLarge(element)) {
                if (node.count() > 0) {
                    keepEdge(end, node, fresh);
                }
                fresh = true;
                node = ListNode.plain(element);
                size++;
                continue;
            }
            if (node.isPlain() || node.count() > 0 && !limit.allows(node.length(), node.count(), element.length)) {
                keepEdge(end, node, fresh);
                fresh = true;
                node = ListNode.empty();
            }
            node.insert(end == End.FIRST ? 0 : node.count(), element);
            size++;
        }
        keepEdge(end, node, fresh);
    }

    public void push(End end, byte[] element) {
        push(end, 1, i -> element);
    }

    /** Adds a node at the end, as it stands in a file. */
    public void addNode(ListNode node) {
        size += node.count();
        keepEdge(End.LAST, node, true);
    }

    /** The outermost node, to be changed. */
    private ListNode edge(End end) {
        return chain.map(nodes -> nodes.load(end == End.FIRST ? nodes.first() : nodes.last()))
                .orElseGet(() -> ListNode.copyOf(pack, (int) size));
    }

    /** Keeps an outermost node. @param fresh whether it is a new one */
    private void keepEdge(End end, ListNode node, boolean fresh) {
        if (chain.isEmpty()) {
            boolean alone = !fresh || pack == NO_ELEMENTS;
            if (alone && !node.isPlain() && node.length() <= LONGEST_PACK_BYTES) {
                pack = node.toBytes();
                return;
            }
            if (alone) {
                pack = NO_ELEMENTS;
                chain = Optional.of(new NodeChain(values.slabs()));
                chain.get().addLast(node);
                return;
            }
            moveToChain((int) (size - node.count()));
        }
        NodeChain nodes = chain.get();
        if (!fresh) {
            nodes.replace(end == End.FIRST ? nodes.first() : nodes.last(), node);
        } else if (end == End.FIRST) {
            nodes.addFirst(node);
        } else {
            nodes.addLast(node);
        }
    }

    private NodeChain moveToChain(int packCount) {
        NodeChain nodes = new NodeChain(values.slabs());
        nodes.addLast(ListNode.copyOf(pack, packCount));
        pack = NO_ELEMENTS;
        chain = Optional.of(nodes);
        return nodes;
    }

    /** Takes elements from one end, the outermost first. There must be that many. */
    public void pop(End end, long howMany, ListNode.Sink sink) {
        boolean last = end == End.LAST;
        if (chain.isEmpty()) {
            walk(last ? size - 1 : 0, howMany, last, sink);
            remove(last ? size - howMany : 0, howMany);
            return;
        }
        NodeChain nodes = chain.get();
        long left = howMany;
        while (left > 0) {
            long edge = last ? nodes.last() : nodes.first();
            int count = nodes.count(edge);
            int here = (int) Math.min(left, count);
            if (here == count) {
                nodes.load(edge).walk(last ? count - 1 : 0, count, last, sink);
                nodes.remove(edge);
            } else {
                popInPlace(end, here, sink);
            }
            size -= here;
            left -= here;
        }
        shrink();
    }

    private void popInPlace(End end, int howMany, ListNode.Sink sink) {
        NodeChain nodes = chain.get();
        for (int i = 0; i < howMany; i++) {
            if (end == End.FIRST) {
                nodes.popFirst(sink);
            } else {
                nodes.popLast(sink);
            }
        }
    }

    // ---- the middle

    public void set(long index, byte[] element) {
        boolean large = isLarge(element);
        if (chain.isEmpty() && !large) {
            ListNode node = ListNode.copyOf(pack, (int) size);
            node.replace((int) index, element);
            keepLone(node);
            return;
        }
        NodeChain nodes = chain.isPresent() ? chain.get() : moveToChain((int) size);
        long location = nodes.locate(index, size);
        long place = NodeChain.place(location);
        int at = NodeChain.within(location);
        ListNode node = nodes.load(place);
        if (node.count() == 1) {
            nodes.replace(place, large ? ListNode.plain(element) : ListNode.of(element));
        } else if (large) {
            node.remove(at, 1);
            putBetween(place, node, at, ListNode.plain(element));
        } else {
            node.replace(at, element);
            nodes.replace(place, node);
        }
        shrink();
    }

    /** Writes a changed node back in two parts, with a new one between them; a part may be empty. */
    private void putBetween(long place, ListNode node, int at, ListNode between) {
        NodeChain nodes = chain.get();
        if (at == 0 && node.count() > 0) {
            nodes.replace(place, node);
            nodes.addBefore(place, between);
        } else if (at == node.count()) {
            nodes.replace(place, node);
            nodes.addAfter(place, between);
        } else {
            ListNode right = node.split(at);
            nodes.replace(place, node);
            nodes.addAfter(place, right);
            nodes.addAfter(place, between);
        }
    }

    /** Whether the element is a node of its own wherever it is put. */
    private boolean isLarge(byte[] element) {
        return element.length >= values.limits().listPlainFromBytes();
    }

    private void keepLone(ListNode node) {
        pack = NO_ELEMENTS;
        keepEdge(End.LAST, node, true);
    }

    /** Adds an element beside the one at {@code pivot}. */
    public void insert(long pivot, boolean after, byte[] element) {
        NodeLimit limit = limit();
        if (chain.isEmpty()) {
            if (!isLarge(element) && limit.allows(pack.length, (int) size, element.length)) {
                ListNode node = ListNode.copyOf(pack, (int) size);
                node.insert((int) pivot + (after ? 1 : 0), element);
                size++;
                keepLone(node);
                return;
            }
            moveToChain((int) size);
        }
        NodeChain nodes = chain.get();
        long location = nodes.locate(pivot, size);
        long place = NodeChain.place(location);
        int at = NodeChain.within(location);
        size++;
        if (isLarge(element)) {
            putBetween(place, nodes.load(place), at + (after ? 1 : 0), ListNode.plain(element));
            return;
        }
        boolean atEdge = after ? at == nodes.count(place) - 1 : at == 0;
        long beside = after ? nodes.next(place) : nodes.previous(place);
        if (allows(limit, place, element)) {
            insertInto(place, at + (after ? 1 : 0), element);
        } else if (atEdge && beside != NodeChain.NONE && allows(limit, beside, element)) {
            insertInto(beside, after ? 0 : nodes.count(beside), element);
        } else if (atEdge) {
            ListNode node = ListNode.of(element);
            if (after) {
                nodes.addAfter(place, node);
            } else {
                nodes.addBefore(place, node);
            }
        } else {
            ListNode left = nodes.load(place);
            ListNode right = left.split(at + (after ? 1 : 0));
            ListNode taker = after ? right : left;
            taker.insert(after ? 0 : left.count(), element);
            nodes.replace(place, left);
            nodes.addAfter(place, right);
            // What was split off goes to its neighbours where they have room.
            mergeAround(limit, after ? pivot - at : pivot + 1);
        }
    }

    private boolean allows(NodeLimit limit, long place, byte[] element) {
        NodeChain nodes = chain.get();
        return !nodes.isPlain(place) && limit.allows(nodes.length(place), nodes.count(place), element.length);
    }

    private void insertInto(long place, int at, byte[] element) {
        ListNode node = chain.get().load(place);
        node.insert(at, element);
        chain.get().replace(place, node);
    }

    /** Merges nodes two by two, in Redis' order, around the one that begins with the element {@code center}. */
    private void mergeAround(NodeLimit limit, long center) {
        NodeChain nodes = chain.get();
        long previous = nodes.previous(place(center));
        if (previous != NodeChain.NONE) {
            merge(limit, nodes.previous(previous));
        }
        merge(limit, nodes.next(place(center)));
        merge(limit, nodes.previous(place(center)));
        merge(limit, place(center));
        shrink();
    }

    private long place(long index) {
        return NodeChain.place(chain.get().locate(index, size));
    }

    /** Merges the node with the one behind it if they have room in one. */
    private void merge(NodeLimit limit, long place) {
        NodeChain nodes = chain.get();
        long next = place == NodeChain.NONE ? NodeChain.NONE : nodes.next(place);
        if (next == NodeChain.NONE
                || nodes.isPlain(place)
                || nodes.isPlain(next)
                || !limit.allowsMerge(nodes.length(place), nodes.count(place), nodes.length(next), nodes.count(next))) {
            return;
        }
        ListNode node = nodes.load(place);
        node.append(nodes.load(next));
        nodes.replace(place, node);
        nodes.remove(next);
    }

    /** Removes the elements from {@code from} on. There must be that many. */
    public void remove(long from, long howMany) {
        if (chain.isEmpty()) {
            if (howMany > 0) {
                ListNode node = ListNode.copyOf(pack, (int) size);
                node.remove((int) from, (int) howMany);
                size -= howMany;
                pack = size == 0 ? NO_ELEMENTS : node.toBytes();
            }
            return;
        }
        NodeChain nodes = chain.get();
        long left = howMany;
        while (left > 0) {
            long location = nodes.locate(from, size);
            long place = NodeChain.place(location);
            int at = NodeChain.within(location);
            int count = nodes.count(place);
            int here = (int) Math.min(left, count - at);
            if (here == count) {
                nodes.remove(place);
            } else if (here < FEW && here == left && from + left == size) {
                popInPlace(End.LAST, here, FORGET);
            } else if (here < FEW && from == 0) {
                popInPlace(End.FIRST, here, FORGET);
            } else {
                ListNode node = nodes.load(place);
                node.remove(at, here);
                nodes.replace(place, node);
            }
            size -= here;
            left -= here;
        }
        shrink();
    }

    /**
     * Removes elements that equal one, from the first or the last on.
     *
     * @param most how many at most, at least 1
     * @return how many were removed
     */
    public long removeEqual(byte[] element, boolean backwards, long most) {
        ListNode.Probe probe = new ListNode.Probe(element);
        long before = size;
        if (chain.isEmpty()) {
            ListNode node = ListNode.copyOf(pack, (int) size);
            size -= node.removeEqual(probe, most, backwards);
            pack = size == 0 ? NO_ELEMENTS : size < before ? node.toBytes() : pack;
            return before - size;
        }
        NodeChain nodes = chain.get();
        long place = backwards ? nodes.last() : nodes.first();
        while (place != NodeChain.NONE && before - size < most) {
            ListNode node = nodes.load(place);
            boolean found = node.find(probe, 0, node.count(), false) >= 0;
            int removed = !found ? 0 : node.isPlain() ? 1 : node.removeEqual(probe, most - before + size, backwards);
            boolean gone = node.isPlain() ? found : node.count() == 0;
            size -= removed;
            if (gone) {
                long next = nodes.remove(place);
                place = !backwards ? next : next == NodeChain.NONE ? nodes.last() : nodes.previous(next);
            } else {
                if (removed > 0) {
                    nodes.replace(place, node);
                }
                place = backwards ? nodes.previous(place) : nodes.next(place);
            }
        }
        shrink();
        return before - size;
    }

    /** Back to the heap, if there is only one small node left, or none. */
    private void shrink() {
        NodeChain nodes = chain.get();
        if (nodes.nodes() > 1) {
            return;
        }
        if (size > 0) {
            long only = nodes.first();
            if (nodes.isPlain(only) || nodes.length(only) > SHRUNK_PACK_BYTES) {
                return;
            }
            pack = nodes.load(only).toBytes();
        }
        nodes.release();
        chain = Optional.empty();
    }

    private NodeLimit limit() {
        return new NodeLimit(values.limits().listMaxListpackSize());
    }
}
