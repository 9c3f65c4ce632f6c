package io.vedette.replication;

import java.util.ArrayList;
import java.util.List;

/**
 * The replicas that one running snapshot is for.
 *
 * @param start their common place in the log, where the snapshot ends and the stream begins
 */
record SnapshotBatch(SnapshotTarget target, Cursor start, List<ReplicaPeer> members) {
    static SnapshotBatch of(SnapshotTarget target, Cursor start, List<ReplicaPeer> members) {
        return new SnapshotBatch(target, start, new ArrayList<>(members));
    }
}
