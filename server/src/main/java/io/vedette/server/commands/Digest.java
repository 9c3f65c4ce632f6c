package io.vedette.server.commands;

import io.vedette.resp.Doubles;
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
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A short mark of content: equal for equal content, whatever the order of keys and elements, and the same that Redis gives for it. Forty zeros
 * stand for nothing at all. Elements that have an order are mixed in one after the other; those that have none are
 * added up, each with a mark of its own.
 */
final class Digest {
    private static final int BYTES = 20;
    private static final byte[] EXPIRES = Store.word("!!expire!!");

    private final MessageDigest sha;
    private final byte[] sum = new byte[BYTES];

    private Digest(MessageDigest sha) {
        this.sha = sha;
    }

    private Digest() {
        this(sha1());
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /** Of all keys and values; of expiries only whether there is one, as replicas may differ in the moment by a little. */
    static String of(Keyspace keyspace) {
        Digest digest = new Digest();
        try (Snapshot snapshot = keyspace.snapshot()) {
            for (int i = 0; i < snapshot.databases(); i++) {
                if (snapshot.size(i) > 0) {
                    digest.mix(number(i));
                    snapshot.forEach(i, (key, value, expireAtMillis, uses) -> digest.key(key, value, expireAtMillis));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return digest.text();
    }

    static String of(Value value, long expireAtMillis) {
        Digest digest = new Digest();
        digest.value(value, expireAtMillis);
        return digest.text();
    }

    private void key(byte[] key, Value value, long expireAtMillis) {
        Digest whole = new Digest(sha);
        whole.mix(key);
        whole.value(value, expireAtMillis);
        add(whole.sum);
    }

    private void value(Value value, long expireAtMillis) {
        // The numbers of the types are those of Redis' objects.
        switch (value) {
            case StringValue string -> {
                mix(number(0));
                mix(string.bytes());
            }
            case ListValue list -> {
                mix(number(1));
                list.walk(0, list.size(), false, this::mix);
            }
            case SetValue set -> {
                mix(number(2));
                set.forEach(this::add);
            }
            case SortedSetValue sorted -> {
                mix(number(3));
                sorted.forEach((member, score) -> pair(member, Store.word(Doubles.text(score))));
            }
            case HashValue hash -> {
                mix(number(4));
                hash.forEach(this::pair);
            }
            case StreamValue stream -> {
                mix(number(6));
                stream(stream);
            }
            case Missing missing -> {}
        }
        if (value.exists() && expireAtMillis != Database.NO_EXPIRY) {
            add(EXPIRES);
        }
    }

    private void stream(StreamValue stream) {
        for (StreamCursor entries = stream.range(StreamId.MIN, StreamId.MAX, false); entries.next(); ) {
            NodeCursor entry = entries.entry();
            StreamId id = entry.id();
            mix(Store.word(Long.toUnsignedString(id.ms()) + "." + Long.toUnsignedString(id.seq())));
            entry.words((bytes, from, length) -> mix(bytes, from, length));
        }
    }

    private void pair(byte[] first, byte[] second) {
        Digest element = new Digest(sha);
        element.mix(first);
        element.mix(second);
        add(element.sum);
    }

    private void mix(byte[] part) {
        mix(part, 0, part.length);
    }

    private void mix(byte[] bytes, int from, int length) {
        add(bytes, from, length);
        byte[] mixed = sha.digest(sum);
        System.arraycopy(mixed, 0, sum, 0, BYTES);
    }

    private void add(byte[] part) {
        add(part, 0, part.length);
    }

    private void add(byte[] bytes, int from, int length) {
        sha.update(bytes, from, length);
        byte[] mark = sha.digest();
        for (int i = 0; i < BYTES; i++) {
            sum[i] ^= mark[i];
        }
    }

    /** As it stands in C's memory, in the order of the network. */
    private static byte[] number(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private String text() {
        return HexFormat.of().formatHex(sum);
    }
}
