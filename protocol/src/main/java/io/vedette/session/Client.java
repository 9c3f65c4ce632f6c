package io.vedette.session;

import io.vedette.acl.User;
import io.vedette.resp.Argv;
import io.vedette.resp.OutputBuffer;
import io.vedette.resp.ReplyWriter;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One connection's state. Owned by the loop; the server extends it with transactions and replication.
 *
 * <p>Transitions of a request: idle → running → idle; or idle → postponed (a gate said not now; {@link #postponed} holds the
 * words) → running; or running → blocked (the function waits for something; {@link #waiting}) → idle. While postponed or
 * blocked no further request is handed over. A closed client stays closed; what is written to it goes nowhere.
 */
public class Client {
    /** An idle client beside its buffers. */
    private static final int CLIENT_BYTES = 1024;

    private final long id;
    private final Transport transport;
    private final long createdMillis;
    private final OutputBuffer out = new OutputBuffer();
    private final ReplyWriter reply = new ReplyWriter(out);
    private final Subscriptions subscriptions = new Subscriptions();

    private String name = "";
    private String libName = "";
    private String libVersion = "";
    private Optional<User> user = Optional.empty();
    private boolean authenticated;
    private boolean noEvict;
    private int database;
    private long lastInteractionMillis;
    private Optional<BoundCommand> lastCommand = Optional.empty();
    /** CLIENT REPLY OFF: no replies until further notice. */
    private boolean mutedForGood;
    /** The reply of the command that runs, or is blocked, is not wanted. */
    private boolean mutedNow;
    /** CLIENT REPLY SKIP: the reply of the next command will not be wanted. */
    private boolean mutedNext;

    private Optional<Client> itself = Optional.empty();
    private Optional<Argv> postponed = Optional.empty();
    private Optional<Waiting> waiting = Optional.empty();
    /** Where the running command's reply begins. */
    private int replyMark;

    private boolean closeAfterReply;
    private boolean closed;
    /** Set while the client stands in the list of those to flush at the end of the turn. */
    private boolean flushPending;

    public Client(long id, Transport transport, long nowMillis) {
        this.id = id;
        this.transport = transport;
        this.createdMillis = nowMillis;
        this.lastInteractionMillis = nowMillis;
    }

    /** Never given twice in the life of the process; greater than all before. */
    public final long id() {
        return id;
    }

    public final Transport transport() {
        return transport;
    }

    public final long createdMillis() {
        return createdMillis;
    }

    /** Wrapped once and for all: set for every command. */
    final Optional<Client> itself() {
        if (itself.isEmpty()) {
            itself = Optional.of(this);
        }
        return itself;
    }

    /** Where replies and messages to this client are written; {@link #flush} sends them. */
    public final ReplyWriter reply() {
        return reply;
    }

    public final Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Empty = none. */
    public final String name() {
        return name;
    }

    public final void name(String value) {
        name = value;
    }

    public final String libName() {
        return libName;
    }

    public final void libName(String value) {
        libName = value;
    }

    public final String libVersion() {
        return libVersion;
    }

    public final void libVersion(String value) {
        libVersion = value;
    }

    /** Whose rights bind the client; empty = nobody's, all is allowed (the stream of a master). */
    public final Optional<User> user() {
        return user;
    }

    /** The client acts as {@code who} from now on. */
    public final void login(User who) {
        user = Optional.of(who);
    }

    /** Has shown the password, or needed none when it came. */
    public final boolean isAuthenticated() {
        return authenticated;
    }

    public final void authenticated(boolean value) {
        authenticated = value;
        transport.limitRequests(!value);
    }

    public final boolean isNoEvict() {
        return noEvict;
    }

    public final void noEvict(boolean value) {
        noEvict = value;
    }

    /** Number of the selected database. */
    public final int database() {
        return database;
    }

    public final void database(int number) {
        database = number;
    }

    /** When the client last sent a command or was sent something. */
    public final long lastInteractionMillis() {
        return lastInteractionMillis;
    }

    public final void interacted(long nowMillis) {
        lastInteractionMillis = nowMillis;
    }

    /** Empty before the first command and after an unknown one. */
    public final Optional<BoundCommand> lastCommand() {
        return lastCommand;
    }

    final void lastCommand(Optional<BoundCommand> command) {
        lastCommand = command;
    }

    /** What the client is to CLIENT LIST TYPE, CLIENT KILL TYPE and the output limits. */
    public ClientType type() {
        return subscriptions.isSubscriber() ? ClientType.PUBSUB : ClientType.NORMAL;
    }

    /** Commands queued in MULTI, -1 outside of it. */
    public int queuedCommands() {
        return -1;
    }

    /** Memory of the commands queued in MULTI. */
    public long queuedBytes() {
        return 0;
    }

    /** Memory of what a subclass has noted for the client: keys that it watches, and the like. */
    protected long notedBytes() {
        return 0;
    }

    /** True if a command that may change data waits in MULTI's queue. */
    public boolean queuedMayWrite() {
        return false;
    }

    /** Letters of CLIENT LIST's {@code flags} that a subclass knows, in Redis' order, up to {@code x}. */
    protected void appendRoleFlags(StringBuilder flags) {
        if (subscriptions.isSubscriber()) {
            flags.append('P');
        }
    }

    /** Letters that stand behind {@code b}. */
    protected void appendStateFlags(StringBuilder flags) {}

    /** The client that gets the messages about keys in place of this one, 0 if itself; -1 if it tracks no keys. */
    public long redirection() {
        return -1;
    }

    /** The running command ended, was refused, or stopped to wait. */
    protected void commandEnded() {}

    /** What stands behind {@link #replyMark} answers the command that ended, or was blocked; if nothing does it blocks now. */
    protected void replied() {}

    /** RESET, and nothing else, calls this, when {@link Clients#end} is done: the subclass forgets what only it knows of. */
    protected void reset() {}

    /** All that RESET brings back, but for the subscriptions. */
    final void resetConnection(boolean authenticatedAgain) {
        reset();
        name = "";
        database = 0;
        mutedForGood = false;
        mutedNext = false; // what CLIENT REPLY SKIP has begun to skip is the reply to RESET
        reply.protocol(2);
        authenticated(authenticatedAgain);
    }

    /** True if CLIENT PAUSE holds this client's commands; the stream of a master and replicas are never paused. */
    protected boolean isPausable() {
        return true;
    }

    // ---- output ----

    /** Hands all that was written to the transport. A subclass may hold it back longer (replies that wait for a disk). */
    public void flush() {
        if (closed) {
            out.reset();
            replyMark = 0;
            return;
        }
        if (out.size() > 0) {
            transport.write(out.array(), 0, out.size());
            out.reset();
            replyMark = 0;
        }
        if (closeAfterReply) {
            closed = true;
            transport.closeAfterWrites();
        }
    }

    /** Whether replies may not go out before their time, however large they grow. */
    protected boolean holdsReplies() {
        return false;
    }

    /** Bytes that a subclass holds back. */
    protected long heldBytes() {
        return 0;
    }

    /** Where the reply of the running command, or of the one that is blocked, begins in what was written. */
    protected final int replyMark() {
        return Math.min(replyMark, out.size());
    }

    /** Takes what was written and not sent, for a subclass that sends it later. */
    protected final byte[] takeOutput() {
        byte[] taken = out.toByteArray();
        out.reset();
        replyMark = 0;
        return taken;
    }

    /** Sends what was taken. */
    protected final void send(byte[] bytes, int offset, int length) {
        transport.write(bytes, offset, length);
    }

    /** Bytes written and not yet taken by the operating system. */
    public final long outputBytes() {
        return out.size() + heldBytes() + transport.pendingBytes();
    }

    /** What the client costs, with all that waits for it and from it; an estimate. */
    public final long memoryBytes() {
        return CLIENT_BYTES
                + out.array().length
                + heldBytes()
                + transport.pendingBytes()
                + transport.requestBytes()
                + queuedBytes()
                + subscriptions.memoryBytes()
                + notedBytes();
    }

    /** The client as CLIENT LIST shows it. */
    public final String line(long nowMillis) {
        StringBuilder line = new StringBuilder();
        ClientLine.append(line, this, nowMillis);
        return line.toString().strip();
    }

    final void muteAll() {
        mutedForGood = true;
    }

    final void muteNext() {
        mutedNext = !mutedForGood;
    }

    final void unmute() {
        mutedForGood = false;
        mutedNow = false;
        mutedNext = false;
    }

    /** A request that was postponed is tried again. */
    final void commandContinues() {
        replyMark = out.size();
    }

    /** A request begins that was not tried before. */
    final void commandBegins() {
        replyMark = out.size();
        mutedNow = mutedNext;
        mutedNext = false;
    }

    /** The running command ended, or stopped to wait: its reply is taken back if the client wants none. */
    final void commandEnds() {
        commandEnded();
        if (isMuted()) {
            out.truncate(replyMark);
        }
        replyEnds();
    }

    /** The reply of the running command, or of the one that was blocked, is written; or it blocks and has written none. */
    final void replyEnds() {
        replied();
        replyMark = out.size();
    }

    /** Writes what answers no request: messages reach the client even where it wants no replies, but not behind its last one. */
    public final void push(Consumer<ReplyWriter> message) {
        if (closeAfterReply) {
            return;
        }
        if (isMuted() && out.size() > replyMark) {
            out.truncate(replyMark);
        }
        boolean between = out.size() == replyMark();
        message.accept(reply);
        if (between) {
            replyMark = out.size(); // otherwise it stands inside of a reply, and is a part of it
        }
    }

    /** True while replies of the running (or blocked) command must not be sent. */
    public final boolean isMuted() {
        return mutedForGood || mutedNow;
    }

    /** True while the client wants no replies until further notice (CLIENT REPLY OFF). */
    public final boolean isMutedForGood() {
        return mutedForGood;
    }

    final boolean markFlushPending() {
        boolean first = !flushPending;
        flushPending = true;
        return first;
    }

    final void flushDone() {
        flushPending = false;
    }

    // ---- waiting ----

    /** The request that a gate put off. */
    public final Optional<Argv> postponed() {
        return postponed;
    }

    final void postpone(Argv argv) {
        postponed = Optional.of(argv);
        transport.pauseRequests();
    }

    final void endPostponement() {
        postponed = Optional.empty();
    }

    /** What the last command waits for. */
    public final Optional<Waiting> waiting() {
        return waiting;
    }

    /** Blocked or postponed: no request of this client is handed over. */
    public final boolean isBlocked() {
        return waiting.isPresent() || postponed.isPresent();
    }

    /** Called by a command's function instead of writing a reply. */
    public final void block(Waiting reason) {
        waiting = Optional.of(reason);
        transport.pauseRequests();
    }

    /** The reply of the blocked command has been written: goes on with the client's next request. */
    public final void unblock() {
        waiting = Optional.empty();
        if (!closed) {
            transport.resumeRequests();
        }
    }

    // ---- end ----

    /** Closes once everything written so far has been sent; no request runs any more. */
    public final void closeAfterReply() {
        closeAfterReply = true;
    }

    /** Closes now. */
    public final void close() {
        if (!closed) {
            closed = true;
            transport.close();
        }
    }

    /** True if no request of the client may run any more. */
    public final boolean isClosing() {
        return closed || closeAfterReply;
    }

    /** True if the connection is gone, or will be in a moment. */
    protected final boolean isClosed() {
        return closed;
    }

    final boolean isCloseAfterReply() {
        return closeAfterReply;
    }

    final void markClosed() {
        closed = true;
    }
}
