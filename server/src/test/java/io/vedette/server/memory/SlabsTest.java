package io.vedette.server.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class SlabsTest {
    private static final int MEGABYTE = 1024 * 1024;

    private final Deque<Integer> blobs = new ArrayDeque<>();

    @Test
    void withoutMemoryTheCommandOfTheMomentGoesOnAndNoMoreAreAsked() {
        Slabs slabs = new Slabs(75L * MEGABYTE);
        while (!slabs.isShort()) {
            slabs.keepReserve();
            blobs.add(slabs.store(new byte[10_000]));
        }
        assertTrue(slabs.usedBytes() > 60L * MEGABYTE, "it came too early: " + slabs.usedBytes());
        for (int i = 0; i < 3_000; i++) { // of many sizes, some three megabytes
            blobs.add(slabs.store(new byte[10 + i % 2_000]));
        }
        long used = slabs.usedBytes();
        assertThrows(OutOfMemoryError.class, () -> slabs.store(new byte[8 * MEGABYTE]));
        assertEquals(used, slabs.usedBytes(), "what failed left something behind");

        slabs.keepReserve();
        assertTrue(slabs.isShort(), "nothing was freed");
        for (int i = 0; i < 1_500; i++) {
            slabs.free(blobs.removeFirst());
        }
        assertFalse(slabs.isShort());
        slabs.keepReserve();
        assertFalse(slabs.isShort());

        blobs.forEach(slabs::free);
        assertEquals(0, slabs.blobs());
        slabs.closeEmptyPages();
        slabs.abandon();
    }

    @Test
    void aLargeBlobThatFindsNoMemoryLeavesNothingBehind() {
        Slabs slabs = new Slabs(2L * MEGABYTE);
        int small = slabs.store(new byte[100]);
        for (int i = 0; i < 3; i++) {
            assertThrows(OutOfMemoryError.class, () -> slabs.store(new byte[3 * MEGABYTE]));
        }
        int next = slabs.store(new byte[MEGABYTE]);
        assertEquals(MEGABYTE, slabs.length(next));
        slabs.free(next);
        slabs.free(small);
        assertEquals(0, slabs.blobs());
    }

    @Test
    void aPageCountsAsFarAsItWasInUse() {
        Slabs slabs = new Slabs();
        for (int i = 0; i < 200_000; i++) {
            blobs.add(slabs.store(new byte[40]));
            if (i % 10_000 == 0) {
                assertEquals(slabs.usedBytes(), slabs.pageBytes());
            }
        }
        long most = slabs.pageBytes();
        for (int i = 0; i < 100; i++) {
            slabs.free(blobs.removeLast());
        }
        assertEquals(most, slabs.pageBytes(), "what was in use once is memory");
        blobs.forEach(slabs::free);
        slabs.closeEmptyPages();
        assertEquals(0, slabs.pageBytes());
        slabs.abandon();
    }

    @Test
    void whatASnapshotHoldsIsWrittenAnewAndGivenBackWhenItEnds() {
        Slabs slabs = new Slabs();
        byte[] text = new byte[100_000];
        for (int i = 0; i < 400; i++) {
            blobs.add(slabs.store(text));
        }
        slabs.openSnapshot();
        for (int i = 0; i < 400; i++) {
            int old = blobs.removeFirst();
            assertTrue(slabs.isFrozen(old));
            text[0] = (byte) i;
            blobs.add(slabs.restore(old, text, 0, text.length));
        }
        slabs.closeSnapshot();
        for (int i = 0; i < 400; i++) {
            int blob = blobs.removeFirst();
            assertEquals((byte) i, slabs.load(blob)[0]);
            slabs.free(blob);
        }
        while (slabs.giveBackDeferred(1_000)) {
            assertTrue(slabs.blobs() > 0);
        }
        assertEquals(0, slabs.blobs());
        assertEquals(0, slabs.usedBytes());
        slabs.abandon();
    }
}
