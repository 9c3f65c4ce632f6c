package io.vedette.sentinel.core;

import java.util.List;
import java.util.Optional;

/**
 * Lets replicas object to a failover: as long as one that is alive says that its link to the master is up, the master may only
 * be out of the sentinels' sight. Off unless the operator asks for it ({@link Caution#replicaVeto}), since a master that
 * hangs keeps its links, and who objects then makes everybody wait.
 */
final class Veto {
    /** A master speaks to its replicas at least each 10 s (Redis: repl-ping-replica-period); one of more silence is no witness. */
    private static final long LAST_HEARD_SECONDS = 11;

    private Veto() {}

    static Optional<Obstacle> obstacle(Group group, Moment now) {
        DataNode master = group.master();
        if (!group.settings().caution().replicaVeto() || !master.isDown()) {
            return Optional.empty();
        }
        long since = master.downSince().getAsLong();
        List<DataNode> witnesses = group.replicas().values().stream()
                .filter(node ->
                        ReplicaChoice.isAlive(node, now) && node.foreign().isEmpty())
                .toList();
        Optional<DataNode> objector = witnesses.stream()
                .filter(node -> node.infoAt() >= since && hears(node, master.address()))
                .findFirst();
        if (objector.isPresent()) {
            return Optional.of(
                    Obstacle.that("replica " + objector.get().address() + " says that its link to the master is up"));
        }
        long patience = since + Timers.CANDIDATES_PATIENCE_MILLIS;
        boolean asked = witnesses.stream().anyMatch(node -> node.infoAt() < since);
        return asked && now.monotonicMillis() < patience
                ? Optional.of(new Obstacle("replicas are asked whether they still hear the master", patience))
                : Optional.empty();
    }

    private static boolean hears(DataNode node, Address master) {
        return node.follows(master)
                && node.masterLinkUp()
                && node.info().orElseThrow().lastIoSeconds().orElse(0) <= LAST_HEARD_SECONDS;
    }
}
