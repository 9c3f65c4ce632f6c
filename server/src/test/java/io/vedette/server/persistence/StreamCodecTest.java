package io.vedette.server.persistence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.rdb.PayloadReader;
import io.vedette.rdb.PayloadWriter;
import io.vedette.rdb.RdbException;
import io.vedette.rdb.RdbKey;
import io.vedette.rdb.RdbReader;
import io.vedette.rdb.RdbType;
import io.vedette.rdb.RdbVisitor;
import io.vedette.rdb.RdbWriter;
import io.vedette.server.memory.SipHash;
import io.vedette.server.memory.Slabs;
import io.vedette.server.stream.ConsumerGroup;
import io.vedette.server.stream.IdTable;
import io.vedette.server.stream.StreamId;
import io.vedette.server.values.EncodingLimits;
import io.vedette.server.values.StreamCursor;
import io.vedette.server.values.StreamValue;
import io.vedette.server.values.Values;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams in files that real servers wrote, against what those servers say they hold. */
class StreamCodecTest {
    private final Slabs slabs = new Slabs();
    private final Values values = new Values(slabs, new SipHash(1, 2), EncodingLimits.USUAL);

    private record Stored(RdbType type, byte[] payload) {}

    @ParameterizedTest
    @ValueSource(strings = {"streams", "hand-stream-v1", "hand-stream-v2", "r74-streams", "vk80-streams"})
    void streamsOfAllVersionsAreLoaded(String file) throws IOException {
        Map<String, Stored> stored = streams(file);
        JsonArray expected = new JsonObject(new String(bytes("streams.json"), StandardCharsets.UTF_8))
                .getJsonObject(file + ".rdb")
                .getJsonObject("dbs")
                .getJsonObject("0")
                .getJsonArray("content");
        assertTrue(!expected.isEmpty());
        for (int i = 0; i < expected.size(); i++) {
            JsonObject key = expected.getJsonObject(i);
            Stored bytes = stored.get(key.getString("key"));
            StreamValue stream = StreamCodec.read(bytes.type(), new PayloadReader(bytes.payload()), values);
            compare(key, stream);
            stream.release();
        }
        assertEquals(expected.size(), stored.size());
        assertEquals(0, slabs.blobs());
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        for (Map.Entry<String, Stored> stored : streams("streams").entrySet()) {
            byte[] payload = stored.getValue().payload();
            StreamValue stream = StreamCodec.read(stored.getValue().type(), new PayloadReader(payload), values);
            assertEquals(RdbType.STREAM_LISTPACKS_2, StreamCodec.typeOf(RdbWriter.VERSION));
            byte[] compressed = written(stream, true);
            StreamValue again = StreamCodec.read(RdbType.STREAM_LISTPACKS_2, new PayloadReader(compressed), values);
            assertArrayEquals(written(stream, false), written(again, false), stored.getKey());
        }
    }

    private static byte[] written(StreamValue stream, boolean compress) {
        PayloadWriter writer = new PayloadWriter(compress);
        StreamCodec.write(stream, writer);
        return writer.take();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bad-stream-dup-pel", "bad-stream-key-size", "bad-stream-no-nodes", "bad-stream-pel-unknown"})
    void whatCannotBeIsRefused(String file) {
        assertThrows(RdbException.class, () -> {
            for (Stored stored : streams(file).values()) {
                StreamCodec.read(stored.type(), new PayloadReader(stored.payload()), values);
            }
        });
        assertEquals(0, slabs.blobs());
    }

    private static void compare(JsonObject expected, StreamValue stream) {
        String key = expected.getString("key");
        assertEquals(expected.getLong("count"), stream.size(), key);
        assertEquals(expected.getString("last-generated-id"), stream.lastId().toString(), key);
        assertEquals(
                expected.getString("max-deleted-entry-id"),
                stream.maxDeletedId().toString(),
                key);
        assertEquals(
                expected.getString("recorded-first-entry-id"), stream.firstId().toString(), key);
        assertEquals(expected.getLong("entries-added"), stream.entriesAdded(), key);
        JsonArray entries = expected.getJsonArray("entries", new JsonArray());
        StreamCursor cursor = stream.range(StreamId.MIN, StreamId.MAX, false);
        for (int i = 0; i < entries.size(); i++) {
            assertTrue(cursor.next());
            JsonArray entry = entries.getJsonArray(i);
            assertEquals(entry.getString(0), cursor.entry().id().toString());
            JsonArray words = new JsonArray();
            cursor.entry()
                    .words((bytes, at, length) ->
                            words.add(new String(bytes, at, length, StandardCharsets.ISO_8859_1)));
            if (!entry.getJsonArray(1).encode().contains("sha256")) {
                assertEquals(entry.getJsonArray(1), words);
            }
        }
        JsonArray groups = expected.getJsonArray("groups", new JsonArray());
        assertEquals(groups.size(), stream.groups().size(), key);
        for (int i = 0; i < groups.size(); i++) {
            JsonObject group = groups.getJsonObject(i);
            compare(
                    group,
                    stream.group(group.getString("name").getBytes(StandardCharsets.ISO_8859_1))
                            .orElseThrow());
        }
    }

    private static void compare(JsonObject expected, ConsumerGroup group) {
        assertEquals(
                expected.getString("last-delivered-id"), group.lastDelivered().toString(), expected.encode());
        JsonArray pending = expected.getJsonArray("pel", new JsonArray());
        assertEquals(pending.size(), group.pending().size(), expected.encode());
        long place = group.pending().first();
        for (int i = 0; i < pending.size(); i++) {
            JsonObject entry = pending.getJsonObject(i);
            assertEquals(entry.getString("id"), group.pending().id(place).toString());
            assertEquals(
                    entry.getString("consumer"), new String(group.owner(place).name(), StandardCharsets.ISO_8859_1));
            assertEquals(entry.getLong("delivery-time"), group.deliveredMillis(place));
            assertEquals(entry.getLong("delivery-count"), group.deliveries(place));
            place = group.pending().next(place);
        }
        assertEquals(IdTable.NONE, place);
    }

    private static Map<String, Stored> streams(String file) throws IOException {
        Map<String, Stored> found = new LinkedHashMap<>();
        RdbVisitor visitor = new RdbVisitor() {
            @Override
            public void database(long number) {}

            @Override
            public void string(RdbKey key, byte[] value) {}

            @Override
            public void structure(RdbKey key, RdbType type, byte[] payload) {
                found.put(new String(key.bytes(), StandardCharsets.ISO_8859_1), new Stored(type, payload));
            }
        };
        RdbReader.read(new ByteArrayInputStream(bytes(file + ".rdb"))::read, visitor, false);
        return found;
    }

    private static byte[] bytes(String resource) throws IOException {
        try (InputStream in = StreamCodecTest.class.getResourceAsStream("/recorded/rdb/" + resource)) {
            return in.readAllBytes();
        }
    }
}
