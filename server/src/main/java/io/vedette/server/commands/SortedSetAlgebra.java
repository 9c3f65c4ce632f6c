package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Doubles;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.values.SetValue;
import io.vedette.server.values.SortedSetValue;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Unions, intersections and differences of sorted sets, and of plain sets, whose members count as scored 1. */
final class SortedSetAlgebra {
    private final Store store;

    SortedSetAlgebra(Store store) {
        this.store = store;
    }

    private enum Operation {
        UNION(KeyEvent.ZUNIONSTORE),
        INTERSECTION(KeyEvent.ZINTERSTORE),
        DIFFERENCE(KeyEvent.ZDIFFSTORE);

        private final KeyEvent kept;

        Operation(KeyEvent kept) {
            this.kept = kept;
        }
    }

    /** What becomes of a member's score from several sets. What is no number counts as zero. */
    private enum Aggregate {
        SUM,
        MIN,
        MAX;

        double of(double sum, double score) {
            return switch (this) {
                case SUM -> zeroIfNan(sum + score);
                case MIN -> score < sum ? score : sum;
                case MAX -> score > sum ? score : sum;
            };
        }
    }

    void bindTo(CommandTable table) {
        table.bind("zunion", call -> answer(call, Operation.UNION));
        table.bind("zinter", call -> answer(call, Operation.INTERSECTION));
        table.bind("zdiff", call -> answer(call, Operation.DIFFERENCE));
        table.bind("zunionstore", call -> keep(call, Operation.UNION));
        table.bind("zinterstore", call -> keep(call, Operation.INTERSECTION));
        table.bind("zdiffstore", call -> keep(call, Operation.DIFFERENCE));
        table.bind("zintercard", this::zintercard);
    }

    // ---- the words

    /** What a key holds for these commands: a sorted set, or a plain one, whose members all have the score 1. */
    private interface Members {
        long size();

        void forEach(SortedSetValue.Sink sink);

        /** NaN if there is no such member. */
        double score(byte[] member);

        static Members of(SortedSetValue set) {
            return new Members() {
                @Override
                public long size() {
                    return set.size();
                }

                @Override
                public void forEach(SortedSetValue.Sink sink) {
                    set.forEach(sink);
                }

                @Override
                public double score(byte[] member) {
                    return set.score(member);
                }
            };
        }

        static Members of(SetValue set) {
            return new Members() {
                @Override
                public long size() {
                    return set.size();
                }

                @Override
                public void forEach(SortedSetValue.Sink sink) {
                    set.forEach(member -> sink.element(member, 1));
                }

                @Override
                public double score(byte[] member) {
                    return set.contains(member) ? 1 : Double.NaN;
                }
            };
        }
    }

    /** One of the sets: its members and what they count. */
    private record Source(Members members, double weight) {
        double weighed(double score) {
            return zeroIfNan(weight * score);
        }
    }

    /**
     * @param behind the first word behind the keys
     * @param limit ZINTERCARD counts no further; 0 for all
     */
    private record Query(List<Source> sources, Aggregate aggregate, boolean withScores, long limit) {}

    private Query parse(Call call, int numberOfKeys, Operation operation, boolean stores, boolean counts) {
        Argv argv = call.argv();
        long keys = argv.asLong(numberOfKeys);
        if (keys < 1) {
            throw Errors.atLeastOneKey(call.spec().name());
        }
        if (keys > argv.size() - numberOfKeys - 1) {
            throw Errors.syntax();
        }
        List<Members> sets = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            sets.add(operand(store.database(call).find(argv.bytes(numberOfKeys + 1 + i))));
        }
        double[] weights = new double[sets.size()];
        Arrays.fill(weights, 1);
        Aggregate aggregate = Aggregate.SUM;
        boolean withScores = false;
        long limit = 0;
        boolean combines = operation != Operation.DIFFERENCE && !counts;
        for (int i = (int) (numberOfKeys + 1 + keys); i < argv.size(); i++) {
            int more = argv.size() - i - 1;
            if (combines && more >= keys && argv.is(i, "weights")) {
                for (int k = 0; k < keys; k++) {
                    weights[k] = weight(argv.bytes(++i));
                }
            } else if (combines && more >= 1 && argv.is(i, "aggregate")) {
                aggregate = aggregate(argv, ++i);
            } else if (!stores && !counts && argv.is(i, "withscores")) {
                withScores = true;
            } else if (counts && more >= 1 && argv.is(i, "limit")) {
                limit = Counts.atLeast(argv, ++i, 0, Errors.limitNegative());
            } else {
                throw Errors.syntax();
            }
        }
        List<Source> sources = new ArrayList<>();
        for (int k = 0; k < weights.length; k++) {
            sources.add(new Source(sets.get(k), weights[k]));
        }
        if (operation != Operation.DIFFERENCE) {
            // Sums depend on the order, so it is Redis'.
            sources.sort(Comparator.comparingLong(source -> source.members().size()));
        }
        return new Query(sources, aggregate, withScores, limit);
    }

    private static Members operand(Value value) {
        return value instanceof SetValue set ? Members.of(set) : Members.of(value.asSortedSet());
    }

    private static double weight(byte[] word) {
        try {
            return Doubles.parse(word);
        } catch (RespException notAFloat) {
            throw Errors.weightNotAFloat();
        }
    }

    private static Aggregate aggregate(Argv argv, int position) {
        for (Aggregate aggregate : Aggregate.values()) {
            if (aggregate.name().equalsIgnoreCase(argv.text(position))) {
                return aggregate;
            }
        }
        throw Errors.syntax();
    }

    // ---- the sets

    private static ScoredMembers result(Query query, Operation operation) {
        ScoredMembers result = new ScoredMembers();
        switch (operation) {
            case UNION -> unite(query, result);
            case INTERSECTION -> intersect(query, result::put);
            case DIFFERENCE -> subtract(query.sources(), result);
        }
        return result;
    }

    private static void unite(Query query, ScoredMembers result) {
        for (Source source : query.sources()) {
            source.members()
                    .forEach((member, score) -> result.merge(member, source.weighed(score), query.aggregate()::of));
        }
    }

    private static void intersect(Query query, SortedSetValue.Sink sink) {
        Source smallest = query.sources().getFirst();
        List<Source> others = query.sources().subList(1, query.sources().size());
        smallest.members().forEach((member, own) -> {
            double sum = smallest.weighed(own);
            for (Source other : others) {
                double score = other.members().score(member);
                if (Double.isNaN(score)) {
                    return;
                }
                sum = query.aggregate().of(sum, other.weight() * score);
            }
            sink.element(member, sum);
        });
    }

    private static void subtract(List<Source> sources, ScoredMembers result) {
        List<Source> others = sources.subList(1, sources.size());
        sources.getFirst().members().forEach((member, score) -> {
            if (others.stream().allMatch(other -> Double.isNaN(other.members().score(member)))) {
                result.put(member, score);
            }
        });
    }

    private static double zeroIfNan(double score) {
        return Double.isNaN(score) ? 0 : score;
    }

    // ---- the answers

    private void answer(Call call, Operation operation) {
        Query query = parse(call, 1, operation, false, false);
        ScoredMembers result = result(query, operation);
        result.forEach(new ScoredReply(call.reply(), query.withScores()).begin(result.size()));
    }

    private void keep(Call call, Operation operation) {
        Query query = parse(call, 2, operation, true, false);
        SortedSetValue result =
                result(query, operation).toValue(store.keyspace().values());
        call.reply()
                .integer(SortedSetRangeCommands.keep(
                        store.database(call), call.argv().bytes(1), result, operation.kept));
    }

    private void zintercard(Call call) {
        Query query = parse(call, 1, Operation.INTERSECTION, false, true);
        long[] count = {0};
        intersect(query, (member, score) -> count[0]++);
        call.reply().integer(query.limit() > 0 ? Math.min(query.limit(), count[0]) : count[0]);
    }
}
