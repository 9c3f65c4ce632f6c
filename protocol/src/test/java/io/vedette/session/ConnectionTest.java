package io.vedette.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ConnectionTest {
    private final TestServer server = new TestServer();
    private final MemoryConnection client = server.connect();

    private String ask(String line) {
        return server.ask(client, line + "\r\n");
    }

    @Test
    void helloIntroducesTheServerInTheVersionAskedFor() {
        assertEquals(
                "%7\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$6\r\n7.0.15\r\n$5\r\nproto\r\n:3\r\n$2\r\nid\r\n:1\r\n"
                        + "$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n$7\r\nmodules\r\n*0\r\n",
                ask("HELLO 3"));
        assertTrue(ask("HELLO 2 SETNAME me").startsWith("*14\r\n"));
        assertEquals("$2\r\nme\r\n", ask("CLIENT GETNAME"));
    }

    @Test
    void aSentinelHasNoRoleToTell() {
        server.mode = Identity.Mode.SENTINEL;
        assertEquals(
                "*12\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$6\r\n7.0.15\r\n$5\r\nproto\r\n:2\r\n$2\r\nid\r\n:1\r\n"
                        + "$4\r\nmode\r\n$8\r\nsentinel\r\n$7\r\nmodules\r\n*0\r\n",
                ask("HELLO"));
    }

    @Test
    void helloRefusesWhatItDoesNotKnow() {
        assertEquals("-NOPROTO unsupported protocol version\r\n", ask("HELLO 4"));
        assertEquals("-ERR Protocol version is not an integer or out of range\r\n", ask("HELLO abc"));
        assertEquals("-ERR Syntax error in HELLO option 'FOO'\r\n", ask("HELLO 3 FOO"));
        assertEquals("-ERR Syntax error in HELLO option 'AUTH'\r\n", ask("HELLO 2 AUTH x"));
        assertEquals(
                "-WRONGPASS invalid username-password pair or user is disabled.\r\n",
                ask("HELLO 3 AUTH nouser nopass"));
        assertEquals(
                "-ERR Client names cannot contain spaces, newlines or special characters.\r\n",
                ask("HELLO 2 SETNAME 'a b'"));
    }

    @Test
    void withoutAPasswordEverybodyIsIn() {
        assertEquals(
                "-ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?\r\n",
                ask("AUTH foo"));
        assertEquals("+OK\r\n", ask("AUTH default x"));
        assertEquals("-ERR syntax error\r\n", ask("AUTH default x z"));
    }

    @Test
    void withAPasswordNothingRunsBeforeIt() {
        server.users.requirePassword("secret");
        MemoryConnection stranger = server.connect();
        assertEquals("-NOAUTH Authentication required.\r\n", server.ask(stranger, "PING\r\n"));
        assertEquals(
                "-NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time\r\n",
                server.ask(stranger, "HELLO 3\r\n"));
        assertEquals(
                "-WRONGPASS invalid username-password pair or user is disabled.\r\n",
                server.ask(stranger, "AUTH wrong\r\n"));
        assertEquals("+OK\r\n+PONG\r\n", server.ask(stranger, "AUTH secret\r\nPING\r\n"));
        assertEquals("+PONG\r\n", ask("PING"), "who came before the password was set stays in");
        assertTrue(
                server.ask(server.connect(), "HELLO 3 AUTH default secret\r\n").startsWith("%7\r\n"));
        assertEquals("+RESET\r\n-NOAUTH Authentication required.\r\n", server.ask(stranger, "RESET\r\nPING\r\n"));
    }

    @Test
    void aPasswordThatIsTakenAwayIsNotAskedForAnyMore() {
        server.users.requirePassword("secret");
        MemoryConnection stranger = server.connect();
        server.users.requirePassword("");
        assertEquals("+PONG\r\n", server.ask(stranger, "PING\r\n"));
    }

    @Test
    void strangersMaySendShortRequestsOnly() {
        server.users.requirePassword("secret");
        MemoryConnection stranger = server.connect();
        assertEquals("-ERR Protocol error: unauthenticated multibulk length\r\n", server.ask(stranger, "*11\r\n"));
        assertTrue(stranger.isClosed());
    }

    @Test
    void resetBringsEverythingBackButTheConnection() {
        ask("HELLO 3 SETNAME me");
        ask("SELECT 3");
        ask("SUBSCRIBE a");
        ask("PSUBSCRIBE b*");
        assertEquals("+RESET\r\n", ask("RESET"));
        assertEquals("$-1\r\n", ask("CLIENT GETNAME"));
        assertEquals(0, client.client().database());
        assertFalse(client.client().subscriptions().isSubscriber());
        assertEquals(0, server.pubSub.channels().size());
        assertEquals("+RESET\r\n", ask("CLIENT REPLY OFF\r\nPING\r\nRESET"));
    }

    @Test
    void pingEchoesAndQuitCloses() {
        assertEquals("$2\r\nhi\r\n", ask("PING hi"));
        assertEquals("-ERR wrong number of arguments for 'ping' command\r\n", ask("PING a b"));
        assertEquals("+OK\r\n", ask("QUIT foo\r\nPING"));
        assertTrue(client.isClosed());
    }

    @Test
    void repliesCanBeTurnedOffAndSkipped() {
        assertEquals("+OK\r\n+PONG\r\n", ask("CLIENT REPLY OFF\r\nPING\r\nNOSUCH\r\nCLIENT REPLY ON\r\nPING"));
        assertEquals("+PONG\r\n", ask("CLIENT REPLY SKIP\r\nCLIENT REPLY SKIP\r\nPING\r\nPING"));
        assertEquals("+PONG\r\n", ask("CLIENT REPLY SKIP\r\nRESET\r\nPING"));
        assertEquals("-ERR syntax error\r\n", ask("CLIENT REPLY FOO"));
    }

    @Test
    void whoWantsNoRepliesIsNotToldOfAFaultEither() {
        assertEquals("", ask("CLIENT REPLY OFF\r\n*1\r\n$abc"));
        assertTrue(client.isClosed());
        assertTrue(server.dispatcher.errors().total() > 0);
    }

    @Test
    void messagesReachAClientThatWantsNoReplies() {
        assertTrue(ask("HELLO 3").startsWith("%"));
        assertEquals(">3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n", ask("CLIENT REPLY OFF\r\nSUBSCRIBE a"));
        assertEquals(">3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nx\r\n", ask("PUBLISH a x"));
        assertEquals("+OK\r\n", ask("CLIENT REPLY ON"));
    }

    @Test
    void tooManyClientsAndForeignersAreTurnedAway() {
        server.admission = new Admission(() -> 1, () -> false);
        MemoryConnection second = server.connect();
        assertEquals("-ERR max number of clients reached\r\n", second.taken());
        assertTrue(second.isClosed());
        assertEquals(1, server.clients.size());
        assertEquals(1, server.endpoint.rejectedConnections());

        server.admission = new Admission(() -> 100, () -> true);
        assertTrue(server.connect("10.0.0.1:5000").taken().startsWith("-DENIED Redis is running in protected mode"));
        assertFalse(server.connect("[::1]:5000").isClosed());
        server.users.requirePassword("x");
        assertFalse(server.connect("10.0.0.1:5001").isClosed());
    }
}
