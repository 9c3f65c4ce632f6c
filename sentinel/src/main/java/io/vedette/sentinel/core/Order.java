package io.vedette.sentinel.core;

import java.util.Optional;

/**
 * What the operator asked for by SENTINEL FAILOVER; {@link #NOBODYS} for a failover that begins by itself.
 *
 * @param forced by the operator: needs no votes
 * @param refounds rather a group of those who are there than none: what the others hold is given up
 * @param lossless rather no failover than one that may lose writes
 * @param to the replica to promote; empty: the best one
 * @param timeoutMillis longest time that writes may be held up
 */
record Order(boolean forced, boolean refounds, boolean lossless, Optional<Address> to, long timeoutMillis) {
    static final Order NOBODYS = new Order(false, false, false, Optional.empty(), 0);

    static Order of(Operation.Failover operation, MasterSettings settings) {
        long timeout = operation
                .timeoutMillis()
                .orElse(Math.min(settings.failoverTimeoutMillis(), Timers.HANDOVER_TIMEOUT_MILLIS));
        return new Order(true, operation.refounds(), operation.coordinated(), operation.to(), timeout);
    }

    boolean names(Address address) {
        return to.isEmpty() || to.get().equals(address);
    }

    /** Whom it names, or else the best one; empty if that one is not fit. */
    Optional<DataNode> pick(Ranking ranking) {
        return ranking.eligible().stream()
                .map(Candidate::node)
                .filter(node -> names(node.address()))
                .findFirst();
    }
}
