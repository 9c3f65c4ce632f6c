package io.vedette.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.replication.Ballots.Standing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MembershipChangeTest {
    private static final String GROUP = "mymaster";
    private static final String REPLID = "f".repeat(40);
    private static final int SERVERS = 5;
    private static final int SEEDS = 400;
    private static final int STEPS = 600;

    /** What is broken on purpose, to show that it would be seen. */
    private enum Mutant {
        NONE,
        /** A leader asks enough of the newest list only. */
        NEWEST_LIST_ALONE,
        /** The new list is stated alone before both have confirmed the entry that names both. */
        NEW_LIST_TOO_EARLY,
        /** A leader goes by the list that it knows from before. */
        OLD_LIST_ALONE
    }

    /** A write, or a marker: then the number is 0. */
    private record Entry(long write, Marker marker) {}

    private record Pending(long write, long offset, WriteQuorum.Rule rule) {}

    /** One server; the disk takes everything at once. An entry is one byte long. */
    private static final class Server {
        private final int number;
        private final String id;
        private final Ballots ballots = new Ballots(Vow.NONE, "life", this::place, () -> false);
        private final WriteQuorum quorum = new WriteQuorum();
        private final List<BallotEffect> seen = new ArrayList<>();
        private List<Entry> log = new ArrayList<>();
        private List<Pending> pending = new ArrayList<>();
        private int master = -1;
        private long link;

        Server(int number) {
            this.number = number;
            this.id = Integer.toHexString(number + 1).repeat(40);
            quorum.ownName(id);
            give(new BallotEvent.Started(false, true));
        }

        Marker marker() {
            return log.reversed().stream()
                    .map(Entry::marker)
                    .filter(Marker::isSet)
                    .findFirst()
                    .orElse(Marker.NONE);
        }

        Ballots.Place place() {
            return new Ballots.Place(marker(), log.size(), true, false);
        }

        boolean leads() {
            return ballots.standing() == Standing.LEADING;
        }

        void give(BallotEvent event) {
            for (BallotEffect effect : ballots.handle(event)) {
                seen.add(effect);
                switch (effect) {
                    case BallotEffect.Store store -> give(new BallotEvent.Stored(store.number()));
                    case BallotEffect.BeginHistory(Marker began) -> {
                        quorum.endReign("promoted");
                        state(began);
                    }
                    case BallotEffect.ChangeMembers(Marker stated) -> state(stated);
                    case BallotEffect.Attach(String host, int port) -> master = Integer.parseInt(host);
                    case BallotEffect.Detach detach -> {
                        quorum.endReign("detached");
                        pending.clear();
                        link = 0;
                    }
                    default -> {}
                }
            }
        }

        private void state(Marker marker) {
            log.add(new Entry(0, marker));
            quorum.adopt(marker.electorates(), false, 0);
        }

        void tick() {
            give(new BallotEvent.Confirmed(quorum.rule(), quorum.confirmed(quorum.rule())));
        }

        void change(Electorate next) {
            give(new BallotEvent.MembersAsked(7, GROUP, next, quorum.names(), id));
        }

        void follow(Ballot ballot, Server leader) {
            give(new BallotEvent.FollowAsked(1, GROUP, ballot, Integer.toString(leader.number), 1));
        }

        BallotEffect last() {
            return seen.getLast();
        }

        String refusal() {
            return ((BallotEffect.Refuse) last()).line();
        }
    }

    private final List<Server> servers = new ArrayList<>();
    private long links;
    private long writes;
    private final Set<Long> confirmed = new TreeSet<>();

    @BeforeEach
    void begin() {
        servers.clear();
        confirmed.clear();
        IntStream.range(0, SERVERS).forEach(i -> servers.add(new Server(i)));
    }

    private static Ballot ballot(long epoch) {
        return new Ballot(epoch, "1");
    }

    private Electorate list(int replicas, int... numbers) {
        return new Electorate(
                replicas, IntStream.of(numbers).mapToObj(i -> servers.get(i).id).toList());
    }

    private boolean promote(Server server, Ballot ballot, Electorate members) {
        server.give(new BallotEvent.PromoteAsked(
                1, GROUP, ballot, server.place().key(), "life", REPLID, members.replicas(), members.members()));
        return server.leads();
    }

    /** Attaches if it is not attached, takes up to so many entries, and says what it has. */
    private void replicate(Server replica, int most) {
        if (replica.ballots.standing() != Standing.FOLLOWING) {
            return;
        }
        Server leader = servers.get(replica.master);
        if (!leader.leads()) {
            return;
        }
        if (replica.link == 0) {
            Ballot leading = leader.ballots.vow().led();
            if (!replica.ballots.mayAttach(leading)) {
                return;
            }
            replica.give(new BallotEvent.Attached(leading, leader.log.size()));
            replica.link = ++links;
            boolean isPiece = replica.log.size() <= leader.log.size()
                    && replica.log.equals(leader.log.subList(0, replica.log.size()));
            if (!isPiece) {
                replica.log = new ArrayList<>(leader.log); // a snapshot, loaded beside the data
                replica.give(new BallotEvent.DataReplaced());
            }
            leader.quorum.joined(replica.link, replica.id);
        }
        int from = replica.log.size();
        replica.log.addAll(leader.log.subList(from, Math.min(leader.log.size(), from + most)));
        replica.give(new BallotEvent.Looked());
        if (replica.ballots.mayAcknowledge()) {
            long has = replica.ballots.acknowledged(replica.log.size(), replica.log.size());
            leader.quorum.acknowledged(replica.link, has, WriteQuorum.NOTHING, leader.log.size());
        }
    }

    private void write(Server leader) {
        leader.log.add(new Entry(++writes, Marker.NONE));
        leader.pending.add(new Pending(writes, leader.log.size(), leader.quorum.rule()));
    }

    private void settle(Server leader) {
        leader.pending.removeIf(each -> {
            boolean kept = leader.quorum.isKept(each.rule(), each.offset());
            if (kept) {
                confirmed.add(each.write());
            }
            return kept;
        });
    }

    /** The first three are a group, of which one confirms; the others follow. */
    private Server begun() {
        Server first = servers.getFirst();
        servers.subList(0, 3).forEach(server -> server.give(new BallotEvent.PrepareAsked(1, GROUP, ballot(1))));
        assertTrue(promote(first, ballot(1), list(1, 0, 1, 2)));
        servers.subList(1, SERVERS).forEach(server -> server.follow(ballot(1), first));
        all();
        first.tick();
        first.tick();
        return first;
    }

    private void all() {
        servers.forEach(server -> replicate(server, 99));
    }

    @Test
    void bothListsConfirmBeforeTheNewOneIsAlone() {
        Server leader = begun();
        leader.change(list(2, 0, 1, 2, 3));
        assertEquals(2, leader.marker().electorates().size());
        leader.tick();
        replicate(servers.get(3), 9);
        leader.tick();
        assertEquals(2, leader.marker().electorates().size(), "of the old list nobody has confirmed it");
        replicate(servers.get(1), 9);
        leader.tick();
        assertEquals(List.of(list(2, 0, 1, 2, 3)), leader.marker().electorates());
        assertFalse(leader.seen.contains(new BallotEffect.Confirm(7)), "that is to be confirmed too");
        leader.tick();
        replicate(servers.get(3), 9);
        leader.tick();
        assertFalse(leader.seen.contains(new BallotEffect.Confirm(7)), "by two");
        replicate(servers.get(1), 9);
        leader.tick();
        assertEquals(new BallotEffect.Confirm(7), leader.last());
        leader.change(list(2, 3, 2, 1, 0));
        assertEquals(new BallotEffect.Confirm(7), leader.last(), "that it is already");
    }

    @Test
    void whatCannotBeIsRefused() {
        Server leader = begun();
        servers.get(1).change(list(1, 0, 1, 2));
        assertTrue(servers.get(1).refusal().startsWith("SUPERVISED "));
        leader.change(list(1, 1, 2, 3));
        assertTrue(leader.refusal().contains("leads and is not on the list"));
        leader.quorum.left(servers.get(4).link);
        leader.change(list(1, 0, 1, 4));
        assertTrue(leader.refusal().endsWith("not attached in this ballot: " + servers.get(4).id));
        leader.quorum.left(servers.get(2).link);
        leader.change(list(2, 0, 1, 2));
        assertTrue(leader.refusal().contains("only 1 replicas"));
        leader.change(list(1, 0, 1, 2, 3));
        leader.change(list(1, 0, 1));
        assertTrue(leader.refusal().contains("another change is under way"));
        assertEquals(2, leader.marker().electorates().size());
    }

    @Test
    void nothingIsChangedBeforeWhatTheLeaderBeganWithIsConfirmed() {
        Server leader = servers.getFirst();
        leader.give(new BallotEvent.PrepareAsked(1, GROUP, ballot(1)));
        assertTrue(promote(leader, ballot(1), list(1, 0, 1)));
        leader.tick();
        leader.tick();
        leader.change(list(1, 0, 1, 2));
        assertTrue(leader.refusal().contains("is not confirmed yet"));
    }

    @Test
    void whoLeadsNextFinishesTheChangeByItsOwnData() {
        Server leader = begun();
        leader.change(list(2, 0, 1, 2, 3));
        replicate(servers.get(1), 9);
        servers.subList(0, 4).forEach(server -> server.give(new BallotEvent.PrepareAsked(1, GROUP, ballot(2))));
        assertTrue(leader.seen.stream()
                .anyMatch(effect -> effect instanceof BallotEffect.Refuse(long client, String line)
                        && client == 7
                        && line.startsWith("UNDERWAY ")));
        Server next = servers.get(1);
        assertFalse(promote(next, ballot(2), list(1, 0, 1)), "who promotes does not change the members");
        assertTrue(next.refusal().startsWith("NOTPREPARED "));
        assertTrue(promote(next, ballot(2), list(1, 2, 1, 0)));
        assertEquals(2, next.marker().electorates().size());
        assertEquals(2, next.quorum.rule().replicas());
        next.change(list(2, 0, 1, 2, 3)); // the operator repeats it there
        servers.get(2).follow(ballot(2), next);
        servers.get(3).follow(ballot(2), next);
        for (int i = 0; i < 4; i++) {
            all();
            next.tick();
        }
        assertEquals(List.of(list(2, 0, 1, 2, 3)), next.marker().electorates());
        assertEquals(new BallotEffect.Confirm(7), next.last());
    }

    // --- anything in any order ---

    @Test
    void whateverHappensWhoLeadsHasAllThatWasConfirmed() {
        int changes = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            begin();
            assertEquals(Optional.empty(), walk(new Random(seed), Mutant.NONE), "seed " + seed);
            changes += (int) servers.stream()
                    .flatMap(server -> server.seen.stream())
                    .filter(new BallotEffect.Confirm(7)::equals)
                    .count();
        }
        assertTrue(changes > SEEDS / 4, "changes were made: " + changes);
    }

    @Test
    void theWalkSeesEachRuleThatIsBroken() {
        for (Mutant mutant : List.of(Mutant.NEWEST_LIST_ALONE, Mutant.NEW_LIST_TOO_EARLY, Mutant.OLD_LIST_ALONE)) {
            boolean seen = IntStream.range(0, 20 * SEEDS).anyMatch(seed -> {
                begin();
                return walk(new Random(seed), mutant).isPresent();
            });
            assertTrue(seen, mutant.toString());
        }
    }

    /** Returns what was lost. */
    private Optional<String> walk(Random random, Mutant mutant) {
        begun();
        for (int step = 0; step < STEPS; step++) {
            Server any = servers.get(random.nextInt(SERVERS));
            switch (random.nextInt(60)) {
                case 0 -> {
                    Optional<String> lost = elect(random, mutant);
                    if (lost.isPresent()) {
                        return lost;
                    }
                }
                case 1, 2, 3, 4, 5 ->
                    newestLeader()
                            .ifPresent(leader -> any.follow(leader.ballots.vow().led(), leader));
                case 6, 7, 8 -> {
                    if (any.leads()) {
                        any.change(randomList(random, any));
                    }
                }
                case 10, 11, 12, 13, 14, 15, 16, 17 -> {
                    if (any.leads()) {
                        write(any);
                    }
                }
                case 20, 21, 22, 23, 24, 25, 26, 27, 28, 29 -> {
                    if (any.leads() && mutant == Mutant.NEW_LIST_TOO_EARLY) {
                        any.give(new BallotEvent.Confirmed(any.quorum.rule(), Long.MAX_VALUE));
                    }
                    any.tick();
                    settle(any);
                }
                default -> replicate(any, 1 + random.nextInt(4));
            }
        }
        return Optional.empty();
    }

    private Optional<Server> newestLeader() {
        return servers.stream()
                .filter(Server::leads)
                .max(Comparator.comparingLong(
                        server -> server.ballots.vow().led().epoch()));
    }

    private Electorate randomList(Random random, Server leader) {
        List<Server> others = new ArrayList<>(servers);
        others.remove(leader);
        Collections.shuffle(others, random);
        List<String> ids = new ArrayList<>(List.of(leader.id));
        others.subList(0, 1 + random.nextInt(SERVERS - 1)).forEach(server -> ids.add(server.id));
        return new Electorate(1 + random.nextInt(ids.size() - 1), ids);
    }

    /** As a sentinel does it: those whom it reaches promise, and if they are enough the greatest key leads. */
    private Optional<String> elect(Random random, Mutant mutant) {
        long last = servers.stream()
                .mapToLong(server -> server.ballots.vow().promised().epoch())
                .max()
                .orElseThrow();
        Ballot ballot = ballot(last + 1);
        List<Server> reached =
                servers.stream().filter(server -> random.nextInt(3) > 0).toList();
        Optional<Server> knows = reached.stream()
                .filter(server -> server.marker().isSet())
                .max(Comparator.comparing(server -> server.place().key()));
        if (knows.isEmpty()) {
            return Optional.empty();
        }
        List<Electorate> named = knows.get().marker().electorates();
        List<Electorate> lists = switch (mutant) {
            case NEWEST_LIST_ALONE -> List.of(named.getLast());
            case OLD_LIST_ALONE -> List.of(named.getFirst());
            default -> named;
        };
        List<Server> promised = reached.stream()
                .filter(server -> lists.stream().anyMatch(list -> list.contains(server.id)))
                .toList();
        Set<String> ids =
                new HashSet<>(promised.stream().map(server -> server.id).toList());
        boolean enough = lists.stream()
                .allMatch(list -> list.members().stream().filter(ids::contains).count()
                        >= list.members().size() - list.replicas());
        if (!enough) {
            return Optional.empty();
        }
        reached.forEach(server -> server.give(new BallotEvent.PrepareAsked(1, GROUP, ballot)));
        Server chosen = promised.stream()
                .max(Comparator.comparing((Server server) -> server.place().key())
                        .thenComparing(server -> server.id))
                .orElseThrow();
        assertTrue(
                promote(chosen, ballot, chosen.marker().present()),
                () -> chosen.last().toString());
        List<Long> has = chosen.log.stream().map(Entry::write).toList();
        return confirmed.stream()
                .filter(write -> !has.contains(write))
                .findFirst()
                .map(write -> "write " + write + " is lost");
    }
}
