package io.vedette.server.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.values.EncodingLimits;
import io.vedette.server.values.StringValue;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanGuaranteeTest {
    private static final int STABLE_KEYS = 700;

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void aKeyThatStaysIsFoundWhileTheTableGrows(long seed) {
        Random random = new Random(seed);
        Database database = withStableKeys(random);
        int[] added = new int[1];
        scanAll(database, 1 + random.nextInt(20), () -> {
            for (int i = 0; i < 300 && added[0] < 20_000; i++) {
                database.put(key("more" + added[0]++), StringValue.of(1));
            }
        });
        assertTrue(database.size() > 5 * STABLE_KEYS, "the table did not grow");
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void aKeyThatStaysIsFoundWhileTheTableShrinks(long seed) {
        Random random = new Random(seed);
        Database database = withStableKeys(random);
        int many = 40_000;
        for (int i = 0; i < many; i++) {
            database.put(key("more" + i), StringValue.of(i));
        }
        int[] left = {many};
        scanAll(database, 200, () -> {
            for (int i = 0; i < 400 && left[0] > 0; i++) {
                database.remove(key("more" + --left[0]));
            }
        });
        assertEquals(STABLE_KEYS, database.size() - left[0]);
    }

    @Test
    void aQuietScanGivesEachKeyOnceAndAboutAsManyAsAsked() {
        Database database = withStableKeys(new Random(31));
        Set<String> seen = new HashSet<>();
        long cursor = 0;
        int calls = 0;
        do {
            int before = seen.size();
            cursor = database.scan(
                    cursor, 10, (key, type) -> assertTrue(seen.add(new String(key, StandardCharsets.ISO_8859_1))));
            calls++;
            assertTrue(cursor == 0 || seen.size() - before >= 10);
        } while (cursor != 0);
        assertEquals(STABLE_KEYS, seen.size());
        assertTrue(calls <= STABLE_KEYS / 10 + 1);
    }

    @Test
    void aCursorBehindTheEndEndsTheScan() {
        Database database = withStableKeys(new Random(32));
        assertEquals(0, database.scan(Long.MAX_VALUE, 10, (key, type) -> {}));
        assertEquals(0, database.scan(1L << 32, 10, (key, type) -> {}));
    }

    private static Database withStableKeys(Random random) {
        Keyspace keyspace = new Keyspace(1, KeyspaceListener.NONE, random, EncodingLimits.USUAL);
        Database database = keyspace.database(0);
        for (int i = 0; i < STABLE_KEYS; i++) {
            database.put(key("stable" + i), StringValue.of(i));
        }
        return database;
    }

    private static void scanAll(Database database, int wanted, Runnable between) {
        Set<String> missing = new HashSet<>();
        for (int i = 0; i < STABLE_KEYS; i++) {
            missing.add("stable" + i);
        }
        long cursor = 0;
        do {
            cursor = database.scan(
                    cursor, wanted, (key, type) -> missing.remove(new String(key, StandardCharsets.ISO_8859_1)));
            between.run();
        } while (cursor != 0);
        assertEquals(Set.of(), missing);
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
