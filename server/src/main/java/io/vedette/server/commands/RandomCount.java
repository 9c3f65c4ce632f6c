package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;

/**
 * The count of HRANDFIELD and its kin.
 *
 * @param count so many different elements, or, if negative, minus so many draws that may repeat
 * @param whole whether both parts of an element are wanted
 */
record RandomCount(long count, boolean whole) {
    /** @param option the only word that may follow the count, lower case */
    static RandomCount parse(Argv argv, String option) {
        long count = argv.asLong(2);
        if (count == Long.MIN_VALUE) {
            throw Errors.outOfRange(-Long.MAX_VALUE, Long.MAX_VALUE);
        }
        boolean whole = argv.size() > 3;
        if (argv.size() > 4 || whole && !argv.is(3, option)) {
            throw Errors.syntax();
        }
        if (whole && Math.abs(count) > Long.MAX_VALUE / 2) {
            throw Errors.outOfRange();
        }
        return new RandomCount(count, whole);
    }

    boolean repeats() {
        return count < 0;
    }

    /** How many elements the answer has, out of that many. */
    long drawn(long size) {
        return size == 0 ? 0 : repeats() ? -count : Math.min(count, size);
    }
}
