package io.vedette.replication;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The replicas that one running snapshot is for.
 *
 * @param start their common place in the log, where the snapshot ends and the stream begins
 */
record SnapshotBatch(SnapshotTarget target, Cursor start, List<ReplicaPeer> members) {
    static SnapshotBatch of(SnapshotTarget target, Cursor start, List<ReplicaPeer> members) {
        return new SnapshotBatch(target, start, new ArrayList<>(members));
    }

    /** Where in the log the reader stands that is furthest behind: one of these, or one who may still join the snapshot that runs. */
    static long furthestBehind(Optional<SnapshotBatch> running, Collection<ReplicaPeer> peers) {
        long furthest = running.map(batch -> batch.start.position()).orElse(Long.MAX_VALUE);
        for (ReplicaPeer peer : peers) {
            furthest = Math.min(furthest, peer.position());
        }
        return furthest;
    }
}
