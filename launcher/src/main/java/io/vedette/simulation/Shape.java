package io.vedette.simulation;

import io.vedette.replication.Fence;
import io.vedette.sentinel.core.Fencing;
import java.util.Optional;

/**
 * What kind of group and of trouble a seed stands for.
 *
 * @param allKnown every sentinel begins with the whole group in its file, as after a restart; else it finds it by itself
 * @param trouble what happens to it
 * @param make what its data servers are
 * @param spares servers beside them, of which an operator may make members of the group
 * @param ours in a mixed group: a bit for each server that is one of ours
 * @param disklessDelaySeconds how servers of ours make snapshots for replicas: through a file, if absent
 * @param durability of a group with a write quorum
 */
record Shape(
        int sentinels,
        int servers,
        int spares,
        int quorum,
        int downAfterMillis,
        int failoverTimeoutMillis,
        int parallelSyncs,
        boolean allKnown,
        Trouble trouble,
        Make make,
        int ours,
        Optional<Integer> disklessDelaySeconds,
        Optional<Durability> durability) {
    private static final int MOST_REPLICAS = 5;
    private static final int MOST_SPARES = 2;
    /** Sentinels ask three times as often, and hops take up to 60 ms each way. */
    private static final int LEAST_LAG_MILLIS = 150;

    /**
     * How a group confirms writes.
     *
     * @param confirming replicas that confirm one: N
     * @param fsync from their disks
     * @param appends they have append-only files
     * @param fsyncMillis least time that a bringing-down of one takes
     * @param timeoutMillis how long a reply waits
     * @param fence what a master demands of sentinels
     */
    record Durability(
            int confirming,
            boolean fsync,
            boolean appends,
            int fsyncMillis,
            int timeoutMillis,
            Optional<Fence.Rule> fence) {
        static Durability of(Chance chance, int replicas, Optional<Fence.Rule> fence) {
            int confirming = chance.oneIn(4) ? chance.between(1, replicas) : (replicas + 1) / 2;
            boolean fsync = chance.coin();
            boolean appends = fsync || chance.coin();
            int fsyncMillis = fsync ? chance.between(0, 3) : 1_000;
            return new Durability(confirming, fsync, appends, fsyncMillis, chance.between(200, 1_000), fence);
        }
    }

    /** The families of faults. */
    enum Trouble {
        /** Masters die one after the other; everything else is well. */
        DYING_MASTERS,
        /** Everything at once. */
        ALL,
        /** Everything, and operators who order failovers meanwhile. */
        ALL_AND_OPERATORS,
        /** Masters die and are back at once without their data; everything else is well. */
        REBORN_MASTERS,
        /** Operators who order failovers of healthy masters, and what can happen to those who take part. */
        HANDOVERS
    }

    /** Kinds of data servers. */
    enum Make {
        /** Behaves as Redis 7. */
        REDIS,
        /** Does not know FAILOVER. */
        OLD_REDIS,
        /** The replication cores of ours. */
        VEDETTE,
        /** Some of ours and some of Redis, as in a group that goes over from one to the other. */
        MIXED,
        /** Members of a group with a write quorum. */
        DURABLE;

        /** Sentinels come to a group that is in sync: a model begins so, real cores have to come there. */
        int firstSyncMillis() {
            return this == REDIS || this == OLD_REDIS ? 0 : 1_500;
        }
    }

    static Shape of(Chance chance) {
        int sentinels = chance.oneIn(6) ? 5 : chance.oneIn(12) ? 4 : 3;
        int majority = sentinels / 2 + 1;
        int quorum = chance.coin() ? majority : chance.between(1, majority);
        int failoverTimeoutMillis = chance.oneIn(4) ? 30_000 : 5_000;
        Trouble trouble = trouble(chance);
        Make make = make(chance);
        int servers = chance.oneIn(5) ? chance.between(2, 5) : 3;
        int downAfterMillis = chance.oneIn(4) ? 1_000 : chance.between(300, 600);
        int parallelSyncs = chance.oneIn(3) ? 2 : 1;
        boolean allKnown = !chance.oneIn(40);
        Optional<Integer> disklessDelaySeconds =
                chance.coin() ? Optional.of(chance.oneIn(3) ? 1 : 0) : Optional.empty();
        // Neither none nor all of them.
        int ours = make == Make.MIXED ? chance.between(1, (1 << servers) - 2) : 0;
        return new Shape(
                sentinels,
                servers,
                0,
                quorum,
                downAfterMillis,
                failoverTimeoutMillis,
                parallelSyncs,
                allKnown,
                trouble,
                make,
                ours,
                disklessDelaySeconds,
                Optional.empty());
    }

    /** A group with a write quorum: of 1 to 5 replicas, confirmed as a rule by as many as make a majority. */
    static Shape durable(Chance chance) {
        int sentinels = chance.between(3, 5);
        int majority = sentinels / 2 + 1;
        int replicas = chance.coin() ? 2 : chance.between(1, MOST_REPLICAS);
        int quorum = chance.coin() ? majority : chance.between(1, majority);
        int downAfterMillis = chance.oneIn(4) ? 1_000 : chance.between(300, 600);
        return new Shape(
                sentinels,
                replicas + 1,
                chance.coin() ? chance.between(1, MOST_SPARES) : 0,
                quorum,
                downAfterMillis,
                chance.oneIn(4) ? 30_000 : 5_000,
                chance.between(1, 2),
                !chance.oneIn(20),
                switch (chance.between(1, 8)) {
                    case 1, 2 -> Trouble.DYING_MASTERS;
                    case 3, 4, 5 -> Trouble.ALL;
                    default -> Trouble.ALL_AND_OPERATORS;
                },
                Make.DURABLE,
                0,
                chance.coin() ? Optional.of(0) : Optional.empty(),
                Optional.of(Durability.of(chance, replicas, fence(chance, sentinels, quorum, downAfterMillis))));
    }

    /** As few sentinels as will do, or more; as a rule a lag below down-after. */
    private static Optional<Fence.Rule> fence(Chance chance, int sentinels, int quorum, int downAfterMillis) {
        if (chance.coin()) {
            return Optional.empty();
        }
        int least = Fencing.leastSentinels(sentinels, quorum);
        int demanded = chance.oneIn(4) ? chance.between(least, sentinels) : least;
        int lagMillis = chance.between(LEAST_LAG_MILLIS, chance.oneIn(4) ? 2 * downAfterMillis : downAfterMillis);
        return Optional.of(new Fence.Rule(demanded, lagMillis, chance.coin(), false));
    }

    /** All data servers. */
    int machines() {
        return servers + spares;
    }

    /** In a mixed group: the server is one of ours. */
    boolean isOurs(int server) {
        return (ours >> server & 1) == 1;
    }

    private static Trouble trouble(Chance chance) {
        return switch (chance.between(1, 40)) {
            case 1, 2 -> Trouble.REBORN_MASTERS;
            case 3, 4 -> Trouble.HANDOVERS;
            case 5, 6, 7, 8, 9 -> Trouble.ALL_AND_OPERATORS;
            case 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21 -> Trouble.ALL;
            default -> Trouble.DYING_MASTERS;
        };
    }

    private static Make make(Chance chance) {
        return switch (chance.between(1, 8)) {
            case 1, 2 -> Make.OLD_REDIS;
            case 3 -> Make.VEDETTE;
            case 4 -> Make.MIXED;
            default -> Make.REDIS;
        };
    }
}
