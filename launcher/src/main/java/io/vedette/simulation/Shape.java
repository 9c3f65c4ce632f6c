package io.vedette.simulation;

/**
 * What kind of group and of trouble a seed stands for.
 *
 * @param allKnown every sentinel begins with the whole group in its file, as after a restart; else it finds it by itself
 * @param trouble what happens to it
 */
record Shape(
        int sentinels,
        int servers,
        int quorum,
        int downAfterMillis,
        int failoverTimeoutMillis,
        int parallelSyncs,
        boolean allKnown,
        Trouble trouble) {
    /** The families of faults. */
    enum Trouble {
        /** Masters die one after the other; everything else is well. */
        DYING_MASTERS,
        /** Everything at once. */
        ALL,
        /** Everything, and operators who order failovers meanwhile. */
        ALL_AND_OPERATORS
    }

    static Shape of(Chance chance) {
        int sentinels = chance.oneIn(6) ? 5 : chance.oneIn(12) ? 4 : 3;
        int majority = sentinels / 2 + 1;
        int quorum = chance.coin() ? majority : chance.between(1, majority);
        int failoverTimeoutMillis = chance.oneIn(4) ? 30_000 : 5_000;
        Trouble trouble = chance.oneIn(8)
                ? Trouble.ALL_AND_OPERATORS
                : chance.between(1, 5) <= 2 ? Trouble.ALL : Trouble.DYING_MASTERS;
        return new Shape(
                sentinels,
                chance.oneIn(5) ? chance.between(2, 5) : 3,
                quorum,
                chance.oneIn(4) ? 1_000 : chance.between(300, 600),
                failoverTimeoutMillis,
                chance.oneIn(3) ? 2 : 1,
                !chance.oneIn(40),
                trouble);
    }
}
