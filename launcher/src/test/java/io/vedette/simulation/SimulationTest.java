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
 * elsewhere, {@code -Dsimulation.durable=100000} plays more groups with a write quorum; a failure prints the command that plays its seed again.
 */
final class SimulationTest {
    private static final long SEEDS = Long.getLong("simulation.seeds", 2_000);
    private static final long DURABLE_SEEDS = Long.getLong("simulation.durable", 300);
    private static final long FIRST = Long.getLong("simulation.first", 1);
    private static final int MOST_FAILURES = 3;

    @Test
    void whateverHappensNoLawIsBrokenAndInTheEndAllAgree() throws InterruptedException {
        long fresh = System.currentTimeMillis();
        System.out.println("simulation: fresh seed " + fresh + ", then " + SEEDS + " from " + FIRST);
        assertHolds(Play.Kind.USUAL, new Campaign(Play.Kind.USUAL, fresh, fresh, MOST_FAILURES).run(1));
        int threads = Runtime.getRuntime().availableProcessors();
        long begun = System.nanoTime();
        Campaign.Total total = new Campaign(Play.Kind.USUAL, FIRST, FIRST + SEEDS - 1, MOST_FAILURES).run(threads);
        System.out.println(SimulateCommand.summary(total, (System.nanoTime() - begun) / 1e9, threads));
        assertHolds(Play.Kind.USUAL, total);
        assertEquals(SEEDS, total.seeds());
        assertTrue(total.failovers() > 5 * SEEDS, "the faults are too tame");
        assertTrue(total.lost() > 0, "nothing is lost although masters die with what nobody else has");
    }

    @Test
    void groupsWithAWriteQuorumLoseNoAcknowledgedWrite() throws InterruptedException {
        long fresh = System.currentTimeMillis();
        System.out.println("simulation of groups with a write quorum: fresh seed " + fresh + ", then " + DURABLE_SEEDS
                + " from " + FIRST);
        assertHolds(Play.Kind.DURABLE, new Campaign(Play.Kind.DURABLE, fresh, fresh, MOST_FAILURES).run(1));
        int threads = Runtime.getRuntime().availableProcessors();
        long begun = System.nanoTime();
        Campaign.Total total =
                new Campaign(Play.Kind.DURABLE, FIRST, FIRST + DURABLE_SEEDS - 1, MOST_FAILURES).run(threads);
        System.out.println(SimulateCommand.summary(total, (System.nanoTime() - begun) / 1e9, threads));
        assertHolds(Play.Kind.DURABLE, total);
        assertTrue(total.failovers() > 3 * DURABLE_SEEDS, "the faults are too tame");
        assertTrue(total.acknowledged() > 100 * DURABLE_SEEDS, "next to nothing is acknowledged");
        assertTrue(total.leaderless() < DURABLE_SEEDS / 10, "the faults are too wild");
    }

    private static void assertHolds(Play.Kind kind, Campaign.Total total) {
        total.failures().forEach(failure -> SimulateCommand.explain(kind, failure));
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
