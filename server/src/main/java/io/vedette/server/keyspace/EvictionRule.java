package io.vedette.server.keyspace;

/** What the settings say about eviction at the moment. */
public interface EvictionRule {
    EvictionPolicy policy();

    /** Keys looked at per database and eviction: {@code maxmemory-samples}. */
    int samples();

    /** The higher, the more uses it takes to count one up: {@code lfu-log-factor}. */
    int lfuLogFactor();

    /** Minutes after which a count goes down by one; 0 for never: {@code lfu-decay-time}. */
    int lfuDecayMinutes();

    /** Nothing is evicted; the rest as Redis' settings are by default. */
    EvictionRule NONE = new EvictionRule() {
        @Override
        public EvictionPolicy policy() {
            return EvictionPolicy.NOEVICTION;
        }

        @Override
        public int samples() {
            return 5;
        }

        @Override
        public int lfuLogFactor() {
            return 10;
        }

        @Override
        public int lfuDecayMinutes() {
            return 1;
        }
    };
}
