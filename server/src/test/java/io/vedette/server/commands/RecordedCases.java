package io.vedette.server.commands;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads files of requests and replies that were recorded from a real server. */
final class RecordedCases {
    private RecordedCases() {}

    static JsonArray array(String file) {
        return new JsonArray(text(file));
    }

    static JsonObject object(String file) {
        return new JsonObject(text(file));
    }

    static Stream<JsonObject> objects(JsonArray array) {
        return IntStream.range(0, array.size()).mapToObj(array::getJsonObject);
    }

    /** The requests of a case, each as its words. */
    static List<String[]> requests(JsonArray array) {
        return IntStream.range(0, array.size())
                .mapToObj(i ->
                        array.getJsonArray(i).stream().map(Object::toString).toArray(String[]::new))
                .toList();
    }

    private static String text(String file) {
        try (InputStream in = RecordedCases.class.getResourceAsStream("/recorded/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
