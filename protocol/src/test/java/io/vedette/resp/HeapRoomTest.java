package io.vedette.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HeapRoomTest {
    private static final long MB = 1L << 20;

    /** A heap of a gigabyte. */
    private static final class Heap implements HeapRoom.Heap {
        private long garbage;
        private long live;
        private int collections;

        @Override
        public long mostBytes() {
            return 1024 * MB;
        }

        @Override
        public long usedBytes() {
            return live + garbage;
        }

        @Override
        public void collect() {
            collections++;
            garbage = 0;
        }
    }

    private final Heap heap = new Heap();
    private final HeapRoom room = new HeapRoom(heap);

    @Test
    void whatFitsBesideTheMarginIsGivenWithoutACollection() {
        heap.live = 100 * MB;
        assertTrue(room.isThere(860 * MB));
        assertFalse(room.isThere(861 * MB));
        heap.live = 0;
        assertEquals(1, collectionsOf(() -> assertTrue(room.isThere(100 * MB))) + 1);
    }

    @Test
    void whatNobodyNeedsIsCollectedFirst() {
        heap.garbage = 900 * MB;
        assertEquals(1, collectionsOf(() -> assertTrue(room.isThere(900 * MB))));
    }

    @Test
    void aFullHeapIsNotCollectedAgainBeforeSomethingWasTaken() {
        heap.live = 950 * MB;
        heap.garbage = 5 * MB;
        assertEquals(1, collectionsOf(() -> {
            assertFalse(room.isThere(20 * MB));
            assertFalse(room.isThere(20 * MB));
        }));
        heap.garbage = 20 * MB;
        assertEquals(1, collectionsOf(() -> assertFalse(room.isThere(20 * MB))));
        heap.live = 500 * MB;
        assertTrue(room.isThere(20 * MB), "somebody has gone, and the heap was collected by itself");
    }

    @Test
    void moreThanThisProcessMayHaveIsRefused() {
        HeapRoom.claim(HeapRoom.LARGE_BYTES);
        assertThrows(
                OutOfMemoryError.class,
                () -> HeapRoom.claim(Runtime.getRuntime().maxMemory()));
        assertFalse(HeapRoom.has(Long.MAX_VALUE / 2));
    }

    private int collectionsOf(Runnable action) {
        int before = heap.collections;
        action.run();
        return heap.collections - before;
    }
}
