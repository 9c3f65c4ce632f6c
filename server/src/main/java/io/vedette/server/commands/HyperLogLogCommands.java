package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.server.hyperloglog.HyperLogLog;
import io.vedette.server.hyperloglog.Registers;
import io.vedette.server.hyperloglog.SelfTest;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.values.LongText;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;

/** The HyperLogLog group: strings that count different elements. */
final class HyperLogLogCommands {
    private final Store store;

    HyperLogLogCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("pfadd", this::pfadd);
        table.bind("pfcount", this::pfcount);
        table.bind("pfmerge", this::pfmerge);
        table.bind("pfdebug", this::pfdebug);
        table.bind("pfselftest", this::pfselftest);
    }

    private long sparseMaxBytes() {
        return store.keyspace().values().limits().hllSparseMaxBytes();
    }

    private HyperLogLog counter(Value value) {
        return HyperLogLog.of(value.asString().bytes(), sparseMaxBytes());
    }

    private static void put(Database database, byte[] key, HyperLogLog counter) {
        database.update(key, StringValue.grown(counter.string()));
    }

    private void pfadd(Call call) {
        Argv argv = call.argv();
        byte[] key = argv.bytes(1);
        Database database = store.database(call);
        Value value = database.findForWrite(key);
        if (value instanceof LongText text && HyperLogLog.isDense(text::range, text.length())) {
            addInPlace(call, database, text);
            return;
        }
        HyperLogLog counter = value.exists() ? counter(value) : HyperLogLog.empty(sparseMaxBytes());
        boolean changed = !value.exists();
        for (int i = 2; i < argv.size(); i++) {
            changed |= counter.add(argv.bytes(i));
        }
        if (changed) {
            counter.spoilEstimate();
            put(database, key, counter);
            database.tell(KeyEvent.PFADD, key);
        }
        call.reply().integer(changed ? 1 : 0);
    }

    /** A large counter changes rarely, and then by a bit or two: it is not copied for that. */
    private static void addInPlace(Call call, Database database, LongText counter) {
        Argv argv = call.argv();
        int first = 2;
        while (first < argv.size()
                && HyperLogLog.raised(counter::range, argv.bytes(first)).isEmpty()) {
            first++;
        }
        int changes = first;
        if (changes < argv.size()) {
            database.patch(
                    argv.bytes(1),
                    text -> {
                        for (int i = changes; i < argv.size(); i++) {
                            HyperLogLog.raised(text::range, argv.bytes(i)).ifPresent(patch -> patch(text, patch));
                        }
                        patch(text, HyperLogLog.spoiledEstimate(text::range));
                    },
                    KeyEvent.PFADD);
        }
        call.reply().integer(changes < argv.size() ? 1 : 0);
    }

    private static void patch(LongText text, HyperLogLog.Patch patch) {
        text.patch(patch.at(), patch.bytes());
    }

    private void pfcount(Call call) {
        if (call.argv().size() > 2) {
            call.reply().integer(merged(call, 1).registers().estimate());
            return;
        }
        byte[] key = call.argv().bytes(1);
        Database database = store.database(call);
        Value value = database.find(key);
        if (!value.exists()) {
            call.reply().integer(0);
            return;
        }
        HyperLogLog counter = counter(value);
        if (counter.isEstimateStale()) {
            Registers registers = new Registers();
            counter.mergeInto(registers);
            counter.keepEstimate(registers.estimate());
            put(database, key, counter);
            // A command that only reads, and yet replicas are to keep the same bytes.
            store.propagation().replaceWith(call.argv());
        }
        call.reply().integer(counter.keptEstimate());
    }

    private record Merged(Registers registers, boolean anyDense) {}

    /** All keys from a position on; missing ones count as empty. */
    private Merged merged(Call call, int from) {
        Registers registers = new Registers();
        boolean anyDense = false;
        for (int i = from; i < call.argv().size(); i++) {
            Value value = store.database(call).find(call.argv().bytes(i));
            if (value.exists()) {
                HyperLogLog counter = counter(value);
                anyDense |= counter.isDense();
                counter.mergeInto(registers);
            }
        }
        return new Merged(registers, anyDense);
    }

    private void pfmerge(Call call) {
        Merged merged = merged(call, 1);
        byte[] key = call.argv().bytes(1);
        Database database = store.database(call);
        Value value = database.findForWrite(key);
        HyperLogLog counter = value.exists() ? counter(value) : HyperLogLog.empty(sparseMaxBytes());
        if (merged.anyDense()) {
            counter.toDense();
        }
        counter.raiseAll(merged.registers());
        counter.spoilEstimate();
        put(database, key, counter);
        database.tell(KeyEvent.PFADD, key);
        call.reply().ok();
    }

    private void pfdebug(Call call) {
        Argv argv = call.argv();
        byte[] key = argv.bytes(2);
        Database database = store.database(call);
        Value value = database.findForWrite(key);
        if (!value.exists()) {
            throw Errors.hyperLogLogMissing();
        }
        HyperLogLog counter = counter(value);
        boolean known = argv.is(1, "getreg") || argv.is(1, "decode") || argv.is(1, "encoding") || argv.is(1, "todense");
        if (!known) {
            throw Errors.unknownPfdebug(argv.bytes(1));
        }
        if (argv.size() != 3) {
            throw Errors.wrongArityOfPfdebug(argv.bytes(1));
        }
        if (argv.is(1, "decode")) {
            if (counter.isDense()) {
                throw Errors.hyperLogLogNotSparse();
            }
            call.reply().bulk(counter.runs());
        } else if (argv.is(1, "encoding")) {
            call.reply().simple(counter.isDense() ? "dense" : "sparse");
        } else {
            boolean converts = !counter.isDense();
            if (converts) {
                counter.toDense();
                put(database, key, counter);
            }
            if (argv.is(1, "todense")) {
                call.reply().integer(converts ? 1 : 0);
            } else {
                registers(call, counter);
            }
        }
    }

    private static void registers(Call call, HyperLogLog counter) {
        Registers registers = new Registers();
        counter.mergeInto(registers);
        call.reply().array(Registers.COUNT);
        for (int i = 0; i < Registers.COUNT; i++) {
            call.reply().integer(registers.get(i));
        }
    }

    private void pfselftest(Call call) {
        SelfTest.run(store.keyspace().random());
        call.reply().ok();
    }
}
