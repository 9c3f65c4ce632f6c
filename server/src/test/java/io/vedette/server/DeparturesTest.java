package io.vedette.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.keyspace.Snapshot;
import io.vedette.server.values.Collection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large collections that were deleted: their memory goes back in steps, and all of it. */
class DeparturesTest {
    private static final int ELEMENTS = 20_000;

    private final TestEngine server = new TestEngine();
    private final TestConnection client = server.connect();
    private long emptyBytes;

    @BeforeEach
    void measureEmpty() {
        fill(); // what tables keep of their size, and pages of theirs, is there from now on
        client.ask("UNLINK", "s", "h", "z", "l");
        server.pass(200);
        client.ask("CONFIG", "RESETSTAT");
        emptyBytes = keyspace().slabBytes();
    }

    private Keyspace keyspace() {
        return server.engine.keyspace();
    }

    private void fill() {
        for (int i = 0; i < ELEMENTS; i++) {
            String element = "element:" + i;
            client.ask("SADD", "s", element);
            client.ask("HSET", "h", element, "value");
            client.ask("ZADD", "z", Integer.toString(i), element);
            client.ask("RPUSH", "l", element);
        }
    }

    private long memoryField(String name) {
        return client.ask("INFO", "memory")
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** One look at the clock, and no more time. */
    private void step() {
        int[] looks = {0};
        keyspace().giveBack(() -> looks[0]++ == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNLINK", "DEL"})
    void theyAreGoneAtOnceAndTheirMemoryGoesInSteps(String command) {
        fill();
        long fullBytes = keyspace().slabBytes();
        assertEquals(":4\r\n", client.ask(command, "s", "h", "z", "l"));
        assertEquals(":0\r\n", client.ask("EXISTS", "s", "h", "z", "l"));
        assertEquals(4, memoryField("lazyfree_pending_objects"));
        assertEquals(0, memoryField("lazyfreed_objects"));
        step();
        assertTrue(keyspace().slabBytes() < fullBytes);
        assertEquals(4, memoryField("lazyfree_pending_objects"));
        server.pass(200);
        assertEquals(0, memoryField("lazyfree_pending_objects"));
        assertEquals(4, memoryField("lazyfreed_objects"));
        assertEquals(emptyBytes, keyspace().slabBytes());
        client.ask("CONFIG", "RESETSTAT");
        assertEquals(0, memoryField("lazyfreed_objects"));
    }

    @Test
    void theStepsGoOnUntilNothingIsLeft() {
        fill();
        client.ask("UNLINK", "s", "h", "z", "l");
        int steps = 0;
        while (keyspace().hasDepartures()) {
            step();
            steps++;
        }
        assertTrue(steps > 20, steps + " steps");
        assertEquals(emptyBytes, keyspace().slabBytes());
    }

    @Test
    void aSnapshotKeepsWhatGoesMeanwhileAndOneThatIsOpenedMeanwhileTakesNoHarm() throws IOException {
        fill();
        try (Snapshot before = keyspace().snapshot()) {
            client.ask("UNLINK", "s", "h", "z", "l");
            step();
            client.ask("SADD", "s", "other");
            try (Snapshot between = keyspace().snapshot()) {
                step();
                assertEquals(Set.of("s 1"), sizes(between));
                while (keyspace().hasDepartures()) {
                    step();
                }
                assertEquals(Set.of("s 1"), sizes(between));
            }
            assertEquals(Set.of("s " + ELEMENTS, "h " + ELEMENTS, "z " + ELEMENTS, "l " + ELEMENTS), sizes(before));
        }
        client.ask("UNLINK", "s");
        server.pass(2_000);
        assertEquals(emptyBytes, keyspace().slabBytes());
    }

    private static Set<String> sizes(Snapshot snapshot) throws IOException {
        Set<String> sizes = new HashSet<>();
        snapshot.forEach(0, (key, value, at, uses) -> {
            Collection collection = (Collection) value;
            sizes.add(new String(key, StandardCharsets.UTF_8) + " " + collection.size());
        });
        return sizes;
    }

    @Test
    void aFlushTakesThemAlong() {
        fill();
        client.ask("UNLINK", "s", "h");
        step();
        client.ask("FLUSHALL");
        assertEquals(0, memoryField("lazyfree_pending_objects"));
        fill();
        client.ask("FLUSHDB"); // a database goes in steps itself, and what is large in it
        server.pass(2_000);
        assertEquals(0, keyspace().departures());
        assertTrue(keyspace().slabBytes() <= emptyBytes);
    }

    @Test
    void whoWantsMemoryHasItAtOnce() {
        fill();
        client.ask("UNLINK", "s", "h", "z", "l");
        long used = server.engine.memory().usedBytes();
        client.ask("CONFIG", "SET", "maxmemory", Long.toString(used - 100_000));
        assertEquals("+OK\r\n", client.ask("SET", "a", "b"));
    }
}
