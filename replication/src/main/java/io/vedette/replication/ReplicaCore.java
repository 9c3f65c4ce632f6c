package io.vedette.replication;

import io.vedette.rdb.RdbReplication;
import io.vedette.replication.ReplicaEffect.Apply;
import io.vedette.replication.ReplicaEffect.Note;
import io.vedette.replication.ReplicaPhase.AwaitingSnapshot;
import io.vedette.replication.ReplicaPhase.Connecting;
import io.vedette.replication.ReplicaPhase.Detached;
import io.vedette.replication.ReplicaPhase.Greeting;
import io.vedette.replication.ReplicaPhase.Linked;
import io.vedette.replication.ReplicaPhase.Loading;
import io.vedette.replication.ReplicaPhase.None;
import io.vedette.replication.ReplicaPhase.Online;
import io.vedette.replication.ReplicaPhase.Target;
import io.vedette.replication.ReplicaPhase.Transfer;
import io.vedette.replication.ReplicaPhase.Waiting;
import io.vedette.resp.ProtocolException;
import io.vedette.resp.StringRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * This server's place under a master: who it is, the link to it, the handshake, the snapshot, the stream. Pure; owned by
 * the engine's thread.
 *
 * <pre>
 * none -- follow --> connecting -> greeting -> awaiting snapshot -> transfer -> loading -> online
 *   ^                   ^             |  \________________________________________________^
 *   |                   |             v              (partial resynchronisation)
 *   +---- promote --- waiting <--- any failure; a link lost while online is tried again at once
 * </pre>
 *
 * Invariants: the log is the master's stream, byte for byte, as far as it was applied; history and data change together
 * (at {@code Loaded}, at {@code CONTINUE} with another id, at promotion); until a snapshot is loaded whole the old data
 * keeps its old history, from which the next attempt may resume. {@link #positionKnown} is false only for data that never
 * had a place in a master's history.
 *
 * <p>Times are monotonic milliseconds.
 */
public final class ReplicaCore {
    private final ReplicationLog log;
    private final Supplier<String> newIds;
    private final Supplier<ReplicaSettings> settings;

    private final Handshake handshake;
    private final Acknowledgements acknowledgements;
    private ReplicaPhase phase = new None();
    private String host = "";
    private int port;
    private boolean positionKnown;
    /** What a master found at its start. */
    private Optional<Recovery> recovered = Optional.empty();

    private boolean refusesEmptyMaster;
    private long links;
    private long lastIoMillis;
    private long lastAcknowledgedMillis;
    private long nextAttemptMillis;
    private Optional<Long> downSinceMillis = Optional.empty();
    private long syncTotalBytes = -1;
    private long syncReadBytes;

    private final MasterLines lines = new MasterLines();

    private List<ReplicaEffect> effects = new ArrayList<>();
    private long nowMillis;

    /**
     * @param newIds draws a replication id: 40 random hexadecimal characters
     * @param settings the settings as they are now
     */
    public ReplicaCore(ReplicationLog log, Supplier<String> newIds, Supplier<ReplicaSettings> settings) {
        this.log = log;
        this.newIds = newIds;
        this.settings = settings;
        this.acknowledgements = new Acknowledgements(log);
        this.handshake = new Handshake(this, log, settings);
    }

    /** Sets by what masters are chosen and acknowledgements are bound; before everything else. */
    public void obey(Ballots its) {
        acknowledgements.obey(its);
        handshake.obey(its);
    }

    public List<ReplicaEffect> handle(ReplicaEvent event, long now) {
        nowMillis = now;
        effects = new ArrayList<>();
        switch (event) {
            case ReplicaEvent.Follow(String newHost, int newPort, String user) -> follow(newHost, newPort, user);
            case ReplicaEvent.StartFollowing(String newHost, int newPort) -> startFollowing(newHost, newPort);
            case ReplicaEvent.Recovered(RdbReplication position, boolean follows) -> recovered(position, follows);
            case ReplicaEvent.HandOver(String newHost, int newPort) -> handOver(newHost, newPort);
            case ReplicaEvent.Promote(String user) when following() -> branchOff(user);
            case ReplicaEvent.Promote onMaster -> {}
            case ReplicaEvent.Detach() -> detach();
            case ReplicaEvent.BeginHistory(Marker marker) -> beginHistory(marker);
            case ReplicaEvent.BranchOff(String user) -> branchOff(user);
            case ReplicaEvent.ChangeMembers(Marker marker) -> log.state(marker);
            case ReplicaEvent.AcknowledgementAsked() -> acknowledgeIf(true);
            case ReplicaEvent.Fsynced(long offset) -> acknowledgeIf(acknowledgements.fsynced(offset));
            case ReplicaEvent.Tick() -> tick();
            case ReplicaEvent.Connected(long link) -> connected(link);
            case ReplicaEvent.ConnectFailed(long link, String reason) -> connectFailed(link, reason);
            case ReplicaEvent.Received(long link, byte[] bytes, int length) -> received(link, bytes, length);
            case ReplicaEvent.Closed(long link, String reason) -> closed(link, reason);
            case ReplicaEvent.Loaded(long link, int database, Marker marker) -> loaded(link, database, marker);
            case ReplicaEvent.DataGivenUp(long link) when isLoading(link) -> leaveHistory();
            case ReplicaEvent.DataGivenUp notLoading -> {}
            case ReplicaEvent.EmptyMasterRefused(long link) -> emptyMasterRefused(link);
            case ReplicaEvent.LoadFailed(long link, String reason) -> loadFailed(link, reason);
            case ReplicaEvent.ApplyFailed(long link, String reason) -> applyFailed(link, reason);
        }
        return effects;
    }

    public boolean following() {
        return !(phase instanceof None);
    }

    /** Whether the master's stream is being followed. */
    public boolean linkUp() {
        return phase instanceof Online;
    }

    public boolean follows(String otherHost, int otherPort) {
        return following() && host.equalsIgnoreCase(otherHost) && port == otherPort;
    }

    /** Whether the data is a piece of a history: always on a master, where the history is its own. */
    public boolean isPlaceKnown() {
        return !following() || positionKnown;
    }

    /** Where in a history the data stands; nothing if it stands in none, or the history goes on unwritten. */
    public Optional<RdbReplication> position() {
        boolean known = log.isOpen() && isPlaceKnown();
        return known
                ? Optional.of(new RdbReplication(
                        Math.max(0, log.database()), log.history().id(), log.endOffset(), log.markerText()))
                : Optional.empty();
    }

    /** Whether the link of that number is the one whose stream is followed. */
    public boolean isOnline(long link) {
        return phase instanceof Online online && online.link() == link;
    }

    /**
     * Whether the snapshot of that link belongs to a history that does not know ours and is no longer: its master began anew and
     * cannot have seen what we have.
     */
    public boolean forgets(long link) {
        return phase instanceof Loading loading
                && loading.link() == link
                && handshake.mayResume(positionKnown)
                && cannotHaveSeen(loading.target().offset())
                && loading.target()
                        .id()
                        .filter(id -> !log.history().shares(id, log.endOffset() + 1))
                        .isPresent();
    }

    /** A log that is open has named its history, even if nothing has been written since the snapshot with which it began. */
    private boolean cannotHaveSeen(long offset) {
        return offset < log.endOffset() || log.isOpen() && offset == log.endOffset();
    }

    public ReplicaStatus status(long now) {
        boolean up = linkUp();
        boolean syncing = phase.role().equals("sync");
        long read = phase instanceof Online online ? online.reader().readOffset() : log.endOffset();
        return new ReplicaStatus(
                following(),
                host,
                port,
                phase.role(),
                up,
                syncing,
                (now - lastIoMillis) / 1000,
                downSinceMillis.map(since -> (now - since) / 1000).orElse(-1L),
                positionKnown,
                read,
                log.endOffset(),
                syncTotalBytes,
                syncReadBytes,
                refusesEmptyMaster);
    }

    private void follow(String newHost, int newPort, String user) {
        boolean wasMaster = !following();
        dropLink();
        refusesEmptyMaster = false;
        host = newHost;
        port = newPort;
        effects.add(new ReplicaEffect.BecameReplica());
        if (wasMaster) {
            if (log.isOpen()) {
                note(
                        NoteLevel.NOTICE,
                        "Before turning into a replica, using my own master parameters to synthesize a cached "
                                + "master: I may be able to synchronize with the new master with just a partial transfer.");
            }
            positionKnown = true;
            recovered.ifPresent(found -> found.rejoin(log));
            recovered = Optional.empty();
        }
        note(NoteLevel.NOTICE, "REPLICAOF " + host + ":" + port + " enabled (user request from '" + user + "')");
        connect();
    }

    /** Unlike {@link #follow} it knows that the other has all our data, be it what we found at our start or later. */
    private void handOver(String newHost, int newPort) {
        host = newHost;
        port = newPort;
        positionKnown = true;
        recovered = Optional.empty();
        handshake.asksToLead();
        effects.add(new ReplicaEffect.BecameReplica());
        connect();
    }

    private void startFollowing(String newHost, int newPort) {
        host = newHost;
        port = newPort;
        effects.add(new ReplicaEffect.BecameReplica());
        connect();
    }

    private void recovered(RdbReplication position, boolean follows) {
        if (follows) {
            Recovery.asReplica(log, position);
            positionKnown = true;
        } else {
            recovered = Optional.of(Recovery.asMaster(log, position, newIds.get()));
        }
    }

    private void lead(String newId) {
        dropLink();
        phase = new None();
        handshake.asksNothing();
        refusesEmptyMaster = false;
        host = "";
        port = 0;
        downSinceMillis = Optional.empty();
        log.continueAs(newId);
        // Its next command selects its database: replicas of the former master may stand in another one.
        log.forgetDatabase();
        note(NoteLevel.WARNING, log.history().asSuccessor());
        effects.add(new ReplicaEffect.DisconnectReplicas());
    }

    private void beginHistory(Marker marker) {
        leadAnew(marker.replid(), "ballot " + marker.ballot() + " of the group " + marker.group());
        log.state(marker);
    }

    private void branchOff(String user) {
        leadAnew(newIds.get(), "user request from '" + user + "'");
    }

    private void leadAnew(String newId, String why) {
        boolean wasReplica = following();
        recovered = Optional.empty();
        lead(newId);
        if (wasReplica) {
            effects.add(new ReplicaEffect.BecameMaster());
        }
        note(NoteLevel.NOTICE, "MASTER MODE enabled (" + why + ")");
    }

    private void detach() {
        if (following()) {
            dropLink();
            handshake.asksNothing();
            phase = new Detached();
            if (downSinceMillis.isEmpty()) {
                downSinceMillis = Optional.of(nowMillis);
            }
        }
    }

    private void tick() {
        long timeoutMillis = settings.get().timeoutSeconds() * 1000L;
        boolean silent = nowMillis - lastIoMillis > timeoutMillis;
        switch (phase) {
            case None _, Detached _ -> {}
            case Waiting() -> {
                if (nowMillis >= nextAttemptMillis) {
                    connect();
                }
            }
            case Connecting _, Greeting _ -> {
                if (silent) {
                    note(NoteLevel.WARNING, "Timeout connecting to the MASTER...");
                    waitForNextAttempt();
                }
            }
            case AwaitingSnapshot _, Transfer _ -> {
                if (silent) {
                    note(
                            NoteLevel.WARNING,
                            "Timeout receiving bulk data from MASTER... If the problem persists try to set the "
                                    + "'repl-timeout' parameter in redis.conf to a larger value.");
                    waitForNextAttempt();
                }
            }
            case Loading loading -> signOfLife(loading);
            case Online online -> {
                if (silent) {
                    note(NoteLevel.WARNING, "MASTER timeout: no data nor PING received...");
                    linkLost();
                } else if (nowMillis - lastAcknowledgedMillis >= 1000) {
                    acknowledge(online);
                }
            }
        }
    }

    private void connected(long link) {
        if (phase instanceof Connecting connecting && connecting.link() == link) {
            note(NoteLevel.NOTICE, "Non blocking connect for SYNC fired the event.");
            heard();
            Greeting greeting = Greeting.begun(link);
            phase = greeting;
            handshake.begin(greeting);
        }
    }

    private void connectFailed(long link, String reason) {
        if (phase instanceof Connecting connecting && connecting.link() == link) {
            note(NoteLevel.WARNING, "Error condition on socket for SYNC: " + reason);
            // The connection does not exist: nothing is to be closed.
            pauseBeforeNextAttempt();
        }
    }

    private void closed(long link, String reason) {
        if (!isCurrent(link)) {
            return;
        }
        switch (phase) {
            case Online _ -> linkLost();
            case Loading loading ->
                phase = new Loading(link, loading.target(), loading.acknowledge(), loading.rest(), false);
            default -> {
                note(NoteLevel.WARNING, MasterWords.brokenOff(phase, syncReadBytes, reason));
                waitForNextAttempt();
            }
        }
    }

    private void received(long link, byte[] bytes, int length) {
        if (!isCurrent(link)) {
            return;
        }
        heard();
        int at = 0;
        while (at < length && isCurrent(link)) {
            at += switch (phase) {
                case Transfer transfer -> snapshotBytes(transfer, bytes, at, length);
                case Loading loading -> {
                    byte[] rest = Arrays.copyOf(loading.rest(), loading.rest().length + length - at);
                    System.arraycopy(bytes, at, rest, loading.rest().length, length - at);
                    phase = new Loading(link, loading.target(), loading.acknowledge(), rest, loading.connected());
                    yield length - at;
                }
                case Online online -> {
                    stream(online, bytes, at, length - at);
                    yield length - at;
                }
                case Greeting _, AwaitingSnapshot _ -> linePart(bytes, at, length);
                case None _, Detached _, Waiting _, Connecting _ -> length - at;
            };
        }
    }

    private void stream(Online online, byte[] bytes, int at, int length) {
        try {
            online.reader().receive(bytes, at, length);
        } catch (ProtocolException e) {
            note(
                    NoteLevel.WARNING,
                    "Protocol error (Master using the inline protocol. Desync?) from master: " + e.line());
            // What came was not understood, so what is here may not be what the master thinks: no resuming.
            positionKnown = false;
            linkLost();
        }
    }

    private int linePart(byte[] bytes, int at, int length) {
        int taken = lines.take(bytes, at, length);
        Optional<String> text = lines.whole();
        if (lines.isEndless()) {
            note(NoteLevel.WARNING, "Endless line from MASTER instead of a reply");
            waitForNextAttempt();
        } else if (text.isPresent() && !text.get().isEmpty()) {
            // Bare line ends are the master's signs of life while it prepares.
            lineReceived(text.get());
        }
        return taken;
    }

    private void lineReceived(String text) {
        if (phase instanceof Greeting greeting) {
            handshake.reply(greeting, text, handshake.mayResume(positionKnown));
        } else if (phase instanceof AwaitingSnapshot awaiting) {
            snapshotHeader(awaiting, text);
        }
    }

    void awaitSnapshot(long link, Target target) {
        syncTotalBytes = -1;
        syncReadBytes = 0;
        phase = new AwaitingSnapshot(link, target);
    }

    void continueStream(long link, Optional<String> id) {
        note(NoteLevel.NOTICE, "Successful partial resynchronization with master.");
        if (id.isPresent() && !id.get().equals(log.history().id())) {
            log.continueAs(id.get());
            note(NoteLevel.NOTICE, "Master replication ID changed to " + id.get());
            effects.add(new ReplicaEffect.DisconnectReplicas());
        }
        log.openBacklog();
        goOnline(link, true);
        note(NoteLevel.NOTICE, "MASTER <-> REPLICA sync: Master accepted a Partial Resynchronization.");
    }

    private void snapshotHeader(AwaitingSnapshot awaiting, String text) {
        Optional<SnapshotFrame> frame = handshake.snapshotFrame(text);
        if (frame.isEmpty()) {
            waitForNextAttempt();
            return;
        }
        syncTotalBytes = frame.get().totalBytes();
        effects.add(new ReplicaEffect.BeginLoad(awaiting.link()));
        Transfer transfer = new Transfer(awaiting.link(), awaiting.target(), frame.get());
        phase = transfer;
        endTransferIfComplete(transfer);
    }

    private int snapshotBytes(Transfer transfer, byte[] bytes, int at, int length) {
        int taken = transfer.frame()
                .take(bytes, at, length - at, part -> effects.add(new ReplicaEffect.LoadBytes(transfer.link(), part)));
        syncReadBytes += taken;
        endTransferIfComplete(transfer);
        return taken;
    }

    private void endTransferIfComplete(Transfer transfer) {
        if (transfer.frame().ended()) {
            boolean marked = transfer.frame() instanceof SnapshotFrame.Marked;
            phase = new Loading(transfer.link(), transfer.target(), marked, new byte[0], true);
            effects.add(new ReplicaEffect.Pause(transfer.link()));
            effects.add(new ReplicaEffect.EndLoad(transfer.link()));
        }
    }

    private void loaded(long link, int database, Marker marker) {
        if (!(phase instanceof Loading loading) || loading.link() != link) {
            return;
        }
        Target target = loading.target();
        boolean known = target.id().isPresent();
        log.startOver(ReplicationHistory.of(target.id().orElseGet(newIds)), Math.max(0, target.offset()), marker);
        acknowledgements.forgetDisk();
        log.databaseSelected(database);
        positionKnown = known;
        effects.add(new ReplicaEffect.DisconnectReplicas());
        note(NoteLevel.NOTICE, "MASTER <-> REPLICA sync: Finished with success");
        Online online = goOnline(link, known);
        if (!loading.connected()) {
            linkLost();
            return;
        }
        if (loading.acknowledge()) {
            acknowledge(online);
        }
        effects.add(new ReplicaEffect.Resume(link));
        stream(online, loading.rest(), 0, loading.rest().length);
    }

    private void emptyMasterRefused(long link) {
        if (phase instanceof Loading loading && loading.link() == link) {
            if (!refusesEmptyMaster) {
                note(NoteLevel.WARNING, MasterWords.EMPTY_MASTER_REFUSED);
            }
            refusesEmptyMaster = true;
            waitForNextAttempt();
        }
    }

    /** From where the log ends nobody may go on while the data stands elsewhere: no replica, no sibling after a promotion, no file. */
    private void leaveHistory() {
        log.startOver(ReplicationHistory.of(newIds.get()), 0, Marker.NONE);
        acknowledgements.forgetDisk();
        positionKnown = false;
        effects.add(new ReplicaEffect.DisconnectReplicas());
    }

    private boolean isLoading(long link) {
        return phase instanceof Loading loading && loading.link() == link
                || phase instanceof Transfer transfer && transfer.link() == link;
    }

    private void loadFailed(long link, String reason) {
        if (isLoading(link)) {
            note(NoteLevel.WARNING, "Failed trying to load the MASTER synchronization DB: " + reason);
            waitForNextAttempt();
        }
    }

    private void applyFailed(long link, String reason) {
        note(NoteLevel.WARNING, "The master's stream cannot be applied here: " + reason);
        leaveHistory();
        if (isOnline(link)) {
            waitForNextAttempt();
        }
    }

    private Online goOnline(long link, boolean acknowledges) {
        refusesEmptyMaster = false;
        Online online = new Online(
                link,
                new StreamReader(log, settings.get().databases(), new StreamReader.Receiver() {
                    @Override
                    public void apply(List<Apply.Command> commands) {
                        effects.add(new Apply(link, commands));
                    }

                    @Override
                    public void apply(int database, StringRun sets) {
                        effects.add(new ReplicaEffect.ApplySets(link, database, sets));
                    }

                    @Override
                    public void marked(Marker marker) {
                        log.marked(marker);
                    }

                    @Override
                    public void acknowledgementAsked() {
                        acknowledgements.words().ifPresent(words -> send(link, words));
                        acknowledgements.asked();
                    }
                }),
                acknowledges);
        phase = online;
        downSinceMillis = Optional.empty();
        lastAcknowledgedMillis = nowMillis;
        return online;
    }

    private void acknowledgeIf(boolean wanted) {
        if (wanted && phase instanceof Online online) {
            acknowledge(online);
        }
    }

    private void acknowledge(Online online) {
        lastAcknowledgedMillis = nowMillis;
        if (online.acknowledges()) {
            acknowledgements.words().ifPresent(words -> send(online.link(), words));
        }
    }

    /** A line end each second tells a master that waits for us that we are alive. */
    private void signOfLife(Loading loading) {
        if (loading.connected() && nowMillis - lastAcknowledgedMillis >= 1000) {
            lastAcknowledgedMillis = nowMillis;
            send(loading.link(), MasterWords.SIGN_OF_LIFE);
        }
    }

    /** The stream broke off: the place in it is kept, and the next attempt is made at once. */
    private void linkLost() {
        dropLink();
        note(NoteLevel.NOTICE, "Reconnecting to MASTER " + host + ":" + port);
        open();
    }

    void waitForNextAttempt() {
        dropLink();
        pauseBeforeNextAttempt();
    }

    private void pauseBeforeNextAttempt() {
        phase = new Waiting();
        nextAttemptMillis = nowMillis + 1000;
        handshake.failed();
    }

    private void connect() {
        note(NoteLevel.NOTICE, "Connecting to MASTER " + host + ":" + port);
        open();
    }

    private void open() {
        heard();
        long link = ++links;
        phase = new Connecting(link);
        effects.add(new ReplicaEffect.Connect(link, host, port));
        note(NoteLevel.NOTICE, "MASTER <-> REPLICA sync started");
    }

    private void dropLink() {
        if (phase instanceof Linked linked) {
            if (phase instanceof Transfer || phase instanceof Loading) {
                effects.add(new ReplicaEffect.AbortLoad(linked.link()));
            }
            effects.add(new ReplicaEffect.Disconnect(linked.link()));
        }
        if (phase instanceof Online) {
            note(NoteLevel.WARNING, "Connection with master lost.");
            note(
                    NoteLevel.NOTICE,
                    positionKnown
                            ? "Caching the disconnected master state."
                            : "Discarding previously cached master state.");
            downSinceMillis = Optional.of(nowMillis);
        }
        lines.clear();
    }

    private boolean isCurrent(long link) {
        return phase instanceof Linked linked && linked.link() == link;
    }

    private void heard() {
        lastIoMillis = nowMillis;
    }

    void send(long link, byte[] bytes) {
        effects.add(new ReplicaEffect.Send(link, bytes));
    }

    void effect(ReplicaEffect effect) {
        effects.add(effect);
    }

    void note(NoteLevel level, String text) {
        effects.add(new Note(level, text));
    }
}
