package io.vedette.server.commands;

import io.vedette.resp.Errors;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.List;

/** OBJECT: what is known about a key's value beside the value. */
final class ObjectCommands {
    /** What Redis answers for a number that all keys share. */
    private static final long SHARED = Integer.MAX_VALUE;

    private static final List<String> HELP = List.of(
            "OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
            "ENCODING <key>",
            "    Return the kind of internal representation used in order to store the value",
            "    associated with a <key>.",
            "FREQ <key>",
            "    Return the access frequency index of the <key>. The returned integer is",
            "    proportional to the logarithm of the recent access frequency of the key.",
            "IDLETIME <key>",
            "    Return the idle time of the <key>, that is the approximated number of",
            "    seconds elapsed since the last access to the key.",
            "REFCOUNT <key>",
            "    Return the number of references of the value associated with the specified",
            "    <key>.",
            "HELP",
            "    Prints this help.");

    private final Store store;

    ObjectCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("object|encoding", this::encoding);
        table.bind("object|refcount", this::refcount);
        table.bind("object|idletime", this::idletime);
        table.bind("object|freq", this::freq);
        table.bind("object|help", this::help);
    }

    private void encoding(Call call) {
        Value value = value(call);
        if (value.exists()) {
            call.reply().bulk(value.encoding());
        } else {
            call.reply().nullBulk();
        }
    }

    /** Nothing is shared here except, as in Redis, small numbers (each is its own copy, but says what Redis would). */
    private void refcount(Call call) {
        Value value = value(call);
        if (!value.exists()) {
            call.reply().nullBulk();
            return;
        }
        call.reply().integer(references(store.keyspace(), value));
    }

    /** How many use this value: many those of Redis' shared numbers. */
    static long references(Keyspace keyspace, Value value) {
        // Under a policy that looks at uses each key has a number of its own.
        boolean shared = !keyspace.evictsByUse()
                && value instanceof StringValue.Int number
                && number.number() >= 0
                && number.number() < StringValue.SHARED_NUMBERS;
        return shared ? SHARED : 1;
    }

    private void idletime(Call call) {
        Database database = store.database(call);
        if (value(call).exists()) {
            if (store.keyspace().countsUses()) {
                throw Errors.idleTimeNotTracked();
            }
            call.reply().integer(database.idleMillis(call.argv().bytes(2)) / 1000);
        } else {
            call.reply().nullBulk();
        }
    }

    private void freq(Call call) {
        Database database = store.database(call);
        if (!value(call).exists()) {
            call.reply().nullBulk();
        } else if (store.keyspace().countsUses()) {
            call.reply().integer(database.frequency(call.argv().bytes(2)));
        } else {
            throw Errors.frequencyNotTracked();
        }
    }

    private void help(Call call) {
        call.reply().array(HELP.size());
        HELP.forEach(call.reply()::simple);
    }

    private Value value(Call call) {
        return store.database(call).look(call.argv().bytes(2));
    }
}
