package io.vedette.replication;

import io.vedette.config.OutputLimits;
import io.vedette.replication.MasterEffect.Note;
import io.vedette.replication.MasterEffect.Refuse;
import io.vedette.replication.MasterEffect.Send;
import io.vedette.replication.MasterEvent.WaitAsked;
import io.vedette.replication.ReplicaPeer.State;
import io.vedette.resp.Argv;
import io.vedette.resp.RespException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The replicas under this server: who may resume and who needs a snapshot, which snapshot serves whom, who is online, who
 * has acknowledged what. It works the same on a master and on a replica that has replicas of its own; only a master adds
 * to the log by itself (PING, GETACK). Pure; owned by the engine's thread.
 *
 * <pre>
 * introducing --PSYNC, resumable--------------------------------------------------> online, streaming
 *      |                                                                               ^
 *      +--PSYNC, SYNC--> waiting --> snapshot (file) --> receiving --------------------+
 *                            \-----> snapshot (sockets) --> online --first ACK----> streaming
 * </pre>
 *
 * Invariants: a replica whose snapshot has begun has a cursor at the snapshot's offset, so the log keeps what it will need
 * ({@link ReplicaSnapshots}); a replica counts for WAIT and min-replicas-to-write only when online.
 *
 * <p>Times are monotonic milliseconds.
 */
public final class MasterCore {
    private static final Argv PING = Argv.of("ping");
    private static final Argv GETACK = Argv.of("REPLCONF", "GETACK", "*");
    private static final byte[] OK = "+OK\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SIGN_OF_LIFE = {'\n'};

    private final ReplicationLog log;
    private final ReplicaCore upstream;
    private final Supplier<String> newIds;
    private final Supplier<MasterSettings> settings;

    private final Map<Long, ReplicaPeer> peers = new LinkedHashMap<>();
    private final AckWaits waits = new AckWaits(this);
    private final WriteQuorum quorum = new WriteQuorum();
    private final ReplicaSnapshots snapshots;
    private final PlannedFailover failover;
    private Ballots ballots = Ballots.none();
    private boolean askForAcks;
    private long lastSecondMillis;
    private long secondsPassed;
    /** The last moment at which the backlog was needed: by a replica, or by this server as a replica. */
    private long aloneSinceMillis;

    private long fullSyncs;
    private long partialSyncs;
    private long refusedPartialSyncs;

    private List<MasterEffect> effects = new ArrayList<>();
    private long nowMillis;

    /**
     * @param upstream this server's own place under a master
     * @param newIds draws a replication id: 40 random hexadecimal characters
     * @param settings the settings as they are now
     */
    public MasterCore(
            ReplicationLog log, ReplicaCore upstream, Supplier<String> newIds, Supplier<MasterSettings> settings) {
        this.log = log;
        this.upstream = upstream;
        this.newIds = newIds;
        this.settings = settings;
        this.failover = new PlannedFailover(this, log);
        this.snapshots = new ReplicaSnapshots(this, log, peers.values(), settings, newIds);
        log.readers(snapshots::furthestBehind);
    }

    /** Sets what this server is in its group; before everything else. */
    public void obey(Ballots its) {
        ballots = its;
    }

    public List<MasterEffect> handle(MasterEvent event, long now) {
        nowMillis = now;
        effects = new ArrayList<>();
        switch (event) {
            case MasterEvent.ReplconfReceived(long replica, String address, Argv argv) ->
                new ReplconfOptions(this, peer(replica, address), ballots, log).handle(argv);
            case MasterEvent.SyncReceived(long replica, String address, Argv argv, boolean pending) ->
                syncReceived(peer(replica, address), argv, pending);
            case MasterEvent.SignOfLife(long replica) -> find(replica).ifPresent(peer -> peer.heardMillis = nowMillis);
            case MasterEvent.Gone(long replica) -> find(replica).ifPresent(this::gone);
            case MasterEvent.Tick() -> tick();
            case MasterEvent.TurnEnded() -> turnEnded();
            case MasterEvent.SnapshotStored(long totalBytes) -> snapshots.stored(totalBytes, nowMillis);
            case MasterEvent.SnapshotStreamed() -> snapshots.streamed(nowMillis);
            case MasterEvent.SnapshotFailed(String reason) -> snapshots.failed(reason);
            case MasterEvent.FileSent(long replica) ->
                find(replica).ifPresent(peer -> snapshots.fileSent(peer, nowMillis));
            case WaitAsked wait -> askForAcks |= waits.asked(wait);
            case MasterEvent.WaitTimedOut(long client) -> waits.timedOut(client);
            case MasterEvent.WaitAbandoned(long client) -> waits.abandoned(client);
            case MasterEvent.FsyncedHere(long offset) -> {
                quorum.fsyncedHere(offset);
                waits.review();
            }
            case MasterEvent.AppendOnlyEnded() -> waits.appendOnlyEnded();
            case MasterEvent.AcknowledgementsWanted() -> askForAcks = true;
            case MasterEvent.DisconnectAll() -> disconnectAll();
            case MasterEvent.FailoverAsked wish -> failover.asked(wish, upstream.following(), nowMillis);
            case MasterEvent.FailoverCalledOff() -> failover.callOff();
            case MasterEvent.FailoverAbortAsked(long client) -> {
                if (failover.underWay()) {
                    failover.abort("Failover manually aborted");
                } else {
                    refuse(client, "ERR No failover in progress.");
                }
            }
            case MasterEvent.HandedOver() -> failover.accepted();
            case MasterEvent.HandoverFailed(String reason) -> failover.abort(reason);
        }
        return effects;
    }

    /**
     * A write was done here: into the log with it. On a replica nothing happens, as its log is its master's and what it
     * changes by itself stays its own.
     *
     * @param database {@link ReplicationLog#NO_DATABASE} for commands that need none (MULTI, EXEC)
     */
    public void feed(int database, Argv command) {
        if (appendsByItself()) {
            log.append(database, command);
        }
    }

    private boolean appendsByItself() {
        return !upstream.following() && !ballots.isSilent();
    }

    /** Everybody who is a replica, in whatever state, in the order in which they introduced themselves. */
    public List<ReplicaPeer> replicas() {
        return peers.values().stream().filter(ReplicaPeer::isReplica).toList();
    }

    public boolean hasReplicas() {
        return peers.values().stream().anyMatch(ReplicaPeer::isReplica);
    }

    /** Who has how much of the log, for the replies that wait for it. */
    public WriteQuorum quorum() {
        return quorum;
    }

    /** Whether a FAILOVER is under way here. */
    public boolean isFailingOver() {
        return failover.underWay();
    }

    /** {@code master_failover_state}. */
    public String failoverState() {
        return failover.stateText();
    }

    /** Those to whom the log is to be written, from their cursors on. */
    public List<ReplicaPeer> streaming() {
        return peers.values().stream().filter(peer -> peer.streaming).toList();
    }

    /** How many online replicas were heard of within {@code min-replicas-max-lag}. */
    public long goodReplicas(long now) {
        return peers.values().stream()
                .filter(ReplicaPeer::isOnline)
                .filter(peer -> peer.lagSeconds(now) <= settings.get().minReplicasMaxLagSeconds())
                .count();
    }

    /** Whether a master may write: false when too few good replicas are there. */
    public boolean mayWrite(long now) {
        MasterSettings current = settings.get();
        return upstream.following() || !current.guardsWrites() || goodReplicas(now) >= current.minReplicasToWrite();
    }

    /** Whether {@link #mayWrite} looks at the replicas at all. */
    public boolean guardsWrites() {
        return settings.get().guardsWrites();
    }

    /** How many online replicas have acknowledged everything up to {@code offset}. */
    public long acknowledgedBy(long offset) {
        return peers.values().stream()
                .filter(peer -> peer.isOnline() && peer.ackOffset >= offset)
                .count();
    }

    /** How many online replicas have everything up to {@code offset} on their disks. */
    long fsyncedBy(long offset) {
        return peers.values().stream()
                .filter(peer -> peer.isOnline() && peer.fsyncedOffset >= offset)
                .count();
    }

    boolean isFsyncedHere(long offset) {
        return quorum.fsyncedHere() >= offset;
    }

    /**
     * Whether so much waits for the replica that it must be cut off.
     *
     * @param socketPendingBytes what its socket has not taken yet
     */
    public boolean isOverLimit(ReplicaPeer peer, long socketPendingBytes, long now) {
        OutputLimits.Limit limit = settings.get().outputLimit();
        // A limit below the backlog's size would cut off whom the backlog can still serve.
        long hardBytes = limit.hardBytes() == 0 ? 0 : Math.max(limit.hardBytes(), log.backlogSizeBytes());
        OutputLimits.Limit raised = new OutputLimits.Limit(hardBytes, limit.softBytes(), limit.softSeconds());
        return peer.outputWatch.isExceeded(raised, socketPendingBytes + peer.lagBytes(), now);
    }

    public long fullSyncs() {
        return fullSyncs;
    }

    public long partialSyncs() {
        return partialSyncs;
    }

    public long refusedPartialSyncs() {
        return refusedPartialSyncs;
    }

    public void resetCounts() {
        fullSyncs = 0;
        partialSyncs = 0;
        refusedPartialSyncs = 0;
    }

    private void syncReceived(ReplicaPeer peer, Argv argv, boolean pendingOutput) {
        if (peer.isReplica()) {
            return;
        }
        if (failover.underWay()) {
            refuse(peer, "NOMASTERLINK Can't SYNC while failing over");
            return;
        }
        if (upstream.following() && !upstream.linkUp()) {
            refuse(peer, "NOMASTERLINK Can't SYNC while not connected with my master");
            return;
        }
        if (ballots.isSilent()) {
            refuse(peer, "NOMASTERLINK Can't SYNC while no ballot says what I am");
            return;
        }
        if (pendingOutput) {
            refuse(peer, "ERR SYNC and PSYNC are invalid with pending output");
            return;
        }
        if (peer.content != SnapshotContent.EVERYTHING && !peer.marksEnd) {
            refuse(peer, "ERR Filtered replica requires EOF capability");
            return;
        }
        note(NoteLevel.NOTICE, "Replica " + peer.name() + " asks for synchronization");
        if (argv.is(0, "psync")) {
            try {
                if (resume(peer, argv.text(1), argv.asLong(2))) {
                    return;
                }
            } catch (RespException notAnInteger) {
                refuse(peer, notAnInteger.line());
                return;
            }
            if (!argv.text(1).startsWith("?")) {
                refusedPartialSyncs++;
            }
        } else {
            peer.usesSync = true;
        }
        fullSyncs++;
        join(peer, State.WAITING);
        peer.waitingSinceMillis = nowMillis;
        if (!log.isOpen()) {
            log.rename(newIds.get());
            log.openBacklog();
            note(
                    NoteLevel.NOTICE,
                    "Replication backlog created, my new replication IDs are '"
                            + log.history().id() + "' and '" + log.history().previousId() + "'");
        }
        snapshots.wanted(peer);
    }

    private boolean resume(ReplicaPeer peer, String id, long nextByte) {
        ReplicationHistory history = log.history();
        if (!history.shares(id, nextByte)) {
            if (id.startsWith("?")) {
                note(NoteLevel.NOTICE, "Full resync requested by replica " + peer.name());
            } else if (id.equalsIgnoreCase(history.previousId())) {
                note(
                        NoteLevel.NOTICE,
                        "Partial resynchronization not accepted: Requested offset for second ID was " + nextByte
                                + ", but I can reply up to " + history.secondOffset());
            } else {
                note(
                        NoteLevel.NOTICE,
                        "Partial resynchronization not accepted: Replication ID mismatch (Replica asked for '" + id
                                + "', my replication IDs are '" + history.id() + "' and '" + history.previousId()
                                + "')");
            }
            return false;
        }
        if (!log.holds(nextByte)) {
            note(
                    NoteLevel.NOTICE,
                    "Unable to partial resync with replica " + peer.name()
                            + " for lack of backlog (Replica request was: " + nextByte + ").");
            return false;
        }
        join(peer, State.ONLINE);
        partialSyncs++;
        peer.cursor(log.cursorAt(nextByte - 1));
        peer.streaming = true;
        send(peer, peer.knowsPsync2 ? "+CONTINUE " + history.id() + "\r\n" : "+CONTINUE\r\n");
        note(
                NoteLevel.NOTICE,
                "Partial resynchronization request from " + peer.name() + " accepted. Sending " + peer.lagBytes()
                        + " bytes of backlog starting from offset " + nextByte + ".");
        return true;
    }

    private void join(ReplicaPeer peer, State state) {
        peer.state = state;
        peer.heardMillis = nowMillis;
        if (!ballots.isSupervised() || peer.sworn) {
            quorum.joined(peer);
        }
        effects.add(new MasterEffect.Joined(peer.id()));
    }

    /** At once: not a byte of what follows may reach them under the old name, and nothing they still say counts. */
    private void disconnectAll() {
        for (ReplicaPeer peer : replicas()) {
            effects.add(new MasterEffect.Close(peer.id()));
            gone(peer);
        }
    }

    private void gone(ReplicaPeer peer) {
        peers.remove(peer.id());
        if (!peer.isReplica()) {
            return;
        }
        quorum.left(peer.id());
        note(NoteLevel.WARNING, "Connection with replica " + peer.name() + " lost.");
        aloneSinceMillis = nowMillis;
        snapshots.left(peer, nowMillis);
    }

    private void tick() {
        failover.look(nowMillis);
        long passed = nowMillis - lastSecondMillis;
        if (passed < 1000) {
            return;
        }
        // One step a second on the average, and no burst of them after a long sleep.
        lastSecondMillis = passed < 2000 ? lastSecondMillis + 1000 : nowMillis;
        secondsPassed++;
        boolean master = !upstream.following();
        if (!master || hasReplicas() || secondsPassed == 1) {
            aloneSinceMillis = nowMillis;
        }
        if (appendsByItself()
                && hasReplicas()
                && !failover.underWay()
                && secondsPassed % settings.get().pingPeriodSeconds() == 0) {
            log.appendKeepalive(PING);
        }
        for (ReplicaPeer peer : replicas()) {
            if (snapshots.keepsWaiting(peer)) {
                effects.add(new Send(peer.id(), SIGN_OF_LIFE));
            }
            closeIfSilent(peer);
        }
        if (master) {
            dropBacklogIfUnused();
        }
        snapshots.startIfDue(nowMillis);
    }

    private void closeIfSilent(ReplicaPeer peer) {
        boolean silent = nowMillis - peer.heardMillis > settings.get().timeoutSeconds() * 1000L;
        if (silent && peer.isOnline() && !peer.usesSync) {
            note(NoteLevel.WARNING, "Disconnecting timedout replica (streaming sync): " + peer.name());
            effects.add(new MasterEffect.Close(peer.id()));
        }
    }

    private void dropBacklogIfUnused() {
        long ttlMillis = TimeUnit.SECONDS.toMillis(settings.get().backlogTtlSeconds());
        if (log.isOpen() && !hasReplicas() && ttlMillis > 0 && nowMillis - aloneSinceMillis > ttlMillis) {
            // Without backlog the offset stands still while data changes: the history must not go by its old name.
            log.rename(newIds.get());
            log.closeBacklog();
            quorum.endReign("the replication history began anew");
            note(
                    NoteLevel.NOTICE,
                    "Replication backlog freed after " + settings.get().backlogTtlSeconds()
                            + " seconds without connected replicas.");
        }
    }

    private void turnEnded() {
        failover.look(nowMillis);
        if (failover.underWay()) {
            return; // nothing may follow in the log; those who wait are answered when it is over
        }
        if (appendsByItself()) {
            if (quorum.wantsEntry(log.endOffset())) {
                log.appendKeepalive(PING);
            }
            if (quorum.takeQuestion() || askForAcks) {
                log.appendKeepalive(GETACK);
            }
        }
        askForAcks = false;
    }

    /** REPLCONF ACK. */
    void acknowledged(ReplicaPeer peer, long offset, long fsynced) {
        if (!peer.isReplica()) {
            return;
        }
        peer.ackOffset = Math.max(peer.ackOffset, offset);
        peer.fsyncedOffset = Math.max(peer.fsyncedOffset, fsynced);
        peer.heardMillis = nowMillis;
        if (peer.isOnline() && !peer.streaming && !peer.snapshotOnly) {
            peer.streaming = true;
            note(NoteLevel.NOTICE, "Synchronization with replica " + peer.name() + " succeeded");
        }
        quorum.acknowledged(peer, offset, fsynced, log.endOffset());
        waits.review();
    }

    /** A stream begins where the log ends: its first command is to select its database, unless the log is another master's. */
    void streamsFromSnapshot() {
        if (!upstream.following()) {
            log.forgetDatabase();
        }
    }

    /** REPLCONF GETACK: this server's own acknowledgement is wanted by its master. */
    void acknowledgementAsked() {
        if (upstream.following()) {
            effects.add(new MasterEffect.AcknowledgeUpstream());
        }
    }

    private ReplicaPeer peer(long id, String address) {
        return peers.computeIfAbsent(id, any -> new ReplicaPeer(id, address));
    }

    private Optional<ReplicaPeer> find(long id) {
        return Optional.ofNullable(peers.get(id));
    }

    void ok(ReplicaPeer peer) {
        effects.add(new Send(peer.id(), OK));
    }

    void refuse(ReplicaPeer peer, String line) {
        refuse(peer.id(), line);
    }

    void refuse(long client, String line) {
        effects.add(new Refuse(client, line));
    }

    void effect(MasterEffect effect) {
        effects.add(effect);
    }

    void send(ReplicaPeer peer, String text) {
        effects.add(new Send(peer.id(), text.getBytes(StandardCharsets.US_ASCII)));
    }

    void note(NoteLevel level, String text) {
        effects.add(new Note(level, text));
    }
}
