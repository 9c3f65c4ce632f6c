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
import io.vedette.server.memory.SipHash;
import io.vedette.server.memory.Slabs;
import io.vedette.server.values.Collection;
import io.vedette.server.values.EncodingLimits;
import io.vedette.server.values.HashValue;
import io.vedette.server.values.SetValue;
import io.vedette.server.values.SortedSetValue;
import io.vedette.server.values.Values;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes, sets and sorted sets in files that real servers wrote, or that were made by hand, against what those servers say they hold. */
class ElementCodecsTest {
    private final Slabs slabs = new Slabs();
    private final Values values = new Values(slabs, new SipHash(1, 2), EncodingLimits.USUAL);

    private record Stored(RdbType type, byte[] payload) {}

    @AfterEach
    void nothingIsLeft() {
        assertEquals(0, slabs.blobs());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hashes",
                "r74-hashes",
                "vk80-hashes",
                "hand-hash-zipmap",
                "sets",
                "r74-sets",
                "vk80-sets",
                "zsets",
                "r74-zsets",
                "vk80-zsets",
                "hand-zset-ascii",
                "hand-zset-ziplist",
                "no-compact-encodings"
            })
    void filesOfAllVersionsAreLoaded(String file) throws IOException {
        Map<String, Stored> stored = collections(file);
        JsonArray expected =
                new JsonObject(new String(bytes("collections.json"), StandardCharsets.UTF_8)).getJsonArray(file);
        assertTrue(!expected.isEmpty());
        for (int i = 0; i < expected.size(); i++) {
            JsonObject key = expected.getJsonObject(i);
            Collection value = read(stored.get(key.getString("key")));
            assertEquals(key.getLong("count"), value.size(), key.encode());
            assertEquals(key.getString("encoding"), value.encoding(), key.encode());
            if (key.containsKey("value")) {
                assertEquals(sorted(expected(value, key.getJsonArray("value"))), sorted(content(value)), key.encode());
            }
            value.release();
        }
    }

    @Test
    void whatIsWrittenIsWhatRedisWrites() throws IOException {
        for (String file : List.of("hashes", "sets", "zsets")) {
            for (Map.Entry<String, Stored> stored : collections(file).entrySet()) {
                Collection value = read(stored.getValue());
                assertEquals(stored.getValue().type(), ValueCodec.typeOf(value), stored.getKey());
                byte[] written = written(value);
                Stored again = new Stored(stored.getValue().type(), written(value));
                if (List.of("hashtable", "skiplist").contains(value.encoding())) {
                    Collection back = read(again);
                    assertEquals(sorted(content(value)), sorted(content(back)), stored.getKey());
                    back.release();
                } else {
                    assertArrayEquals(uncompressed(stored.getValue()), uncompressed(again), stored.getKey());
                }
                value.release();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bad-dup-hash",
                "bad-dup-set",
                "bad-dup-zset",
                "bad-intset-enc",
                "bad-intset-size",
                "bad-listpack-noeof",
                "bad-listpack-odd",
                "bad-listpack-short",
                "bad-listpack-size",
                "bad-nan-zset",
                "bad-ziplist-size",
                "bad-ziplist-tail"
            })
    void whatCannotBeIsRefused(String file) {
        assertThrows(RdbException.class, () -> {
            for (Stored stored : collections(file).values()) {
                read(stored);
            }
        });
    }

    private Collection read(Stored stored) throws IOException {
        return ValueCodec.read(stored.type(), new PayloadReader(stored.payload()), values);
    }

    /** A packed form without its compression, of which there are many. */
    private static byte[] uncompressed(Stored stored) throws IOException {
        return new PayloadReader(stored.payload()).string();
    }

    private static byte[] written(Collection value) {
        PayloadWriter writer = new PayloadWriter(true);
        ValueCodec.write(value, writer);
        return writer.take();
    }

    /** Members, or pairs of field and value or of member and score. */
    private static JsonArray content(Collection collection) {
        JsonArray content = new JsonArray();
        switch (collection) {
            case HashValue hash ->
                hash.forEach((field, value) ->
                        content.add(new JsonArray().add(text(field)).add(text(value))));
            case SetValue set -> set.forEach(member -> content.add(text(member)));
            case SortedSetValue sorted ->
                sorted.forEach((member, score) ->
                        content.add(new JsonArray().add(text(member)).add(Double.toString(score))));
            case Collection other -> throw new AssertionError(other.type().word());
        }
        return content;
    }

    /** Scores stand there in more than one way. */
    private static JsonArray expected(Collection value, JsonArray elements) {
        if (value instanceof SortedSetValue) {
            for (int i = 0; i < elements.size(); i++) {
                JsonArray pair = elements.getJsonArray(i);
                pair.set(1, Double.toString(Double.parseDouble(pair.getString(1))));
            }
        }
        return elements;
    }

    /** Also without the sign of zero, which the servers' own tools do not tell. */
    private static List<String> sorted(JsonArray content) {
        List<String> elements = new ArrayList<>();
        content.forEach(element -> elements.add(element.toString().replace(",\"-0.0\"]", ",\"0.0\"]")));
        elements.sort(null);
        return elements;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static Map<String, Stored> collections(String file) throws IOException {
        Map<String, Stored> found = new LinkedHashMap<>();
        RdbVisitor visitor = new RdbVisitor() {
            @Override
            public void database(long number) {}

            @Override
            public void string(RdbKey key, byte[] value) {}

            @Override
            public void functionLibrary(byte[] source) {}

            @Override
            public void structure(RdbKey key, RdbType type, byte[] payload) {
                found.put(text(key.bytes()), new Stored(type, payload));
            }
        };
        RdbReader.read(new ByteArrayInputStream(bytes(file + ".rdb"))::read, visitor, false);
        return found;
    }

    private static byte[] bytes(String resource) throws IOException {
        try (InputStream in = ElementCodecsTest.class.getResourceAsStream("/recorded/rdb/" + resource)) {
            return in.readAllBytes();
        }
    }
}
