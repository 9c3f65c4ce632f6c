package io.vedette.server.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
