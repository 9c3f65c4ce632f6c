package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.ReplyWriter;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.values.Kind;
import io.vedette.server.values.SetValue;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Commands on one set; those on several are {@link SetAlgebra}'s. */
final class SetCommands {
    private static final byte[] SREM = Store.word("SREM");
    private static final Argv[] NONE = {};

    /** What a SREM takes that a SPOP of many becomes, beside the member's word; an estimate. */
    private static final int REMOVAL_BYTES = 64;

    private final Store store;

    SetCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("sadd", this::sadd);
        table.bind("srem", this::srem);
        table.bind("smove", this::smove);
        table.bind("spop", this::spop);
        table.bind("scard", call -> call.reply().integer(set(call).size()));
        table.bind(
                "sismember",
                call -> call.reply().integer(set(call).contains(call.argv().bytes(2)) ? 1 : 0));
        table.bind("smismember", this::smismember);
        table.bind("smembers", this::smembers);
        table.bind("srandmember", this::srandmember);
        table.bind("sscan", this::sscan);
    }

    private SetValue set(Call call) {
        return store.database(call).find(call.argv().bytes(1)).asSet();
    }

    // ---- writing

    private void sadd(Call call) {
        Argv argv = call.argv();
        Database database = store.database(call);
        SetValue set = database.edit(argv.bytes(1), Kind.SET);
        long added = 0;
        for (int i = 2; i < argv.size(); i++) {
            added += set.add(argv.bytes(i)) ? 1 : 0;
        }
        if (added > 0) {
            database.edited(argv.bytes(1), set, added, KeyEvent.SADD);
        }
        call.reply().integer(added);
    }

    private void srem(Call call) {
        Argv argv = call.argv();
        Database database = store.database(call);
        SetValue set = database.edit(argv.bytes(1), Kind.SET);
        long removed = 0;
        for (int i = 2; i < argv.size() && set.size() > 0; i++) {
            removed += set.remove(argv.bytes(i)) ? 1 : 0;
        }
        if (removed > 0) {
            database.edited(argv.bytes(1), set, removed, KeyEvent.SREM);
        }
        call.reply().integer(removed);
    }

    private void smove(Call call) {
        byte[] from = call.argv().bytes(1);
        byte[] to = call.argv().bytes(2);
        byte[] member = call.argv().bytes(3);
        Database database = store.database(call);
        Value source = database.findForWrite(from);
        boolean present = source.asSet().contains(member);
        if (source.exists()) {
            database.findForWrite(to).asSet();
        }
        if (present && !Arrays.equals(from, to)) {
            SetValue loser = database.edit(from, Kind.SET);
            loser.remove(member);
            database.edited(from, loser, 1, KeyEvent.SREM);
            SetValue winner = database.edit(to, Kind.SET);
            if (winner.add(member)) {
                database.edited(to, winner, 1, KeyEvent.SADD);
            }
        }
        call.reply().integer(present ? 1 : 0);
    }

    private void spop(Call call) {
        Argv argv = call.argv();
        if (argv.size() > 3) {
            throw Errors.syntax();
        }
        boolean counted = argv.size() == 3;
        long count = counted ? Counts.atLeast(argv, 2, 0, Errors.notPositive()) : 1;
        byte[] key = argv.bytes(1);
        Database database = store.database(call);
        SetValue set = database.edit(key, Kind.SET);
        GatheredWords drawn = new GatheredWords();
        set.drawDifferent(count, store.keyspace().random(), drawn::add);
        List<byte[]> popped = drawn.words();
        boolean whole = popped.size() == set.size();
        // What may find no memory comes before what cannot be undone.
        Argv[] removals = counted && whole ? NONE : removals(key, drawn);
        answerPopped(call.reply(), counted, popped);
        popped.forEach(set::remove);
        if (!popped.isEmpty()) {
            database.edited(key, set, popped.size(), KeyEvent.SPOP);
            if (counted && whole) {
                store.propagate(Store.DEL, key);
            } else {
                store.propagation().replaceWith(removals);
            }
        }
    }

    private static Argv[] removals(byte[] key, GatheredWords members) {
        Argv[] removals = new Argv[members.words().size()];
        for (int i = 0; i < removals.length; i++) {
            members.meter().take(REMOVAL_BYTES);
            removals[i] = new Argv(SREM, key, members.words().get(i));
        }
        return removals;
    }

    private static void answerPopped(ReplyWriter reply, boolean counted, List<byte[]> popped) {
        if (counted) {
            reply.set(popped.size());
            popped.forEach(reply::bulk);
        } else if (popped.isEmpty()) {
            reply.nullBulk();
        } else {
            reply.bulk(popped.getFirst());
        }
    }

    // ---- reading

    private void smismember(Call call) {
        SetValue set = set(call);
        call.reply().array(call.argv().size() - 2);
        for (int i = 2; i < call.argv().size(); i++) {
            call.reply().integer(set.contains(call.argv().bytes(i)) ? 1 : 0);
        }
    }

    private void smembers(Call call) {
        SetValue set = set(call);
        call.reply().set(set.size());
        set.forEach(call.reply()::bulk);
    }

    private void srandmember(Call call) {
        Argv argv = call.argv();
        if (argv.size() > 3) {
            throw Errors.syntax();
        }
        RandomGenerator random = store.keyspace().random();
        ReplyWriter reply = call.reply();
        if (argv.size() == 2) {
            SetValue set = set(call);
            if (set.size() == 0) {
                reply.nullBulk();
            } else {
                set.drawRepeatedly(1, random, reply::bulk);
            }
            return;
        }
        RandomCount wanted = RandomCount.parse(argv, "");
        SetValue set = set(call);
        long count = wanted.drawn(set.size());
        reply.array(count);
        if (wanted.repeats()) {
            set.drawRepeatedly(count, random, reply::bulk);
        } else {
            set.drawDifferent(count, random, reply::bulk);
        }
    }

    private void sscan(Call call) {
        Argv argv = call.argv();
        long cursor = ScanOptions.cursor(argv.bytes(2));
        Value found = store.database(call).find(argv.bytes(1));
        SetValue set = found.asSet();
        GatheredWords page = new GatheredWords();
        long next = 0;
        if (found.exists()) {
            ScanOptions options = ScanOptions.ofElements(argv, 3);
            next = set.scan(cursor, options.count(), member -> {
                if (options.matches(member)) {
                    page.add(member);
                }
            });
        }
        ScanOptions.answer(call.reply(), next, page.words());
    }
}
