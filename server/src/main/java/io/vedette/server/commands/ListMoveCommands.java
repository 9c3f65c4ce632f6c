package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.ReplyWriter;
import io.vedette.server.blocking.Attempt;
import io.vedette.server.keyspace.Database;
import io.vedette.server.values.Kind;
import io.vedette.server.values.ListValue;
import io.vedette.server.values.ListValue.End;
import io.vedette.server.values.Type;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.Arrays;
import java.util.List;

/** List commands that look at several keys, move elements between them, or wait until there are any. */
final class ListMoveCommands implements KeyedPops.Popper<End> {
    private static final byte[] LPOP = Store.word("LPOP");
    private static final byte[] RPOP = Store.word("RPOP");
    private static final byte[] LMOVE = Store.word("LMOVE");
    private static final byte[] RPOPLPUSH = Store.word("RPOPLPUSH");
    private static final byte[] LEFT = Store.word("left");
    private static final byte[] RIGHT = Store.word("right");

    private final Store store;

    ListMoveCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        KeyedPops<End> pops = new KeyedPops<>(store, Type.LIST, ListMoveCommands::endNamed, this);
        table.bind("lmpop", pops::some);
        table.bind("lmove", this::lmove);
        table.bind("rpoplpush", this::rpoplpush);
        table.bind("blpop", call -> pops.oneOrWait(call, End.FIRST));
        table.bind("brpop", call -> pops.oneOrWait(call, End.LAST));
        table.bind("blmpop", pops::someOrWait);
        table.bind("blmove", this::blmove);
        table.bind("brpoplpush", this::brpoplpush);
    }

    // ---- several keys

    @Override
    public boolean popSome(Call call, byte[] key, End end, long most) {
        Database database = store.database(call);
        ListValue list = database.edit(key, Kind.LIST);
        if (list.size() == 0) {
            return false;
        }
        long popped = Math.min(most, list.size());
        ReplyWriter reply = call.reply();
        reply.array(2);
        reply.bulk(key);
        reply.array(popped);
        list.pop(end, popped, reply::bulk);
        database.edited(key, list, popped, Store.popped(end));
        store.propagate(end == End.FIRST ? LPOP : RPOP, key, Store.word(popped));
        return true;
    }

    @Override
    public boolean popOne(Call call, byte[] key, End end) {
        Database database = store.database(call);
        ListValue list = database.edit(key, Kind.LIST);
        if (list.size() == 0) {
            return false;
        }
        ReplyWriter reply = call.reply();
        reply.array(2);
        reply.bulk(key);
        list.pop(end, 1, reply::bulk);
        database.edited(key, list, 1, Store.popped(end));
        store.propagate(end == End.FIRST ? LPOP : RPOP, key);
        return true;
    }

    // ---- from key to key

    private void lmove(Call call) {
        Argv argv = call.argv();
        End from = endNamed(argv, 3);
        End to = endNamed(argv, 4);
        if (!move(call, from, to)) {
            call.reply().nullBulk();
        }
    }

    private void rpoplpush(Call call) {
        if (!move(call, End.LAST, End.FIRST)) {
            call.reply().nullBulk();
        }
    }

    private void blmove(Call call) {
        Argv argv = call.argv();
        End from = endNamed(argv, 3);
        End to = endNamed(argv, 4);
        long deadlineMillis = Timeouts.deadlineOfSeconds(argv, 5, call.nowMillis());
        awaitMove(call, deadlineMillis, again -> {
            boolean moved = move(again, from, to);
            if (moved) {
                // Redis hands the client's own words on where it need not wait.
                boolean waited = again.client().waiting().isPresent();
                store.propagate(
                        LMOVE,
                        argv.bytes(1),
                        argv.bytes(2),
                        waited ? word(from) : argv.bytes(3),
                        waited ? word(to) : argv.bytes(4));
            }
            return moved;
        });
    }

    private void brpoplpush(Call call) {
        Argv argv = call.argv();
        long deadlineMillis = Timeouts.deadlineOfSeconds(argv, 3, call.nowMillis());
        awaitMove(call, deadlineMillis, again -> {
            boolean moved = move(again, End.LAST, End.FIRST);
            if (moved) {
                store.propagate(RPOPLPUSH, argv.bytes(1), argv.bytes(2));
            }
            return moved;
        });
    }

    /** A move from the key in the first place to the one in the second. */
    private interface Move {
        boolean succeeds(Call call);
    }

    private void awaitMove(Call call, long deadlineMillis, Move move) {
        List<byte[]> source = List.of(call.argv().bytes(1));
        store.blocking().attemptOrAwait(call, Type.LIST, source, deadlineMillis, new Attempt() {
            @Override
            public boolean succeeds(Call again, byte[] key) {
                return move.succeeds(again);
            }

            @Override
            public void mustNotWait(ReplyWriter reply) {
                reply.nullBulk(); // a bulk, although one whose time is up gets an array
            }
        });
    }

    /** False if there is no such list. */
    private boolean move(Call call, End from, End to) {
        byte[] sourceKey = call.argv().bytes(1);
        byte[] targetKey = call.argv().bytes(2);
        Database database = store.database(call);
        ListValue source = database.edit(sourceKey, Kind.LIST);
        if (source.size() == 0) {
            return false;
        }
        byte[] element = source.get(from == End.FIRST ? 0 : source.size() - 1);
        if (Arrays.equals(sourceKey, targetKey)) {
            remove(source, from);
            source.push(to, element);
            database.edited(sourceKey, source, 1, Store.pushed(to));
            database.tell(Store.popped(from), sourceKey);
        } else {
            ListValue target = database.edit(targetKey, Kind.LIST);
            target.push(to, element);
            database.edited(targetKey, target, 1, Store.pushed(to));
            remove(source, from);
            database.edited(sourceKey, source, 1, Store.popped(from));
        }
        call.reply().bulk(element);
        return true;
    }

    private static void remove(ListValue list, End end) {
        list.remove(end == End.FIRST ? 0 : list.size() - 1, 1);
    }

    private static End endNamed(Argv argv, int position) {
        if (argv.is(position, "left")) {
            return End.FIRST;
        }
        if (argv.is(position, "right")) {
            return End.LAST;
        }
        throw Errors.syntax();
    }

    private static byte[] word(End end) {
        return end == End.FIRST ? LEFT : RIGHT;
    }
}
