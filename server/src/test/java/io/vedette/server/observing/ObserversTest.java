package io.vedette.server.observing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.Argv;
import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ObserversTest {
    private final TestEngine test = new TestEngine();
    private final TestConnection client = test.connectFrom("127.0.0.1:4711");

    @Test
    void aMonitorIsShownEveryCommandThatIsNoSecretAndNotForAdministrators() {
        TestConnection monitor = test.connect();
        assertEquals("+OK\r\n", monitor.ask("MONITOR"));
        client.ask("SET", "a", "b\n\"\\\u0007");
        client.ask("MULTI");
        client.ask("GET", "a");
        client.ask("EXEC");
        client.ask("CONFIG", "GET", "port");
        client.ask("AUTH", "name", "secret");
        client.ask("HELLO", "2", "AUTH", "name", "secret");
        client.ask("SELECT", "3");
        client.ask("GET");
        String time = test.wallMillis() / 1000 + "." + String.format("%06d", test.wallMillis() % 1000 * 1000);
        String expected = """
                +T [0 A] "SET" "a" "b\\n\\"\\\\\\a"
                +T [0 A] "MULTI"
                +T [0 A] "GET" "a"
                +T [0 A] "EXEC"
                +T [0 A] "AUTH" "(redacted)" "(redacted)"
                +T [0 A] "HELLO" "2" "AUTH" "(redacted)" "(redacted)"
                +T [3 A] "SELECT" "3"
                """;
        assertEquals(
                expected.replace("T ", time + " ")
                        .replace(" A]", " 127.0.0.1:4711]")
                        .replace("\n", "\r\n"),
                monitor.taken());
        assertEquals("-ERR Replica can't interact with the keyspace\r\n", monitor.ask("GET", "a"));
        assertTrue(client.ask("CLIENT", "LIST").contains(" flags=O "));
        assertTrue(monitor.ask("RESET").startsWith("+RESET\r\n"));
        client.ask("SET", "a", "b");
        assertEquals("", monitor.taken());
    }

    @Test
    void slowCommandsAreKeptNewestFirstAndCut() {
        client.ask("CONFIG", "SET", "slowlog-log-slower-than", "0", "slowlog-max-len", "3");
        client.ask("CLIENT", "SETNAME", "me");
        client.ask("SLOWLOG", "RESET");
        client.ask("SET", "a", "x".repeat(130));
        client.ask("AUTH", "secret");
        String seconds = Long.toString(test.wallMillis() / 1000);
        assertEquals(":3\r\n", client.ask("SLOWLOG", "LEN"));
        String entries = client.ask("SLOWLOG", "GET", "-1");
        assertTrue(
                entries.startsWith("*3\r\n*6\r\n:5\r\n:" + seconds + "\r\n:0\r\n*2\r\n$7\r\nSLOWLOG\r\n$3\r\nLEN\r\n"
                        + "$14\r\n127.0.0.1:4711\r\n$2\r\nme\r\n"),
                entries);
        assertTrue(entries.contains("*2\r\n$4\r\nAUTH\r\n$10\r\n(redacted)\r\n"), entries);
        assertTrue(entries.contains("x".repeat(128) + "... (2 more bytes)\r\n"), entries);
        String[] many = new String[41];
        for (int i = 0; i < many.length; i++) {
            many[i] = i == 0 ? "MSET" : Integer.toString(i);
        }
        client.ask(many);
        assertTrue(client.ask("SLOWLOG", "GET", "1").contains("*32\r\n$4\r\nMSET\r\n"));
        assertEquals("-ERR count should be greater than or equal to -1\r\n", client.ask("SLOWLOG", "GET", "-2"));
        assertEquals(
                "-ERR unknown subcommand or wrong number of arguments for 'GET'. Try SLOWLOG HELP.\r\n",
                client.ask("SLOWLOG", "GET", "1", "2"));
        client.ask("CONFIG", "SET", "slowlog-log-slower-than", "-1");
        client.ask("SLOWLOG", "RESET");
        client.ask("PING");
        assertEquals(":0\r\n", client.ask("SLOWLOG", "LEN"));
    }

    @Test
    void slowMomentsAreKeptBySecond() {
        LatencyEvents events = new LatencyEvents();
        for (int i = 0; i < 200; i++) {
            events.add("command", i, i * 500L);
        }
        assertEquals(100, events.of("command").orElseThrow().samples().size());
        assertEquals(199, events.of("command").orElseThrow().worstMillis());
        assertEquals(1, events.of("command").orElseThrow().samples().getFirst().millis());
        String graph = Sparkline.of("command", events.of("command").orElseThrow(), 100);
        assertTrue(graph.startsWith("command - high 199 ms, low 1 ms (all time high 199 ms)\n---"), graph);
        assertEquals(80, graph.lines().skip(2).findFirst().orElseThrow().length());
    }

    @Test
    void eachCommandHasItsHistogram() {
        client.ask("SET", "a", "b");
        client.ask("SET", "a", "b");
        assertEquals(
                "*2\r\n$3\r\nset\r\n*4\r\n$5\r\ncalls\r\n:2\r\n$14\r\nhistogram_usec\r\n*2\r\n:1\r\n:2\r\n",
                client.ask("LATENCY", "HISTOGRAM", "set", "nosuch", "get"));
        assertTrue(client.ask("INFO", "latencystats")
                .contains("latency_percentiles_usec_set:p50=0.001,p99=0.001,p99.9=0.001\r\n"));
    }

    @Test
    void secretsOfSettingsAreNotKept() {
        byte[][] words = Redaction.of("config|set", Argv.of("config", "set", "port", "1", "requirepass", "x"));
        assertEquals("(redacted)", new String(words[5], StandardCharsets.UTF_8));
        assertEquals("1", new String(words[3], StandardCharsets.UTF_8));
    }

    @Test
    void nothingIsKeptOfWhatAUserIsMadeOf() {
        byte[][] words = Redaction.of("acl|setuser", Argv.of("acl", "setuser", "me", ">secret"));
        assertEquals("setuser", new String(words[1], StandardCharsets.UTF_8));
        assertEquals("(redacted)", new String(words[2], StandardCharsets.UTF_8));
        assertEquals("(redacted)", new String(words[3], StandardCharsets.UTF_8));
    }
}
