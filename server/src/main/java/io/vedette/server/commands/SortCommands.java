package io.vedette.server.commands;

import io.vedette.resp.Doubles;
import io.vedette.resp.Errors;
import io.vedette.resp.HeapMeter;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.KeyEvent;
import io.vedette.server.values.ListValue;
import io.vedette.server.values.ListValue.End;
import io.vedette.server.values.Type;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** SORT and SORT_RO: the elements of a list, set or sorted set in the order of numbers or words, their own or kept elsewhere. */
final class SortCommands {
    private static final byte[] NOTHING = {};

    /** Without a weight comes first. */
    private static final Comparator<Weighed> BY_WORD = Comparator.comparing(
            Weighed::word,
            (a, b) -> a.isPresent() && b.isPresent()
                    ? Arrays.compareUnsigned(a.get(), b.get())
                    : Boolean.compare(a.isPresent(), b.isPresent()));

    private static final Comparator<Weighed> BY_NUMBER =
            Comparator.comparingDouble(Weighed::number).thenComparing(Weighed::element, Arrays::compareUnsigned);

    private final Store store;

    SortCommands(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("sort", call -> sort(call, true));
        table.bind("sort_ro", call -> sort(call, false));
    }

    /** An element with what its place depends on. */
    private record Weighed(byte[] element, double number, Optional<byte[]> word) {
        /** What it takes while it finds its place; an estimate. */
        private static final int BYTES = 64;
    }

    private void sort(Call call, boolean mayStore) {
        SortOptions options = SortOptions.parse(call, mayStore);
        Database database = store.database(call);
        Value value = database.find(call.argv().bytes(1));
        GatheredWords gathered = elements(value);
        List<byte[]> elements = gathered.words();
        boolean chance = value.type() == Type.SET && options.target().isPresent();
        if (!options.unsorted()) {
            elements = sorted(database, gathered, options, options.alpha());
        } else if (chance) {
            // What is stored must be the same everywhere, and the order in a set is not.
            elements = sorted(database, gathered, options, true);
        } else if (options.descending() && value.type() != Type.SET) {
            Collections.reverse(elements);
        }
        int size = elements.size();
        List<byte[]> wanted = elements.subList(options.first(size), Math.max(options.first(size), options.end(size)));
        if (options.target().isPresent()) {
            keep(call, options, wanted, options.target().get());
        } else {
            answer(call, options, wanted);
        }
    }

    private static GatheredWords elements(Value value) {
        GatheredWords elements = new GatheredWords();
        switch (value.type()) {
            case NONE -> {}
            case LIST ->
                value.asList()
                        .walk(
                                0,
                                value.asList().size(),
                                false,
                                (bytes, at, length) -> elements.add(Arrays.copyOfRange(bytes, at, at + length)));
            case SET -> value.asSet().forEach(elements::add);
            case ZSET -> value.asSortedSet().forEach((member, score) -> elements.add(member));
            case STRING, HASH, STREAM -> throw Errors.wrongType();
        }
        return elements;
    }

    private static List<byte[]> sorted(Database database, GatheredWords elements, SortOptions options, boolean alpha) {
        HeapMeter meter = elements.meter();
        List<Weighed> weighed = new ArrayList<>();
        for (byte[] element : elements.words()) {
            meter.take(Weighed.BYTES);
            Optional<byte[]> weight =
                    options.by().map(by -> by.value(database, element)).orElse(Optional.of(element));
            if (alpha && options.by().isPresent()) {
                weight.ifPresent(meter::takeWord);
            }
            weighed.add(new Weighed(
                    element, alpha || weight.isEmpty() ? 0 : number(weight.get()), alpha ? weight : Optional.empty()));
        }
        Comparator<Weighed> order = alpha ? BY_WORD : BY_NUMBER;
        weighed.sort(options.descending() ? order.reversed() : order);
        List<byte[]> sorted = new ArrayList<>(weighed.size());
        weighed.forEach(one -> sorted.add(one.element()));
        return sorted;
    }

    /** As C's {@code strtod} reads it: blanks before it are skipped, nothing is 0, a zero byte ends it. */
    private static double number(byte[] word) {
        int end = 0;
        while (end < word.length && word[end] != 0) {
            end++;
        }
        int from = 0;
        while (from < end && (word[from] == ' ' || word[from] >= '\t' && word[from] <= '\r')) {
            from++;
        }
        if (end == 0) {
            return 0;
        }
        try {
            return Doubles.parse(Arrays.copyOfRange(word, from, end)) + 0.0; // one zero only
        } catch (RespException notANumber) {
            throw Errors.sortScoreNotANumber();
        }
    }

    private void answer(Call call, SortOptions options, List<byte[]> wanted) {
        Database database = store.database(call);
        ReplyWriter reply = call.reply();
        reply.array((long) wanted.size() * Math.max(1, options.gets().size()));
        for (byte[] element : wanted) {
            if (options.gets().isEmpty()) {
                reply.bulk(element);
            }
            for (SortPattern get : options.gets()) {
                get.value(database, element).ifPresentOrElse(reply::bulk, reply::nullBulk);
            }
        }
    }

    private void keep(Call call, SortOptions options, List<byte[]> wanted, byte[] target) {
        Database database = store.database(call);
        GatheredWords gathered = new GatheredWords();
        for (byte[] element : wanted) {
            if (options.gets().isEmpty()) {
                gathered.add(element);
            }
            for (SortPattern get : options.gets()) {
                gathered.add(get.value(database, element).orElse(NOTHING));
            }
        }
        List<byte[]> given = gathered.words();
        if (given.isEmpty()) {
            database.remove(target, KeyEvent.DEL);
        } else {
            ListValue list = new ListValue(store.keyspace().values());
            list.push(End.LAST, given.size(), given::get);
            database.put(target, list, KeyEvent.SORTSTORE);
            database.noted(given.size() - 1L); // each element counts, the key itself did already
        }
        call.reply().integer(given.size());
    }
}
