package io.vedette.sentinel.core;

import java.util.Map;
import java.util.Optional;

/**
 * What the operator says of one group.
 *
 * @param quorum sentinels that must see the master down, at least 1
 * @param downAfterMillis silence after which an instance counts as down, at least 1
 * @param failoverTimeoutMillis bound of each step of a failover, at least 1
 * @param parallelSyncs replicas repointed at the same time, at least 1
 * @param masterRebootDownAfterMillis 0 = a restarted master is not held down
 * @param renamedCommands original command name in lower case to the name that the group's servers know
 * @param caution what Redis does not have
 */
public record MasterSettings(
        String name,
        int quorum,
        long downAfterMillis,
        long failoverTimeoutMillis,
        int parallelSyncs,
        Optional<String> authUser,
        Optional<String> authPass,
        Optional<String> notificationScript,
        Optional<String> clientReconfigScript,
        long masterRebootDownAfterMillis,
        Map<String, String> renamedCommands,
        Caution caution) {
    /** Redis' defaults. */
    public static final long DEFAULT_DOWN_AFTER_MILLIS = 30_000;

    public static final long DEFAULT_FAILOVER_TIMEOUT_MILLIS = 180_000;
    public static final int DEFAULT_PARALLEL_SYNCS = 1;

    public MasterSettings {
        renamedCommands = Map.copyOf(renamedCommands);
    }

    /** A group with Redis' defaults. */
    public static MasterSettings of(String name, int quorum) {
        return new MasterSettings(
                name,
                quorum,
                DEFAULT_DOWN_AFTER_MILLIS,
                DEFAULT_FAILOVER_TIMEOUT_MILLIS,
                DEFAULT_PARALLEL_SYNCS,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Map.of(),
                Caution.NONE);
    }

    public MasterSettings withQuorum(int value) {
        return new MasterSettings(
                name,
                value,
                downAfterMillis,
                failoverTimeoutMillis,
                parallelSyncs,
                authUser,
                authPass,
                notificationScript,
                clientReconfigScript,
                masterRebootDownAfterMillis,
                renamedCommands,
                caution);
    }

    public MasterSettings withDownAfterMillis(long value) {
        return new MasterSettings(
                name,
                quorum,
                value,
                failoverTimeoutMillis,
                parallelSyncs,
                authUser,
                authPass,
                notificationScript,
                clientReconfigScript,
                masterRebootDownAfterMillis,
                renamedCommands,
                caution);
    }

    public MasterSettings withFailoverTimeoutMillis(long value) {
        return new MasterSettings(
                name,
                quorum,
                downAfterMillis,
                value,
                parallelSyncs,
                authUser,
                authPass,
                notificationScript,
                clientReconfigScript,
                masterRebootDownAfterMillis,
                renamedCommands,
                caution);
    }

    public MasterSettings withParallelSyncs(int value) {
        return new MasterSettings(
                name,
                quorum,
                downAfterMillis,
                failoverTimeoutMillis,
                value,
                authUser,
                authPass,
                notificationScript,
                clientReconfigScript,
                masterRebootDownAfterMillis,
                renamedCommands,
                caution);
    }

    public MasterSettings withAuthUser(Optional<String> value) {
        return new MasterSettings(
                name,
                quorum,
                downAfterMillis,
                failoverTimeoutMillis,
                parallelSyncs,
                value,
                authPass,
                notificationScript,
                clientReconfigScript,
                masterRebootDownAfterMillis,
                renamedCommands,
                caution);
    }

    public MasterSettings withAuthPass(Optional<String> value) {
        return new MasterSettings(
                name,
                quorum,
                downAfterMillis,
                failoverTimeoutMillis,
                parallelSyncs,
                authUser,
                value,
                notificationScript,
                clientReconfigScript,
                masterRebootDownAfterMillis,
                renamedCommands,
                caution);
    }

    public MasterSettings withNotificationScript(Optional<String> value) {
        return new MasterSettings(
                name,
                quorum,
                downAfterMillis,
                failoverTimeoutMillis,
                parallelSyncs,
                authUser,
                authPass,
                value,
                clientReconfigScript,
                masterRebootDownAfterMillis,
                renamedCommands,
                caution);
    }

    public MasterSettings withClientReconfigScript(Optional<String> value) {
        return new MasterSettings(
                name,
                quorum,
                downAfterMillis,
                failoverTimeoutMillis,
                parallelSyncs,
                authUser,
                authPass,
                notificationScript,
                value,
                masterRebootDownAfterMillis,
                renamedCommands,
                caution);
    }

    public MasterSettings withMasterRebootDownAfterMillis(long value) {
        return new MasterSettings(
                name,
                quorum,
                downAfterMillis,
                failoverTimeoutMillis,
                parallelSyncs,
                authUser,
                authPass,
                notificationScript,
                clientReconfigScript,
                value,
                renamedCommands,
                caution);
    }

    public MasterSettings withRenamedCommands(Map<String, String> value) {
        return new MasterSettings(
                name,
                quorum,
                downAfterMillis,
                failoverTimeoutMillis,
                parallelSyncs,
                authUser,
                authPass,
                notificationScript,
                clientReconfigScript,
                masterRebootDownAfterMillis,
                value,
                caution);
    }

    public MasterSettings withCaution(Caution value) {
        return new MasterSettings(
                name,
                quorum,
                downAfterMillis,
                failoverTimeoutMillis,
                parallelSyncs,
                authUser,
                authPass,
                notificationScript,
                clientReconfigScript,
                masterRebootDownAfterMillis,
                renamedCommands,
                value);
    }
}
