package io.vedette.server.session;

import io.vedette.config.OutputLimits;
import io.vedette.resp.RespException;
import io.vedette.session.Client;
import io.vedette.session.ClientType;
import io.vedette.session.Transport;
import java.util.Optional;

/** A client of the data server: what it queued, what it watches, and whether it is one end of a replication link. */
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

    private Optional<Transaction> transaction = Optional.empty();
    private final WatchedKeys watchedKeys = new WatchedKeys();
    private final OutputLimits.Watch outputWatch = new OutputLimits.Watch();
    private Link link = Link.NONE;
    private boolean monitor;
    private Optional<TrackingState> tracking = Optional.empty();
    private long lastWriteOffset;

    private final ReplyHold hold;
    private final HeldReplies held = new HeldReplies();

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

    /** End of the log after this client's last write: what its WAIT waits for. */
    public long lastWriteOffset() {
        return lastWriteOffset;
    }

    void wrote(long endOffset) {
        lastWriteOffset = endOffset;
        if (hold.isDemanded() && !isMuted()) {
            boolean first = !held.answersWrites();
            held.answersWrite(replyMark(), reply().out().size());
            if (first) {
                hold.waits(this);
            }
        }
    }

    /** Replicas may have what this disk has not: they promise nothing to anybody. */
    @Override
    public void flush() {
        if (link == Link.NONE && !isClosed() && hold.isHolding(!held.isEmpty() || held.answersWrites())) {
            if (reply().out().size() > 0 || isClosing()) {
                held.add(hold.logEnd(), takeOutput());
                hold.waits(this);
            }
        } else {
            held.forgetWrites();
            super.flush();
        }
    }

    @Override
    protected boolean holdsReplies() {
        return hold.isDemanded();
    }

    @Override
    protected long heldBytes() {
        return held.bytes();
    }

    /** Sends what waited for that offset or a lower one; true if nothing waits any more. */
    boolean sendHeld(long kept) {
        if (isClosed()) {
            held.clear();
            return true;
        }
        held.reach(kept, this::send);
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
        held.add(hold.logEnd(), takeOutput());
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
    public boolean queuedMayWrite() {
        return transaction.isPresent() && transaction.get().mayWrite();
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
        watchedKeys.forget();
        monitor = false;
        endTracking();
    }

    @Override
    protected boolean isPausable() {
        return link == Link.NONE;
    }
}
