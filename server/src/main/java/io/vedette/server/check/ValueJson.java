package io.vedette.server.check;

import io.vedette.server.stream.Consumer;
import io.vedette.server.stream.ConsumerGroup;
import io.vedette.server.stream.IdTable;
import io.vedette.server.stream.StreamId;
import io.vedette.server.values.HashValue;
import io.vedette.server.values.ListValue;
import io.vedette.server.values.Missing;
import io.vedette.server.values.SetValue;
import io.vedette.server.values.SortedSetValue;
import io.vedette.server.values.StreamCursor;
import io.vedette.server.values.StreamValue;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Value;
import java.util.Arrays;

/** A value as two fields of a JSON object, {@code type} and {@code value}. One value. */
final class ValueJson {
    private final StringBuilder text;
    /** Nothing stands before the next element. */
    private boolean first;

    private ValueJson(StringBuilder text) {
        this.text = text;
    }

    static void append(Value value, StringBuilder text) {
        new ValueJson(text).value(value);
    }

    private void value(Value value) {
        switch (value) {
            case StringValue string -> {
                text.append(",\"type\":\"string\",\"value\":");
                JsonText.quote(string.bytes(), text);
            }
            case ListValue list -> {
                begin("list", '[');
                list.walk(
                        0,
                        list.size(),
                        false,
                        (bytes, at, length) -> element(Arrays.copyOfRange(bytes, at, at + length)));
                text.append(']');
            }
            case SetValue set -> {
                begin("set", '[');
                set.forEach(this::element);
                text.append(']');
            }
            case SortedSetValue sorted -> {
                begin("zset", '[');
                sorted.forEach((member, score) -> {
                    element('[');
                    JsonText.quote(member, text);
                    text.append(',').append(score(score)).append(']');
                });
                text.append(']');
            }
            case HashValue hash -> {
                begin("hash", '{');
                hash.forEach((field, content) -> {
                    element(field);
                    text.append(':');
                    JsonText.quote(content, text);
                });
                text.append('}');
            }
            case StreamValue stream -> stream(stream);
            case Missing missing -> throw new IllegalArgumentException("a key without a value in a file");
        }
    }

    private static String score(double score) {
        if (Double.isInfinite(score)) {
            return score > 0 ? "\"inf\"" : "\"-inf\"";
        }
        return score == (long) score ? Long.toString((long) score) : Double.toString(score);
    }

    private void stream(StreamValue stream) {
        begin("stream", '{');
        text.append("\"entries\":[");
        for (StreamCursor entries = stream.range(StreamId.MIN, StreamId.MAX, false); entries.next(); ) {
            element('[');
            id(entries.entry().id());
            text.append(",[");
            first = true;
            entries.entry().words((bytes, at, length) -> element(Arrays.copyOfRange(bytes, at, at + length)));
            text.append("]]");
            first = false;
        }
        text.append("],\"lastId\":");
        id(stream.lastId());
        text.append(",\"entriesAdded\":").append(stream.entriesAdded()).append(",\"maxDeletedId\":");
        id(stream.maxDeletedId());
        text.append(",\"groups\":[");
        first = true;
        for (ConsumerGroup group : stream.groups()) {
            group(group);
        }
        text.append("]}");
    }

    private void group(ConsumerGroup group) {
        element('{');
        text.append("\"name\":");
        JsonText.quote(group.name(), text);
        text.append(",\"lastDelivered\":");
        id(group.lastDelivered());
        text.append(",\"entriesRead\":").append(group.entriesRead()).append(",\"consumers\":[");
        first = true;
        for (Consumer consumer : group.consumers()) {
            element('{');
            text.append("\"name\":");
            JsonText.quote(consumer.name(), text);
            text.append(",\"seenMillis\":").append(consumer.seenMillis()).append(",\"pending\":[");
            IdTable pending = consumer.pending();
            first = true;
            for (long place = pending.first(); place != IdTable.NONE; place = pending.next(place)) {
                long inGroup = group.pending().find(pending.id(place));
                element('[');
                id(pending.id(place));
                text.append(',').append(group.deliveredMillis(inGroup));
                text.append(',').append(group.deliveries(inGroup)).append(']');
            }
            text.append("]}");
            first = false;
        }
        text.append("]}");
        first = false;
    }

    private void begin(String type, char bracket) {
        text.append(",\"type\":\"").append(type).append("\",\"value\":").append(bracket);
        first = true;
    }

    private void element(byte[] bytes) {
        separate();
        JsonText.quote(bytes, text);
    }

    private void element(char bracket) {
        separate();
        text.append(bracket);
    }

    private void separate() {
        text.append(first ? "" : ",");
        first = false;
    }

    private void id(StreamId id) {
        text.append('"').append(id).append('"');
    }
}
