package io.vedette.sentinel.core;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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
        return with(draft -> draft.quorum = value);
    }

    public MasterSettings withDownAfterMillis(long value) {
        return with(draft -> draft.downAfterMillis = value);
    }

    public MasterSettings withFailoverTimeoutMillis(long value) {
        return with(draft -> draft.failoverTimeoutMillis = value);
    }

    public MasterSettings withParallelSyncs(int value) {
        return with(draft -> draft.parallelSyncs = value);
    }

    public MasterSettings withAuthUser(Optional<String> value) {
        return with(draft -> draft.authUser = value);
    }

    public MasterSettings withAuthPass(Optional<String> value) {
        return with(draft -> draft.authPass = value);
    }

    public MasterSettings withNotificationScript(Optional<String> value) {
        return with(draft -> draft.notificationScript = value);
    }

    public MasterSettings withClientReconfigScript(Optional<String> value) {
        return with(draft -> draft.clientReconfigScript = value);
    }

    public MasterSettings withMasterRebootDownAfterMillis(long value) {
        return with(draft -> draft.masterRebootDownAfterMillis = value);
    }

    public MasterSettings withRenamedCommands(Map<String, String> value) {
        return with(draft -> draft.renamedCommands = value);
    }

    public MasterSettings withCaution(Caution value) {
        return with(draft -> draft.caution = value);
    }

    private MasterSettings with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.finished();
    }

    /** The components while one of them is changed: what a changed copy needs is listed once. */
    private static final class Draft {
        final String name;
        int quorum;
        long downAfterMillis;
        long failoverTimeoutMillis;
        int parallelSyncs;
        Optional<String> authUser;
        Optional<String> authPass;
        Optional<String> notificationScript;
        Optional<String> clientReconfigScript;
        long masterRebootDownAfterMillis;
        Map<String, String> renamedCommands;
        Caution caution;

        Draft(MasterSettings from) {
            name = from.name;
            quorum = from.quorum;
            downAfterMillis = from.downAfterMillis;
            failoverTimeoutMillis = from.failoverTimeoutMillis;
            parallelSyncs = from.parallelSyncs;
            authUser = from.authUser;
            authPass = from.authPass;
            notificationScript = from.notificationScript;
            clientReconfigScript = from.clientReconfigScript;
            masterRebootDownAfterMillis = from.masterRebootDownAfterMillis;
            renamedCommands = from.renamedCommands;
            caution = from.caution;
        }

        MasterSettings finished() {
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
                    caution);
        }
    }
}
