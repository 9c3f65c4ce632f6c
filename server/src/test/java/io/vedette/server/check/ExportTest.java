package io.vedette.server.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.server.TestConnection;
import io.vedette.server.TestEngine;
import io.vedette.server.config.ServerSettings.DebugAccess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
    @TempDir
    Path folder;

    private final TestEngine test = new TestEngine();
    private final TestConnection client = test.connect();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private static final class Silent implements SnapshotCheck.Hearer {
        @Override
        public void aux(long offset, String name, String value) {
            // It is no data.
        }

        @Override
        public void database(long offset, long number) {
            // The export tells it.
        }

        @Override
        public void key(String key, String kind, long bytes) {
            // The export tells it.
        }
    }

    @BeforeEach
    void hasData() {
        test.settings.dir.assign(folder.toString());
        test.settings.enableDebugCommand.assign(DebugAccess.YES);
        client.ask("SET", "text", "quo\"te \u0001\n");
        client.ask("SET", "number", "12", "PXAT", "4000000000000");
        client.ask("RPUSH", "list", "a", "b");
        client.ask("SADD", "set", "1");
        client.ask("ZADD", "zset", "1.5", "m", "inf", "n");
        client.ask("HSET", "hash", "f", "v");
        client.ask("SELECT", "3");
        client.ask("XADD", "stream", "1-1", "f", "v");
        client.ask("XADD", "stream", "2-1", "f", "v");
        client.ask("XGROUP", "CREATE", "stream", "g", "0");
        client.ask("XREADGROUP", "GROUP", "g", "me", "COUNT", "1", "STREAMS", "stream", ">");
        client.ask("XGROUP", "CREATECONSUMER", "stream", "g", "idle");
        client.ask("SELECT", "0");
    }

    private void exported(Export.Form form) throws IOException {
        client.ask("SAVE");
        Export export = new Export(form, out);
        SnapshotCheck check = new SnapshotCheck(new Silent(), Optional.of(export), new Random(1), 0);
        try (InputStream in = Files.newInputStream(folder.resolve("dump.rdb"))) {
            check.read(in::read);
        }
        assertEquals(Optional.empty(), check.fault());
        export.end();
    }

    /** Cut into commands by nothing that wrote them. */
    private static List<String[]> commands(byte[] resp) {
        String text = new String(resp, StandardCharsets.ISO_8859_1);
        List<String[]> commands = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf("\r\n", at);
            String[] words = new String[Integer.parseInt(text.substring(at + 1, end))];
            at = end + 2;
            for (int i = 0; i < words.length; i++) {
                end = text.indexOf("\r\n", at);
                int length = Integer.parseInt(text.substring(at + 1, end));
                words[i] = text.substring(end + 2, end + 2 + length);
                at = end + 2 + length + 2;
            }
            commands.add(words);
        }
        return commands;
    }

    @Test
    void theCommandsMakeTheSameData() throws IOException {
        exported(Export.Form.RESP);
        TestEngine other = new TestEngine();
        other.settings.enableDebugCommand.assign(DebugAccess.YES);
        TestConnection taker = other.connect();
        for (String[] words : commands(out.toByteArray())) {
            String answer = taker.ask(words);
            assertEquals(false, answer.startsWith("-"), String.join(" ", words) + ": " + answer);
        }
        assertEquals(client.ask("DEBUG", "DIGEST"), taker.ask("DEBUG", "DIGEST"));
        client.ask("SELECT", "3");
        taker.ask("SELECT", "3");
        assertEquals(
                client.ask("XPENDING", "stream", "g", "-", "+", "9")
                        .lines()
                        .toList()
                        .get(2),
                taker.ask("XPENDING", "stream", "g", "-", "+", "9")
                        .lines()
                        .toList()
                        .get(2));
    }

    @Test
    void linesOfJsonTellEachKey() throws IOException {
        exported(Export.Form.JSON);
        List<String> lines =
                out.toString(StandardCharsets.US_ASCII).lines().sorted().toList();
        assertEquals(
                List.of(
                        "{\"db\":0,\"key\":\"hash\",\"type\":\"hash\",\"value\":{\"f\":\"v\"}}",
                        "{\"db\":0,\"key\":\"list\",\"type\":\"list\",\"value\":[\"a\",\"b\"]}",
                        "{\"db\":0,\"key\":\"number\",\"expireAtMillis\":4000000000000,\"type\":\"string\",\"value\":\"12\"}",
                        "{\"db\":0,\"key\":\"set\",\"type\":\"set\",\"value\":[\"1\"]}",
                        "{\"db\":0,\"key\":\"text\",\"type\":\"string\",\"value\":\"quo\\\"te \\u0001\\u000a\"}",
                        "{\"db\":0,\"key\":\"zset\",\"type\":\"zset\",\"value\":[[\"m\",1.5],[\"n\",\"inf\"]]}"),
                lines.subList(0, 6));
        String stream = lines.get(6).replaceAll("1795\\d{9}", "T");
        assertEquals(
                "{\"db\":3,\"key\":\"stream\",\"type\":\"stream\",\"value\":{\"entries\":[[\"1-1\",[\"f\",\"v\"]],"
                        + "[\"2-1\",[\"f\",\"v\"]]],\"lastId\":\"2-1\",\"entriesAdded\":2,\"maxDeletedId\":\"0-0\","
                        + "\"groups\":[{\"name\":\"g\",\"lastDelivered\":\"1-1\",\"entriesRead\":1,\"consumers\":["
                        + "{\"name\":\"idle\",\"seenMillis\":T,\"pending\":[]},"
                        + "{\"name\":\"me\",\"seenMillis\":T,\"pending\":[[\"1-1\",T,1]]}]}]}}",
                stream);
    }

    @Test
    void commandsOfAFileAreGivenAsTheyStandThere() throws IOException {
        byte[] file = ("#TS:1\r\n*2\r\n$6\r\nSELECT\r\n$1\r\n2\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n"
                        + "*1\r\n$5\r\nMULTI\r\n*2\r\n$3\r\nDEL\r\n$1\r\na\r\n*1\r\n$4\r\nEXEC\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        for (Export.Form form : Export.Form.values()) {
            out.reset();
            Export export = new Export(form, out);
            export.begins();
            new CommandsCheck(
                            new ByteArrayInputStream(file),
                            "t",
                            0,
                            file.length,
                            Long.MAX_VALUE,
                            (name, bytes) -> {},
                            Optional.of(export))
                    .read();
            export.end();
            String text = out.toString(StandardCharsets.US_ASCII);
            if (form == Export.Form.RESP) {
                assertEquals(new String(file, StandardCharsets.US_ASCII).substring(7), text);
            } else {
                assertEquals("""
                        {"db":2,"command":["SELECT","2"]}
                        {"db":2,"command":["SET","a","1"]}
                        {"db":2,"command":["MULTI"]}
                        {"db":2,"command":["DEL","a"]}
                        {"db":2,"command":["EXEC"]}
                        """, text);
            }
        }
    }
}
