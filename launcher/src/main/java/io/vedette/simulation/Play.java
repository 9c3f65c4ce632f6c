package io.vedette.simulation;

import io.vedette.sentinel.core.Address;
import java.util.List;
import java.util.Optional;

/**
 * One seed from beginning to end: the group comes up, faults, peace. While there are faults the laws hold; in peace there is in
 * bounded time one master that all name and follow, it stays, and the writes that were lost are those that were counted.
 */
final class Play {
    private static final int KNOWN_START_MILLIS = 600;
    private static final int DISCOVERY_MILLIS = 13_000;
    private static final int FAULTS_MILLIS = 12_000;
    private static final int PEACE_MILLIS = 120_000;
    private static final int LOOK_MILLIS = 250;
    private static final int STEADY_MILLIS = 1_500;
    private static final int LONG_STEADY_MILLIS = 30_000;
    private static final int LONG_STEADY_ONE_IN = 20;
    private static final int JOURNAL_LINES = 100_000;

    /**
     * How a seed went.
     *
     * @param brokenLaw empty if all went well
     * @param story the time line, if it was wanted
     */
    record Result(
            long seed,
            int failovers,
            int forcedFailovers,
            long acknowledged,
            long lost,
            long virtualMillis,
            Optional<String> brokenLaw,
            List<String> story) {}

    private final long seed;
    private final World world;

    private Play(long seed, Journal journal) {
        this.seed = seed;
        this.world = new World(seed, journal);
    }

    /** Plays the seed; what it does depends on nothing else. */
    static Result run(long seed) {
        return new Play(seed, Journal.none()).result();
    }

    /** The same, with its time line. */
    static Result replay(long seed) {
        return new Play(seed, new Journal(JOURNAL_LINES)).result();
    }

    private Result result() {
        Optional<String> broken = Optional.empty();
        try {
            play();
        } catch (BrokenLaw law) {
            broken = Optional.of(law.getMessage());
        } catch (RuntimeException e) {
            broken = Optional.of("thrown: " + e + at(e));
        }
        broken.ifPresent(law -> world.journal().note(world.now(), "LAW BROKEN", () -> law));
        return new Result(
                seed,
                world.failovers().promotions(),
                world.failovers().forcedPromotions(),
                world.writes().acknowledged(),
                world.writes().lost(),
                world.now(),
                broken,
                world.journal().lines());
    }

    private static String at(RuntimeException e) {
        return e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
    }

    private void play() {
        world.run(world.shape().allKnown() ? KNOWN_START_MILLIS : DISCOVERY_MILLIS);
        Faults faults = new Faults(world);
        faults.begin(FAULTS_MILLIS);
        world.run(world.now() + FAULTS_MILLIS);
        faults.end();
        Address master = agree();
        boolean patient = world.chance().oneIn(LONG_STEADY_ONE_IN);
        world.run(world.now() + (patient ? LONG_STEADY_MILLIS : STEADY_MILLIS));
        world.require(
                world.agreedMaster().filter(master::equals).isPresent(),
                () -> "the agreement did not last: " + world.disagreement());
        long kept = world.server(master).orElseThrow().position();
        Writes writes = world.writes();
        world.require(
                writes.acknowledged() == writes.lost() + kept,
                () -> writes.acknowledged() + " writes were acknowledged, " + writes.lost() + " lost, and there are "
                        + kept);
    }

    private Address agree() {
        long end = world.now() + PEACE_MILLIS;
        while (world.now() < end) {
            world.run(world.now() + LOOK_MILLIS);
            Optional<Address> agreed = world.agreedMaster();
            if (agreed.isPresent()) {
                return agreed.get();
            }
        }
        throw new BrokenLaw("no agreement in peace: " + world.disagreement());
    }
}
