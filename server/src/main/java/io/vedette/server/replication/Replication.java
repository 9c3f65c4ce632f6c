package io.vedette.server.replication;

import io.vedette.rdb.RdbReplication;
import io.vedette.replication.Ballot;
import io.vedette.replication.BallotEvent;
import io.vedette.replication.Ballots;
import io.vedette.replication.Cursor;
import io.vedette.replication.Marker;
import io.vedette.replication.MasterConnections;
import io.vedette.replication.MasterCore;
import io.vedette.replication.MasterEffect;
import io.vedette.replication.MasterEvent;
import io.vedette.replication.NoteLevel;
import io.vedette.replication.ReplicaCore;
import io.vedette.replication.ReplicaEffect;
import io.vedette.replication.ReplicaEvent;
import io.vedette.replication.ReplicaPeer;
import io.vedette.replication.ReplicaStatus;
import io.vedette.replication.ReplicationHistory;
import io.vedette.replication.ReplicationLog;
import io.vedette.replication.ReplicationReport;
import io.vedette.replication.Vow;
import io.vedette.replication.WriteQuorum;
import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.GroupErrors;
import io.vedette.resp.RespException;
import io.vedette.resp.StringRun;
import io.vedette.server.Copying;
import io.vedette.session.Client;
import java.util.List;
import java.util.Optional;

/**
 * Replication of one server: runs the two cores on its keyspace, its clients and its sockets. Owner loop only.
 *
 * <p>The engine calls {@link #start} once, {@link #tick} about ten times a second, {@link #feed} for each write,
 * {@link #endOfTurn} at the end of each turn (before clients' output is flushed), {@link #left} for each client that is gone
 * and {@link #signOfLife} when something came from a replica.
 */
public final class Replication {
    /** No client: no number is given to two, and the first one is 1. */
    private static final long NOBODY = 0;

    private final ReplicationHost host;
    private final MasterConnections connections;
    private final ReplicationLog log;
    private final ReplicaCore replica;
    private final MasterCore master;
    private final ReplicaStreams streams;
    private final SnapshotSender snapshots;
    private final AckWaiters waiters;
    private final Supervision supervision;
    private final Resync resync;
    private final Fencing fencing;
    private boolean ended;
    private long receivedBytes;
    /** The number of the connection that was opened last. */
    private long lastLink;
    /** Whether the surroundings know of the link to the master. */
    private boolean masterShown;

    public Replication(ReplicationHost host, MasterConnections connections) {
        this.host = host;
        this.connections = connections;
        this.log = new ReplicationLog(
                ReplicationHistory.of(host.newId()), host.settings().backlogSizeBytes());
        this.replica = new ReplicaCore(log, host::newId, host::replicaSettings);
        this.master = new MasterCore(log, replica, host::newId, host::masterSettings);
        this.streams = new ReplicaStreams(master, host);
        this.snapshots = new SnapshotSender(host, this::snapshotEvent);
        this.waiters = new AckWaiters(host, this::handle);
        this.supervision = new Supervision(this, host);
        this.resync = new Resync(this, host, connections);
        this.fencing = new Fencing(this, host);
        replica.obey(supervision.ballots());
        master.obey(supervision.ballots());
        connections.listener(this::linkEvent);
    }

    // ---- what the engine calls

    /** The server begins to serve: follows the configured master, if there is one. */
    public void start(Optional<MasterAddress> configured) {
        supervision.handle(new BallotEvent.Started(
                configured.isPresent(), replica.position().isPresent()));
        configured.ifPresent(address -> handle(new ReplicaEvent.StartFollowing(address.host(), address.port())));
        fencing.begin();
    }

    /**
     * The data that was found at start stands at this place of a replication stream. Before {@link #start}.
     *
     * @param follows whether a master will be followed
     */
    public void recovered(RdbReplication position, boolean follows) {
        handle(new ReplicaEvent.Recovered(position, follows));
    }

    /** Where in the replication stream the data stands; nothing if it stands in none, as before the first replica came. */
    public Optional<RdbReplication> position() {
        return replica.position();
    }

    /** How much of what was sent is kept, from now on. */
    public void backlogSizeBytes(long bytes) {
        log.backlogSizeBytes(bytes);
    }

    public void tick() {
        if (ended) {
            return;
        }
        handle(new ReplicaEvent.Tick());
        supervision.look();
        handle(new MasterEvent.Tick());
        fencing.tick();
        streams.checkLimits();
        snapshots.tick();
        streams.writeAll();
    }

    /**
     * A write was done: into the log. Nothing happens on a replica, or while nobody reads the log.
     *
     * @param database {@link ReplicationLog#NO_DATABASE} for MULTI and EXEC
     */
    public void feed(int database, Argv command) {
        if (!ended) {
            master.feed(database, command);
        }
    }

    /**
     * The process ends. The log ends where it stands, as the data on the disk does: a replica that had one byte more could not resume
     * from it. Replicas get what they do not have yet, and then the end of the stream; when they have read it they leave by themselves.
     */
    public void end() {
        streams.end();
        ended = true;
    }

    /** Replicas that were given the end of the stream and have not left yet. */
    public int staying() {
        return master.streaming().size();
    }

    /** A reader of all writes from now on, for an append-only file. */
    public Cursor record() {
        return log.record();
    }

    /** See {@link ReplicationLog#recordedUpTo}. */
    public void recordedUpTo(long offset) {
        log.recordedUpTo(offset);
    }

    public void endRecord() {
        log.endRecord();
    }

    /** The database that the log has selected at its end, or {@link ReplicationLog#NO_DATABASE}. */
    public int selectedDatabase() {
        return log.database();
    }

    /** Asks for acknowledgements if somebody waits for them, and writes the log to the replicas. */
    public void endOfTurn() {
        if (!log.isOpen() || ended) {
            return; // nobody ever replicated from here, or nobody will
        }
        handle(new MasterEvent.TurnEnded());
        streams.writeAll();
    }

    /** The client is gone. */
    public void left(Client client) {
        streams.forget(client.id());
        fencing.left(client.id());
        snapshots.leave(client.id());
        handle(new MasterEvent.Gone(client.id()));
    }

    /** Something came from the client, be it only a line end: a replica that loads says in this way that it lives. */
    public void signOfLife(Client client) {
        handle(new MasterEvent.SignOfLife(client.id()));
    }

    /** {@code master_repl_offset}: where the log ends. */
    public long endOffset() {
        return log.endOffset();
    }

    public boolean isReplica() {
        return replica.following();
    }

    /** True on a master, and on a replica whose master's stream is being followed. */
    public boolean isLinkUp() {
        return !replica.following() || replica.linkUp();
    }

    /** False on a master that has too few good replicas to write ({@code min-replicas-to-write}). */
    public boolean mayWrite() {
        return master.mayWrite(host.monotonicMillis());
    }

    /** Whether {@link #mayWrite} could ever be false. */
    public boolean guardsWrites() {
        return master.guardsWrites();
    }

    /** This server's place in a group. */
    public Supervision supervision() {
        return supervision;
    }

    /** Which sentinels support this server, and what it may do by that. */
    public Fencing fencing() {
        return fencing;
    }

    /** The last one that the data holds. */
    public Marker marker() {
        return log.marker();
    }

    /** Whether roles are given by ballots here. */
    public boolean isSupervised() {
        return supervision.ballots().isSupervised();
    }

    /**
     * From now on the same data goes by an id that nobody else knows: who breaks off must take a whole snapshot.
     *
     * @throws RespException in a group only a ballot names a history
     */
    public void renameHistory() {
        throwIfSupervised();
        log.rename(host.newId());
    }

    /** In a group roles are given by ballots. */
    void throwIfSupervised() throws RespException {
        if (isSupervised()) {
            Vow vow = supervision.ballots().vow();
            throw GroupErrors.supervised(vow.group(), vow.promised().toString());
        }
    }

    /** Why nothing is written here, if a ballot has ended this server's place. */
    public Optional<RespException> standstill() {
        return supervision.standstill();
    }

    /** The data, as it is compared with others'. */
    Ballots.Place place() {
        boolean loading = host.readsData() || isLoading();
        return new Ballots.Place(log.marker(), log.endOffset(), replica.isPlaceKnown(), loading);
    }

    /** Who has how much of the log, for the replies that wait for it. */
    public WriteQuorum quorum() {
        return master.quorum();
    }

    /** The log is on this server's disk up to there; see {@link WriteQuorum#NOTHING}. */
    public void fsynced(long offset) {
        handle(new MasterEvent.FsyncedHere(offset));
        handle(new ReplicaEvent.Fsynced(offset));
    }

    /** This server has no append-only file any more. */
    public void appendOnlyEnded() {
        handle(new MasterEvent.AppendOnlyEnded());
    }

    /** Replicas are asked, at the end of this turn, how far they are. */
    public void askForAcknowledgements() {
        handle(new MasterEvent.AcknowledgementsWanted());
        host.endOfTurnWanted();
    }

    /** Whom this server replicates: for {@code replicaof} in the configuration. */
    public Optional<MasterAddress> masterAddress() {
        ReplicaStatus status = status();
        return status.following() ? Optional.of(new MasterAddress(status.host(), status.port())) : Optional.empty();
    }

    /** The fields of INFO's section Replication, without its heading. */
    public String info() {
        ReplicationSettings settings = host.settings();
        return new ReplicationReport(
                        log,
                        replica,
                        master,
                        host.masterSettings(),
                        settings.replicaPriority(),
                        settings.replicaReadOnly(),
                        settings.replicaAnnounced())
                .text(host.monotonicMillis());
    }

    /** INFO stats: {@code sync_full}, {@code sync_partial_ok}, {@code sync_partial_err}. */
    public long fullSyncs() {
        return master.fullSyncs();
    }

    public long partialSyncs() {
        return master.partialSyncs();
    }

    public long refusedPartialSyncs() {
        return master.refusedPartialSyncs();
    }

    /** CONFIG RESETSTAT. */
    public void resetCounts() {
        master.resetCounts();
    }

    /** {@code connected_slaves}. */
    public int connectedReplicas() {
        return master.replicas().size();
    }

    /** True if a replica has the stream. */
    public boolean hasOnlineReplica() {
        return master.replicas().stream().anyMatch(ReplicaPeer::isOnline);
    }

    /** True if a replica has loaded everything and follows the log. */
    public boolean hasStreamingReplica() {
        return !master.streaming().isEmpty();
    }

    /** How much of the log waits for the replica that has least of it. */
    public long longestLagBytes() {
        return master.replicas().stream().mapToLong(ReplicaPeer::lagBytes).max().orElse(0);
    }

    /** True while FAILOVER is under way. */
    public boolean isFailingOver() {
        return master.isFailingOver();
    }

    /**
     * FAILOVER by our own wish, to whoever has everything first.
     *
     * @throws RespException what stands against it
     */
    public void passOn(long timeoutMillis) throws RespException {
        throwIfSupervised();
        handle(new MasterEvent.FailoverAsked(NOBODY, Optional.empty(), false, timeoutMillis));
        host.endOfTurnWanted();
    }

    /** What {@link #passOn} began ends, unless a replica has been asked to lead already. */
    public void keepPlace() {
        handle(new MasterEvent.FailoverCalledOff());
        host.endOfTurnWanted();
    }

    /** The replicas, in whatever state, that have not acknowledged the log up to {@code offset}, with what is known of each, in Redis' words. */
    public List<String> replicasBehind(long offset) {
        return master.replicas().stream()
                .filter(peer -> !peer.isOnline() || peer.ackOffset() < offset)
                .map(peer -> peer.ip() + ":" + peer.port() + " reported offset " + (log.endOffset() - peer.ackOffset())
                        + " behind master, lag=" + peer.lagSeconds(host.monotonicMillis()) + ", state="
                        + peer.stateText())
                .toList();
    }

    /** For INFO stats: bytes that came from the master. */
    public long receivedBytes() {
        return receivedBytes;
    }

    /** For INFO memory: what the backlog holds. */
    public long backlogBytes() {
        return log.backlogBytes();
    }

    // ---- what the commands of this package call

    ReplicaStatus status() {
        return replica.status(host.monotonicMillis());
    }

    MasterCore master() {
        return master;
    }

    ReplicationLog log() {
        return log;
    }

    /** See {@link ReplicaCore#forgets}. */
    boolean forgets(long link) {
        return replica.forgets(link);
    }

    boolean follows(String otherHost, int otherPort) {
        return replica.follows(otherHost, otherPort);
    }

    /** @throws RespException what the core refuses, to be answered to the client whose command this is */
    void handle(MasterEvent event) throws RespException {
        run(master.handle(event, host.monotonicMillis()));
    }

    void handle(ReplicaEvent event) {
        runAll(replica.handle(event, host.monotonicMillis()));
        boolean linked = replica.following() && replica.linkUp();
        if (linked != masterShown) {
            masterShown = linked;
            host.masterLink(linked ? masterAddress() : Optional.empty());
        }
    }

    private void runAll(List<ReplicaEffect> effects) {
        Optional<ApplyRefused> refusal = Optional.empty();
        for (ReplicaEffect effect : effects) {
            if (refusal.isPresent() && isOfStream(effect)) {
                continue;
            }
            try {
                run(effect);
            } catch (ApplyRefused refused) {
                refusal = Optional.of(refused);
            }
        }
        refusal.ifPresent(refused -> handle(new ReplicaEvent.ApplyFailed(refused.link, refused.getMessage())));
    }

    /** What would be applied behind a command that was refused, or said of how far that is. */
    private static boolean isOfStream(ReplicaEffect effect) {
        return effect instanceof ReplicaEffect.Apply
                || effect instanceof ReplicaEffect.ApplySets
                || effect instanceof ReplicaEffect.Send;
    }

    /** The link to the master is cut, as if the network had done it; the next attempt is made at once. */
    public void cutMasterLink() {
        linkEvent(new ReplicaEvent.Closed(lastLink, "closed by CLIENT KILL"));
    }

    // ---- effects

    private void linkEvent(ReplicaEvent event) {
        if (event instanceof ReplicaEvent.Received received) {
            receivedBytes += received.length();
        }
        if (!ended) { // what is applied now is not in what was saved
            handle(event);
            host.endOfTurnWanted();
        }
    }

    private void snapshotEvent(MasterEvent event) {
        handle(event);
        host.endOfTurnWanted();
    }

    private void run(ReplicaEffect effect) throws ApplyRefused {
        switch (effect) {
            case ReplicaEffect.Connect(long link, String address, int port) -> {
                lastLink = link;
                connections.connect(link, address, port);
            }
            case ReplicaEffect.Disconnect(long link) -> connections.disconnect(link);
            case ReplicaEffect.Send(long link, byte[] bytes) -> connections.send(link, bytes);
            case ReplicaEffect.Pause(long link) -> connections.pause(link);
            case ReplicaEffect.Resume(long link) -> connections.resume(link);
            case ReplicaEffect.BeginLoad(long link) -> resync.begin(link);
            case ReplicaEffect.LoadBytes(long link, byte[] bytes) -> resync.bytes(link, bytes);
            case ReplicaEffect.EndLoad(long link) -> resync.end(link);
            case ReplicaEffect.AbortLoad(long link) -> resync.abort(link);
            case ReplicaEffect.Apply(long link, List<ReplicaEffect.Apply.Command> commands) -> apply(link, commands);
            case ReplicaEffect.ApplySets(long link, int database, StringRun sets) -> apply(link, database, sets);
            case ReplicaEffect.DisconnectReplicas() -> handle(new MasterEvent.DisconnectAll());
            case ReplicaEffect.BecameReplica() -> {
                host.blockedClients().sendOff();
                host.roleChanged(true);
            }
            case ReplicaEffect.BecameMaster() -> host.roleChanged(false);
            case ReplicaEffect.Attached(Ballot ballot, long masterEnd) ->
                supervision.handle(new BallotEvent.Attached(ballot, masterEnd));
            case ReplicaEffect.HandedOver() -> handle(new MasterEvent.HandedOver());
            case ReplicaEffect.HandoverFailed(String reason) -> handle(new MasterEvent.HandoverFailed(reason));
            case ReplicaEffect.Note(NoteLevel level, String text) -> host.note(level, text);
        }
    }

    private void apply(long link, List<ReplicaEffect.Apply.Command> commands) throws ApplyRefused {
        try {
            host.apply(commands);
        } catch (RespException refused) {
            throw new ApplyRefused(link, refused.line());
        }
    }

    private void apply(long link, int database, StringRun sets) throws ApplyRefused {
        try {
            host.apply(database, sets);
        } catch (RespException refused) {
            throw new ApplyRefused(link, refused.line());
        }
    }

    public Copying copying() {
        return new Copying(
                resync.isUnderWay(), snapshots.writingSinceMillis(), Math.max(longestLagBytes(), log.backlogBytes()));
    }

    /** The data was given up for a snapshot that is being loaded: there is nothing that clients could be told. */
    public boolean isLoading() {
        return resync.isAllThereIs();
    }

    private void run(List<MasterEffect> effects) throws RespException {
        for (MasterEffect effect : effects) {
            run(effect);
        }
    }

    private void run(MasterEffect effect) throws RespException {
        switch (effect) {
            case MasterEffect.Send(long to, byte[] bytes) ->
                host.client(to).ifPresent(client -> {
                    client.reply().out().write(bytes);
                    client.flush();
                });
            case MasterEffect.Refuse(long to, String line) -> throw new RespException(line);
            case MasterEffect.Joined(long joined) -> host.client(joined).ifPresent(host::becomesReplica);
            case MasterEffect.Close(long gone) -> host.client(gone).ifPresent(Client::close);
            case MasterEffect.CloseAfterWrites(long gone) ->
                host.client(gone).ifPresent(client -> {
                    client.closeAfterReply();
                    client.flush();
                });
            case MasterEffect.StartSnapshot start -> snapshots.start(start);
            case MasterEffect.AbandonSnapshot() -> snapshots.abandon();
            case MasterEffect.SendFile(long to) -> snapshots.sendFile(to);
            case MasterEffect.AcknowledgeUpstream() -> handle(new ReplicaEvent.AcknowledgementAsked());
            case MasterEffect.Block(long client, long timeoutMillis) -> waiters.block(client, timeoutMillis);
            case MasterEffect.AnswerWait(long client, long replicas) ->
                waiters.answer(client, reply -> reply.integer(replicas));
            case MasterEffect.AnswerWaitAof(long client, boolean here, long replicas) ->
                waiters.answer(client, reply -> {
                    reply.array(2);
                    reply.integer(here ? 1 : 0);
                    reply.integer(replicas);
                });
            case MasterEffect.RefuseWait(long client) ->
                waiters.answer(client, reply -> reply.error(Errors.waitAofWithoutFile()));
            case MasterEffect.HoldWrites() -> host.holdWrites(true);
            case MasterEffect.ReleaseWrites() -> host.holdWrites(false);
            case MasterEffect.HandOver(String successor, int port) ->
                handle(new ReplicaEvent.HandOver(successor, port));
            case MasterEffect.TakeBack() -> handle(new ReplicaEvent.Promote("failed failover"));
            case MasterEffect.Note(NoteLevel level, String text) -> host.note(level, text);
        }
    }

    /** A command of the stream could not be executed. */
    private static final class ApplyRefused extends Exception {
        private static final long serialVersionUID = 1;
        private final long link;

        ApplyRefused(long link, String reason) {
            super(reason, null, false, false);
            this.link = link;
        }
    }
}
