package io.vedette.simulation;

import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A handover loses nothing: when a sentinel says that the new master leads, that one has every write that the old one
 * acknowledged; and from then until the sentinel says that all is over, the old one acknowledges none. Whoever promotes a
 * replica in a handover does it while the old master's writes are held and the replica has them all.
 *
 * <p>Without order of a handover, or once it was told that there is none, a failover is what it is. Nor is there a promise
 * where a sentinel was stopped behind the promotion until the pause was over, or where another sentinel promotes somebody
 * meanwhile or lets the writes go that this one holds: operators who give two orders at once.
 */
final class HandoverLaw implements Law {
    /**
     * What a sentinel is handing over.
     *
     * @param lives the run ids of all servers when it began
     * @param heldUntil when the pause ends within which it did the promotion itself; none as long as it has not, or if the old
     *     master does it by FAILOVER
     * @param to the new master, once it leads
     */
    private record Gift(DataServer from, Set<String> lives, OptionalLong heldUntil, Optional<Address> to) {
        /** It has not died since. */
        boolean isSame(DataServer server) {
            return server.isAlive() && lives.contains(server.runId());
        }

        boolean isAllWith(DataServer successor) {
            return !isSame(successor)
                    || successor.history().holds(successor.position(), from.history(), from.position());
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
    public void hears(SentinelProcess sentinel, Event event) {
        if (event instanceof Event.RequestFailed failed && failed.request() instanceof Request.HoldWrites) {
            gifts.remove(sentinel);
        }
    }

    @Override
    public void decides(SentinelProcess sentinel, Effect effect) {
        switch (effect) {
            case Effect.Announce announce -> announced(sentinel, announce);
            case Effect.Send send
            when send.request() instanceof Request.Promote ->
                gift(sentinel).filter(gift -> gift.to().isEmpty()).ifPresent(gift -> promotes(sentinel, gift, send));
            default -> {}
        }
    }

    private void announced(SentinelProcess sentinel, Effect.Announce announce) {
        switch (announce.event()) {
            case "+failover-state-handover" -> begin(sentinel);
            case "+promoted-slave" -> {
                Address successor = address(announce, 2);
                gifts.values().removeIf(gift -> gift.from().address().equals(successor)); // it was given back
                gift(sentinel).ifPresent(gift -> given(sentinel, gift, successor));
            }
            // Where another sentinel was faster, nothing is handed over any more.
            case "+switch-master" ->
                gifts.computeIfPresent(
                        sentinel, (same, gift) -> gift.to().equals(Optional.of(address(announce, 3))) ? gift : null);
            case "+failover-end", "+failover-end-for-timeout" -> gifts.remove(sentinel);
            default -> {
                if (announce.event().startsWith("-failover-abort")) {
                    gifts.remove(sentinel);
                }
            }
        }
    }

    private static Address address(Effect.Announce announce, int at) {
        String[] words = announce.payload().split(" ");
        return new Address(words[at], Integer.parseInt(words[at + 1]));
    }

    private void begin(SentinelProcess sentinel) {
        Address master = world.failovers().named(sentinel);
        Set<String> lives = world.servers().stream().map(DataServer::runId).collect(Collectors.toUnmodifiableSet());
        gifts.values().removeIf(gift -> gift.to().equals(Optional.of(master))); // it may be given back now
        world.server(master)
                .ifPresent(
                        server -> gifts.put(sentinel, new Gift(server, lives, OptionalLong.empty(), Optional.empty())));
    }

    @Override
    public void obeys(DataServer server, SentinelProcess by, Request order) {
        if (order instanceof Request.Promote) {
            gifts.values().removeIf(gift -> gift.from() == server && gift.to().isPresent()); // it is given back
        }
        if (order instanceof Request.Promote || order instanceof Request.ReleaseWrites) {
            gifts.entrySet()
                    .removeIf(
                            each -> each.getKey() != by && each.getValue().to().isEmpty());
        }
    }

    /** As long as the old master has not died: then it is a failover like others. */
    private Optional<Gift> gift(SentinelProcess sentinel) {
        return Optional.ofNullable(gifts.get(sentinel)).filter(gift -> gift.isSame(gift.from()));
    }

    private void promotes(SentinelProcess sentinel, Gift gift, Effect.Send send) {
        DataServer successor = world.server(send.link().address()).orElseThrow();
        world.require(
                gift.heldUntil().isPresent() || gift.from().holdsWrites() && gift.isAllWith(successor),
                () -> sentinel.name() + " promotes " + successor.name() + " to hand over, and "
                        + gift.from().name()
                        + (gift.from().holdsWrites() ? " has more than that" : " does not hold its writes"));
        gifts.put(
                sentinel,
                new Gift(gift.from(), gift.lives(), OptionalLong.of(gift.from().writesHeldUntil()), gift.to()));
    }

    private void given(SentinelProcess sentinel, Gift gift, Address to) {
        DataServer successor = world.server(to).orElseThrow();
        if (gift.heldUntil().isPresent() && world.now() >= gift.heldUntil().getAsLong()) {
            gifts.remove(sentinel);
            return;
        }
        world.require(
                gift.isAllWith(successor),
                () -> sentinel.name() + " has handed over to " + successor.name() + ", which lacks writes of "
                        + gift.from().name());
        gifts.put(sentinel, new Gift(gift.from(), gift.lives(), gift.heldUntil(), Optional.of(to)));
    }

    @Override
    public void acknowledged(DataServer server) {
        gifts.forEach((sentinel, gift) -> world.require(
                gift.to().isEmpty() || gift.from() != server || !gift.isSame(server) || !server.isMaster(),
                () -> server.name() + " acknowledges writes after " + sentinel.name() + " has handed over"));
    }
}
