package io.vedette.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.replication.WriteQuorum;
import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import io.vedette.server.TestFence;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a master does while too few sentinels support it. */
class FencedTest {
    private static final String REFUSED =
            "-FENCED Nothing was done: 1 of 2 sentinels have supported this master within 600 ms"
                    + " (min-sentinels-to-write). Ask a sentinel for the master and try there\r\n";
    private static final String TOO_LATE =
            "-FENCED Applied here, but the outcome is unknown: too few sentinels supported"
                    + " this master when the reply was to go out\r\n";

    private final TestEngine test = new TestEngine();
    private final TestConnection client = test.connect();
    private final TestFence fence = test.fenced();

    @Test
    void writesAreRefusedAndReadsGoOn() {
        assertEquals("+OK\r\n", client.ask("SET", "k", "1"));
        fence.close();
        assertEquals(REFUSED, client.ask("SET", "k", "2"));
        assertEquals("$1\r\n1\r\n", client.ask("GET", "k"));
        assertEquals(List.of("0 SET k 1"), test.log);
        fence.open();
        assertEquals("+OK\r\n", client.ask("SET", "k", "3"));
    }

    @Test
    void theClockIsReadForEachCommandOfABatch() {
        fence.closeAfter(2);
        client.tellAtOnce("SET a 1", "SET b 1", "SET c 1");
        assertEquals(List.of("0 SET a 1", "0 SET b 1"), test.log);
        assertEquals(TOO_LATE + TOO_LATE + REFUSED, client.taken());
    }

    @Test
    void aReplyThatMayNotLeaveAnyMoreSaysThatTheOutcomeIsUnknown() {
        fence.closeAfter(1);
        assertEquals(TOO_LATE, client.ask("SET", "k", "1"));
        assertEquals(List.of("0 SET k 1"), test.log);
        assertEquals(1, test.engine.hold().fencedReplies());
        assertTrue(client.ask("INFO", "errorstats").contains("errorstat_FENCED:count=1"));
    }

    @Test
    void aReplyIsReplacedAndItsNeighboursAreNot() {
        fence.closeAfter(2); // one for the read before it
        client.tellAtOnce("GET k", "SADD s m", "PING", "GET k");
        assertEquals("$-1\r\n" + TOO_LATE + "+PONG\r\n$-1\r\n", client.taken());
    }

    @Test
    void aTransactionIsRefusedWhereItIsQueuedAndWhereItBegins() {
        client.ask("MULTI");
        client.ask("SET", "k", "1");
        fence.close();
        assertTrue(client.ask("EXEC").startsWith("-EXECABORT"), "refused as a whole");
        assertEquals(List.of(), test.log);
        client.ask("MULTI");
        assertEquals(REFUSED, client.ask("SET", "k", "1"));
    }

    @Test
    void aTransactionOfReadsGoesOn() {
        client.ask("MULTI");
        client.ask("GET", "k");
        fence.close();
        assertEquals("*1\r\n$-1\r\n", client.ask("EXEC"));
    }

    @Test
    void readsAreRefusedIfThatIsSaid() {
        fence.ofReads = true;
        client.ask("SET", "k", "1");
        client.ask("MULTI");
        client.ask("GET", "k");
        fence.close();
        assertTrue(client.ask("EXEC").startsWith("-EXECABORT"));
        assertEquals(REFUSED, client.ask("GET", "k"));
        assertEquals(REFUSED, client.ask("DBSIZE"));
        assertEquals("+PONG\r\n", client.ask("PING"));
    }

    /** Sentinels say hello by messages, to a master that they do not support yet, too. */
    @Test
    void aMessageIsDeliveredAndItsReplyGoesOut() {
        fence.close();
        assertEquals(":0\r\n", client.ask("PUBLISH", "channel", "hello"));
        assertEquals(List.of("0 PUBLISH channel hello"), test.log);
    }

    @Test
    void nothingExpires() {
        client.ask("SET", "k", "1", "PX", "100");
        fence.close();
        test.log.clear();
        test.pass(5_000);
        assertEquals("$-1\r\n", client.ask("GET", "k"), "it is not shown");
        assertEquals(List.of(), test.log, "and not deleted");
        fence.open();
        test.pass(1_000);
        assertEquals(List.of("0 DEL k"), test.log);
    }

    @Test
    void nothingIsEvicted() {
        client.ask("SET", "k", "1");
        test.set("maxmemory-policy", "allkeys-lru");
        fence.close();
        test.set("maxmemory", "1");
        test.pass(1_000);
        assertEquals("$1\r\n1\r\n", client.ask("GET", "k"));
        fence.open();
        test.pass(1_000);
        assertEquals("$-1\r\n", client.ask("GET", "k"));
    }

    @Test
    void aClientThatWasServedByAnothersPushIsToldToo() {
        TestConnection waiting = test.connect();
        assertEquals("", waiting.ask("BLPOP", "l", "0"));
        fence.closeAfter(1);
        client.tell("RPUSH", "l", "x");
        assertEquals(TOO_LATE, client.taken());
        assertEquals(TOO_LATE, waiting.taken());
    }

    @Test
    void whatWaitedForReplicasIsLookedAtWhenItGoesOut() {
        WriteQuorum quorum = new WriteQuorum();
        test.engine.hold().quorum(quorum);
        quorum.joined(1, "a");
        quorum.adopt(1, List.of(), false, 1_000);
        assertEquals("", client.ask("SET", "k", "1"));
        fence.close();
        quorum.acknowledged(1, 1, WriteQuorum.NOTHING, Long.MAX_VALUE);
        test.engine.hold().review();
        assertEquals(TOO_LATE, client.taken());
    }
}
