package io.vedette.server.session;

import io.vedette.replication.WriteQuorum;
import io.vedette.resp.GroupErrors;
import io.vedette.resp.RespException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Keeps back what clients are told until it is safe from what may happen next. Two things can be waited for, each by itself: the
 * append-only file, and replicas.
 *
 * <p>The file has the writes that were done before it was said: on the disk with {@code appendfsync always}, otherwise in the hands of the
 * operating system, so that the end of this process alone loses none. With {@code always} not only who wrote waits: who read may have read
 * what is not kept yet.
 *
 * <p>As many replicas as {@code write-quorum} says have confirmed what a command may have written ({@link WriteQuorum}). Only who may have
 * written waits, also if nothing was changed: then an entry that is not in the log yet must be confirmed, for what was said may be of a
 * master that is none any more. Whoever waits too long, or until the server's role changes, gets an error in place of the reply.
 *
 * <p>Under a fence ({@code min-sentinels-to-write}) the answer to a write is looked at once more at the very end, when nothing
 * else keeps it back: too few sentinels now, and the error goes out in its place.
 *
 * <pre>
 * file:      open --demand--> demanded --write--> holding --kept--> demanded --release--> open
 *                                                    \--refuse: writes are answered with an error, the rest goes out--> open
 * replicas:  a reply --confirmed--> goes out
 *                    \--too late, or broken--> the error goes out in its place
 * </pre>
 *
 * Invariants: no answer to a write is sent before the file has the log up to where it stood when that was written, and before the
 * replicas have it as the rule in force at its beginning demands; replies keep their order and their number; a client of which a reply
 * to a write was not sent is among those that wait. Owned by the loop.
 */
public final class ReplyHold {
    /** Runs something later, on the loop. */
    public interface Alarm {
        void after(long millis, Runnable action);
    }

    private static final long NEVER = Long.MAX_VALUE;

    private final LongSupplier logEnd;
    private final LongSupplier nowMillis;
    private final Alarm alarm;
    private final Set<ServerClient> waiting = new LinkedHashSet<>();
    private boolean demanded;
    private boolean ofAll;
    private long kept;

    private WriteQuorum quorum = new WriteQuorum();
    private WriteFence fence = WriteFence.NONE;
    private long alarmMillis = NEVER;
    private long refused;
    private long fenced;
    private Consumer<RespException> refusals = error -> {};

    /**
     * @param logEnd offset behind the last write
     * @param nowMillis of a clock that never goes back
     */
    public ReplyHold(LongSupplier logEnd, LongSupplier nowMillis, Alarm alarm) {
        this.logEnd = logEnd;
        this.nowMillis = nowMillis;
        this.alarm = alarm;
    }

    /** One that keeps nothing back. */
    static ReplyHold none() {
        return new ReplyHold(() -> 0, () -> 0, (millis, action) -> {});
    }

    // --- the file ---

    /**
     * From now on what is said waits until the log is kept up to where it stands.
     *
     * @param offset what it is already
     * @param all who did not write waits, too
     */
    public void demand(long offset, boolean all) {
        demanded = true;
        ofAll = all;
        kept(offset);
    }

    /** Nothing waits for the file any more. */
    public void release() {
        demanded = false;
        review();
    }

    /** The log is kept up to {@code offset}. */
    public void kept(long offset) {
        kept = offset;
        review();
    }

    /** What waits will not be kept for now: writes are answered with the error, everything else goes out. */
    public void refuse(RespException why) {
        demanded = false;
        List<ServerClient> told = List.copyOf(waiting);
        waiting.clear();
        told.forEach(client -> client.refuseHeld(why));
    }

    /** Whether there is anything to wait for, be it not now. */
    public boolean isDemanded() {
        return demanded;
    }

    /** Whether all that is said now has to wait. */
    public boolean isOfAll() {
        return ofAll;
    }

    /** The place up to which the file must have the log for what is said now. @param writes it answers a write */
    long fileOffset(boolean writes) {
        boolean holding = demanded && (ofAll || writes) && logEnd.getAsLong() > kept;
        return holding ? logEnd.getAsLong() : HeldReplies.IN_FILE;
    }

    boolean isInFile(long offset) {
        return !demanded || offset <= kept;
    }

    // --- the replicas ---

    /** Sets who knows what replicas have confirmed. */
    public void quorum(WriteQuorum counting) {
        quorum = counting;
    }

    /** Sets who hears of each error that takes the place of a reply. */
    public void onRefusal(Consumer<RespException> hearer) {
        refusals = hearer;
    }

    /** What the answer to a command that begins now waits for. */
    WriteQuorum.Rule rule() {
        return quorum.rule();
    }

    /** Somebody waits for the log, up to there, to be confirmed. */
    void want(long offset) {
        quorum.want(offset);
    }

    boolean areConfirmed(Answers answers) {
        for (int i = 0; i < answers.count() && answers.demand(); i++) {
            if (!quorum.isKept(answers.rule(i), answers.offset(i))) {
                return false;
            }
        }
        return true;
    }

    boolean areBroken(Answers answers) {
        for (int i = 0; i < answers.count() && answers.demand(); i++) {
            if (quorum.isBroken(answers.rule(i))) {
                return true;
            }
        }
        return false;
    }

    /** What to say in place of an answer that is not confirmed and will not be waited for any more. */
    Optional<RespException> refusal(Answers answers, int index) {
        WriteQuorum.Rule rule = answers.rule(index);
        long offset = answers.offset(index);
        if (quorum.isKept(rule, offset)) {
            return Optional.empty();
        }
        refused++;
        int confirmed = quorum.isBroken(rule) ? 0 : quorum.confirmedBy(rule, offset);
        String why = quorum.isBroken(rule) ? "; " + quorum.lastEnd() : " within " + rule.timeoutMillis() + " ms";
        RespException error = GroupErrors.noQuorum(confirmed, rule.replicas(), why);
        refusals.accept(error);
        return Optional.of(error);
    }

    // --- the door ---

    /** Sets what stands between a reply to a write and its client. */
    public void fence(WriteFence value) {
        fence = value;
    }

    /** Whether the answer to a write is looked at once more before it goes out. */
    boolean isWatched() {
        return fence.isWatched();
    }

    /** Whether the answer to a write that was admitted under watch may not go out any more, by the clocks as they are now. */
    boolean isShut() {
        return fence.isShut();
    }

    /** What to say in its place. */
    Optional<RespException> tooLate(Answers answers, int index) {
        if (!answers.isWatched(index)) {
            return Optional.empty();
        }
        fenced++;
        RespException error = GroupErrors.fencedTooLate();
        refusals.accept(error);
        return Optional.of(error);
    }

    /** How many replies were replaced by an error since too few sentinels supported this master. */
    public long fencedReplies() {
        return fenced;
    }

    /** Looks again at all that waits: the file or the replicas have moved, or time has passed. */
    public void review() {
        if (!waiting.isEmpty()) {
            waiting.removeIf(ServerClient::sendHeld);
        }
    }

    /** This server ends, or leads no more: what waits for replicas is answered with an error. */
    public void endReign(String why) {
        quorum.endReign(why);
        review();
    }

    /** How many replies to writes wait. */
    public long heldReplies() {
        return waiting.stream().mapToLong(ServerClient::heldReplies).sum();
    }

    /** How many replies were replaced by an error since replicas had not confirmed them. */
    public long refusedReplies() {
        return refused;
    }

    /** CONFIG RESETSTAT. */
    public void resetStats() {
        refused = 0;
        fenced = 0;
    }

    // --- clients ---

    long logEnd() {
        return logEnd.getAsLong();
    }

    long nowMillis() {
        return nowMillis.getAsLong();
    }

    /** @param untilMillis it must be looked at again then at the latest */
    void waits(ServerClient client, long untilMillis) {
        waiting.add(client);
        wake(untilMillis);
    }

    private void wake(long untilMillis) {
        if (untilMillis < alarmMillis) {
            alarmMillis = untilMillis;
            alarm.after(Math.max(1, untilMillis - nowMillis()), this::ring);
        }
    }

    private void ring() {
        alarmMillis = NEVER;
        review();
        long next = NEVER;
        for (ServerClient client : waiting) {
            next = Math.min(next, client.heldUntilMillis());
        }
        wake(next);
    }

    /** The client is gone. */
    public void forget(ServerClient client) {
        waiting.remove(client);
    }
}
