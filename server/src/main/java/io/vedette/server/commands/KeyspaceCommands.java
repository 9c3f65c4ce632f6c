package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;

/** Whole databases: the part of Redis' server group that is about data. */
final class KeyspaceCommands {
    private final Store store;

    KeyspaceCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("dbsize", call -> call.reply().integer(store.database(call).size()));
        table.bind("flushdb", this::flushdb);
        table.bind("flushall", this::flushall);
        table.bind("swapdb", this::swapdb);
    }

    private void flushdb(Call call) {
        requireFlushOptions(call.argv());
        store.keyspace().flush(call.client().database());
        // Also when it was empty: a replica that has keys of its own must lose them.
        store.propagation().replaceWith(call.argv());
        call.reply().ok();
    }

    private void flushall(Call call) {
        requireFlushOptions(call.argv());
        store.keyspace().flushAll();
        store.propagation().replaceWith(call.argv());
        call.reply().ok();
    }

    /** ASYNC or SYNC, which are one here: the collector frees the old tables beside the loop. */
    private static void requireFlushOptions(Argv argv) {
        boolean plain = argv.size() == 1;
        boolean known = argv.size() == 2 && (argv.is(1, "async") || argv.is(1, "sync"));
        if (!plain && !known) {
            throw Errors.syntax();
        }
    }

    private void swapdb(Call call) {
        int first = index(call.argv(), 1, Errors.invalidFirstDatabase());
        int second = index(call.argv(), 2, Errors.invalidSecondDatabase());
        int firstIndex = store.database(first).index();
        int secondIndex = store.database(second).index();
        store.keyspace().swap(firstIndex, secondIndex);
        call.reply().ok();
    }

    private static int index(Argv argv, int position, RespException error) {
        try {
            return argv.asInt(position);
        } catch (RespException notANumber) {
            throw error;
        }
    }
}
