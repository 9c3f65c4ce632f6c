package io.vedette.simulation;

import io.vedette.sentinel.core.Address;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One seed from beginning to end: the group comes up, faults, peace. While there are faults the laws hold; in peace there is in
 * bounded time one master that all name and follow, it stays, and the writes that were lost are those that were counted.
 */
final class Play {
    private static final int KNOWN_START_MILLIS = 600;
    private static final int DISCOVERY_MILLIS = 13_000;
    /** A group with a write quorum has held its first ballot then; in one world of so many faults begin before. */
    private static final int FIRST_BALLOT_MILLIS = 1_500;

    private static final int EARLY_ONE_IN = 10;
    private static final int FAULTS_MILLIS = 12_000;
    private static final int PEACE_MILLIS = 120_000;
    /** What nobody in a group with a write quorum can prove by then, nobody will. */
    private static final int HOPELESS_MILLIS = 20_000;
    /** After which an operator says again that the group is to go on with those who are there. */
    private static final int FORCED_MILLIS = 10_000;

    private static final int LOOK_MILLIS = 250;
    /** Beyond down-after: who is called down meanwhile was down before. */
    private static final int STEADY_MILLIS = 250;

    private static final int PATIENT_MILLIS = 20_000;
    private static final int PATIENT_ONE_IN = 40;
    /** A link that broke in silence is noticed by its replica after repl-timeout; then it has to come again. */
    private static final int WRITE_MILLIS = 15_000;

    private static final int JOURNAL_LINES = 100_000;

    /**
     * How a seed went.
     *
     * @param leaderless in the end no server was left that may be master by the operator's rules
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
            boolean leaderless,
            Optional<String> brokenLaw,
            List<String> story) {}

    private final long seed;
    private final World world;
    private boolean leaderless;

    /** Which worlds seeds stand for. */
    enum Kind {
        /** All that sentinels can be set to watch, as Redis' sentinels are. */
        USUAL("", Shape::of),
        /** Groups with a write quorum, in which no acknowledged write may be lost. */
        DURABLE("--durable ", Shape::durable);

        private final String option;
        private final Function<Chance, Shape> shapes;

        Kind(String option, Function<Chance, Shape> shapes) {
            this.option = option;
            this.shapes = shapes;
        }

        /** That makes the command play them, and a blank behind it. */
        String option() {
            return option;
        }
    }

    private Play(Kind kind, long seed, Journal journal) {
        this.seed = seed;
        this.world = new World(seed, kind.shapes, journal);
    }

    /** Plays the seed; what it does depends on nothing else. */
    static Result run(Kind kind, long seed) {
        return new Play(kind, seed, Journal.none()).result();
    }

    /** The same, with its time line. */
    static Result replay(Kind kind, long seed) {
        return new Play(kind, seed, new Journal(JOURNAL_LINES)).result();
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
                world.durable()
                        .map(AcknowledgedLaw::count)
                        .orElse(world.writes().acknowledged()),
                world.durable()
                        .map(AcknowledgedLaw::forgotten)
                        .orElse(world.writes().lost()),
                world.now(),
                leaderless,
                broken,
                world.journal().lines());
    }

    private static String at(RuntimeException e) {
        return e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
    }

    private void play() {
        int start = world.shape().allKnown() ? KNOWN_START_MILLIS : DISCOVERY_MILLIS;
        boolean holdsBallot = world.durable().isPresent() && !world.chance().oneIn(EARLY_ONE_IN);
        world.run(world.shape().make().firstSyncMillis() + start + (holdsBallot ? FIRST_BALLOT_MILLIS : 0));
        Faults faults = new Faults(world);
        faults.begin(FAULTS_MILLIS);
        world.run(world.now() + FAULTS_MILLIS);
        faults.end();
        Optional<Address> agreed = agree();
        if (agreed.isEmpty()) {
            leaderless = true;
            return;
        }
        Address master = agreed.get();
        if (world.chance().oneIn(PATIENT_ONE_IN)) {
            world.run(world.now() + PATIENT_MILLIS);
            world.require(
                    world.agreedMaster().filter(master::equals).isPresent(),
                    () -> "the agreement did not last: " + world.disagreement());
        }
        DataServer leader = world.server(master).orElseThrow();
        if (world.durable().isPresent()) {
            requireDurable(world.durable().get(), (MemberCores) leader.replicator());
        } else {
            requireCounted(leader);
        }
    }

    /** The agreement is worth something: writes are acknowledged, and none that was is gone. */
    private void requireDurable(AcknowledgedLaw law, MemberCores leader) {
        long agreed = world.now();
        while (law.lastMillis() < agreed && world.now() < agreed + WRITE_MILLIS) {
            world.run(world.now() + LOOK_MILLIS);
        }
        world.require(law.lastMillis() >= agreed, () -> "no write is acknowledged in peace: " + world.disagreement());
        law.requireAllWith(leader);
    }

    private void requireCounted(DataServer leader) {
        long kept = leader.position() - leader.history().root().fork();
        Writes writes = world.writes();
        world.require(
                writes.acknowledged() == writes.lost() + kept,
                () -> writes.acknowledged() + " writes were acknowledged, " + writes.lost() + " lost, and there are "
                        + kept);
    }

    /**
     * Lets time pass until there has been one and the same agreement for a while, where too few can be counted by an operator's word; empty if
     * nobody is left to lead.
     */
    private Optional<Address> agree() {
        long end = world.now() + PEACE_MILLIS;
        long patience = world.now() + HOPELESS_MILLIS;
        long since = world.now();
        Optional<Address> agreed = Optional.empty();
        while (world.now() < end) {
            world.run(world.now() + LOOK_MILLIS);
            Optional<Address> now = world.agreedMaster();
            if (now.isEmpty() || !now.equals(agreed)) {
                since = world.now();
            }
            agreed = now;
            if (agreed.isPresent() && world.now() - since >= world.shape().downAfterMillis() + STEADY_MILLIS) {
                return agreed;
            }
            if (world.now() > patience && world.isHopeless()) {
                if (!world.hasHeirs()) {
                    return Optional.empty();
                }
                world.force();
                patience = world.now() + FORCED_MILLIS;
            }
        }
        world.require(!world.somebodyMayLead(), () -> "no agreement in peace: " + world.disagreement());
        return Optional.empty();
    }
}
