package io.vedette.sentinel.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Which data a group is about: the history of its master, which the replicas share. Owned by its {@link Group}.
 *
 * <p>A master that restarts without its history begins another one. If it has kept its data (an append-only file holds no
 * history), the new history is taken for the group's own as soon as a replica follows it. If it comes back with less than it
 * had, it is <em>reborn</em>: its replicas are about to throw their data away for it, so it counts as down as long as one of
 * them lives that still has the data and may lead.
 *
 * <p>Known, then also next; next becomes known, or the group gets another master and all begins anew. Nothing is known after
 * a restart of this sentinel until the master has spoken, and nothing is judged then.
 */
final class Lineage {
    /** What fraction of the keys a master without history has to bring back: fewer are a loss, a few may have expired. */
    private static final int LEAST_PART_KEPT = 2;

    /** How many histories back the group's data is known: a server tells one, and masters can die faster than replicas follow. */
    private static final int MOST_REMEMBERED = 16;

    /** What a server's data is to the group, the least first. */
    private enum Worth {
        OTHER,
        /** Given up when the master had lost it and nobody could be reached who had it. */
        GIVEN_UP,
        /** What the group's data came from, or a branch of that. */
        OLDER,
        CURRENT
    }

    /**
     * What a server said once.
     *
     * @param led as the group's master; else it may have restarted, with a little less, before it was chosen
     */
    private record Mark(String runId, History history, long offset, long keys, boolean led) {
        static Optional<Mark> of(InfoReport report) {
            boolean led = report.says(InfoReport.Role.MASTER);
            return report.history()
                    .flatMap(history ->
                            report.runId().map(runId -> new Mark(runId, history, report.offset(), report.keys(), led)));
        }

        /** True if this one, of another process, has less than {@code before} had. */
        boolean lacks(Mark before) {
            return before.led && history.continues(before.history)
                    ? offset < before.offset
                    : LEAST_PART_KEPT * keys < before.keys;
        }

        /** This as a measure of another server, which may have had a little less. */
        Mark ofAnother() {
            return new Mark(runId, history, offset, keys, false);
        }

        String text() {
            return "offset " + offset + " keys " + keys;
        }
    }

    /**
     * What a new master should have, where its own last words were of other and far less data, or of none: that of the master
     * before it.
     *
     * @param runId of the process that was promoted: what it says is true, and only what another says may be a loss
     */
    private record Legacy(String runId, Mark former) {}

    private Optional<Mark> known = Optional.empty();
    private Optional<Legacy> legacy = Optional.empty();
    private Optional<Mark> next = Optional.empty();
    private boolean lost;
    private long nextSince;
    /** The ids of the histories that the group's data came through, the last one first. */
    private final Deque<String> ancestors = new ArrayDeque<>();
    /** The ids of histories that were given up for lost. */
    private final Deque<String> givenUp = new ArrayDeque<>();

    void forget() {
        ancestors.clear();
        givenUp.clear();
        know(Optional.empty());
    }

    private void know(Optional<Mark> mark) {
        known = mark;
        legacy = Optional.empty();
        next = Optional.empty();
        lost = false;
    }

    /** The group's data goes by this history from now on: those before it are its ancestors only if they are of one line. */
    private void trace(Optional<Mark> mark) {
        if (known.isEmpty()
                || mark.isEmpty()
                || !isOfOneLine(mark.get().history(), known.get().history())) {
            ancestors.clear();
            return;
        }
        String before = known.get().history().replid();
        if (!before.equals(mark.get().history().replid())) {
            remember(before, ancestors);
        }
    }

    private static void remember(String replid, Deque<String> ids) {
        if (!ids.contains(replid)) {
            ids.addFirst(replid);
            if (ids.size() > MOST_REMEMBERED) {
                ids.removeLast();
            }
        }
    }

    /** True if one goes on from the other, or the new one from an ancestor of the old one: that was too short for all to follow it. */
    private boolean isOfOneLine(History mine, History before) {
        return mine.continues(before) || before.continues(mine) || isOf(ancestors, mine);
    }

    /**
     * The group has another master. What it said as a replica counts already: it may lose its data before it speaks as a
     * master, and whoever then took its first words for all that it ever had would let the others be wiped. If that was before
     * it took the group's data over, it is expected to have those, but no candidate is measured by what was not heard of it.
     */
    void succeed(DataNode successor) {
        Optional<Mark> said = successor
                .info()
                .filter(report -> !report.loading() && ReplicaChoice.hasSynced(report))
                .flatMap(Mark::of);
        Optional<Mark> former = legacy.map(Legacy::former)
                .or(() -> known)
                .map(Mark::ofAnother)
                .filter(before -> said.filter(
                                mark -> isOfOneLine(mark.history(), before.history()) || !mark.lacks(before))
                        .isEmpty());
        trace(said);
        know(said);
        legacy = former.flatMap(
                mark -> successor.info().flatMap(InfoReport::runId).map(runId -> new Legacy(runId, mark)));
    }

    /**
     * Takes in what the group's master says.
     *
     * @return what it lost, in words, if it just turned out to be reborn
     */
    Optional<String> heard(InfoReport report, Moment now) {
        Optional<Mark> said =
                report.loading() || !report.says(InfoReport.Role.MASTER) ? Optional.empty() : Mark.of(report);
        if (said.isEmpty()) {
            return Optional.empty();
        }
        Mark mark = said.get();
        legacy.filter(left -> !left.runId().equals(mark.runId()) && mark.lacks(left.former()))
                .ifPresent(left -> known = Optional.of(left.former()));
        legacy = Optional.empty();
        if (known.isEmpty() || known.get().runId().equals(mark.runId())) {
            trace(said);
            known = said;
            return Optional.empty();
        }
        boolean another =
                next.filter(before -> before.runId().equals(mark.runId())).isEmpty();
        if (another) {
            lost = mark.lacks(known.get());
            nextSince = now.monotonicMillis();
        }
        next = said;
        if (!lost && mark.history().continues(known.get().history())) {
            takeNext();
        }
        return another && lost ? Optional.of(mark.text() + " was " + known.get().text()) : Optional.empty();
    }

    /**
     * The same where ballots govern: who leads by one was chosen by the keys of those who promised, and its data are the group's,
     * be they less than there were once; one that restarted does not lead until it is chosen again, and says so itself.
     */
    void heardByBallot(InfoReport report) {
        if (report.allegiance().filter(Allegiance::leads).isPresent()) {
            Optional<Mark> said = Mark.of(report);
            trace(said);
            know(said);
        }
    }

    /**
     * True if a replica in sync tells of another history than the master did: it has begun one since it last spoke, as it does
     * when its first replica comes. Should it lose its data now, nobody would know who has them.
     */
    boolean isOutdated(DataNode node, Address master) {
        return known.isPresent()
                && next.isEmpty()
                && node.follows(master)
                && node.masterLinkUp()
                && node.info()
                        .flatMap(InfoReport::history)
                        .filter(history ->
                                !history.replid().equals(known.get().history().replid()))
                        .isPresent();
    }

    /** Takes the new history for the group's own if nobody holds the old one any more, or if nothing is lost by it. */
    void settle(Group group, Moment now) {
        if (next.isEmpty()) {
            return;
        }
        boolean followed = group.replicas().values().stream().anyMatch(this::followsNext);
        boolean given = now.monotonicMillis() - nextSince > group.settings().downAfterMillis();
        if (lost ? given && !isHeld(group) : followed || !isHeld(group)) {
            takeNext();
        }
    }

    /** True if the master itself, as somebody's replica, holds other data or does not know what it holds. */
    private boolean isForsaken(Group group) {
        return group.master()
                .info()
                .filter(report -> report.says(InfoReport.Role.REPLICA)
                        && !report.loading()
                        && report.history()
                                .filter(history ->
                                        !ReplicaChoice.hasSynced(report) || !isShared(history, report.offset()))
                                .isPresent())
                .isPresent();
    }

    private void takeNext() {
        if (lost) {
            remember(known.orElseThrow().history().replid(), givenUp);
        }
        trace(next);
        know(next);
    }

    private boolean followsNext(DataNode node) {
        return node.masterLinkUp()
                && node.info()
                        .flatMap(InfoReport::history)
                        .filter(history -> history.replid()
                                .equals(next.orElseThrow().history().replid()))
                        .isPresent();
    }

    /** True as long as the master lost something and it is not known that nobody has it any more. */
    boolean isInDoubt() {
        return lost && next.isPresent();
    }

    /** True if the master lost what a living replica still has. */
    boolean isReborn(Group group) {
        return lost && next.isPresent() && isHeld(group);
    }

    /**
     * True if a living replica that may lead has far more than the master, of another history: it is about to throw that away.
     * Who never heard the master before it lost its data cannot tell that it did, and so does not call it down; but neither will
     * it contradict somebody who can.
     */
    static boolean endangersReplicas(Group group) {
        return group.master()
                .info()
                .filter(report -> report.says(InfoReport.Role.MASTER) && !report.loading())
                .filter(master -> group.replicas().values().stream().anyMatch(node -> isAtStake(node, master)))
                .isPresent();
    }

    private static boolean isAtStake(DataNode node, InfoReport master) {
        return !node.isDown()
                && node.priority() != 0
                && node.info()
                        .filter(report -> ReplicaChoice.hasSynced(report)
                                && LEAST_PART_KEPT * master.keys() < report.keys()
                                && !isCommon(report, master))
                        .isPresent();
    }

    private static boolean isCommon(InfoReport report, InfoReport master) {
        return report.history()
                .flatMap(mine -> master.history().filter(his -> mine.isCommonWith(his, report.offset())))
                .isPresent();
    }

    /** True if somebody has the group's data, or what they came from. */
    private boolean isHeld(Group group) {
        return isHeldBeyond(Worth.GIVEN_UP, group);
    }

    private boolean isHeldBeyond(Worth worth, Group group) {
        for (DataNode node : group.replicas().values()) {
            if (holdsBeyond(worth, node)) {
                return true;
            }
        }
        return false;
    }

    /** True if it is up, may lead, and has data that are worth more. */
    private boolean holdsBeyond(Worth worth, DataNode node) {
        return !node.isDown()
                && node.link().isUp()
                && node.priority() != 0 // it can give its data to nobody
                && !(next.isPresent() && followsNext(node)) // what that had in common, the master has too
                && node.info()
                        .filter(report -> ReplicaChoice.hasSynced(report)
                                && report.history()
                                        .filter(history ->
                                                worth(history, report.offset()).compareTo(worth) > 0)
                                        .isPresent())
                        .isPresent();
    }

    private Worth worth(History history, long offset) {
        if (history.isCommonWith(known.orElseThrow().history(), offset)) {
            return Worth.CURRENT;
        }
        return isOf(ancestors, history) ? Worth.OLDER : isOf(givenUp, history) ? Worth.GIVEN_UP : Worth.OTHER;
    }

    /** True if it is one of these, or a branch of one: whose server was promoted beside the present master, for a moment. */
    private static boolean isOf(Deque<String> ids, History history) {
        return ids.contains(history.replid())
                || history.replid2().filter(ids::contains).isPresent();
    }

    /** How far the master was when it last spoke, of the known history; 0 if it never did. */
    long offset() {
        return known.map(Mark::offset).orElse(0L);
    }

    /**
     * Whether a server's history is one of this group, as far as both are known. If the master lost its data or threw it away
     * and nobody has all of it, that of former masters is the best there is, then what was given up, and any other is better than none.
     */
    Check check(InfoReport report, Group group) {
        Optional<History> told = report.history();
        if (known.isEmpty() || told.isEmpty()) {
            return Check.that("history", true, told.map(History::replid).orElse("unknown"), "unknown");
        }
        return Check.that(
                "history",
                isShared(told.get(), report.offset()) || isBestLeft(worth(told.get(), report.offset()), group),
                told.get().replid(),
                known.get().history().replid());
    }

    /**
     * True if the master has the group's data no more, and no living replica has better ones than these. As long as the master has any at
     * all, those are better than what was given up.
     */
    private boolean isBestLeft(Worth worth, Group group) {
        boolean forsaken = isForsaken(group);
        return (forsaken || isInDoubt() && worth == Worth.OLDER) && !isHeldBeyond(worth, group);
    }

    /** True if it is known that the server's history has nothing in common with this group's. */
    boolean isAlien(InfoReport report) {
        return known.isPresent()
                && report.history()
                        .filter(history -> !isShared(history, report.offset())
                                && !isOf(ancestors, history)
                                && !known.get().history().continues(history)
                                && next.filter(mark ->
                                                mark.history().continues(history) || history.continues(mark.history()))
                                        .isEmpty())
                        .isPresent();
    }

    private boolean isShared(History history, long offset) {
        return history.isCommonWith(known.orElseThrow().history(), offset)
                || !lost
                        && next.filter(mark -> history.isCommonWith(mark.history(), offset))
                                .isPresent();
    }
}
