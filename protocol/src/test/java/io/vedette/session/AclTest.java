package io.vedette.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Rights as clients feel them. */
class AclTest {
    private final TestServer server = new TestServer();
    private final MemoryConnection admin = server.connect();

    private String ask(MemoryConnection connection, String line) {
        return server.ask(connection, line + "\r\n");
    }

    @Test
    void aUserMayDoWhatItMayAndIsToldWhatItMayNot() {
        MemoryConnection client = server.connect();
        assertEquals("+OK\r\n", ask(admin, "ACL SETUSER al on >p +get +subscribe +acl|whoami ~a* &c*"));
        assertEquals("+OK\r\n", ask(client, "AUTH al p"));
        assertEquals("$2\r\nal\r\n", ask(client, "ACL WHOAMI"));
        assertEquals("$-1\r\n", ask(client, "GET a"));
        assertEquals(
                "-NOPERM this user has no permissions to access one of the keys used as arguments\r\n",
                ask(client, "GET b"));
        assertEquals("-NOPERM this user has no permissions to run the 'set' command\r\n", ask(client, "SET a 1"));
        assertEquals(
                "-NOPERM this user has no permissions to access one of the channels used as arguments\r\n",
                ask(client, "SUBSCRIBE d"));
        assertTrue(ask(admin, "CLIENT LIST").contains(" user=al "));
    }

    @Test
    void whoeverLosesAChannelOrIsRemovedIsClosed() {
        MemoryConnection listener = server.connect();
        MemoryConnection other = server.connect();
        ask(admin, "ACL SETUSER al on nopass +@all &c* ~*");
        ask(listener, "AUTH al x");
        ask(listener, "SUBSCRIBE c1");
        ask(other, "AUTH al x");
        ask(admin, "ACL SETUSER al resetchannels &d");
        assertTrue(listener.isClosed());
        assertTrue(!other.isClosed());
        assertEquals(":1\r\n", ask(admin, "ACL DELUSER al"));
        assertTrue(other.isClosed());
    }
}
