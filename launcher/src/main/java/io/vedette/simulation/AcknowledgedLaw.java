package io.vedette.simulation;

import io.vedette.replication.Ballot;
import io.vedette.replication.Electorate;
import io.vedette.replication.LogKey;
import io.vedette.replication.Marker;
import io.vedette.replication.Vow;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * No acknowledged write is lost: whoever is promoted has every write that was acknowledged in an older ballot, and no server of the group gives one
 * up for a snapshot that lacks it. "Any w and any p members share one." An order to lead may be obeyed late, by one who slept while a newer
 * ballot acknowledged: it finds nobody who confirms for it.
 *
 * <p>Acknowledged is a reply that leaves, also one that only tells how things are. It leaves a member that leads; w members have the write
 * then, of each list that belonged to the group when it was written, on their disks where the group confirms from disks; and all who were promoted by a later ballot, or by another of the same epoch,
 * have it: two masters never acknowledge what does not go together.
 *
 * <p>Where members confirm from memory, a write is forgotten when the last of those that had it has lost its memory, the last of a list that
 * is in force: what remains assumed is that at most N of w do before one has it again. That, and nothing else, is excused, and counted. A member
 * that confirmed from memory, and whose data are counted for a ballot, has all acknowledged writes that it may have confirmed. Before the first ballot nothing is promised.
 *
 * <p>Nor is anything promised of what only those have whom an operator has told to go against the ballots: he is warned, and it is counted. Whatever they
 * acknowledge after that is not the group's. The same holds where he has the group founded anew by those who are left.
 */
final class AcknowledgedLaw implements Law {
    private record Reign(Ballot ballot, History history) {}

    private final World world;
    private final Shape.Durability rules;
    /** By branch: the numbers of writes that were acknowledged and are not forgotten. */
    private final Map<History, BitSet> acknowledged = new LinkedHashMap<>();

    /** By branch and epoch: the greatest number that was acknowledged then. */
    private final Map<History, NavigableMap<Long, Integer>> epochs = new LinkedHashMap<>();

    private final List<Reign> reigns = new ArrayList<>();
    /** Who belongs to the group, by the newest entry that enough have for a write behind it to be acknowledged, or that ends a change. */
    private List<Electorate> inForce = List.of();

    private LogKey inForceAt = new LogKey(0, 0);
    private long count;
    private long forgotten;
    private long lastMillis;

    AcknowledgedLaw(World world, Shape.Durability rules) {
        this.world = world;
        this.rules = rules;
    }

    long count() {
        return count;
    }

    /** Those that are gone, and may be. */
    long forgotten() {
        return forgotten;
    }

    /** When the last one was acknowledged. */
    long lastMillis() {
        return lastMillis;
    }

    @Override
    public void confirms(MemberCores member, History history, long position, List<Electorate> lists, LogKey stated) {
        if (reigns.isEmpty()) {
            return;
        }
        world.require(
                member.leads(),
                () -> member.server().name() + " acknowledges a write and is "
                        + member.ballots().standing());
        Ballot ballot = member.ballots().vow().led();
        for (Electorate list : lists) {
            long holders = MembershipLaw.of(list, world.members()).stream()
                    .filter(each -> holds(each, history, position))
                    .count();
            world.require(
                    holders > list.replicas(),
                    () -> member.server().name() + " acknowledges write " + position + " that " + holders
                            + " have, and " + list + " must beside a master");
        }
        if (stated.compareTo(inForceAt) >= 0) {
            inForce = lists;
            inForceAt = stated;
        }
        for (Reign reign : reigns) {
            world.require(
                    reign.ballot().epoch() < ballot.epoch()
                            || reign.ballot().equals(ballot)
                            || reign.history().holds(reign.history().fork(), history, position),
                    () -> member.server().name() + " acknowledges in ballot " + ballot + " write " + position
                            + " that the one who led in ballot " + reign.ballot() + " has not");
        }
        if (position > 0) {
            BitSet numbers = acknowledged.computeIfAbsent(history.maker(position), branch -> new BitSet());
            count += numbers.get((int) position) ? 0 : 1;
            numbers.set((int) position);
            epochs.computeIfAbsent(history.maker(position), branch -> new TreeMap<>())
                    .merge(ballot.epoch(), (int) position, Math::max);
        }
        lastMillis = world.now();
    }

    @Override
    public void states(MemberCores member, Marker before, LogKey stated, Marker now) {
        if (now.next()
                .isEmpty()) { // enough of the next list have the entry that named both, and all that was acknowledged
            // before
            inForce = now.electorates();
            inForceAt = new LogKey(member.key().epoch(), member.key().offset() + 1);
        }
    }

    private boolean holds(MemberCores member, History history, long position) {
        if (!rules.fsync()) {
            return member.hasHad(history, position); // and said so, and died while the word was on its way
        }
        MemberDisk.Content safe = member.disk().safe();
        return safe.history().holds(safe.position(), history, position);
    }

    @Override
    public void leads(MemberCores member, Marker marker, Marker before, LogKey key) {
        long epoch = marker.ballot().epoch();
        acknowledged.forEach((branch, numbers) -> {
            int last = last(branch, numbers, epoch);
            world.require(
                    member.history().shared(member.position(), branch) >= last,
                    () -> member.server().name() + " is promoted in ballot " + marker.ballot()
                            + " without acknowledged write " + last);
        });
        reigns.add(new Reign(marker.ballot(), member.history()));
    }

    /** The last one that was acknowledged in this epoch or before. */
    private int last(History branch, BitSet numbers, long epoch) {
        int last = epochs.get(branch).headMap(epoch, true).values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(-1);
        return numbers.previousSetBit(last);
    }

    private static int last(BitSet numbers) {
        return numbers.length() - 1;
    }

    @Override
    public void overrides(MemberCores member, String warning) {
        world.require(
                warning.contains("acknowledged may be lost"),
                () -> member.server().name() + " is overridden, and nobody is warned: " + warning);
        world.require(
                member.disk().vow().overridden() && member.disk().vow().foreign(),
                () -> member.server().name() + " is overridden before that is on its disk");
    }

    /** What the others hold is given up: an operator says so, is warned, and it is counted. */
    @Override
    public void refounds(MemberCores member, Marker marker, String warning) {
        world.require(
                world.isForced(), () -> member.server().name() + " founds the group anew, and no operator has said so");
        world.require(
                warning.contains("may be lost"),
                () -> member.server().name() + " founds the group anew, and nobody is warned: " + warning);
        acknowledged.forEach(
                (branch, numbers) -> clear(numbers, member.history().shared(member.position(), branch)));
        acknowledged.values().removeIf(BitSet::isEmpty);
        inForce = marker.electorates();
        inForceAt = new LogKey(marker.ballot().epoch(), member.key().offset());
    }

    private void clear(BitSet numbers, long held) {
        int before = numbers.cardinality();
        numbers.clear((int) held + 1, Math.max(numbers.length(), (int) held + 1));
        forgotten += before - numbers.cardinality();
    }

    @Override
    public void vows(MemberCores member, Vow before, Vow now) {
        if (now.foreign() && !before.foreign()) {
            forgets(true, member);
        }
    }

    @Override
    public void forgets(MemberCores member) {
        forgets(!rules.fsync(), member);
    }

    private void forgets(boolean excused, MemberCores member) {
        acknowledged.forEach((branch, numbers) -> {
            long held = inForce.stream()
                    .mapToLong(list -> proved(list, branch))
                    .min()
                    .orElse(0);
            if (held < last(numbers)) {
                world.require(
                        excused,
                        () -> "with the data of " + member.server().name() + " acknowledged write " + last(numbers)
                                + " is gone from all disks");
                clear(numbers, held);
            }
        });
        acknowledged.values().removeIf(BitSet::isEmpty);
    }

    /** How many of the writes of the branch some member of the list has. */
    private long proved(Electorate list, History branch) {
        return MembershipLaw.of(list, world.members()).stream()
                .mapToLong(member -> member.proves(branch))
                .max()
                .orElse(0);
    }

    @Override
    public void promises(MemberCores member, Ballot ballot) {
        if (rules.fsync() || member.ballots().whyNotCounted().isPresent()) {
            return; // what never was on its disk it did not confirm
        }
        acknowledged.forEach((branch, numbers) -> {
            long owed = Math.min(last(numbers), member.toldMost(branch));
            world.require(
                    member.history().shared(member.position(), branch) >= owed,
                    () -> member.server().name() + " is counted for ballot " + ballot
                            + " and has forgotten acknowledged write " + owed + ", which it may have confirmed");
        });
    }

    @Override
    public void loads(MemberCores member, History before, long had) {
        if (!member.ballots().isSupervised()) {
            return; // in no group yet: it follows whom an operator says, and nobody counts on it
        }
        acknowledged.forEach((branch, numbers) -> world.require(
                before.shared(had, branch) < last(numbers)
                        || member.history().shared(member.position(), branch) >= last(numbers),
                () -> member.server().name() + " gives up acknowledged write " + last(numbers) + " for a snapshot"));
    }

    /** At the end: the one who leads has everything. */
    void requireAllWith(MemberCores leader) {
        acknowledged.forEach((branch, numbers) -> world.require(
                leader.history().shared(leader.position(), branch) >= last(numbers),
                () -> leader.server().name() + " leads in the end without acknowledged write " + last(numbers)));
    }
}
