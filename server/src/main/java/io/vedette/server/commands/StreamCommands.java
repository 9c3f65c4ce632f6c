package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.StreamErrors;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.ExpiryRule;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.stream.StreamId;
import io.vedette.server.values.Kind;
import io.vedette.server.values.StreamValue;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;

/** Entries of streams: adding, reading by range, deleting. Waiting for entries and groups stand in classes of their own. */
final class StreamCommands {
    private final Store store;
    private final StreamReplies replies = new StreamReplies();

    StreamCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("xadd", this::xadd);
        table.bind("xlen", this::xlen);
        table.bind("xrange", call -> range(call, false));
        table.bind("xrevrange", call -> range(call, true));
        table.bind("xdel", this::xdel);
        table.bind("xtrim", this::xtrim);
        table.bind("xsetid", this::xsetid);
    }

    private void xadd(Call call) {
        Argv argv = call.argv();
        StreamTrim options = StreamTrim.ofAdd(argv, nodeEntries(), isTrusted());
        int idAt = options.next();
        int words = argv.size() - idAt - 1;
        if (words < 2 || words % 2 == 1) {
            throw Errors.wrongArity(call.spec().name());
        }
        StreamIdChoice choice = StreamIdChoice.parse(argv.bytes(idAt));
        if (choice instanceof StreamIdChoice.Given given && given.id().isZero()) {
            throw StreamErrors.streamIdZero();
        }
        byte[] key = argv.bytes(1);
        Database database = store.database(call);
        if (!options.createsStream() && !database.findForWrite(key).exists()) {
            call.reply().nullBulk();
            return;
        }
        StreamValue stream = database.edit(key, Kind.STREAM);
        StreamId id = choice.choose(stream, call.nowMillis());
        byte[][] entry = words(argv, idAt + 1);
        requireRoom(entry);
        stream.append(id, entry);
        long trimmed = options.apply(stream);
        database.edited(key, stream, 1, KeyEvent.XADD);
        if (trimmed > 0) {
            database.tell(KeyEvent.XTRIM, key);
        }
        StreamReplies.id(call.reply(), id);
        boolean chosen = !(choice instanceof StreamIdChoice.Given);
        if (chosen || options.approximate()) {
            byte[][] exact = words(argv, 0);
            exact[idAt] = chosen ? Store.word(id.toString()) : exact[idAt];
            options.makeExact(exact, stream);
            store.propagate(exact);
        }
    }

    private static void requireRoom(byte[][] entry) {
        long bytes = 0;
        for (byte[] word : entry) {
            bytes += word.length;
        }
        if (bytes > StreamValue.LARGEST_NODE_BYTES) {
            throw StreamErrors.streamEntryTooLarge();
        }
    }

    private void xlen(Call call) {
        call.reply()
                .integer(store.database(call)
                        .find(call.argv().bytes(1))
                        .asStream()
                        .size());
    }

    /** Replies null, not an empty array, when none is asked for: so does Redis. */
    private void range(Call call, boolean backwards) {
        Argv argv = call.argv();
        StreamId start = StreamIds.start(argv.bytes(backwards ? 3 : 2));
        StreamId end = StreamIds.end(argv.bytes(backwards ? 2 : 3));
        long most = Long.MAX_VALUE;
        for (int i = 4; i < argv.size(); i++) {
            if (!argv.is(i, "count") || i + 1 == argv.size()) {
                throw Errors.syntax();
            }
            i++;
            most = Math.max(0, argv.asLong(i));
        }
        Value value = store.database(call).find(argv.bytes(1));
        StreamValue stream = value.asStream();
        if (!value.exists()) {
            call.reply().array(0);
        } else if (most == 0) {
            call.reply().nullArray();
        } else {
            replies.entries(call.reply(), stream.range(start, end, backwards), most);
        }
    }

    private void xdel(Call call) {
        Argv argv = call.argv();
        byte[] key = argv.bytes(1);
        Database database = store.database(call);
        if (!database.findForWrite(key).exists()) {
            call.reply().integer(0);
            return;
        }
        StreamValue stream = database.edit(key, Kind.STREAM);
        StreamId[] ids = ids(argv, 2);
        long deleted = 0;
        for (StreamId id : ids) {
            deleted += stream.delete(id) ? 1 : 0;
        }
        if (deleted > 0) {
            database.edited(key, stream, deleted, KeyEvent.XDEL);
        }
        call.reply().integer(deleted);
    }

    private void xtrim(Call call) {
        Argv argv = call.argv();
        StreamTrim options = StreamTrim.ofTrim(argv, nodeEntries(), isTrusted());
        byte[] key = argv.bytes(1);
        Database database = store.database(call);
        if (!database.findForWrite(key).exists()) {
            call.reply().integer(0);
            return;
        }
        StreamValue stream = database.edit(key, Kind.STREAM);
        long deleted = options.apply(stream);
        if (deleted > 0) {
            database.edited(key, stream, deleted, KeyEvent.XTRIM);
            if (options.approximate()) {
                byte[][] exact = words(argv, 0);
                options.makeExact(exact, stream);
                store.propagate(exact);
            }
        }
        call.reply().integer(deleted);
    }

    private void xsetid(Call call) {
        Argv argv = call.argv();
        StreamId id = StreamIds.strict(argv.bytes(2), 0);
        long added = -1;
        StreamId maxDeleted = StreamId.MIN;
        for (int i = 3; i < argv.size(); i += 2) {
            boolean more = i + 1 < argv.size();
            if (argv.is(i, "entriesadded") && more) {
                added = argv.asLong(i + 1);
                if (added < 0) {
                    throw StreamErrors.streamEntriesAddedNegative();
                }
            } else if (argv.is(i, "maxdeletedid") && more) {
                maxDeleted = StreamIds.strict(argv.bytes(i + 1), 0);
                if (id.isBefore(maxDeleted)) {
                    throw StreamErrors.streamSetIdBelowGivenDeleted();
                }
            } else {
                throw Errors.syntax();
            }
        }
        byte[] key = argv.bytes(1);
        Database database = store.database(call);
        if (!database.findForWrite(key).exists()) {
            throw Errors.noSuchKey();
        }
        StreamValue stream = database.edit(key, Kind.STREAM);
        if (stream.size() > 0 && id.isBefore(stream.lastEntryId())) {
            throw StreamErrors.streamSetIdBelowTop();
        }
        if (stream.size() > 0 && added != -1 && stream.size() > added) {
            throw StreamErrors.streamEntriesAddedTooSmall();
        }
        stream.facts(
                id,
                maxDeleted.isZero() ? stream.maxDeletedId() : maxDeleted,
                added == -1 ? stream.entriesAdded() : added);
        database.noted(1);
        database.tell(KeyEvent.XSETID, key);
        call.reply().ok();
    }

    private long nodeEntries() {
        return store.keyspace().values().limits().streamNodeMaxEntries();
    }

    /** A master or a file said it: limits were applied there. */
    private boolean isTrusted() {
        return store.keyspace().rule() == ExpiryRule.KEEP;
    }

    static StreamId[] ids(Argv argv, int from) {
        StreamId[] ids = new StreamId[argv.size() - from];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = StreamIds.strict(argv.bytes(from + i), 0);
        }
        return ids;
    }

    private static byte[][] words(Argv argv, int from) {
        byte[][] words = new byte[argv.size() - from][];
        for (int i = 0; i < words.length; i++) {
            words[i] = argv.bytes(from + i);
        }
        return words;
    }
}
