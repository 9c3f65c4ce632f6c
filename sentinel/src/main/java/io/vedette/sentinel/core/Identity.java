package io.vedette.sentinel.core;

/** Who this sentinel is, and the newest epoch that it has seen. Owned by {@link SentinelCore}. */
final class Identity {
    private final String runId;
    private Address announced;
    private long currentEpoch;

    Identity(String runId, Address announced, long currentEpoch) {
        this.runId = runId;
        this.announced = announced;
        this.currentEpoch = currentEpoch;
    }

    String runId() {
        return runId;
    }

    Address announced() {
        return announced;
    }

    void announced(Address value) {
        announced = value;
    }

    long currentEpoch() {
        return currentEpoch;
    }

    /** Takes over a newer epoch; {@code group} is where it was met. */
    void sawEpoch(long epoch, Group group, Turn turn) {
        if (epoch > currentEpoch) {
            currentEpoch = epoch;
            turn.changed();
            turn.announce("+new-epoch", Long.toString(epoch), Effect.Level.WARNING, group.name());
        }
    }

    /**
     * Gives this sentinel's vote in {@code epoch}, at most once per epoch and never in a lower one than any seen; the caller
     * tells nobody before it is persisted.
     *
     * @return true if the vote was given now
     */
    boolean vote(Group group, String candidate, long epoch, Turn turn) {
        sawEpoch(epoch, group, turn);
        if (group.leaderEpoch() >= epoch || currentEpoch > epoch) {
            return false;
        }
        group.voted(candidate, epoch);
        turn.changed();
        turn.announce("+vote-for-leader", candidate + " " + epoch, Effect.Level.WARNING, group.name());
        return true;
    }

    Hello hello(Group group) {
        return new Hello(
                announced, runId, currentEpoch, group.name(), group.master().address(), group.configEpoch());
    }
}
