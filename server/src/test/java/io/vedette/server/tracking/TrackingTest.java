package io.vedette.server.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import org.junit.jupiter.api.Test;

class TrackingTest {
    private final TestEngine test = new TestEngine();
    private final TestConnection client = test.connect();
    private final TestConnection other = test.connect();

    @Test
    void aReaderIsToldOnceAndAfterItsOwnReply() {
        client.ask("HELLO", "3");
        client.ask("CLIENT", "TRACKING", "ON");
        client.ask("GET", "a");
        other.ask("SET", "a", "1");
        other.ask("SET", "a", "2");
        assertEquals(">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\na\r\n", client.taken());
        client.ask("GET", "a");
        assertEquals("+OK\r\n>2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\na\r\n", client.ask("SET", "a", "3"));
        client.ask("GET", "a");
        assertTrue(other.ask("INFO", "stats").contains("tracking_total_keys:1\r\ntracking_total_items:1\r\n"));
        other.ask("FLUSHALL");
        assertEquals(">2\r\n$10\r\ninvalidate\r\n_\r\n", client.taken());
        assertTrue(other.ask("INFO", "stats").contains("tracking_total_keys:0\r\ntracking_total_items:0\r\n"));
    }

    @Test
    void messagesGoToAnotherClientUntilItLeaves() {
        TestConnection receiver = test.connect();
        receiver.ask("SUBSCRIBE", "__redis__:invalidate");
        client.ask(
                "CLIENT",
                "TRACKING",
                "ON",
                "REDIRECT",
                Long.toString(receiver.client().id()));
        client.ask("GET", "a");
        other.ask("SET", "a", "1");
        assertEquals("*3\r\n$7\r\nmessage\r\n$20\r\n__redis__:invalidate\r\n*1\r\n$1\r\na\r\n", receiver.taken());
        client.ask("GET", "a");
        receiver.ask("QUIT");
        other.ask("SET", "a", "1");
        assertTrue(client.ask("CLIENT", "TRACKINGINFO").contains("broken_redirect"));
        assertTrue(client.ask("CLIENT", "INFO").contains(" flags=tR "));
    }

    @Test
    void aBroadcastTellsAllChangesOfATurnAtOnce() {
        client.ask("HELLO", "3");
        assertEquals("+OK\r\n", client.ask("CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", "u:", "PREFIX", "v:"));
        other.ask("MSET", "v:1", "1", "u:2", "2", "u:1", "3", "w:1", "4");
        assertEquals(
                ">2\r\n$10\r\ninvalidate\r\n*2\r\n$3\r\nu:1\r\n$3\r\nu:2\r\n>2\r\n$10\r\ninvalidate\r\n*1\r\n$3\r\nv:1\r\n",
                client.taken());
        client.ask("RESET");
        other.ask("SET", "u:1", "1");
        assertEquals("", client.taken());
        assertTrue(other.ask("INFO", "stats").contains("tracking_total_prefixes:0\r\n"));
    }

    @Test
    void cachingIsSaidForOneCommand() {
        client.ask("HELLO", "3");
        client.ask("CLIENT", "TRACKING", "ON", "OPTIN");
        client.ask("CLIENT", "CACHING", "YES");
        client.ask("CLIENT", "GETNAME");
        client.ask("GET", "a");
        client.ask("GET", "b");
        other.ask("MSET", "a", "1", "b", "1");
        assertEquals(">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\na\r\n", client.taken());
    }

    @Test
    void aTableThatIsTooLargeForgetsWhatWasReadFirst() {
        client.ask("HELLO", "3");
        client.ask("CLIENT", "TRACKING", "ON");
        client.ask("MGET", "a", "b", "c");
        other.ask("CONFIG", "SET", "tracking-table-max-keys", "2");
        other.ask("PING");
        assertEquals(">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\na\r\n", client.taken());
    }

    @Test
    void aCommandThatFillsTheTableLeavesItInItsBounds() {
        other.ask("CONFIG", "SET", "tracking-table-max-keys", "2");
        client.ask("CLIENT", "TRACKING", "ON");
        client.ask("MGET", "a", "b", "c");
        String info = other.ask("INFO", "stats");
        assertTrue(info.contains("tracking_total_keys:2\r\n"), info);
    }

    @Test
    void whoeverLeavesIsForgotten() {
        client.ask("CLIENT", "TRACKING", "ON", "BCAST");
        client.ask("QUIT");
        String info = other.ask("INFO", "clients", "stats");
        assertTrue(info.contains("tracking_clients:0\r\n"), info);
        assertTrue(info.contains("tracking_total_prefixes:0\r\n"), info);
    }
}
