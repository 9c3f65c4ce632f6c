package io.vedette.sentinel.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How a group with a write quorum gets a master so that no acknowledged write is lost: ask, prepare, choose, promote, as in
 * Paxos' synod. Without state of its own.
 *
 * <p>A write is acknowledged when N replicas have it beside the master. So of R + 1 - N members that have promised to obey
 * nothing older, one has it at least, and whoever of them holds the most holds it too. This rests on the members' promises alone,
 * not on the sentinels' votes nor on any clock: two leaders, or one that slept, cost time only.
 *
 * <p>Who belongs to the group, and how many confirm, is an entry of its log and so part of what the members hold: the newest data
 * among the answers say it, and while the members are being changed they name two lists, each of which must promise enough. What
 * the operator stated is a check only, which one of the lists must stand; it decides nothing but who the first ballot needs.
 *
 * <p>Members are asked without a promise first, since a promise stops a master that may be serving: only if enough of them answer
 * are they asked to promise. Who has promised and then hears no more waits for a newer ballot; so where a promise is newer than
 * the master's own ballot for a while, there is an election though nobody is down ({@link #isStranded}).
 *
 * <p>Where too few can be counted for good, an operator's word ({@code SENTINEL FAILOVER name FORCE}) makes a group of those who are
 * there. That may lose acknowledged writes, and says so; it is the way back, too, for a group whose members were all overridden.
 */
final class Synod {
    /** What the answers so far come to. */
    sealed interface Verdict {
        /** More answers are awaited. */
        record Waits() implements Verdict {}

        /** Enough members can promise. */
        record Prepares(Ballot ballot) implements Verdict {}

        record Promotes(DataNode chosen, Decree.Promote decree) implements Verdict {}

        /** @param event why nobody can be promoted now */
        record Fails(String event, String detail) implements Verdict {}
    }

    /** What a master says that was left alone: see {@link Electorate#toString}. */
    private static final String ALONE = "0 of 0";

    private Synod() {}

    static boolean governs(Group group) {
        return group.settings().caution().writeQuorum().isPresent();
    }

    private static WriteQuorum stated(Group group) {
        return group.settings().caution().writeQuorum().orElseThrow();
    }

    // --- ask, prepare, choose ---

    static Failover.Preparing ask(Group group, Failover.Choosing choosing, Turn turn) {
        Set<Address> asked = say(group, new Decree.Key(), turn);
        return new Failover.Preparing(
                choosing.epoch(), turn.millis(), choosing.order(), Optional.empty(), asked, Map.of());
    }

    static Failover.Preparing prepare(Group group, Order order, Ballot ballot, Turn turn) {
        Set<Address> asked = say(group, new Decree.Prepare(ballot), turn);
        return new Failover.Preparing(ballot.epoch(), turn.millis(), order, Optional.of(ballot), asked, Map.of());
    }

    private static Set<Address> say(Group group, Decree decree, Turn turn) {
        Set<Address> asked = new HashSet<>();
        for (DataNode node : group.nodes()) {
            if (node.link().isUp()) {
                turn.send(node.link(), new Request.Supervise(group.name(), decree));
                asked.add(node.address());
            }
        }
        return asked;
    }

    /** A member has answered the question that is open. */
    static void heard(Group group, DataNode node, Decree decree, Testimony testimony) {
        if (group.failover() instanceof Failover.Preparing state && state.isAnsweredBy(decree)) {
            Map<Address, Testimony> told = new LinkedHashMap<>(state.told());
            told.put(node.address(), testimony);
            group.failover(state.with(told));
        }
    }

    /** A member does not answer the question that is open. */
    static void refused(Group group, DataNode node, Decree decree) {
        if (group.failover() instanceof Failover.Preparing state && state.isAnsweredBy(decree)) {
            Set<Address> asked = new HashSet<>(state.asked());
            asked.remove(node.address());
            group.failover(state.asking(asked));
        }
    }

    /** @param token draws the token of a ballot */
    static Verdict look(Group group, Failover.Preparing state, Supplier<String> token, Turn turn) {
        boolean awaited = group.nodes().stream()
                .anyMatch(node -> state.asked().contains(node.address())
                        && !state.told().containsKey(node.address())
                        && node.link().isUp()
                        && !node.isDown());
        boolean over = turn.due(state.since() + Timers.PROMISES_PATIENCE_MILLIS);
        if (awaited && !over) {
            return new Verdict.Waits();
        }
        Optional<Ballot> newer = newerPromise(state);
        if (newer.isPresent()) {
            return new Verdict.Fails(
                    "-failover-abort-newer-promise",
                    "a member has promised epoch " + newer.get().epoch());
        }
        // Not before: the newest data are perhaps to come.
        Optional<Verdict.Fails> obstacle = misfit(group, state.told()).or(() -> tooFew(group, state));
        boolean refounds = obstacle.isPresent() && state.order().refounds();
        if (refounds && awaited) {
            return new Verdict.Fails(
                    "-failover-abort-no-promises",
                    "a member that is there has not said what it holds: order it again, or stop that one first");
        }
        if (refounds ? heirs(state).isEmpty() : obstacle.isPresent()) {
            return obstacle.get();
        }
        if (state.ballot().isEmpty()) {
            return new Verdict.Prepares(new Ballot(state.epoch(), token.get()));
        }
        return refounds ? refound(group, state) : choose(group, state);
    }

    /**
     * The first ballot needs all members, for its list of them is that of the group from then on. Its configured master leads, if its
     * data count: it may have writes that nobody else has yet. Else, and ever after, enough must promise whose data count.
     */
    private static Optional<Verdict.Fails> tooFew(Group group, Failover.Preparing state) {
        Map<Address, Testimony> told = state.told();
        if (isFirst(told) && (answered(told) < stated(group).members() || isLedByConfigured(group, told))) {
            return shortage(answered(told), stated(group).members(), state, ", and the first ballot needs all");
        }
        Set<String> counted = ids(counted(group, told));
        if (isFirst(told)) {
            return shortage(counted.size(), stated(group).promises(), state, "");
        }
        List<Electorate> lists = electorates(told);
        return lists.stream()
                .filter(list -> list.among(counted) < list.promises())
                .findFirst()
                .flatMap(list -> shortage(
                        list.among(counted),
                        list.promises(),
                        state,
                        lists.size() == 1 ? "" : ", of the list by which " + list + " replicas confirm"));
    }

    private static Optional<Verdict.Fails> shortage(int there, int needed, Failover.Preparing state, String why) {
        return there >= needed
                ? Optional.empty()
                : Optional.of(new Verdict.Fails(
                        "-failover-abort-no-promises",
                        there + " of " + needed + " members " + whatTheyDo(state) + why));
    }

    private static boolean isLedByConfigured(Group group, Map<Address, Testimony> told) {
        return isFirst(told)
                && Optional.ofNullable(told.get(group.master().address()))
                        .filter(Testimony::isWhole)
                        .isPresent();
    }

    /** Known before anybody is asked to promise: it would stop servers for nothing. */
    private static Optional<Ballot> newerPromise(Failover.Preparing state) {
        return state.told().values().stream()
                .map(Testimony::promised)
                .filter(promised -> state.ballot().isEmpty() && promised.epoch() >= state.epoch())
                .max(Comparator.comparingLong(Ballot::epoch));
    }

    private static String whatTheyDo(Failover.Preparing state) {
        return state.ballot().isEmpty() ? "answer and may be counted" : "have promised and may be counted";
    }

    /** What the members are differs from what the operator said they were: then nothing is done by itself. */
    private static Optional<Verdict.Fails> misfit(Group group, Map<Address, Testimony> told) {
        WriteQuorum stated = stated(group);
        if (isFirst(told) && group.nodes().size() > stated.members()) {
            return Optional.of(new Verdict.Fails(
                    "-failover-abort-members",
                    group.nodes().size() + " are known and " + stated.members() + " stated"));
        }
        if (isDivided(told.values().stream().map(Testimony::fromDisk))) {
            return Optional.of(new Verdict.Fails(
                    "-failover-abort-write-quorum-fsync",
                    "write-quorum-fsync is yes on some members and no on others: set it alike on all"));
        }
        List<Electorate> lists = electorates(told);
        boolean agrees = isFirst(told) || lists.stream().anyMatch(list -> list.isAsStated(stated));
        return agrees
                ? Optional.empty()
                : Optional.of(new Verdict.Fails(
                        "-failover-abort-write-quorum",
                        "the members say "
                                + String.join(
                                        " and next ",
                                        lists.stream().map(Electorate::toString).toList()) + ", stated is "
                                + stated.confirming() + " of " + stated.replicas()));
    }

    /** True if some confirm from their disks and some from memory: what a write that is acknowledged has behind it is then chance. */
    private static boolean isDivided(Stream<Boolean> fromDisk) {
        return fromDisk.distinct().count() > 1;
    }

    /**
     * Who confirms writes, by the newest data that can be built upon: one list, or two while that is being changed; none before the
     * first ballot. Who does not belong to the group any more may know it best: a list that is named alone was confirmed before.
     */
    private static List<Electorate> electorates(Map<Address, Testimony> told) {
        Optional<Testimony> sound = newest(told.values().stream().filter(Testimony::isWholeOrForgetful));
        return sound.or(() -> newest(told.values().stream()))
                .map(Testimony::electorates)
                .orElse(List.of());
    }

    private static Optional<Testimony> newest(Stream<Testimony> members) {
        return members.filter(member -> !member.electorates().isEmpty()).max(Comparator.comparing(Testimony::key));
    }

    /** True if there was no ballot yet: then the configured master leads, and all must say who they are. */
    private static boolean isFirst(Map<Address, Testimony> told) {
        return electorates(told).isEmpty();
    }

    private static List<Map.Entry<Address, Testimony>> counted(Group group, Map<Address, Testimony> told) {
        List<Electorate> lists = electorates(told);
        Set<String> ids = ids(List.copyOf(told.entrySet()));
        boolean all = lists.isEmpty()
                ? answered(told) == stated(group).members()
                : lists.stream()
                        .allMatch(list -> list.among(ids) == list.members().size());
        return told.entrySet().stream()
                .filter(entry -> lists.isEmpty()
                        || lists.stream()
                                .anyMatch(list ->
                                        list.members().contains(entry.getValue().serverId())))
                .filter(entry -> counts(entry.getValue(), all))
                .toList();
    }

    private static int answered(Map<Address, Testimony> told) {
        return ids(List.copyOf(told.entrySet())).size();
    }

    private static boolean counts(Testimony member, boolean allAnswer) {
        return member.whyNotCounted()
                .filter(why -> !(allAnswer && why.equals(Testimony.AMNESIAC)))
                .isEmpty();
    }

    /** Members are counted by their ids: two addresses may be one of them. */
    private static Set<String> ids(List<Map.Entry<Address, Testimony>> members) {
        Set<String> ids = new HashSet<>();
        members.forEach(entry -> ids.add(entry.getValue().serverId()));
        return ids;
    }

    private static Verdict choose(Group group, Failover.Preparing state) {
        List<Map.Entry<Address, Testimony>> counted = counted(group, state.told());
        Address old = group.master().address();
        boolean configured = isLedByConfigured(group, state.told());
        // Those who have forgotten may be counted where all answer, but nobody is left out for the sake of them.
        List<Map.Entry<Address, Testimony>> others = counted.stream()
                .filter(entry -> !entry.getKey().equals(old))
                .filter(entry -> entry.getValue().isWhole())
                .toList();
        Predicate<Map.Entry<Address, Testimony>> eligible = configured
                ? entry -> entry.getKey().equals(old)
                : entry -> !canPromise(group, state.told(), ids(others))
                        || !entry.getKey().equals(old);
        Stream<Map.Entry<Address, Testimony>> pool = counted.stream().filter(eligible);
        Optional<LogKey> greatest = pool.map(entry -> entry.getValue().key()).max(Comparator.naturalOrder());
        Optional<Map.Entry<Address, Testimony>> best = counted.stream()
                .filter(eligible)
                .filter(entry -> entry.getValue().key().equals(greatest.orElseThrow()))
                .filter(entry -> configured || state.order().names(entry.getKey()))
                .min(Comparator.comparing(Map.Entry::getValue, ties(electorates(state.told()))));
        Optional<DataNode> chosen = best.flatMap(entry -> group.node(entry.getKey()));
        if (chosen.isEmpty()) {
            return new Verdict.Fails("-failover-abort-no-good-slave", "nobody of those asked for holds the most");
        }
        Testimony member = best.get().getValue();
        Electorate electorate = Stream.concat(member.electorates().stream(), electorates(state.told()).stream())
                .findFirst()
                .orElseGet(() -> firstElectorate(group, state.told()));
        return new Verdict.Promotes(
                chosen.get(),
                new Decree.Promote(state.ballot().orElseThrow(), member.key(), member.runId(), electorate, false));
    }

    private static Electorate firstElectorate(Group group, Map<Address, Testimony> told) {
        List<String> all = ids(List.copyOf(told.entrySet())).stream().sorted().toList();
        return new Electorate(stated(group).confirming(), all);
    }

    // --- with fewer, by an operator's word ---

    /**
     * Whose data a group can go on with if what others hold is given up: data of its history, or else of those whom an operator has
     * overridden.
     */
    private static List<Map.Entry<Address, Testimony>> heirs(Failover.Preparing state) {
        List<Map.Entry<Address, Testimony>> named = state.told().entrySet().stream()
                .filter(entry -> state.order().names(entry.getKey()))
                .toList();
        List<Map.Entry<Address, Testimony>> own = named.stream()
                .filter(entry -> entry.getValue().isWholeOrForgetful())
                .toList();
        return own.isEmpty()
                ? named.stream().filter(entry -> entry.getValue().isForeign()).toList()
                : own;
    }

    /**
     * Those who have promised are the group from now on. Who is missing is no member any more until SUPERVISE MEMBERS names it again: were
     * it one, nothing could be confirmed without it.
     */
    private static Verdict refound(Group group, Failover.Preparing state) {
        Map.Entry<Address, Testimony> best = heirs(state).stream()
                .min(Map.Entry.<Address, Testimony>comparingByValue(
                                Comparator.comparing(Testimony::key).reversed())
                        .thenComparing(Map.Entry::getValue, ties(List.of())))
                .orElseThrow();
        Optional<DataNode> chosen = group.node(best.getKey());
        if (chosen.isEmpty()) {
            return new Verdict.Fails("-failover-abort-no-good-slave", "who holds the most is not known any more");
        }
        Testimony member = best.getValue();
        return new Verdict.Promotes(
                chosen.get(),
                new Decree.Promote(
                        state.ballot().orElseThrow(),
                        member.key(),
                        member.runId(),
                        remaining(group, state, member),
                        true));
    }

    /** Who was a member and has promised, and {@code founder}; as many of them confirm as were stated, or else the greater half. */
    private static Electorate remaining(Group group, Failover.Preparing state, Testimony founder) {
        List<Electorate> lists = electorates(state.told());
        List<String> ids = ids(List.copyOf(state.told().entrySet())).stream()
                .filter(id -> id.equals(founder.serverId())
                        || lists.isEmpty()
                        || lists.stream().anyMatch(list -> list.members().contains(id)))
                .sorted()
                .toList();
        WriteQuorum stated = stated(group);
        int confirming =
                ids.size() >= stated.members() ? stated.confirming() : Math.min(stated.confirming(), ids.size() / 2);
        return new Electorate(confirming, ids);
    }

    /** Whether these are enough for a promotion, of each list. */
    private static boolean canPromise(Group group, Map<Address, Testimony> told, Set<String> ids) {
        List<Electorate> lists = electorates(told);
        return lists.isEmpty()
                ? ids.size() >= stated(group).promises()
                : lists.stream().allMatch(list -> list.among(ids) >= list.promises());
    }

    /** Among those who hold the same: who stays in the group comes first. */
    private static Comparator<Testimony> ties(List<Electorate> lists) {
        return Comparator.<Testimony, Boolean>comparing(
                        member -> !lists.isEmpty() && !lists.getLast().members().contains(member.serverId()))
                .thenComparingInt(member -> member.priority() == 0 ? Integer.MAX_VALUE : member.priority())
                .thenComparing(Testimony::serverId);
    }

    /** True if nobody of the group is missing among {@code servers}. */
    static boolean areAll(Group group, Set<Address> servers) {
        return governs(group)
                && servers.size() >= stated(group).members()
                && group.nodes().stream().map(DataNode::address).allMatch(servers::contains);
    }

    // --- after it ---

    /** True if the chosen one leads by our ballot; that it says master is not enough, since one that was asked to promise does too. */
    static boolean leads(DataNode chosen, Decree.Promote decree) {
        return chosen.info()
                .filter(report -> report.allegiance()
                        .filter(allegiance ->
                                allegiance.leads() && allegiance.promised().equals(decree.ballot()))
                        .isPresent())
                .isPresent();
    }

    /** The ballot in which the group's master leads, as far as it has said so. */
    static Optional<Ballot> ballot(Group group) {
        return group.master()
                .info()
                .flatMap(InfoReport::allegiance)
                .filter(Allegiance::leads)
                .map(Allegiance::promised);
    }

    /**
     * True if the group has no first ballot yet though all its members are there, or if one of them has promised a ballot that the
     * master does not lead in, of a later epoch or of another leader of the same one: it does not follow the master then, and only
     * a newer ballot frees it.
     */
    static boolean isStranded(Group group) {
        if (!governs(group)) {
            return false;
        }
        Ballot leading = ballot(group).orElse(Ballot.NONE);
        int known = 0;
        boolean begun = false;
        for (DataNode node : group.nodes()) { // at each event, so no stream
            Optional<Ballot> promised = node.isDown() || !node.link().isUp()
                    ? Optional.empty()
                    : node.info().flatMap(InfoReport::allegiance).map(Allegiance::promised);
            if (promised.isPresent()) {
                known++;
                begun |= !promised.get().isNone();
                if (strands(promised.get(), leading)) {
                    return true;
                }
            }
        }
        return !begun && known == stated(group).members();
    }

    private static boolean strands(Ballot promised, Ballot leading) {
        return promised.epoch() > leading.epoch() || promised.epoch() == leading.epoch() && !promised.equals(leading);
    }

    /** True for a server of ours that has promised nothing yet, or goes by an operator's word instead, where the master leads by a ballot. */
    static boolean isOutside(Group group, DataNode node) {
        return governs(group)
                && ballot(group).isPresent()
                && node.info()
                        .flatMap(InfoReport::allegiance)
                        .filter(place -> place.promised().isNone())
                        .isPresent();
    }

    /**
     * The master has restarted, by what it says now: if it led by a ballot before, it does no more.
     *
     * @param led the ballot in which it said before that it leads; empty: in none
     */
    static void restarted(Group group, Optional<Ballot> led) {
        if (led.isPresent() && ballot(group).isEmpty()) {
            group.fallen(led);
        }
    }

    /**
     * True if the master led in the last ballot that anybody here has promised, and cannot lead in that again: nobody is about to lead,
     * so nobody is waited for.
     */
    private static boolean isLeaderless(Group group) {
        return group.fallen()
                .filter(led -> group.nodes().stream()
                        .flatMap(node -> node.info().flatMap(InfoReport::allegiance).stream())
                        .noneMatch(member -> strands(member.promised(), led)))
                .isPresent();
    }

    /** True for one that has promised the very ballot in which the master leads: no server of another group has its token. */
    static boolean isPledged(Group group, DataNode node) {
        return governs(group)
                && node.info()
                        .flatMap(InfoReport::allegiance)
                        .map(Allegiance::promised)
                        .filter(promised ->
                                ballot(group).filter(promised::equals).isPresent())
                        .isPresent();
    }

    /** Takes note whether the group is stranded, and since when. */
    static void notice(Group group, Turn turn) {
        if (!isStranded(group) && !Backing.isWithheld(group)) {
            group.strandedSince(OptionalLong.empty());
            group.fallen(Optional.empty());
        } else if (group.strandedSince().isEmpty()) {
            group.strandedSince(OptionalLong.of(turn.millis()));
        }
        electionDue(group).ifPresent(turn::due);
    }

    /** A leader has just named the master anew: what was stranded has got its ballot, or will in a moment. */
    static void named(Group group, Turn turn) {
        group.fallen(Optional.empty());
        if (group.strandedSince().isPresent()) {
            group.strandedSince(OptionalLong.of(turn.millis()));
        }
    }

    /** When there is to be an election though the master answers; empty: none is needed. */
    static OptionalLong electionDue(Group group) {
        OptionalLong since = group.strandedSince();
        long patience = isLeaderless(group) ? 0 : Timers.STRANDED_MILLIS;
        return since.isPresent() ? OptionalLong.of(since.getAsLong() + patience) : since;
    }

    /** Why nothing is promised about this group's writes, for people; nothing where all is in force. */
    static List<String> shortcomings(Group group) {
        List<String> found = new ArrayList<>();
        if (ballot(group).isEmpty()) {
            found.add("the master does not say that it leads by a ballot");
        }
        if (group.nodes().size() != stated(group).members()) {
            found.add(group.nodes().size() + " members are known and "
                    + stated(group).members() + " stated");
        }
        group.master()
                .info()
                .flatMap(InfoReport::allegiance)
                .flatMap(master -> differs(group, master))
                .ifPresent(found::add);
        if (isDivided(group.nodes().stream()
                .flatMap(node -> node.info().flatMap(InfoReport::allegiance).stream())
                .filter(member -> !member.promised().isNone())
                .map(Allegiance::fromDisk))) {
            found.add(
                    "write-quorum-fsync is yes on some members and no on others: no failover until it is alike on all");
        }
        return found;
    }

    private static Optional<String> differs(Group group, Allegiance master) {
        WriteQuorum stated = stated(group);
        if (!master.next().isEmpty()) {
            return Optional.of("the members are being changed, from " + master.confirming()
                    + " replicas that confirm to " + master.next() + ": until that is confirmed both are needed");
        }
        String here = stated.confirming() + " of " + stated.replicas();
        if (master.confirming().equals(ALONE)) {
            return Optional.of("one member is left and acknowledges alone: SUPERVISE MEMBERS " + group.name()
                    + " on it names the others again when they are back");
        }
        return master.confirming().isEmpty() || master.confirming().equals(here)
                ? Optional.empty()
                : Optional.of("the group goes by " + master.confirming() + " replicas that confirm, stated is " + here
                        + ": SENTINEL SET " + group.name() + " write-quorum \""
                        + master.confirming().replace(" of ", " ") + "\"");
    }
}
