package io.vedette.sentinel.net;

import io.vedette.config.OutputLimits;
import io.vedette.sentinel.config.ProcessSettings;
import io.vedette.session.Client;
import io.vedette.session.ClientType;
import io.vedette.session.Clients;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets clients go that do not read what is sent to them, or have been silent for too long. Owned by the loop. */
final class ClientCare {
    private static final Logger LOG = LoggerFactory.getLogger(ClientCare.class);

    /** For ordinary clients, whom {@code client-output-buffer-limit} sets no limit: one of them must not fill the small heap. */
    private static final long MOST_BYTES = 32L << 20;

    private final Clients clients;
    private final ProcessSettings process;
    private final Map<Client, OutputLimits.Watch> watches = new HashMap<>();

    ClientCare(Clients clients, ProcessSettings process) {
        this.clients = clients;
        this.process = process;
    }

    void look(long nowMillis) {
        List<Client> all = clients.matching(any -> true);
        watches.keySet().retainAll(all);
        for (Client client : all) {
            if (isUnread(client, nowMillis)) {
                LOG.warn(
                        "Client id={} addr={} omem={} closed for overcoming of output buffer limits.",
                        client.id(),
                        client.transport().remoteAddress(),
                        client.outputBytes());
                clients.kill(client);
            } else if (isIdle(client, nowMillis)) {
                LOG.debug("Closing idle client");
                clients.kill(client);
            }
        }
    }

    private boolean isUnread(Client client, long nowMillis) {
        long waiting = client.outputBytes();
        if (waiting == 0) {
            watches.remove(client);
            return false;
        }
        OutputLimits limits = process.outputLimits.get();
        OutputLimits.Limit limit = client.type() == ClientType.PUBSUB ? limits.pubsub() : limits.normal();
        boolean unlimited = limit.hardBytes() == 0 && limit.softBytes() == 0;
        return watches.computeIfAbsent(client, any -> new OutputLimits.Watch()).isExceeded(limit, waiting, nowMillis)
                || unlimited && waiting > MOST_BYTES;
    }

    private boolean isIdle(Client client, long nowMillis) {
        int timeoutSeconds = process.timeoutSeconds.get();
        return timeoutSeconds > 0
                && !client.subscriptions().isSubscriber()
                && !client.isBlocked()
                && nowMillis - client.lastInteractionMillis() > timeoutSeconds * 1000L;
    }
}
