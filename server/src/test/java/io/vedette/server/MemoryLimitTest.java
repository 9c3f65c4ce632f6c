package io.vedette.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when memory is full. */
class MemoryLimitTest {
    private static final String OOM = "-OOM command not allowed when used memory > 'maxmemory'.\r\n";

    private final TestEngine server = new TestEngine();
    private final TestConnection client = server.connect();

    private void policy(String name) {
        assertEquals("+OK\r\n", client.ask("CONFIG", "SET", "maxmemory-policy", name));
    }

    /** Lets there be so much room beyond what is used now. */
    private void limitAt(long bytesMore) {
        long used = server.engine.memory().usedBytes();
        assertEquals("+OK\r\n", client.ask("CONFIG", "SET", "maxmemory", Long.toString(used + bytesMore)));
    }

    private void fill(String prefix, int keys, String... more) {
        for (int i = 0; i < keys; i++) {
            String[] words = new String[3 + more.length];
            words[0] = "SET";
            words[1] = prefix + i;
            words[2] = "x".repeat(1_000);
            System.arraycopy(more, 0, words, 3, more.length);
            assertEquals("+OK\r\n", client.ask(words));
        }
    }

    private long present(String prefix, int keys) {
        long present = 0;
        for (int i = 0; i < keys; i++) {
            present += client.ask("OBJECT", "ENCODING", prefix + i).startsWith("$-1") ? 0 : 1;
        }
        return present;
    }

    @Test
    void withoutEvictionWhatTakesMemoryIsRefusedAndTheRestIsNot() {
        fill("k", 10);
        limitAt(-1);
        assertEquals(OOM, client.ask("SET", "a", "b"));
        assertEquals(OOM, client.ask("LPUSH", "l", "b"));
        assertEquals("$-1\r\n", client.ask("GET", "a"));
        assertEquals(":1\r\n", client.ask("DEL", "k1"));
        assertEquals("+OK\r\n", client.ask("SET", "a", "b"));
    }

    @Test
    void aTransactionIsRefusedWhereItWouldTakeMemory() {
        fill("k", 10);
        client.ask("MULTI");
        assertEquals("+QUEUED\r\n", client.ask("SET", "a", "b"));
        assertEquals("+OK\r\n", server.connect().ask("CONFIG", "SET", "maxmemory", "1"));
        assertEquals(OOM, client.ask("GET", "a"));
        assertTrue(client.ask("EXEC").startsWith("-EXECABORT"));
        client.ask("MULTI");
        assertEquals("+OK\r\n", client.ask("DISCARD"));
        assertEquals("$-1\r\n", client.ask("GET", "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"allkeys-lru", "allkeys-lfu", "allkeys-random"})
    void keysGoUntilThereIsRoomAndTheLogGetsTheirDeletion(String policy) {
        policy(policy);
        fill("k", 100);
        server.log.clear();
        limitAt(-10_000);
        server.pass(100);
        assertTrue(server.engine.memory().usedBytes() <= server.settings.memory.limitBytes.get());
        long evicted = server.engine.keyspace().evictedKeys();
        assertTrue(evicted >= 8 && evicted < 15, "evicted " + evicted);
        assertEquals(100 - evicted, present("k", 100));
        assertEquals(evicted, server.log.size());
        assertTrue(server.log.stream().allMatch(line -> line.startsWith("0 DEL k")), server.log.toString());
        assertTrue(client.ask("INFO", "stats").contains("evicted_keys:" + evicted + "\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"})
    void volatilePoliciesSpareKeysThatWouldStay(String policy) {
        policy(policy);
        fill("stays", 50);
        fill("goes", 50, "EX", "1000");
        limitAt(-20_000);
        server.pass(100);
        assertEquals(50, present("stays", 50));
        assertTrue(present("goes", 50) < 50);
        assertEquals("+OK\r\n", server.connect().ask("CONFIG", "SET", "maxmemory", "1000"));
        assertEquals(OOM, client.ask("SET", "a", "b"));
        assertEquals(0, present("goes", 50));
        assertEquals(50, present("stays", 50));
    }

    @Test
    void theKeyThatWouldExpireFirstGoesFirst() {
        policy("volatile-ttl");
        fill("late", 5, "EX", "2000");
        fill("soon", 5, "EX", "1000");
        limitAt(-5_000);
        server.pass(100);
        assertEquals(5, present("late", 5));
        assertEquals(0, present("soon", 5));
    }

    @Test
    void theKeysNotUsedForLongestGoFirst() {
        policy("allkeys-lru");
        client.ask("CONFIG", "SET", "maxmemory-samples", "64");
        fill("k", 50);
        server.pass(5_000);
        for (int i = 25; i < 50; i++) {
            client.ask("GET", "k" + i);
        }
        limitAt(-20_000);
        server.pass(100);
        for (int i = 25; i < 50; i++) {
            assertTrue(client.ask("GET", "k" + i).startsWith("$1000"), "k" + i);
        }
    }

    @Test
    void theKeysUsedLeastOftenGoFirst() {
        policy("allkeys-lfu");
        client.ask("CONFIG", "SET", "maxmemory-samples", "64");
        fill("k", 50);
        for (int i = 0; i < 30 * 25; i++) {
            client.ask("GET", "k" + (i % 25 + 25));
        }
        limitAt(-20_000);
        server.pass(100);
        for (int i = 25; i < 50; i++) {
            assertTrue(client.ask("GET", "k" + i).startsWith("$1000"), "k" + i);
        }
    }

    @Test
    void evictionMayBeToldAsUnlink() {
        policy("allkeys-random");
        client.ask("CONFIG", "SET", "lazyfree-lazy-eviction", "yes");
        fill("k", 10);
        server.log.clear();
        limitAt(-100);
        server.pass(100);
        assertTrue(server.log.getFirst().startsWith("0 UNLINK k"), server.log.toString());
    }

    @Test
    void aReplicaIgnoresTheLimitUnlessToldOtherwise() {
        policy("allkeys-random");
        fill("k", 10);
        server.replica = true;
        limitAt(-100);
        server.pass(1_000);
        assertEquals(0, server.engine.keyspace().evictedKeys());
        client.ask("CONFIG", "SET", "replica-ignore-maxmemory", "no");
        client.ask("GET", "k1");
        assertTrue(server.engine.keyspace().evictedKeys() > 0);
    }

    @Test
    void nothingIsEvictedWhileWritesArePaused() {
        policy("allkeys-random");
        fill("k", 10);
        client.ask("CLIENT", "PAUSE", "100000", "WRITE");
        limitAt(-100);
        server.pass(1_000);
        assertEquals(0, server.engine.keyspace().evictedKeys());
    }

    @Test
    void whatOnlyASnapshotKeepsDoesNotCount() {
        policy("allkeys-random");
        fill("k", 10);
        limitAt(2_000);
        var snapshot = server.engine.keyspace().snapshot();
        for (int i = 0; i < 10; i++) {
            fill("k", 10);
        }
        assertEquals(0, server.engine.keyspace().evictedKeys());
        assertTrue(server.engine.memory().notCountedBytes() >= 10_000);
        snapshot.close();
    }

    @Test
    void usesAreToldAsThePolicyCountsThem() {
        client.ask("SET", "a", "1");
        assertEquals(":0\r\n", client.ask("OBJECT", "IDLETIME", "a"));
        assertTrue(client.ask("OBJECT", "FREQ", "a").contains("An LFU maxmemory policy is not selected"));
        assertEquals(":2147483647\r\n", client.ask("OBJECT", "REFCOUNT", "a"));
        policy("allkeys-lfu");
        assertTrue(client.ask("OBJECT", "IDLETIME", "a").contains("An LFU maxmemory policy is selected"));
        assertEquals(":1\r\n", client.ask("OBJECT", "REFCOUNT", "a"));
        client.ask("DEL", "a");
        client.ask("SET", "a", "1");
        assertEquals(":5\r\n", client.ask("OBJECT", "FREQ", "a"));
        client.ask("CONFIG", "SET", "lfu-log-factor", "0");
        client.ask("GET", "a");
        client.ask("SET", "a", "2");
        assertEquals(":7\r\n", client.ask("OBJECT", "FREQ", "a"));
        server.pass(3 * 60_000);
        assertEquals(":4\r\n", client.ask("OBJECT", "FREQ", "a"));
        assertEquals("$-1\r\n", client.ask("OBJECT", "FREQ", "none"));
    }

    @Test
    void whereTheMemoryIsCanBeAsked() {
        assertEquals("$-1\r\n", client.ask("MEMORY", "USAGE", "a"));
        client.ask("SET", "a", "x".repeat(1_000));
        String usage = client.ask("MEMORY", "USAGE", "a", "SAMPLES", "3");
        long bytes = Long.parseLong(usage.substring(1).strip());
        assertTrue(bytes > 1_000 && bytes < 1_200, usage);
        assertEquals("-ERR syntax error\r\n", client.ask("MEMORY", "USAGE", "a", "SAMPLES"));
        assertEquals("-ERR syntax error\r\n", client.ask("MEMORY", "USAGE", "a", "SAMPLES", "-1"));
        assertTrue(client.ask("MEMORY", "STATS").startsWith("*56\r\n$14\r\npeak.allocated\r\n:"));
        assertTrue(client.ask("MEMORY", "DOCTOR").contains("too little"));
        assertTrue(client.ask("MEMORY", "MALLOC-STATS").contains("slot bytes"));
        assertEquals("+OK\r\n", client.ask("MEMORY", "PURGE"));
    }

    @Test
    void theLimitIsDerivedUnlessTheConfigurationSaysOne() {
        assertTrue(server.settings.memory.deriveLimit(1_000_000));
        assertEquals("*2\r\n$9\r\nmaxmemory\r\n$6\r\n600000\r\n", client.ask("CONFIG", "GET", "maxmemory"));
        server.settings.table().rewriteEntries().stream()
                .filter(entry -> entry.key().equals("maxmemory"))
                .forEach(entry -> assertFalse(entry.forced(), "a default is not written to the file"));
    }

    @Test
    void aReplyBeyondTheOutputLimitIsNotEvenOfferedToTheSocket() {
        TestEngine test = new TestEngine();
        TestConnection admin = test.connect();
        TestConnection greedy = test.connect();
        assertEquals("+OK\r\n", admin.ask("CONFIG", "SET", "client-output-buffer-limit", "normal 100000 0 0"));
        admin.ask("SET", "small", "a".repeat(90_000));
        admin.ask("SET", "large", "a".repeat(110_000));
        assertTrue(greedy.ask("GET", "small").startsWith("$90000\r\n"));
        assertEquals("", greedy.ask("GET", "large"));
        assertTrue(greedy.isClosed());
    }
}
