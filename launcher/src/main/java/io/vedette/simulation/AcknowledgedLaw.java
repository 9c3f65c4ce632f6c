package io.vedette.simulation;

import io.vedette.replication.Ballot;
import io.vedette.replication.LogKey;
import io.vedette.replication.Marker;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * No acknowledged write is lost: whoever is promoted has every write that was ever acknowledged, and no member gives one up for a
 * snapshot that lacks it. "Any w and any p members share one."
 *
 * <p>Acknowledged is a reply that leaves, also one that only tells how things are. It leaves a member that leads; w members have the write
 * then, on their disks where the group confirms from disks; and all who were promoted by a later ballot, or by another of the same epoch,
 * have it: two masters never acknowledge what does not go together.
 *
 * <p>Where members confirm from memory, a write is forgotten when the last of those that had it has lost its memory: what remains
 * assumed is that at most N of w do before one has it again. That, and nothing else, is excused, and counted. Before the first
 * ballot nothing is promised.
 */
final class AcknowledgedLaw implements Law {
    private record Reign(Ballot ballot, History history) {}

    private final World world;
    private final Shape.Durability rules;
    /** By branch: the numbers of writes that were acknowledged and are not forgotten. */
    private final Map<History, BitSet> acknowledged = new LinkedHashMap<>();

    private final List<Reign> reigns = new ArrayList<>();
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
    public void confirms(DurableEngine member, History history, long position) {
        if (reigns.isEmpty()) {
            return;
        }
        world.require(
                member.leads(),
                () -> member.server().name() + " acknowledges a write and is "
                        + member.ballots().standing());
        Ballot ballot = member.ballots().vow().led();
        long holders = world.members().stream()
                .filter(each -> holds(each, history, position))
                .count();
        world.require(
                holders > rules.confirming(),
                () -> member.server().name() + " acknowledges write " + position + " that " + holders
                        + " members have");
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
        }
        lastMillis = world.now();
    }

    private boolean holds(DurableEngine member, History history, long position) {
        if (!rules.fsync()) {
            return member.hasHad(history, position); // and said so, and died while the word was on its way
        }
        MemberDisk.Content safe = member.disk().safe();
        return safe.history().holds(safe.position(), history, position);
    }

    @Override
    public void leads(DurableEngine member, Marker marker, LogKey before) {
        acknowledged.forEach((branch, numbers) -> world.require(
                member.history().shared(member.position(), branch) >= last(numbers),
                () -> member.server().name() + " is promoted in ballot " + marker.ballot()
                        + " without acknowledged write " + last(numbers)));
        reigns.add(new Reign(marker.ballot(), member.history()));
    }

    private static int last(BitSet numbers) {
        return numbers.length() - 1;
    }

    @Override
    public void forgets(DurableEngine member) {
        acknowledged.forEach((branch, numbers) -> {
            long held = 0;
            for (DurableEngine each : world.members()) {
                held = Math.max(held, each.proves(branch));
            }
            if (held < last(numbers)) {
                world.require(
                        !rules.fsync(),
                        () -> "with the data of " + member.server().name() + " acknowledged write " + last(numbers)
                                + " is gone from all disks");
                int before = numbers.cardinality();
                numbers.clear((int) held + 1, numbers.length());
                forgotten += before - numbers.cardinality();
            }
        });
        acknowledged.values().removeIf(BitSet::isEmpty);
    }

    @Override
    public void loads(DurableEngine member, History before, long had) {
        acknowledged.forEach((branch, numbers) -> world.require(
                before.shared(had, branch) < last(numbers)
                        || member.history().shared(member.position(), branch) >= last(numbers),
                () -> member.server().name() + " gives up acknowledged write " + last(numbers) + " for a snapshot"));
    }

    /** At the end: the one who leads has everything. */
    void requireAllWith(DurableEngine leader) {
        acknowledged.forEach((branch, numbers) -> world.require(
                leader.history().shared(leader.position(), branch) >= last(numbers),
                () -> leader.server().name() + " leads in the end without acknowledged write " + last(numbers)));
    }
}
