package io.vedette.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.replication.WriteQuorum;
import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients get, and when, while replies wait for replicas. In the log of these tests an entry takes one. */
class HeldForReplicasTest {
    private static final long A = 1;
    private static final long B = 2;

    private final TestEngine test = new TestEngine();
    private final WriteQuorum quorum = new WriteQuorum();
    private final TestConnection client = test.connect();
    private final TestConnection other = test.connect();

    HeldForReplicasTest() {
        test.engine.hold().quorum(quorum);
        quorum.joined(A, "a");
        quorum.joined(B, "b");
        demand(1);
    }

    private void demand(int replicas) {
        quorum.adopt(replicas, List.of(), false, 1_000);
    }

    private void acknowledge(long replica, long offset) {
        quorum.acknowledged(replica, offset, WriteQuorum.NOTHING, Long.MAX_VALUE);
        test.engine.hold().review();
    }

    private static String refusal(int confirmed, int wanted) {
        return "-NOQUORUM Applied here, but the outcome is unknown: " + confirmed + " of " + wanted
                + " replicas have confirmed it within 1000 ms\r\n";
    }

    @Test
    void aWriteIsAnsweredWhenEnoughReplicasHaveIt() {
        demand(2);
        assertEquals("", client.ask("SET", "k", "1"));
        assertTrue(quorum.takeQuestion(), "the replicas are asked");
        acknowledge(A, 1);
        assertEquals("", client.taken());
        acknowledge(B, 1);
        assertEquals("+OK\r\n", client.taken());
    }

    @Test
    void readsOfOthersAreNotHeldAndRepliesOfOneClientKeepTheirOrder() {
        client.tell("SET", "k", "1");
        client.tell("GET", "k");
        assertEquals("", client.taken());
        assertEquals("$1\r\n1\r\n", other.ask("GET", "k"));
        acknowledge(A, 1);
        assertEquals("+OK\r\n$1\r\n1\r\n", client.taken());
        assertEquals("$1\r\n1\r\n", client.ask("GET", "k"));
    }

    @Test
    void whatIsLateIsAnErrorInItsPlaceAndWhatWasConfirmedIsNot() {
        demand(2);
        acknowledge(A, 5);
        client.tell("SET", "k", "1");
        acknowledge(B, 1);
        client.tell("GET", "k");
        client.tell("INCR", "k");
        client.tell("GET", "k");
        assertEquals("+OK\r\n$1\r\n1\r\n", client.taken());
        test.pass(999);
        assertEquals("", client.taken());
        test.pass(1);
        assertEquals(refusal(1, 2) + "$1\r\n2\r\n", client.taken());
        assertEquals(1, test.engine.hold().refusedReplies());
        assertTrue(other.ask("INFO", "errorstats").contains("errorstat_NOQUORUM:count=1"));
        acknowledge(B, 2);
        assertEquals("", client.taken());
    }

    @Test
    void noneIsRefusedForTheNextOneInTheSameBatch() {
        demand(2);
        client.tell("SET", "a", "1");
        client.tell("SET", "b", "1");
        acknowledge(A, 2);
        acknowledge(B, 1);
        assertEquals("+OK\r\n", client.taken());
        test.pass(1_000);
        assertEquals(refusal(1, 2), client.taken());
    }

    @Test
    void aWriteWithoutEffectNeedsAConfirmationFromAfterIt() {
        acknowledge(A, 1);
        client.tell("SADD", "s", "m");
        assertEquals(":1\r\n", client.taken(), "confirmed in advance");
        assertEquals("", client.ask("SADD", "s", "m"));
        assertTrue(quorum.wantsEntry(test.endOffset()));
        acknowledge(A, 1);
        assertEquals("", client.taken());
        acknowledge(A, 2);
        assertEquals(":0\r\n", client.taken());
    }

    @Test
    void anErrorOfACommandThatMayWriteWaitsToo() {
        client.tell("SET", "k", "text");
        acknowledge(A, 1);
        client.taken();
        assertEquals("", client.ask("INCR", "k"));
        acknowledge(A, 2);
        assertEquals("-ERR value is not an integer or out of range\r\n", client.taken());
        assertEquals("-ERR wrong number of arguments for 'incr' command\r\n", client.ask("INCR"));
    }

    @Test
    void aTransactionIsOneReply() {
        client.tell("MULTI");
        client.tell("GET", "k");
        client.tell("SET", "k", "1");
        assertEquals("+OK\r\n+QUEUED\r\n+QUEUED\r\n", client.taken());
        assertEquals("", client.ask("EXEC"));
        test.pass(1_000);
        assertEquals(refusal(0, 1), client.taken());
        client.tell("MULTI");
        client.tell("GET", "k");
        client.taken();
        assertEquals("*1\r\n$1\r\n1\r\n", client.ask("EXEC"), "it only reads");
    }

    @Test
    void aTransactionThatWouldWriteAndDoesNotWaitsToo() {
        client.tell("WATCH", "k");
        other.tell("SET", "k", "1");
        client.tell("MULTI");
        client.tell("SET", "k", "2");
        client.taken();
        assertEquals("", client.ask("EXEC"));
        acknowledge(A, test.endOffset() + 1);
        assertEquals("*-1\r\n", client.taken());
    }

    @Test
    void whoIsServedByAnothersPushWaitsForBothEffects() {
        client.tell("BLPOP", "l", "0");
        other.tell("RPUSH", "l", "x");
        assertEquals("", other.taken());
        assertEquals("", client.taken());
        acknowledge(A, 1);
        assertEquals(":1\r\n", other.taken());
        assertEquals("", client.taken());
        acknowledge(A, 2);
        assertEquals("*2\r\n$1\r\nl\r\n$1\r\nx\r\n", client.taken());
    }

    @Test
    void aWaitThatEndsWithNothingIsConfirmedToo() {
        client.tell("BLPOP", "l", "0.5");
        test.pass(500);
        assertEquals("", client.taken());
        acknowledge(A, 1);
        assertEquals("*-1\r\n", client.taken());
    }

    @Test
    void messagesKeepTheirPlaceAndAreNeverReplaced() {
        client.tell("HELLO", "3");
        client.tell("SUBSCRIBE", "c");
        client.taken();
        client.tell("SET", "k", "1");
        other.tell("PUBLISH", "c", "hello");
        assertEquals(":1\r\n", other.taken(), "a message is no write");
        assertEquals("", client.taken());
        test.pass(1_000);
        assertEquals(refusal(0, 1) + ">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$5\r\nhello\r\n", client.taken());
    }

    @Test
    void aReplyKeepsTheRuleThatItBeganWith() {
        client.tell("SET", "k", "1");
        demand(0);
        assertEquals("", client.taken());
        assertEquals("", client.ask("SET", "k", "2"), "behind the one that waits");
        acknowledge(A, 1);
        assertEquals("+OK\r\n+OK\r\n", client.taken());
        assertEquals("+OK\r\n", client.ask("SET", "k", "3"));
    }

    @Test
    void aChangeOfRoleEndsAllThatWaits() {
        client.tell("SET", "k", "1");
        other.tell("MULTI");
        other.tell("SET", "k", "2");
        other.taken();
        other.tell("EXEC");
        quorum.roleChanged(false);
        acknowledge(A, 100);
        String refusal = "-NOQUORUM Applied here, but the outcome is unknown: 0 of 1 replicas have confirmed it; "
                + "the role of this server changed\r\n";
        assertEquals(refusal, client.taken());
        assertEquals(refusal, other.taken());
        assertEquals(0, test.engine.hold().heldReplies());
    }

    @Test
    void whoHasLeftIsForgotten() {
        client.tell("SET", "k", "1");
        assertEquals(1, test.engine.hold().heldReplies());
        test.engine.endpoint().disconnected(client.client());
        assertEquals(0, test.engine.hold().heldReplies());
        acknowledge(A, 1);
        assertEquals("", client.taken());
    }

    @Test
    void whoQuitsGetsItsRepliesFirst() {
        client.tell("SET", "k", "1");
        client.tell("QUIT");
        assertFalse(client.isClosed());
        acknowledge(A, 1);
        assertEquals("+OK\r\n+OK\r\n", client.taken());
        assertTrue(client.isClosed());
    }

    @Test
    void whoWantsNoReplyWaitsForNothing() {
        client.tell("CLIENT", "REPLY", "OFF");
        client.tell("SET", "k", "1");
        assertEquals(0, test.engine.hold().heldReplies());
    }

    @Test
    void withoutTimeoutItWaitsForEver() {
        quorum.adopt(1, List.of(), false, 0);
        client.tell("SET", "k", "1");
        test.pass(100_000);
        assertEquals("", client.taken());
        acknowledge(A, 1);
        assertEquals("+OK\r\n", client.taken());
    }
}
