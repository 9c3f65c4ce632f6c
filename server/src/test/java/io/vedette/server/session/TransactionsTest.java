package io.vedette.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionsTest {
    private final TestEngine test = new TestEngine();
    private final TestConnection client = test.connect();
    private final TestConnection other = test.connect();

    @Test
    void queuedCommandsRunTogetherAndAnswerInOrder() {
        assertEquals("+OK\r\n", client.ask("MULTI"));
        assertEquals("+QUEUED\r\n", client.ask("SET", "a", "1"));
        assertEquals("+QUEUED\r\n", client.ask("INCR", "a"));
        assertEquals("$-1\r\n", other.ask("GET", "a"));
        assertEquals("*2\r\n+OK\r\n:2\r\n", client.ask("EXEC"));
    }

    @Test
    void aCommandThatFailsInTheMiddleStopsNothing() {
        client.ask("MULTI");
        client.ask("SET", "a", "x");
        client.ask("INCR", "a");
        client.ask("APPEND", "a", "y");
        assertEquals("*3\r\n+OK\r\n-ERR value is not an integer or out of range\r\n:2\r\n", client.ask("EXEC"));
        assertEquals(List.of("0 MULTI", "0 SET a x", "0 APPEND a y", "- EXEC"), test.log);
    }

    @Test
    void aRefusedCommandSpoilsTheTransaction() {
        client.ask("MULTI");
        client.ask("SET", "a", "1");
        assertEquals("-ERR wrong number of arguments for 'get' command\r\n", client.ask("GET"));
        assertEquals("-EXECABORT Transaction discarded because of previous errors.\r\n", client.ask("EXEC"));
        assertEquals("$-1\r\n", client.ask("GET", "a"));
        assertEquals("-ERR EXEC without MULTI\r\n", client.ask("EXEC"));
    }

    @Test
    void aRefusedExecEndsTheTransactionAndSaysWhy() {
        client.ask("WATCH", "a");
        client.ask("MULTI");
        client.ask("SET", "a", "1");
        assertEquals(
                "-EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command\r\n",
                client.ask("EXEC", "now"));
        assertEquals("-ERR EXEC without MULTI\r\n", client.ask("EXEC"));
        other.ask("SET", "a", "2");
        client.ask("MULTI");
        assertEquals("*0\r\n", client.ask("EXEC"));
    }

    @Test
    void aServerThatBecameAReplicaMeanwhileRefusesExecWithWrites() {
        client.ask("MULTI");
        client.ask("SET", "a", "1");
        test.replica = true;
        assertEquals(
                "-EXECABORT Transaction discarded because of: READONLY You can't write against a read only replica.\r\n",
                client.ask("EXEC"));
    }

    @Test
    void nestingAndLonelyWordsAreErrors() {
        assertEquals("-ERR EXEC without MULTI\r\n", client.ask("EXEC"));
        assertEquals("-ERR DISCARD without MULTI\r\n", client.ask("DISCARD"));
        client.ask("MULTI");
        assertEquals("-ERR MULTI calls can not be nested\r\n", client.ask("MULTI"));
        assertEquals("-ERR WATCH inside MULTI is not allowed\r\n", client.ask("WATCH", "a"));
        assertEquals("*0\r\n", client.ask("EXEC"));
    }

    @Test
    void discardForgetsCommandsAndWatches() {
        client.ask("WATCH", "a");
        client.ask("MULTI");
        client.ask("SET", "b", "1");
        assertEquals("+OK\r\n", client.ask("DISCARD"));
        other.ask("SET", "a", "1");
        client.ask("MULTI");
        assertEquals("*0\r\n", client.ask("EXEC"));
        assertEquals(":1\r\n", client.ask("DBSIZE"));
    }

    @Test
    void aChangedWatchedKeyStopsExec() {
        client.ask("WATCH", "a");
        other.ask("SET", "a", "1");
        client.ask("MULTI");
        client.ask("SET", "a", "2");
        assertEquals("*-1\r\n", client.ask("EXEC"));
        assertEquals("$1\r\n1\r\n", client.ask("GET", "a"));
        // and the watch is over
        client.ask("MULTI");
        assertEquals("*0\r\n", client.ask("EXEC"));
    }

    @Test
    void inResp3AnAbortedExecIsNull() {
        client.ask("HELLO", "3");
        client.ask("WATCH", "a");
        client.ask("SET", "a", "1");
        client.ask("MULTI");
        assertEquals("_\r\n", client.ask("EXEC"));
    }

    @Test
    void aKeyOfAnotherDatabaseIsAnotherKey() {
        client.ask("WATCH", "a");
        other.ask("SELECT", "1");
        other.ask("SET", "a", "1");
        client.ask("MULTI");
        assertEquals("*0\r\n", client.ask("EXEC"));
    }

    @Test
    void aWatchedKeyThatExpiresHasChanged() {
        client.ask("SET", "a", "1", "PX", "50");
        client.ask("WATCH", "a");
        test.standStill(60);
        client.ask("MULTI");
        assertEquals("*-1\r\n", client.ask("EXEC"));
    }

    @Test
    void aKeyThatHadExpiredBeforeItWasWatchedHasNot() {
        client.ask("SET", "a", "1", "PX", "50");
        test.standStill(60);
        client.ask("WATCH", "a");
        assertEquals("$-1\r\n", other.ask("GET", "a"));
        client.ask("MULTI");
        assertEquals("*0\r\n", client.ask("EXEC"));
    }

    @Test
    void flushingTouchesOnlyKeysThatWereThere() {
        client.ask("WATCH", "absent");
        other.ask("FLUSHALL");
        client.ask("MULTI");
        assertEquals("*0\r\n", client.ask("EXEC"));
        client.ask("SET", "present", "1");
        client.ask("WATCH", "present");
        other.ask("FLUSHALL");
        client.ask("MULTI");
        assertEquals("*-1\r\n", client.ask("EXEC"));
    }

    @Test
    void oneWatcherThatLeavesTakesNothingFromTheOther() {
        other.ask("WATCH", "a");
        client.ask("WATCH", "a");
        other.ask("QUIT");
        assertTrue(other.isClosed());
        test.connect().ask("SET", "a", "1");
        client.ask("MULTI");
        assertEquals("*-1\r\n", client.ask("EXEC"));
    }

    @Test
    void resetLeavesTransactionAndWatches() {
        client.ask("WATCH", "a");
        client.ask("MULTI");
        assertEquals("+RESET\r\n", client.ask("RESET"));
        assertEquals("-ERR EXEC without MULTI\r\n", client.ask("EXEC"));
    }

    @Test
    void whoRepointsAServerInsideMultiGetsEveryReplyBeforeOthersAreCutOff() {
        TestConnection subscriber = test.connect();
        subscriber.ask("SUBSCRIBE", "news");
        client.ask("MULTI");
        client.ask("CONFIG", "SET", "hz", "20");
        client.ask("CLIENT", "KILL", "TYPE", "normal");
        client.ask("CLIENT", "KILL", "TYPE", "pubsub");
        client.ask("PING");
        assertEquals("*4\r\n+OK\r\n:1\r\n:1\r\n+PONG\r\n", client.ask("EXEC"));
        assertTrue(other.isClosed());
        assertTrue(subscriber.isClosed());
        assertEquals("+PONG\r\n", client.ask("PING"));
    }

    @Test
    void aPauseOfWritesHoldsBackExecThatWouldWriteAndNoOther() {
        client.ask("MULTI");
        client.ask("SET", "a", "1");
        other.ask("MULTI");
        other.ask("GET", "a");
        test.connect().ask("CLIENT", "PAUSE", "1000", "WRITE");
        assertEquals("*1\r\n$-1\r\n", other.ask("EXEC"));
        assertEquals("", client.ask("EXEC"));
        test.pass(1_200);
        assertEquals("*1\r\n+OK\r\n", client.taken());
    }

    @Test
    void aKeyThatHadExpiredWhenItWasWatchedIsAsGoodAsNoneWhenDatabasesAreEmptiedOrExchanged() {
        client.ask("DEBUG", "SET-ACTIVE-EXPIRE", "0");
        for (String[] exchange : List.of(
                new String[] {"FLUSHDB"}, new String[] {"FLUSHALL"}, new String[] {"SWAPDB", "0", "1"}, new String[] {
                    "SWAPDB", "1", "0"
                })) {
            other.ask("FLUSHALL");
            other.ask("SET", "a", "1", "PX", "1");
            test.pass(5);
            client.ask("WATCH", "a", "b");
            other.ask(exchange);
            client.ask("MULTI");
            assertEquals("*0\r\n", client.ask("EXEC"), exchange[0]);
            client.ask("WATCH", "a");
            other.ask("SET", "a", "2");
            other.ask(exchange);
            client.ask("MULTI");
            assertEquals("*-1\r\n", client.ask("EXEC"), exchange[0]);
        }
    }

    @Test
    void anExpiredKeyThatTakesThePlaceOfNoneIsNoChangeToItsWatcher() {
        client.ask("DEBUG", "SET-ACTIVE-EXPIRE", "0");
        other.ask("SET", "a", "1", "PX", "1");
        test.pass(5);
        client.ask("SELECT", "1");
        client.ask("WATCH", "a");
        other.ask("SWAPDB", "0", "1");
        client.ask("MULTI");
        assertEquals("*0\r\n", client.ask("EXEC"));
    }

    @Test
    void whatWouldGoOnAnsweringIsRefusedAsAPart() {
        client.ask("MULTI");
        client.ask("MONITOR");
        client.ask("SSUBSCRIBE", "a");
        assertEquals(
                "*2\r\n-ERR MONITOR isn't allowed for DENY BLOCKING client\r\n"
                        + "-ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client\r\n",
                client.ask("EXEC"));
    }

    @Test
    void theErrorOfAPartCountsAsItsOwnAndNotAsThatOfExec() {
        client.ask("MULTI");
        client.ask("INCR", "a", "b");
        client.ask("DISCARD");
        client.ask("SET", "a", "x");
        client.ask("MULTI");
        client.ask("INCR", "a");
        client.ask("EXEC");
        String stats = client.ask("INFO", "commandstats");
        assertTrue(line(stats, "cmdstat_incr:").endsWith("rejected_calls=1,failed_calls=1"), stats);
        assertTrue(line(stats, "cmdstat_exec:").endsWith("rejected_calls=0,failed_calls=0"), stats);
    }

    @Test
    void resetForgetsWhatWasWatched() {
        client.ask("SET", "a", "1");
        client.ask("WATCH", "a");
        assertEquals("+RESET\r\n", client.ask("RESET"));
        assertEquals("+OK\r\n", other.ask("FLUSHALL"));
        client.ask("MULTI");
        assertEquals("*0\r\n", client.ask("EXEC"));
    }

    @Test
    void aDatabaseExchangedWithItselfIsAsItWas() {
        client.ask("SET", "a", "1");
        client.ask("WATCH", "a");
        assertEquals("+OK\r\n", other.ask("SWAPDB", "0", "0"));
        client.ask("MULTI");
        assertEquals("*0\r\n", client.ask("EXEC"));
    }

    private static String line(String text, String begin) {
        return text.lines().filter(line -> line.startsWith(begin)).findFirst().orElse("");
    }
}
