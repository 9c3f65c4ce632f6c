package io.vedette.server.keyspace;

import io.vedette.server.memory.Slabs;
import io.vedette.server.values.Value;
import java.io.IOException;
import java.util.List;

/**
 * The keyspace as it was at one moment. Made on the owner loop by copying references to segments, one for about 140
 * keys; then handed to another thread, which walks it while the owner goes on writing to copies of its own.
 *
 * <p>Walked by any one thread; closed on the owner loop, exactly once, after the walk. An unclosed snapshot costs nothing
 * but needless copies of segments.
 */
public final class Snapshot implements AutoCloseable {
    /** Gets the keys of one database. */
    @FunctionalInterface
    public interface Sink {
        /** @param expireAtMillis since 1970, or {@link Database#NO_EXPIRY} */
        void entry(byte[] key, Value value, long expireAtMillis) throws IOException;
    }

    private final Slabs slabs;
    private final Table[] tables;
    private final Segment[][] segments;
    private final long[] sizes;
    private final long[] expires;
    private final List<byte[]> functionLibraries;

    Snapshot(Slabs slabs, Table[] tables, List<byte[]> functionLibraries) {
        slabs.openSnapshot();
        this.slabs = slabs;
        this.tables = tables;
        this.functionLibraries = functionLibraries;
        this.segments = new Segment[tables.length][];
        this.sizes = new long[tables.length];
        this.expires = new long[tables.length];
        for (int i = 0; i < tables.length; i++) {
            segments[i] = tables[i].freeze();
            sizes[i] = tables[i].size();
            expires[i] = tables[i].expiries().size();
        }
    }

    public int databases() {
        return tables.length;
    }

    /** Keys of the database, expired ones included. */
    public long size(int database) {
        return sizes[database];
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
        for (Segment segment : segments[database]) {
            for (int slot = 0; slot < segment.slots(); slot++) {
                Entry entry = segment.at(slot);
                if (entry != Entry.NONE) {
                    sink.entry(entry.key, entry.value, entry.expireAtMillis);
                }
            }
        }
    }

    @Override
    public void close() {
        for (Table table : tables) {
            table.thaw();
        }
        slabs.closeSnapshot();
    }
}
