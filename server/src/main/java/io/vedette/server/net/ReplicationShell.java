package io.vedette.server.net;

import io.vedette.server.Engine;
import io.vedette.server.ReplicationFacts;
import io.vedette.server.Scheduler;
import io.vedette.server.config.ServerSettings;
import io.vedette.server.session.Role;
import io.vedette.session.CommandTable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** Connects the replication side with the engine. */
final class ReplicationShell implements Role, ReplicationFacts {
    ReplicationShell(
            ServerSettings settings, Vertx vertx, Context context, Scheduler scheduler, Supplier<Engine> engine) {}

    void begin(Engine engine) {}

    void bindTo(CommandTable table) {}

    void listening(int port) {}

    void tick() {}

    void end() {}

    @Override
    public boolean isReplica() {
        return false;
    }

    @Override
    public boolean isMasterLinkUp() {
        return false;
    }

    @Override
    public boolean mayWrite(long nowMillis) {
        return true;
    }

    @Override
    public String infoFields(long nowMillis) {
        return "role:master\r\n";
    }

    @Override
    public long fullSyncs() {
        return 0;
    }

    @Override
    public long partialSyncs() {
        return 0;
    }

    @Override
    public long refusedPartialSyncs() {
        return 0;
    }

    @Override
    public void resetCounts() {}

    @Override
    public boolean isSyncing() {
        return false;
    }
}
