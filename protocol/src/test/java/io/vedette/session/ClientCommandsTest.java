package io.vedette.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClientCommandsTest {
    private final TestServer server = new TestServer();
    private final MemoryConnection client = server.connect("127.0.0.1:1001");
    private final MemoryConnection other = server.connect("127.0.0.1:1002");

    private String ask(String line) {
        return server.ask(client, line + "\r\n");
    }

    /** The field names are those that Redis 7.0.15 was seen to show. */
    @Test
    void aClientIsListedWithEveryFieldInOrder() {
        server.now += 65_000;
        server.ask(other, "SELECT 2\r\nCLIENT SETNAME bob\r\nPING\r\n");
        server.now += 5_000;
        String reply = ask("CLIENT LIST");
        List<String> lines = reply.substring(reply.indexOf('\n') + 1).lines().toList();
        assertEquals(
                List.of(
                        "id",
                        "addr",
                        "laddr",
                        "fd",
                        "name",
                        "age",
                        "idle",
                        "flags",
                        "db",
                        "sub",
                        "psub",
                        "ssub",
                        "multi",
                        "qbuf",
                        "qbuf-free",
                        "argv-mem",
                        "multi-mem",
                        "rbs",
                        "rbp",
                        "obl",
                        "oll",
                        "omem",
                        "tot-mem",
                        "events",
                        "cmd",
                        "user",
                        "redir",
                        "resp"),
                Stream.of(lines.get(0).split(" "))
                        .map(field -> field.substring(0, field.indexOf('=')))
                        .toList());
        assertTrue(lines.get(0).contains("id=1 addr=127.0.0.1:1001 laddr=127.0.0.1:6379 "));
        assertTrue(lines.get(0).contains("cmd=client|list user=default redir=-1 resp=2"));
        assertTrue(lines.get(0).contains(" qbuf=26 ")); // what this list was asked with
        assertTrue(lines.get(1).contains(" qbuf=0 "));
        assertTrue(lines.get(1).contains("name=bob age=70 idle=5 flags=N db=2 sub=0 psub=0 ssub=0 multi=-1 "));
        assertTrue(lines.get(1).contains("cmd=ping "));
    }

    @Test
    void theListCanBeNarrowed() {
        server.ask(other, "SUBSCRIBE a\r\n");
        assertTrue(ask("CLIENT LIST TYPE pubsub").contains("id=2 "));
        assertTrue(ask("CLIENT LIST TYPE pubsub").contains(" flags=P "));
        assertFalse(ask("CLIENT LIST TYPE normal").contains("id=2 "));
        assertEquals("$0\r\n\r\n", ask("CLIENT LIST TYPE replica"));
        assertEquals("$0\r\n\r\n", ask("CLIENT LIST ID 99"));
        assertTrue(ask("CLIENT LIST ID 2 99").contains("id=2 "));
        assertEquals("-ERR Unknown client type 'foo'\r\n", ask("CLIENT LIST TYPE foo"));
        assertEquals("-ERR Invalid client ID\r\n", ask("CLIENT LIST ID abc"));
        assertEquals("-ERR syntax error\r\n", ask("CLIENT LIST ID"));
        assertEquals("-ERR syntax error\r\n", ask("CLIENT LIST foo"));
    }

    @Test
    void namesAndLibrariesAreKept() {
        assertEquals("$-1\r\n", ask("CLIENT GETNAME"));
        assertEquals("+OK\r\n$2\r\nnm\r\n", ask("CLIENT SETNAME nm\r\nCLIENT GETNAME"));
        assertEquals("+OK\r\n$-1\r\n", ask("CLIENT SETNAME ''\r\nCLIENT GETNAME"));
        assertEquals("+OK\r\n+OK\r\n", ask("CLIENT SETINFO LIB-NAME jedis\r\nCLIENT SETINFO lib-ver 8.0"));
        assertTrue(ask("CLIENT INFO").contains(" resp=2 lib-name=jedis lib-ver=8.0\n"));
        assertEquals("-ERR Unrecognized option 'foo'\r\n", ask("CLIENT SETINFO foo bar"));
        assertEquals(
                "-ERR lib-name cannot contain spaces, newlines or special characters.\r\n",
                ask("CLIENT SETINFO lib-name 'a b'"));
    }

    @Test
    void clientsAreKilledByWhatTheyAre() {
        server.ask(other, "SUBSCRIBE a\r\n");
        assertEquals(":0\r\n", ask("CLIENT KILL ID 99"));
        assertEquals(":1\r\n", ask("CLIENT KILL TYPE pubsub"));
        assertTrue(other.isClosed());
        assertEquals(1, server.clients.size());
        assertEquals(0, server.pubSub.channels().size());
        assertEquals(":0\r\n", ask("CLIENT KILL TYPE normal"), "the caller is spared");
        assertEquals(":1\r\n", ask("CLIENT KILL TYPE normal SKIPME no\r\nPING"), "and it is closed after the reply");
        assertTrue(client.isClosed());
    }

    @Test
    void theOldFormOfKillNamesAnAddress() {
        assertEquals("-ERR No such client\r\n", ask("CLIENT KILL 1.2.3.4:5"));
        assertEquals("+OK\r\n", ask("CLIENT KILL 127.0.0.1:1002"));
        assertTrue(other.isClosed());
        assertEquals("+OK\r\n", ask("CLIENT KILL 127.0.0.1:1001"));
        assertTrue(client.isClosed());
    }

    @Test
    void killRefusesWhatItDoesNotKnow() {
        assertEquals("-ERR Unknown client type 'foo'\r\n", ask("CLIENT KILL TYPE foo"));
        assertEquals("-ERR syntax error\r\n", ask("CLIENT KILL foo bar"));
        assertEquals("-ERR client-id should be greater than 0\r\n", ask("CLIENT KILL ID abc"));
        assertEquals("-ERR client-id should be greater than 0\r\n", ask("CLIENT KILL ID 0"));
        assertEquals("-ERR syntax error\r\n", ask("CLIENT KILL SKIPME maybe"));
        assertEquals("-ERR syntax error\r\n", ask("CLIENT KILL ID 1 foo"));
        assertEquals("-ERR No such user 'nobody'\r\n", ask("CLIENT KILL USER nobody"));
        assertEquals(":1\r\n", ask("CLIENT KILL USER default ADDR 127.0.0.1:1002 LADDR 127.0.0.1:6379 SKIPME yes"));
    }

    @Test
    void aPauseHoldsWritesAndThenLetsThemRunInOrder() {
        assertEquals("+OK\r\n", ask("CLIENT PAUSE 1000 WRITE"));
        assertEquals("$-1\r\n", server.ask(other, "GET a\r\nSET a 1\r\nGET a\r\n"));
        assertTrue(other.client().isBlocked());
        assertTrue(ask("CLIENT LIST ID 2").contains(" flags=b "));
        server.now += 999;
        assertEquals("+PONG\r\n", ask("PING"));
        assertEquals("", server.ask(other, "PING\r\n"));
        server.now += 1;
        server.turn();
        assertEquals("+OK\r\n$1\r\n1\r\n+PONG\r\n", other.taken());
        assertFalse(other.client().isBlocked());
    }

    @Test
    void unpauseLetsEverybodyGoAtOnce() {
        ask("CLIENT PAUSE 100000 WRITE");
        assertEquals("", server.ask(other, "SET a 1\r\n"));
        assertEquals("+OK\r\n", ask("CLIENT UNPAUSE"));
        assertEquals("+OK\r\n", other.taken());
    }

    @Test
    void aPauseOfEverythingHoldsReadsToo() {
        ask("CLIENT PAUSE 500");
        assertEquals("", server.ask(other, "GET a\r\n"));
        assertEquals("", ask("CLIENT UNPAUSE"));
        server.now += 500;
        server.turn();
        assertEquals("$-1\r\n", other.taken());
        assertEquals("+OK\r\n", client.taken());
    }

    @Test
    void aClientThatLeavesWhileItsCommandIsPutOffIsForgotten() {
        ask("CLIENT PAUSE 500 WRITE");
        server.ask(other, "SET a 1\r\n");
        other.close();
        server.now += 500;
        server.turn();
        assertEquals("$-1\r\n", ask("GET a"));
    }

    @Test
    void pauseRefusesNonsense() {
        assertEquals("-ERR timeout is negative\r\n", ask("CLIENT PAUSE -1"));
        assertEquals("-ERR timeout is not an integer or out of range\r\n", ask("CLIENT PAUSE abc"));
        assertEquals("-ERR CLIENT PAUSE mode must be WRITE or ALL\r\n", ask("CLIENT PAUSE 1 foo"));
    }

    @Test
    void aBlockedClientCanBeFreedInTwoWays() {
        assertEquals(":0\r\n", ask("CLIENT UNBLOCK 2"));
        assertEquals("", server.ask(other, "WAIT 1 0\r\nPING\r\n"));
        assertEquals(":1\r\n", ask("CLIENT UNBLOCK 2"));
        assertEquals(":0\r\n+PONG\r\n", other.taken());
        server.ask(other, "WAIT 1 0\r\n");
        assertEquals(":1\r\n", ask("CLIENT UNBLOCK 2 ERROR"));
        assertEquals("-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n", other.taken());
        assertEquals("-ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR\r\n", ask("CLIENT UNBLOCK 2 FOO"));
        assertEquals("-ERR value is not an integer or out of range\r\n", ask("CLIENT UNBLOCK abc"));
    }

    @Test
    void smallQuestionsHaveSmallAnswers() {
        assertEquals(":1\r\n", ask("CLIENT ID"));
        assertEquals(":-1\r\n", ask("CLIENT GETREDIR"));
        assertEquals("+OK\r\n", ask("CLIENT NO-EVICT on"));
        assertTrue(ask("CLIENT INFO").contains(" flags=e "));
        assertEquals("-ERR syntax error\r\n", ask("CLIENT NO-EVICT foo"));
        assertEquals(
                "*6\r\n$5\r\nflags\r\n*1\r\n$3\r\noff\r\n$8\r\nredirect\r\n:-1\r\n$8\r\nprefixes\r\n*0\r\n",
                ask("CLIENT TRACKINGINFO"));
        assertTrue(ask("CLIENT HELP").contains("+CLIENT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:\r\n"));
        assertTrue(ask("CLIENT HELP").endsWith("+HELP\r\n+    Prints this help.\r\n"));
    }
}
