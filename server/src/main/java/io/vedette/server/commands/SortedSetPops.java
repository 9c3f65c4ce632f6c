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
import java.util.ArrayList;
import java.util.List;

/** Commands that take the first or last elements of sorted sets out. The log gets ZPOPMIN or ZPOPMAX, with what was taken. */
final class SortedSetPops {
    /** Which end. */
    enum End {
        MIN("ZPOPMIN", KeyEvent.ZPOPMIN),
        MAX("ZPOPMAX", KeyEvent.ZPOPMAX);

        private final byte[] command;
        private final KeyEvent event;

        End(String command, KeyEvent event) {
            this.command = Store.word(command);
            this.event = event;
        }
    }

    private final Store store;

    SortedSetPops(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("zpopmin", call -> pop(call, End.MIN));
        table.bind("zpopmax", call -> pop(call, End.MAX));
        table.bind("zmpop", this::zmpop);
        table.bind("bzpopmin", call -> blockingPop(call, End.MIN));
        table.bind("bzpopmax", call -> blockingPop(call, End.MAX));
        table.bind("bzmpop", this::bzmpop);
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

    private void blockingPop(Call call, End end) {
        Argv argv = call.argv();
        int last = argv.size() - 1;
        long deadlineMillis = Timeouts.deadlineOfSeconds(argv, last, call.nowMillis());
        store.blocking()
                .attemptOrAwait(
                        call, Type.ZSET, keys(argv, 1, last), deadlineMillis, (again, key) -> popOne(again, key, end));
    }

    private boolean popOne(Call call, byte[] key, End end) {
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

    /**
     * ZMPOP's words from the number of keys on.
     *
     * @param firstKey where the keys begin
     * @param behindKeys where they end
     */
    record Choice(int firstKey, int behindKeys, End end, long count) {
        static Choice parse(Argv argv, int numberOfKeys) {
            long keys = Counts.atLeast(argv, numberOfKeys, 1, Errors.numberOfKeysNotPositive());
            if (keys >= argv.size() - numberOfKeys - 1) {
                throw Errors.syntax();
            }
            int where = (int) (numberOfKeys + keys + 1);
            if (!argv.is(where, "min") && !argv.is(where, "max")) {
                throw Errors.syntax();
            }
            boolean counted = argv.size() > where + 1;
            if (counted && (argv.size() != where + 3 || !argv.is(where + 1, "count"))) {
                // A second COUNT is an error, but the first one is looked at before.
                if (argv.is(where + 1, "count") && argv.size() > where + 2) {
                    Counts.atLeast(argv, where + 2, 1, Errors.countNotPositive());
                }
                throw Errors.syntax();
            }
            long count = counted ? Counts.atLeast(argv, where + 2, 1, Errors.countNotPositive()) : 1;
            return new Choice(numberOfKeys + 1, where, argv.is(where, "min") ? End.MIN : End.MAX, count);
        }

        List<byte[]> keys(Argv argv) {
            return SortedSetPops.keys(argv, firstKey, behindKeys);
        }
    }

    private void zmpop(Call call) {
        Choice choice = Choice.parse(call.argv(), 1);
        for (byte[] key : choice.keys(call.argv())) {
            if (popMany(call, key, choice)) {
                return;
            }
        }
        call.reply().nullArray();
    }

    private void bzmpop(Call call) {
        Argv argv = call.argv();
        long deadlineMillis = Timeouts.deadlineOfSeconds(argv, 1, call.nowMillis());
        Choice choice = Choice.parse(argv, 2);
        store.blocking()
                .attemptOrAwait(
                        call,
                        Type.ZSET,
                        choice.keys(argv),
                        deadlineMillis,
                        (again, key) -> popMany(again, key, choice));
    }

    /** Of a set that has elements: the reply of ZMPOP, and what the log gets. */
    private boolean popMany(Call call, byte[] key, Choice choice) {
        Database database = store.database(call);
        SortedSetValue value = database.edit(key, Kind.SORTED_SET);
        long taken = Math.min(choice.count(), value.size());
        if (taken == 0) {
            return false;
        }
        ReplyWriter reply = call.reply();
        reply.array(2);
        reply.bulk(key);
        reply.array(taken);
        take(database, key, value, choice.end(), taken, reply, true);
        store.propagate(choice.end().command, key, Store.word(taken));
        return true;
    }

    private static List<byte[]> keys(Argv argv, int from, int to) {
        List<byte[]> keys = new ArrayList<>();
        for (int i = from; i < to; i++) {
            keys.add(argv.bytes(i));
        }
        return keys;
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
