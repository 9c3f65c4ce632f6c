package io.vedette.server.keyspace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.values.EncodingLimits;
import io.vedette.server.values.LongText;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strings on both sides of the border beyond which they are changed where they lie, beside arrays that are copied each time. */
class LongTextTest {
    private static final int BORDER = LongText.LONGEST_IN_RECORD;
    private static final int STEPS = 4_000;

    private final Keyspace keyspace = new Keyspace(1, KeyspaceListener.NONE, new Random(5), EncodingLimits.USUAL);
    private final Database database = keyspace.database(0);
    private final Map<String, byte[]> model = new HashMap<>();
    private final Map<Snapshot, Map<String, byte[]>> snapshots = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void longStringsAreWhatCopiedArraysAre(long seed) {
        Random random = new Random(seed);
        long blobs = keyspace.values().slabs().blobs();
        for (int step = 0; step < STEPS; step++) {
            String key = "key" + random.nextInt(6);
            String other = "key" + random.nextInt(6);
            change(random, key, other);
            check(key);
            if (step % 40 == 39) {
                snapshots(random);
            }
        }
        snapshots.keySet().forEach(Snapshot::close);
        keyspace.flushAll();
        while (keyspace.values().slabs().deferredBytes() > 0) {
            keyspace.values().slabs().giveBackDeferred(1_000);
        }
        assertEquals(blobs, keyspace.values().slabs().blobs(), "what no key has was not given back");
    }

    private void change(Random random, String key, String other) {
        byte[] held = model.get(key);
        switch (random.nextInt(10)) {
            case 0 -> {
                byte[] bytes = drawn(random, random.nextInt(3 * BORDER));
                database.put(bytes(key), StringValue.text(bytes));
                model.put(key, bytes);
            }
            case 1 -> {
                database.remove(bytes(key));
                model.remove(key);
            }
            case 2 -> database.expire(bytes(key), random.nextBoolean() ? Database.NO_EXPIRY : Long.MAX_VALUE / 2);
            case 3 -> {
                if (!key.equals(other) && database.rename(bytes(key), bytes(other))) {
                    model.put(other, model.remove(key));
                }
            }
            case 4 -> {
                if (database.find(bytes(key)) instanceof LongText text) {
                    database.put(bytes(other), text.copy());
                    model.put(other, held);
                }
            }
            default -> {
                int at = held == null ? random.nextInt(50) : random.nextInt(held.length + (step(random) ? 100 : 1));
                byte[] patch = drawn(random, random.nextInt(step(random) ? BORDER : 50));
                database.patch(bytes(key), at, patch, KeyEvent.SETRANGE);
                byte[] old = held == null ? new byte[0] : held;
                byte[] now = Arrays.copyOf(old, Math.max(old.length, at + patch.length));
                System.arraycopy(patch, 0, now, at, patch.length);
                model.put(key, now);
            }
        }
    }

    private static boolean step(Random random) {
        return random.nextInt(8) == 0;
    }

    private static byte[] drawn(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private void check(String key) {
        Value value = database.find(bytes(key));
        byte[] expected = model.get(key);
        assertEquals(expected != null, value.exists());
        if (expected != null) {
            StringValue text = value.asString();
            assertEquals(expected.length, text.length());
            assertArrayEquals(expected, text.bytes());
            int from = expected.length / 3;
            assertArrayEquals(Arrays.copyOfRange(expected, from, 2 * from), text.range(from, from));
        }
    }

    private void snapshots(Random random) {
        snapshots.forEach(LongTextTest::assertHolds);
        if (snapshots.size() < 3 && random.nextBoolean()) {
            snapshots.put(keyspace.snapshot(), new HashMap<>(model));
        } else if (!snapshots.isEmpty()) {
            Snapshot one = snapshots.keySet().iterator().next();
            snapshots.remove(one);
            one.close();
        }
    }

    private static void assertHolds(Snapshot snapshot, Map<String, byte[]> expected) {
        Map<String, byte[]> seen = new HashMap<>();
        try {
            snapshot.forEach(
                    0,
                    (key, value, at, uses) ->
                            seen.put(text(key), value.asString().bytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertEquals(expected.keySet(), seen.keySet());
        expected.forEach((key, bytes) -> assertArrayEquals(bytes, seen.get(key)));
    }

    @Test
    void whatGrowsAtItsEndIsMovedNowAndThenOnly() {
        database.put(bytes("k"), StringValue.text(new byte[BORDER + 1]));
        LongText text = assertInstanceOf(LongText.class, database.find(bytes("k")));
        long bytes = text.memoryBytes();
        int moves = 0;
        for (int i = 0; i < 10_000; i++) {
            database.patch(bytes("k"), text.length(), new byte[100], KeyEvent.APPEND);
            moves += text.memoryBytes() == bytes ? 0 : 1;
            bytes = text.memoryBytes();
        }
        assertEquals(BORDER + 1 + 1_000_000, text.length());
        assertTrue(moves < 10, "moved " + moves + " times");
        assertTrue(bytes < 2_200_000, "takes " + bytes + " bytes");
    }

    @Test
    void aNewValueOfTheSameLengthTakesThePlaceOfTheOld() {
        database.put(bytes("k"), StringValue.text(new byte[2 * BORDER]));
        Value text = database.find(bytes("k"));
        database.put(bytes("k"), StringValue.text(new byte[2 * BORDER - 5]));
        assertEquals(text, database.find(bytes("k")));
        assertEquals(2 * BORDER - 5, text.asString().length());
        database.put(bytes("k"), StringValue.of(7));
        assertEquals(1, keyspace.values().slabs().blobs() - 1, "the record and its bucket are left");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
