package io.vedette.simulation;

import io.vedette.sentinel.core.Address;
import java.util.List;
import java.util.Optional;

/**
 * What a server says in INFO, as facts for the laws and, by {@link #toString}, as the text that a sentinel reads.
 *
 * @param downSeconds of the link to the master; -1 = it was never up
 */
record InfoText(
        RedisServer server,
        String runId,
        boolean loading,
        Optional<Address> master,
        boolean linkUp,
        long downSeconds,
        long offset,
        int priority,
        List<RedisServer> replicas) {

    boolean saysReplica() {
        return master.isPresent();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(400);
        line(text, "# Server\r\nredis_version", "7.0.15");
        line(text, "run_id", runId);
        line(text, "# Persistence\r\nloading", loading ? "1" : "0");
        line(text, "# Replication\r\nrole", saysReplica() ? "slave" : "master");
        master.ifPresent(of -> {
            line(text, "master_host", of.host());
            line(text, "master_port", Integer.toString(of.port()));
            line(text, "master_link_status", linkUp ? "up" : "down");
            line(text, "slave_repl_offset", Long.toString(offset));
            if (!linkUp) {
                line(text, "master_link_down_since_seconds", Long.toString(downSeconds));
            }
            line(text, "slave_priority", Integer.toString(priority));
            line(text, "replica_announced", "1");
        });
        line(text, "connected_slaves", Integer.toString(replicas.size()));
        int number = 0;
        for (RedisServer replica : replicas) {
            text.append("slave")
                    .append(number++)
                    .append(":ip=")
                    .append(replica.address().host());
            text.append(",port=").append(replica.address().port()).append(",state=online,offset=");
            text.append(replica.offset()).append(",lag=0\r\n");
        }
        line(text, "master_repl_offset", Long.toString(offset));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(':').append(value).append("\r\n");
    }
}
