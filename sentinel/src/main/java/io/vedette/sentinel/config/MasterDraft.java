package io.vedette.sentinel.config;

import io.vedette.sentinel.core.Caution;
import io.vedette.sentinel.core.Maintenance;
import io.vedette.sentinel.core.PastFailover;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What the directives of one master say, as they come in, in any order; turned into settings and state when all are read. */
final class MasterDraft {
    /** A replica or, with an id, a sentinel that an earlier run knew. */
    record Known(String host, int port, String runId) {}

    final String name;
    final String host;
    final int port;
    final int quorum;
    OptionalLong downAfterMillis = OptionalLong.empty();
    OptionalLong failoverTimeoutMillis = OptionalLong.empty();
    OptionalInt parallelSyncs = OptionalInt.empty();
    OptionalLong rebootDownAfterMillis = OptionalLong.empty();
    Optional<String> authUser = Optional.empty();
    Optional<String> authPass = Optional.empty();
    Optional<String> notificationScript = Optional.empty();
    Optional<String> clientReconfigScript = Optional.empty();
    final Map<String, String> renamedCommands = new LinkedHashMap<>();
    Caution caution = Caution.NONE;
    Maintenance maintenance = Maintenance.NONE;
    long configEpoch;
    long leaderEpoch;
    final List<Known> replicas = new ArrayList<>();
    final List<Known> sentinels = new ArrayList<>();
    final List<PastFailover> history = new ArrayList<>();

    MasterDraft(String name, String host, int port, int quorum) {
        this.name = name;
        this.host = host;
        this.port = port;
        this.quorum = quorum;
    }
}
