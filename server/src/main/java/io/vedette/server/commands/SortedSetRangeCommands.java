package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.values.SortedSetValue;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;

/** ZRANGE with its older forms, which fix order and kind, and ZRANGESTORE, which keeps what ZRANGE would answer. */
final class SortedSetRangeCommands {
    private final Store store;

    SortedSetRangeCommands(Store store) {
        this.store = store;
    }

    /** What the two words of a range are. */
    private enum Kind {
        /** Ranks, unless an option says otherwise. */
        OPEN,
        RANK,
        SCORE,
        MEMBER
    }

    private enum Order {
        /** Forward, unless an option says otherwise. */
        OPEN,
        FORWARD,
        REVERSE
    }

    void bindTo(CommandTable table) {
        table.bind("zrange", call -> answer(call, Query.parse(call.argv(), 1, false, Kind.OPEN, Order.OPEN)));
        table.bind("zrangestore", this::keep);
        bind(table, "zrevrange", Kind.RANK, Order.REVERSE);
        bind(table, "zrangebyscore", Kind.SCORE, Order.FORWARD);
        bind(table, "zrevrangebyscore", Kind.SCORE, Order.REVERSE);
        bind(table, "zrangebylex", Kind.MEMBER, Order.FORWARD);
        bind(table, "zrevrangebylex", Kind.MEMBER, Order.REVERSE);
    }

    private void bind(CommandTable table, String name, Kind kind, Order order) {
        table.bind(name, call -> answer(call, Query.parse(call.argv(), 1, false, kind, order)));
    }

    /**
     * @param offset elements of the range to skip; all if negative
     * @param limit how many to give then; all if negative
     */
    private record Query(
            SortedSetRange.Words words, boolean byRank, boolean reverse, boolean withScores, long offset, long limit) {
        /** @param key where the key stands; the range is behind it, and then the options */
        static Query parse(Argv argv, int key, boolean store, Kind fixedKind, Order fixedOrder) {
            Kind kind = fixedKind;
            Order order = fixedOrder;
            boolean withScores = false;
            long offset = 0;
            long limit = -1;
            for (int i = key + 3; i < argv.size(); i++) {
                if (!store && argv.is(i, "withscores")) {
                    withScores = true;
                } else if (argv.is(i, "limit") && i + 2 < argv.size()) {
                    offset = argv.asLong(i + 1);
                    limit = argv.asLong(i + 2);
                    i += 2;
                } else if (order == Order.OPEN && argv.is(i, "rev")) {
                    order = Order.REVERSE;
                } else if (kind == Kind.OPEN && argv.is(i, "bylex")) {
                    kind = Kind.MEMBER;
                } else if (kind == Kind.OPEN && argv.is(i, "byscore")) {
                    kind = Kind.SCORE;
                } else {
                    throw Errors.syntax();
                }
            }
            boolean byRank = kind == Kind.OPEN || kind == Kind.RANK;
            if (limit != -1 && byRank) {
                throw Errors.syntaxLimitOfRanks();
            }
            if (withScores && kind == Kind.MEMBER) {
                throw Errors.syntaxScoresOfLex();
            }
            boolean reverse = order == Order.REVERSE;
            // Backwards the upper end comes first.
            int least = reverse ? key + 2 : key + 1;
            int most = reverse ? key + 1 : key + 2;
            SortedSetRange.Words words = switch (kind) {
                case OPEN, RANK -> SortedSetRange.byRank(argv, key + 1, reverse);
                case SCORE -> SortedSetRange.byScore(argv, least, most);
                case MEMBER -> SortedSetRange.byMember(argv, least, most);
            };
            return new Query(words, byRank, reverse, withScores, byRank ? 0 : offset, byRank ? -1 : limit);
        }

        SortedSetRange range(SortedSetValue value) {
            SortedSetRange whole = words.of(value);
            long skipped = offset < 0 ? whole.length() : Math.min(offset, whole.length());
            long given = whole.length() - skipped;
            given = limit < 0 ? given : Math.min(limit, given);
            long from = reverse ? whole.to() - skipped - given : whole.from() + skipped;
            return new SortedSetRange(from, from + given);
        }
    }

    private void answer(Call call, Query query) {
        SortedSetValue value = store.database(call).find(call.argv().bytes(1)).asSortedSet();
        SortedSetRange range = query.range(value);
        ScoredReply reply = new ScoredReply(call.reply(), query.withScores()).begin(range.length());
        value.forEach(range.from(), range.to(), query.reverse(), reply);
    }

    private void keep(Call call) {
        Query query = Query.parse(call.argv(), 2, true, Kind.OPEN, Order.OPEN);
        Database database = store.database(call);
        SortedSetValue source = database.find(call.argv().bytes(2)).asSortedSet();
        SortedSetRange range = query.range(source);
        // Only of ranks Redis knows beforehand how many there are.
        long expected = query.byRank() ? range.length() : 0;
        SortedSetValue result = SortedSetValue.forMembers(store.keyspace().values(), expected, 0);
        source.forEach(range.from(), range.to(), false, result::append); // the same set whichever way it is asked for
        call.reply().integer(keep(database, call.argv().bytes(1), result, KeyEvent.ZRANGESTORE));
    }

    /** Lets the key hold the result, and nothing if that is empty; how many elements. */
    static long keep(Database database, byte[] key, SortedSetValue result, KeyEvent event) {
        if (result.size() == 0) {
            database.remove(key, KeyEvent.DEL);
        } else {
            database.put(key, result, event);
        }
        return result.size();
    }
}
