package io.vedette.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import io.vedette.server.config.ServerSettings.DebugAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is refused what, and in which order. */
class GatesTest {
    private static final String READ_ONLY = "-READONLY You can't write against a read only replica.\r\n";
    private static final String STALE =
            "-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.\r\n";

    private final TestEngine test = new TestEngine();
    private final TestConnection client = test.connect();

    @Test
    void aReplicaTakesNoWritesOfClients() {
        test.replica = true;
        assertEquals(READ_ONLY, client.ask("SET", "a", "1"));
        assertEquals("$-1\r\n", client.ask("GET", "a"));
        client.ask("MULTI");
        assertEquals(READ_ONLY, client.ask("SET", "a", "1"));
        assertTrue(client.ask("EXEC").startsWith("-EXECABORT"));
    }

    @Test
    void aReplicaOnItsOwnServesOldDataUnlessToldOtherwise() {
        test.replica = true;
        test.masterLinkUp = false;
        assertEquals("$-1\r\n", client.ask("GET", "a"));
        client.ask("CONFIG", "SET", "replica-serve-stale-data", "no");
        assertEquals(STALE, client.ask("GET", "a"));
        assertEquals(STALE, client.ask("PING"));
        assertEquals(READ_ONLY, client.ask("SET", "a", "1"));
        assertTrue(client.ask("INFO", "replication").contains("role:slave"));
        assertEquals("+OK\r\n", client.ask("CONFIG", "SET", "replica-serve-stale-data", "yes"));
    }

    @Test
    void aReplicaThatLostItsMasterBetweenMultiAndExecRefusesWhatWasQueued() {
        client.ask("CONFIG", "SET", "replica-serve-stale-data", "no");
        client.ask("MULTI");
        client.ask("GET", "a");
        test.replica = true;
        test.masterLinkUp = false;
        assertEquals("-EXECABORT Transaction discarded because of: " + STALE.substring(1), client.ask("EXEC"));
        client.ask("MULTI");
        assertEquals("*0\r\n", client.ask("EXEC"));
    }

    @Test
    void whoLosesARightBetweenMultiAndExecIsRefusedThere() {
        TestConnection limited = test.connect();
        assertEquals("+OK\r\n", client.ask("ACL", "SETUSER", "al", "on", "nopass", "+@all", "~a*"));
        assertEquals("+OK\r\n", limited.ask("AUTH", "al", "x"));
        assertEquals("+OK\r\n", limited.ask("SET", "a", "1"));
        assertEquals(
                "-NOPERM this user has no permissions to access one of the keys used as arguments\r\n",
                limited.ask("SET", "b", "1"));
        limited.ask("MULTI");
        assertEquals("+QUEUED\r\n", limited.ask("SET", "a", "2"));
        assertEquals("+OK\r\n", client.ask("ACL", "SETUSER", "al", "-set"));
        assertTrue(limited.ask("EXEC").startsWith("*1\r\n-NOPERM ACLs rules changed between the moment"));
        assertEquals("$1\r\n1\r\n", limited.ask("GET", "a"));
    }

    @Test
    void aMasterWithTooFewReplicasTakesNoWrites() {
        test.enoughReplicas = false;
        assertEquals("-NOREPLICAS Not enough good replicas to write.\r\n", client.ask("SET", "a", "1"));
        assertEquals("$-1\r\n", client.ask("GET", "a"));
        test.replica = true;
        assertEquals(READ_ONLY, client.ask("SET", "a", "1"));
    }

    @Test
    void aReplicasConnectionIsNotForKeys() {
        client.client().link(ServerClient.Link.REPLICA);
        assertEquals("-ERR Replica can't interact with the keyspace\r\n", client.ask("GET", "a"));
        assertEquals("+PONG\r\n", client.ask("PING"));
    }

    @Test
    void whoListensIsToldSoBeforeStaleDataIsSpokenOf() {
        test.replica = true;
        test.masterLinkUp = false;
        client.ask("CONFIG", "SET", "replica-serve-stale-data", "no");
        client.ask("SUBSCRIBE", "news");
        assertTrue(client.ask("GET", "a").startsWith("-ERR Can't execute 'get': only (P|S)SUBSCRIBE"));
    }

    @Test
    void withoutThePasswordNothingElseIsLookedAt() {
        test.replica = true;
        client.ask("CONFIG", "SET", "requirepass", "secret");
        TestConnection stranger = test.connect();
        assertEquals("-NOAUTH Authentication required.\r\n", stranger.ask("SET", "a", "1"));
        assertEquals("-WRONGPASS invalid username-password pair or user is disabled.\r\n", stranger.ask("AUTH", "x"));
        assertEquals("+OK\r\n", stranger.ask("AUTH", "secret"));
        assertEquals(READ_ONLY, stranger.ask("SET", "a", "1"));
        assertEquals("$-1\r\n", client.ask("GET", "a"));
    }

    @Test
    void whileTheDataIsReadHardlyAnythingIsAnswered() {
        test.loadingNow = true;
        String loading = "-LOADING Redis is loading the dataset in memory\r\n";
        assertEquals(loading, client.ask("PING"));
        assertEquals(loading, client.ask("GET", "a"));
        assertTrue(client.ask("INFO", "persistence").startsWith("$"));
        test.loadingNow = false;
        assertEquals("+PONG\r\n", client.ask("PING"));
    }

    @Test
    void whatIsInMemoryWhileTheDataIsReadTakesThePlaceOfNoFile(@TempDir Path folder) {
        test.settings.dir.assign(folder.toString());
        test.settings.enableDebugCommand.assign(DebugAccess.YES);
        test.settings.save.assign(List.of("1", "1"));
        client.ask("SET", "a", "1");
        test.loadingNow = true;
        String loading = "-LOADING Redis is loading the dataset in memory\r\n";
        assertEquals(loading, client.ask("CONFIG", "SET", "maxclients", "9", "appendonly", "yes"));
        assertEquals(loading, client.ask("CONFIG", "SET", "dir", "/"));
        assertEquals(loading, client.ask("DEBUG", "RELOAD"));
        assertEquals(loading, client.ask("DEBUG", "LOADAOF"));
        assertEquals("+OK\r\n", client.ask("CONFIG", "SET", "maxclients", "10"));
        test.pass(5_000);
        test.workBesideTheLoop();
        assertFalse(Files.exists(folder.resolve("dump.rdb")));
        test.loadingNow = false;
        test.pass(5_000);
        test.workBesideTheLoop();
        assertTrue(Files.exists(folder.resolve("dump.rdb")));
    }

    @Test
    void whatTheDiskDoesNotTakeIsNotWritten() {
        client.ask("SET", "a", "1");
        test.settings.dir.assign("/surely/not/here");
        test.settings.save.assign(List.of("3600", "1"));
        assertEquals("+Background saving started\r\n", client.ask("BGSAVE"));
        test.workBesideTheLoop();
        assertTrue(client.ask("SET", "a", "1").startsWith("-MISCONF Redis is configured to save RDB snapshots"));
        assertTrue(client.ask("PING").startsWith("-MISCONF"));
        assertEquals("$1\r\n1\r\n", client.ask("GET", "a"));
        client.ask("CONFIG", "SET", "stop-writes-on-bgsave-error", "no");
        assertEquals("+OK\r\n", client.ask("SET", "a", "1"));
        client.ask("CONFIG", "SET", "stop-writes-on-bgsave-error", "yes", "save", "");
        assertEquals("+OK\r\n", client.ask("SET", "a", "1"));
    }

    @Test
    void tooManyClientsAreTurnedAway() {
        client.ask("CONFIG", "SET", "maxclients", "1");
        TestConnection late = test.connect();
        assertEquals("-ERR max number of clients reached\r\n", late.taken());
        assertTrue(late.isClosed());
        assertTrue(client.ask("INFO", "stats").contains("rejected_connections:1\r\n"));
    }

    @Test
    void protectedModeTurnsStrangersAwayUntilThereIsAPassword() {
        assertTrue(test.connectFrom("10.0.0.7:1").taken().startsWith("-DENIED Redis is running in protected mode"));
        client.ask("CONFIG", "SET", "requirepass", "secret");
        assertEquals("", test.connectFrom("10.0.0.7:1").taken());
        client.ask("CONFIG", "SET", "requirepass", "", "protected-mode", "no");
        assertEquals("+PONG\r\n", test.connectFrom("10.0.0.7:1").ask("PING"));
    }

    @Test
    void aPausedClientGoesOnWhereItStopped() {
        test.connect().ask("CLIENT", "PAUSE", "500");
        assertEquals("", client.ask("SET", "a", "1"));
        assertEquals("", client.ask("GET", "a"));
        test.pass(700);
        assertEquals("+OK\r\n$1\r\n1\r\n", client.taken());
    }
}
