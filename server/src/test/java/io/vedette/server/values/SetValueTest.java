package io.vedette.server.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.memory.SipHash;
import io.vedette.server.memory.Slabs;
import io.vedette.server.packed.Intset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories of a set beside a plain one that does the same; the seed is the name of the history. */
class SetValueTest {
    private final Slabs slabs = new Slabs();
    private final Values values = new Values(slabs, new SipHash(3, 4), EncodingLimits.USUAL);
    private final Set<String> model = new HashSet<>();
    private SetValue value = new SetValue(values);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static Set<String> content(SetValue set) {
        Set<String> content = new HashSet<>();
        set.forEach(member -> content.add(text(member)));
        assertEquals(set.size(), content.size());
        return content;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aSetHoldsWhatAPlainOneWouldHold(long seed) {
        Random random = new Random(seed);
        Map<SetValue, Set<String>> forked = new HashMap<>();
        for (int step = 0; step < 12_000; step++) {
            String member = (step % 4_000 > 3_000 ? "m" : "") + random.nextInt(step % 4_000 < 1_000 ? 60 : 1_500);
            int move = random.nextInt(100);
            if (move < 60) {
                assertEquals(model.add(member), value.add(bytes(member)));
            } else if (move < 90) {
                assertEquals(model.remove(member), value.remove(bytes(member)));
            } else if (step % 4_000 == 0) {
                value.release();
                value = new SetValue(values);
                model.clear();
            } else {
                assertEquals(model.contains(member), value.contains(bytes(member)));
            }
            if (step % 250 == 0) {
                assertEquals(model, content(value));
            }
            if (forked.isEmpty() && random.nextInt(1_000) == 0) {
                slabs.openSnapshot();
                forked.put(value, Set.copyOf(model));
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

    private void closeSnapshot(Map<SetValue, Set<String>> forked) {
        forked.forEach((old, content) -> assertEquals(content, content(old)));
        if (!forked.isEmpty()) {
            slabs.closeSnapshot();
        }
        forked.clear();
    }

    @Test
    void itIsAnIntsetWhileItHoldsNotTooManyNumbers() {
        for (int i = 0; i < 512; i++) {
            value.add(bytes("" + i * 1_000_000_007L));
        }
        assertEquals("intset", value.encoding());
        assertTrue(Intset.isValid(value.array()));
        value.add(bytes("7"));
        assertEquals("hashtable", value.encoding());
        SetValue words = new SetValue(values);
        words.add(bytes("1"));
        words.add(bytes("01"));
        assertEquals("hashtable", words.encoding());
        assertEquals(Set.of("1", "01"), content(words));
    }

    @Test
    void everyMemberOfALargeSetIsDrawnAsOftenAsAnyOther() {
        int size = 3_000;
        for (int i = 0; i < size; i++) {
            value.add(bytes("m" + i));
        }
        int draws = 600_000;
        Map<String, Integer> drawn = new HashMap<>();
        value.drawRepeatedly(draws, new Random(5), member -> drawn.merge(text(member), 1, Integer::sum));
        double expected = draws / (double) size;
        double oddness = drawn.values().stream()
                .mapToDouble(count -> Math.pow(count - expected, 2) / expected)
                .sum();
        assertEquals(size, drawn.size());
        // Its mean is the size, its deviation 77.
        assertTrue(Math.abs(oddness - size) < 400, "chi square " + oddness);
    }

    @Test
    void aFewWordsLieInOneArrayAlthoughTheyAreToldAsATable() {
        for (int i = 0; i < 20; i++) {
            value.add(bytes("word" + i));
            model.add("word" + i);
            assertEquals("hashtable", value.encoding());
            assertTrue(value.array().length > 0);
        }
        value.add(bytes("x".repeat(Collection.SMALL_BYTES)));
        model.add("x".repeat(Collection.SMALL_BYTES));
        assertEquals(0, value.array().length);
        assertEquals(model, content(value));
        SetValue many = new SetValue(values);
        for (int i = 0; i <= SetValue.FEW; i++) {
            many.add(bytes("w" + i));
        }
        assertEquals(0, many.array().length);
    }

    @Test
    void fewMembersAreMadeASetAtOnceUnlessOneStandsTwice() {
        assertEquals(
                Set.of("a", "1", ""),
                content(SetValue.ofFew(values, new byte[][] {bytes("a"), bytes("1"), bytes("")})
                        .orElseThrow()));
        assertTrue(SetValue.ofFew(values, new byte[][] {bytes("a"), bytes("b"), bytes("a")})
                .isEmpty());
        byte[][] many = new byte[40][];
        for (int i = 0; i < many.length; i++) {
            many[i] = bytes("m" + i % 39);
        }
        assertTrue(SetValue.ofFew(values, many).isEmpty());
        many[39] = bytes("m39");
        assertEquals(40, SetValue.ofFew(values, many).orElseThrow().size());
    }
}
