package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.values.SetValue;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** What several sets make together: SINTER, SUNION, SDIFF, kept under a key or told or only counted. */
final class SetAlgebra {
    private enum Operation {
        INTERSECTION(KeyEvent.SINTERSTORE),
        UNION(KeyEvent.SUNIONSTORE),
        DIFFERENCE(KeyEvent.SDIFFSTORE);

        private final KeyEvent kept;

        Operation(KeyEvent kept) {
            this.kept = kept;
        }
    }

    private final Store store;

    SetAlgebra(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("sinter", call -> answer(call, Operation.INTERSECTION));
        table.bind("sunion", call -> answer(call, Operation.UNION));
        table.bind("sdiff", call -> answer(call, Operation.DIFFERENCE));
        table.bind("sinterstore", call -> keep(call, Operation.INTERSECTION));
        table.bind("sunionstore", call -> keep(call, Operation.UNION));
        table.bind("sdiffstore", call -> keep(call, Operation.DIFFERENCE));
        table.bind("sintercard", this::sintercard);
    }

    /** A missing key is an empty set. */
    private List<SetValue> sets(Call call, int from, int to) {
        List<SetValue> sets = new ArrayList<>();
        for (int i = from; i < to; i++) {
            sets.add(store.database(call).find(call.argv().bytes(i)).asSet());
        }
        return sets;
    }

    private void answer(Call call, Operation operation) {
        List<SetValue> sets = sets(call, 1, call.argv().size());
        GatheredWords members = new GatheredWords();
        forEach(operation, sets, members::add);
        call.reply().set(members.words().size());
        members.words().forEach(call.reply()::bulk);
    }

    private void keep(Call call, Operation operation) {
        List<SetValue> sets = sets(call, 2, call.argv().size());
        SetValue result;
        if (operation == Operation.UNION) {
            long largest = sets.stream().mapToLong(SetValue::size).max().orElse(0);
            result = SetValue.forMembers(store.keyspace().values(), largest);
            sets.forEach(set -> set.forEach(result::add));
        } else {
            result = new SetValue(store.keyspace().values());
            forEach(operation, sets, result::add);
        }
        Database database = store.database(call);
        byte[] key = call.argv().bytes(1);
        long size = result.size();
        if (size > 0) {
            database.put(key, result, operation.kept);
        } else {
            result.release();
            database.remove(key, KeyEvent.DEL);
        }
        call.reply().integer(size);
    }

    private void sintercard(Call call) {
        Argv argv = call.argv();
        long keys = Counts.atLeast(argv, 1, 1, Errors.numberOfKeysNotPositive());
        if (keys > argv.size() - 2) {
            throw Errors.moreKeysThanWords();
        }
        long limit = Long.MAX_VALUE;
        for (int i = (int) keys + 2; i < argv.size(); i += 2) {
            if (!argv.is(i, "limit") || i + 1 == argv.size()) {
                throw Errors.syntax();
            }
            long said = Counts.atLeast(argv, i + 1, 0, Errors.limitNegative());
            limit = said == 0 ? Long.MAX_VALUE : said;
        }
        long most = limit;
        long[] count = {0};
        forEach(Operation.INTERSECTION, sets(call, 2, (int) keys + 2), member -> ++count[0] < most);
        call.reply().integer(count[0]);
    }

    /** Gives each member of the result once, as long as the sink answers true. */
    private void forEach(Operation operation, List<SetValue> sets, Predicate<byte[]> sink) {
        switch (operation) {
            case INTERSECTION -> {
                List<SetValue> smallestFirst = new ArrayList<>(sets);
                smallestFirst.sort(Comparator.comparingLong(SetValue::size));
                List<SetValue> others = smallestFirst.subList(1, smallestFirst.size());
                walk(smallestFirst.getFirst(), member -> isInAll(others, member), sink);
            }
            case DIFFERENCE -> {
                List<SetValue> others = sets.subList(1, sets.size());
                walk(sets.getFirst(), member -> isInNone(others, member), sink);
            }
            case UNION -> {
                SetValue seen = new SetValue(store.keyspace().values());
                sets.forEach(set -> walk(set, seen::add, sink));
                seen.release();
            }
        }
    }

    private static boolean isInAll(List<SetValue> sets, byte[] member) {
        for (SetValue set : sets) {
            if (!set.contains(member)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isInNone(List<SetValue> sets, byte[] member) {
        for (SetValue set : sets) {
            if (set.contains(member)) {
                return false;
            }
        }
        return true;
    }

    private static void walk(SetValue set, Predicate<byte[]> wanted, Predicate<byte[]> sink) {
        for (SetValue.Walk walk = set.walk(); walk.next(); ) {
            byte[] member = walk.member();
            if (wanted.test(member) && !sink.test(member)) {
                return;
            }
        }
    }
}
