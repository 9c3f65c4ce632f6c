package io.vedette.sentinel.core;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Hands a group over from a healthy master to the chosen replica without losing a write. Redis' own way, SLAVEOF NO ONE to
 * the replica while the old master serves on, loses what clients write until they have heard of it.
 *
 * <p>A server that knows FAILOVER does it all itself: it holds writes, waits for the replica and changes roles. For others
 * we hold the writes by CLIENT PAUSE, wait until the replica has the offset at which the master stopped, promote the replica
 * and demote the master before the pause ends. Where that is refused too, an ordinary FAILOVER goes on as Redis' does, and one
 * that must not lose anything ends.
 *
 * <p>A replica tells its master once a second how far it is, and FAILOVER waits for that. So the replica is asked to tell it
 * now: that alone takes writes that are held for half a second down to a few milliseconds.
 *
 * <p>Steps: asked (FAILOVER), then giving; or holding, then catching up. What is left to do behind the switch is {@link Closing}: clients
 * of the old master are let go as soon as the sentinels name the new one. Without state of its own.
 */
final class Handover {
    /** Where a handover stands. */
    enum Step {
        /** The master was told FAILOVER. */
        ASKED,
        /** It does the rest, as soon as it knows that the replica has all: the replica is to say so at once. */
        GIVING,
        /** The master was told to hold writes. */
        HOLDING,
        /** It holds them; the replica has to come as far as it is. */
        CATCHING_UP
    }

    /**
     * What is to be done after the switch, or undone without it.
     *
     * @param old the master that was
     * @param held its writes are held by our word
     * @param unaware sentinels that have not confirmed the switch
     */
    record Closing(DataNode old, boolean held, Set<String> unaware, long switchedAt) {
        Closing {
            unaware = Set.copyOf(unaware);
        }

        static Closing before(DataNode old, boolean held) {
            return new Closing(old, held, Set.of(), Long.MAX_VALUE);
        }

        boolean isSwitched() {
            return switchedAt != Long.MAX_VALUE;
        }

        Closing knownTo(String runId) {
            Set<String> fewer = new HashSet<>(unaware);
            fewer.remove(runId);
            return new Closing(old, held, fewer, switchedAt);
        }

        Closing released() {
            return new Closing(old, false, unaware, switchedAt);
        }
    }

    private Handover() {}

    /** True if the master can hand anything over. */
    static boolean isPossible(Group group) {
        DataNode master = group.master();
        return !master.isDown() && master.link().isUp() && master.says(InfoReport.Role.MASTER);
    }

    static Failover begin(Group group, Failover.Choosing choosing, DataNode chosen, Turn turn) {
        boolean byServer = group.master().info().filter(InfoReport::handsOver).isPresent();
        Failover.HandingOver state =
                new Failover.HandingOver(choosing.epoch(), turn.millis(), choosing.order(), chosen, Step.ASKED, 0, 0);
        if (byServer) {
            group.closing(Optional.of(Closing.before(group.master(), false)));
            turn.send(
                    group.master().link(),
                    new Request.HandOver(chosen.address(), choosing.order().timeoutMillis()));
            return state;
        }
        return hold(group, state, turn);
    }

    /** Writes of a master that is well are held until the chosen one has them all: what comes then, by ballot, costs nobody an answer. */
    static Failover catchUp(Group group, long epoch, Order order, DataNode chosen, Turn turn) {
        return hold(group, new Failover.HandingOver(epoch, turn.millis(), order, chosen, Step.ASKED, 0, 0), turn);
    }

    private static Failover hold(Group group, Failover.HandingOver state, Turn turn) {
        group.closing(Optional.of(Closing.before(group.master(), true)));
        turn.send(group.master().link(), new Request.HoldWrites(state.order().timeoutMillis()));
        return new Failover.HandingOver(
                state.epoch(), turn.millis(), state.order(), state.chosen(), Step.HOLDING, 0, 0);
    }

    /** The master said OK to {@code request}. Where we were stopped meanwhile, the replica is told to hurry later. */
    static void done(Group group, Request request, boolean tilt, Turn turn) {
        if (group.failover() instanceof Failover.HandingOver state) {
            if (request instanceof Request.HoldWrites && state.step() == Step.HOLDING) {
                // Whatever INFO comes from now on was made behind the pause.
                group.failover(at(Step.CATCHING_UP, group, state));
                group.master().wantInfo();
                state.chosen().wantInfo();
            } else if (request instanceof Request.HandOver && state.step() == Step.ASKED) {
                state.chosen().wantInfo();
                group.failover(tilt ? at(Step.GIVING, group, state) : hurry(group, state, turn));
            }
        }
        turn.touch(group);
    }

    private static Failover.HandingOver at(Step step, Group group, Failover.HandingOver state) {
        return new Failover.HandingOver(
                state.epoch(),
                state.since(),
                state.order(),
                state.chosen(),
                step,
                group.master().infoCount(),
                state.chosen().infoCount());
    }

    /** The chosen one said something and is no master yet: it may not have told its master that it has all. */
    static void chosenSpoke(Group group, Failover.HandingOver state, Turn turn) {
        if (state.step() == Step.GIVING && state.chosen().infoCount() > state.chosenInfos()) {
            group.failover(hurry(group, state, turn));
        }
    }

    private static Failover.HandingOver hurry(Group group, Failover.HandingOver state, Turn turn) {
        turn.send(state.chosen().link(), new Request.Acknowledge());
        return at(Step.GIVING, group, state);
    }

    /**
     * True if the master refused since it hands over already, by somebody else's word. To promote a replica beside that would leave
     * two masters as soon as the other one is called off.
     */
    static boolean isAnothers(String error) {
        return error.contains("FAILOVER already in progress");
    }

    /** What became of a handover that the master refused: another way, or empty if there is none. */
    static Optional<Failover> refused(Group group, Failover.HandingOver state, Turn turn) {
        return state.step() == Step.ASKED ? Optional.of(hold(group, state, turn)) : Optional.empty();
    }

    /** True if the master does it all itself, and it is not we who hold the writes. */
    static boolean isByServer(Failover.HandingOver state) {
        return switch (state.step()) {
            case ASKED, GIVING -> true;
            case HOLDING, CATCHING_UP -> false;
        };
    }

    static boolean isPromoted(Failover.HandingOver state) {
        return state.chosen().says(InfoReport.Role.MASTER) && state.chosen().infoAt() >= state.since();
    }

    /** True if the chosen one leads though we have not told it to: it may lack what we hold back. */
    static boolean isPreempted(Failover.HandingOver state) {
        return isPromoted(state) && !isByServer(state);
    }

    /**
     * True if the chosen one leads since the master agreed to hand over, or if the master says that it follows it and has its link:
     * that stands only since the chosen one leads. The one of the two that is heard first counts, for clients wait.
     */
    static boolean isDoneByServer(Group group, Failover.HandingOver state) {
        DataNode master = group.master();
        boolean leads = state.step() == Step.GIVING && isPromoted(state);
        boolean followed = isByServer(state)
                && master.infoAt() >= state.since()
                && master.follows(state.chosen().address())
                && master.masterLinkUp();
        return (leads || followed) && !state.chosen().isDown();
    }

    /** True if the replica has all that the master will ever have said. */
    static boolean hasCaughtUp(Group group, Failover.HandingOver state) {
        DataNode master = group.master();
        DataNode chosen = state.chosen();
        return state.step() == Step.CATCHING_UP
                && master.infoCount() > state.masterInfos()
                && chosen.infoCount() > state.chosenInfos()
                && isSameStream(master, chosen)
                && ReplicaChoice.offset(chosen) >= ReplicaChoice.offset(master);
    }

    /** False if they count their offsets along different histories: a master that restarted begins another one. */
    private static boolean isSameStream(DataNode master, DataNode chosen) {
        Optional<String> made = master.info().flatMap(InfoReport::history).map(History::replid);
        Optional<String> followed = chosen.info().flatMap(InfoReport::history).map(History::replid);
        return made.isEmpty() || followed.isEmpty() || made.equals(followed);
    }

    /** True if it took too long: half of the pause is left for promotion and demotion. */
    static boolean isLate(Failover.HandingOver state, Turn turn) {
        long timeout = state.order().timeoutMillis();
        long bound = switch (state.step()) {
            case ASKED, GIVING -> timeout + Timers.HANDOVER_GRACE_MILLIS;
            case HOLDING, CATCHING_UP -> timeout / 2;
        };
        return turn.due(state.since() + bound);
    }

    /** Lets the master serve again, where nothing came of it. */
    static void callOff(Group group, Turn turn) {
        Optional<Closing> closing = group.closing().filter(state -> !state.isSwitched());
        closing.ifPresent(state -> {
            Request undo = state.held() ? new Request.ReleaseWrites() : new Request.CallOffHandOver();
            turn.send(state.old().link(), undo);
            group.closing(Optional.empty());
        });
    }

    /**
     * Another sentinel has given the group another master. Writes that we hold stay held until the old one follows, as behind a switch
     * of our own: the other sentinel may rely on the same pause, and what was acknowledged now would be lost.
     *
     * @return true if they do, and {@link #switched} is to follow
     */
    static boolean superseded(Group group, Turn turn) {
        boolean held = holdsWrites(group);
        if (!held) {
            callOff(group, turn);
        }
        return held;
    }

    // --- behind the switch ---

    /** The group's master is the new one: what is left is that clients learn of it. */
    static void switched(Group group, Turn turn) {
        group.closing(group.closing()
                .map(state -> new Closing(
                        state.old(),
                        state.held(),
                        new HashSet<>(group.peers().values().stream()
                                .filter(peer -> peer.link().isUp() && !peer.isDown())
                                .map(Peer::runId)
                                .toList()),
                        turn.millis())));
        group.closing().filter(state -> !state.held()).ifPresent(state -> {
            turn.send(group.master().link(), new Request.DropClients()); // a promotion by our order does that too
        });
    }

    /** In a group with a write quorum the old master follows as soon as the new one is known: it has nothing to give any more. */
    static void demoteByBallot(Group group, DataNode old, Turn turn) {
        if (group.closing().filter(state -> state.old() == old && state.held()).isPresent()) {
            Repointer.order(old, group, turn);
        }
    }

    /**
     * The old master, whose writes we hold, is made a replica before the pause ends, and before the disk has our own state:
     * should we die now, then the servers stand as after a FAILOVER of theirs.
     */
    static void demote(Group group, DataNode successor, Turn turn) {
        if (holdsWrites(group) && !Synod.governs(group)) {
            Repointer.order(group.master(), group, successor.address(), true, turn);
        }
    }

    /** True if clients of the master wait, by our word, for the handover under way. */
    static boolean holdsWrites(Group group) {
        return group.closing()
                .filter(state -> state.held() && !state.isSwitched())
                .isPresent();
    }

    /**
     * True if a hello to {@code node} has to wait: a server that holds its writes holds each PUBLISH too, and with it all that
     * comes behind it on the same link, the question how far it is and the order to hold writes no more among it.
     */
    static boolean holdsHellos(Group group, DataNode node) {
        return group.closing()
                .filter(state -> state.old() == node && (state.held() || !state.isSwitched()))
                .isPresent();
    }

    /** A sentinel has taken the hello that tells of the switch. */
    static void heardBy(Group group, String runId) {
        group.closing(group.closing().map(state -> state.knownTo(runId)));
    }

    /** Lets the old master's clients go when the sentinels answer the new address, or after a moment anyway. */
    static void close(Group group, Turn turn) {
        Optional<Closing> found = group.closing().filter(Closing::isSwitched);
        if (found.isEmpty()) {
            return;
        }
        Closing state = found.get();
        boolean over = turn.due(state.switchedAt() + Timers.HANDOVER_TIMEOUT_MILLIS); // it may have died meanwhile
        if (state.held() && (over || state.old().says(InfoReport.Role.REPLICA))) {
            turn.send(state.old().link(), new Request.ReleaseWrites());
            state = state.released();
            group.closing(Optional.of(state));
        }
        boolean known = state.unaware().isEmpty() || turn.due(state.switchedAt() + Timers.HANDOVER_TELLING_MILLIS);
        if (known && !state.held()) {
            turn.send(state.old().link(), new Request.DropClients());
            turn.send(state.old().link(), new Request.KeepRole());
            turn.send(group.master().link(), new Request.KeepRole());
            group.closing(Optional.empty());
        }
    }
}
