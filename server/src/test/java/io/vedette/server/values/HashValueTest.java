package io.vedette.server.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.memory.SipHash;
import io.vedette.server.memory.Slabs;
import io.vedette.server.packed.Listpack;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories of a hash beside a plain map that does the same; the seed is the name of the history. */
class HashValueTest {
    private final Slabs slabs = new Slabs();
    private final Values values = new Values(slabs, new SipHash(3, 4), EncodingLimits.USUAL);
    private final Map<String, String> model = new HashMap<>();
    private HashValue value = new HashValue(values);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static Map<String, String> content(HashValue hash) {
        Map<String, String> content = new HashMap<>();
        hash.forEach((field, text) -> content.put(text(field), text(text)));
        assertEquals(hash.size(), content.size());
        return content;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aHashHoldsWhatAMapWouldHold(long seed) {
        Random random = new Random(seed);
        Map<HashValue, Map<String, String>> forked = new HashMap<>();
        for (int step = 0; step < 12_000; step++) {
            String field = "f" + random.nextInt(step % 3_000 < 1_000 ? 60 : 1_500);
            int move = random.nextInt(100);
            if (move < 60) {
                String text = random.nextBoolean() ? "" + random.nextInt() : "x".repeat(random.nextInt(66));
                assertEquals(model.put(field, text) == null, value.put(bytes(field), bytes(text)));
            } else if (move < 90) {
                assertEquals(model.remove(field) != null, value.remove(bytes(field)));
            } else if (move == 99 && random.nextInt(10) == 0) {
                model.keySet().forEach(name -> value.remove(bytes(name)));
                model.clear();
                value.release();
                value = new HashValue(values);
            } else {
                assertEquals(
                        model.get(field),
                        value.get(bytes(field)).map(HashValueTest::text).orElse(null));
                assertEquals(model.containsKey(field), value.contains(bytes(field)));
                assertEquals(model.getOrDefault(field, "").length(), value.valueLength(bytes(field)));
            }
            if (step % 250 == 0) {
                assertEquals(model, content(value));
                assertEquals(model.keySet(), scanned());
            }
            if (forked.isEmpty() && random.nextInt(1_000) == 0) {
                slabs.openSnapshot();
                forked.put(value, Map.copyOf(model));
                value = value.fork();
            } else if (!forked.isEmpty() && random.nextInt(1_000) == 0) {
                closeSnapshot(forked);
            }
        }
        closeSnapshot(forked);
        value.release();
        while (slabs.giveBackDeferred(1_000)) {}
        assertEquals(0, slabs.blobs());
    }

    private void closeSnapshot(Map<HashValue, Map<String, String>> forked) {
        forked.forEach((old, content) -> assertEquals(content, content(old)));
        if (!forked.isEmpty()) {
            slabs.closeSnapshot();
        }
        forked.clear();
    }

    private Set<String> scanned() {
        Set<String> fields = new HashSet<>();
        long cursor = 0;
        do {
            cursor = value.scan(cursor, 10, (field, text) -> fields.add(text(field)));
        } while (cursor != 0);
        return fields;
    }

    @Test
    void itIsLargeFromTheFirstFieldBeyondALimitOn() {
        for (int i = 0; i < 512; i++) {
            value.put(bytes("f" + i), bytes("v"));
        }
        assertEquals("listpack", value.encoding());
        value.put(bytes("f0"), bytes("x".repeat(64)));
        assertEquals("listpack", value.encoding());
        value.put(bytes("one more"), bytes("v"));
        assertEquals("hashtable", value.encoding());
        value.remove(bytes("one more"));
        assertEquals("hashtable", value.encoding());
        HashValue long1 = new HashValue(values);
        long1.put(bytes("f"), bytes("x".repeat(65)));
        assertEquals("hashtable", long1.encoding());
        HashValue long2 = new HashValue(values);
        long2.put(bytes("f".repeat(65)), bytes(""));
        assertEquals("hashtable", long2.encoding());
    }

    @Test
    void aListpackFromOutsideIsTakenOnlyIfItIsAHash() {
        assertTrue(HashValue.checked(values, Listpack.of(bytes("a"), bytes("1"), bytes("b"), bytes("1")))
                .isPresent());
        assertFalse(HashValue.checked(values, Listpack.of(bytes("a"), bytes("1"), bytes("b")))
                .isPresent());
        assertFalse(HashValue.checked(values, Listpack.of(bytes("a"), bytes("1"), bytes("a"), bytes("2")))
                .isPresent());
        assertFalse(HashValue.checked(values, bytes("no listpack")).isPresent());
    }

    /** With 40 degrees of freedom, 100 is beyond anything that chance does. */
    @ParameterizedTest
    @ValueSource(ints = {41, 5000})
    void everyFieldIsDrawnAsOftenAsAnyOther(int size) {
        for (int i = 0; i < size; i++) {
            value.put(bytes("f" + i), bytes("v"));
        }
        Random random = new Random(1);
        int draws = 200_000;
        Map<Integer, Integer> together = new HashMap<>();
        value.drawRepeatedly(draws, random, (field, text) -> together.merge(number(field) % 41, 1, Integer::sum));
        double oddness = 0;
        for (int i = 0; i < 41; i++) {
            double expected = draws * (double) ((size - i + 40) / 41) / size;
            oddness += Math.pow(together.getOrDefault(i, 0) - expected, 2) / expected;
        }
        assertTrue(oddness < 100, "chi square " + oddness);
    }

    private static int number(byte[] field) {
        return Integer.parseInt(text(field).substring(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 1200})
    void drawsWithoutRepetitionGiveDifferentFields(int size) {
        for (int i = 0; i < size; i++) {
            value.put(bytes("f" + i), bytes("v"));
        }
        Random random = new Random(2);
        for (int count : List.of(0, 1, size / 4, size / 2, size - 1, size, size + 9)) {
            List<String> drawn = new ArrayList<>();
            value.drawDifferent(count, random, (field, text) -> drawn.add(text(field)));
            assertEquals(Math.min(count, size), drawn.size());
            assertEquals(drawn.size(), new HashSet<>(drawn).size());
        }
    }

    @Test
    void aFewLongValuesLieInOneArrayAlthoughTheyAreToldAsATable() {
        for (int i = 0; i < 9; i++) {
            value.put(bytes("f"), bytes(("" + i).repeat(300)));
            assertEquals("hashtable", value.encoding());
            assertEquals(Map.of("f", ("" + i).repeat(300)), content(value));
            assertTrue(value.array().length > 0);
        }
        value.put(bytes("g"), bytes("y".repeat(Collection.SMALL_BYTES - 300)));
        assertEquals(0, value.array().length);
        assertEquals(Map.of("f", "8".repeat(300), "g", "y".repeat(Collection.SMALL_BYTES - 300)), content(value));
    }

    @Test
    void fewFieldsAreMadeAHashAtOnceUnlessOneStandsTwice() {
        HashValue packed = HashValue.ofFew(values, texts("a", "1", "b", "2")).orElseThrow();
        assertEquals("listpack", packed.encoding());
        assertEquals(Map.of("a", "1", "b", "2"), content(packed));
        HashValue outgrown = HashValue.ofFew(values, texts("a", "x".repeat(65))).orElseThrow();
        assertEquals("hashtable", outgrown.encoding());
        assertTrue(HashValue.ofFew(values, texts("a", "1", "7", "", "a", "2")).isEmpty());
        assertTrue(HashValue.ofFew(values, texts("a", "x".repeat(Collection.SMALL_BYTES)))
                .isEmpty());
        assertTrue(HashValue.ofFew(values, texts()).isEmpty());
    }

    private static byte[][] texts(String... texts) {
        return Stream.of(texts).map(HashValueTest::bytes).toArray(byte[][]::new);
    }
}
