package io.vedette.server.keyspace;

import io.vedette.server.memory.CopiedRecord;
import io.vedette.server.memory.Slabs;
import io.vedette.server.memory.StepAside;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Value;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The keyspace as it was at one moment. Made on the owner loop by copying references to buckets, one for about 140
 * keys; then handed to another thread, which walks it while the owner goes on writing to copies of its own.
 *
 * <p>Walked by any one thread; closed on the owner loop, exactly once, after the walk. As long as one is open, what is
 * deleted or overwritten keeps its memory.
 */
public final class Snapshot implements AutoCloseable {
    /** Gets the keys of one database. */
    @FunctionalInterface
    public interface Sink {
        /**
         * @param expireAtMillis since 1970, or {@link Database#NO_EXPIRY}
         * @param uses what a policy of eviction that looks at uses knew of the key at the moment of the snapshot, or about it
         */
        void entry(byte[] key, Value value, long expireAtMillis, UseHint uses) throws IOException;

        /** A key with text of which there is nothing more to say, where both stand in an array: most of most databases. */
        default void text(byte[] bytes, int keyAt, int keyLength, int valueAt, int valueLength) throws IOException {
            entry(
                    Arrays.copyOfRange(bytes, keyAt, keyAt + keyLength),
                    StringValue.text(Arrays.copyOfRange(bytes, valueAt, valueAt + valueLength)),
                    Database.NO_EXPIRY,
                    UseHint.NONE);
        }
    }

    private final Slabs slabs;
    private final Records[] records;
    private final long[] expires;
    private final IntFunction<UseHint> uses;
    private final boolean tellsUses;
    private final List<byte[]> functionLibraries;
    private final Tempo tempo;
    private final StepAside aside = new StepAside();
    private long walked;

    /**
     * @param uses what marks mean, for another thread
     * @param tellsUses false if that is nothing, whatever the mark
     */
    Snapshot(
            Slabs slabs,
            Records[] live,
            List<byte[]> functionLibraries,
            Tempo tempo,
            IntFunction<UseHint> uses,
            boolean tellsUses) {
        slabs.openSnapshot();
        this.slabs = slabs;
        this.functionLibraries = functionLibraries;
        this.tempo = tempo;
        this.uses = uses;
        this.tellsUses = tellsUses;
        this.records = new Records[live.length];
        this.expires = new long[live.length];
        for (int i = 0; i < live.length; i++) {
            records[i] = live[i].freeze();
            expires[i] = live[i].expiries().size();
        }
    }

    public int databases() {
        return records.length;
    }

    /** Keys of the database, expired ones included. */
    public long size(int database) {
        return records[database].size();
    }

    /** Keys of the database that have an expiry. */
    public long expires(int database) {
        return expires[database];
    }

    /** Sources of function libraries, see {@link Keyspace#functionLibraries()}. */
    public List<byte[]> functionLibraries() {
        return functionLibraries;
    }

    /** Gives every key of a database to {@code sink}, expired ones included, in no order. */
    public void forEach(int database, Sink sink) throws IOException {
        Records frozen = records[database];
        CopiedRecord copied = frozen.copiedRecord();
        frozen.walk(record -> {
            if (!tellsUses && copied.take(record) && Records.isLastingText(copied)) {
                int valueAt = copied.payloadAt() + Records.SHORT_HEAD;
                int valueLength = copied.payloadLength() - Records.SHORT_HEAD;
                sink.text(copied.bytes(), copied.keyAt(), copied.keyLength(), valueAt, valueLength);
            } else {
                sink.entry(
                        frozen.key(record),
                        frozen.value(record),
                        frozen.expireAtMillis(record),
                        uses.apply(frozen.useMark(record)));
            }
            walked++;
            tempo.written(walked);
            aside.after(1);
        });
    }

    @Override
    public void close() {
        slabs.closeSnapshot();
    }
}
