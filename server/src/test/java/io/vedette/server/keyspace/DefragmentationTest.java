package io.vedette.server.keyspace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.values.EncodingLimits;
import io.vedette.server.values.HashValue;
import io.vedette.server.values.Kind;
import io.vedette.server.values.StringValue;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Data is moved out of sparse pages, and nobody notices but by the memory. */
class DefragmentationTest {
    private static final long NOW = 1_795_226_594_600L;
    private static final int KEYS = 60_000;

    private final Random random = new Random(9);
    private final Keyspace keyspace = new Keyspace(2, KeyspaceListener.NONE, new Random(2), EncodingLimits.USUAL);
    private final Database database = keyspace.database(0);
    private final Map<String, String> model = new TreeMap<>();

    DefragmentationTest() {
        keyspace.actAs(ExpiryRule.DELETE, NOW);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void put(String key) {
        String value = "v".repeat(500 + random.nextInt(20));
        boolean expires = random.nextInt(3) == 0;
        database.put(bytes(key), StringValue.text(bytes(value)), expires ? NOW + 1_000_000 : Database.NO_EXPIRY);
        model.put(key, value);
    }

    private void fillAndThin() {
        for (int i = 0; i < KEYS; i++) {
            put("key" + i);
        }
        HashValue hash = database.edit(bytes("hash"), Kind.HASH);
        for (int i = 0; i < 20_000; i++) {
            hash.put(bytes("field" + i), bytes("value" + i));
        }
        database.edited(bytes("hash"), hash, 1);
        for (int i = 0; i < KEYS; i++) {
            if (i % 10 != 0) {
                database.remove(bytes("key" + i));
                model.remove("key" + i);
            }
        }
        for (int i = 0; i < 20_000; i++) {
            if (i % 10 != 0) {
                HashValue edited = database.edit(bytes("hash"), Kind.HASH);
                edited.remove(bytes("field" + i));
                database.edited(bytes("hash"), edited, 1);
            }
        }
    }

    private void check() {
        assertEquals(model.size() + 1, database.size());
        long expiring = 0;
        for (Map.Entry<String, String> entry : model.entrySet()) {
            assertEquals(
                    entry.getValue(),
                    new String(database.find(bytes(entry.getKey())).asString().bytes(), StandardCharsets.US_ASCII));
            expiring += database.expireAtMillis(bytes(entry.getKey())) == Database.NO_EXPIRY ? 0 : 1;
        }
        assertEquals(expiring, database.expires());
        HashValue hash = database.find(bytes("hash")).asHash();
        assertEquals(2_000, hash.size());
        assertArrayEquals(bytes("value110"), hash.get(bytes("field110")).orElseThrow());
    }

    @Test
    void pagesThatAreNearlyEmptyGoBackToTheSystem() {
        fillAndThin();
        long sparse = keyspace.pageBytes();
        assertTrue(sparse > 3 * keyspace.slabBytes(), sparse + " for " + keyspace.slabBytes());
        for (int walk = 0; walk < 3; walk++) {
            while (keyspace.defragment(() -> false)) {}
        }
        assertTrue(keyspace.movedBlobs() > 1_000);
        assertTrue(keyspace.pageBytes() < sparse / 2, keyspace.pageBytes() + " of " + sparse);
        check();
    }

    @Test
    void writesBetweenTheStepsDoNotDisturb() {
        fillAndThin();
        for (int i = 0; keyspace.defragment(() -> false) || i < 3_000; i++) {
            put("key" + random.nextInt(KEYS));
            String gone = "key" + random.nextInt(KEYS);
            assertEquals(model.remove(gone) != null, database.remove(bytes(gone)));
        }
        check();
    }

    @Test
    void whatASnapshotHoldsStaysWhereItIs() throws Exception {
        fillAndThin();
        assertTrue(keyspace.defragment(() -> false));
        try (Snapshot snapshot = keyspace.snapshot()) {
            assertFalse(keyspace.defragment(() -> true));
            int[] seen = new int[1];
            snapshot.forEach(0, (key, value, expireAtMillis, uses) -> seen[0]++);
            assertEquals(model.size() + 1, seen[0]);
            for (int i = 0; i < 1_000; i++) {
                put("key" + i);
            }
        }
        while (keyspace.defragment(() -> true)) {}
        check();
    }
}
