package io.vedette.server;

import io.vedette.config.OutputLimits;
import io.vedette.server.config.ServerSettings;
import io.vedette.server.session.ServerClient;
import io.vedette.session.Client;
import io.vedette.session.SessionClock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which clients do not read what is sent to them, and must be cut off: by {@code client-output-buffer-limit}, and where
 * that sets none by a share of the memory, since one client must not end the process. Replicas have limits of their own.
 */
final class OutputGuard implements Predicate<Client> {
    private static final Logger LOG = LoggerFactory.getLogger(OutputGuard.class);

    /** What may wait for one client, as a part of the memory of the process. Ours; Redis would go on until the system is full. */
    private static final int MEMORY_SHARE = 2;

    /** What may wait for a client that has not said who it is: errors, and no more of them. As in Redis. */
    private static final long STRANGERS_BYTES = 1024;

    private static final OutputLimits.Limit NO_LIMIT = new OutputLimits.Limit(0, 0, 0);

    private final ServerSettings settings;
    private final SessionClock clock;
    private final long mostBytes;

    OutputGuard(ServerSettings settings, SessionClock clock, long memoryBytes) {
        this.settings = settings;
        this.clock = clock;
        this.mostBytes = memoryBytes / MEMORY_SHARE;
    }

    @Override
    public boolean test(Client client) {
        OutputLimits limits = settings.outputLimits.get();
        OutputLimits.Limit limit = switch (client.type()) {
            case NORMAL -> limits.normal();
            case PUBSUB -> limits.pubsub();
            case MASTER, REPLICA -> NO_LIMIT;
        };
        long waiting = client.outputBytes();
        boolean tooMuch = client instanceof ServerClient server
                && server.link() == ServerClient.Link.NONE
                && (waiting > (client.isAuthenticated() ? mostBytes : STRANGERS_BYTES)
                        || server.outputWatch().isExceeded(limit, waiting, clock.nanos() / 1_000_000));
        if (tooMuch) {
            LOG.warn(
                    "Client id={} addr={} omem={} closed for overcoming of output buffer limits.",
                    client.id(),
                    client.transport().remoteAddress(),
                    waiting);
        }
        return tooMuch;
    }
}
