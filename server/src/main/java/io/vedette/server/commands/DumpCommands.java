package io.vedette.server.commands;

import io.vedette.rdb.DumpPayload;
import io.vedette.rdb.PayloadWriter;
import io.vedette.rdb.RdbException;
import io.vedette.rdb.RdbFault;
import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.keyspace.UseHint;
import io.vedette.server.persistence.SerializedValue;
import io.vedette.server.values.Collection;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/** DUMP and RESTORE: a value as bytes, for moving it between servers. */
final class DumpCommands {
    private final Store store;
    private final BooleanSupplier checksums;
    private final BooleanSupplier compress;
    /** Kept: the tables for a compression cost more to make than most values to write. */
    private final PayloadWriter compressing = new PayloadWriter(true);

    private final PayloadWriter plain = new PayloadWriter(false);

    /**
     * @param checksums whether those of RESTORE's payloads are looked at
     * @param compress whether DUMP compresses long strings
     */
    DumpCommands(Store store, BooleanSupplier checksums, BooleanSupplier compress) {
        this.store = store;
        this.checksums = checksums;
        this.compress = compress;
    }

    void bindTo(CommandTable table) {
        table.bind("dump", this::dump);
        table.bind("restore", this::restore);
        table.bind("restore-asking", this::restore); // the same, beyond what a cluster makes of the key
    }

    /** The words behind the payload. */
    private record Options(boolean replace, boolean absolute, UseHint hint) {
        static Options parse(Argv argv) {
            boolean replace = false;
            boolean absolute = false;
            long idleSeconds = UseHint.UNKNOWN;
            long counter = UseHint.UNKNOWN;
            for (int i = 4; i < argv.size(); i++) {
                boolean more = i + 1 < argv.size();
                if (argv.is(i, "replace")) {
                    replace = true;
                } else if (argv.is(i, "absttl")) {
                    absolute = true;
                } else if (argv.is(i, "idletime") && more && counter == UseHint.UNKNOWN) {
                    idleSeconds = argv.asLong(++i);
                    if (idleSeconds < 0) {
                        throw Errors.invalidIdleTime();
                    }
                } else if (argv.is(i, "freq") && more && idleSeconds == UseHint.UNKNOWN) {
                    counter = argv.asLong(++i);
                    if (counter < 0 || counter > 255) {
                        throw Errors.invalidFrequency();
                    }
                } else {
                    throw Errors.syntax();
                }
            }
            return new Options(replace, absolute, new UseHint(idleSeconds, (int) counter));
        }
    }

    private void dump(Call call) {
        Value value = store.database(call).inspect(call.argv().bytes(1));
        if (value.exists()) {
            call.reply().bulk(SerializedValue.of(value, compress.getAsBoolean() ? compressing : plain));
        } else {
            call.reply().nullBulk();
        }
    }

    private void restore(Call call) {
        Argv argv = call.argv();
        Options options = Options.parse(argv);
        byte[] key = argv.bytes(1);
        Database database = store.database(call);
        boolean present = database.findForWrite(key).exists();
        if (present && !options.replace()) {
            throw Errors.busyKey();
        }
        long ttl = argv.asLong(2);
        if (ttl < 0) {
            throw Errors.invalidTtl();
        }
        Value value = value(argv.bytes(3));
        long at = ttl == 0 ? Database.NO_EXPIRY : options.absolute() ? ttl : ttl + call.nowMillis();
        if (ttl != 0 && Expiries.isPast(store, at, call.nowMillis())) {
            if (database.remove(key, KeyEvent.DEL)) {
                store.propagateExpiryInThePast(key);
            }
            if (value instanceof Collection collection) {
                collection.release();
            }
        } else {
            database.replace(key, value, at, KeyEvent.RESTORE);
            database.hint(key, options.hint());
            if (ttl != 0 && !options.absolute()) {
                store.propagate(withAbsoluteTtl(argv, at));
            }
        }
        call.reply().ok();
    }

    private Value value(byte[] payload) {
        if (checksums.getAsBoolean() ? !DumpPayload.isSound(payload) : !DumpPayload.isFramed(payload)) {
            throw Errors.dumpPayloadWrong();
        }
        try {
            return SerializedValue.read(payload, store.keyspace().values());
        } catch (RdbException e) {
            throw e.fault() == RdbFault.UNSUPPORTED ? Errors.badDataFormat(e.getMessage()) : Errors.badDataFormat();
        }
    }

    private static byte[][] withAbsoluteTtl(Argv argv, long at) {
        byte[][] words = new byte[argv.size() + 1][];
        Arrays.setAll(words, i -> i < argv.size() ? argv.bytes(i) : Store.ABSTTL);
        words[2] = Store.word(at);
        return words;
    }
}
