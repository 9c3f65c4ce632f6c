package io.vedette.server;

import io.vedette.server.config.ServerSettings;
import io.vedette.session.Identity;
import java.nio.charset.StandardCharsets;

/** Who a data server says it is. */
record ServerIdentity(ServerSettings settings, io.vedette.server.session.Role replicationRole) implements Identity {
    @Override
    public Mode mode() {
        return Mode.STANDALONE;
    }

    @Override
    public Role role() {
        return replicationRole.isReplica() ? Role.REPLICA : Role.MASTER;
    }

    @Override
    public byte[] password() {
        return settings.requirepass.get().getBytes(StandardCharsets.UTF_8);
    }
}
