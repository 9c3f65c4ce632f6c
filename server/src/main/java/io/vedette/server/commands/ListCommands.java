package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Ascii;
import io.vedette.resp.Errors;
import io.vedette.resp.HeapMeter;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.list.NodeBuffer;
import io.vedette.server.values.Kind;
import io.vedette.server.values.ListValue;
import io.vedette.server.values.ListValue.End;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The list group, but for what moves elements between keys or waits for them ({@link ListMoveCommands}). */
final class ListCommands {
    /** What a position takes that LPOS has found, with its place in a list that grows; an estimate. */
    private static final int POSITION_BYTES = 24;

    private final Store store;
    private final NodeBuffer buffer = new NodeBuffer();

    ListCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("lpush", call -> push(call, End.FIRST, false));
        table.bind("rpush", call -> push(call, End.LAST, false));
        table.bind("lpushx", call -> push(call, End.FIRST, true));
        table.bind("rpushx", call -> push(call, End.LAST, true));
        table.bind("lpop", call -> pop(call, End.FIRST));
        table.bind("rpop", call -> pop(call, End.LAST));
        table.bind("llen", this::llen);
        table.bind("lindex", this::lindex);
        table.bind("lset", this::lset);
        table.bind("linsert", this::linsert);
        table.bind("lrange", this::lrange);
        table.bind("ltrim", this::ltrim);
        table.bind("lrem", this::lrem);
        table.bind("lpos", this::lpos);
    }

    private void push(Call call, End end, boolean onlyIfPresent) {
        Argv argv = call.argv();
        byte[] key = argv.bytes(1);
        Database database = store.database(call);
        ListValue list = database.edit(key, Kind.LIST);
        if (onlyIfPresent && list.size() == 0) {
            call.reply().integer(0);
            return;
        }
        int elements = argv.size() - 2;
        list.push(end, elements, i -> argv.bytes(i + 2));
        long size = list.size();
        database.edited(key, list, elements, Store.pushed(end));
        call.reply().integer(size);
    }

    private void pop(Call call, End end) {
        Argv argv = call.argv();
        if (argv.size() > 3) {
            throw Errors.wrongArity(call.spec().name());
        }
        boolean counted = argv.size() == 3;
        long wanted = counted ? atLeast(argv, 2, 0, Errors::notPositive) : 1;
        byte[] key = argv.bytes(1);
        Database database = store.database(call);
        ListValue list = database.edit(key, Kind.LIST);
        long popped = Math.min(wanted, list.size());
        if (list.size() == 0) {
            if (counted) {
                call.reply().nullArray();
            } else {
                call.reply().nullBulk();
            }
            return;
        }
        if (counted) {
            call.reply().array(popped);
        }
        if (popped > 0) {
            list.pop(end, popped, call.reply()::bulk);
            database.edited(key, list, popped, Store.popped(end));
        }
    }

    private void llen(Call call) {
        call.reply().integer(read(call).asList().size());
    }

    private void lindex(Call call) {
        Value value = read(call);
        if (!value.exists()) {
            call.reply().nullBulk();
            return;
        }
        ListValue list = value.asList();
        long index = fromStart(call.argv().asLong(2), list.size());
        if (index < 0 || index >= list.size()) {
            call.reply().nullBulk();
        } else {
            call.reply().bulk(list.get(index));
        }
    }

    private void lset(Call call) {
        byte[] key = call.argv().bytes(1);
        Database database = store.database(call);
        ListValue list = database.edit(key, Kind.LIST);
        if (list.size() == 0) {
            throw Errors.noSuchKey();
        }
        long index = fromStart(call.argv().asLong(2), list.size());
        if (index < 0 || index >= list.size()) {
            throw Errors.indexOutOfRange();
        }
        list.set(index, call.argv().bytes(3));
        database.edited(key, list, 1, KeyEvent.LSET);
        call.reply().ok();
    }

    private void linsert(Call call) {
        Argv argv = call.argv();
        boolean after = argv.is(2, "after");
        if (!after && !argv.is(2, "before")) {
            throw Errors.syntax();
        }
        byte[] key = argv.bytes(1);
        Database database = store.database(call);
        ListValue list = database.edit(key, Kind.LIST);
        if (list.size() == 0) {
            call.reply().integer(0);
            return;
        }
        long[] pivot = {-1};
        list.search(argv.bytes(3), false, Long.MAX_VALUE, at -> {
            pivot[0] = at;
            return false;
        });
        if (pivot[0] < 0) {
            call.reply().integer(-1);
            return;
        }
        list.insert(pivot[0], after, argv.bytes(4));
        database.edited(key, list, 1, KeyEvent.LINSERT);
        call.reply().integer(list.size());
    }

    private void lrange(Call call) {
        long start = call.argv().asLong(2);
        long end = call.argv().asLong(3);
        ListValue list = read(call).asList();
        long first = Math.max(0, fromStart(start, list.size()));
        long last = Math.min(list.size() - 1, fromStart(end, list.size()));
        ReplyWriter reply = call.reply();
        if (first > last) {
            reply.array(0);
            return;
        }
        reply.array(last - first + 1);
        list.walk(first, last - first + 1, false, buffer, reply::bulk);
    }

    private void ltrim(Call call) {
        byte[] key = call.argv().bytes(1);
        long start = call.argv().asLong(2);
        long end = call.argv().asLong(3);
        Database database = store.database(call);
        ListValue list = database.edit(key, Kind.LIST);
        long size = list.size();
        long first = Math.max(0, fromStart(start, size));
        long last = Math.min(size - 1, fromStart(end, size));
        boolean nothingStays = first > last;
        long behind = nothingStays ? size : size - 1 - last;
        long before = nothingStays ? 0 : first;
        if (behind + before > 0) {
            list.remove(size - behind, behind);
            list.remove(0, before);
            database.edited(key, list, behind + before, KeyEvent.LTRIM);
        } else if (size > 0) {
            database.unchanged(key, KeyEvent.LTRIM); // as Redis
        }
        call.reply().ok();
    }

    private void lrem(Call call) {
        Argv argv = call.argv();
        long count = argv.asLong(2);
        boolean all = count == 0 || count == Long.MIN_VALUE; // the least of all numbers has no counterpart
        byte[] key = argv.bytes(1);
        Database database = store.database(call);
        ListValue list = database.edit(key, Kind.LIST);
        long removed = list.size() == 0
                ? 0
                : list.removeEqual(argv.bytes(3), count < 0, all ? Long.MAX_VALUE : Math.abs(count));
        if (removed > 0) {
            database.edited(key, list, removed, KeyEvent.LREM);
        }
        call.reply().integer(removed);
    }

    private void lpos(Call call) {
        Argv argv = call.argv();
        long rank = 1;
        long most = -1;
        long length = 0;
        for (int i = 3; i < argv.size(); i += 2) {
            boolean hasValue = i + 1 < argv.size();
            if (argv.is(i, "rank") && hasValue) {
                rank = argv.asLong(i + 1);
                if (rank == 0) {
                    throw Errors.rankZero();
                }
            } else if (argv.is(i, "count") && hasValue) {
                most = atLeast(argv, i + 1, 0, Errors::countNegative);
            } else if (argv.is(i, "maxlen") && hasValue) {
                length = atLeast(argv, i + 1, 0, Errors::maxLengthNegative);
            } else {
                throw Errors.syntax();
            }
        }
        boolean single = most < 0;
        boolean all =
                most == 0 || rank == Long.MIN_VALUE; // the least of all numbers is as -1, and then no count counts
        long wanted = single ? 1 : all ? Long.MAX_VALUE : most;
        List<Long> found = new ArrayList<>();
        HeapMeter meter = new HeapMeter();
        long[] skip = {Math.max(Math.abs(rank), 1) - 1};
        read(call).asList().search(argv.bytes(2), rank < 0, length == 0 ? Long.MAX_VALUE : length, at -> {
            if (skip[0] > 0) {
                skip[0]--;
                return true;
            }
            meter.take(POSITION_BYTES);
            found.add(at);
            return found.size() < wanted;
        });
        ReplyWriter reply = call.reply();
        if (!single) {
            reply.array(found.size());
            found.forEach(reply::integer);
        } else if (found.isEmpty()) {
            reply.nullBulk();
        } else {
            reply.integer(found.getFirst());
        }
    }

    private Value read(Call call) {
        return store.database(call).find(call.argv().bytes(1));
    }

    /** A position that may count from the end, as one from the start; perhaps outside. */
    private static long fromStart(long index, long size) {
        return index < 0 ? index + size : index;
    }

    /** A number of at least {@code least}; anything else is refused in the same words, no matter why. */
    static long atLeast(Argv argv, int position, long least, Supplier<RespException> refusal) {
        if (!Ascii.isLong(argv.bytes(position)) || argv.asLong(position) < least) {
            throw refusal.get();
        }
        return argv.asLong(position);
    }
}
