package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.ReplyWriter;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.values.Kind;
import io.vedette.server.values.SortedSetValue;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;

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
    }

    private void zmpop(Call call) {
        Argv argv = call.argv();
        Choice choice = Choice.parse(argv, 1);
        Database database = store.database(call);
        for (int i = choice.firstKey(); i < choice.behindKeys(); i++) {
            byte[] key = argv.bytes(i);
            if (database.findForWrite(key).asSortedSet().size() > 0) {
                popMany(database, key, choice, call.reply());
                return;
            }
        }
        call.reply().nullArray();
    }

    /** Of a set that has elements: the reply of ZMPOP, and what the log gets. */
    private void popMany(Database database, byte[] key, Choice choice, ReplyWriter reply) {
        SortedSetValue value = database.edit(key, Kind.SORTED_SET);
        long taken = Math.min(choice.count(), value.size());
        reply.array(2);
        reply.bulk(key);
        reply.array(taken);
        take(database, key, value, choice.end(), taken, reply, true);
        store.propagate(choice.end().command, key, Store.word(taken));
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
