package io.vedette.simulation;

import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.MasterSettings;
import io.vedette.sentinel.core.Operation;
import io.vedette.sentinel.core.WriteQuorum;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * While a leader repoints replicas, no more than parallel-syncs are on their way at a time, or as many as must confirm a write; the time limit ends that. One whose
 * link broke after the order is not counted: the order may be lost, and is given again in its turn.
 */
final class RepointLaw implements Law {
    private final World world;
    private final Map<SentinelProcess, Set<String>> underWay = new HashMap<>();
    /** As stated to each. */
    private final Map<SentinelProcess, Integer> confirming = new HashMap<>();

    RepointLaw(World world) {
        this.world = world;
    }

    @Override
    public void begins(SentinelProcess sentinel) {
        underWay.put(sentinel, new HashSet<>());
        isStated(sentinel, sentinel.diskGroup().settings());
    }

    private void isStated(SentinelProcess sentinel, MasterSettings settings) {
        confirming.put(
                sentinel,
                settings.caution().writeQuorum().map(WriteQuorum::confirming).orElse(0));
    }

    @Override
    public void hears(SentinelProcess sentinel, Event event) {
        if (event instanceof Event.OperatorAsked asked && asked.operation() instanceof Operation.Change change) {
            isStated(sentinel, change.settings());
        }
        if (event instanceof Event.LinkUp up) {
            underWay.get(sentinel).remove(up.link().address().toString());
        }
    }

    @Override
    public void decides(SentinelProcess sentinel, Effect effect) {
        if (!(effect instanceof Effect.Announce announce)) {
            return;
        }
        Set<String> replicas = underWay.get(sentinel);
        switch (announce.event()) {
            case "+slave-reconf-sent" -> {
                replicas.add(name(announce));
                int most = Math.max(world.shape().parallelSyncs(), confirming.get(sentinel));
                world.require(
                        replicas.size() <= most,
                        () -> sentinel.name() + " has " + replicas.size() + " replicas synchronise at once, not "
                                + most);
            }
            case "+slave-reconf-done", "-slave-reconf-sent-timeout", "+sdown" -> replicas.remove(name(announce));
            case "+switch-master", "+failover-end", "+failover-end-for-timeout" -> replicas.clear();
            default -> {}
        }
    }

    /** The second word of {@code slave NAME ...}. */
    private static String name(Effect.Announce announce) {
        return announce.payload().split(" ")[1];
    }
}
