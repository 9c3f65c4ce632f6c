package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.ReplyWriter;
import io.vedette.server.keyspace.Database;
import io.vedette.server.values.Collection;
import io.vedette.server.values.Missing;
import io.vedette.server.values.StringValue;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.ArrayList;
import java.util.List;

/** LCS: the longest common subsequence of two strings, by the textbook table of lengths of common prefixes' answers. */
final class LcsCommand {
    private final Store store;

    LcsCommand(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("lcs", this::lcs);
    }

    /** A stretch that both strings have in common; first and last position in each. */
    private record Match(int firstA, int lastA, int firstB, int lastB) {
        int length() {
            return lastA - firstA + 1;
        }
    }

    /** The options of one request. */
    private record Options(boolean length, boolean indexes, boolean withLengths, long shortest) {
        static Options parse(Argv argv) {
            boolean length = false;
            boolean indexes = false;
            boolean withLengths = false;
            long shortest = 0;
            for (int i = 3; i < argv.size(); i++) {
                if (argv.is(i, "idx")) {
                    indexes = true;
                } else if (argv.is(i, "len")) {
                    length = true;
                } else if (argv.is(i, "withmatchlen")) {
                    withLengths = true;
                } else if (argv.is(i, "minmatchlen") && i + 1 < argv.size()) {
                    i++;
                    shortest = Math.max(0, argv.asLong(i));
                } else {
                    throw Errors.syntax();
                }
            }
            if (length && indexes) {
                throw Errors.lcsLengthAndIndexes();
            }
            return new Options(length, indexes, withLengths, shortest);
        }
    }

    private void lcs(Call call) {
        Database database = store.database(call);
        Value valueA = database.find(call.argv().bytes(1));
        Value valueB = database.find(call.argv().bytes(2));
        byte[] a = string(valueA);
        byte[] b = string(valueB);
        Options options = Options.parse(call.argv());
        if ((a.length + 1L) * (b.length + 1L) * Integer.BYTES > store.longestString(call)) {
            throw Errors.lcsTooLarge();
        }
        int[] lengths = lengths(a, b);
        int length = lengths[lengths.length - 1];
        ReplyWriter reply = call.reply();
        if (options.length()) {
            reply.integer(length);
        } else if (options.indexes()) {
            List<Match> matches = matches(lengths, a, b);
            matches.removeIf(match -> match.length() < options.shortest());
            answerIndexes(reply, matches, options.withLengths(), length);
        } else {
            reply.bulk(text(matches(lengths, a, b), a, length));
        }
    }

    private static byte[] string(Value value) {
        return switch (value) {
            case StringValue text -> text.bytes();
            case Missing missing -> missing.asString().bytes();
            case Collection other -> throw Errors.lcsNotStrings();
        };
    }

    /** Row by row, the answer's length for each pair of prefixes; the last cell is that of the whole strings. */
    private static int[] lengths(byte[] a, byte[] b) {
        int width = b.length + 1;
        int[] lengths = new int[(a.length + 1) * width];
        for (int i = 1; i <= a.length; i++) {
            int row = i * width;
            for (int j = 1; j <= b.length; j++) {
                int at = row + j;
                lengths[at] = a[i - 1] == b[j - 1]
                        ? lengths[at - width - 1] + 1
                        : Math.max(lengths[at - width], lengths[at - 1]);
            }
        }
        return lengths;
    }

    /** The common stretches from the last to the first, as Redis lists them. */
    private static List<Match> matches(int[] lengths, byte[] a, byte[] b) {
        int width = b.length + 1;
        List<Match> matches = new ArrayList<>();
        int i = a.length;
        int j = b.length;
        while (i > 0 && j > 0) {
            if (a[i - 1] == b[j - 1]) {
                int lastA = i - 1;
                int lastB = j - 1;
                while (i > 0 && j > 0 && a[i - 1] == b[j - 1]) {
                    i--;
                    j--;
                }
                matches.add(new Match(i, lastA, j, lastB));
            } else if (lengths[(i - 1) * width + j] > lengths[i * width + j - 1]) {
                i--;
            } else {
                j--;
            }
        }
        return matches;
    }

    private static byte[] text(List<Match> matches, byte[] a, int length) {
        byte[] text = new byte[length];
        int end = length;
        for (Match match : matches) {
            end -= match.length();
            System.arraycopy(a, match.firstA(), text, end, match.length());
        }
        return text;
    }

    private static void answerIndexes(ReplyWriter reply, List<Match> matches, boolean withLengths, int length) {
        reply.map(2);
        reply.bulk("matches");
        reply.array(matches.size());
        for (Match match : matches) {
            reply.array(withLengths ? 3 : 2);
            reply.array(2);
            reply.integer(match.firstA());
            reply.integer(match.lastA());
            reply.array(2);
            reply.integer(match.firstB());
            reply.integer(match.lastB());
            if (withLengths) {
                reply.integer(match.length());
            }
        }
        reply.bulk("len");
        reply.integer(length);
    }
}
