package io.vedette.simulation;

import io.vedette.replication.Ballot;
import io.vedette.replication.Electorate;
import io.vedette.replication.LogKey;
import io.vedette.replication.Marker;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who belongs to a group changes by entries of its log, one change at a time: an entry names both lists when enough members have the one
 * that named the present list alone, and the next list alone when enough of both lists have that entry. Nobody else changes it: who is
 * promised the lead names what his data name, so a change that was begun is neither forgotten nor taken back, but by an operator who has the group founded anew.
 *
 * <p>Who had confirmed an entry and was overridden by an operator then goes on being one who has it: the word that it has it may be on its way
 * or counted already. That is safe, for it is foreign from then on, and who is foreign is not counted in a ballot before it has a whole snapshot of one who
 * leads: among the others one less has the entry, and one less can promise, so any p of them and those who have it still share one.
 */
final class MembershipLaw implements Law {
    /** So far goes the log of somebody, the last part of it of that ballot. */
    record Place(Ballot ballot, long offset) {}

    private final World world;
    /** By ballot: the log of the one who was promoted in it. */
    private final Map<Ballot, Place> begun = new HashMap<>();

    private final Shape.Durability rules;
    /** The last ballot in which the group was founded anew, by an operator's word. */
    private Ballot refounding = Ballot.NONE;

    MembershipLaw(World world, Shape.Durability rules) {
        this.world = world;
        this.rules = rules;
    }

    @Override
    public void leads(MemberCores member, Marker marker, Marker before, LogKey key) {
        begun.put(marker.ballot(), new Place(before.ballot(), key.offset()));
        world.require(
                !before.isSet()
                        || marker.electorates().equals(before.electorates())
                        || refounding.equals(marker.ballot()),
                () -> member.server().name() + " leads a group of " + told(marker) + ", and its data say "
                        + told(before));
    }

    /** With some of those who belonged to it, and nobody else. */
    @Override
    public void refounds(MemberCores member, Marker marker, String warning) {
        Electorate list = marker.present();
        boolean known = list.members().stream()
                .allMatch(id -> id.equals(member.serverId())
                        || newest(world.members()).isEmpty()
                        || world.members().stream()
                                .anyMatch(each -> each.marker().names(id)));
        world.require(
                known && marker.next().isEmpty() && list.contains(member.serverId()),
                () -> member.server().name() + " founds the group anew as " + told(marker));
        refounding = marker.ballot();
    }

    @Override
    public void states(MemberCores member, Marker before, LogKey stated, Marker now) {
        world.require(
                now.ballot().equals(before.ballot()) && now.replid().equals(before.replid()),
                () -> member.server().name() + " changes members and begins another history");
        boolean begins = before.next().isEmpty()
                && now.next().isPresent()
                && now.present().equals(before.present())
                && now.next().get().contains(member.serverId());
        boolean ends = before.next().isPresent()
                && now.next().isEmpty()
                && before.next().get().equals(now.present());
        world.require(
                begins || ends,
                () -> member.server().name() + " goes from " + told(before) + " to " + told(now) + " in one step");
        for (Electorate list : before.electorates()) {
            world.require(
                    holders(list, new Place(before.ballot(), stated.offset())) > list.replicas(),
                    () -> member.server().name() + " goes to " + told(now) + " before enough have the entry of "
                            + told(before));
        }
    }

    private long holders(Electorate list, Place entry) {
        return of(list, world.members()).stream()
                .filter(each -> each.logs().stream().anyMatch(log -> holds(log, entry)))
                .count();
    }

    /** Goes back from ballot to ballot, as far as each was begun with the log of the one before. */
    private boolean holds(Place log, Place entry) {
        Place at = log;
        while (at.ballot().epoch() > entry.ballot().epoch() && begun.containsKey(at.ballot())) {
            at = begun.get(at.ballot());
        }
        return at.ballot().equals(entry.ballot()) && at.offset() >= entry.offset();
    }

    /** The members that this list names. */
    static List<MemberCores> of(Electorate list, Collection<MemberCores> members) {
        return members.stream()
                .filter(member -> list.contains(member.serverId()))
                .toList();
    }

    /** What the newest of these data say of who belongs to the group: one list or two; none if they know of no ballot. */
    static List<Electorate> newest(Collection<MemberCores> members) {
        return members.stream()
                .filter(member -> member.marker().isSet())
                .max(Comparator.comparing(MemberCores::key))
                .map(member -> member.marker().electorates())
                .orElse(List.of());
    }

    /**
     * Whether the data of enough members can be built upon for one of them to lead, those who have forgotten too where all can answer. Where no
     * data name a ballot: whether there are no more than were stated, and enough that the first one can be held again.
     */
    boolean enoughCount() {
        List<MemberCores> present = world.members().stream()
                .filter(member -> member.server().isInUse())
                .toList();
        List<MemberCores> known = present.stream().filter(world::isKnown).toList();
        List<MemberCores> inGroup = present.stream()
                .filter(member -> member.ballots().isSupervised())
                .toList();
        // Those in no group may have newer data than all members where these have forgotten, and sentinels may know
        // them or not. Whom they do not know, since they were told to forget it and no master has named it since, they
        // cannot ask.
        return enoughCount(present) && (inGroup.isEmpty() || enoughCount(inGroup)) && enoughCount(known);
    }

    private boolean enoughCount(List<MemberCores> present) {
        Predicate<MemberCores> counts = member -> member.ballots()
                .whyNotCounted()
                .filter(why -> !why.equals("amnesiac"))
                .isEmpty();
        List<MemberCores> sound = present.stream().filter(counts).toList();
        List<MemberCores> whole = sound.stream()
                .filter(member -> member.ballots().whyNotCounted().isEmpty())
                .toList();
        List<Electorate> lists =
                Optional.of(newest(sound)).filter(found -> !found.isEmpty()).orElseGet(() -> newest(present));
        if (lists.isEmpty()) {
            int all = world.shape().servers();
            boolean configured = whole.stream()
                    .anyMatch(
                            member -> world.failovers().isNamed(member.server().address()));
            return present.size() == all && (configured || sound.size() >= all - rules.confirming());
        }
        boolean all = lists.stream()
                .allMatch(list -> of(list, present).size() == list.members().size());
        return lists.stream()
                .allMatch(list ->
                        of(list, all ? sound : whole).size() >= list.members().size() - list.replicas());
    }

    static String told(Marker marker) {
        return marker.electorates().stream()
                .map(list -> list + " ("
                        + String.join(
                                ", ",
                                list.members().stream()
                                        .map(id -> id.substring(0, 1))
                                        .toList()) + ")")
                .reduce((one, next) -> one + " and next " + next)
                .orElse("nobody");
    }
}
