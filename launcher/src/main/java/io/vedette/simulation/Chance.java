package io.vedette.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** The only source of chance in a world. Owned by it. */
final class Chance {
    private final SplittableRandom random;

    Chance(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Both bounds included. */
    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    boolean coin() {
        return random.nextBoolean();
    }

    <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** A generator of its own for somebody whose draws are not to disturb the others. */
    RandomGenerator branch() {
        return random.split();
    }
}
