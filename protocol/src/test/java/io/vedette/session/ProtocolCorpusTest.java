package io.vedette.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Raw bytes in, raw bytes out, as Redis 7.0.15 was seen to answer them. */
class ProtocolCorpusTest {
    @TestFactory
    List<DynamicTest> bytesThatRedisWasSentGetTheAnswersThatRedisGave() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (InputStream in = ProtocolCorpusTest.class.getResourceAsStream("/corpus/resp/protocol/cases.json")) {
            JsonArray cases =
                    new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8)).getJsonArray("cases");
            for (int i = 0; i < cases.size(); i++) {
                JsonObject recorded = cases.getJsonObject(i);
                tests.add(DynamicTest.dynamicTest(recorded.getString("name"), () -> replay(recorded)));
            }
        }
        return tests;
    }

    private static void replay(JsonObject recorded) {
        TestServer server = new TestServer();
        MemoryConnection connection = server.connect();
        StringBuilder got = new StringBuilder();
        for (Object chunk : recorded.getJsonArray("chunks")) {
            got.append(server.ask(connection, chunk instanceof JsonObject filler ? filled(filler) : (String) chunk));
        }
        assertEquals(recorded.getString("output"), got.toString());
        assertEquals(recorded.getBoolean("closed_by_server"), connection.isClosed());
    }

    private static String filled(JsonObject filler) {
        String prefix = filler.getString("prefix");
        return prefix + filler.getString("fill").repeat(filler.getInteger("length") - prefix.length());
    }
}
