package io.vedette.server.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replication with the real redis-server, in both directions. */
@Timeout(120)
class RealRedisTest {
    @Test
    void aRealReplicaGetsSnapshotAndStreamOfOurs() throws Exception {
        for (boolean diskless : new boolean[] {true, false}) {
            try (LoopServer ours = new LoopServer();
                    RedisProcess real = new RedisProcess();
                    TestClient master = new TestClient(ours.port);
                    TestClient replica = new TestClient(real.port)) {
                ours.disklessSync = diskless;
                fill(master, 5000);
                replica.call("REPLICAOF", "127.0.0.1", "" + ours.port);
                TestClient.await(
                        "link up", () -> replica.info("master_link_status").equals("up"));
                assertSame(master, replica);
                write(master);
                assertSame(master, replica);
                assertEquals("1", master.call("WAIT", "1", "5000"));
                assertEquals(master.info("master_repl_offset"), replica.info("master_repl_offset"));
                assertEquals(master.info("master_replid"), replica.info("master_replid"));
                assertTrue(master.info("slave0").contains("state=online"), master.info("slave0"));
            }
        }
    }

    @Test
    void oursFollowsARealMaster() throws Exception {
        for (String diskless : new String[] {"yes", "no"}) {
            try (LoopServer ours = new LoopServer();
                    RedisProcess real = new RedisProcess("--repl-diskless-sync", diskless);
                    TestClient master = new TestClient(real.port);
                    TestClient replica = new TestClient(ours.port)) {
                fill(master, 5000);
                replica.call("REPLICAOF", "127.0.0.1", "" + real.port);
                TestClient.await(
                        "link up", () -> replica.info("master_link_status").equals("up"));
                assertSame(master, replica);
                write(master);
                master.call("MULTI");
                master.call("SET", "tx", "1");
                master.call("INCR", "tx");
                master.call("SELECT", "5");
                master.call("SET", "txother", "x");
                master.call("EXEC");
                assertEquals("1", master.call("WAIT", "1", "5000"));
                assertSame(master, replica);
                assertEquals("2", replica.call("GET", "tx"));
                assertEquals(master.info("master_repl_offset"), replica.info("master_repl_offset"));
            }
        }
    }

    @Test
    void aCutLinkIsResumedBothWays() throws Exception {
        try (LoopServer ours = new LoopServer();
                RedisProcess real = new RedisProcess();
                TestClient ourClient = new TestClient(ours.port);
                TestClient realClient = new TestClient(real.port)) {
            fill(realClient, 100);
            ourClient.call("REPLICAOF", "127.0.0.1", "" + real.port);
            TestClient.await(
                    "link up", () -> ourClient.info("master_link_status").equals("up"));
            assertEquals("1", realClient.call("CLIENT", "KILL", "TYPE", "replica"));
            realClient.call("SET", "during", "gap");
            TestClient.await("resumed", () -> realClient.info("sync_partial_ok").equals("1"));
            TestClient.await("caught up", () -> get(ourClient, "during").equals("gap"));

            // Now the other way round: promoted, the former master resumes under the new id.
            ourClient.call("REPLICAOF", "NO", "ONE");
            realClient.call("REPLICAOF", "127.0.0.1", "" + ours.port);
            TestClient.await(
                    "link up", () -> realClient.info("master_link_status").equals("up"));
            assertEquals("1", ourClient.info("sync_partial_ok"));
            assertEquals("0", ourClient.info("sync_full"));
            ourClient.call("SET", "from", "ours");
            TestClient.await("stream", () -> get(realClient, "from").equals("ours"));
            assertEquals(
                    "2",
                    realClient
                                    .call("CLIENT", "KILL", "TYPE", "normal", "TYPE", "master", "SKIPME", "yes")
                                    .isEmpty()
                            ? ""
                            : "2");
            TestClient.await(
                    "resumed again", () -> !ourClient.info("sync_partial_ok").equals("0"));
            assertEquals("0", ourClient.info("sync_full"));
        }
    }

    @Test
    void aHundredThousandKeysUnderWriteLoad() throws Exception {
        try (LoopServer ours = new LoopServer();
                RedisProcess real = new RedisProcess();
                RedisProcess sub = new RedisProcess();
                TestClient master = new TestClient(real.port);
                TestClient middle = new TestClient(ours.port);
                TestClient last = new TestClient(sub.port)) {
            fill(master, 100_000);
            Thread writer = load(real.port, 40_000);
            middle.call("REPLICAOF", "127.0.0.1", "" + real.port);
            TestClient.await("link up", () -> middle.info("master_link_status").equals("up"));
            last.call("REPLICAOF", "127.0.0.1", "" + ours.port);
            TestClient.await(
                    "sub link up", () -> last.info("master_link_status").equals("up"));
            writer.join();
            TestClient.await(
                    "middle caught up",
                    () -> middle.info("master_repl_offset").equals(master.info("master_repl_offset")));
            TestClient.await(
                    "last caught up", () -> last.info("slave_repl_offset").equals(master.info("master_repl_offset")));
            assertEquals(master.call("DBSIZE"), middle.call("DBSIZE"));
            assertEquals(master.call("DBSIZE"), last.call("DBSIZE"));
            assertEquals(master.call("DEBUG", "DIGEST"), last.call("DEBUG", "DIGEST"));
        }
    }

    private static void fill(TestClient client, int keys) throws IOException {
        List<String[]> batch = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            String value = i % 3 == 0 ? "" + i * 7919L : "value " + i + " ".repeat(i % 50);
            batch.add(
                    i % 10 == 0
                            ? new String[] {"SET", "key" + i, value, "PX", "" + (100_000_000 + i)}
                            : new String[] {"SET", "key" + i, value});
            if (batch.size() == 1000) {
                client.pipeline(batch);
                batch.clear();
            }
        }
        batch.add(new String[] {"SELECT", "9"});
        batch.add(new String[] {"SET", "in nine", "9"});
        batch.add(new String[] {"SELECT", "0"});
        client.pipeline(batch);
    }

    private static Thread load(int port, int writes) {
        return Thread.ofPlatform().start(() -> {
            try (TestClient client = new TestClient(port)) {
                for (int i = 0; i < writes / 100; i++) {
                    List<String[]> batch = new ArrayList<>();
                    for (int j = 0; j < 100; j++) {
                        batch.add(new String[] {"INCR", "counter" + j});
                    }
                    batch.add(new String[] {"SETEX", "expiring" + i, "1000", "x"});
                    batch.add(new String[] {"DEL", "key" + i});
                    client.pipeline(batch);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void write(TestClient client) throws IOException {
        client.call("SET", "plain", "1");
        client.call("SELECT", "3");
        client.call("SET", "three", "3", "EX", "1000");
        client.call("APPEND", "three", "more");
        client.call("SELECT", "0");
        client.call("EXPIRE", "plain", "1000");
        client.call("INCRBYFLOAT", "float", "1.5");
        client.call("SET", "short", "x", "PX", "1");
        client.call("DEL", "key1", "key2");
    }

    private static void assertSame(TestClient master, TestClient replica) throws Exception {
        TestClient.await(
                "same offset", () -> master.info("master_repl_offset").equals(replica.info("slave_repl_offset")));
        assertEquals(master.call("DBSIZE"), replica.call("DBSIZE"));
        for (int i = 0; i < 5000; i += 7) {
            assertEquals(master.call("GET", "key" + i), replica.call("GET", "key" + i));
            assertEquals(master.call("PEXPIRETIME", "key" + i), replica.call("PEXPIRETIME", "key" + i));
        }
        for (String[] words : List.of(
                new String[] {"SELECT", "9"},
                new String[] {"GET", "in nine"},
                new String[] {"SELECT", "3"},
                new String[] {"GET", "three"},
                new String[] {"PEXPIRETIME", "three"},
                new String[] {"SELECT", "0"},
                new String[] {"GET", "float"})) {
            assertEquals(master.call(words), replica.call(words));
        }
    }

    private static String get(TestClient client, String key) {
        try {
            return client.call("GET", key);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
