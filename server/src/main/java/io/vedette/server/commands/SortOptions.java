package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.session.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The words of SORT behind the key.
 *
 * @param by where the weights are; empty if the elements are their own weights
 * @param unsorted the order is left as it is: BY names no place that would differ between elements
 * @param count how many elements are wanted; negative for all
 * @param gets what is given for each element; the element itself if there is none
 */
record SortOptions(
        boolean alpha,
        boolean descending,
        Optional<SortPattern> by,
        boolean unsorted,
        long offset,
        long count,
        List<SortPattern> gets,
        Optional<byte[]> target) {

    /** @param mayStore false for SORT_RO */
    static SortOptions parse(Call call, boolean mayStore) {
        Argv argv = call.argv();
        boolean alpha = false;
        boolean descending = false;
        Optional<SortPattern> by = Optional.empty();
        boolean unsorted = false;
        long offset = 0;
        long count = -1;
        List<SortPattern> gets = new ArrayList<>();
        Optional<byte[]> target = Optional.empty();
        for (int i = 2; i < argv.size(); i++) {
            int left = argv.size() - i - 1;
            if (argv.is(i, "asc")) {
                descending = false;
            } else if (argv.is(i, "desc")) {
                descending = true;
            } else if (argv.is(i, "alpha")) {
                alpha = true;
            } else if (argv.is(i, "limit") && left >= 2) {
                offset = argv.asLong(i + 1);
                count = argv.asLong(i + 2);
                i += 2;
            } else if (argv.is(i, "store") && left >= 1 && mayStore) {
                target = Optional.of(argv.bytes(++i));
            } else if (argv.is(i, "by") && left >= 1) {
                SortPattern pattern = new SortPattern(argv.bytes(++i));
                if (pattern.differs()) {
                    requireAllKeysReadable(call, "BY");
                    by = Optional.of(pattern);
                } else {
                    unsorted = true; // and stays so, whatever BY comes behind
                }
            } else if (argv.is(i, "get") && left >= 1) {
                requireAllKeysReadable(call, "GET");
                gets.add(new SortPattern(argv.bytes(++i)));
            } else {
                throw Errors.syntax();
            }
        }
        Optional<SortPattern> weights = unsorted ? Optional.empty() : by;
        return new SortOptions(alpha, descending, weights, unsorted, offset, count, List.copyOf(gets), target);
    }

    /** The keys that a pattern leads to cannot be known before, so the user must be allowed to read all. */
    private static void requireAllKeysReadable(Call call, String option) {
        if (!call.client().user().map(user -> user.rights().mayReadAllKeys()).orElse(true)) {
            throw Errors.sortOptionDenied(option);
        }
    }

    /** The first element to be given, of so many. */
    int first(int size) {
        return Math.clamp(offset, 0, size);
    }

    /** Where the elements to be given end, of so many. */
    int end(int size) {
        return count < 0 ? size : (int) Math.min(size, first(size) + Math.min(count, size));
    }
}
