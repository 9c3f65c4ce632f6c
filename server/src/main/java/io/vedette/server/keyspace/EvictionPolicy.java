package io.vedette.server.keyspace;

/** Which keys go when memory is full, and in which order: {@code maxmemory-policy}. In the order in which Redis names them. */
public enum EvictionPolicy {
    /** Of those with an expiry the one not used for the longest time. */
    VOLATILE_LRU(Candidates.EXPIRING, Order.RECENCY),
    /** Of those with an expiry the one used least often of late. */
    VOLATILE_LFU(Candidates.EXPIRING, Order.FREQUENCY),
    VOLATILE_RANDOM(Candidates.EXPIRING, Order.RANDOM),
    /** The one that would expire first. */
    VOLATILE_TTL(Candidates.EXPIRING, Order.TIME_TO_LIVE),
    ALLKEYS_LRU(Candidates.ALL, Order.RECENCY),
    ALLKEYS_LFU(Candidates.ALL, Order.FREQUENCY),
    ALLKEYS_RANDOM(Candidates.ALL, Order.RANDOM),
    /** None go: what would take memory is refused. */
    NOEVICTION(Candidates.NONE, Order.RANDOM);

    /** Who may go. */
    enum Candidates {
        NONE,
        ALL,
        EXPIRING
    }

    /** Who goes first. */
    enum Order {
        RECENCY,
        FREQUENCY,
        TIME_TO_LIVE,
        RANDOM
    }

    private final Candidates candidates;
    private final Order order;

    EvictionPolicy(Candidates candidates, Order order) {
        this.candidates = candidates;
        this.order = order;
    }

    Candidates candidates() {
        return candidates;
    }

    Order order() {
        return order;
    }

    /** True if the records count how often a key is used, in place of when. */
    public boolean countsUses() {
        return order == Order.FREQUENCY;
    }

    /** True if what a record remembers of its uses matters. */
    public boolean isByUse() {
        return order == Order.FREQUENCY || order == Order.RECENCY;
    }
}
