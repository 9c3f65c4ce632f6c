package io.vedette.rdb;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A visitor that keeps everything, refuses what the fact sheet says a loader refuses, and can show its digest. */
final class Collected implements RdbVisitor {
    record Text(long expireAtMillis, byte[] value) {}

    record Packed(long expireAtMillis, RdbType type, byte[] payload) {}

    final Map<Long, Map<String, Text>> strings = new TreeMap<>();
    final Map<Long, Map<String, Packed>> structures = new TreeMap<>();
    final Map<String, String> aux = new TreeMap<>();
    final List<String> functions = new ArrayList<>();
    final List<RdbKey> keys = new ArrayList<>();
    final boolean acceptStructures;
    boolean ended;
    private long database;

    Collected(boolean acceptStructures) {
        this.acceptStructures = acceptStructures;
    }

    static Collected of(byte[] file, boolean acceptStructures) throws IOException {
        Collected collected = new Collected(acceptStructures);
        RdbReader.read(new ByteArrayInputStream(file)::read, collected, true);
        return collected;
    }

    @Override
    public void aux(byte[] name, byte[] value) {
        aux.put(text(name), text(value));
    }

    @Override
    public void database(long number) throws RdbException {
        if (number < 0 || number >= 16) {
            throw new RdbException(RdbFault.DATABASE_OUT_OF_RANGE, "database " + number);
        }
        database = number;
    }

    @Override
    public void functionLibrary(byte[] source) {
        functions.add(text(source));
    }

    @Override
    public void string(RdbKey key, byte[] value) throws RdbException {
        keys.add(key);
        Object before = strings.computeIfAbsent(database, any -> new TreeMap<>())
                .put(text(key.bytes()), new Text(key.expireAtMillis(), value));
        if (before != null) {
            throw new RdbException(RdbFault.DUPLICATE_KEY, "key " + text(key.bytes()));
        }
    }

    @Override
    public void structure(RdbKey key, RdbType type, byte[] payload) throws RdbException {
        if (!acceptStructures) {
            RdbVisitor.super.structure(key, type, payload);
        }
        structures
                .computeIfAbsent(database, any -> new TreeMap<>())
                .put(text(key.bytes()), new Packed(key.expireAtMillis(), type, payload));
    }

    @Override
    public void end() {
        ended = true;
    }

    /** {@code database=keys/expiring/digest,...} as the corpus states it. */
    String contentOfStrings() {
        StringBuilder out = new StringBuilder();
        strings.forEach((number, texts) -> {
            MessageDigest all = sha256();
            long[] expiring = {0};
            // TreeMap order of ISO-8859-1 text is the order of the bytes.
            texts.forEach((key, text) -> {
                MessageDigest one = sha256();
                one.update((text.value().length + ":").getBytes(StandardCharsets.US_ASCII));
                one.update(text.value());
                one.update((byte) ',');
                String digest = HexFormat.of().formatHex(one.digest());
                all.update(("string " + digest + " " + text.expireAtMillis() + " " + key + "\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
                expiring[0] += text.expireAtMillis() == RdbKey.NO_EXPIRY ? 0 : 1;
            });
            out.append(out.isEmpty() ? "" : ",")
                    .append(number)
                    .append('=')
                    .append(texts.size())
                    .append('/');
            out.append(expiring[0]).append('/').append(HexFormat.of().formatHex(all.digest()));
        });
        return out.isEmpty() ? "empty" : out.toString();
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
