package io.vedette.sentinel.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.sentinel.core.Address;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Three sentinels over three servers, by seed: forty seconds with faults in which no rule may be broken, then time without any
 * in which all must come to one master. {@code -Dsimulation.seed=N} plays one seed, {@code -Dsimulation.seeds=N} so many.
 */
final class SimulationTest {
    private static final long FAULTS_MILLIS = 40_000;
    private static final long CALM_MILLIS = 90_000;
    private static final int SEEDS = 300;

    @Test
    void whateverHappensThereIsOneLeaderPerEpochAndInTheEndOneMaster() {
        long first = Long.getLong("simulation.seed", 1);
        long count = Long.getLong("simulation.seeds", System.getProperty("simulation.seed") == null ? SEEDS : 1);
        int failovers = 0;
        for (long seed = first; seed < first + count; seed++) {
            failovers += play(seed, 3, 3);
        }
        assertTrue(count < SEEDS || failovers > count, "only " + failovers + " failovers: the faults are too tame");
    }

    @Test
    void fiveSentinelsOverFourServersKeepTheSameRules() {
        for (long seed = 1; seed <= 40; seed++) {
            play(seed, 4, 5);
        }
    }

    /** @return elections that were won */
    private static int play(long seed, int servers, int sentinels) {
        World world = new World(seed, servers, sentinels);
        world.runUntil(4_000);
        plan(world);
        world.runUntil(4_000 + FAULTS_MILLIS);
        world.heal();
        long end = world.now() + CALM_MILLIS;
        Optional<Address> agreed = Optional.empty();
        while (agreed.isEmpty() && world.now() < end) {
            world.runUntil(world.now() + 1_000);
            agreed = world.agreedMaster();
        }
        world.require(agreed.isPresent(), "no agreement after the faults");
        world.runUntil(world.now() + 15_000);
        world.require(world.agreedMaster().equals(agreed), "the agreement did not last");
        return world.checks().leaderCount();
    }

    private static void plan(World world) {
        Random random = world.random();
        int faults = 3 + random.nextInt(10);
        for (int i = 0; i < faults; i++) {
            world.later(random.nextInt((int) FAULTS_MILLIS - 5_000), () -> fault(world, random));
        }
    }

    private static void fault(World world, Random random) {
        long lasting = 200 + random.nextInt(8_000);
        FakeServer server = pick(world.servers(), random);
        FakeSentinel sentinel = pick(world.sentinels(), random);
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                FakeServer victim = world.servers().stream()
                        .filter(FakeServer::isMaster)
                        .findFirst()
                        .orElse(server);
                world.kill(victim);
                world.later(lasting, () -> restart(world, victim));
            }
            case 2 -> {
                server.frozen(true);
                world.log("freeze " + server.address());
                world.later(lasting, () -> server.frozen(false));
            }
            case 3 -> {
                world.crash(sentinel);
                world.later(lasting, () -> {
                    if (!sentinel.isAlive()) {
                        sentinel.start();
                    }
                });
            }
            case 4 -> {
                sentinel.stall();
                world.log("stall " + sentinel.runId().charAt(0));
                world.later(lasting / 2, () -> {
                    if (sentinel.isStalled()) {
                        sentinel.resume();
                    }
                });
            }
            default -> split(world, random, lasting);
        }
    }

    /** Everybody is on one of two sides. */
    private static void split(World world, Random random, long lasting) {
        List<Address> all = world.everybody();
        boolean[] side = new boolean[all.size()];
        for (int i = 0; i < side.length; i++) {
            side[i] = random.nextBoolean();
        }
        apart(world, all, side, true);
        world.later(lasting, () -> apart(world, all, side, false));
    }

    private static void apart(World world, List<Address> all, boolean[] side, boolean apart) {
        for (int i = 0; i < side.length; i++) {
            for (int j = 0; j < i; j++) {
                if (side[i] != side[j]) {
                    world.partition(all.get(i), all.get(j), apart);
                }
            }
        }
    }

    private static void restart(World world, FakeServer server) {
        if (!server.isAlive()) {
            world.log("restart " + server.address());
            server.restart(world.now());
        }
    }

    private static <T> T pick(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}
