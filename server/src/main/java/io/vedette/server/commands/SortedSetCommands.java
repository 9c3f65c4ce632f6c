package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.ReplyWriter;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.values.Kind;
import io.vedette.server.values.SortedSetValue;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;

/**
 * The sorted set group as far as single members and whole sets go; the rest is in {@link SortedSetAdd},
 * {@link SortedSetRangeCommands}, {@link SortedSetAlgebra}, {@link SortedSetPops} and {@link RandomMembers}.
 */
final class SortedSetCommands {
    private final Store store;

    SortedSetCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("zrem", this::zrem);
        table.bind("zcard", call -> call.reply().integer(set(call).size()));
        table.bind("zscore", this::zscore);
        table.bind("zmscore", this::zmscore);
        table.bind("zrank", call -> rank(call, false));
        table.bind("zrevrank", call -> rank(call, true));
        table.bind("zcount", call -> count(call, SortedSetRange.byScore(call.argv(), 2, 3)));
        table.bind("zlexcount", call -> count(call, SortedSetRange.byMember(call.argv(), 2, 3)));
        table.bind(
                "zremrangebyrank",
                call -> removeRange(call, SortedSetRange.byRank(call.argv(), 2, false), KeyEvent.ZREMRANGEBYRANK));
        table.bind(
                "zremrangebyscore",
                call -> removeRange(call, SortedSetRange.byScore(call.argv(), 2, 3), KeyEvent.ZREMRANGEBYSCORE));
        table.bind(
                "zremrangebylex",
                call -> removeRange(call, SortedSetRange.byMember(call.argv(), 2, 3), KeyEvent.ZREMRANGEBYLEX));
        table.bind("zscan", this::zscan);
        new SortedSetAdd(store).bindTo(table);
        new SortedSetRangeCommands(store).bindTo(table);
        new SortedSetAlgebra(store).bindTo(table);
        new SortedSetPops(store).bindTo(table);
        new RandomMembers(store).bindTo(table);
    }

    private SortedSetValue set(Call call) {
        return store.database(call).find(call.argv().bytes(1)).asSortedSet();
    }

    private void zrem(Call call) {
        Argv argv = call.argv();
        Database database = store.database(call);
        SortedSetValue value = database.edit(argv.bytes(1), Kind.SORTED_SET);
        long removed = 0;
        for (int i = 2; i < argv.size() && value.size() > 0; i++) {
            removed += value.remove(argv.bytes(i)) ? 1 : 0;
        }
        if (removed > 0) {
            database.edited(argv.bytes(1), value, removed, KeyEvent.ZREM);
        }
        call.reply().integer(removed);
    }

    private void removeRange(Call call, SortedSetRange.Words words, KeyEvent event) {
        byte[] key = call.argv().bytes(1);
        Database database = store.database(call);
        SortedSetValue value = database.edit(key, Kind.SORTED_SET);
        SortedSetRange range = words.of(value);
        if (range.length() > 0) {
            value.removeRange(range.from(), range.to());
            database.edited(key, value, range.length(), event);
        }
        call.reply().integer(range.length());
    }

    private void count(Call call, SortedSetRange.Words words) {
        call.reply().integer(words.of(set(call)).length());
    }

    private void zscore(Call call) {
        score(call.reply(), set(call), call.argv().bytes(2));
    }

    private void zmscore(Call call) {
        Argv argv = call.argv();
        SortedSetValue value = set(call);
        call.reply().array(argv.size() - 2);
        for (int i = 2; i < argv.size(); i++) {
            score(call.reply(), value, argv.bytes(i));
        }
    }

    private static void score(ReplyWriter reply, SortedSetValue value, byte[] member) {
        double score = value.score(member);
        if (Double.isNaN(score)) {
            reply.nullBulk();
        } else {
            reply.doubleValue(score);
        }
    }

    private void rank(Call call, boolean reverse) {
        SortedSetValue value = set(call);
        byte[] member = call.argv().bytes(2);
        double score = value.score(member);
        if (Double.isNaN(score)) {
            call.reply().nullBulk();
            return;
        }
        long rank = value.rank(member, score);
        call.reply().integer(reverse ? value.size() - 1 - rank : rank);
    }

    private void zscan(Call call) {
        Argv argv = call.argv();
        long cursor = ScanOptions.cursor(argv.bytes(2));
        Value found = store.database(call).find(argv.bytes(1));
        SortedSetValue value = found.asSortedSet();
        GatheredWords page = new GatheredWords();
        long next = 0;
        if (found.exists()) {
            ScanOptions options = ScanOptions.ofElements(argv, 3);
            next = value.scan(cursor, options.count(), (member, score) -> {
                if (options.matches(member)) {
                    page.add(member);
                    page.add(Store.word(value.storedText(score)));
                }
            });
        }
        ScanOptions.answer(call.reply(), next, page.words());
    }
}
