package io.vedette.sentinel.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells what this sentinel thinks of a group and why: what it sees, what it would do, what keeps it from doing it, and what
 * it did. Reads only. It has no rules of its own: it asks those who decide.
 */
final class Explainer {
    private final Identity identity;
    private final Election election;

    Explainer(Identity identity, Election election) {
        this.identity = identity;
        this.election = election;
    }

    // --- EXPLAIN ---

    Account explain(Group group, boolean tilt, Moment now) {
        Ranking ranking = ReplicaChoice.rank(group, now);
        List<String> blocks = blocks(group, ranking, tilt, now);
        DataNode master = group.master();
        AccountDraft draft = new AccountDraft()
                .add("name", group.name())
                .add("master", master.address().toString())
                .add("status", group.isObjectivelyDown() ? "odown" : master.isDown() ? "sdown" : "ok")
                .add("silent-ms", age(Math.min(master.link().silentSince(), now.monotonicMillis()), now))
                .add("down-after-milliseconds", group.settings().downAfterMillis())
                .add("failover-state", group.failover().word())
                .add("config-epoch", group.configEpoch())
                .add("paused", group.isPaused(now))
                .add("refused", master.link().isRefused())
                .add("caution", caution(group.settings().caution()));
        group.settings()
                .caution()
                .writeQuorum()
                .ifPresent(stated -> draft.add("guarantees", guarantees(group, stated)));
        if (Backing.governs(group)) {
            draft.add("fencing", Backing.explain(group, now));
        }
        return draft.add("quorum", quorum(group, now))
                .add("blocks", Account.Items.texts(blocks))
                .add("now", whatNow(group, ranking, blocks, now))
                .add("replicas", candidates(ranking))
                .add(
                        "sentinels",
                        new Account.Items(group.peers().values().stream()
                                .map(peer -> peer(peer, group, now))
                                .toList()))
                .done();
    }

    /** What the operator wants to be more careful, or quicker, about than Redis is. */
    private static Account caution(Caution caution) {
        return new AccountDraft()
                .add(
                        "max-failover-lag",
                        caution.maxFailoverLagBytes().isPresent()
                                ? Long.toString(caution.maxFailoverLagBytes().getAsLong())
                                : "none")
                .add("refused-is-down", caution.refusedIsDown())
                .add("replica-veto", caution.replicaVeto())
                .add("forget-after", caution.forgetAfterMillis())
                .add(
                        "write-quorum",
                        caution.writeQuorum()
                                .map(quorum -> quorum.confirming() + " of " + quorum.replicas())
                                .orElse("none"))
                .done();
    }

    /** What keeps acknowledged writes from being lost, and what of it is not in force. */
    private static Account guarantees(Group group, WriteQuorum stated) {
        List<Account> members = new ArrayList<>();
        for (DataNode node : group.nodes()) {
            Optional<Allegiance> place = node.info().flatMap(InfoReport::allegiance);
            members.add(new AccountDraft()
                    .add("name", node.address().toString())
                    .add(
                            "promised-epoch",
                            place.map(Allegiance::promised).map(Ballot::epoch).orElse(0L))
                    .add("leads", place.filter(Allegiance::leads).isPresent())
                    .add("detached", place.filter(Allegiance::detached).isPresent())
                    .add("from-disk", place.filter(Allegiance::fromDisk).isPresent())
                    .done());
        }
        return new AccountDraft()
                .add("confirming-replicas", stated.confirming())
                .add("members", stated.members())
                .add("promises-for-a-failover", stated.promises())
                .add("ballot-epoch", Synod.ballot(group).map(Ballot::epoch).orElse(0L))
                .add("missing", Account.Items.texts(Synod.shortcomings(group)))
                .add("places", new Account.Items(members))
                .done();
    }

    private static Account quorum(Group group, Moment now) {
        Quorum quorum = group.quorum();
        return new AccountDraft()
                .add("see-it-down", Watch.opinions(group, now))
                .add("needed", quorum.needed())
                .add("usable-sentinels", Peers.usable(group))
                .add("votes-to-lead", quorum.votesToLead())
                .add("voters", quorum.voters())
                .done();
    }

    /** Everything that keeps the master from being replaced now, also what would stop a failover after it began. */
    private List<String> blocks(Group group, Ranking ranking, boolean tilt, Moment now) {
        List<String> blocks = new ArrayList<>();
        if (tilt) {
            blocks.add("in TILT: this process was held up and judges nobody for a moment");
        }
        if (group.failover().isUnderWay()) {
            return blocks;
        }
        for (Obstacle obstacle : election.obstacles(group, now)) {
            boolean ends = obstacle.until() != Long.MAX_VALUE;
            blocks.add(
                    ends
                            ? obstacle.text() + ", for " + (obstacle.until() - now.monotonicMillis()) + " ms"
                            : obstacle.text());
        }
        int usable = Peers.usable(group);
        if (usable < group.quorum().votesToLead()) {
            blocks.add("not enough sentinels to elect a leader: " + usable + " usable, "
                    + group.quorum().votesToLead() + " votes needed");
        }
        if (ranking.best().isEmpty()) {
            blocks.add("no replica is fit to be promoted");
        }
        return blocks;
    }

    private String whatNow(Group group, Ranking ranking, List<String> blocks, Moment now) {
        return switch (group.failover()) {
            case Failover.Electing electing -> "gathering votes in epoch " + electing.epoch();
            case Failover.Choosing choosing ->
                Backing.waiting(group, choosing.epoch(), identity, now)
                        .orElse("choosing a replica in epoch " + choosing.epoch());
            case Failover.Preparing preparing -> "gathering promises in epoch " + preparing.epoch();
            case Failover.HandingOver handingOver ->
                "handing over to " + handingOver.chosen().address();
            case Failover.Promoting promoting ->
                "promoting " + promoting.chosen().address();
            case Failover.Repointing repointing ->
                "sending the replicas to " + group.master().address();
            case Failover.None none ->
                blocks.isEmpty()
                        ? "about to promote " + ranking.best().orElseThrow().address()
                        : "no failover: " + blocks.getFirst();
        };
    }

    private static Account candidates(Ranking ranking) {
        List<Account> candidates = new ArrayList<>();
        for (Candidate candidate : ranking.eligible()) {
            candidates.add(candidate(candidate, candidates.size() + 1));
        }
        ranking.refused().forEach(candidate -> candidates.add(candidate(candidate, 0)));
        return new Account.Items(candidates);
    }

    /** @param rank 1 for the best; 0 for one that is refused */
    private static Account candidate(Candidate candidate, int rank) {
        DataNode node = candidate.node();
        return new AccountDraft()
                .add("name", node.address().toString())
                .add("eligible", candidate.isEligible())
                .add("rank", rank)
                .add("priority", node.priority())
                .add("offset", node.info().map(InfoReport::offset).orElse(0L))
                .add(
                        "checks",
                        new Account.Items(candidate.checks().stream()
                                .map(Explainer::check)
                                .toList()))
                .done();
    }

    private static Account check(Check check) {
        return new AccountDraft()
                .add("check", check.name())
                .add("value", check.value())
                .add("limit", check.limit())
                .add("verdict", check.passed() ? "ok" : "failed")
                .done();
    }

    private static Account peer(Peer peer, Group group, Moment now) {
        Optional<Peer.Opinion> opinion = peer.opinion()
                .filter(said -> said.master().equals(group.master().address()));
        return new AccountDraft()
                .add("runid", peer.runId())
                .add("address", peer.address().toString())
                .add("reachable", peer.link().isUp() && !peer.isDown())
                .add("last-hello-ms", age(peer.lastHello(), now))
                .add("says", opinion.map(said -> said.down() ? "down" : "up").orElse("nothing"))
                .add("said-ms-ago", opinion.map(said -> age(said.at(), now)).orElse(-1L))
                .add("counted", Watch.saysDown(peer, group, now))
                .add("voted-leader", peer.vote().map(Peer.Vote::leader).orElse("?"))
                .add("voted-leader-epoch", peer.vote().map(Peer.Vote::epoch).orElse(0L))
                .done();
    }

    // --- DRYRUN ---

    /** Whom a failover would promote now, and why. */
    Account dryRun(Group group, Moment now) {
        Ranking ranking = ReplicaChoice.rank(group, now);
        return new AccountDraft()
                .add("name", group.name())
                .add("master", group.master().address().toString())
                .add(
                        "promotes",
                        ranking.best().map(node -> node.address().toString()).orElse(""))
                .add("reason", reason(group, ranking))
                .add("replicas", candidates(ranking))
                .done();
    }

    private static String reason(Group group, Ranking ranking) {
        if (Synod.governs(group)) {
            return "by ballot the members would say first how much they hold; this is the order of their last INFO";
        }
        return ranking.best().isPresent() ? ranking.reason() : "no replica is fit to be promoted";
    }

    // --- HISTORY ---

    /** Newest first; one that is under way has no outcome yet. */
    Account history(Group group) {
        List<Account> told = new ArrayList<>();
        group.chronicle().current().ifPresent(failover -> told.add(past(failover)));
        group.chronicle().past().reversed().forEach(failover -> told.add(past(failover)));
        return new Account.Items(told);
    }

    private Account past(PastFailover failover) {
        long begin =
                failover.phases().isEmpty() ? 0 : failover.phases().getFirst().wallMillis();
        AccountDraft phases = new AccountDraft();
        failover.phases().forEach(phase -> phases.add(phase.name(), phase.wallMillis() - begin));
        return new AccountDraft()
                .add("epoch", failover.epoch())
                .add("leader", failover.leader())
                .add("led-here", failover.leader().equals(identity.runId()))
                .add("cause", failover.cause())
                .add("from", failover.from().toString())
                .add("to", failover.to().map(Address::toString).orElse(""))
                .add("outcome", failover.outcome().isEmpty() ? "under way" : failover.outcome())
                .add("attempts", failover.attempts())
                .add("began-at-ms", begin)
                .add("phases-ms", phases.done())
                .add("ranking", Account.Items.texts(failover.ranking()))
                .done();
    }

    private static long age(long since, Moment now) {
        return Math.max(0, now.monotonicMillis() - since);
    }
}
