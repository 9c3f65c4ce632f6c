package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.StreamErrors;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.stream.Consumer;
import io.vedette.server.stream.ConsumerGroup;
import io.vedette.server.stream.StreamId;
import io.vedette.server.values.Kind;
import io.vedette.server.values.StreamValue;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import io.vedette.session.Help;
import java.util.Optional;

/** Consumer groups themselves: XGROUP, and XACK. */
final class StreamGroupCommands {
    private static final String[] HELP = {
        "CREATE <key> <groupname> <id|$> [option]",
        "    Create a new consumer group. Options are:",
        "    * MKSTREAM",
        "      Create the empty stream if it does not exist.",
        "    * ENTRIESREAD entries_read",
        "      Set the group's entries_read counter (internal use).",
        "CREATECONSUMER <key> <groupname> <consumer>",
        "    Create a new consumer in the specified group.",
        "DELCONSUMER <key> <groupname> <consumer>",
        "    Remove the specified consumer.",
        "DESTROY <key> <groupname>",
        "    Remove the specified group.",
        "SETID <key> <groupname> <id|$> [ENTRIESREAD entries_read]",
        "    Set the current group ID and entries_read counter."
    };

    private final Store store;

    StreamGroupCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("xgroup|create", this::create);
        table.bind("xgroup|setid", this::setId);
        table.bind("xgroup|destroy", this::destroy);
        table.bind("xgroup|createconsumer", this::createConsumer);
        table.bind("xgroup|delconsumer", this::deleteConsumer);
        table.bind("xgroup|help", new Help("xgroup", HELP));
        table.bind("xack", this::xack);
    }

    /** The options behind the id. */
    private record Options(boolean makesStream, long entriesRead) {
        static Options parse(Argv argv, boolean isCreate) {
            boolean makesStream = false;
            long entriesRead = ConsumerGroup.UNKNOWN;
            for (int i = 5; i < argv.size(); i++) {
                if (isCreate && argv.is(i, "mkstream")) {
                    makesStream = true;
                } else if (argv.is(i, "entriesread") && i + 1 < argv.size()) {
                    i++;
                    entriesRead = argv.asLong(i);
                    if (entriesRead < 0 && entriesRead != ConsumerGroup.UNKNOWN) {
                        throw StreamErrors.streamEntriesReadNegative();
                    }
                } else {
                    throw Errors.unknownSubcommandOrArguments("xgroup", argv.bytes(1));
                }
            }
            return new Options(makesStream, entriesRead);
        }
    }

    private void create(Call call) {
        Argv argv = call.argv();
        Options options = Options.parse(argv, true);
        byte[] key = argv.bytes(2);
        Database database = store.database(call);
        Value value = database.findForWrite(key);
        value.asStream();
        if (!value.exists() && !options.makesStream()) {
            throw StreamErrors.streamMustExist();
        }
        StreamValue stream = database.edit(key, Kind.STREAM);
        byte[] id = argv.bytes(4);
        StreamId delivered = isLast(id) ? stream.lastId() : StreamIds.strict(id, 0);
        if (stream.group(argv.bytes(3)).isPresent()) {
            throw StreamErrors.busyGroup();
        }
        stream.addGroup(new ConsumerGroup(argv.bytes(3), delivered, options.entriesRead()));
        if (value.exists()) {
            database.noted(1);
            database.tell(KeyEvent.XGROUP_CREATE, key);
        } else {
            database.edited(key, stream, 1, KeyEvent.XGROUP_CREATE);
        }
        call.reply().ok();
    }

    private static boolean isLast(byte[] word) {
        return word.length == 1 && word[0] == '$';
    }

    private void setId(Call call) {
        Argv argv = call.argv();
        Options options = Options.parse(argv, false);
        StreamValue stream = existing(call);
        ConsumerGroup group = group(argv, stream);
        byte[] id = argv.bytes(4);
        group.position(isLast(id) ? stream.lastId() : StreamIds.lenient(id, 0), options.entriesRead());
        noted(call, KeyEvent.XGROUP_SETID);
        call.reply().ok();
    }

    private void destroy(Call call) {
        StreamValue stream = existing(call);
        boolean removed = stream.removeGroup(call.argv().bytes(3));
        if (removed) {
            noted(call, KeyEvent.XGROUP_DESTROY);
            store.database(call).stir(call.argv().bytes(2));
        }
        call.reply().integer(removed ? 1 : 0);
    }

    private void createConsumer(Call call) {
        ConsumerGroup group = group(call.argv(), existing(call));
        byte[] name = call.argv().bytes(4);
        boolean created = group.consumer(name).isEmpty();
        if (created) {
            group.addConsumer(name, call.nowMillis());
            noted(call, KeyEvent.XGROUP_CREATECONSUMER);
        }
        call.reply().integer(created ? 1 : 0);
    }

    private void deleteConsumer(Call call) {
        ConsumerGroup group = group(call.argv(), existing(call));
        Optional<Consumer> consumer = group.consumer(call.argv().bytes(4));
        long pending = consumer.map(found -> found.pending().size()).orElse(0L);
        consumer.ifPresent(found -> {
            group.removeConsumer(found);
            noted(call, KeyEvent.XGROUP_DELCONSUMER);
        });
        call.reply().integer(pending);
    }

    private void noted(Call call, KeyEvent event) {
        Database database = store.database(call);
        database.noted(1);
        database.tell(event, call.argv().bytes(2));
    }

    private StreamValue existing(Call call) {
        byte[] key = call.argv().bytes(2);
        Database database = store.database(call);
        if (!database.findForWrite(key).exists()) {
            throw StreamErrors.streamMustExist();
        }
        return database.edit(key, Kind.STREAM);
    }

    private static ConsumerGroup group(Argv argv, StreamValue stream) {
        return stream.group(argv.bytes(3)).orElseThrow(() -> StreamErrors.noGroupForKey(argv.bytes(3), argv.bytes(2)));
    }

    private void xack(Call call) {
        Argv argv = call.argv();
        byte[] key = argv.bytes(1);
        Database database = store.database(call);
        boolean known = database.find(key).asStream().group(argv.bytes(2)).isPresent();
        if (!known) {
            call.reply().integer(0);
            return;
        }
        StreamId[] ids = StreamCommands.ids(argv, 3);
        ConsumerGroup group =
                database.edit(key, Kind.STREAM).group(argv.bytes(2)).orElseThrow();
        long acknowledged = 0;
        for (StreamId id : ids) {
            acknowledged += group.acknowledge(id) ? 1 : 0;
        }
        if (acknowledged > 0) {
            database.noted(acknowledged);
        }
        call.reply().integer(acknowledged);
    }
}
