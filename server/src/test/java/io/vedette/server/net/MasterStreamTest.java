package io.vedette.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.PlainSets;
import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Plain SETs of a master's stream: what is done at once is what each would have done, and whoever wants to hear of each does. */
class MasterStreamTest {
    private static final int SETS = 20;

    private final TestEngine server = new TestEngine();
    private final MasterStream stream = new MasterStream(server.engine);
    private final TestConnection client = server.connect();

    @BeforeEach
    void isReplica() {
        server.replica = true;
        server.set("replica-read-only", "no");
    }

    /** key:0 to key:9, twice each, the second time with numbers. */
    private void run() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < SETS; i++) {
            String value = i < SETS / 2 ? "value" : Integer.toString(100_000 + i);
            text.append("*3\r\n$3\r\nSET\r\n$5\r\nkey:").append(i % 10);
            text.append("\r\n$")
                    .append(value.length())
                    .append("\r\n")
                    .append(value)
                    .append("\r\n");
        }
        byte[] bytes = text.append("*1\r\n$4\r\nping\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        PlainSets sets = new PlainSets();
        assertTrue(sets.find(bytes, 0, bytes.length, SETS));
        stream.run(0, sets.found(bytes));
        server.engine.turn().plan(); // as replication does when something came from the master
        server.pass(200);
    }

    @Test
    void theyTakeThePlaceOfWhateverWasThere() {
        client.ask("RPUSH", "key:1", "a");
        client.ask("SET", "key:2", "old", "EX", "100");
        server.log.clear();
        long dirty = server.engine.keyspace().dirty();
        long processed = server.engine.dispatcher().commandsProcessed();
        run();
        assertEquals(dirty + SETS, server.engine.keyspace().dirty());
        assertEquals(processed + SETS, server.engine.dispatcher().commandsProcessed());
        assertEquals(":10\r\n", client.ask("DBSIZE"));
        assertEquals("$6\r\n100011\r\n", client.ask("GET", "key:1"));
        assertEquals("$3\r\nint\r\n", client.ask("OBJECT", "ENCODING", "key:1"));
        assertEquals(":-1\r\n", client.ask("TTL", "key:2"));
        assertTrue(client.ask("INFO", "commandstats").contains("cmdstat_set:calls=" + (SETS + 1)));
        assertEquals(0, server.log.size(), "a replica's log is its master's");
    }

    @Test
    void whoWatchesAKeyHearsOfIt() {
        client.ask("WATCH", "key:7");
        run();
        client.ask("MULTI");
        assertEquals("*-1\r\n", client.ask("EXEC"));
    }

    @Test
    void aMonitorSeesEach() {
        client.ask("MONITOR");
        run();
        assertEquals(SETS, client.taken().split("\"SET\"", -1).length - 1);
    }

    @Test
    void keyspaceEventsAreTold() {
        client.ask("CONFIG", "SET", "notify-keyspace-events", "KA");
        client.ask("SUBSCRIBE", "__keyspace@0__:key:3");
        run();
        assertEquals(2, client.taken().split("set\r\n", -1).length - 1);
    }

    @Test
    void clientsThatTrackKeysAreTold() {
        client.ask("HELLO", "3");
        client.ask("CLIENT", "TRACKING", "ON");
        client.ask("GET", "key:4");
        run();
        assertTrue(client.taken().contains("invalidate"));
    }
}
