package io.vedette.simulation;

import io.vedette.replication.Ballot;
import io.vedette.replication.Ballots;
import io.vedette.replication.LogKey;
import io.vedette.replication.Marker;
import io.vedette.replication.Vow;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Prepare, choose, promote. A promise never goes back, over restarts too, knows one token an epoch, and is on the disk before anybody
 * hears of it. One ballot names one target, for ever, which has not restarted since it answered. It is promoted with the
 * promises of p members whose data count, or of all members, and no p of them have less than the rest: the old master alone may
 * be left out, and only where p others, whole ones, are there. A first ballot needs all members and looks at no keys. A member follows, and acknowledges to, nobody whose ballot is lower than
 * its promise, and acknowledges nothing before that promise is on its disk.
 */
final class BallotLaw implements Law {
    /**
     * @param whyNotCounted as the member said itself
     */
    private record Promise(String runId, LogKey key, Optional<String> whyNotCounted) {
        boolean isWhole() {
            return whyNotCounted.isEmpty();
        }

        boolean isAmnesiac() {
            return whyNotCounted.filter("amnesiac"::equals).isPresent();
        }
    }

    private final World world;
    private final Shape.Durability rules;
    private final Map<Ballot, Map<DurableEngine, Promise>> promises = new HashMap<>();
    private final Map<Ballot, DurableEngine> targets = new HashMap<>();

    BallotLaw(World world, Shape.Durability rules) {
        this.world = world;
        this.rules = rules;
    }

    @Override
    public void vows(DurableEngine member, Vow before, Vow now) {
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
    public void promises(DurableEngine member, Ballot ballot) {
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
                                member.ballots().whyNotCounted()));
    }

    @Override
    public void leads(DurableEngine member, Marker marker, LogKey before) {
        Ballot ballot = marker.ballot();
        DurableEngine other = targets.putIfAbsent(ballot, member);
        world.require(
                other == null,
                () -> "ballot " + ballot + " promotes " + member.server().name() + " after "
                        + other.server().name());
        world.require(
                member.disk().vow().led().equals(ballot),
                () -> member.server().name() + " leads in ballot " + ballot + " before that is on its disk");
        Map<DurableEngine, Promise> told = promises.getOrDefault(ballot, Map.of());
        Promise own = told.get(member);
        world.require(
                own != null && own.runId().equals(member.server().runId()),
                () -> member.server().name() + " is promoted for what it did not say in this life");
        int all = world.members().size();
        if (isFirst(told.values())) {
            world.require(
                    told.size() == all,
                    () -> "a first ballot is held with the promises of " + told.size() + " of " + all);
            return;
        }
        int needed = all - rules.confirming();
        long whole = told.values().stream()
                .filter(each -> each.isWhole() && isAtMost(each, before))
                .count();
        boolean enough = whole >= needed || told.size() == all && isGreatest(told.values(), before);
        world.require(
                enough && (own.isWhole() || own.isAmnesiac() && told.size() == all),
                () -> member.server().name() + " is promoted with key " + before + ", " + whole + " whole members of "
                        + needed + " have promised and no more: " + told.values());
    }

    /**
     * No data names a ballot, though one may have been held: then its first entry, behind which all else would stand, is on no disk.
     * Nothing was acknowledged, so the configured master leads whatever the others hold, as in the very first one.
     */
    private static boolean isFirst(Collection<Promise> told) {
        return told.stream().allMatch(each -> each.key().epoch() == 0);
    }

    private boolean isGreatest(Collection<Promise> told, LogKey key) {
        long counted = told.stream()
                .filter(each -> each.isWhole() || each.isAmnesiac())
                .count();
        return counted >= world.members().size() - rules.confirming()
                && told.stream()
                        .filter(each -> each.isWhole() || each.isAmnesiac())
                        .allMatch(each -> isAtMost(each, key));
    }

    private static boolean isAtMost(Promise promise, LogKey key) {
        return promise.key().compareTo(key) <= 0;
    }

    @Override
    public void attaches(DurableEngine member, Ballot ballot) {
        world.require(
                mayFollow(member.disk().vow().promised(), ballot),
                () -> member.server().name() + " has promised "
                        + member.disk().vow().promised() + " and follows who leads in " + ballot);
    }

    @Override
    public void acknowledges(DurableEngine member, Ballot ballot) {
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
