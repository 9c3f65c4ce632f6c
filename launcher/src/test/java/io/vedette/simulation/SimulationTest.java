package io.vedette.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Groups through faults by seed. {@code -Dsimulation.seeds=100000} plays more of them, {@code -Dsimulation.first=N} begins
 * elsewhere; a failure prints the command that plays its seed again.
 */
final class SimulationTest {
    private static final long SEEDS = Long.getLong("simulation.seeds", 2_000);
    private static final long FIRST = Long.getLong("simulation.first", 1);
    private static final int MOST_FAILURES = 3;

    @Test
    void whateverHappensNoLawIsBrokenAndInTheEndAllAgree() throws InterruptedException {
        long fresh = System.currentTimeMillis();
        System.out.println("simulation: fresh seed " + fresh + ", then " + SEEDS + " from " + FIRST);
        assertHolds(new Campaign(Play.Kind.USUAL, fresh, fresh, MOST_FAILURES).run(1));
        int threads = Runtime.getRuntime().availableProcessors();
        long begun = System.nanoTime();
        Campaign.Total total = new Campaign(Play.Kind.USUAL, FIRST, FIRST + SEEDS - 1, MOST_FAILURES).run(threads);
        System.out.println(SimulateCommand.summary(total, (System.nanoTime() - begun) / 1e9, threads));
        assertHolds(total);
        assertEquals(SEEDS, total.seeds());
        assertTrue(total.failovers() > 5 * SEEDS, "the faults are too tame");
        assertTrue(total.lost() > 0, "nothing is lost although masters die with what nobody else has");
    }

    private static void assertHolds(Campaign.Total total) {
        total.failures().forEach(failure -> SimulateCommand.explain(Play.Kind.USUAL, failure));
        assertEquals(
                List.of(),
                total.failures().stream()
                        .map(failure -> String.format(
                                Locale.ROOT,
                                "seed %d: %s",
                                failure.seed(),
                                failure.brokenLaw().orElseThrow()))
                        .toList());
    }

    @Test
    void someGroupsAreOfBothKindsOfServersAndBeginWithEither() {
        List<Boolean> oursFirst = LongStream.rangeClosed(1, 200)
                .mapToObj(seed -> Shape.of(new Chance(seed)))
                .filter(shape -> shape.make() == Shape.Make.MIXED)
                .peek(shape -> assertEquals(2, kinds(shape), shape::toString))
                .map(shape -> shape.isOurs(0))
                .distinct()
                .toList();
        assertEquals(2, oursFirst.size());
    }

    private static long kinds(Shape shape) {
        return IntStream.range(0, shape.servers())
                .mapToObj(shape::isOurs)
                .distinct()
                .count();
    }

    @Test
    void aSeedIsAlwaysTheSameStory() {
        List<String> story = Play.replay(Play.Kind.USUAL, 7).story();
        assertEquals(story, Play.replay(Play.Kind.USUAL, 7).story());
        assertTrue(story.size() > 100, "little happens");
    }

    @Test
    void theJournalChangesNothing() {
        for (long seed = 1; seed <= 20; seed++) {
            Play.Result quiet = Play.run(Play.Kind.USUAL, seed);
            Play.Result told = Play.replay(Play.Kind.USUAL, seed);
            assertEquals(quiet.failovers(), told.failovers());
            assertEquals(quiet.lost(), told.lost());
            assertEquals(quiet.virtualMillis(), told.virtualMillis());
        }
    }
}
