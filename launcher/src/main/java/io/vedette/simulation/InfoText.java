package io.vedette.simulation;

import io.vedette.sentinel.core.Address;
import java.util.Optional;

/**
 * What a server says in INFO, as facts for the laws and, by {@link #toString}, as the text that a sentinel reads.
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
        Replication replication) {
    /**
     * The section on replication.
     *
     * @param master absent for a master
     * @param downSeconds of the link to the master; -1 = it was never up
     * @param offset as a sentinel compares it
     * @param replid of the history that it makes or follows, as it says
     * @param text its lines
     */
    record Replication(Optional<Address> master, long downSeconds, long offset, String replid, String text) {}

    boolean saysReplica() {
        return replication.master().isPresent();
    }

    Optional<Address> master() {
        return replication.master();
    }

    long downSeconds() {
        return replication.downSeconds();
    }

    long offset() {
        return replication.offset();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(700);
        line(text, "# Server\r\nredis_version", "7.0.15");
        line(text, "run_id", runId);
        line(text, "# Persistence\r\nloading", loading ? "1" : "0");
        text.append("# Replication\r\n").append(replication.text());
        if (keys > 0) {
            text.append("# Keyspace\r\ndb0:keys=").append(keys).append(",expires=0,avg_ttl=0\r\n");
        }
        return text.toString();
    }

    static void line(StringBuilder text, String name, String value) {
        text.append(name).append(':').append(value).append("\r\n");
    }
}
