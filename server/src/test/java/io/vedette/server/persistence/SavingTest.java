package io.vedette.server.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.rdb.RdbReplication;
import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import io.vedette.server.config.ServerSettings.DebugAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavingTest {
    @TempDir
    Path folder;

    private final TestEngine test = new TestEngine();
    private final TestConnection client = test.connect();

    @BeforeEach
    void hasAFolder() {
        test.settings.dir.assign(folder.toString());
    }

    private TestEngine restarted() {
        TestEngine fresh = new TestEngine();
        fresh.settings.dir.assign(folder.toString());
        return fresh;
    }

    private static Loading.Outcome load(TestEngine fresh) {
        AtomicReference<Loading.Outcome> outcome = new AtomicReference<>();
        new Loading(fresh).start(outcome::set);
        fresh.workBesideTheLoop();
        return outcome.get();
    }

    private String info(String field) {
        return client.ask("INFO", "persistence")
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .findFirst()
                .orElseThrow();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatSaveWritesIsLoadedAtTheNextStart() throws IOException {
        client.ask("SET", "a", "1");
        client.ask("RPUSH", "l", "x", "y");
        assertEquals("rdb_changes_since_last_save:3", info("rdb_changes_since_last_save"));
        test.standStill(5_000);
        assertEquals("+OK\r\n", client.ask("SAVE"));
        assertEquals("rdb_changes_since_last_save:0", info("rdb_changes_since_last_save"));
        assertEquals("rdb_saves:1", info("rdb_saves"));
        assertEquals("rdb_last_save_time:" + test.wallMillis() / 1_000, info("rdb_last_save_time"));
        assertEquals(":" + test.wallMillis() / 1_000 + "\r\n", client.ask("LASTSAVE"));
        assertEquals(List.of("dump.rdb"), files());

        TestEngine fresh = restarted();
        assertEquals(new Loading.Outcome.Whole(Optional.empty(), List.of()), load(fresh));
        assertEquals(client.ask("DEBUG", "DIGEST"), fresh.connect().ask("DEBUG", "DIGEST"));
        assertEquals("*2\r\n$1\r\nx\r\n$1\r\ny\r\n", fresh.connect().ask("LRANGE", "l", "0", "-1"));
    }

    @Test
    void aServerWithoutAFileBeginsEmpty() {
        assertEquals(new Loading.Outcome.Nothing(), load(restarted()));
    }

    @Test
    void aDamagedFileIsNoDataAtAll() throws IOException {
        client.ask("SET", "a", "a text that is long enough to be damaged");
        client.ask("SAVE");
        byte[] file = Files.readAllBytes(folder.resolve("dump.rdb"));
        file[file.length - 20] ^= 1;
        Files.write(folder.resolve("dump.rdb"), file);
        TestEngine fresh = restarted();
        assertEquals(new Loading.Outcome.Failed(), load(fresh));
        assertEquals(":0\r\n", fresh.connect().ask("DBSIZE"));
    }

    @Test
    void aBackgroundSaveHoldsTheMomentAtWhichItBegan() throws IOException {
        client.ask("SET", "a", "1");
        assertEquals("+Background saving started\r\n", client.ask("BGSAVE"));
        client.ask("SET", "a", "2");
        client.ask("SET", "b", "2");
        assertEquals("-ERR Background save already in progress\r\n", client.ask("BGSAVE", "SCHEDULE"));
        assertEquals("-ERR Background save already in progress\r\n", client.ask("SAVE"));
        assertEquals("rdb_bgsave_in_progress:1", info("rdb_bgsave_in_progress"));
        assertEquals("current_save_keys_total:1", info("current_save_keys_total"));
        assertTrue(client.ask("INFO", "stats").contains("total_forks:1\r\n"));
        assertEquals("vedette_save_mb_per_sec:0.00", info("vedette_save_mb_per_sec"));
        test.workBesideTheLoop();
        assertEquals("rdb_bgsave_in_progress:0", info("rdb_bgsave_in_progress"));
        assertEquals("rdb_changes_since_last_save:2", info("rdb_changes_since_last_save"));
        TestEngine fresh = restarted();
        load(fresh);
        assertEquals("$1\r\n1\r\n", fresh.connect().ask("GET", "a"));
        assertEquals(":1\r\n", fresh.connect().ask("DBSIZE"));
    }

    @Test
    void insideATransactionASaveIsScheduled() throws IOException {
        client.ask("MULTI");
        client.ask("SET", "a", "1");
        client.ask("BGSAVE");
        client.ask("SET", "b", "1");
        assertEquals("*3\r\n+OK\r\n+Background saving scheduled\r\n+OK\r\n", client.ask("EXEC"));
        test.pass(100);
        test.workBesideTheLoop();
        TestEngine fresh = restarted();
        load(fresh);
        assertEquals(":2\r\n", fresh.connect().ask("DBSIZE"));
    }

    @Test
    void theRulesOfTheSettingSaveByThemselves() throws IOException {
        client.ask("CONFIG", "SET", "save", "5 2");
        client.ask("SET", "a", "1");
        test.pass(7_000);
        test.workBesideTheLoop();
        assertEquals(List.of(), files());
        client.ask("SET", "a", "2");
        test.pass(200);
        test.workBesideTheLoop();
        assertEquals(List.of("dump.rdb"), files());
        assertEquals("rdb_last_bgsave_status:ok", info("rdb_last_bgsave_status"));
    }

    @Test
    void whatWasFlushedDoesNotComeBackWithAnOlderSnapshot() throws IOException {
        client.ask("CONFIG", "SET", "save", "3600 1");
        client.ask("SET", "a", "1");
        client.ask("BGSAVE");
        client.ask("FLUSHALL");
        test.pass(200);
        test.workBesideTheLoop();
        TestEngine fresh = restarted();
        load(fresh);
        assertEquals(":0\r\n", fresh.connect().ask("DBSIZE"));
        assertEquals(List.of("dump.rdb"), files());
    }

    @Test
    void flushAllEndsASaveThatNoRuleAskedFor() throws IOException {
        client.ask("CONFIG", "SET", "save", "");
        client.ask("SET", "a", "1");
        client.ask("BGSAVE");
        client.ask("FLUSHALL");
        test.pass(200);
        assertEquals("rdb_bgsave_in_progress:0", info("rdb_bgsave_in_progress"));
        assertEquals("rdb_last_bgsave_status:ok", info("rdb_last_bgsave_status"));
        test.workBesideTheLoop();
        assertEquals(List.of(), files());
    }

    @Test
    void flushAllDoesNotEndASaveThatBeganBehindIt() throws IOException {
        client.ask("CONFIG", "SET", "save", "");
        client.ask("SET", "a", "1");
        client.ask("FLUSHALL");
        client.ask("SET", "b", "1");
        client.ask("BGSAVE");
        test.pass(200);
        assertEquals("rdb_bgsave_in_progress:1", info("rdb_bgsave_in_progress"));
        test.workBesideTheLoop();
        assertEquals(List.of("dump.rdb"), files());
    }

    @Test
    void aSaveThatFailsLeavesTheOldFileAndIsTold() throws IOException {
        client.ask("SET", "a", "1");
        client.ask("SAVE");
        client.ask("SET", "a", "2");
        test.settings.dbFileName.assign("not/here.rdb");
        assertEquals("-ERR\r\n", client.ask("SAVE"));
        client.ask("BGSAVE");
        test.workBesideTheLoop();
        assertEquals("rdb_last_bgsave_status:err", info("rdb_last_bgsave_status"));
        assertEquals(List.of("dump.rdb"), files());
        test.settings.dbFileName.assign("dump.rdb");
        assertEquals("+OK\r\n", client.ask("SAVE"));
        assertEquals("rdb_last_bgsave_status:ok", info("rdb_last_bgsave_status"));
    }

    @Test
    void filesOfDeadProcessesAreRemovedAtStart() throws IOException {
        Files.createFile(folder.resolve("temp-999999999.rdb"));
        Files.createFile(folder.resolve("temp-999999999-3.rdb"));
        Files.createFile(folder.resolve("temp-repl-999999999-1.rdb"));
        Files.createFile(folder.resolve("temp-rewriteaof-999999999.aof"));
        Files.createFile(folder.resolve("temp-rewriteaof-bg-999999999.aof"));
        Files.createFile(folder.resolve("temp-1.rdb"));
        Files.createFile(folder.resolve("temp-mine.rdb"));
        load(restarted());
        assertEquals(List.of("temp-1.rdb", "temp-mine.rdb"), files());
    }

    @Test
    void thePlaceInTheStreamTravelsWithTheFile() throws IOException {
        RdbReplication place = new RdbReplication(3, "0123456789abcdef0123456789abcdef01234567", 77, Optional.empty());
        test.position = Optional.of(place);
        client.ask("SAVE");
        assertEquals(new Loading.Outcome.Whole(Optional.of(place), List.of()), load(restarted()));
    }

    @Test
    void aMasterDropsWhatHasExpiredAndSaysWhichKeys() throws IOException {
        client.ask("SET", "gone", "1", "PX", "50");
        client.ask("SET", "stays", "1");
        client.ask("SAVE");
        TestEngine fresh = restarted();
        fresh.standStill(60);
        Loading.Outcome.Whole whole = (Loading.Outcome.Whole) load(fresh);
        assertEquals(1, whole.dropped().size());
        assertEquals(":1\r\n", fresh.connect().ask("DBSIZE"));
        TestEngine replica = restarted();
        replica.replica = true;
        replica.standStill(60);
        assertEquals(new Loading.Outcome.Whole(Optional.empty(), List.of()), load(replica));
        assertEquals(":2\r\n", replica.connect().ask("DBSIZE"));
    }

    @Test
    void debugReloadBringsBackWhatWasThere() {
        client.ask("CONFIG", "SET", "save", "");
        test.settings.enableDebugCommand.assign(DebugAccess.YES);
        client.ask("SADD", "s", "a", "b", "c");
        assertEquals("+OK\r\n", client.ask("DEBUG", "RELOAD"));
        assertEquals(":3\r\n", client.ask("SCARD", "s"));
        client.ask("DEL", "s");
        assertEquals("+OK\r\n", client.ask("DEBUG", "RELOAD", "NOSAVE"));
        assertEquals(":3\r\n", client.ask("SCARD", "s"));
        assertEquals(
                "-ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.\r\n",
                client.ask("DEBUG", "RELOAD", "BOGUS"));
    }

    /** Random writes of all kinds, and a snapshot in their midst that is walked while they go on. */
    @Test
    void underRandomWritesTheFileIsTheStateAtTheCut() throws IOException {
        Random random = new Random(20);
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 300; i++) {
                write(random);
            }
            Map<String, String> cut = content(test);
            client.ask("BGSAVE");
            for (int i = 0; i < 300; i++) {
                write(random);
            }
            test.workBesideTheLoop();
            TestEngine fresh = restarted();
            load(fresh);
            assertEquals(cut, content(fresh), "round " + round);
        }
        assertFalse(client.isClosed());
    }

    private void write(Random random) {
        String key = Integer.toString(random.nextInt(60));
        String word = "w".repeat(random.nextInt(90)) + random.nextInt(40);
        switch (random.nextInt(14)) {
            case 0 -> client.ask("SET", "string" + key, word);
            case 1 -> client.ask("APPEND", "string" + key, word);
            case 2 -> client.ask("INCR", "count" + key);
            case 3 -> client.ask("RPUSH", "list" + key, word);
            case 4 -> client.ask("LPOP", "list" + key);
            case 5 -> client.ask("SADD", "set" + key, word);
            case 6 -> client.ask("SREM", "set" + key, word);
            case 7 -> client.ask("HSET", "hash" + key, word, key);
            case 8 -> client.ask("HDEL", "hash" + key, word);
            case 9 -> client.ask("ZADD", "zset" + key, key, word);
            case 10 -> client.ask("XADD", "stream" + key, "*", key, word);
            case 11 -> client.ask("DEL", "hash" + key, "zset" + key);
            case 12 -> client.ask("LSET", "list" + key, "0", word);
            default -> client.ask("ZINCRBY", "zset" + key, "0.5", word);
        }
        if (random.nextInt(400) == 0) {
            client.ask("FLUSHDB");
        }
    }

    private static Map<String, String> content(TestEngine engine) throws IOException {
        Map<String, String> content = new TreeMap<>();
        engine.settings.enableDebugCommand.assign(DebugAccess.YES);
        TestConnection reader = engine.connect();
        for (String line : reader.ask("KEYS", "*").split("\r\n")) {
            if (!line.startsWith("$") && !line.startsWith("*")) {
                content.put(line, reader.ask("DEBUG", "DIGEST-VALUE", line));
            }
        }
        return content;
    }

    @Test
    void keysOfTheFileCanJoinThoseThatAreThere() {
        test.settings.enableDebugCommand.assign(DebugAccess.YES);
        client.ask("SET", "both", "of the file");
        client.ask("RPUSH", "list", "x");
        client.ask("SAVE");
        client.ask("SET", "both", "of now");
        client.ask("DEL", "list");
        client.ask("SET", "new", "1");
        // Redis would end itself for the key that both have.
        assertTrue(client.ask("DEBUG", "RELOAD", "NOSAVE", "NOFLUSH").startsWith("-ERR Error trying to load the RDB"));
        assertEquals("$6\r\nof now\r\n", client.ask("GET", "both"));
        assertEquals(":0\r\n", client.ask("EXISTS", "list"));
        assertEquals("+OK\r\n", client.ask("DEBUG", "RELOAD", "NOSAVE", "NOFLUSH", "MERGE"));
        assertEquals("$11\r\nof the file\r\n", client.ask("GET", "both"));
        assertEquals("*1\r\n$1\r\nx\r\n", client.ask("LRANGE", "list", "0", "-1"));
        assertEquals("$1\r\n1\r\n", client.ask("GET", "new"));
        client.ask("DEL", "both", "list");
        assertEquals("+OK\r\n", client.ask("DEBUG", "RELOAD", "NOSAVE", "NOFLUSH"));
        assertEquals(":3\r\n", client.ask("DBSIZE"));
    }

    @Test
    void theFileKnowsHowKeysWereUsedWhereThePolicyAsks() {
        for (String policy : List.of("allkeys-lru", "volatile-lfu", "noeviction")) {
            client.ask("CONFIG", "SET", "maxmemory-policy", policy);
            client.ask("SET", "a", "1");
            String asks = policy.equals("volatile-lfu") ? "FREQ" : "IDLETIME";
            for (int i = 0; i < 300; i++) {
                client.ask("GET", "a");
            }
            test.standStill(100_000);
            client.ask("SAVE");
            String before = client.ask("OBJECT", asks, "a");
            TestEngine fresh = restarted();
            fresh.set("maxmemory-policy", policy);
            fresh.standStill(500_000);
            load(fresh);
            String after = fresh.connect().ask("OBJECT", asks, "a");
            assertEquals(policy.equals("noeviction") ? ":0\r\n" : before, after, policy);
        }
    }

    @Test
    void theVersionOfTheFileCanBeChosen() throws IOException {
        client.ask("XADD", "stream", "1-1", "f", "v");
        client.ask("XGROUP", "CREATE", "stream", "g", "0");
        client.ask("XREADGROUP", "GROUP", "g", "me", "COUNT", "1", "STREAMS", "stream", ">");
        client.ask("SET", "a", "1");
        String before = client.ask("DEBUG", "DIGEST");
        for (String version : List.of("10", "11", "12")) {
            assertEquals("+OK\r\n", client.ask("CONFIG", "SET", "rdb-version", version));
            client.ask("SAVE");
            String head = Files.readString(folder.resolve("dump.rdb"), StandardCharsets.ISO_8859_1);
            assertEquals("REDIS00" + version, head.substring(0, 9));
            TestEngine fresh = restarted();
            load(fresh);
            assertEquals(before, fresh.connect().ask("DEBUG", "DIGEST"));
        }
        assertTrue(client.ask("CONFIG", "SET", "rdb-version", "9").startsWith("-ERR"));
    }
}
