package io.vedette.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.vedette.tests.process.Await;
import io.vedette.tests.process.Group;
import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisRole;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisSentinelClient;

/** The clients that people use find the master through our sentinels, and find the new one after it was killed. */
class ClientsTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Group group;

    @BeforeEach
    void start() {
        group = new Group(folder, Collections.nCopies(3, Kind.VEDETTE), Collections.nCopies(3, Kind.VEDETTE), 2);
    }

    @AfterEach
    void stop() {
        group.close();
    }

    @Test
    void jedisGoesOnAfterAFailover() {
        Set<HostAndPort> sentinels = group.sentinels().stream()
                .map(sentinel -> new HostAndPort("127.0.0.1", sentinel.port()))
                .collect(Collectors.toSet());
        try (RedisSentinelClient client = RedisSentinelClient.builder()
                .masterName(Group.NAME)
                .sentinels(sentinels)
                .build()) {
            assertEquals("OK", client.set("client", "jedis"));
            awaitOnAll("client", "jedis");
            killMaster();
            Await.until(
                    "Jedis writes again",
                    BOUND,
                    () -> client.set("after", "1").equals("OK")
                            && client.get("client").equals("jedis"));
        }
    }

    @Test
    void lettuceGoesOnAfterAFailover() {
        RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId(Group.NAME);
        group.sentinels().forEach(sentinel -> uri.withSentinel("127.0.0.1", sentinel.port()));
        RedisClient client = RedisClient.create(uri.build());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            assertEquals("OK", connection.sync().set("client", "lettuce"));
            awaitOnAll("client", "lettuce");
            killMaster();
            Await.until(
                    "Lettuce writes again",
                    BOUND,
                    () -> connection.sync().set("after", "1").equals("OK")
                            && connection.sync().get("client").equals("lettuce"));
        } finally {
            client.shutdown(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    void theVertxClientGoesOnAfterAFailover() {
        Vertx vertx = Vertx.vertx();
        RedisOptions options = new RedisOptions()
                .setType(RedisClientType.SENTINEL)
                .setMasterName(Group.NAME)
                .setRole(RedisRole.MASTER);
        group.sentinels().forEach(sentinel -> options.addConnectionString("redis://127.0.0.1:" + sentinel.port()));
        Redis redis = Redis.createClient(vertx, options);
        try {
            assertEquals("OK", send(redis, "SET", "client", "vertx"));
            awaitOnAll("client", "vertx");
            killMaster();
            Await.until(
                    "the Vert.x client writes again",
                    BOUND,
                    () -> send(redis, "SET", "after", "1").equals("OK")
                            && send(redis, "GET", "client").equals("vertx"));
        } finally {
            redis.close();
            vertx.close().await();
        }
    }

    private static String send(Redis redis, String... words) {
        Request request = Request.cmd(io.vertx.redis.client.Command.create(words[0]));
        for (int i = 1; i < words.length; i++) {
            request.arg(words[i]);
        }
        return redis.send(request).timeout(5, TimeUnit.SECONDS).await().toString();
    }

    private void awaitOnAll(String key, String value) {
        group.servers()
                .forEach(server -> Await.until(
                        server + " has " + key,
                        BOUND,
                        () -> server.text("GET", key).equals(value)));
    }

    private void killMaster() {
        Node master = group.serverAt(group.masterPortBy(group.sentinels().getFirst()));
        master.killHard();
    }
}
