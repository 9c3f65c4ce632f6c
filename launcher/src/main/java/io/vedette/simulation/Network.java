package io.vedette.simulation;

/**
 * Who reaches whom, and how fast. Cuts are one-way and counted, so that overlapping ones end one by one. Owned by its world.
 */
final class Network {
    /** A parcel that meets a cut tries again so often, as TCP does. */
    static final int RETRANSMIT_MILLIS = 100;

    private static final int CALM_HOP_MILLIS = 2;
    /** One parcel of so many is late by a multiple. */
    private static final int LATE_ONE_IN = 50;

    private static final int LATE_FACTOR = 20;

    private final Chance chance;
    private final int[][] cuts;
    private int slowestHopMillis = CALM_HOP_MILLIS;
    /** One message of so many breaks its connection; 0 = none. */
    private int breaksOneIn;
    /** One hello of so many is lost, doubled or late; 0 = none. */
    private int helloTroubleOneIn;

    Network(Chance chance, int places) {
        this.chance = chance;
        this.cuts = new int[places][places];
    }

    boolean passes(Endpoint from, Endpoint to) {
        return cuts[from.place()][to.place()] == 0;
    }

    boolean passesBothWays(Endpoint one, Endpoint other) {
        return passes(one, other) && passes(other, one);
    }

    void cut(int from, int to) {
        cuts[from][to]++;
    }

    void mend(int from, int to) {
        cuts[from][to]--;
    }

    int hopMillis() {
        int usual = chance.between(1, slowestHopMillis);
        return slowestHopMillis > CALM_HOP_MILLIS && chance.oneIn(LATE_ONE_IN) ? usual * LATE_FACTOR : usual;
    }

    boolean breaksConnection() {
        return breaksOneIn > 0 && chance.oneIn(breaksOneIn);
    }

    boolean troublesHello() {
        return helloTroubleOneIn > 0 && chance.oneIn(helloTroubleOneIn);
    }

    void slowestHopMillis(int value) {
        slowestHopMillis = value;
    }

    void breaksOneIn(int value) {
        breaksOneIn = value;
    }

    void helloTroubleOneIn(int value) {
        helloTroubleOneIn = value;
    }

    /** No faults any more. */
    void heal() {
        for (int[] row : cuts) {
            java.util.Arrays.fill(row, 0);
        }
        slowestHopMillis = CALM_HOP_MILLIS;
        breaksOneIn = 0;
        helloTroubleOneIn = 0;
    }
}
