package io.vedette.server.hyperloglog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done at once, or from where the last change was, ends in the same bytes as each step by itself. */
class HyperLogLogTest {
    private static final long SPARSE_MAX = 3_000;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 300, 1_000, 2_500, 20_000})
    void aMergeIsWhatItsRaisesAreOneByOne(int elements) {
        Random random = new Random(elements);
        for (int round = 0; round < 5; round++) {
            HyperLogLog target = filled(random, random.nextInt(500));
            Registers registers = new Registers();
            target.mergeInto(registers);
            filled(random, elements).mergeInto(registers);
            HyperLogLog single = target;
            for (int i = 0; i < Registers.COUNT; i++) {
                if (registers.get(i) > 0) {
                    single = HyperLogLog.of(single.string(), SPARSE_MAX); // which knows of no last change
                    single.raise(i, registers.get(i));
                }
            }
            HyperLogLog atOnce = HyperLogLog.of(target.string(), SPARSE_MAX);
            atOnce.raiseAll(registers);
            single.spoilEstimate();
            atOnce.spoilEstimate();
            assertArrayEquals(single.string(), atOnce.string());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theLastChangeIsNoMatterToTheNext(long seed) {
        Random random = new Random(seed);
        HyperLogLog goesOn = HyperLogLog.empty(SPARSE_MAX);
        HyperLogLog anew = HyperLogLog.empty(SPARSE_MAX);
        for (int i = 0; i < 3_000; i++) {
            int index = random.nextInt(random.nextBoolean() ? 200 : Registers.COUNT);
            int value = 1 + random.nextInt(random.nextInt(1_000) == 0 ? 40 : 8);
            anew = HyperLogLog.of(anew.string(), SPARSE_MAX);
            assertEquals(anew.raise(index, value), goesOn.raise(index, value));
            assertArrayEquals(anew.string(), goesOn.string());
        }
        assertTrue(goesOn.isDense());
    }

    private static HyperLogLog filled(Random random, int elements) {
        HyperLogLog counter = HyperLogLog.empty(SPARSE_MAX);
        for (int i = 0; i < elements; i++) {
            counter.add(Integer.toString(random.nextInt()).getBytes(StandardCharsets.ISO_8859_1));
        }
        return counter;
    }
}
