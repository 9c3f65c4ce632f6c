package io.vedette.server.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.InfoFields;
import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class InfoTest {
    private final TestEngine test = new TestEngine();
    private final TestConnection client = test.connect();

    @Test
    void everyFieldOfRedisStandsInItsPlace() throws IOException {
        List<String> wanted;
        try (InputStream in = TestEngine.class.getResourceAsStream("info-fields-7.0.txt")) {
            wanted = new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
        List<String> shown = client.ask("INFO", "all")
                .lines()
                .filter(line -> line.contains(":"))
                .map(line -> line.substring(0, line.indexOf(':')))
                .filter(name -> !name.startsWith("cmdstat_") && !name.startsWith("vedette_"))
                .toList();
        assertEquals(wanted, shown);
    }

    @Test
    void sectionsAreChosenByName() {
        assertEquals("$0\r\n\r\n", client.ask("INFO", "nothing"));
        String two = client.ask("INFO", "CLUSTER", "keyspace", "nothing");
        assertTrue(two.endsWith("\r\n# Cluster\r\ncluster_enabled:0\r\n\r\n# Keyspace\r\n\r\n"), two);
        assertTrue(client.ask("INFO").contains("# Errorstats\r\n"));
        assertTrue(!client.ask("INFO").contains("# Commandstats\r\n"));
        assertTrue(client.ask("INFO", "everything").contains("# Commandstats\r\n"));
        assertTrue(client.ask("INFO", "default", "commandstats").contains("# Commandstats\r\n"));
    }

    @Test
    void inResp3ItIsText() {
        client.ask("HELLO", "3");
        assertTrue(client.ask("INFO", "cluster").matches("=\\d+\r\ntxt:# Cluster\r\ncluster_enabled:0\r\n\r\n"));
    }

    @Test
    void whatHappenedIsCountedAndCanBeForgotten() {
        client.ask("SET", "a", "1", "PX", "5000");
        client.ask("GET", "a");
        client.ask("GET", "b");
        client.ask("INCR", "a", "b");
        client.ask("NONSENSE");
        client.ask("LCS", "a");
        String info = client.ask("INFO", "all");
        assertTrue(info.contains("\r\nkeyspace_hits:1\r\n"), info);
        assertTrue(info.contains("\r\nkeyspace_misses:1\r\n"));
        assertTrue(info.contains("\r\ntotal_error_replies:3\r\n"));
        assertTrue(info.contains("\r\nerrorstat_ERR:count=3\r\n"));
        assertTrue(info.contains("\r\ndb0:keys=1,expires=1,avg_ttl=0\r\n"));
        assertTrue(info.contains("cmdstat_get:calls=2,usec=0,usec_per_call=0.00,rejected_calls=0,failed_calls=0\r\n"));
        assertTrue(info.contains("cmdstat_incr:calls=0,usec=0,usec_per_call=0.00,rejected_calls=1,failed_calls=0\r\n"));
        client.ask("CONFIG", "RESETSTAT");
        info = client.ask("INFO", "all");
        assertTrue(info.contains("\r\nkeyspace_hits:0\r\n"));
        assertTrue(info.contains("\r\ntotal_error_replies:0\r\n"));
        assertTrue(!info.contains("cmdstat_get:"));
        assertTrue(info.contains("cmdstat_config|resetstat:calls=1,"));
    }

    @Test
    void sizesAreShownForPeople() {
        assertEquals("1023B", InfoFields.human(1023));
        assertEquals("1.00K", InfoFields.human(1024));
        assertEquals("1.50M", InfoFields.human(3 << 19));
        assertEquals("23.54G", InfoFields.human(25_276_514_304L));
    }

    @Test
    void blockedReplicasAndRatesAreSeen() {
        client.ask("MULTI");
        test.pass(2_000);
        client.ask("DISCARD");
        assertTrue(client.ask("INFO", "clients").contains("connected_clients:1\r\n"));
        for (int i = 0; i < 100; i++) {
            client.ask("PING");
        }
        test.pass(100);
        String stats = client.ask("INFO", "stats");
        String rate = stats.substring(stats.indexOf("instantaneous_ops_per_sec:"))
                .lines()
                .findFirst()
                .orElseThrow();
        assertTrue(Integer.parseInt(rate.substring(rate.indexOf(':') + 1)) > 0, rate);
    }
}
