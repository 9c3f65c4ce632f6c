package io.vedette.replication;

import io.vedette.resp.InfoFields;
import java.util.List;

/**
 * The replication section of INFO, field by field in the order of Redis 7.0. (The cores know everything that it says but
 * four settings.)
 *
 * @param replicaPriority {@code replica-priority}
 * @param readOnly {@code replica-read-only}
 * @param announced {@code replica-announced}
 */
public record ReplicationReport(
        ReplicationLog log,
        ReplicaCore upstream,
        MasterCore master,
        MasterSettings settings,
        int replicaPriority,
        boolean readOnly,
        boolean announced) {
    /** The fields, one a line, without the section's heading. */
    public String text(long nowMillis) {
        InfoFields out = new InfoFields();
        out.add("role", upstream.following() ? "slave" : "master");
        if (upstream.following()) {
            replicaFields(out, upstream.status(nowMillis));
        }
        List<ReplicaPeer> replicas = master.replicas();
        out.add("connected_slaves", replicas.size());
        if (settings.guardsWrites()) {
            out.add("min_slaves_good_slaves", master.goodReplicas(nowMillis));
        }
        for (int i = 0; i < replicas.size(); i++) {
            ReplicaPeer peer = replicas.get(i);
            out.add(
                    "slave" + i,
                    "ip=" + peer.ip() + ",port=" + peer.port() + ",state=" + peer.stateText() + ",offset="
                            + peer.ackOffset() + ",lag=" + peer.lagSeconds(nowMillis));
        }
        ReplicationHistory history = log.history();
        out.add("master_failover_state", master.failoverState());
        out.add("master_replid", history.id());
        out.add("master_replid2", history.previousId());
        out.add("master_repl_offset", log.endOffset());
        out.add("second_repl_offset", history.secondOffset());
        out.add("repl_backlog_active", log.isOpen() ? 1 : 0);
        out.add("repl_backlog_size", log.backlogSizeBytes());
        out.add("repl_backlog_first_byte_offset", log.backlogFirstByte());
        out.add("repl_backlog_histlen", log.backlogBytes());
        return out.toString();
    }

    private void replicaFields(InfoFields out, ReplicaStatus status) {
        out.add("master_host", status.host());
        out.add("master_port", status.port());
        out.add("master_link_status", status.linkUp() ? "up" : "down");
        out.add("master_last_io_seconds_ago", status.linkUp() ? status.lastIoSeconds() : -1);
        out.add("master_sync_in_progress", status.syncing() ? 1 : 0);
        // Data without a place in a history counts as the least advanced of all: a sentinel compares these.
        out.add("slave_read_repl_offset", status.positionKnown() ? status.readOffset() : 1);
        out.add("slave_repl_offset", status.positionKnown() ? status.appliedOffset() : 1);
        if (status.syncing()) {
            long total = status.syncTotalBytes();
            long read = status.syncReadBytes();
            out.add("master_sync_total_bytes", total);
            out.add("master_sync_read_bytes", read);
            out.add("master_sync_left_bytes", total - read);
            double percent = total > 0 ? 100.0 * read / total : 0;
            out.add("master_sync_perc", percent);
            out.add("master_sync_last_io_seconds_ago", status.lastIoSeconds());
        }
        if (!status.linkUp()) {
            out.add("master_link_down_since_seconds", status.downSeconds());
        }
        if (status.refusesEmptyMaster()) {
            out.add("vedette_empty_master_refused", 1);
        }
        out.add("slave_priority", replicaPriority);
        out.add("slave_read_only", readOnly ? 1 : 0);
        out.add("replica_announced", announced ? 1 : 0);
    }
}
