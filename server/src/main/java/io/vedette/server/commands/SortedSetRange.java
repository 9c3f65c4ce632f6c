package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Doubles;
import io.vedette.resp.Errors;
import io.vedette.server.values.Border;
import io.vedette.server.values.SortedSetValue;
import java.util.Arrays;

/**
 * A stretch of a sorted set, in ranks.
 *
 * @param from rank of the first element
 * @param to rank behind the last one; not above {@code from} if there is none
 */
record SortedSetRange(long from, long to) {
    /** How a command words its range; checked before the key is looked at. */
    interface Words {
        SortedSetRange of(SortedSetValue value);
    }

    /** Between two places. */
    private record Between(Border begin, Border end) implements Words {
        @Override
        public SortedSetRange of(SortedSetValue value) {
            long from = value.rank(begin);
            return new SortedSetRange(from, Math.max(from, value.rank(end)));
        }
    }

    /** First and last rank, counted from the end if negative, and from the other end if {@code reverse}. */
    private record ByRank(long first, long last, boolean reverse) implements Words {
        @Override
        public SortedSetRange of(SortedSetValue value) {
            long size = value.size();
            long from = Math.max(0, first < 0 ? first + size : first);
            long to = Math.min(size - 1, last < 0 ? last + size : last) + 1;
            if (from >= to) {
                return new SortedSetRange(0, 0);
            }
            return reverse ? new SortedSetRange(size - to, size - from) : new SortedSetRange(from, to);
        }
    }

    long length() {
        return to - from;
    }

    static Words byRank(Argv argv, int first, boolean reverse) {
        return new ByRank(argv.asLong(first), argv.asLong(first + 1), reverse);
    }

    static Words byScore(Argv argv, int least, int most) {
        boolean openBelow = isOpen(argv.bytes(least));
        boolean openAbove = isOpen(argv.bytes(most));
        return new Between(
                new Border.AtScore(score(argv.bytes(least), openBelow), openBelow),
                new Border.AtScore(score(argv.bytes(most), openAbove), !openAbove));
    }

    private static boolean isOpen(byte[] word) {
        return word.length > 0 && word[0] == '(';
    }

    /** As C's {@code strtod}: blanks before the number are skipped, nothing at all is 0, a zero byte ends the word. */
    private static double score(byte[] word, boolean open) {
        int begin = open ? 1 : 0;
        int end = begin;
        while (end < word.length && word[end] != 0) {
            end++;
        }
        int from = begin;
        while (from < end && (word[from] == ' ' || word[from] >= '\t' && word[from] <= '\r')) {
            from++;
        }
        double score = from > begin && from == end ? Double.NaN : Doubles.read(Arrays.copyOf(word, end), from);
        if (Double.isNaN(score)) {
            throw Errors.minOrMaxNotAFloat();
        }
        return score;
    }

    static Words byMember(Argv argv, int least, int most) {
        return new Between(member(argv.bytes(least), true), member(argv.bytes(most), false));
    }

    private static Border member(byte[] word, boolean least) {
        if (word.length == 1 && word[0] == '-') {
            return Border.Edge.BEGIN;
        }
        if (word.length == 1 && word[0] == '+') {
            return Border.Edge.END;
        }
        if (word.length == 0 || word[0] != '(' && word[0] != '[') {
            throw Errors.minOrMaxNotALexItem();
        }
        boolean open = word[0] == '(';
        return new Border.AtMember(Arrays.copyOfRange(word, 1, word.length), open == least);
    }
}
