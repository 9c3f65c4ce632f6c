package io.vedette.server.list;

import io.vedette.server.memory.Slabs;
import io.vedette.server.packed.ListpackEntry;

/**
 * Pushes to and pops from listpacks where they lie outside the heap, without copying the rest of the node. The first node of a
 * chain may begin behind a {@link #gap} in its blob, so that a push or a pop in front moves nothing; any node may have room behind.
 * The room is at the side that was pushed to last and grows by doubling, so that an element is moved a constant number
 * of times, however long the node becomes.
 *
 * <p>Belongs to one chain. All methods return the handle by which the node is known from then on: a node that a snapshot
 * holds, or that has no room, moves.
 */
final class NodeEnds {
    /** Where doubling ends: the largest that the setting in bytes can ask for. */
    private static final int LARGEST_DOUBLED_BYTES = 64 * 1024;

    private static final int SMALLEST_BLOB_BYTES = 64;
    /** A node that fills less than such a part of its blob moves to a smaller one. */
    private static final int SPARSE = 4;

    /** What is read of an entry at first: enough for most. */
    private static final int GLANCE_BYTES = 32;
    /** A longer scratch array is given up after use. */
    private static final int KEPT_BYTES = 256;

    private final Slabs slabs;
    /** Bytes before the listpack of the chain's first node. */
    private int gap;

    private byte[] scratch = {};

    NodeEnds(Slabs slabs, int gap) {
        this.slabs = slabs;
        this.gap = gap;
    }

    int gap() {
        return gap;
    }

    /** Another node is the first now, or the first was written anew. */
    void noGap() {
        gap = 0;
    }

    // ---- pushing

    /** @param count of elements before */
    int prepend(int handle, int count, byte[] element) {
        int length = slabs.length(handle);
        int more = encode(element);
        int at = gap >= more && !slabs.isFrozen(handle) ? handle : withRoomBefore(handle, length, more);
        gap -= more;
        slabs.write(at, gap + ListNode.HEADER_BYTES, scratch, 0, more);
        header(at, gap, length + more, count + 1);
        giveUpScratch();
        return at;
    }

    /** @param isFirst whether the node may begin behind the gap */
    int append(int handle, boolean isFirst, int count, byte[] element) {
        int length = slabs.length(handle);
        int more = encode(element);
        boolean fits = (isFirst ? gap : 0) + length + more <= slabs.room(handle);
        int at = fits && !slabs.isFrozen(handle) ? handle : withRoomBehind(handle, isFirst, length, more);
        int start = isFirst ? gap : 0;
        scratch[more] = ListNode.END;
        slabs.write(at, start + length - 1, scratch, 0, more + 1);
        header(at, start, length + more, count + 1);
        giveUpScratch();
        return at;
    }

    /** Writes the entry to the scratch array; its bytes. */
    private int encode(byte[] element) {
        int bytes = ListpackEntry.bytes(element);
        scratchFor(bytes + 1);
        ListpackEntry.write(scratch, 0, element);
        return bytes;
    }

    private void header(int handle, int start, int length, int count) {
        slabs.length(handle, length);
        ListNode.header(scratch, length, count);
        slabs.write(handle, start, scratch, 0, ListNode.HEADER_BYTES);
    }

    private int withRoomBefore(int handle, int length, int more) {
        int target = roomy(handle, length + more);
        int start = slabs.room(target) - length;
        move(handle, gap, target, start, length);
        gap = start;
        return target;
    }

    private int withRoomBehind(int handle, boolean isFirst, int length, int more) {
        int target = roomy(handle, length + more);
        move(handle, isFirst ? gap : 0, target, 0, length);
        if (isFirst) {
            gap = 0;
        }
        return target;
    }

    /** The blob itself if its room is enough and may be changed, otherwise a new one. */
    private int roomy(int handle, int length) {
        if (length <= slabs.room(handle) && !slabs.isFrozen(handle)) {
            return handle;
        }
        int needed = Math.max(SMALLEST_BLOB_BYTES, length + Integer.BYTES);
        boolean doubles = needed <= LARGEST_DOUBLED_BYTES;
        int blob = doubles ? Integer.highestOneBit(needed - 1) << 1 : needed;
        return slabs.reserve(blob - Integer.BYTES, length);
    }

    private void move(int handle, int from, int target, int to, int length) {
        slabs.copy(handle, from, target, to, length);
        if (target != handle) {
            slabs.free(handle);
        }
    }

    /** Nothing is pushed to this node any more: it gets a blob of its size, and no gap. */
    int seal(int handle, boolean isFirst) {
        int length = slabs.length(handle);
        int start = isFirst ? gap : 0;
        boolean fits = Slabs.roomFor(length) == slabs.room(handle);
        if (fits && start == 0) {
            return handle;
        }
        int target = fits && !slabs.isFrozen(handle) ? handle : slabs.reserve(length, length);
        move(handle, start, target, 0, length);
        if (isFirst) {
            gap = 0;
        }
        return target;
    }

    // ---- popping

    /** Gives the first element and takes it out. @param count of elements before, at least 2 */
    int popFirst(int handle, int count, ListNode.Sink sink) {
        int length = slabs.length(handle);
        int glance = Math.min(GLANCE_BYTES, length - ListNode.HEADER_BYTES);
        int entryAt = gap + ListNode.HEADER_BYTES;
        scratchFor(glance);
        slabs.read(handle, entryAt, scratch, 0, glance);
        int content = (int) ListpackEntry.contentBytes(scratch, 0);
        int entry = content + ListpackEntry.backBytes(content);
        if (content > glance) {
            scratchFor(content);
            slabs.read(handle, entryAt, scratch, 0, content);
        }
        ListNode.give(scratch, 0, sink);
        int at = slabs.isFrozen(handle) || isSparse(handle, length - entry)
                ? movedOut(handle, gap + entry, length - entry)
                : handle;
        gap = at == handle ? gap + entry : 0;
        header(at, gap, length - entry, count - 1);
        giveUpScratch();
        return at;
    }

    /** Gives the last element and takes it out. @param count of elements before, at least 2 */
    int popLast(int handle, boolean isFirst, int count, ListNode.Sink sink) {
        int length = slabs.length(handle);
        int start = isFirst ? gap : 0;
        int end = start + length - 1;
        int glance = Math.min(GLANCE_BYTES, length - ListNode.HEADER_BYTES - 1);
        scratchFor(glance);
        slabs.read(handle, end - glance, scratch, 0, glance);
        int content = (int) ListpackEntry.back(scratch, glance);
        int entry = content + ListpackEntry.backBytes(content);
        int from = glance - entry;
        if (entry > glance) {
            scratchFor(entry);
            slabs.read(handle, end - entry, scratch, 0, entry);
            from = 0;
        }
        ListNode.give(scratch, from, sink);
        int at = handle;
        if (slabs.isFrozen(handle) || isSparse(handle, length - entry)) {
            at = movedOut(handle, start, length - entry);
            start = 0;
            gap = isFirst ? 0 : gap;
        }
        scratch[0] = ListNode.END;
        slabs.write(at, start + length - entry - 1, scratch, 0, 1);
        header(at, start, length - entry, count - 1);
        giveUpScratch();
        return at;
    }

    private boolean isSparse(int handle, int length) {
        return (length + Integer.BYTES) * SPARSE < slabs.capacity(handle)
                && slabs.capacity(handle) > SMALLEST_BLOB_BYTES;
    }

    /** A stretch of the blob in a new one, to be completed; the old one is given back. */
    private int movedOut(int handle, int from, int length) {
        int target = slabs.reserve(length + length / SPARSE, length);
        move(handle, from, target, 0, length);
        return target;
    }

    private void scratchFor(int bytes) {
        if (scratch.length < bytes) {
            scratch = new byte[Math.max(GLANCE_BYTES, bytes + bytes / 4)];
        }
    }

    private void giveUpScratch() {
        if (scratch.length > KEPT_BYTES) {
            scratch = new byte[GLANCE_BYTES];
        }
    }
}
