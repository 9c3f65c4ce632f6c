package io.vedette.server.commands;

import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.keyspace.Snapshot;
import io.vedette.server.values.Collection;
import io.vedette.server.values.Missing;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A short mark of content: equal for equal content, whatever the order of keys. It compares servers of our own kind with each
 * other; Redis' digest of the same data is another. Forty zeros stand for nothing at all.
 */
final class Digest {
    private static final int BYTES = 20;

    private final MessageDigest sha;
    private final byte[] sum = new byte[BYTES];

    private Digest() {
        try {
            sha = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /** Of all keys and values; of expiries only whether there is one, as replicas may differ in the moment by a little. */
    static String of(Keyspace keyspace) {
        Digest digest = new Digest();
        try (Snapshot snapshot = keyspace.snapshot()) {
            for (int i = 0; i < snapshot.databases(); i++) {
                byte[] database = ByteBuffer.allocate(Integer.BYTES).putInt(i).array();
                snapshot.forEach(i, (key, value, expireAtMillis) -> {
                    digest.part(database);
                    digest.part(key);
                    digest.value(value);
                    digest.sha.update((byte) (expireAtMillis >= 0 ? 1 : 0));
                    digest.mix();
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return digest.text();
    }

    static String of(Value value) {
        Digest digest = new Digest();
        if (value.exists()) {
            digest.value(value);
            digest.mix();
        }
        return digest.text();
    }

    private void value(Value value) {
        switch (value) {
            case StringValue string -> {
                sha.update((byte) 's');
                part(string.bytes());
            }
            case Collection collection -> {
                sha.update((byte) 'c');
                part(collection.type().word().getBytes(StandardCharsets.ISO_8859_1));
            }
            case Missing missing -> sha.update((byte) '-');
        }
    }

    /** With its length, so that parts cannot flow into each other. */
    private void part(byte[] bytes) {
        sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        sha.update(bytes);
    }

    /** One element is complete. */
    private void mix() {
        byte[] element = sha.digest();
        for (int i = 0; i < BYTES; i++) {
            sum[i] ^= element[i];
        }
    }

    private String text() {
        return HexFormat.of().formatHex(sum);
    }
}
