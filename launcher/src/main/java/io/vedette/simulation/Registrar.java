package io.vedette.simulation;

import io.vedette.replication.Electorate;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.MasterSettings;
import io.vedette.sentinel.core.Operation;
import io.vedette.sentinel.core.WriteQuorum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The operator who changes who belongs to a group with a write quorum, as the manual says: starts a new server as a replica, asks the
 * one who leads for another list, again and again until that is done, states on each sentinel what the group goes by, and
 * stops who was left out. He may ask one who leads no more, and is slow. When there is peace he wants nothing new. Owned by
 * {@link Faults}.
 */
final class Registrar {
    private static final int QUICKEST_LOOK_MILLIS = 50;
    private static final int SLOWEST_LOOK_MILLIS = 400;
    private static final int MOST_MEMBERS = 6;

    /** @param leaver who is not to belong to it any more */
    private record Wish(Electorate list, Optional<MemberCores> newcomer, Optional<MemberCores> leaver) {}

    private final World world;
    private final Chance chance;
    private Optional<Wish> wish = Optional.empty();
    private boolean peace;

    Registrar(World world) {
        this.world = world;
        this.chance = world.chance();
    }

    void begin() {
        world.agenda().in(chance.between(QUICKEST_LOOK_MILLIS, SLOWEST_LOOK_MILLIS), () -> {
            look();
            begin();
        });
    }

    /** From now on nothing new is wanted. */
    void rest() {
        peace = true;
        wish = Optional.empty();
    }

    private void look() {
        leader().filter(member -> member.marker().isSet()).ifPresent(leader -> {
            adopt(leader.server().address());
            lead(leader);
        });
        List<Electorate> lists = MembershipLaw.newest(leader().map(List::of)
                .orElseGet(() -> world.members().stream()
                        .filter(member ->
                                member.server().answers() && member.ballots().isSupervised())
                        .toList()));
        if (!lists.isEmpty()) {
            Electorate list = chance.coin() ? lists.getFirst() : lists.getLast();
            if (list.replicas() > 0) { // a member that is left alone cannot be stated
                state(list);
            }
        }
    }

    /**
     * Sentinels find a new replica by what the master says, so who was started under somebody else, or whose master leads no more, is lost to
     * them: one that is in no group yet gets a REPLICAOF, another one is started anew. So, in the end, does one that he has made a master of its own
     * and that no sentinel knows: they would send it to the one who leads, if they knew it.
     */
    private void adopt(Address master) {
        for (MemberCores member : world.members()) {
            boolean alone = peace
                    && member.master().isEmpty()
                    && !member.server().address().equals(master)
                    && !isKnown(member);
            boolean elsewhere = member.server().answers()
                    && (alone
                            || member.master().filter(of -> !of.equals(master)).isPresent());
            if (elsewhere && member.refusesRole().isEmpty()) {
                member.follow(master);
            } else if (elsewhere && !member.linkUp() && chance.oneIn(6) && !isKnown(member)) {
                member.server().end(Replicator.Death.STOPPED);
                member.server().restart(DataServer.Memory.ALL, Optional.of(master));
            }
        }
    }

    /** Sentinels that could lead know of it, all that can be asked just now. */
    private boolean isKnown(MemberCores member) {
        Address address = member.server().address();
        List<SentinelProcess> running =
                world.sentinels().stream().filter(SentinelProcess::isRunning).toList();
        return running.size() >= world.majority() && running.stream().allMatch(sentinel -> sentinel.knows(address));
    }

    /** Who says that it leads; by chance one whose time is over. */
    private Optional<MemberCores> leader() {
        List<MemberCores> leaders = world.members().stream()
                .filter(member -> member.server().answers() && member.leads())
                .toList();
        return !leaders.isEmpty() && !peace && chance.oneIn(4)
                ? Optional.of(chance.any(leaders))
                : leaders.stream().max(java.util.Comparator.comparing(MemberCores::key));
    }

    /** SENTINEL SET on each, sooner or later. */
    private void state(Electorate list) {
        WriteQuorum stated = new WriteQuorum(list.replicas(), list.members().size() - 1);
        for (SentinelProcess sentinel : world.sentinels()) {
            MasterSettings settings = sentinel.diskGroup().settings();
            boolean differs =
                    settings.caution().writeQuorum().filter(stated::equals).isEmpty();
            if (differs && sentinel.isRunning() && (peace || chance.oneIn(3))) {
                sentinel.order(new Operation.Change(
                        World.GROUP,
                        settings.withCaution(settings.caution().withWriteQuorum(Optional.of(stated))),
                        List.of("write-quorum " + stated.confirming() + " " + stated.replicas())));
            }
        }
    }

    private void lead(MemberCores leader) {
        if (wish.isEmpty() && !peace && chance.oneIn(4)) {
            wish = imagine(leader);
        }
        wish.ifPresent(wanted -> pursue(wanted, leader));
    }

    private Optional<Wish> imagine(MemberCores leader) {
        Electorate present = leader.marker().electorates().getLast();
        List<MemberCores> outside = world.members().stream()
                .filter(member -> !present.contains(member.serverId()))
                .toList();
        List<MemberCores> others = MembershipLaw.of(present, world.members()).stream()
                .filter(member -> member != leader)
                .toList();
        int kind = chance.between(0, 5);
        boolean joins = kind <= 3 && !outside.isEmpty() && present.members().size() < MOST_MEMBERS;
        boolean leaves = kind >= 2 && kind <= 4 && (joins ? !others.isEmpty() : others.size() > 1);
        Optional<MemberCores> newcomer = joins ? Optional.of(chance.any(outside)) : Optional.empty();
        Optional<MemberCores> leaver = leaves ? Optional.of(chance.any(others)) : Optional.empty();
        List<String> ids = new ArrayList<>(present.members());
        leaver.ifPresent(member -> ids.remove(member.serverId()));
        newcomer.ifPresent(member -> ids.add(member.serverId()));
        int replicas = ids.size() - 1;
        int confirming = chance.oneIn(3) ? chance.between(1, replicas) : (replicas + 1) / 2;
        return Optional.of(new Wish(new Electorate(confirming, ids), newcomer, leaver));
    }

    private void pursue(Wish wanted, MemberCores leader) {
        Address address = leader.server().address();
        boolean started =
                wanted.newcomer().isEmpty() || wanted.newcomer().get().server().isInUse();
        if (!started) {
            wanted.newcomer().get().server().employ(address);
        } else if (chance.oneIn(12)) {
            wish = Optional.empty(); // he has thought better of it
        } else if (wanted.newcomer().isEmpty() || isKnown(wanted.newcomer().get())) {
            leader.changeMembers(wanted.list(), refusal -> {
                if (refusal.isEmpty()) {
                    done(wanted);
                }
            });
        }
    }

    private void done(Wish wanted) {
        if (wish.filter(wanted::equals).isPresent()) {
            wish = Optional.empty();
            wanted.leaver()
                    .filter(member -> chance.oneIn(3))
                    .ifPresent(member -> world.agenda().in(chance.between(0, 1_000), () -> dismiss(member)));
        }
    }

    /** It is stopped, and the sentinels are told to forget it, unless it has been asked back. */
    private void dismiss(MemberCores member) {
        boolean wanted = wish.flatMap(Wish::newcomer).filter(member::equals).isPresent()
                || MembershipLaw.newest(world.members()).stream().anyMatch(list -> list.contains(member.serverId()));
        if (!peace && !wanted) {
            member.server().dismiss(chance.coin() ? Replicator.Death.STOPPED : Replicator.Death.KILLED);
            for (SentinelProcess sentinel : world.sentinels()) {
                sentinel.order(new Operation.Forget(
                        World.GROUP,
                        Operation.Member.REPLICA,
                        member.server().address().toString()));
            }
        }
    }
}
