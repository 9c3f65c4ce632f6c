package io.vedette.simulation;

import io.vedette.replication.Ballot;
import io.vedette.replication.Ballots;
import io.vedette.replication.Electorate;
import io.vedette.replication.LogKey;
import io.vedette.replication.Marker;
import io.vedette.replication.Vow;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Prepare, choose, promote. A promise never goes back, over restarts too, knows one token an epoch, and is on the disk before anybody
 * hears of it. One ballot names one target, for ever, which has not restarted since it answered. It is promoted with the
 * promises of p members of each list that the newest data name, members whose data count, or of all members, and no p of them have less than the rest: the old master alone may
 * be left out, and only where p others, whole ones, are there. An operator's word makes a group of those who have promised, of whom the best leads. A first ballot needs all members and looks at no keys. A member follows, and acknowledges to, nobody whose ballot is lower than
 * its promise, and acknowledges nothing before that promise is on its disk.
 */
final class BallotLaw implements Law {
    /**
     * @param whyNotCounted as the member said itself
     */
    private record Promise(String runId, LogKey key, Marker marker, Optional<String> whyNotCounted) {
        boolean isWhole() {
            return whyNotCounted.isEmpty();
        }

        boolean isAmnesiac() {
            return whyNotCounted.filter("amnesiac"::equals).isPresent();
        }
    }

    private final World world;
    private final Shape.Durability rules;
    private final Map<Ballot, Map<MemberCores, Promise>> promises = new HashMap<>();
    private final Map<Ballot, MemberCores> targets = new HashMap<>();
    private final Set<Ballot> refounding = new HashSet<>();

    BallotLaw(World world) {
        this.world = world;
        this.rules = world.shape().durability().orElseThrow();
    }

    @Override
    public void vows(MemberCores member, Vow before, Vow now) {
        world.require(
                mayFollow(before.promised(), now.promised()),
                () -> member.server().name() + " goes back from its promise " + before.promised() + " to "
                        + now.promised());
        world.require(
                !before.inGroup() || now.group().equals(before.group()),
                () -> member.server().name() + " leaves its group");
    }

    /** Said once more, for what the product says of it is judged here. */
    private static boolean mayFollow(Ballot promised, Ballot ballot) {
        return ballot.epoch() > promised.epoch() || ballot.equals(promised);
    }

    @Override
    public void promises(MemberCores member, Ballot ballot) {
        world.require(
                member.disk().vow().promised().equals(ballot),
                () -> member.server().name() + " says that it has promised " + ballot + ", and its disk says "
                        + member.disk().vow().promised());
        world.require(
                !member.leads() && !member.linkUp(), () -> member.server().name() + " promises and does not let go");
        promises.computeIfAbsent(ballot, any -> new LinkedHashMap<>())
                .put(
                        member,
                        new Promise(
                                member.server().runId(),
                                member.key(),
                                member.marker(),
                                member.ballots().whyNotCounted()));
    }

    @Override
    public void leads(MemberCores member, Marker marker, Marker before, LogKey key) {
        Ballot ballot = marker.ballot();
        MemberCores other = targets.putIfAbsent(ballot, member);
        world.require(
                other == null,
                () -> "ballot " + ballot + " promotes " + member.server().name() + " after "
                        + other.server().name());
        world.require(
                member.disk().vow().led().equals(ballot),
                () -> member.server().name() + " leads in ballot " + ballot + " before that is on its disk");
        Map<MemberCores, Promise> told = promises.getOrDefault(ballot, Map.of());
        Promise own = told.get(member);
        world.require(
                own != null && own.runId().equals(member.server().runId()),
                () -> member.server().name() + " is promoted for what it did not say in this life");
        if (refounding.contains(ballot)) {
            requireBest(member, own, of(marker.present(), told));
            return;
        }
        Optional<String> wrong = wrong(member, key, told)
                .filter(any -> wrong(member, key, upTo(key, told)).isPresent());
        world.require(
                wrong.isEmpty(),
                () -> member.server().name() + " is promoted with key " + key + ": " + wrong.get() + ": "
                        + told.values());
    }

    /**
     * Those of them who hold no more. The others may have promised after the leader had made up its mind, who need not wait for them: enough have
     * promised without them by the lists that these data name, and a list that only theirs name is not alone in force, since for that enough of
     * the one before must have confirmed the entry that named both, and one of those would be here (seed 631518).
     */
    private static Map<MemberCores, Promise> upTo(LogKey key, Map<MemberCores, Promise> told) {
        Map<MemberCores, Promise> some = new LinkedHashMap<>(told);
        some.values().removeIf(each -> !isAtMost(each, key));
        return some;
    }

    /** Why the promises are not enough for that member; empty: they are. */
    private Optional<String> wrong(MemberCores member, LogKey key, Map<MemberCores, Promise> told) {
        Promise own = told.get(member);
        List<Electorate> lists = lists(told.values());
        if (lists.isEmpty()) {
            int all = world.shape().servers();
            return told.size() == all
                    ? Optional.empty()
                    : Optional.of("a first ballot is held with the promises of " + told.size() + " of " + all);
        }
        boolean all = lists.stream()
                .allMatch(list -> of(list, told).size() == list.members().size());
        if (lists.stream().noneMatch(list -> list.contains(member.serverId()))
                || !own.isWhole() && !(own.isAmnesiac() && all)) {
            return Optional.of("it is " + own.whyNotCounted() + ", not one of " + lists);
        }
        return lists.stream()
                .filter(list -> !isCarried(list, of(list, told), all, key))
                .findFirst()
                .map(list -> "not enough of " + list + " have promised and no more");
    }

    @Override
    public void refounds(MemberCores member, Marker marker, String warning) {
        refounding.add(marker.ballot());
    }

    /** By an operator's word: who holds the most of those that promised, their data of the group's history, or of none if nobody has such. */
    private void requireBest(MemberCores member, Promise own, Collection<Promise> told) {
        boolean sound = own.isWhole() || own.isAmnesiac();
        world.require(
                told.stream()
                        .filter(each -> each.isWhole() || each.isAmnesiac())
                        .allMatch(each -> sound && isAtMost(each, own.key())),
                () -> member.server().name() + " founds the group anew, and has not the most of: " + told);
    }

    /** Enough whole members have promised and hold no more, or all have and none that is to be counted then holds more. */
    private static boolean isCarried(Electorate list, List<Promise> told, boolean all, LogKey key) {
        int needed = list.members().size() - list.replicas();
        long whole = told.stream()
                .filter(each -> each.isWhole() && isAtMost(each, key))
                .count();
        List<Promise> counted = told.stream()
                .filter(each -> each.isWhole() || each.isAmnesiac())
                .toList();
        return whole >= needed
                || all && counted.size() >= needed && counted.stream().allMatch(each -> isAtMost(each, key));
    }

    private static List<Promise> of(Electorate list, Map<MemberCores, Promise> told) {
        return MembershipLaw.of(list, told.keySet()).stream().map(told::get).toList();
    }

    /**
     * Who belongs to the group, as the newest of these data say that can be built upon, or else the newest of all. None where no data name
     * a ballot, though one may have been held: then its first entry, behind which all else would stand, is on no disk. Nothing was
     * acknowledged in it, so the next is a first one again, and the configured master leads whatever the others hold.
     */
    private static List<Electorate> lists(Collection<Promise> told) {
        return newest(told.stream().filter(each -> each.isWhole() || each.isAmnesiac()))
                .or(() -> newest(told.stream()))
                .map(each -> each.marker().electorates())
                .orElse(List.of());
    }

    private static Optional<Promise> newest(Stream<Promise> told) {
        return told.filter(each -> each.marker().isSet()).max(Comparator.comparing(Promise::key));
    }

    private static boolean isAtMost(Promise promise, LogKey key) {
        return promise.key().compareTo(key) <= 0;
    }

    @Override
    public void attaches(MemberCores member, Ballot ballot) {
        world.require(
                mayFollow(member.disk().vow().promised(), ballot),
                () -> member.server().name() + " has promised "
                        + member.disk().vow().promised() + " and follows who leads in " + ballot);
    }

    @Override
    public void acknowledges(MemberCores member, Ballot ballot) {
        world.require(
                member.ballots().standing() == Ballots.Standing.FOLLOWING
                        && member.disk().vow().promised().equals(ballot),
                () -> member.server().name() + " is " + member.ballots().standing() + ", acknowledges in ballot "
                        + ballot + ", and its disk says "
                        + member.disk().vow().promised());
        world.require(
                rules.fsync() || member.disk().vow().unclean(),
                () -> member.server().name() + " acknowledges from memory, and its disk does not say so");
        world.require(
                member.ballots().whyNotCounted().isEmpty(),
                () -> member.server().name() + " acknowledges and is "
                        + member.ballots().whyNotCounted().orElseThrow());
    }
}
