package io.vedette.simulation;

import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A handover loses nothing: when a sentinel says that the new master leads, that one has every write that the old one
 * acknowledged; and from then until the sentinel says that all is over, the old one acknowledges none. Without order of a
 * handover, or once it was told that there is none, a failover is what it is. Nor is there a promise where another sentinel
 * lets the writes go that this one holds: operators who give two orders at once, to servers that do not know FAILOVER.
 */
final class HandoverLaw implements Law {
    /**
     * What a sentinel is handing over.
     *
     * @param lives the run ids of all servers when it began
     */
    private record Gift(DataServer from, Set<String> lives, boolean given) {
        /** It has not died since. */
        boolean isSame(DataServer server) {
            return lives.contains(server.runId());
        }
    }

    private final World world;
    private final Map<SentinelProcess, Gift> gifts = new HashMap<>();

    HandoverLaw(World world) {
        this.world = world;
    }

    @Override
    public void begins(SentinelProcess sentinel) {
        gifts.remove(sentinel);
    }

    @Override
    public void decides(SentinelProcess sentinel, Effect effect) {
        if (!(effect instanceof Effect.Announce announce)) {
            return;
        }
        switch (announce.event()) {
            case "+failover-state-handover" -> begin(sentinel);
            case "+promoted-slave" -> {
                String[] words = announce.payload().split(" ");
                Address successor = new Address(words[2], Integer.parseInt(words[3]));
                gifts.values().removeIf(gift -> gift.from().address().equals(successor)); // it was given back
                gift(sentinel).ifPresent(gift -> given(sentinel, gift, successor));
            }
            case "+failover-end", "+failover-end-for-timeout" -> gifts.remove(sentinel);
            default -> {
                if (announce.event().startsWith("-failover-abort")) {
                    gifts.remove(sentinel);
                }
            }
        }
    }

    private void begin(SentinelProcess sentinel) {
        Address master = world.failovers().named(sentinel);
        Set<String> lives = world.servers().stream().map(DataServer::runId).collect(Collectors.toUnmodifiableSet());
        world.server(master).ifPresent(server -> gifts.put(sentinel, new Gift(server, lives, false)));
    }

    @Override
    public void obeys(DataServer server, SentinelProcess by, Request order) {
        if (order instanceof Request.ReleaseWrites) {
            gifts.entrySet()
                    .removeIf(each -> each.getKey() != by
                            && each.getValue().from() == server
                            && !each.getValue().given());
        }
    }

    /** As long as the old master has not died: then it is a failover like others. */
    private Optional<Gift> gift(SentinelProcess sentinel) {
        return Optional.ofNullable(gifts.get(sentinel)).filter(gift -> gift.isSame(gift.from()));
    }

    private void given(SentinelProcess sentinel, Gift gift, Address to) {
        DataServer successor = world.server(to).orElseThrow();
        DataServer from = gift.from();
        world.require(
                !gift.isSame(successor)
                        || successor.history().holds(successor.position(), from.history(), from.position()),
                () -> sentinel.name() + " has handed over to " + successor.name() + ", which lacks writes of "
                        + from.name());
        gifts.put(sentinel, new Gift(from, gift.lives(), true));
    }

    @Override
    public void acknowledged(DataServer server) {
        gifts.forEach((sentinel, gift) -> world.require(
                !gift.given() || gift.from() != server || !gift.isSame(server) || !server.isMaster(),
                () -> server.name() + " acknowledges writes after " + sentinel.name() + " has handed over"));
    }
}
