package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Doubles;
import io.vedette.resp.Errors;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.values.Kind;
import io.vedette.server.values.SortedSetValue;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;

/** ZADD and ZINCRBY. */
final class SortedSetAdd {
    private final Store store;

    SortedSetAdd(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("zadd", call -> add(call, call.argv()));
        table.bind("zincrby", call -> add(call, call.argv(), Options.INCREMENT));
    }

    /**
     * @param onlyNew NX
     * @param onlyPresent XX
     * @param greater GT: a present member's score only grows
     * @param less LT
     * @param changed CH: the reply counts changed members too
     * @param increment INCR
     * @param first where the pairs begin
     */
    private record Options(
            boolean onlyNew,
            boolean onlyPresent,
            boolean greater,
            boolean less,
            boolean changed,
            boolean increment,
            int first) {
        /** ZINCRBY key increment member. */
        static final Options INCREMENT = new Options(false, false, false, false, false, true, 2);

        private static final String[] WORDS = {"nx", "xx", "gt", "lt", "ch", "incr"};

        static Options parse(Argv argv) {
            boolean[] given = new boolean[WORDS.length];
            int first = 2;
            for (int word = 0; first < argv.size() && word < WORDS.length; word++) {
                if (argv.is(first, WORDS[word])) {
                    given[word] = true;
                    first++;
                    word = -1;
                }
            }
            Options options = new Options(given[0], given[1], given[2], given[3], given[4], given[5], first);
            options.check(argv.size() - first);
            return options;
        }

        private void check(int words) {
            if (words == 0 || words % 2 != 0) {
                throw Errors.syntax();
            }
            if (onlyNew && onlyPresent) {
                throw Errors.zaddNxXx();
            }
            if (greater && less || onlyNew && (greater || less)) {
                throw Errors.zaddGtLtNx();
            }
            if (increment && words > 2) {
                throw Errors.zaddIncrementOfMany();
            }
        }

        /** Whether a present member gets the score. */
        boolean takes(double old, double score) {
            return !onlyNew && !(greater && score <= old) && !(less && score >= old);
        }
    }

    /** What became of one pair. */
    private enum Outcome {
        REFUSED,
        SAME,
        UPDATED,
        ADDED
    }

    /** ZADD with these words; how many members are new or have another score. */
    long add(Call call, Argv argv) {
        return add(call, argv, Options.parse(argv));
    }

    private long add(Call call, Argv argv, Options options) {
        double[] scores = new double[(argv.size() - options.first()) / 2];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Doubles.parse(argv.bytes(options.first() + 2 * i));
        }
        Database database = store.database(call);
        byte[] key = argv.bytes(1);
        SortedSetValue value = database.edit(key, Kind.SORTED_SET);
        long added = 0;
        long updated = 0;
        Outcome last = Outcome.REFUSED;
        double lastScore = 0;
        for (int i = 0; i < scores.length; i++) {
            byte[] member = argv.bytes(options.first() + 2 * i + 1);
            double old = value.score(member);
            lastScore = options.increment() && !Double.isNaN(old) ? old + scores[i] : scores[i];
            if (Double.isNaN(lastScore)) {
                throw Errors.scoreNotANumber();
            }
            last = put(value, member, old, lastScore, options);
            added += last == Outcome.ADDED ? 1 : 0;
            updated += last == Outcome.UPDATED ? 1 : 0;
        }
        if (added + updated > 0) {
            database.edited(key, value, added + updated, options.increment() ? KeyEvent.ZINCR : KeyEvent.ZADD);
        }
        if (!options.increment()) {
            call.reply().integer(options.changed() ? added + updated : added);
        } else if (last == Outcome.REFUSED) {
            call.reply().nullBulk();
        } else {
            call.reply().doubleValue(lastScore);
        }
        return added + updated;
    }

    private static Outcome put(SortedSetValue value, byte[] member, double old, double score, Options options) {
        boolean present = !Double.isNaN(old);
        if (present ? !options.takes(old, score) : options.onlyPresent()) {
            return Outcome.REFUSED;
        }
        if (present && old == score) {
            return Outcome.SAME;
        }
        value.put(member, score);
        return present ? Outcome.UPDATED : Outcome.ADDED;
    }
}
