package io.vedette.replication;

import io.vedette.config.OutputLimits;

/**
 * What the master side is told by the configuration; read anew at each use, so changes at run time count at once.
 *
 * @param disklessSync {@code repl-diskless-sync}
 * @param disklessDelaySeconds {@code repl-diskless-sync-delay}
 * @param disklessMaxReplicas {@code repl-diskless-sync-max-replicas}; 0 is no limit
 * @param timeoutSeconds {@code repl-timeout}
 * @param pingPeriodSeconds {@code repl-ping-replica-period}
 * @param backlogTtlSeconds {@code repl-backlog-ttl}; 0 keeps the backlog for ever
 * @param minReplicasToWrite {@code min-replicas-to-write}
 * @param minReplicasMaxLagSeconds {@code min-replicas-max-lag}
 * @param outputLimit {@code client-output-buffer-limit replica}
 */
public record MasterSettings(
        boolean disklessSync,
        int disklessDelaySeconds,
        int disklessMaxReplicas,
        int timeoutSeconds,
        int pingPeriodSeconds,
        long backlogTtlSeconds,
        int minReplicasToWrite,
        int minReplicasMaxLagSeconds,
        OutputLimits.Limit outputLimit) {
    /** Whether writes depend on replicas at all. */
    public boolean guardsWrites() {
        return minReplicasToWrite > 0 && minReplicasMaxLagSeconds > 0;
    }
}
