package io.vedette.server.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CONFIG, DEBUG, SELECT and what the cron does to clients. */
class ServerCommandsTest {
    private final TestEngine test = new TestEngine();
    private final TestConnection client = test.connect();

    @Test
    void configSetIsAllOrNothing() {
        assertEquals(
                "-ERR CONFIG SET failed (possibly related to argument 'timeout') - argument must be between 0 and"
                        + " 2147483647 inclusive\r\n",
                client.ask("CONFIG", "SET", "maxclients", "7", "timeout", "-1"));
        assertEquals("*2\r\n$10\r\nmaxclients\r\n$5\r\n10000\r\n", client.ask("CONFIG", "GET", "maxclients"));
        assertEquals("*2\r\n$2\r\nHZ\r\n$2\r\n10\r\n", client.ask("CONFIG", "GET", "HZ", "hz", "HZ"));
        assertEquals("+OK\r\n", client.ask("CONFIG", "SET", "maxclients", "7", "timeout", "3"));
        assertEquals("*2\r\n$7\r\ntimeout\r\n$1\r\n3\r\n", client.ask("CONFIG", "GET", "timeout"));
    }

    @Test
    void whatClientsWouldCountOnIsRefused() {
        assertTrue(client.ask("CONFIG", "SET", "tls-cluster", "yes").contains("not supported yet"));
        assertEquals("+OK\r\n", client.ask("CONFIG", "SET", "tls-cluster", "no", "save", "60 1"));
        assertEquals("*2\r\n$11\r\ntls-cluster\r\n$2\r\nno\r\n", client.ask("CONFIG", "GET", "tls-cluster"));
    }

    @Test
    void protectedSettingsStayUnlessTheFileSaysOtherwise() {
        assertEquals(
                "-ERR CONFIG SET failed (possibly related to argument 'dir') - can't set protected config\r\n",
                client.ask("CONFIG", "SET", "dir", "/"));
    }

    @Test
    void rewriteWaitsForTheFile() {
        assertEquals("-ERR The server is running without a config file\r\n", client.ask("CONFIG", "REWRITE"));
        test.configFile = "/etc/vedette.conf";
        assertEquals("", client.ask("CONFIG", "REWRITE"));
        assertEquals("", client.ask("PING"));
        test.rewritten("");
        assertEquals("+OK\r\n+PONG\r\n", client.taken());
        client.ask("CONFIG", "REWRITE");
        test.rewritten("Permission denied");
        assertEquals("-ERR Rewriting config file: Permission denied\r\n", client.taken());
    }

    @Test
    void aClientThatLeavesWhileItsFileIsWrittenIsForgotten() {
        test.configFile = "/etc/vedette.conf";
        client.ask("CONFIG", "REWRITE");
        client.close();
        TestConnection other = test.connect();
        other.ask("PING");
        test.rewritten("");
        assertEquals("", client.taken());
        assertEquals("+PONG\r\n", other.ask("PING"));
    }

    @Test
    void insideMultiRewriteAnswersAtOnce() {
        test.configFile = "/etc/vedette.conf";
        client.ask("MULTI");
        client.ask("CONFIG", "REWRITE");
        client.ask("PING");
        assertEquals("*2\r\n+OK\r\n+PONG\r\n", client.ask("EXEC"));
        test.rewritten("");
        assertEquals("", client.taken());
    }

    @Test
    void debugIsForThoseWhoMay() {
        assertTrue(client.ask("DEBUG", "DIGEST").startsWith("-ERR DEBUG command not allowed."));
    }

    @Test
    void equalDataHasEqualDigests() throws Exception {
        allowDebug();
        String empty = client.ask("DEBUG", "DIGEST");
        assertEquals("+" + "0".repeat(40) + "\r\n", empty);
        client.ask("MSET", "a", "1", "b", "2");
        String first = client.ask("DEBUG", "DIGEST");
        client.ask("FLUSHALL");
        client.ask("MSET", "b", "2", "a", "1");
        assertEquals(first, client.ask("DEBUG", "DIGEST"));
        client.ask("EXPIRE", "a", "100");
        assertNotEquals(first, client.ask("DEBUG", "DIGEST"));
        client.ask("PERSIST", "a");
        client.ask("MOVE", "a", "1");
        assertNotEquals(first, client.ask("DEBUG", "DIGEST"));
        assertTrue(client.ask("DEBUG", "DIGEST-VALUE", "b", "none").endsWith("+" + "0".repeat(40) + "\r\n"));
    }

    /** The number is what a real 7.0.15 says after the same commands. */
    @Test
    void theDigestIsThatOfRedis() throws Exception {
        allowDebug();
        client.ask("SET", "s", "hello", "EX", "1000");
        client.ask("RPUSH", "l", "a", "1", "b");
        client.ask("SADD", "t", "x", "y", "3");
        client.ask("ZADD", "z", "1.5", "a", "-inf", "b");
        client.ask("HSET", "h", "f", "v", "g", "7");
        client.ask("XADD", "x", "5-1", "f", "v");
        client.ask("SELECT", "3");
        client.ask("SET", "other", "1");
        assertEquals("+11356473724d3140d1a28e5e0b9fc6eed2db190a\r\n", client.ask("DEBUG", "DIGEST"));
    }

    @Test
    void populateMakesKeysAndTellsNoReplica() throws Exception {
        allowDebug();
        client.ask("SET", "key:1", "mine");
        test.log.clear();
        assertEquals("+OK\r\n", client.ask("DEBUG", "POPULATE", "3"));
        assertEquals(":3\r\n", client.ask("DBSIZE"));
        assertEquals("$4\r\nmine\r\n", client.ask("GET", "key:1"));
        client.ask("DEBUG", "POPULATE", "2", "pre", "12");
        assertEquals("$12\r\nvalue:0\0\0\0\0\0\r\n", client.ask("GET", "pre:0"));
        assertEquals(0, test.log.size());
        assertEquals("-ERR value is out of range, must be positive\r\n", client.ask("DEBUG", "POPULATE", "-1"));
    }

    @Test
    void activeExpiryAndTheWholeCronCanBeStopped() throws Exception {
        allowDebug();
        client.ask("SET", "a", "1", "PX", "10");
        client.ask("DEBUG", "SET-ACTIVE-EXPIRE", "0");
        test.pass(500);
        assertEquals(":1\r\n", client.ask("DBSIZE"));
        client.ask("DEBUG", "SET-ACTIVE-EXPIRE", "1");
        client.ask("DEBUG", "PAUSE-CRON", "1");
        test.pass(500);
        assertEquals(":1\r\n", client.ask("DBSIZE"));
        client.ask("DEBUG", "PAUSE-CRON", "0");
        test.pass(500);
        assertEquals(":0\r\n", client.ask("DBSIZE"));
    }

    @Test
    void unknownWordsOfDebugPointToItsHelp() throws Exception {
        allowDebug();
        assertEquals(
                "-ERR unknown subcommand or wrong number of arguments for 'segfault'. Try DEBUG HELP.\r\n",
                client.ask("DEBUG", "segfault"));
        assertEquals(
                "-ERR unknown subcommand or wrong number of arguments for 'sleep'. Try DEBUG HELP.\r\n",
                client.ask("DEBUG", "sleep"));
        assertEquals("-TEAPOT short and stout\r\n", client.ask("DEBUG", "ERROR", "TEAPOT short and stout"));
    }

    @Test
    void idleClientsAreClosedAndSubscribersAreNot() {
        TestConnection subscriber = test.connect();
        subscriber.ask("SUBSCRIBE", "news");
        client.ask("CONFIG", "SET", "timeout", "2");
        test.pass(1_500);
        assertEquals("+PONG\r\n", client.ask("PING"));
        test.pass(2_500);
        assertTrue(client.isClosed());
        assertTrue(!subscriber.isClosed());
    }

    @Test
    void selectKnowsItsBounds() {
        assertEquals("-ERR DB index is out of range\r\n", client.ask("SELECT", "16"));
        assertEquals("-ERR value is not an integer or out of range\r\n", client.ask("SELECT", "x"));
        assertEquals("+OK\r\n", client.ask("SELECT", "15"));
    }

    @Test
    void aPayloadWithoutItsCheckSumIsTakenWhereDebugSaysSo() throws Exception {
        allowDebug();
        String payload = "\u0000\u0001x\n\u0000" + "no check";
        assertTrue(client.ask("RESTORE", "k", "0", payload).startsWith("-ERR DUMP payload version or checksum"));
        assertEquals("+OK\r\n", client.ask("DEBUG", "SET-SKIP-CHECKSUM-VALIDATION", "1"));
        assertEquals("+OK\r\n", client.ask("RESTORE", "k", "0", payload));
        assertEquals("$1\r\nx\r\n", client.ask("GET", "k"));
        assertTrue(client.ask("RESTORE", "new", "0", payload.replace('\n', '\u007f'))
                .startsWith("-ERR DUMP payload version or checksum"));
        assertEquals("+OK\r\n", client.ask("DEBUG", "SET-SKIP-CHECKSUM-VALIDATION", "0"));
        assertTrue(client.ask("RESTORE", "new", "0", payload).startsWith("-ERR DUMP payload version or checksum"));
    }

    @Test
    void dumpCompressesWhereSnapshotsDo() {
        client.ask("SET", "k", "x".repeat(100));
        String compressed = client.ask("DUMP", "k");
        client.ask("CONFIG", "SET", "rdbcompression", "no");
        String plain = client.ask("DUMP", "k");
        assertTrue(plain.contains("x".repeat(100)), plain);
        assertTrue(compressed.length() < plain.length(), compressed);
    }

    @Test
    void longElementsAreNodesOfTheirOwnFromTheThresholdOn() throws Exception {
        allowDebug();
        String refusal = "-ERR argument must be a memory value bigger than 1 and smaller than 4gb\r\n";
        for (String word : List.of("abc", "-1", "4gb")) {
            assertEquals(refusal, client.ask("DEBUG", "QUICKLIST-PACKED-THRESHOLD", word), word);
        }
        client.ask("RPUSH", "packed", "short", "long as it is");
        assertEquals("+OK\r\n", client.ask("DEBUG", "QUICKLIST-PACKED-THRESHOLD", "10b"));
        client.ask("RPUSH", "plain", "short", "long as it is");
        assertNotEquals(client.ask("DUMP", "packed"), client.ask("DUMP", "plain"));
        assertEquals("+OK\r\n", client.ask("DEBUG", "QUICKLIST-PACKED-THRESHOLD", "0"));
        client.ask("RPUSH", "again", "short", "long as it is");
        assertEquals(client.ask("DUMP", "packed"), client.ask("DUMP", "again"));
        assertEquals(client.ask("LRANGE", "packed", "0", "-1"), client.ask("LRANGE", "plain", "0", "-1"));
    }

    @Test
    void debugTellsWhatItCannotDo() throws Exception {
        allowDebug();
        assertEquals("+OK\r\n", client.ask("DEBUG", "DROP-CLUSTER-PACKET-FILTER", "-1"));
        assertEquals("+OK\r\n", client.ask("DEBUG", "AOF-FLUSH-SLEEP", "0"));
        for (String word : List.of("SEGFAULT", "MALLCTL", "HTSTATS", "CLIENT-EVICTION", "OOM")) {
            assertTrue(client.ask("DEBUG", word).startsWith("-ERR unknown subcommand or wrong number"), word);
        }
    }

    private void allowDebug() throws Exception {
        test.settings
                .table()
                .load(io.vedette.config.ConfigReader.readText("test", "enable-debug-command local")
                        .directives());
    }
}
