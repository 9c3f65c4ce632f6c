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
        private long most = 1024 * MB;
        private long garbage;
        private long live;
        private int collections;

        @Override
        public long mostBytes() {
            return most;
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
        heap.garbage = 450 * MB;
        assertEquals(0, collectionsOf(() -> assertFalse(room.isThere(20 * MB))), "it looks as full as before");
        room.forgetWhatWasLeft();
        assertEquals(1, collectionsOf(() -> assertTrue(room.isThere(20 * MB))));
        assertTrue(room.isThere(20 * MB), "somebody has gone, and the heap was collected by itself");
    }

    @Test
    void ofASmallHeapTheYoungGenerationIsNeverGivenAway() {
        heap.most = 64 * MB;
        assertTrue(new HeapRoom(heap).isThere(32 * MB));
        assertFalse(new HeapRoom(heap).isThere(33 * MB));
        heap.most = 16 * MB;
        assertTrue(new HeapRoom(heap).isThere(8 * MB), "nor more than half");
        heap.most = 200 * MB;
        assertFalse(new HeapRoom(heap).isThere(151 * MB), "a quarter of it where that is more");
    }

    @Test
    void smallThingsAreAskedAboutTogether() {
        HeapMeter meter = new HeapMeter();
        meter.takeWord(new byte[10]);
        assertEquals(10 + HeapMeter.WORD_OVERHEAD_BYTES, meter.bytes());
        assertThrows(OutOfMemoryError.class, () -> meter.take(Long.MAX_VALUE / 2));
        assertFalse(meter.tryTake(Runtime.getRuntime().maxMemory()));
        assertEquals(10 + HeapMeter.WORD_OVERHEAD_BYTES, meter.bytes(), "what was refused does not count");
        meter.reset();
        assertEquals(0, meter.bytes());
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
