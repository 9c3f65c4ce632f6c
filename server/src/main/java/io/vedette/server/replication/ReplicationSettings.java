package io.vedette.server.replication;

import io.vedette.server.config.ServerSettings;
import io.vedette.session.Identity;
import java.nio.file.Path;

/**
 * The settings around the two cores as they are at this moment.
 *
 * @param backlogSizeBytes {@code repl-backlog-size}
 * @param replicaPriority {@code replica-priority}
 * @param replicaReadOnly {@code replica-read-only}
 * @param replicaAnnounced {@code replica-announced}
 * @param refuseEmptyMaster {@code replica-refuse-empty-master}
 * @param compress {@code rdbcompression}
 * @param checksum {@code rdbchecksum}
 * @param folder {@code dir}: where a snapshot file for replicas stands while it is needed
 * @param redisVersion the version of Redis that snapshots claim, for example {@code 7.0.15}
 */
public record ReplicationSettings(
        long backlogSizeBytes,
        int replicaPriority,
        boolean replicaReadOnly,
        boolean replicaAnnounced,
        boolean refuseEmptyMaster,
        boolean compress,
        boolean checksum,
        Path folder,
        String redisVersion) {
    /** What the settings say now. */
    public static ReplicationSettings of(ServerSettings settings) {
        return new ReplicationSettings(
                settings.replBacklogSizeBytes.get(),
                settings.replicaPriority.get(),
                settings.replicaReadOnly.get(),
                settings.replicaAnnounced.get(),
                settings.replicaRefuseEmptyMaster.get(),
                settings.rdbCompression.get(),
                settings.rdbChecksum.get(),
                Path.of(settings.dir.get()),
                Identity.REDIS_VERSION);
    }
}
