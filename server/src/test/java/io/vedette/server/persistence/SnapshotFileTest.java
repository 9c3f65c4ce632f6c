package io.vedette.server.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.rdb.RdbException;
import io.vedette.rdb.RdbFault;
import io.vedette.rdb.RdbReader;
import io.vedette.rdb.RdbReplication;
import io.vedette.rdb.RdbWriter;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.ExpiryRule;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.keyspace.KeyspaceListener;
import io.vedette.server.keyspace.Snapshot;
import io.vedette.server.values.EncodingLimits;
import io.vedette.server.values.StringValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SnapshotFileTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final String ID = "0123456789abcdef0123456789abcdef01234567";

    private final Keyspace keyspace = new Keyspace(16, KeyspaceListener.NONE, new Random(3), EncodingLimits.USUAL);

    @Test
    void whatIsWrittenIsLoaded() throws IOException {
        Random random = new Random(4);
        keyspace.actAs(ExpiryRule.DELETE, NOW);
        for (int i = 0; i < 5000; i++) {
            StringValue value = switch (random.nextInt(4)) {
                case 0 -> StringValue.of(random.nextLong());
                case 1 -> StringValue.of(random.nextInt(1000));
                case 2 -> StringValue.text(bytes("text ".repeat(random.nextInt(40))));
                default -> {
                    byte[] noise = new byte[random.nextInt(100)];
                    random.nextBytes(noise);
                    yield StringValue.grown(noise);
                }
            };
            long at = random.nextBoolean() ? Database.NO_EXPIRY : NOW + random.nextInt(100_000);
            keyspace.database(random.nextInt(3) * 7).put(bytes("key" + i), value, at);
        }
        keyspace.functionLibraries(List.of(bytes("#!lua name=lib")));
        byte[] file = write(Optional.of(new RdbReplication(2, ID, 77, Optional.empty())));

        Keyspace fresh = new Keyspace(16, KeyspaceListener.NONE, new Random(5), EncodingLimits.USUAL);
        KeyspaceLoader loader = new KeyspaceLoader(fresh, KeyspaceLoader.Expired.DROP, NOW);
        read(file, loader);
        assertEquals(content(keyspace), content(fresh));
        assertEquals(5000, loader.loaded());
        assertEquals(Optional.of(new RdbReplication(2, ID, 77, Optional.empty())), loader.replication());
        assertEquals(Optional.of("7.0.15"), loader.aux("redis-ver"));
        assertEquals("#!lua name=lib", text(fresh.functionLibraries().getFirst()));
    }

    @Test
    void aMasterDropsWhatHasExpiredAndAReplicaKeepsIt() throws IOException {
        keyspace.actAs(ExpiryRule.KEEP, NOW);
        keyspace.database(0).put(bytes("old"), StringValue.of(1), NOW - 1);
        keyspace.database(0).put(bytes("new"), StringValue.of(2), NOW + 1);
        byte[] file = write(Optional.empty());
        KeyspaceLoader master = new KeyspaceLoader(fresh(), KeyspaceLoader.Expired.DROP, NOW);
        read(file, master);
        assertEquals(1, master.loaded());
        assertEquals(1, master.dropped().size());
        KeyspaceLoader replica = new KeyspaceLoader(fresh(), KeyspaceLoader.Expired.KEEP, NOW);
        read(file, replica);
        assertEquals(2, replica.loaded());
    }

    @Test
    void aKeyThatStandsTwiceIsRefused() {
        RdbException refusal = refusal(writer -> {
            writer.database(0, 2, 0);
            writer.string(bytes("k"), Database.NO_EXPIRY, 1);
            writer.string(bytes("k"), Database.NO_EXPIRY, 2);
        });
        assertEquals(RdbFault.DUPLICATE_KEY, refusal.fault());
    }

    /** Strings that stand whole in the reader's buffer come many at once, others one by one: both must come to the same. */
    @Test
    void stringsAreLoadedInWhateverPiecesTheFileIsRead() throws IOException {
        Random random = new Random(8);
        keyspace.actAs(ExpiryRule.DELETE, NOW);
        int[] numbers = {
            0, -1, 127, -128, 128, -129, 32767, -32768, 40_000, -40_000, Integer.MAX_VALUE, Integer.MIN_VALUE
        };
        for (int number : numbers) {
            keyspace.database(0).put(bytes("number" + number), StringValue.of(number));
            keyspace.database(0).put(bytes("long" + number), StringValue.of(number * 10_000_000_000L));
            keyspace.database(0).put(bytes("text" + number), StringValue.text(bytes(Integer.toString(number))));
        }
        for (int length = 0; length < 20_000; length = length * 2 + random.nextInt(3)) {
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            keyspace.database(0).put(noise, StringValue.text(noise));
            keyspace.database(0).put(bytes("short" + length), StringValue.text(noise));
        }
        for (int i = 0; i < 10_000; i++) {
            byte[] noise = new byte[random.nextInt(70)];
            random.nextBytes(noise);
            keyspace.database(3).put(bytes(random.nextInt(10) + "key" + i), StringValue.text(noise));
        }
        byte[] file = write(Optional.empty());
        Keyspace whole = fresh();
        read(file, new KeyspaceLoader(whole, KeyspaceLoader.Expired.DROP, NOW));
        assertEquals(content(keyspace), content(whole));
        Keyspace pieces = fresh();
        ByteArrayInputStream in = new ByteArrayInputStream(file);
        RdbReader.read(
                (target, offset, length) -> in.read(target, offset, 1 + random.nextInt(Math.min(length, 200))),
                new KeyspaceLoader(pieces, KeyspaceLoader.Expired.DROP, NOW),
                true);
        assertEquals(content(keyspace), content(pieces));
        assertEquals("int", encoding(whole, "text127"));
        assertEquals("int", encoding(whole, "long127"));
        assertEquals("embstr", encoding(whole, "short0"));
    }

    private static String encoding(Keyspace keyspace, String key) {
        return keyspace.database(0).inspect(bytes(key)).asString().encoding();
    }

    @Test
    void amongManyStringsTheOneThatStandsTwiceIsNamed() {
        RdbException refusal = refusal(writer -> {
            writer.database(0, 1000, 0);
            for (int i = 0; i < 1000; i++) {
                writer.string(bytes("key" + i), Database.NO_EXPIRY, bytes("value"));
            }
            writer.string(bytes("key7"), Database.NO_EXPIRY, bytes("value"));
            writer.string(bytes("key1000"), Database.NO_EXPIRY, bytes("value"));
        });
        assertEquals(RdbFault.DUPLICATE_KEY, refusal.fault());
        assertTrue(refusal.getMessage().contains("'key7'"), refusal.getMessage());
    }

    @Test
    void aDatabaseThatDoesNotExistIsRefused() {
        assertEquals(
                RdbFault.DATABASE_OUT_OF_RANGE,
                refusal(writer -> writer.database(16, 1, 0)).fault());
    }

    private interface Body {
        void write(RdbWriter writer) throws IOException;
    }

    private static RdbException refusal(Body body) {
        return assertThrows(RdbException.class, () -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            RdbWriter writer = new RdbWriter(out::write, true, true);
            writer.header("7.0.15", NOW / 1000, 0, Optional.empty(), false);
            body.write(writer);
            writer.end();
            read(out.toByteArray(), new KeyspaceLoader(fresh(), KeyspaceLoader.Expired.DROP, NOW));
        });
    }

    private static Keyspace fresh() {
        return new Keyspace(16, KeyspaceListener.NONE, new Random(6), EncodingLimits.USUAL);
    }

    private byte[] write(Optional<RdbReplication> replication) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Snapshot snapshot = keyspace.snapshot()) {
            SnapshotWriter.Head head = new SnapshotWriter.Head("7.0.15", NOW / 1000, 1 << 20, replication, false);
            SnapshotWriter.write(snapshot, head, new RdbWriter(out::write, true, true), Progress.ofKeys(0));
        }
        return out.toByteArray();
    }

    private static void read(byte[] file, KeyspaceLoader loader) throws IOException {
        RdbReader.read(new ByteArrayInputStream(file)::read, loader, true);
    }

    private static Map<String, String> content(Keyspace keyspace) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Snapshot snapshot = keyspace.snapshot()) {
            for (int i = 0; i < snapshot.databases(); i++) {
                int database = i;
                snapshot.forEach(
                        i,
                        (key, value, at, uses) -> content.put(
                                database + " " + text(key),
                                at + " " + text(value.asString().bytes())));
            }
        }
        return content;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
