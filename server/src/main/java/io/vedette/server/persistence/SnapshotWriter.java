package io.vedette.server.persistence;

import io.vedette.rdb.PayloadWriter;
import io.vedette.rdb.RdbReplication;
import io.vedette.rdb.RdbWriter;
import io.vedette.server.keyspace.Snapshot;
import io.vedette.server.keyspace.UseHint;
import io.vedette.server.values.Collection;
import io.vedette.server.values.Missing;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Value;
import java.io.IOException;
import java.util.Optional;

/**
 * Writes a snapshot in the RDB format. Stateless; runs on any thread, and blocks as the writer's output blocks. The
 * snapshot stays open: who made it closes it on the owner loop.
 */
public final class SnapshotWriter {
    private SnapshotWriter() {}

    /**
     * What stands at the head of the file beside the data.
     *
     * @param redisVersion the Redis version that the file claims, for example {@code 7.0.15}
     * @param createdSeconds wall clock, seconds since 1970
     * @param usedMemoryBytes as INFO says
     * @param replication where in the replication stream the snapshot stands, if it stands in one
     * @param appendOnlyBase whether the file is the base of an append-only file
     */
    public record Head(
            String redisVersion,
            long createdSeconds,
            long usedMemoryBytes,
            Optional<RdbReplication> replication,
            boolean appendOnlyBase) {}

    /**
     * Writes everything, end mark included. A failure of the output leaves a part behind that no reader accepts.
     *
     * @param progress counts the keys
     */
    public static void write(Snapshot snapshot, Head head, RdbWriter writer, Progress progress) throws IOException {
        writer.header(
                head.redisVersion(),
                head.createdSeconds(),
                head.usedMemoryBytes(),
                head.replication(),
                head.appendOnlyBase());
        for (byte[] library : snapshot.functionLibraries()) {
            writer.functionLibrary(library);
        }
        PayloadWriter payload = new PayloadWriter(writer.version(), writer.compresses());
        Snapshot.Sink sink = new Snapshot.Sink() {
            @Override
            public void entry(byte[] key, Value value, long expireAtMillis, UseHint uses) throws IOException {
                writer.uses(uses.idleSeconds(), uses.frequency());
                write(writer, payload, key, value, expireAtMillis);
                progress.key();
            }

            @Override
            public void text(byte[] bytes, int keyAt, int keyLength, int valueAt, int valueLength) throws IOException {
                writer.string(bytes, keyAt, keyLength, valueAt, valueLength);
                progress.key();
            }
        };
        for (int i = 0; i < snapshot.databases(); i++) {
            if (snapshot.size(i) > 0) {
                writer.database(i, snapshot.size(i), snapshot.expires(i));
                snapshot.forEach(i, sink);
            }
        }
        writer.end();
    }

    private static void write(RdbWriter writer, PayloadWriter payload, byte[] key, Value value, long expireAtMillis)
            throws IOException {
        switch (value) {
            case StringValue.Int number -> writer.string(key, expireAtMillis, number.number());
            case StringValue text -> writer.string(key, expireAtMillis, text.bytes());
            case Collection collection -> {
                ValueCodec.write(collection, payload);
                writer.structure(key, expireAtMillis, ValueCodec.typeOf(collection, writer.version()), payload.take());
            }
            case Missing missing -> throw new IllegalStateException("a key without a value in a snapshot");
        }
    }
}
