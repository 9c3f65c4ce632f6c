package io.vedette.server.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.server.values.EncodingLimits;
import io.vedette.server.values.StringValue;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private final Keyspace keyspace = new Keyspace(1, KeyspaceListener.NONE, new Random(5), EncodingLimits.USUAL);
    private final Database database = keyspace.database(0);

    @Test
    void anotherThreadWalksWhatWasThereWhileTheOwnerGoesOnWriting() throws Exception {
        Map<String, Long> expected = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            database.put(key("k" + i), StringValue.of(i));
            expected.put("k" + i, (long) i);
        }
        try (Snapshot snapshot = keyspace.snapshot()) {
            FutureTask<Map<String, Long>> walk = new FutureTask<>(() -> numbers(snapshot));
            Thread thread = new Thread(walk, "walker");
            thread.start();
            Random random = new Random(6);
            while (!walk.isDone()) {
                String key = "k" + random.nextInt(150_000);
                if (random.nextInt(3) == 0) {
                    database.remove(key(key));
                } else {
                    database.put(key(key), StringValue.of(-1));
                }
            }
            assertEquals(expected, walk.get());
        }
    }

    @Test
    void anEmptyDatabaseMakesAnEmptySnapshot() throws Exception {
        try (Snapshot snapshot = keyspace.snapshot()) {
            database.put(key("k"), StringValue.of(1));
            assertEquals(Map.of(), numbers(snapshot));
            assertEquals(0, snapshot.size(0));
        }
    }

    @Test
    void flushingDoesNotReachIntoASnapshot() throws Exception {
        database.put(key("k"), StringValue.of(1));
        try (Snapshot snapshot = keyspace.snapshot()) {
            keyspace.flushAll();
            assertEquals(Map.of("k", 1L), numbers(snapshot));
        }
    }

    private static Map<String, Long> numbers(Snapshot snapshot) throws Exception {
        Map<String, Long> numbers = new HashMap<>();
        snapshot.forEach(
                0,
                (key, value, at, uses) ->
                        numbers.put(new String(key, StandardCharsets.ISO_8859_1), ((StringValue.Int) value).number()));
        return numbers;
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
