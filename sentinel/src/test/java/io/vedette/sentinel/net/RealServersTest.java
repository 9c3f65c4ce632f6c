package io.vedette.sentinel.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisRole;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.nio.file.Path;
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

    private RealGroup group;

    @BeforeEach
    void startServers() throws Exception {
        group = new RealGroup(directory);
        group.start();
    }

    @AfterEach
    void stop() {
        if (group != null) {
            group.close();
        }
    }

    private int ours(String name) throws IOException {
        return group.ours(name, DOWN_AFTER_MILLIS);
    }

    private Path file(String name, int port) throws IOException {
        return group.file(name, port, DOWN_AFTER_MILLIS);
    }

    private int awaitSwitch(List<Integer> sentinels) throws Exception {
        return group.awaitSwitch(sentinels, group.first());
    }

    @Test
    void aKilledMasterIsReplacedAndComesBackAsAReplica() throws Exception {
        List<Integer> sentinels = List.of(ours("a"), ours("b"), ours("c"));
        RealGroup.awaitQuorum(sentinels);
        RealRedis.kill(group.master());
        int successor = awaitSwitch(sentinels);
        assertTrue(group.servers().contains(successor));
        assertEquals("master", RealGroup.role(successor));
        int other = group.servers().stream()
                .filter(port -> port != successor && port != group.first())
                .findFirst()
                .orElseThrow();
        RealRedis.await("the other replica follows", 20, () -> RealGroup.follows(other, successor));

        group.redis().server(group.first());
        RealRedis.await("the old master is a replica", 20, () -> RealGroup.follows(group.first(), successor));
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
        RealGroup.awaitQuorum(sentinels);
        new ProcessBuilder("kill", "-STOP", "" + group.master().pid()).start().waitFor();
        try {
            int successor = awaitSwitch(sentinels);
            assertEquals("master", RealGroup.role(successor));
        } finally {
            new ProcessBuilder("kill", "-CONT", "" + group.master().pid())
                    .start()
                    .waitFor();
        }
        RealRedis.await(
                "the woken master is a replica",
                20,
                () -> RealGroup.role(group.first()).equals("slave"));
    }

    @Test
    void oneOfOursAndTwoRealSentinelsAreOneQuorumAndReadEachOthersFiles() throws Exception {
        int our = ours("ours");
        int firstReal = RealRedis.freePort();
        Process real = group.redis().sentinel(file("real-1", firstReal));
        int secondReal = RealRedis.freePort();
        group.redis().sentinel(file("real-2", secondReal));
        List<Integer> sentinels = List.of(our, firstReal, secondReal);
        RealGroup.awaitQuorum(sentinels);
        RealRedis.kill(group.master());
        awaitSwitch(sentinels);
        group.redis().server(group.first());
        // Redis' sentinels may replace a master that they have just made: what they name now is asked anew.
        RealRedis.await(
                "the old master is a replica",
                40,
                () -> RealGroup.follows(group.first(), RealGroup.masterBy(firstReal)));

        // Each kind goes on with what the other wrote.
        String ourId = RealRedis.ask(our, "SENTINEL MYID");
        group.ours().getFirst().signal("TERM");
        assertEquals(0, group.ours().getFirst().exitStatus());
        group.redis().sentinel(directory.resolve("ours.conf"));
        awaitAnswer(our, "SENTINEL MYID", ourId);
        RealRedis.await("it goes on", 20, () -> RealGroup.masterBy(our) == RealGroup.masterBy(secondReal));
        assertTrue(RealRedis.ask(our, "SENTINEL CKQUORUM mymaster").startsWith("+OK 3 usable Sentinels"));

        String realId = RealRedis.ask(firstReal, "SENTINEL MYID");
        real.destroy();
        real.waitFor();
        group.goOn(directory.resolve("real-1.conf"));
        awaitAnswer(firstReal, "SENTINEL MYID", realId);
        RealRedis.await("it goes on too", 20, () -> RealGroup.masterBy(firstReal) == RealGroup.masterBy(secondReal));
        RealRedis.await(
                "the quorum is whole",
                20,
                () -> RealRedis.ask(firstReal, "SENTINEL CKQUORUM mymaster").startsWith("+OK 3 usable Sentinels"));
    }

    @Test
    void aVertxClientFindsTheMasterThroughUsBeforeAndAfter() throws Exception {
        List<Integer> sentinels = List.of(ours("a"), ours("b"), ours("c"));
        RealGroup.awaitQuorum(sentinels);
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
            RealRedis.kill(group.master());
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

    private static void awaitAnswer(int port, String question, String answer) throws InterruptedException {
        RealRedis.await(
                question + " answered", 20, () -> RealRedis.ask(port, question).equals(answer));
    }
}
