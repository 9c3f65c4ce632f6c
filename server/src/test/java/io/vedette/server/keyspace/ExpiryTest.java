package io.vedette.server.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.values.EncodingLimits;
import io.vedette.server.values.StringValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ExpiryTest {
    private static final long NOW = 1_700_000_000_000L;

    private final List<String> heard = new ArrayList<>();
    private final Keyspace keyspace = new Keyspace(2, new Hearing(), new Random(1), EncodingLimits.USUAL);
    private final Database database = keyspace.database(0);

    @Test
    void onAMasterAnExpiredKeyIsDeletedWhenItIsMet() {
        putExpired("k");
        keyspace.actAs(ExpiryRule.DELETE, NOW);
        assertFalse(database.find(key("k")).exists());
        assertEquals(List.of("expired 0 k", "changed 0 k"), heard);
        assertEquals(0, database.size());
        assertEquals(1, keyspace.expiredKeys());
    }

    @Test
    void aWriteOverAnExpiredKeyReportsTheExpiryFirst() {
        putExpired("k");
        keyspace.actAs(ExpiryRule.DELETE, NOW);
        database.put(key("k"), StringValue.of(1));
        assertEquals(List.of("expired 0 k", "changed 0 k", "changed 0 k"), heard);
    }

    @Test
    void onAReplicaAnExpiredKeyIsHiddenAndStays() {
        putExpired("k");
        keyspace.actAs(ExpiryRule.HIDE, NOW);
        assertFalse(database.find(key("k")).exists());
        assertFalse(database.remove(key("k")));
        database.scan(0, 10, (key, type) -> heard.add("scanned"));
        database.forEachKey(key -> heard.add("walked"));
        assertEquals(List.of(), heard);
        assertEquals(1, database.size());
        assertTrue(database.isExpired(key("k"), NOW));
    }

    @Test
    void theMastersStreamSeesAnExpiredKey() {
        putExpired("k");
        keyspace.actAs(ExpiryRule.KEEP, NOW);
        assertTrue(database.find(key("k")).exists());
        database.update(key("k"), StringValue.of(2));
        assertEquals(NOW - 1, database.expireAtMillis(key("k")));
        assertTrue(database.remove(key("k")));
    }

    @Test
    void aReplicaWithNothingButHiddenKeysStillAnswersRandomkey() {
        putExpired("k");
        keyspace.actAs(ExpiryRule.HIDE, NOW);
        assertTrue(database.randomKey().isPresent());
    }

    @Test
    void aKeyIsThereInTheMillisecondOfItsExpiry() {
        keyspace.actAs(ExpiryRule.DELETE, NOW);
        database.put(key("k"), StringValue.of(1), NOW);
        assertTrue(database.find(key("k")).exists());
        keyspace.actAs(ExpiryRule.DELETE, NOW + 1);
        assertFalse(database.find(key("k")).exists());
    }

    @Test
    void deletionByExpiryIsNoChangeToSave() {
        putExpired("k");
        long before = keyspace.dirty();
        keyspace.actAs(ExpiryRule.DELETE, NOW);
        database.find(key("k"));
        assertEquals(before, keyspace.dirty());
    }

    @Test
    void theActiveCycleFindsMostExpiredKeysAndLeavesTheFewOthersForLater() {
        keyspace.actAs(ExpiryRule.DELETE, NOW - 10);
        for (int i = 0; i < 5000; i++) {
            database.put(key("short" + i), StringValue.of(i), NOW - 1);
            database.put(key("long" + i), StringValue.of(i), NOW + 60_000);
            database.put(key("ever" + i), StringValue.of(i));
        }
        int[] looks = new int[1];
        keyspace.expireStep(NOW, ExpiryEffort.USUAL, () -> ++looks[0] > 0);
        assertTrue(keyspace.expiredKeys() > 1000, "deleted only " + keyspace.expiredKeys());
        for (int step = 0; step < 20; step++) {
            keyspace.expireStep(NOW, ExpiryEffort.USUAL, () -> ++looks[0] > 0);
        }
        long deleted = keyspace.expiredKeys();
        assertTrue(deleted > 3000 && deleted < 5000, "deleted " + deleted);
        assertTrue(looks[0] < 100);
        assertEquals(60_000, database.averageTtlMillis(), 60_000 * 0.05);
    }

    @Test
    void theActiveCycleStopsWhenItsTimeIsUp() {
        keyspace.actAs(ExpiryRule.DELETE, NOW - 10);
        for (int i = 0; i < 5000; i++) {
            database.put(key("short" + i), StringValue.of(i), NOW - 1);
        }
        assertFalse(keyspace.expireStep(NOW, ExpiryEffort.USUAL, () -> false));
        assertEquals(5000 - 320, database.size());
        assertTrue(keyspace.expireStep(NOW, ExpiryEffort.USUAL, () -> true));
        assertEquals(0, database.size());
        assertEquals(0, database.expires());
    }

    @Test
    void flushSwapAndReplacementTellWhichKeysTheyTouched() {
        keyspace.actAs(ExpiryRule.DELETE, NOW);
        database.put(key("a"), StringValue.of(1));
        keyspace.database(1).put(key("b"), StringValue.of(2));
        heard.clear();
        keyspace.swap(0, 1);
        assertEquals(List.of("replaced 0 ab", "replaced 1 ab"), heard);
        heard.clear();
        assertEquals(1, keyspace.flush(0));
        assertEquals(List.of("replaced 0 b"), heard);
        heard.clear();
        Keyspace fresh = new Keyspace(2, KeyspaceListener.NONE, new Random(2), EncodingLimits.USUAL);
        fresh.database(1).load(key("b"), StringValue.of(3), Database.NO_EXPIRY, UseHint.NONE);
        long before = keyspace.dirty();
        keyspace.replaceWith(fresh);
        assertEquals(List.of("replaced 0 ", "replaced 1 ab"), heard);
        assertEquals(before, keyspace.dirty());
        assertEquals(StringValue.of(3), keyspace.database(1).find(key("b")));
    }

    @Test
    void moveAndRenameCountOnceAndCarryTheExpiry() {
        keyspace.actAs(ExpiryRule.DELETE, NOW);
        database.put(key("a"), StringValue.of(1), NOW + 5);
        long before = keyspace.dirty();
        assertTrue(database.rename(key("a"), key("b")));
        assertTrue(database.moveTo(keyspace.database(1), key("b")));
        assertEquals(before + 2, keyspace.dirty());
        assertEquals(NOW + 5, keyspace.database(1).expireAtMillis(key("b")));
        assertEquals(0, database.size());
    }

    private void putExpired(String key) {
        keyspace.actAs(ExpiryRule.DELETE, NOW - 10);
        database.put(key(key), StringValue.of(1), NOW - 1);
        heard.clear();
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private final class Hearing implements KeyspaceListener {
        @Override
        public void expired(int index, byte[] key) {
            heard.add("expired " + index + " " + new String(key, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void changed(int index, byte[] key) {
            heard.add("changed " + index + " " + new String(key, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void replaced(int index, Predicate<byte[]> before, Predicate<byte[]> after) {
            heard.add("replaced " + index + " " + (before.or(after).test(key("a")) ? "a" : "")
                    + (before.or(after).test(key("b")) ? "b" : ""));
        }
    }
}
