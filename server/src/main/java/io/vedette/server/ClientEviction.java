package io.vedette.server;

import io.vedette.server.config.ServerSettings;
import io.vedette.session.Client;
import io.vedette.session.ClientType;
import io.vedette.session.Clients;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the largest clients when all of them together take more memory than {@code maxmemory-clients}. Replicas, a master,
 * and clients that asked for it by CLIENT NO-EVICT are never closed. Costs one look at a setting while there is no limit, and a
 * look at each client at the end of each turn while there is one. Owned by the loop.
 */
public final class ClientEviction {
    private static final Logger LOG = LoggerFactory.getLogger(ClientEviction.class);

    /** A smaller limit would leave nobody who could change it. As in Redis. */
    private static final long LEAST_LIMIT_BYTES = 128 * 1024;

    private static final long NO_LIMIT = 0;

    private final ServerSettings settings;
    private final Clients clients;
    private long evicted;

    ClientEviction(ServerSettings settings, Clients clients) {
        this.settings = settings;
        this.clients = clients;
    }

    /** {@code evicted_clients}. */
    public long evictedClients() {
        return evicted;
    }

    public void resetStats() {
        evicted = 0;
    }

    /** Closes clients until the rest is within the limit. */
    void run() {
        if (settings.maxMemoryClients.get() == 0) {
            return;
        }
        long limit = limitBytes();
        long used = 0;
        for (Client client : clients.all()) {
            used += isCounted(client) ? client.memoryBytes() : 0;
        }
        if (limit == NO_LIMIT || used <= limit) {
            return;
        }
        List<Client> largestFirst = clients.matching(client -> isCounted(client) && !client.isNoEvict()).stream()
                .sorted(Comparator.comparingLong(Client::memoryBytes).reversed())
                .toList();
        for (Client client : largestFirst) {
            if (used <= limit) {
                return;
            }
            used -= client.memoryBytes();
            evicted++;
            LOG.info("Evicting client: {}", client.line(client.lastInteractionMillis()));
            clients.kill(client);
        }
    }

    private long limitBytes() {
        long stated = settings.maxMemoryClients.get();
        if (stated > 0) {
            return Math.max(stated, LEAST_LIMIT_BYTES);
        }
        long memory =
                Long.parseLong(settings.table().find("maxmemory").orElseThrow().text());
        return memory == 0 ? NO_LIMIT : Math.max((long) (memory * (-stated / 100.0)), LEAST_LIMIT_BYTES);
    }

    private static boolean isCounted(Client client) {
        return client.type() == ClientType.NORMAL || client.type() == ClientType.PUBSUB;
    }
}
