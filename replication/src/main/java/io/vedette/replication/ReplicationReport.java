package io.vedette.replication;

import java.util.List;
import java.util.Locale;

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
        StringBuilder out = new StringBuilder();
        field(out, "role", upstream.following() ? "slave" : "master");
        if (upstream.following()) {
            replicaFields(out, upstream.status(nowMillis));
        }
        List<ReplicaPeer> replicas = master.replicas();
        field(out, "connected_slaves", replicas.size());
        if (settings.guardsWrites()) {
            field(out, "min_slaves_good_slaves", master.goodReplicas(nowMillis));
        }
        for (int i = 0; i < replicas.size(); i++) {
            ReplicaPeer peer = replicas.get(i);
            field(
                    out,
                    "slave" + i,
                    "ip=" + peer.ip() + ",port=" + peer.port() + ",state=" + peer.stateText() + ",offset="
                            + peer.ackOffset() + ",lag=" + peer.lagSeconds(nowMillis));
        }
        ReplicationHistory history = log.history();
        field(out, "master_failover_state", master.failoverState());
        field(out, "master_replid", history.id());
        field(out, "master_replid2", history.previousId());
        field(out, "master_repl_offset", log.endOffset());
        field(out, "second_repl_offset", history.secondOffset());
        field(out, "repl_backlog_active", log.isOpen() ? 1 : 0);
        field(out, "repl_backlog_size", log.backlogSizeBytes());
        field(out, "repl_backlog_first_byte_offset", log.backlogFirstByte());
        field(out, "repl_backlog_histlen", log.backlogBytes());
        return out.toString();
    }

    private void replicaFields(StringBuilder out, ReplicaStatus status) {
        field(out, "master_host", status.host());
        field(out, "master_port", status.port());
        field(out, "master_link_status", status.linkUp() ? "up" : "down");
        field(out, "master_last_io_seconds_ago", status.linkUp() ? status.lastIoSeconds() : -1);
        field(out, "master_sync_in_progress", status.syncing() ? 1 : 0);
        // Data without a place in a history counts as the least advanced of all: a sentinel compares these.
        field(out, "slave_read_repl_offset", status.positionKnown() ? status.readOffset() : 1);
        field(out, "slave_repl_offset", status.positionKnown() ? status.appliedOffset() : 1);
        if (status.syncing()) {
            long total = status.syncTotalBytes();
            long read = status.syncReadBytes();
            field(out, "master_sync_total_bytes", total);
            field(out, "master_sync_read_bytes", read);
            field(out, "master_sync_left_bytes", total - read);
            double percent = total > 0 ? 100.0 * read / total : 0;
            field(out, "master_sync_perc", String.format(Locale.ROOT, "%.2f", percent));
            field(out, "master_sync_last_io_seconds_ago", status.lastIoSeconds());
        }
        if (!status.linkUp()) {
            field(out, "master_link_down_since_seconds", status.downSeconds());
        }
        if (status.refusesEmptyMaster()) {
            field(out, "vedette_empty_master_refused", 1);
        }
        field(out, "slave_priority", replicaPriority);
        field(out, "slave_read_only", readOnly ? 1 : 0);
        field(out, "replica_announced", announced ? 1 : 0);
    }

    private static void field(StringBuilder out, String name, long value) {
        field(out, name, Long.toString(value));
    }

    private static void field(StringBuilder out, String name, String value) {
        out.append(name).append(':').append(value).append("\r\n");
    }
}
