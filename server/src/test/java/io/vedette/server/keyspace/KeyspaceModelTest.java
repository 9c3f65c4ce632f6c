package io.vedette.server.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.values.EncodingLimits;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories of a database beside a plain map that does the same; the seed is the name of the history. */
class KeyspaceModelTest {
    private record Held(String value, long expireAtMillis) {}

    private final Map<String, Held> model = new HashMap<>();
    private final Map<String, Integer> expiredReports = new HashMap<>();
    private long nowMillis = 1_000_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aDatabaseHoldsWhatAMapWouldHold(long seed) {
        Random random = new Random(seed);
        Keyspace keyspace = new Keyspace(1, new Reports(), random, EncodingLimits.USUAL);
        Database database = keyspace.database(0);
        Map<Snapshot, Map<String, Held>> snapshots = new HashMap<>();
        for (int step = 0; step < 60_000; step++) {
            // Waves: the number of different keys swells and shrinks, so that segments split and join again and again.
            int keys = 1 + (int) (3000 * (1 + Math.sin(step / 4000.0)));
            keyspace.actAs(ExpiryRule.DELETE, nowMillis);
            step(random, database, "key" + random.nextInt(keys), "key" + random.nextInt(keys));
            if (step % 1000 == 999) {
                nowMillis += random.nextInt(100);
                forgetExpired();
                keyspace.expireStep(nowMillis, ExpiryEffort.USUAL, () -> true);
                checkAll(database);
                checkSnapshots(snapshots, keyspace, random);
            }
        }
        assertTrue(keyspace.expiredKeys() > 1000, "hardly anything expired: the history is too tame");
        assertEquals(
                keyspace.expiredKeys(),
                expiredReports.values().stream().mapToLong(Integer::longValue).sum());
    }

    private void step(Random random, Database database, String key, String other) {
        byte[] name = bytes(key);
        long at = nowMillis + random.nextInt(300);
        int move = random.nextInt(100);
        forget(key);
        forget(other);
        Held held = model.get(key);
        if (move < 30) {
            String value = Integer.toString(random.nextInt());
            database.put(name, StringValue.of(bytes(value)));
            model.put(key, new Held(value, Database.NO_EXPIRY));
        } else if (move < 45) {
            database.put(name, StringValue.of(bytes("v" + move)), at);
            model.put(key, new Held("v" + move, at));
        } else if (move < 55) {
            database.update(name, StringValue.of(move));
            model.put(key, new Held("" + move, held == null ? Database.NO_EXPIRY : held.expireAtMillis()));
        } else if (move < 75) {
            assertEquals(held != null, database.remove(name));
            model.remove(key);
        } else if (move < 80) {
            assertEquals(held != null, database.expire(name, at));
            model.computeIfPresent(key, (any, old) -> new Held(old.value(), at));
        } else if (move < 83) {
            assertEquals(held != null, database.expire(name, Database.NO_EXPIRY));
            model.computeIfPresent(key, (any, old) -> new Held(old.value(), Database.NO_EXPIRY));
        } else if (move < 88 && !key.equals(other)) {
            assertEquals(held != null, database.rename(name, bytes(other)));
            if (held != null) {
                model.remove(key);
                model.put(other, held);
            }
        } else {
            check(database, key, held);
        }
    }

    private void check(Database database, String key, Held held) {
        Value value = database.find(bytes(key));
        assertEquals(held != null, value.exists());
        if (held != null) {
            assertEquals(held.value(), text(value.asString().bytes()));
            assertEquals(held.expireAtMillis(), database.expireAtMillis(bytes(key)));
        } else {
            assertEquals(Database.NO_KEY, database.expireAtMillis(bytes(key)));
        }
    }

    private void checkAll(Database database) {
        model.forEach((key, held) -> check(database, key, held));
        Set<String> scanned = new HashSet<>();
        long cursor = 0;
        do {
            cursor = database.scan(cursor, 7, (key, type) -> scanned.add(text(key)));
        } while (cursor != 0);
        assertEquals(model.keySet(), scanned);
        Set<String> walked = new HashSet<>();
        database.forEachKey(key -> assertTrue(walked.add(text(key)), "walked twice"));
        assertEquals(model.keySet(), walked);
        // The scan has met and deleted every expired key, so the counts are exact now.
        assertEquals(model.size(), database.size());
        assertEquals(
                model.values().stream()
                        .filter(held -> held.expireAtMillis() >= 0)
                        .count(),
                database.expires());
        if (!model.isEmpty()) {
            assertTrue(model.containsKey(text(database.randomKey().orElseThrow())));
        }
    }

    /** Snapshots taken earlier still hold what they held; now and then one is taken or closed. */
    private void checkSnapshots(Map<Snapshot, Map<String, Held>> snapshots, Keyspace keyspace, Random random) {
        snapshots.forEach((snapshot, content) -> assertEquals(content, content(snapshot)));
        if (snapshots.size() < 3 && random.nextBoolean()) {
            Snapshot snapshot = keyspace.snapshot();
            assertEquals(new TreeMap<>(model), content(snapshot));
            snapshots.put(snapshot, content(snapshot));
        } else if (!snapshots.isEmpty() && random.nextBoolean()) {
            Snapshot oldest = snapshots.keySet().iterator().next();
            snapshots.remove(oldest);
            oldest.close();
        }
    }

    private static Map<String, Held> content(Snapshot snapshot) {
        Map<String, Held> content = new TreeMap<>();
        try {
            snapshot.forEach(
                    0,
                    (key, value, at, uses) -> content.put(
                            text(key), new Held(text(value.asString().bytes()), at)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertEquals(snapshot.size(0), content.size());
        return content;
    }

    private void forget(String key) {
        Held held = model.get(key);
        if (held != null && held.expireAtMillis() >= 0 && held.expireAtMillis() < nowMillis) {
            model.remove(key);
        }
    }

    private void forgetExpired() {
        model.values().removeIf(held -> held.expireAtMillis() >= 0 && held.expireAtMillis() < nowMillis);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private final class Reports implements KeyspaceListener {
        @Override
        public void expired(int database, byte[] key) {
            expiredReports.merge(text(key), 1, Integer::sum);
        }

        @Override
        public void changed(int database, byte[] key) {}

        @Override
        public void replaced(
                int database,
                java.util.function.Predicate<byte[]> before,
                java.util.function.Predicate<byte[]> after) {}
    }
}
