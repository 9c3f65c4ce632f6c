package io.vedette.server.session;

import io.vedette.config.OutputLimits;
import io.vedette.replication.WriteQuorum;
import io.vedette.resp.RespException;
import io.vedette.session.Client;
import io.vedette.session.ClientType;
import io.vedette.session.Transport;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A client of the data server: what it queued, what it watches, and whether it is one end of a replication link. Owner loop only. */
public final class ServerClient extends Client {
    /** What the connection is for. */
    public enum Link {
        /** An ordinary client. */
        NONE,
        /** A replica under this server: gets the stream. */
        REPLICA,
        /** Speaks with the master's word: its commands pass every gate and are not propagated again. */
        MASTER
    }

    /** How the reply of a blocked client begins that is sent off without having got anything. */
    private static final byte[] SENT_AWAY = "-UNBLOCKED ".getBytes(StandardCharsets.US_ASCII);

    private Optional<Transaction> transaction = Optional.empty();
    private final WatchedKeys watchedKeys = new WatchedKeys();
    private final OutputLimits.Watch outputWatch = new OutputLimits.Watch();
    private Link link = Link.NONE;
    private boolean monitor;
    private Optional<TrackingState> tracking = Optional.empty();
    private long seenOffset;

    private final ReplyHold hold;
    private final HeldReplies held = new HeldReplies();
    /** What replicas must confirm of what the running command, or the one that is blocked, may write. */
    private WriteQuorum.Rule rule = WriteQuorum.Rule.NONE;
    /** Its reply may go out only while enough sentinels support this master. */
    private boolean watched;
    /** The reply of that command is to be noted when it is whole. */
    private boolean unmarked;
    /** That command has changed something. */
    private boolean effective;

    /** A client whose replies never wait. */
    public ServerClient(long id, Transport transport, long nowMillis) {
        this(id, transport, nowMillis, ReplyHold.none());
    }

    /** @param hold says when what is written may be sent */
    public ServerClient(long id, Transport transport, long nowMillis, ReplyHold hold) {
        super(id, transport, nowMillis);
        this.hold = hold;
    }

    /** The open MULTI. */
    public Optional<Transaction> transaction() {
        return transaction;
    }

    void begin() {
        transaction = Optional.of(new Transaction());
    }

    void endTransaction() {
        transaction = Optional.empty();
    }

    /** Watches how much output waits for the client. */
    public OutputLimits.Watch outputWatch() {
        return outputWatch;
    }

    WatchedKeys watchedKeys() {
        return watchedKeys;
    }

    public Link link() {
        return link;
    }

    public void link(Link value) {
        link = value;
    }

    /** Is shown every command (MONITOR). */
    public boolean isMonitor() {
        return monitor;
    }

    public void monitor(boolean value) {
        monitor = value;
    }

    /** How the client tracks keys; empty while it does not. */
    public Optional<TrackingState> tracking() {
        return tracking;
    }

    public void track(TrackingState state) {
        tracking = Optional.of(state);
    }

    /** The client tracks no keys any more. */
    public void endTracking() {
        tracking.ifPresent(TrackingState::end);
        tracking = Optional.empty();
    }

    @Override
    public long redirection() {
        return tracking.map(state -> state.options().redirect()).orElse(-1L);
    }

    /** CLIENT CACHING holds for the next command, or transaction, that is not about clients. */
    @Override
    protected void commandEnded() {
        if (tracking.isPresent() && transaction.isEmpty() && !lastCommandWasOfClient()) {
            tracking.get().forgetCaching();
        }
    }

    private boolean lastCommandWasOfClient() {
        return lastCommand()
                .filter(command -> command.spec().name().startsWith("client"))
                .isPresent();
    }

    /**
     * End of the log after this client's last command: what its WAIT waits for. Not only its own writes count: what it has read may be
     * another client's, and not on the replicas yet.
     */
    public long seenOffset() {
        return seenOffset;
    }

    /** A command of this client begins to run, or is tried once more. */
    void runs() {
        rule = hold.rule();
        watched = hold.isWatched();
    }

    /**
     * The command has run; its reply is not whole yet.
     *
     * @param endOffset of the log
     * @param logged it added to the log
     * @param mayWrite it is of a kind that writes
     */
    void ran(long endOffset, boolean logged, boolean mayWrite) {
        seenOffset = endOffset;
        if (!mayWrite) {
            rule = WriteQuorum.Rule.NONE;
            watched = false; // a message has been delivered, an expired key was gone: nothing was promised
        }
        unmarked = !isMuted() && (logged && hold.isDemanded() || rule.demands() || watched);
        effective = logged;
    }

    /** The reply to a write is whole: it is noted. One that blocks has said nothing yet. */
    @Override
    protected void replied() {
        if (!unmarked) {
            return;
        }
        int from = replyMark();
        int to = reply().out().size();
        if (from == to) {
            unmarked = waiting().isPresent();
            return;
        }
        unmarked = false;
        byte[] written = reply().out().array();
        if (written[from] == SENT_AWAY[0] && isSentAway(written, from, to)) {
            return; // nothing was said about data
        }
        // What changed nothing needs a confirmation from after it: of an entry that is not there yet.
        long offset = effective ? seenOffset : hold.logEnd() + 1;
        boolean waits = held.answersWrites(); // then it is among those that wait
        held.answersWrite(from, to, offset, rule, watched);
        if (rule.demands()) {
            hold.want(offset);
        }
        if (!waits) {
            hold.waits(this, held.deadlineMillis());
        }
    }

    private static boolean isSentAway(byte[] written, int from, int to) {
        return Arrays.equals(written, from, Math.min(to, from + SENT_AWAY.length), SENT_AWAY, 0, SENT_AWAY.length);
    }

    /** Replicas may have what this disk has not: they promise nothing to anybody. */
    @Override
    public void flush() {
        if (link != Link.NONE || isClosed() || !mustWait()) {
            held.forgetWrites();
            super.flush();
        } else if (reply().out().size() > 0 || isClosing()) {
            held.add(hold.fileOffset(held.answersWrites()), takeOutput(), hold.nowMillis());
            hold.waits(this, held.deadlineMillis());
            held.reach(hold, this::send);
        }
    }

    private boolean mustWait() {
        return !held.isEmpty()
                || held.isShut(hold)
                || hold.fileOffset(held.answersWrites()) != HeldReplies.IN_FILE
                || held.answersWrites() && held.awaitsReplicas(hold);
    }

    @Override
    protected boolean holdsReplies() {
        return hold.isDemanded() || rule.demands() || watched || held.answersWrites() || !held.isEmpty();
    }

    @Override
    protected long heldBytes() {
        return held.bytes();
    }

    int heldReplies() {
        return held.count();
    }

    long heldUntilMillis() {
        return held.deadlineMillis();
    }

    /** Sends what need not wait any more; true if nothing waits. */
    boolean sendHeld() {
        if (isClosed()) {
            held.clear();
            return true;
        }
        held.reach(hold, this::send);
        if (held.isEmpty() && isClosing() && reply().out().size() == 0) {
            super.flush();
        }
        return held.isEmpty() && !held.answersWrites();
    }

    /** Sends all that waits, and the error for what it answers of writes. */
    void refuseHeld(RespException why) {
        if (isClosed()) {
            held.clear();
            return;
        }
        held.add(HeldReplies.IN_FILE, takeOutput(), hold.nowMillis());
        held.refuse(why, this::send);
        if (isClosing()) {
            super.flush();
        }
    }

    @Override
    public ClientType type() {
        return switch (link) {
            case NONE -> super.type();
            case REPLICA -> ClientType.REPLICA;
            case MASTER -> ClientType.MASTER;
        };
    }

    @Override
    public int queuedCommands() {
        return transaction.map(Transaction::size).orElse(-1);
    }

    @Override
    public long queuedBytes() {
        return transaction.map(Transaction::bytes).orElse(0L);
    }

    @Override
    protected long notedBytes() {
        return watchedKeys.memoryBytes()
                + (tracking.isPresent() ? tracking.get().memoryBytes() : 0);
    }

    @Override
    public boolean queuedMayWrite() {
        return transaction.isPresent() && transaction.get().mayWrite();
    }

    /** Whether EXEC would run something that may write. */
    boolean willWrite() {
        return queuedMayWrite() && !transaction.get().isSpoilt();
    }

    @Override
    protected void appendRoleFlags(StringBuilder flags) {
        switch (link) {
            case NONE -> {}
            case REPLICA -> flags.append('S');
            case MASTER -> flags.append('M');
        }
        if (monitor) {
            flags.append('O');
        }
        super.appendRoleFlags(flags);
        if (transaction.isPresent()) {
            flags.append('x');
        }
    }

    @Override
    protected void appendStateFlags(StringBuilder flags) {
        if (tracking.isPresent()) {
            flags.append('t');
            flags.append(tracking.get().isRedirectBroken() ? "R" : "");
            flags.append(tracking.get().options().broadcast() ? "B" : "");
        }
        if (watchedKeys.areTouched()) {
            flags.append('d');
        }
    }

    @Override
    protected void reset() {
        transaction = Optional.empty();
    }

    @Override
    protected boolean isPausable() {
        return link == Link.NONE;
    }
}
