package io.vedette.server.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SparePagesTest {
    private static final int BYTES = 64 * 1024;

    private static SparePages.Spare next(SparePages pages) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < end) {
            Optional<SparePages.Spare> made = pages.take();
            if (made.isPresent()) {
                return made.get();
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("none is made");
    }

    @Test
    void thereIsAlwaysAnotherOneAndWhatWasTakenStays() {
        SparePages pages = new SparePages(BYTES);
        List<SparePages.Spare> taken = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            SparePages.Spare spare = next(pages);
            assertEquals(BYTES, spare.memory().byteSize());
            spare.memory().set(ValueLayout.JAVA_BYTE, BYTES - 1, (byte) i);
            taken.add(spare);
        }
        pages.end();
        for (int i = 0; i < taken.size(); i++) {
            assertEquals(i, taken.get(i).memory().get(ValueLayout.JAVA_BYTE, BYTES - 1));
            taken.get(i).arena().close();
        }
    }

    @Test
    void aSnapshotOfMuchDataIsWrittenToBeyondWhatWasReady() {
        Slabs slabs = new Slabs();
        byte[] text = new byte[100_000];
        List<Integer> blobs = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            blobs.add(slabs.store(text));
        }
        slabs.openSnapshot();
        for (int i = 0; i < blobs.size(); i++) {
            text[0] = (byte) i;
            assertTrue(slabs.isFrozen(blobs.get(i)));
            blobs.set(i, slabs.restore(blobs.get(i), text, 0, text.length));
        }
        slabs.closeSnapshot();
        for (int i = 0; i < blobs.size(); i++) {
            assertEquals((byte) i, slabs.load(blobs.get(i))[0]);
            slabs.free(blobs.get(i));
        }
        while (slabs.giveBackDeferred(1_000)) {
            assertTrue(slabs.blobs() > 0);
        }
        assertEquals(0, slabs.blobs());
        assertEquals(0, slabs.usedBytes());
    }
}
