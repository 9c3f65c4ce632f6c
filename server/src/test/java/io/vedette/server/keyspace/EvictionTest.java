package io.vedette.server.keyspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.values.EncodingLimits;
import io.vedette.server.values.StringValue;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How well the choice of keys serves a cache, on one trace drawn by a fixed seed. */
class EvictionTest {
    private static final int CAPACITY = 1_000;
    private static final int KEYS = 10_000;
    private static final int REQUESTS = 200_000;
    private static final int REQUESTS_PER_SECOND = 500;

    /** Few keys are asked for often, and which ones they are changes slowly; now and then somebody reads everything once. */
    private static final class Trace {
        private final Random random = new Random(11);
        private final double[] cumulated = new double[KEYS];

        Trace() {
            double sum = 0;
            for (int i = 0; i < KEYS; i++) {
                sum += 1 / Math.pow(i + 1, 0.9);
                cumulated[i] = sum;
            }
        }

        int key(int request) {
            if (request / 1_000 % 10 == 9) {
                return KEYS + request;
            }
            int place = java.util.Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[KEYS - 1]);
            return (place < 0 ? -place - 1 : place) + request / 20_000 * 100;
        }
    }

    private static final class Rule implements EvictionRule {
        private final EvictionPolicy policy;
        private final int samples;

        Rule(EvictionPolicy policy, int samples) {
            this.policy = policy;
            this.samples = samples;
        }

        @Override
        public EvictionPolicy policy() {
            return policy;
        }

        @Override
        public int samples() {
            return samples;
        }

        @Override
        public int lfuLogFactor() {
            return 10;
        }

        @Override
        public int lfuDecayMinutes() {
            return 1;
        }
    }

    /** Per cent of the requests that found their key. */
    private static double hitRate(EvictionPolicy policy, int samples) {
        Keyspace keyspace =
                new Keyspace(2, KeyspaceListener.NONE, new Random(3), EncodingLimits.USUAL, new Rule(policy, samples));
        Database database = keyspace.database(0);
        Trace trace = new Trace();
        int hits = 0;
        for (int request = 0; request < REQUESTS; request++) {
            long nowMillis = 1_795_226_594_600L + request * 1_000L / REQUESTS_PER_SECOND;
            keyspace.actAs(ExpiryRule.DELETE, nowMillis);
            byte[] key = Integer.toString(trace.key(request)).getBytes(StandardCharsets.US_ASCII);
            if (database.find(key).exists()) {
                hits++;
            } else {
                while (keyspace.size() >= CAPACITY) {
                    assertTrue(keyspace.evictOne(nowMillis));
                }
                database.put(key, StringValue.of(1));
            }
        }
        assertEquals(CAPACITY, keyspace.size());
        return 100.0 * hits / REQUESTS;
    }

    /** The same of a cache that knows exactly which key was used last when. */
    private static double exactHitRate() {
        Map<Integer, Boolean> cache = new LinkedHashMap<>(CAPACITY, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
                return size() > CAPACITY;
            }
        };
        Trace trace = new Trace();
        int hits = 0;
        for (int request = 0; request < REQUESTS; request++) {
            hits += cache.put(trace.key(request), true) == null ? 0 : 1;
        }
        return 100.0 * hits / REQUESTS;
    }

    @Test
    void samplingComesNearToTheExactOrderOfUse() {
        double exact = exactHitRate();
        double five = hitRate(EvictionPolicy.ALLKEYS_LRU, 5);
        double ten = hitRate(EvictionPolicy.ALLKEYS_LRU, 10);
        assertTrue(Math.abs(exact - five) < 1.5, "exact " + exact + ", five samples " + five);
        assertTrue(Math.abs(exact - ten) < 1, "exact " + exact + ", ten samples " + ten);
    }

    @Test
    void countingUsesIsNotFooledByWhoReadsEverythingOnce() {
        double recency = hitRate(EvictionPolicy.ALLKEYS_LRU, 5);
        double frequency = hitRate(EvictionPolicy.ALLKEYS_LFU, 5);
        double chance = hitRate(EvictionPolicy.ALLKEYS_RANDOM, 5);
        assertTrue(frequency > recency + 1, "LFU " + frequency + ", LRU " + recency);
        assertTrue(recency > chance + 2, "LRU " + recency + ", random " + chance);
    }

    @Test
    void theCounterGrowsLikeALogarithm() {
        Rule rule = new Rule(EvictionPolicy.ALLKEYS_LFU, 5);
        UseMarks marks = new UseMarks(rule, new Random(4));
        int mark = marks.first(0);
        assertEquals(5, marks.frequency(mark, 0));
        int[] after = new int[6];
        for (int uses = 1, power = 0; uses <= 1_000_000; uses++) {
            mark = marks.used(mark, 0);
            if (uses == (int) Math.pow(10, power + 1)) {
                after[power++] = marks.frequency(mark, 0);
            }
        }
        // The table in redis.conf says 10, 18, 142, 255 for factor 10 and hundreds to millions of uses.
        assertTrue(after[1] >= 8 && after[1] <= 13, "100 uses: " + after[1]);
        assertTrue(after[2] >= 15 && after[2] <= 22, "1000 uses: " + after[2]);
        assertTrue(after[4] >= 125 && after[4] <= 160, "100,000 uses: " + after[4]);
        assertEquals(255, after[5]);
        assertEquals(245, marks.frequency(mark, 10 * 60_000));
        assertEquals(0, marks.frequency(mark, 300 * 60_000));
    }
}
