package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.ReplyWriter;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.values.Kind;
import io.vedette.server.values.SortedSetValue;
import io.vedette.server.values.Type;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;

/**
 * Commands that take the first or last elements of sorted sets out, and may wait until there are any. The log gets ZPOPMIN or
 * ZPOPMAX, with what was taken.
 */
final class SortedSetPops implements KeyedPops.Popper<SortedSetPops.End> {
    /** Which end. */
    enum End {
        MIN(KeyEvent.ZPOPMIN),
        MAX(KeyEvent.ZPOPMAX);

        private final KeyEvent event;
        private final byte[] command;

        End(KeyEvent event) {
            this.event = event;
            this.command = Store.word(event.name());
        }
    }

    private final Store store;

    SortedSetPops(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        KeyedPops<End> pops = new KeyedPops<>(store, Type.ZSET, SortedSetPops::endNamed, this);
        table.bind("zpopmin", call -> pop(call, End.MIN));
        table.bind("zpopmax", call -> pop(call, End.MAX));
        table.bind("zmpop", pops::some);
        table.bind("bzpopmin", call -> pops.oneOrWait(call, End.MIN));
        table.bind("bzpopmax", call -> pops.oneOrWait(call, End.MAX));
        table.bind("bzmpop", pops::someOrWait);
    }

    private void pop(Call call, End end) {
        Argv argv = call.argv();
        if (argv.size() > 3) {
            throw Errors.syntax();
        }
        boolean counted = argv.size() == 3;
        long count = counted ? Counts.atLeast(argv, 2, 0, Errors.notPositive()) : 1;
        byte[] key = argv.bytes(1);
        Database database = store.database(call);
        SortedSetValue value = database.edit(key, Kind.SORTED_SET);
        long taken = Math.min(count, value.size());
        // Only who asks for a number of elements gets them in pairs.
        if (counted && call.reply().protocol() > 2) {
            call.reply().array(taken);
        } else {
            call.reply().array(2 * taken);
        }
        take(
                database,
                key,
                value,
                end,
                taken,
                call.reply(),
                counted && call.reply().protocol() > 2);
    }

    @Override
    public boolean popSome(Call call, byte[] key, End end, long most) {
        Database database = store.database(call);
        SortedSetValue value = database.edit(key, Kind.SORTED_SET);
        if (value.size() == 0) {
            return false;
        }
        long taken = Math.min(most, value.size());
        ReplyWriter reply = call.reply();
        reply.array(2);
        reply.bulk(key);
        reply.array(taken);
        take(database, key, value, end, taken, reply, true);
        store.propagate(end.command, key, Store.word(taken));
        return true;
    }

    @Override
    public boolean popOne(Call call, byte[] key, End end) {
        Database database = store.database(call);
        SortedSetValue value = database.edit(key, Kind.SORTED_SET);
        if (value.size() == 0) {
            return false;
        }
        call.reply().array(3);
        call.reply().bulk(key);
        take(database, key, value, end, 1, call.reply(), false);
        store.propagate(end.command, key);
        return true;
    }

    private static End endNamed(Argv argv, int position) {
        if (argv.is(position, "min")) {
            return End.MIN;
        }
        if (argv.is(position, "max")) {
            return End.MAX;
        }
        throw Errors.syntax();
    }

    private static void take(
            Database database,
            byte[] key,
            SortedSetValue value,
            End end,
            long taken,
            ReplyWriter reply,
            boolean pairs) {
        long from = end == End.MIN ? 0 : value.size() - taken;
        value.forEach(from, from + taken, end == End.MAX, (member, score) -> {
            if (pairs) {
                reply.array(2);
            }
            reply.bulk(member);
            reply.doubleValue(score);
        });
        if (taken > 0) {
            value.removeRange(from, from + taken);
            database.edited(key, value, taken, end.event);
        }
    }
}
