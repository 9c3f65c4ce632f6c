package io.vedette.simulation;

import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.LinkId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whoever is chosen was eligible, and nobody who surely was is better, by the INFO that had arrived at the sentinel:
 * priority first, then offset. It has the master's data, or the beginning of it, if the sentinel ever heard what that was and
 * anybody who answers has it; or that of the master before it, if it came back with far less.
 */
final class ChoiceLaw implements Law {
    /** Nobody's word is older than this under a dead master (Redis: 5 * ping period). */
    private static final int FRESH_MILLIS = 5_000;
    /** A replica may be without its master so much longer than the one that kept it longest (Redis: from down-after). */
    private static final int STALE_DOWN_AFTERS = 10;

    private record Said(InfoText info, long at) {}

    private static final class Sight {
        private final Map<Address, Said> said = new HashMap<>();
        private final Set<LinkId> up = new HashSet<>();
        /** Masters once, and not yet heard to follow another one: they come last. */
        private final Set<Address> formerMasters = new HashSet<>();
        /** Chosen under this master, so without success: they come last too. */
        private final Set<Address> chosen = new HashSet<>();

        /** What the master said of its history, and of which data it was, since it is the master here, and last before. */
        private final Set<String> masterIds = new HashSet<>();

        private final Set<History> masterRoots = new HashSet<>();
        /** The data of the master that was heard before it. */
        private final Set<History> formerRoots = new HashSet<>();

        private Address master;
    }

    private final World world;
    private final Map<SentinelProcess, Sight> sights = new HashMap<>();

    ChoiceLaw(World world) {
        this.world = world;
    }

    @Override
    public void begins(SentinelProcess sentinel) {
        Sight sight = new Sight();
        sight.master = sentinel.diskGroup().address();
        sights.put(sentinel, sight);
    }

    @Override
    public void hears(SentinelProcess sentinel, Event event) {
        Sight sight = sights.get(sentinel);
        switch (event) {
            case Event.InfoReceived received
            when received.link().kind() == LinkId.Kind.DATA -> {
                InfoText info = world.arrived(received.text());
                Address from = received.link().address();
                sight.said.put(from, new Said(info, world.now()));
                world.failovers().said(sentinel, from, info);
                if (from.equals(sight.master)) {
                    masterSaid(sight, info);
                }
                if (info.master().filter(sight.master::equals).isPresent()) {
                    sight.formerMasters.remove(from);
                }
            }
            case Event.LinkUp up -> sight.up.add(up.link());
            case Event.LinkDown down -> sight.up.remove(down.link());
            default -> {}
        }
    }

    private static void masterSaid(Sight sight, InfoText info) {
        if (!info.saysReplica()) {
            takeData(sight, info);
        }
    }

    private static void takeData(Sight sight, InfoText info) {
        if (!info.loading()) {
            sight.masterIds.add(info.replication().replid());
            sight.masterRoots.add(info.history().root());
        }
    }

    @Override
    public void decides(SentinelProcess sentinel, Effect effect) {
        Sight sight = sights.get(sentinel);
        switch (effect) {
            case Effect.Disconnect disconnect -> sight.up.remove(disconnect.link());
            case Effect.Announce announce -> {
                if (announce.event().equals("+selected-slave")) {
                    String[] words = announce.payload().split(" ");
                    chose(sentinel, sight, new Address(words[2], Integer.parseInt(words[3])));
                } else if (announce.event().equals("+switch-master")) {
                    String[] words = announce.payload().split(" ");
                    sight.formerMasters.add(sight.master);
                    sight.chosen.clear();
                    sight.masterIds.clear();
                    if (!sight.masterRoots.isEmpty()) {
                        sight.formerRoots.clear();
                        sight.formerRoots.addAll(sight.masterRoots);
                        sight.masterRoots.clear();
                    }
                    sight.master = new Address(words[3], Integer.parseInt(words[4]));
                    sight.formerMasters.remove(sight.master);
                    // It is the master for the data that it had as a replica.
                    Optional.ofNullable(sight.said.get(sight.master))
                            .map(Said::info)
                            .filter(ChoiceLaw::hasSynced)
                            .ifPresent(info -> takeData(sight, info));
                    // What they said in their old roles says nothing about the new ones.
                    sight.said
                            .entrySet()
                            .removeIf(said -> said.getValue().info().saysReplica()
                                    == said.getKey().equals(sight.master));
                }
            }
            default -> {}
        }
    }

    private void chose(SentinelProcess sentinel, Sight sight, Address chosen) {
        Said of = sight.said.get(chosen);
        world.require(of != null, () -> sentinel.name() + " chooses " + chosen + ", which never said anything");
        world.require(
                isEligible(sentinel, sight, chosen),
                () -> sentinel.name() + " chooses " + chosen + describe(of) + ", which may not lead");
        world.require(
                hasGroupsData(sight, of)
                        || world.failovers().lacksLegacy(sentinel)
                                && sight.formerRoots.contains(
                                        of.info().history().root())
                        || sight.said.entrySet().stream()
                                .noneMatch(said -> saysGroupsData(sight, said.getValue())
                                        && said.getValue().info().priority() != 0 // it can give its data to nobody
                                        && isReached(sentinel, sight, said.getKey())),
                () -> sentinel.name() + " chooses " + chosen + describe(of) + ", whose data is another group's");
        for (Address other : sight.said.keySet()) {
            if (!other.equals(chosen)
                    && !world.failovers().isToldWho(sentinel)
                    && isSurelyEligible(sentinel, sight, other)) {
                world.require(
                        of.info().saysReplica()
                                && !isBetter(sight.said.get(other).info(), of.info()),
                        () -> sentinel.name() + " chooses " + chosen + describe(of) + ", and " + other
                                + describe(sight.said.get(other)) + " is better");
            }
        }
        sight.chosen.add(chosen);
    }

    private static boolean hasGroupsData(Sight sight, Said said) {
        return sight.masterRoots.contains(said.info().history().root());
    }

    /** It can be seen too: it says the id that the master said. Histories may have begun that the sentinel never heard of. */
    private static boolean saysGroupsData(Sight sight, Said said) {
        return hasGroupsData(sight, said)
                && sight.masterIds.contains(said.info().replication().replid());
    }

    private boolean isReached(SentinelProcess sentinel, Sight sight, Address address) {
        return sight.up.stream().anyMatch(link -> link.address().equals(address))
                && !world.failovers().takesForDown(sentinel, address);
    }

    private String describe(Said said) {
        InfoText info = said.info();
        return " (" + (info.saysReplica() ? "replica" : "master") + ", link down " + info.downSeconds() + " s, offset "
                + info.offset() + ", priority " + info.priority() + ", " + (world.now() - said.at()) + " ms ago)";
    }

    private boolean isEligible(SentinelProcess sentinel, Sight sight, Address address) {
        InfoText info = sight.said.get(address).info();
        return !address.equals(sight.master)
                && isReached(sentinel, sight, address)
                && world.now() - sentinel.contacts().lastHeard(info.server()) <= FRESH_MILLIS
                && (info.priority() != 0 || !info.saysReplica())
                && !info.loading()
                && hasSynced(info);
    }

    /** A master that was restarted and has no replicas may be at offset 0 with all its data. */
    private static boolean hasSynced(InfoText info) {
        return info.saysReplica() ? info.downSeconds() >= 0 || info.offset() > 1 : info.offset() > 1 || info.keys() > 0;
    }

    /** By any rule that we may come to have. */
    private boolean isSurelyEligible(SentinelProcess sentinel, Sight sight, Address address) {
        if (!isEligible(sentinel, sight, address)
                || sight.formerMasters.contains(address)
                || sight.chosen.contains(address)) {
            return false;
        }
        Said said = sight.said.get(address);
        return said.info().saysReplica()
                && !said.info().isHandingOver()
                && (!world.failovers().lacksLegacy(sentinel)
                        || sight.formerRoots.contains(said.info().history().root()))
                && (sight.masterIds.isEmpty()
                        || sight.masterIds.equals(
                                Set.of(said.info().replication().replid())))
                && said.info().downSeconds() >= 0
                && world.now() - said.at() <= FRESH_MILLIS
                && downMillis(said)
                        <= leastDownMillis(sight)
                                + STALE_DOWN_AFTERS * world.shape().downAfterMillis();
    }

    private static long downMillis(Said said) {
        return Math.max(0, said.info().downSeconds()) * 1_000;
    }

    private static long leastDownMillis(Sight sight) {
        return sight.said.values().stream()
                .filter(said -> said.info().saysReplica() && said.info().downSeconds() >= 0)
                .mapToLong(ChoiceLaw::downMillis)
                .min()
                .orElse(0);
    }

    private static boolean isBetter(InfoText one, InfoText other) {
        return one.priority() != other.priority() ? one.priority() < other.priority() : one.offset() > other.offset();
    }
}
