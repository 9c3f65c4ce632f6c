package io.vedette.replication;

import io.vedette.replication.ReplicaPhase.Greeting;
import io.vedette.replication.ReplicaPhase.Target;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is said to a master before its stream begins, and what its answers lead to. Part of {@link ReplicaCore}, as is the one
 * thing that is more than a question: that the other one shall lead from now on.
 */
final class Handshake {
    /** Whether the master-to-be has to be asked to lead. */
    private enum Handover {
        NONE,
        /** It has not been asked yet: if that cannot be done, nothing has happened. */
        TO_ASK,
        /** It has been asked and may lead already: only its answer tells. */
        ASKED,
        /** The first answer was lost, so it has been asked once more: "I lead already" is as good as yes. */
        ASKED_AGAIN
    }

    private final ReplicaCore core;
    private final ReplicationLog log;
    private final Supplier<ReplicaSettings> settings;
    private Ballots ballots = Ballots.none();
    private Handover handover = Handover.NONE;

    Handshake(ReplicaCore core, ReplicationLog log, Supplier<ReplicaSettings> settings) {
        this.core = core;
        this.log = log;
        this.settings = settings;
    }

    void obey(Ballots its) {
        ballots = its;
    }

    /** The next master is to be asked to lead. */
    void asksToLead() {
        handover = Handover.TO_ASK;
    }

    void asksNothing() {
        handover = Handover.NONE;
    }

    /**
     * The connection stands. Whoever shall lead is alive, and writes are held meanwhile: it is told who we are without waiting for
     * its first answer. PSYNC still waits for all of them: Redis takes none behind replies that are on their way.
     */
    void begin(Greeting greeting) {
        core.send(greeting.link(), MasterWords.PING);
        if (handover != Handover.NONE) {
            introduce(greeting);
        }
    }

    private void introduce(Greeting greeting) {
        core.send(greeting.link(), MasterWords.introduction(settings.get(), greeting.expected()));
        if (ballots.isSupervised()) {
            Vow vow = ballots.vow();
            core.send(greeting.link(), MasterWords.ballot(vow.group(), vow.promised()));
            greeting.expected().add(Greeting.Expected.BALLOT);
        }
    }

    /** The attempt to reach the master has failed. */
    void failed() {
        if (handover == Handover.TO_ASK) {
            handover = Handover.NONE;
            core.effect(new ReplicaEffect.HandoverFailed("Failover target could not be reached"));
        }
    }

    /** @param positionKnown whether the data stands at a place in a history; not all that does may be gone on with */
    boolean mayResume(boolean positionKnown) {
        return positionKnown && !ballots.needsSnapshot();
    }

    /** @param resumes whether a partial resynchronisation can be asked for */
    void reply(Greeting greeting, String text, boolean resumes) {
        Greeting.Expected expected = greeting.expected().remove();
        boolean failed = text.startsWith("-");
        switch (expected) {
            case PONG -> {
                if (!text.startsWith("+") && !MasterWords.isAlive(text)) {
                    core.note(NoteLevel.WARNING, "Error reply to PING from master: '" + text + "'");
                    core.waitForNextAttempt();
                    return;
                }
                core.note(NoteLevel.NOTICE, "Master replied to PING, replication can continue...");
                if (greeting.expected().isEmpty()) {
                    introduce(greeting);
                }
            }
            case AUTH -> {
                if (failed) {
                    core.note(NoteLevel.WARNING, "Unable to AUTH to MASTER: " + text);
                    core.waitForNextAttempt();
                    return;
                }
            }
            case PORT ->
                noteRefusal(failed, "(Non critical) Master does not understand REPLCONF listening-port: ", text);
            case IP -> noteRefusal(failed, "(Non critical) Master does not understand REPLCONF ip-address: ", text);
            case CAPABILITIES -> noteRefusal(failed, "(Non critical) Master does not understand REPLCONF capa: ", text);
            case SERVER_ID -> {} // a master of another make has no use for it, and says so
            case BALLOT -> {
                if (!attaches(text)) {
                    core.waitForNextAttempt();
                    return;
                }
            }
            case PSYNC -> {
                psyncReply(greeting, text, resumes);
                return;
            }
        }
        if (greeting.expected().isEmpty()) {
            askForSync(greeting, resumes);
        }
    }

    /** A member of a group follows who leads in a ballot that its promise permits, and nobody else. */
    private boolean attaches(String text) {
        Optional<MasterWords.Leadership> said = MasterWords.leadership(text);
        if (said.isEmpty()) {
            core.note(NoteLevel.WARNING, "The master does not lead the group of this server: " + text);
            return false;
        }
        Ballot ballot = said.get().ballot();
        if (!ballots.mayAttach(ballot)) {
            core.note(
                    NoteLevel.WARNING,
                    "The master leads in ballot " + ballot + ", and this server has promised "
                            + ballots.vow().promised() + ": it is not followed");
            return false;
        }
        core.effect(new ReplicaEffect.Attached(ballot, said.get().logEnd()));
        return true;
    }

    private void noteRefusal(boolean failed, String what, String text) {
        if (failed) {
            core.note(NoteLevel.NOTICE, what + text);
        }
    }

    private void askForSync(Greeting greeting, boolean resumes) {
        greeting.expected().add(Greeting.Expected.PSYNC);
        if (resumes) {
            String id = log.history().id();
            long next = log.endOffset() + 1;
            core.note(NoteLevel.NOTICE, "Trying a partial resynchronization (request " + id + ":" + next + ").");
            if (handover == Handover.NONE) {
                core.send(greeting.link(), MasterWords.psync(id, next));
            } else {
                handover = handover == Handover.TO_ASK ? Handover.ASKED : Handover.ASKED_AGAIN;
                core.send(greeting.link(), MasterWords.psyncFailover(id, next));
            }
        } else {
            core.note(NoteLevel.NOTICE, "Partial resynchronization not possible (no cached master)");
            core.send(greeting.link(), MasterWords.psync("?", -1));
        }
    }

    private void psyncReply(Greeting greeting, String text, boolean resumes) {
        boolean accepted = text.startsWith("+FULLRESYNC") || text.startsWith("+CONTINUE");
        if (handover == Handover.ASKED_AGAIN && text.equals(MasterWords.LEADS_ALREADY)) {
            handover = Handover.NONE;
            core.effect(new ReplicaEffect.HandedOver());
            askForSync(greeting, resumes);
        } else if (handover != Handover.NONE && !accepted) {
            handover = Handover.NONE;
            core.waitForNextAttempt();
            core.effect(new ReplicaEffect.HandoverFailed("Failover target rejected psync request: " + text));
        } else {
            syncReply(greeting.link(), text, resumes);
            if (handover != Handover.NONE) {
                handover = Handover.NONE;
                core.effect(new ReplicaEffect.HandedOver());
            }
        }
    }

    /** What the snapshot's first line announces; nothing if it is no such line. */
    Optional<SnapshotFrame> snapshotFrame(String text) {
        Optional<SnapshotFrame> frame = MasterWords.snapshotFrame(text);
        if (frame.isEmpty()) {
            core.note(
                    NoteLevel.WARNING,
                    text.startsWith("-")
                            ? "MASTER aborted replication with an error: " + text.substring(1)
                            : "Bad protocol from MASTER, the first byte is not '$' (we received '" + text
                                    + "'), are you sure the host and port are right?");
            return frame;
        }
        core.note(
                NoteLevel.NOTICE,
                frame.get() instanceof SnapshotFrame.Sized sized
                        ? "MASTER <-> REPLICA sync: receiving " + sized.totalBytes() + " bytes from master to parser"
                        : "MASTER <-> REPLICA sync: receiving streamed RDB from master with EOF to parser");
        core.note(NoteLevel.NOTICE, "MASTER <-> REPLICA sync: Loading DB in memory");
        return frame;
    }

    private void syncReply(long link, String text, boolean resumes) {
        if (text.startsWith("+FULLRESYNC")) {
            Target target = MasterWords.fullResync(text);
            if (target.id().isPresent()) {
                core.note(
                        NoteLevel.NOTICE,
                        "Full resync from master: " + target.id().get() + ":" + target.offset());
            } else {
                core.note(NoteLevel.WARNING, "Master replied with wrong +FULLRESYNC syntax.");
            }
            core.awaitSnapshot(link, target);
        } else if (text.startsWith("+CONTINUE") && resumes) {
            core.continueStream(link, MasterWords.continuedId(text));
        } else if (text.startsWith("-NOMASTERLINK") || text.startsWith("-LOADING")) {
            core.note(NoteLevel.NOTICE, "Master is currently unable to PSYNC but should be in the future: " + text);
            core.waitForNextAttempt();
        } else {
            if (text.startsWith("-ERR")) {
                core.note(NoteLevel.NOTICE, "Master does not support PSYNC or is in error state (reply: " + text + ")");
            } else {
                core.note(NoteLevel.WARNING, "Unexpected reply to PSYNC from master: " + text);
            }
            core.note(NoteLevel.NOTICE, "Retrying with SYNC...");
            core.send(link, MasterWords.SYNC);
            core.awaitSnapshot(link, Target.UNKNOWN);
        }
    }
}
