package io.vedette.server.keyspace;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Chooses the keys that go when memory is full. Nobody keeps the keys in order of use: a few are drawn at random each time, and
 * the best sixteen that were ever drawn wait in a pool, so that the choice comes near to a perfect one.
 *
 * <p>A pool entry may be out of date (deleted, used, without expiry by now); only whether the key still may go is asked again, as
 * in Redis.
 *
 * <p>Owner loop only.
 */
final class Eviction {
    /** As in Redis, {@code EVPOOL_SIZE}. */
    private static final int POOL_SIZE = 16;

    /**
     * A key that may go soon.
     *
     * @param rank how much it deserves to
     */
    record Candidate(Database database, byte[] key, long rank) {}

    private final Database[] databases;
    private final UseMarks marks;
    private final RandomGenerator random;
    /** By rank; the last one goes first. */
    private final Candidate[] pool = new Candidate[POOL_SIZE];

    private int pooled;
    private int[] sample = {};
    private int nextDatabase;

    Eviction(Database[] databases, UseMarks marks, RandomGenerator random) {
        this.databases = databases;
        this.marks = marks;
        this.random = random;
    }

    /** The key that should go now; empty if none may. */
    Optional<Candidate> choose(long nowMillis) {
        EvictionPolicy policy = marks.rule().policy();
        return switch (policy.order()) {
            case RANDOM -> chooseAny(policy);
            case RECENCY, FREQUENCY, TIME_TO_LIVE -> chooseBest(policy, nowMillis);
        };
    }

    /** Databases in turn, so that none is spared. */
    private Optional<Candidate> chooseAny(EvictionPolicy policy) {
        for (int i = 0; i < databases.length; i++) {
            Database database = databases[nextDatabase];
            nextDatabase = (nextDatabase + 1) % databases.length;
            if (draw(database.records(), policy, 1) > 0) {
                return Optional.of(new Candidate(database, database.records().key(sample[0]), 0));
            }
        }
        return Optional.empty();
    }

    private Optional<Candidate> chooseBest(EvictionPolicy policy, long nowMillis) {
        while (fillPool(policy, nowMillis)) {
            while (pooled > 0) {
                Candidate best = pool[--pooled];
                pool[pooled] = null; // the pool keeps no key alive that it does not offer
                if (mayGo(best, policy)) {
                    return Optional.of(best);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean mayGo(Candidate candidate, EvictionPolicy policy) {
        Records records = candidate.database().records();
        int record = records.find(candidate.key());
        return record != Records.NONE
                && (policy.candidates() == EvictionPolicy.Candidates.ALL || records.hasExpiry(record));
    }

    /** False if there is nothing to choose from. */
    private boolean fillPool(EvictionPolicy policy, long nowMillis) {
        boolean any = false;
        for (Database database : databases) {
            Records records = database.records();
            int drawn = draw(records, policy, marks.rule().samples());
            for (int i = 0; i < drawn; i++) {
                offer(database, sample[i], rank(records, sample[i], policy.order(), nowMillis));
            }
            any |= drawn > 0;
        }
        return any;
    }

    private long rank(Records records, int record, EvictionPolicy.Order order, long nowMillis) {
        return switch (order) {
            case RECENCY -> marks.idleSeconds(records.useMark(record), nowMillis);
            case FREQUENCY -> -marks.frequency(records.useMark(record), nowMillis);
            case TIME_TO_LIVE -> -records.expireAtMillis(record);
            case RANDOM -> 0;
        };
    }

    /** Puts the record into the pool unless that is full of better ones. */
    private void offer(Database database, int record, long rank) {
        int place = 0;
        while (place < pooled && pool[place].rank() < rank) {
            place++;
        }
        if (pooled == POOL_SIZE) {
            if (place == 0) {
                return;
            }
            place--;
            System.arraycopy(pool, 1, pool, 0, place);
        } else {
            System.arraycopy(pool, place, pool, place + 1, pooled - place);
            pooled++;
        }
        pool[place] = new Candidate(database, database.records().key(record), rank);
    }

    /** Fills the sample with up to that many records; how many. */
    private int draw(Records records, EvictionPolicy policy, int wanted) {
        if (sample.length < wanted) {
            sample = Arrays.copyOf(sample, wanted);
        }
        return switch (policy.candidates()) {
            case NONE -> 0;
            case ALL -> records.sample(random, sample, wanted);
            case EXPIRING -> records.sampleExpiring(random, sample, wanted);
        };
    }

    /** What was drawn before means nothing any more: another policy, or other content. */
    void forget() {
        Arrays.fill(pool, null);
        pooled = 0;
    }
}
