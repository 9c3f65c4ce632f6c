package io.vedette.server.persistence;

import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.keyspace.Snapshot;
import io.vedette.server.stream.NodeCursor;
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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/** What a keyspace holds, in a form in which records of other servers' contents are kept. */
public final class Content {
    private Content() {}

    /** Each database with keys as {@code number=keys/expires/digest}. */
    public static String of(Keyspace keyspace) throws IOException {
        try (Snapshot snapshot = keyspace.snapshot()) {
            return of(snapshot);
        }
    }

    /** The same of one that may have been made a while ago. */
    public static String of(Snapshot snapshot) throws IOException {
        List<String> databases = new ArrayList<>();
        for (int i = 0; i < snapshot.databases(); i++) {
            if (snapshot.size(i) > 0) {
                databases.add(i + "=" + snapshot.size(i) + "/" + snapshot.expires(i) + "/" + digest(snapshot, i));
            }
        }
        return databases.isEmpty() ? "empty" : String.join(",", databases);
    }

    private static String digest(Snapshot snapshot, int database) throws IOException {
        TreeMap<byte[], String> lines = new TreeMap<>(Arrays::compareUnsigned);
        snapshot.forEach(database, (key, value, at, uses) -> {
            String expiry = at == Database.NO_EXPIRY ? "-1" : Long.toString(at);
            lines.put(key, type(value) + " " + digest(value) + " " + expiry + " " + latin1(key) + "\n");
        });
        MessageDigest sum = sha256();
        lines.values().forEach(line -> sum.update(line.getBytes(StandardCharsets.ISO_8859_1)));
        return HexFormat.of().formatHex(sum.digest());
    }

    private static String type(Value value) {
        return switch (value) {
            case StringValue string -> "string";
            case ListValue list -> "list";
            case SetValue set -> "set";
            case SortedSetValue sorted -> "zset";
            case HashValue hash -> "hash";
            case StreamValue stream -> "stream";
            case Missing missing -> "none";
        };
    }

    private static String digest(Value value) {
        List<byte[]> parts = new ArrayList<>();
        switch (value) {
            case StringValue string -> parts.add(string.bytes());
            case ListValue list ->
                list.walk(
                        0,
                        list.size(),
                        false,
                        (bytes, from, length) -> parts.add(Arrays.copyOfRange(bytes, from, from + length)));
            case SetValue set -> {
                set.forEach(parts::add);
                parts.sort(Arrays::compareUnsigned);
            }
            case SortedSetValue sorted ->
                sorted.forEach((member, score) -> {
                    parts.add(member);
                    long bits = Double.doubleToRawLongBits(score == 0 ? 0.0 : score);
                    parts.add(String.format("%016x", bits).getBytes(StandardCharsets.US_ASCII));
                });
            case HashValue hash -> {
                TreeMap<byte[], byte[]> fields = new TreeMap<>(Arrays::compareUnsigned);
                hash.forEach(fields::put);
                fields.forEach((field, text) -> {
                    parts.add(field);
                    parts.add(text);
                });
            }
            case StreamValue stream -> entries(stream, parts);
            case Missing missing -> {}
        }
        MessageDigest sum = sha256();
        for (byte[] part : parts) {
            sum.update((part.length + ":").getBytes(StandardCharsets.US_ASCII));
            sum.update(part);
            sum.update((byte) ',');
        }
        return HexFormat.of().formatHex(sum.digest());
    }

    private static void entries(StreamValue stream, List<byte[]> parts) {
        for (StreamCursor entries = stream.range(StreamId.MIN, StreamId.MAX, false); entries.next(); ) {
            NodeCursor entry = entries.entry();
            String id = Long.toUnsignedString(entry.id().ms()) + "-"
                    + Long.toUnsignedString(entry.id().seq());
            parts.add(id.getBytes(StandardCharsets.US_ASCII));
            entry.words((bytes, from, length) -> parts.add(Arrays.copyOfRange(bytes, from, from + length)));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
