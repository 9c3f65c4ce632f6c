package io.vedette.server.commands;

import io.vedette.server.blocking.Blocking;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.session.Propagation;
import io.vedette.session.CommandTable;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** All commands on data that this server knows, for binding in one go. */
public final class DataCommands {
    private final Store store;
    private final BooleanSupplier checksums;
    private final BooleanSupplier compress;

    /**
     * @param lazyExpire whether expiries in the past are propagated as UNLINK ({@code lazyfree-lazy-expire})
     * @param longestString bytes of the longest string that a client may make ({@code proto-max-bulk-len})
     * @param checksums whether those of RESTORE's payloads are looked at
     * @param compress whether DUMP compresses long strings ({@code rdbcompression})
     */
    public DataCommands(
            Keyspace keyspace,
            Propagation propagation,
            Blocking blocking,
            BooleanSupplier lazyExpire,
            LongSupplier longestString,
            BooleanSupplier checksums,
            BooleanSupplier compress) {
        this.store = new Store(keyspace, propagation, blocking, lazyExpire, longestString);
        this.checksums = checksums;
        this.compress = compress;
    }

    public void bindTo(CommandTable table) {
        new StringCommands(store).bindTo(table);
        new CounterCommands(store).bindTo(table);
        new LcsCommand(store).bindTo(table);
        new BitmapCommands(store).bindTo(table);
        new BitfieldCommands(store).bindTo(table);
        new GenericCommands(store).bindTo(table);
        new SortCommands(store).bindTo(table);
        new ExpiryCommands(store).bindTo(table);
        new ListCommands(store).bindTo(table);
        new ListMoveCommands(store).bindTo(table);
        new ObjectCommands(store).bindTo(table);
        new DumpCommands(store, checksums, compress).bindTo(table);
        new KeyspaceCommands(store).bindTo(table);
        new HashCommands(store).bindTo(table);
        new SetCommands(store).bindTo(table);
        new SetAlgebra(store).bindTo(table);
        new SortedSetCommands(store).bindTo(table);
        new StreamCommands(store).bindTo(table);
        new StreamReadCommands(store).bindTo(table);
        new StreamGroupCommands(store).bindTo(table);
        new StreamPendingCommands(store).bindTo(table);
        new StreamInfoCommands(store).bindTo(table);
        new GeoCommands(store).bindTo(table);
        new HyperLogLogCommands(store).bindTo(table);
    }
}
