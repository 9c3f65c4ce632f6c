package io.vedette.sentinel.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisRole;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes over the real redis-server, alone and in one quorum with the real redis-sentinel. */
class RealServersTest {
    private static final int DOWN_AFTER_MILLIS = 1_000;

    @TempDir
    private Path directory;

    private final List<OurSentinel> ours = new ArrayList<>();
    private RealRedis redis;
    private int masterPort;
    private List<Integer> replicaPorts = List.of();
    private Process master;

    @BeforeEach
    void startServers() throws Exception {
        boolean installed = RealRedis.isInstalled();
        if (System.getenv("CI") != null) {
            assertTrue(installed, "a real redis-server must be there");
        }
        assumeTrue(installed, "redis-server is not installed");
        redis = new RealRedis(directory);
        masterPort = RealRedis.freePort();
        master = redis.server(masterPort);
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int port = RealRedis.freePort();
            redis.server(port, "--replicaof", "127.0.0.1 " + masterPort);
            ports.add(port);
        }
        replicaPorts = List.copyOf(ports);
        RealRedis.await("two linked replicas", 30, () -> {
            String info = RealRedis.ask(masterPort, "INFO replication");
            return info.contains("slave0:") && info.contains("slave1:") && !info.contains("state=wait_bgsave");
        });
    }

    @AfterEach
    void stop() {
        ours.forEach(OurSentinel::close);
        if (redis != null) {
            redis.close();
        }
    }

    @Test
    void aKilledMasterIsReplacedAndComesBackAsAReplica() throws Exception {
        List<Integer> sentinels = List.of(ours("a"), ours("b"), ours("c"));
        awaitQuorum(sentinels);
        RealRedis.kill(master);
        int successor = awaitSwitch(sentinels);
        assertTrue(replicaPorts.contains(successor));
        assertEquals("master", role(successor));
        int other = replicaPorts.stream()
                .filter(port -> port != successor)
                .findFirst()
                .orElseThrow();
        RealRedis.await("the other replica follows", 20, () -> follows(other, successor));

        redis.server(masterPort);
        RealRedis.await("the old master is a replica", 20, () -> follows(masterPort, successor));
        RealRedis.await(
                "the group is whole",
                20,
                () -> sentinels.stream()
                        .allMatch(port ->
                                RealRedis.ask(port, "SENTINEL MASTER mymaster").contains("\r\nmaster\r\n")
                                        && !RealRedis.ask(port, "SENTINEL REPLICAS mymaster")
                                                .contains("s_down")));
    }

    @Test
    void aStoppedMasterIsReplacedToo() throws Exception {
        List<Integer> sentinels = List.of(ours("a"), ours("b"), ours("c"));
        awaitQuorum(sentinels);
        new ProcessBuilder("kill", "-STOP", "" + master.pid()).start().waitFor();
        try {
            int successor = awaitSwitch(sentinels);
            assertEquals("master", role(successor));
        } finally {
            new ProcessBuilder("kill", "-CONT", "" + master.pid()).start().waitFor();
        }
        RealRedis.await(
                "the woken master is a replica", 20, () -> role(masterPort).equals("slave"));
    }

    @Test
    void oneOfOursAndTwoRealSentinelsAreOneQuorumAndReadEachOthersFiles() throws Exception {
        int our = ours("ours");
        int firstReal = RealRedis.freePort();
        Process real = redis.sentinel(file("real-1", firstReal));
        int secondReal = RealRedis.freePort();
        redis.sentinel(file("real-2", secondReal));
        List<Integer> sentinels = List.of(our, firstReal, secondReal);
        awaitQuorum(sentinels);
        RealRedis.kill(master);
        awaitSwitch(sentinels);
        redis.server(masterPort);
        // Redis' sentinels may replace a master that they have just made: what they name now is asked anew.
        RealRedis.await("the old master is a replica", 40, () -> follows(masterPort, masterBy(firstReal)));

        // Each kind goes on with what the other wrote.
        String ourId = RealRedis.ask(our, "SENTINEL MYID");
        ours.getFirst().signal("TERM");
        assertEquals(0, ours.getFirst().exitStatus());
        redis.sentinel(directory.resolve("ours.conf"));
        awaitAnswer(our, "SENTINEL MYID", ourId);
        RealRedis.await("it goes on", 20, () -> masterBy(our) == masterBy(secondReal));
        assertTrue(RealRedis.ask(our, "SENTINEL CKQUORUM mymaster").startsWith("+OK 3 usable Sentinels"));

        String realId = RealRedis.ask(firstReal, "SENTINEL MYID");
        real.destroy();
        real.waitFor();
        ours.add(new OurSentinel(directory, directory.resolve("real-1.conf").toString()));
        awaitAnswer(firstReal, "SENTINEL MYID", realId);
        RealRedis.await("it goes on too", 20, () -> masterBy(firstReal) == masterBy(secondReal));
        RealRedis.await(
                "the quorum is whole",
                20,
                () -> RealRedis.ask(firstReal, "SENTINEL CKQUORUM mymaster").startsWith("+OK 3 usable Sentinels"));
    }

    @Test
    void aVertxClientFindsTheMasterThroughUsBeforeAndAfter() throws Exception {
        List<Integer> sentinels = List.of(ours("a"), ours("b"), ours("c"));
        awaitQuorum(sentinels);
        Vertx vertx = Vertx.vertx();
        try {
            RedisOptions options = new RedisOptions()
                    .setType(RedisClientType.SENTINEL)
                    .setMasterName("mymaster")
                    .setRole(RedisRole.MASTER)
                    .setTopologyCacheTTL(100);
            sentinels.forEach(port -> options.addConnectionString("redis://127.0.0.1:" + port));
            Redis client = Redis.createClient(vertx, options);
            assertEquals("OK", set(client, "key", "before"));
            RealRedis.kill(master);
            int successor = awaitSwitch(sentinels);
            assertEquals("OK", set(client, "key", "after"));
            assertTrue(RealRedis.ask(successor, "GET key").contains("after"));
            client.close();
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    private static String set(Redis client, String key, String value) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                RedisConnection connection = client.connect().await(10, TimeUnit.SECONDS);
                String reply = connection
                        .send(Request.cmd(Command.SET).arg(key).arg(value))
                        .await(10, TimeUnit.SECONDS)
                        .toString();
                connection.close();
                return reply;
            } catch (RuntimeException e) {
                if (System.nanoTime() > end) {
                    throw e; // until then: the client's view of the group may be a moment old
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    private int ours(String name) throws IOException {
        int port = RealRedis.freePort();
        ours.add(new OurSentinel(directory, file(name, port).toString()));
        return port;
    }

    private Path file(String name, int port) throws IOException {
        return Files.writeString(
                directory.resolve(name + ".conf"), """
                port %d
                bind 127.0.0.1
                dir %s
                sentinel monitor mymaster 127.0.0.1 %d 2
                sentinel down-after-milliseconds mymaster %d
                sentinel failover-timeout mymaster 10000
                """.formatted(port, directory, masterPort, DOWN_AFTER_MILLIS));
    }

    private static void awaitQuorum(List<Integer> sentinels) throws InterruptedException {
        RealRedis.await(
                "all know all",
                60,
                () -> sentinels.stream().allMatch(port -> {
                    String fields = RealRedis.ask(port, "SENTINEL MASTER mymaster");
                    return fields.contains("num-slaves\r\n$1\r\n2\r\n")
                            && fields.contains("num-other-sentinels\r\n$1\r\n2\r\n");
                }));
    }

    private int awaitSwitch(List<Integer> sentinels) throws Exception {
        try {
            RealRedis.await("all name one new master", 60, () -> {
                int named = masterBy(sentinels.getFirst());
                return named > 0
                        && named != masterPort
                        && sentinels.stream().allMatch(port -> masterBy(port) == named)
                        && role(named).equals("master");
            });
        } catch (AssertionError e) {
            StringBuilder logs = new StringBuilder(e.getMessage());
            for (OurSentinel sentinel : ours) {
                logs.append("\n").append(sentinel.output());
            }
            throw new AssertionError(logs.toString(), e);
        }
        return masterBy(sentinels.getFirst());
    }

    private static void awaitAnswer(int port, String question, String answer) throws InterruptedException {
        RealRedis.await(
                question + " answered", 20, () -> RealRedis.ask(port, question).equals(answer));
    }

    private static int masterBy(int sentinel) {
        String[] lines = RealRedis.ask(sentinel, "SENTINEL GET-MASTER-ADDR-BY-NAME mymaster")
                .split("\r\n");
        return lines.length == 5 ? Integer.parseInt(lines[4]) : 0;
    }

    private static String role(int port) {
        String info = RealRedis.ask(port, "INFO replication");
        return info.contains("role:master") ? "master" : info.contains("role:slave") ? "slave" : "";
    }

    private static boolean follows(int replica, int wanted) {
        String info = RealRedis.ask(replica, "INFO replication");
        return info.contains("master_port:" + wanted + "\r\n") && info.contains("master_link_status:up");
    }
}
