package io.vedette.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PubSubTest {
    private final TestServer server = new TestServer();
    private final MemoryConnection listener = server.connect();
    private final MemoryConnection speaker = server.connect();

    private String tell(String line) {
        return server.ask(listener, line + "\r\n");
    }

    private String say(String line) {
        return server.ask(speaker, line + "\r\n");
    }

    @Test
    void messagesReachChannelsAndPatterns() {
        assertEquals(
                "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n*3\r\n$9\r\nsubscribe\r\n$1\r\nb\r\n:2\r\n",
                tell("SUBSCRIBE a b"));
        assertEquals("*3\r\n$10\r\npsubscribe\r\n$2\r\na*\r\n:3\r\n", tell("PSUBSCRIBE a*"));
        assertEquals(":2\r\n", say("PUBLISH a hi"));
        assertEquals(
                "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$2\r\nhi\r\n*4\r\n$8\r\npmessage\r\n$2\r\na*\r\n$1\r\na\r\n$2\r\nhi\r\n",
                listener.taken());
        assertEquals(":0\r\n", say("PUBLISH c hi"));
    }

    @Test
    void inResp3MessagesArePushedAndEveryCommandIsAllowed() {
        tell("HELLO 3");
        assertEquals(">3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n", tell("SUBSCRIBE a"));
        assertEquals("_\r\n+PONG\r\n$1\r\nx\r\n", tell("GET x\r\nPING\r\nPING x"));
        say("PUBLISH a hi");
        assertEquals(">3\r\n$7\r\nmessage\r\n$1\r\na\r\n$2\r\nhi\r\n", listener.taken());
        assertEquals(
                ">3\r\n$11\r\nunsubscribe\r\n$1\r\na\r\n:0\r\n>3\r\n$11\r\nunsubscribe\r\n_\r\n:0\r\n",
                tell("UNSUBSCRIBE\r\nUNSUBSCRIBE"));
    }

    @Test
    void inResp2ASubscriberMayOnlyListen() {
        tell("SUBSCRIBE a");
        assertEquals(
                "-ERR Can't execute 'client|list': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context\r\n",
                tell("CLIENT LIST"));
        assertEquals("*2\r\n$4\r\npong\r\n$0\r\n\r\n*2\r\n$4\r\npong\r\n$1\r\nx\r\n", tell("PING\r\nPING x"));
        assertEquals("*3\r\n$11\r\nunsubscribe\r\n$1\r\na\r\n:0\r\n", tell("UNSUBSCRIBE"));
        assertEquals("$-1\r\n", tell("GET a"));
    }

    @Test
    void whoHearsItselfHearsTheMessageBeforeTheReply() {
        tell("HELLO 3\r\nSUBSCRIBE a");
        assertEquals(">3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nx\r\n:1\r\n", tell("PUBLISH a x"));
    }

    @Test
    void questionsAboutSubscriptionsAreAnswered() {
        tell("SUBSCRIBE news.a news.b x\r\nPSUBSCRIBE n* *s\r\nSSUBSCRIBE sh");
        assertEquals("*2\r\n$6\r\nnews.a\r\n$6\r\nnews.b\r\n", say("PUBSUB CHANNELS news.*"));
        assertTrue(say("PUBSUB CHANNELS").startsWith("*3\r\n"));
        assertEquals("*4\r\n$1\r\nx\r\n:1\r\n$1\r\ny\r\n:0\r\n", say("PUBSUB NUMSUB x y"));
        assertEquals("*0\r\n", say("PUBSUB NUMSUB"));
        assertEquals(":2\r\n", say("PUBSUB NUMPAT"));
        assertEquals("*1\r\n$2\r\nsh\r\n", say("PUBSUB SHARDCHANNELS"));
        assertEquals("*2\r\n$2\r\nsh\r\n:1\r\n", say("PUBSUB SHARDNUMSUB sh"));
        assertEquals(":1\r\n", say("SPUBLISH sh m"));
        assertTrue(listener.taken().endsWith("*3\r\n$8\r\nsmessage\r\n$2\r\nsh\r\n$1\r\nm\r\n"));
        assertEquals(
                "-ERR unknown subcommand or wrong number of arguments for 'CHANNELS'. Try PUBSUB HELP.\r\n",
                say("PUBSUB CHANNELS a b"));
        assertTrue(say("PUBSUB HELP").startsWith("*14\r\n"));
    }

    @Test
    void whoLeavesIsForgotten() {
        tell("SUBSCRIBE a\r\nPSUBSCRIBE *");
        listener.close();
        assertEquals(":0\r\n*0\r\n:0\r\n", say("PUBLISH a x\r\nPUBSUB CHANNELS\r\nPUBSUB NUMPAT"));
    }

    @Test
    void aSecondSubscriptionIsConfirmedButCountsOnce() {
        assertEquals(
                "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n",
                tell("SUBSCRIBE a a"));
        assertEquals(":1\r\n", say("PUBLISH a x"));
        listener.taken();
        assertEquals("*3\r\n$11\r\nunsubscribe\r\n$1\r\nz\r\n:1\r\n", tell("UNSUBSCRIBE z"));
    }
}
