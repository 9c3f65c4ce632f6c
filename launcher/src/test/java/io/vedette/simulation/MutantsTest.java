package io.vedette.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * That the laws see what they should: each core with one rule broken breaks a law, at the recorded seed or, if the world has
 * changed since, at one of the first ten thousand; then the new seed is printed, to be recorded.
 */
final class MutantsTest {
    private static final long MOST_SEEDS = 10_000;

    @Test
    void aCoreWithNothingBrokenBreaksNoLawInThatLoader() {
        MutantLoader loader = new MutantLoader(Optional.empty());
        for (Mutant mutant : Mutant.values()) {
            assertEquals(Optional.empty(), loader.play(mutant.kind(), mutant.seed()), () -> "seed " + mutant.seed());
        }
    }

    @TestFactory
    List<DynamicTest> aCoreIsCaughtThat() {
        return Arrays.stream(Mutant.values())
                .map(mutant -> DynamicTest.dynamicTest(mutant.rule(), () -> isCaught(mutant)))
                .toList();
    }

    private static void isCaught(Mutant mutant) {
        MutantLoader loader = new MutantLoader(Optional.of(mutant.mutation()));
        Optional<String> recorded = loader.play(mutant.kind(), mutant.seed());
        assertTrue(loader.changes() > 0, "the mutation finds nothing to change any more");
        if (recorded.isPresent()) {
            return;
        }
        for (long seed = 1; seed <= MOST_SEEDS; seed++) {
            Optional<String> law = loader.play(mutant.kind(), seed);
            if (law.isPresent()) {
                System.out.println("mutant " + mutant + " is caught by seed " + seed + ", not " + mutant.seed()
                        + " any more: " + law.get());
                return;
            }
        }
        throw new AssertionError("no seed catches a core that " + mutant.rule());
    }
}
