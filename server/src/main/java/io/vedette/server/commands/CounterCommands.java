package io.vedette.server.commands;

import io.vedette.resp.Ascii;
import io.vedette.resp.Errors;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.values.LongText;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;

/** Strings that hold numbers: INCR and its kin. */
final class CounterCommands {
    private static final byte[] ZERO = {'0'};

    private final Store store;

    CounterCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("incr", call -> add(call, 1));
        table.bind("decr", call -> add(call, -1));
        table.bind("incrby", call -> add(call, call.argv().asLong(2)));
        table.bind("decrby", this::decrby);
        table.bind("incrbyfloat", this::incrbyfloat);
    }

    private void decrby(Call call) {
        long amount = call.argv().asLong(2);
        if (amount == Long.MIN_VALUE) {
            throw Errors.decrementWouldOverflow();
        }
        add(call, -amount);
    }

    private void add(Call call, long amount) {
        byte[] key = call.argv().bytes(1);
        Database database = store.database(call);
        Value old = database.findForWrite(key);
        long number = old.exists() ? number(old.asString()) : 0;
        long sum = number + amount;
        if (((number ^ sum) & (amount ^ sum)) < 0) {
            throw Errors.increasePastRange();
        }
        database.update(key, StringValue.of(sum), KeyEvent.INCRBY);
        call.reply().integer(sum);
    }

    private static long number(StringValue value) {
        return switch (value) {
            case StringValue.Int number -> number.number();
            case LongText text -> throw Errors.notAnInteger();
            case StringValue text -> Ascii.parseLong(text.bytes());
        };
    }

    private void incrbyfloat(Call call) {
        byte[] key = call.argv().bytes(1);
        Database database = store.database(call);
        Value old = database.findForWrite(key);
        LongDouble number = LongDouble.parse(old.exists() ? old.asString().bytes() : ZERO);
        LongDouble sum = number.plus(LongDouble.parse(call.argv().bytes(2)));
        if (!sum.isFinite()) {
            throw Errors.increaseToNan();
        }
        byte[] text = Store.word(sum.text());
        database.update(key, StringValue.text(text), KeyEvent.INCRBYFLOAT);
        // The result goes to the log, not the sum: another machine may add in another precision.
        store.propagate(Store.SET, key, text, Store.KEEPTTL);
        call.reply().bulk(text);
    }
}
