package io.vedette.server.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordTableTest {
    private final Slabs slabs = new Slabs();
    private RecordTable table = new RecordTable(slabs, new SipHash(1, 2));

    /** A frozen content and what it must be for as long as its snapshot is open. */
    private record Frozen(RecordTable table, Map<ByteBuffer, ByteBuffer> expected) {
        void check() {
            assertEquals(expected, contents(table));
        }
    }

    @Test
    void tablesThatShareTheirLookUpsAreStillTwo() {
        LookUps shared = new LookUps();
        RecordTable one = new RecordTable(slabs, new SipHash(1, 2), shared);
        RecordTable other = new RecordTable(slabs, new SipHash(1, 2), shared);
        byte[] key = bytes("key");
        one.put(key, bytes("value"));
        assertTrue(one.contains(key));
        assertFalse(other.contains(key));
        assertTrue(one.contains(key));
        other.put(key, bytes("another"));
        assertArrayEquals(bytes("value"), one.payload(one.find(key)));
        assertTrue(one.remove(key));
        assertFalse(one.contains(key));
        assertArrayEquals(bytes("another"), other.payload(other.find(key)));
    }

    @Test
    void aScanOfASmallTableMissesNothing() {
        for (int size = 1; size < 200; size += 9) {
            for (int i = 0; i < size; i++) {
                table.put(bytes("key:" + i), new byte[0]);
            }
            Set<ByteBuffer> found = new HashSet<>();
            long cursor = 0;
            do {
                cursor = table.scan(cursor, 10, record -> found.add(ByteBuffer.wrap(table.key(record))));
            } while (cursor != 0);
            assertEquals(size, found.size());
        }
    }

    @Test
    void aTableThatKnowsWhatWillComeHoldsTheSameAsOneThatGrows() {
        for (long expected : new long[] {0, 1, 100, 5_000, 60_000}) {
            RecordTable ready = new RecordTable(slabs, new SipHash(1, 2));
            ready.expect(expected);
            for (int i = 0; i < 5_000; i++) {
                ready.put(bytes("key:" + i), bytes("value:" + i));
            }
            assertEquals(5_000, contents(ready).size());
            for (int i = 0; i < 5_000; i += 2) {
                assertTrue(ready.remove(bytes("key:" + i)));
            }
            for (int i = 0; i < 5_000; i++) {
                assertEquals(i % 2 == 1, ready.contains(bytes("key:" + i)));
            }
            assertEquals(2_500, contents(ready).size());
            ready.release();
        }
        table.release();
        assertEquals(0, slabs.blobs());
    }

    @Test
    void keysAreFoundTheSameWhetherTheyWereFetchedBeforeOrNot() {
        Random random = new Random(31);
        Set<Integer> present = new HashSet<>();
        for (int round = 0; round < 2_000; round++) {
            byte[][] keys = new byte[FetchedKeys.MOST][];
            int count = 1 + random.nextInt(keys.length);
            int[] numbers = new int[count];
            for (int i = 0; i < count; i++) {
                numbers[i] = random.nextInt(3_000);
                keys[i] = bytes("key:" + numbers[i]);
            }
            table.fetch(keys, count);
            for (int i = random.nextInt(2); i < count; i += 1 + random.nextInt(2)) {
                assertEquals(table.hash(keys[i].clone()), table.hash(keys[i]));
                assertEquals(present.contains(numbers[i]), table.contains(keys[i]));
                if (random.nextInt(3) > 0) {
                    table.put(keys[i], keys[i]);
                    present.add(numbers[i]);
                } else {
                    table.remove(keys[i]);
                    present.remove(numbers[i]);
                }
            }
        }
        assertEquals(present.size(), table.size());
    }

    @Test
    void aTableThatLostNearlyAllIsSmallAgain() {
        for (int i = 0; i < 50_000; i++) {
            table.put(bytes("key:" + i), new byte[0]);
        }
        for (int i = 10; i < 50_000; i++) {
            table.remove(bytes("key:" + i));
        }
        assertTrue(table.heapBytes() < 100, "bytes: " + table.heapBytes());
        Set<ByteBuffer> drawn = new HashSet<>();
        Random random = new Random(3);
        for (int i = 0; i < 1_000; i++) {
            drawn.add(ByteBuffer.wrap(table.key(table.random(random))));
        }
        assertEquals(10, drawn.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverIsDoneItHoldsWhatAMapHoldsAndSnapshotsStay(long seed) {
        Random random = new Random(seed);
        Map<ByteBuffer, ByteBuffer> model = new HashMap<>();
        Frozen frozen = new Frozen(table, Map.of());
        boolean open = false;
        int keys = 1 << 4 + random.nextInt(9);
        for (int i = 0; i < 40_000; i++) {
            byte[] key = bytes("key:" + random.nextInt(keys));
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    byte[] payload = new byte[random.nextInt(200)];
                    random.nextBytes(payload);
                    boolean isNew = model.put(ByteBuffer.wrap(key), ByteBuffer.wrap(payload)) == null;
                    assertEquals(isNew, table.put(key, payload));
                }
                case 3, 4 -> assertEquals(model.remove(ByteBuffer.wrap(key)) != null, table.remove(key));
                case 5, 6 -> {
                    int record = table.find(key);
                    assertEquals(model.containsKey(ByteBuffer.wrap(key)), record != Slabs.NONE);
                    if (record != Slabs.NONE) {
                        assertArrayEquals(model.get(ByteBuffer.wrap(key)).array(), table.payload(record));
                    }
                }
                default -> {
                    if (random.nextInt(500) == 0) {
                        if (open) {
                            frozen.check();
                            slabs.closeSnapshot();
                        } else {
                            slabs.openSnapshot();
                            frozen = random.nextBoolean() ? fork(model) : new Frozen(table.freeze(), Map.copyOf(model));
                        }
                        open = !open;
                    }
                }
            }
            assertEquals(model.size(), table.size());
        }
        assertEquals(model, contents(table));
        if (open) {
            frozen.check();
            slabs.closeSnapshot();
        }
        table.release();
        while (slabs.giveBackDeferred(1_000)) {
            // all that snapshots held
        }
        assertEquals(0, slabs.blobs());
        assertEquals(0, slabs.usedBytes());
    }

    private Frozen fork(Map<ByteBuffer, ByteBuffer> model) {
        Frozen frozen = new Frozen(table, Map.copyOf(model));
        table = table.fork();
        return frozen;
    }

    @Test
    void aScanGivesEveryKeyThatIsThereThroughout() {
        Random random = new Random(9);
        Set<String> steady = new HashSet<>();
        for (int i = 0; i < 3_000; i++) {
            table.put(bytes("steady:" + i), bytes(""));
            steady.add("steady:" + i);
        }
        long cursor = 0;
        do {
            cursor = table.scan(
                    cursor, 10, record -> steady.remove(new String(table.key(record), StandardCharsets.ISO_8859_1)));
            for (int i = 0; i < 200; i++) {
                byte[] passing = bytes("passing:" + random.nextInt(50_000));
                if (random.nextBoolean()) {
                    table.put(passing, bytes("x"));
                } else {
                    table.remove(passing);
                }
            }
        } while (cursor != 0);
        assertEquals(Set.of(), steady);
    }

    @Test
    void aBlobKeepsItsPlaceWhileItFits() {
        Slabs slabs = new Slabs();
        int handle = slabs.store(bytes("0123456789"));
        assertEquals(handle, slabs.restore(handle, bytes("abcdefghijkl"), 0, 12));
        assertArrayEquals(bytes("abcdefghijkl"), slabs.load(handle));
        int large = slabs.restore(handle, new byte[100_000], 0, 100_000);
        assertEquals(100_000, slabs.length(large));
        slabs.free(large);
        assertEquals(0, slabs.blobs());
    }

    @Test
    void aBlobThatASnapshotHoldsIsNotChanged() {
        Slabs slabs = new Slabs();
        int handle = slabs.store(bytes("old"));
        slabs.openSnapshot();
        int moved = slabs.restore(handle, bytes("new"), 0, 3);
        assertArrayEquals(bytes("old"), slabs.load(handle));
        assertFalse(slabs.isFrozen(moved));
        slabs.openSnapshot();
        assertTrue(slabs.isFrozen(moved));
        slabs.closeSnapshot();
        slabs.closeSnapshot();
        assertTrue(slabs.blobs() == 2);
        slabs.giveBackDeferred(10);
        assertEquals(1, slabs.blobs());
    }

    @Test
    void pagesGoBackToTheSystemWhenTheyAreEmpty() {
        for (int i = 0; i < 600_000; i++) {
            table.put(bytes("key:" + i), bytes("some value " + i));
        }
        long full = slabs.pageBytes();
        for (int i = 0; i < 600_000; i++) {
            table.remove(bytes("key:" + i));
        }
        assertTrue(slabs.pageBytes() < full / 3, slabs.pageBytes() + " of " + full);
    }

    private static Map<ByteBuffer, ByteBuffer> contents(RecordTable table) {
        Map<ByteBuffer, ByteBuffer> contents = new HashMap<>();
        table.forEach(
                record -> contents.put(ByteBuffer.wrap(table.key(record)), ByteBuffer.wrap(table.payload(record))));
        return contents;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
