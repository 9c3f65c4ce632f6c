package io.vedette.simulation;

import io.vedette.resp.Argv;
import io.vedette.sentinel.core.Address;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a Redis of the model serves replicas of ours: it answers PSYNC by ids and offsets as Redis does, and sends snapshots and its
 * stream. Owned by its {@link RedisModel}.
 */
final class RedisReplicas implements ReplicaLink.MasterEnd {
    /** Redis' repl-timeout, as short as elsewhere in the model. */
    private static final int TIMEOUT_MILLIS = 5_000;
    /** A replica that waits for a snapshot hears a line end so often. */
    private static final int ALIVE_MILLIS = 1_000;

    private static final long UNKNOWN = -1;

    /** One that is connected: {@code talking -> waiting for a snapshot -> online}. */
    private static final class Client {
        private final ReplicaLink link;
        private boolean waiting;
        private boolean online;
        /** Up to where it was sent the stream. */
        private long sent;

        private long acknowledged = UNKNOWN;
        private long heardAt;
        private long aliveAt;

        Client(ReplicaLink link) {
            this.link = link;
        }
    }

    private final World world;
    private final RedisModel redis;
    private final DataServer server;
    private final Map<Long, Client> clients = new LinkedHashMap<>();

    RedisReplicas(World world, RedisModel redis, DataServer server) {
        this.world = world;
        this.redis = redis;
        this.server = server;
    }

    @Override
    public void accepted(ReplicaLink link) {
        Client client = new Client(link);
        client.heardAt = world.now();
        clients.put(link.client(), client);
    }

    @Override
    public void left(ReplicaLink link) {
        clients.remove(link.client());
    }

    @Override
    public void signOfLife(ReplicaLink link) {
        Optional.ofNullable(clients.get(link.client())).ifPresent(client -> client.heardAt = world.now());
    }

    /** The roles change, or the process dies: all have to come anew. */
    void disconnectAll() {
        List<Client> all = List.copyOf(clients.values());
        clients.clear();
        all.forEach(client -> client.link.hangUp());
    }

    /** How far that replica says it is; a negative number if it is none that is online. */
    long acknowledgedBy(Address replica) {
        return clients.values().stream()
                .filter(client ->
                        client.online && client.link.replica().address().equals(replica))
                .mapToLong(client -> client.acknowledged)
                .max()
                .orElse(UNKNOWN);
    }

    /** Each step of time. */
    void step() {
        for (Client client : List.copyOf(clients.values())) {
            if (client.waiting && world.now() - client.aliveAt >= ALIVE_MILLIS) {
                client.aliveAt = world.now();
                reply(client, "\n");
            }
            if (client.online && world.now() - client.heardAt > TIMEOUT_MILLIS) {
                clients.remove(client.link.client());
                client.link.hangUp();
            }
        }
        send();
    }

    /** All that is new in the stream. */
    void send() {
        for (Client client : clients.values()) {
            if (client.online && client.sent < redis.offset()) {
                byte[] bytes = redis.stream().from(client.sent);
                client.sent = redis.offset();
                client.link.reply(bytes);
            }
        }
    }

    @Override
    public void commanded(ReplicaLink link, Argv argv) {
        Client client = clients.get(link.client());
        if (client == null) {
            return;
        }
        client.heardAt = world.now();
        if (argv.is(0, "replconf")) {
            introduced(client, argv);
        } else if (server.isLoading()) {
            reply(client, "-LOADING Redis is loading the dataset in memory\r\n");
        } else if (argv.is(0, "ping")) {
            reply(client, "+PONG\r\n");
        } else {
            synchronise(client, argv);
        }
    }

    private void introduced(Client client, Argv argv) {
        if (argv.is(1, "ack")) {
            client.acknowledged = argv.asLong(2);
        } else if (!argv.is(1, "getack")) {
            reply(client, "+OK\r\n");
        }
    }

    private void synchronise(Client client, Argv argv) {
        if (argv.size() > 3 && argv.is(3, "failover")) {
            if (redis.master().isEmpty()) {
                reply(client, "-ERR PSYNC FAILOVER can't be sent to a master.\r\n");
                return;
            }
            if (!redis.history().id().equalsIgnoreCase(argv.text(1)) || !redis.hasPlaceInHistory()) {
                reply(client, "-ERR PSYNC FAILOVER replid must match my replid.\r\n");
                return;
            }
            server.note("becomes master, told by " + client.link.replicaAddress());
            clients.remove(client.link.client()); // the others have to come anew
            redis.promote();
            clients.put(client.link.client(), client);
        }
        if (redis.isHandingOver()) {
            reply(client, "-NOMASTERLINK Can't SYNC while failing over\r\n");
        } else if (redis.master().isPresent() && !redis.linkUp()) {
            reply(client, "-NOMASTERLINK Can't SYNC while not connected with my master\r\n");
        } else if (redis.mayContinue(argv.text(1), argv.asLong(2) - 1)) {
            reply(client, "+CONTINUE " + redis.history().id() + "\r\n");
            client.sent = argv.asLong(2) - 1;
            client.online = true;
            send();
        } else {
            snapshot(client);
        }
    }

    /** It is of now, and comes when it is written. */
    private void snapshot(Client client) {
        History history = redis.history();
        String content = history.id() + " " + redis.position() + " 0\n";
        reply(client, "+FULLRESYNC " + history.id() + " " + redis.offset() + "\r\n");
        client.sent = redis.offset();
        client.waiting = true;
        client.aliveAt = world.now();
        world.agenda()
                .in(
                        world.fullSyncMillis(),
                        () -> server.whenAwake(() -> {
                            if (clients.get(client.link.client()) == client) {
                                reply(client, "$" + content.length() + "\r\n" + content);
                                client.waiting = false;
                                client.online = true;
                                client.heardAt = world.now();
                                send();
                            }
                        }));
    }

    private static void reply(Client client, String text) {
        client.link.reply(text.getBytes(StandardCharsets.US_ASCII));
    }
}
