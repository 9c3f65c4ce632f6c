package io.vedette.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.config.ConfigReader;
import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class KeyspaceEventsTest {
    private static final Pattern MESSAGE =
            Pattern.compile("__key(space|event)@(\\d+)__:([^\r]*)\r\n\\$\\d+\r\n([^\r]*)\r\n");

    private final TestEngine test = new TestEngine();
    private final TestConnection client = test.connect();
    private final TestConnection listener = test.connect();

    @Test
    void commandsSayWhatRedisSays() throws IOException {
        client.ask("CONFIG", "SET", "notify-keyspace-events", "KEAmn");
        listener.ask("PSUBSCRIBE", "__key*__:*");
        List<String> faults = new ArrayList<>();
        int run = 0;
        for (String line : lines()) {
            if (line.startsWith("#")) {
                continue;
            }
            if (!line.contains("\t")) {
                test.standStill(Long.parseLong(line));
                continue;
            }
            String[] parts = line.split("\t", -1);
            String reply = client.ask(parts[0].split(" "));
            if (reply.startsWith("-ERR unknown command")) {
                listener.taken();
                continue;
            }
            run++;
            String heard = heard(listener.taken());
            if (!heard.equals(parts[1])) {
                faults.add(parts[0] + ": expected " + parts[1] + ", heard " + heard);
            }
        }
        assertEquals(List.of(), faults);
        assertTrue(run > 90, "only " + run + " requests were run");
    }

    @Test
    void onlyWhatIsAskedForIsPublished() {
        client.ask("CONFIG", "SET", "notify-keyspace-events", "Eg");
        listener.ask("PSUBSCRIBE", "*");
        client.ask("SET", "a", "1");
        assertEquals("", listener.taken());
        client.ask("DEL", "a");
        assertTrue(listener.taken().endsWith("$18\r\n__keyevent@0__:del\r\n$1\r\na\r\n"));
    }

    @Test
    void whatRestoreReplacesCountsAsNew() throws Exception {
        test.settings
                .table()
                .load(ConfigReader.readText("test", "enable-debug-command local")
                        .directives());
        client.ask("SET", "a", "1");
        String payload = "\u0000\u0001x\n\u0000no check";
        client.ask("DEBUG", "SET-SKIP-CHECKSUM-VALIDATION", "1");
        client.ask("CONFIG", "SET", "notify-keyspace-events", "KEAn");
        listener.ask("PSUBSCRIBE", "__key*__:*");
        assertEquals("+OK\r\n", client.ask("RESTORE", "a", "0", payload, "REPLACE"));
        assertEquals("0:new:a 0:restore:a", heard(listener.taken()));
    }

    @Test
    void theSettingIsShownAsRedisShowsIt() {
        for (String[] pair :
                new String[][] {{"KEAn", "AKE"}, {"KEgn", "gnKE"}, {"KEAmn", "AKEm"}, {"g$lshzxetd", "A"}}) {
            client.ask("CONFIG", "SET", "notify-keyspace-events", pair[0]);
            assertTrue(client.ask("CONFIG", "GET", "notify-keyspace-events").endsWith("\r\n" + pair[1] + "\r\n"));
        }
        assertTrue(client.ask("CONFIG", "SET", "notify-keyspace-events", "KEq")
                .endsWith(" - Invalid event class character. Use 'Ag$lshzxeKEtmdn'.\r\n"));
    }

    /** Every event comes twice, by its key and by its name; told once here. */
    private static String heard(String sent) {
        List<String> events = new ArrayList<>();
        String pending = "";
        Matcher matcher = MESSAGE.matcher(sent);
        while (matcher.find()) {
            boolean byKey = matcher.group(1).equals("space");
            String event = matcher.group(2) + ":" + matcher.group(byKey ? 4 : 3) + ":" + matcher.group(byKey ? 3 : 4);
            if (byKey) {
                pending = event;
            } else {
                events.add(pending.equals(event) ? event : "[" + pending + " but " + event + "]");
            }
        }
        return String.join(" ", events);
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = KeyspaceEventsTest.class.getResourceAsStream("/recorded/events.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
