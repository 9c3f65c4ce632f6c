package io.vedette.replication;

import io.vedette.rdb.RdbReplication;
import io.vedette.replication.ReplicaPeer.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The snapshots by which replicas get all data: who waits for one, for whom one runs, who is receiving its file. Part of
 * {@link MasterCore}, whose peers these are.
 *
 * <pre>
 * waiting --one runs that it can share, or one is due--> snapshot --file stored--> receiving --file sent--> online, streaming
 *                                                              \--streamed to its socket--> online
 * </pre>
 *
 * Invariants: at most one snapshot runs at a time; who takes part in it has a cursor at its beginning.
 */
final class ReplicaSnapshots {
    /** @param start the place in the log where the snapshot ends and the stream of all its members begins */
    private record Batch(SnapshotTarget target, Cursor start, List<ReplicaPeer> members) {}

    private final MasterCore core;
    private final ReplicationLog log;
    private final Collection<ReplicaPeer> peers;
    private final Supplier<MasterSettings> settings;
    private final Supplier<String> newIds;
    private Optional<Batch> running = Optional.empty();

    /**
     * @param peers a view of all that there are
     * @param newIds draws the mark that ends a stream: 40 random hexadecimal characters
     */
    ReplicaSnapshots(
            MasterCore core,
            ReplicationLog log,
            Collection<ReplicaPeer> peers,
            Supplier<MasterSettings> settings,
            Supplier<String> newIds) {
        this.core = core;
        this.log = log;
        this.peers = peers;
        this.settings = settings;
        this.newIds = newIds;
    }

    /** Where in the log the reader stands that is furthest behind: a peer, or one who may still join the snapshot that runs. */
    long furthestBehind() {
        long furthest = running.map(batch -> batch.start().position()).orElse(Long.MAX_VALUE);
        for (ReplicaPeer peer : peers) {
            furthest = Math.min(furthest, peer.position());
        }
        return furthest;
    }

    /** Nothing comes to the replica until its snapshot is there: it must be told that we live. */
    boolean keepsWaiting(ReplicaPeer peer) {
        boolean fileComing = peer.state == State.SNAPSHOT
                && running.filter(batch -> batch.target() == SnapshotTarget.FILE)
                        .isPresent();
        return peer.state == State.WAITING || fileComing;
    }

    /** The replica, which is {@code WAITING} from now on, gets the snapshot that runs, or one that begins now or is due later. */
    void wanted(ReplicaPeer peer) {
        if (running.isPresent()) {
            Batch batch = running.get();
            if (batch.target() == SnapshotTarget.SOCKETS) {
                note("Current BGSAVE has socket target. Waiting for next BGSAVE for SYNC");
            } else if (batch.members().stream().anyMatch(member -> member.canShareWith(peer))) {
                batch.members().add(peer);
                take(peer, batch.start());
                note("Waiting for end of BGSAVE for SYNC");
            } else {
                note("Can't attach the replica to the current BGSAVE. Waiting for next BGSAVE for SYNC");
            }
        } else if (settings.get().disklessSync()
                && peer.marksEnd
                && settings.get().disklessDelaySeconds() > 0) {
            note("Delay next BGSAVE for diskless SYNC");
        } else {
            start();
        }
    }

    /** Begins one if somebody waits, none runs, and those who wait need not wait for more of them. */
    void startIfDue(long nowMillis) {
        List<ReplicaPeer> waiting = waiting();
        if (running.isPresent() || waiting.isEmpty()) {
            return;
        }
        MasterSettings current = settings.get();
        boolean full = current.disklessMaxReplicas() > 0 && waiting.size() >= current.disklessMaxReplicas();
        long longestMillis = waiting.stream()
                .mapToLong(peer -> nowMillis - peer.waitingSinceMillis)
                .max()
                .orElse(0);
        if (!current.disklessSync() || full || longestMillis >= current.disklessDelaySeconds() * 1000L) {
            start();
        }
    }

    /** For everybody who waits and wants the same as the first of them. */
    private void start() {
        List<ReplicaPeer> waiting = waiting();
        SnapshotContent content = waiting.getFirst().content;
        List<ReplicaPeer> members =
                waiting.stream().filter(peer -> peer.content == content).toList();
        boolean allMarkEnd = members.stream().allMatch(peer -> peer.marksEnd);
        boolean streamed = settings.get().disklessSync() || content != SnapshotContent.EVERYTHING;
        SnapshotTarget target = streamed && allMarkEnd ? SnapshotTarget.SOCKETS : SnapshotTarget.FILE;
        note("Starting BGSAVE for SYNC with target: "
                + (target == SnapshotTarget.SOCKETS ? "replicas sockets" : "disk"));
        RdbReplication place =
                new RdbReplication(Math.max(0, log.database()), log.history().id(), log.endOffset(), log.markerText());
        core.streamsFromSnapshot();
        Cursor start = log.cursorAt(log.endOffset());
        running = Optional.of(new Batch(target, start, new ArrayList<>(members)));
        members.forEach(peer -> take(peer, start));
        String mark = newIds.get();
        if (target == SnapshotTarget.SOCKETS) {
            members.forEach(peer -> core.send(peer, "$EOF:" + mark + "\r\n"));
        }
        core.effect(new MasterEffect.StartSnapshot(
                target,
                content,
                place,
                mark,
                members.stream().map(ReplicaPeer::id).toList()));
    }

    /** The replica gets the snapshot that begins at this place. */
    private void take(ReplicaPeer peer, Cursor start) {
        peer.state = State.SNAPSHOT;
        peer.cursor(start.copy());
        if (!peer.usesSync) {
            core.send(peer, "+FULLRESYNC " + log.history().id() + " " + start.position() + "\r\n");
        }
    }

    private List<ReplicaPeer> waiting() {
        return peers.stream().filter(peer -> peer.state == State.WAITING).toList();
    }

    /** The file of the snapshot is whole. */
    void stored(long totalBytes, long nowMillis) {
        note("Background saving terminated with success");
        for (ReplicaPeer peer : end()) {
            peer.state = State.RECEIVING;
            peer.heardMillis = nowMillis;
            core.send(peer, "$" + totalBytes + "\r\n");
            core.effect(new MasterEffect.SendFile(peer.id()));
        }
        startIfDue(nowMillis);
    }

    void fileSent(ReplicaPeer peer, long nowMillis) {
        if (peer.state != State.RECEIVING) {
            return;
        }
        if (peer.snapshotOnly) {
            hasAllItWanted(peer);
            return;
        }
        goOnline(peer, nowMillis);
        peer.streaming = true;
        note("Synchronization with replica " + peer.name() + " succeeded");
    }

    /** The snapshot has gone to the sockets of its members. */
    void streamed(long nowMillis) {
        note("Background RDB transfer terminated with success");
        for (ReplicaPeer peer : end()) {
            if (peer.snapshotOnly) {
                hasAllItWanted(peer);
            } else {
                // The stream waits for its first acknowledgement: nothing may follow the end mark before.
                goOnline(peer, nowMillis);
                note("Streamed RDB transfer with replica " + peer.name()
                        + " succeeded (socket). Waiting for REPLCONF ACK from slave to enable streaming");
            }
        }
        startIfDue(nowMillis);
    }

    private void hasAllItWanted(ReplicaPeer peer) {
        note("RDB transfer completed, rdb only replica (" + peer.name() + ") should be disconnected asap");
        core.effect(new MasterEffect.CloseAfterWrites(peer.id()));
    }

    private static void goOnline(ReplicaPeer peer, long nowMillis) {
        peer.state = State.ONLINE;
        peer.heardMillis = nowMillis;
    }

    void failed(String reason) {
        core.note(NoteLevel.WARNING, "Background saving error: " + reason);
        for (ReplicaPeer peer : end()) {
            core.effect(new MasterEffect.Close(peer.id()));
        }
    }

    private List<ReplicaPeer> end() {
        List<ReplicaPeer> members = running.map(Batch::members).orElse(List.of());
        running = Optional.empty();
        return members;
    }

    /** The peer is gone: if the snapshot was for it alone, it is given up. */
    void left(ReplicaPeer peer, long nowMillis) {
        if (running.isPresent()) {
            List<ReplicaPeer> members = running.get().members();
            members.remove(peer);
            if (members.isEmpty()) {
                running = Optional.empty();
                core.effect(new MasterEffect.AbandonSnapshot());
                startIfDue(nowMillis);
            }
        }
    }

    private void note(String text) {
        core.note(NoteLevel.NOTICE, text);
    }
}
