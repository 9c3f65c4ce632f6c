package io.vedette.simulation;

import io.vedette.sentinel.core.Address;
import io.vedette.session.Identity;
import java.util.Optional;

/**
 * What a server says in INFO, as facts for the laws and as the text that a sentinel reads.
 *
 * @param history what the world knows of its data
 */
record InfoText(
        DataServer server,
        String runId,
        boolean loading,
        int priority,
        History history,
        long keys,
        Replication replication,
        String text) {
    /**
     * The section on replication.
     *
     * @param master absent for a master
     * @param downSeconds of the link to the master; -1 = it was never up
     * @param offset as a sentinel compares it
     * @param replid of the history that it makes or follows, as it says
     */
    record Replication(Optional<Address> master, long downSeconds, long offset, String replid) {}

    boolean saysReplica() {
        return replication.master().isPresent();
    }

    Optional<Address> master() {
        return replication.master();
    }

    long downSeconds() {
        return replication.downSeconds();
    }

    boolean isHandingOver() {
        return text.contains("master_failover_state:") && !text.contains("master_failover_state:no-failover");
    }

    long offset() {
        return replication.offset();
    }

    /** The lines before those of replication. */
    static void begin(StringBuilder text, String runId, boolean loading) {
        line(text, "# Server\r\nredis_version", Identity.REDIS_VERSION);
        line(text, "run_id", runId);
        line(text, "# Persistence\r\nloading", loading ? "1" : "0");
        text.append("# Replication\r\n");
    }

    /** The lines behind them. */
    static void end(StringBuilder text, long keys) {
        if (keys > 0) {
            text.append("# Keyspace\r\ndb0:keys=").append(keys).append(",expires=0,avg_ttl=0\r\n");
        }
    }

    static void line(StringBuilder text, String name, String value) {
        text.append(name).append(':').append(value).append("\r\n");
    }

    static void line(StringBuilder text, String name, long value) {
        text.append(name).append(':').append(value).append("\r\n");
    }
}
