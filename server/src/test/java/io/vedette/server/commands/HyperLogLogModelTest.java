package io.vedette.server.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Estimates against true counts, and merging against adding all to one. The bytes themselves are compared with those of the real server where
 * random commands are sent to both.
 */
class HyperLogLogModelTest {
    /** Five times the standard error of 2^14 registers. */
    private static final double TOLERANCE = 5 * 1.04 / 128;

    private final Bench bench = new Bench();

    @ParameterizedTest
    @CsvSource({"1, 30", "2, 300", "3, 3000", "4, 30000"})
    void aMergeIsWhatComesOfAddingEverythingToOne(long seed, int elements) {
        Random random = new Random(seed);
        List<String> keys = List.of("a", "b", "c");
        Set<String> all = new HashSet<>();
        for (String key : keys) {
            Set<String> model = new HashSet<>();
            for (int i = 0; i < elements; i += 10) {
                List<String> words = new ArrayList<>();
                for (int j = 0; j < 10; j++) {
                    words.add("e" + random.nextInt(2 * elements));
                }
                long before = count(key);
                boolean changed = add(key, words);
                assertTrue(changed || count(key) == before, "nothing changed, but the count");
                add("all", words);
                model.addAll(words);
            }
            assertNear(model.size(), count(key));
            all.addAll(model);
        }
        assertNear(all.size(), count("all"));
        assertEquals(count("all"), count("a", "b", "c"), "the count of several is that of their union");
        assertEquals("+OK\r\n", bench.ask("PFMERGE", "merged", "a", "b", "c"));
        assertEquals(count("all"), count("merged"));
        assertEquals(registers("all"), registers("merged"));
        assertEquals("+OK\r\n", bench.ask("PFMERGE", "a", "b", "none"));
        assertEquals(count("a", "b"), count("a"), "the target is one of those that are merged");
        add("merged", List.of("e1"));
        assertFalse(add("merged", List.of("e1")), "added once more, nothing changes");
    }

    @Test
    void whatStandsBehindTheLastRegisterIsDamage() {
        for (String more : List.of("x", "\u0000", "\u0080")) {
            bench.ask("DEL", "k");
            add("k", List.of("e1"));
            bench.ask("APPEND", "k", more);
            assertEquals("-INVALIDOBJ Corrupted HLL object detected\r\n", bench.ask("PFCOUNT", "k"));
        }
    }

    private boolean add(String key, List<String> elements) {
        List<String> words = new ArrayList<>(List.of("PFADD", key));
        words.addAll(elements);
        return bench.ask(words.toArray(String[]::new)).equals(":1\r\n");
    }

    private long count(String... keys) {
        List<String> words = new ArrayList<>(List.of("PFCOUNT"));
        words.addAll(List.of(keys));
        return ReplyText.number(bench.ask(words.toArray(String[]::new)));
    }

    private List<String> registers(String key) {
        return ReplyText.leaves(bench.ask("PFDEBUG", "GETREG", key));
    }

    private static void assertNear(int expected, long seen) {
        assertTrue(
                Math.abs(seen - expected) <= Math.max(2, TOLERANCE * expected),
                () -> seen + " is no good estimate of " + expected);
    }
}
