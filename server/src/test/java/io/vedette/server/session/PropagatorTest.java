package io.vedette.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import java.util.List;
import org.junit.jupiter.api.Test;

class PropagatorTest {
    private final TestEngine test = new TestEngine();
    private final TestConnection client = test.connect();

    @Test
    void whatChangedNothingIsNotTold() {
        client.ask("GET", "a");
        client.ask("DEL", "a");
        client.ask("SET", "a", "1", "XX");
        client.ask("PING");
        client.ask("CONFIG", "SET", "hz", "20");
        assertEquals(List.of(), test.log);
    }

    @Test
    void theClientsOwnWordsAreToldInItsDatabase() {
        client.ask("sEt", "a", "1");
        client.ask("SELECT", "3");
        client.ask("SET", "b", "2");
        assertEquals(List.of("0 sEt a 1", "3 SET b 2"), test.log);
    }

    @Test
    void severalEffectsAreWrappedAndOneIsBare() {
        client.ask("MULTI");
        client.ask("SET", "a", "1");
        client.ask("GET", "a");
        client.ask("SELECT", "2");
        client.ask("SET", "b", "1");
        client.ask("EXEC");
        client.ask("MULTI");
        client.ask("GET", "b");
        client.ask("SET", "c", "1");
        client.ask("EXEC");
        client.ask("MULTI");
        client.ask("GET", "b");
        client.ask("EXEC");
        assertEquals(List.of("0 MULTI", "0 SET a 1", "2 SET b 1", "- EXEC", "2 SET c 1"), test.log);
    }

    @Test
    void expiryThatACommandMeetsComesFirstAndInTheSameStep() {
        client.ask("SET", "a", "1", "PX", "10");
        client.ask("SET", "b", "1", "PX", "10");
        client.ask("SET", "c", "1", "PX", "10");
        test.standStill(20);
        test.log.clear();
        client.ask("INCR", "a");
        client.ask("GET", "b");
        assertEquals(List.of("0 MULTI", "0 DEL a", "0 INCR a", "- EXEC", "0 DEL b"), test.log);
    }

    @Test
    void expiryMetByScanIsNoTransaction() {
        client.ask("SET", "a", "1", "PX", "10");
        client.ask("SET", "b", "1", "PX", "10");
        test.standStill(20);
        test.log.clear();
        client.ask("SCAN", "0");
        assertEquals(List.of("0 DEL a", "0 DEL b"), test.log.stream().sorted().toList());
    }

    @Test
    void theActiveCycleTellsEachDeletionBare() {
        client.ask("SET", "a", "1", "PX", "10");
        client.ask("SET", "b", "1", "PX", "10");
        test.log.clear();
        test.pass(200);
        assertEquals(List.of("0 DEL a", "0 DEL b"), test.log.stream().sorted().toList());
        assertEquals(":0\r\n", client.ask("DBSIZE"));
    }

    @Test
    void lazyExpiryIsToldAsUnlinkWhereThatIsWanted() {
        client.ask("CONFIG", "SET", "lazyfree-lazy-expire", "yes");
        client.ask("SET", "a", "1", "PX", "10");
        test.standStill(20);
        test.log.clear();
        client.ask("GET", "a");
        assertEquals(List.of("0 UNLINK a"), test.log);
    }

    @Test
    void messagesAreToldAlthoughTheyChangeNothing() {
        client.ask("PUBLISH", "channel", "text");
        assertEquals(List.of("0 PUBLISH channel text"), test.log);
    }

    @Test
    void aReplicaTellsNothingAndDeletesNothing() {
        client.ask("SET", "a", "1", "PX", "10");
        test.log.clear();
        test.replica = true;
        client.ask("CONFIG", "SET", "replica-read-only", "no");
        test.pass(300);
        assertEquals("$-1\r\n", client.ask("GET", "a"));
        assertEquals(":1\r\n", client.ask("DBSIZE"));
        client.ask("SET", "b", "1");
        assertEquals(List.of(), test.log);
    }

    @Test
    void theMastersWordSeesExpiredKeysAsTheyAre() {
        client.ask("SET", "a", "1", "PX", "10");
        test.replica = true;
        test.standStill(20);
        TestConnection master = test.connect();
        master.client().link(ServerClient.Link.MASTER);
        assertEquals(":2\r\n", master.ask("INCR", "a"));
    }

    @Test
    void whileWritesArePausedNothingExpires() {
        client.ask("SET", "a", "1", "PX", "10");
        client.ask("CLIENT", "PAUSE", "1000", "WRITE");
        test.log.clear();
        test.pass(500);
        assertEquals("$-1\r\n", client.ask("GET", "a"));
        assertEquals(":1\r\n", client.ask("DBSIZE"));
        assertEquals(List.of(), test.log);
        test.pass(700);
        assertEquals(List.of("0 DEL a"), test.log);
    }

    @Test
    void aClientKnowsWhereTheLogEndedAfterItsLastCommandAlsoOneThatReads() {
        TestConnection other = test.connect();
        assertEquals(0, other.client().seenOffset());
        client.ask("SET", "a", "1");
        other.ask("SET", "b", "1");
        assertEquals(1, client.client().seenOffset());
        assertEquals(2, other.client().seenOffset());
        client.ask("GET", "b");
        assertEquals(2, client.client().seenOffset());
    }
}
