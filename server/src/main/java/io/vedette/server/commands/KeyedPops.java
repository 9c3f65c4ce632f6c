package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.server.values.Type;
import io.vedette.session.Call;
import java.util.Arrays;
import java.util.List;

/**
 * Commands that pop from the first of several keys that has something, and may wait until one has: LMPOP and ZMPOP, their blocking forms,
 * and BLPOP and its like. What lists and sorted sets share of them. Owner loop only.
 *
 * @param <E> names an end
 */
final class KeyedPops<E> {
    /** Takes elements out of what is at a key, writes the reply and tells the log; false if there is nothing, and then nothing was done. */
    interface Popper<E> {
        boolean popSome(Call call, byte[] key, E end, long most);

        boolean popOne(Call call, byte[] key, E end);
    }

    /** Reads a word that names an end. */
    @FunctionalInterface
    interface EndWord<E> {
        E at(Argv argv, int position);
    }

    /** The words of LMPOP and its like from the number of keys on. */
    private record Wish<E>(List<byte[]> keys, E end, long count) {}

    private final Store store;
    private final Type type;
    private final EndWord<E> ends;
    private final Popper<E> popper;

    KeyedPops(Store store, Type type, EndWord<E> ends, Popper<E> popper) {
        this.store = store;
        this.type = type;
        this.ends = ends;
        this.popper = popper;
    }

    /** LMPOP and its like. */
    void some(Call call) {
        Wish<E> wish = parse(call.argv(), 1);
        for (byte[] key : wish.keys()) {
            if (popper.popSome(call, key, wish.end(), wish.count())) {
                return;
            }
        }
        call.reply().nullArray();
    }

    /** BLMPOP and its like. */
    void someOrWait(Call call) {
        Wish<E> wish = parse(call.argv(), 2);
        long deadlineMillis = Timeouts.deadlineOfSeconds(call.argv(), 1, call.nowMillis());
        store.blocking()
                .attemptOrAwait(
                        call,
                        type,
                        wish.keys(),
                        deadlineMillis,
                        (again, key) -> popper.popSome(again, key, wish.end(), wish.count()));
    }

    /** BLPOP and its like: keys, then the time. */
    void oneOrWait(Call call, E end) {
        Argv argv = call.argv();
        int last = argv.size() - 1;
        long deadlineMillis = Timeouts.deadlineOfSeconds(argv, last, call.nowMillis());
        store.blocking()
                .attemptOrAwait(
                        call,
                        type,
                        words(argv, 1, last),
                        deadlineMillis,
                        (again, key) -> popper.popOne(again, key, end));
    }

    private Wish<E> parse(Argv argv, int from) {
        long keys = Counts.atLeast(argv, from, 1, Errors.numberOfKeysNotPositive());
        if (keys > argv.size() - from - 2) {
            throw Errors.syntax();
        }
        int side = from + 1 + (int) keys;
        E end = ends.at(argv, side);
        long count = 1;
        boolean counted = false;
        for (int i = side + 1; i < argv.size(); i += 2) {
            if (counted || !argv.is(i, "count") || i + 1 == argv.size()) {
                throw Errors.syntax();
            }
            count = Counts.atLeast(argv, i + 1, 1, Errors.countNotPositive());
            counted = true;
        }
        return new Wish<>(words(argv, from + 1, side), end, count);
    }

    private static List<byte[]> words(Argv argv, int from, int to) {
        byte[][] words = new byte[to - from][];
        Arrays.setAll(words, i -> argv.bytes(from + i));
        return List.of(words);
    }
}
