package io.vedette.server.values;

import io.vedette.resp.Ascii;
import io.vedette.resp.Doubles;
import io.vedette.server.packed.Listpack;
import java.nio.charset.StandardCharsets;

/**
 * A small sorted set: a listpack in which each member is followed by its score, in order. The array is replaced by each change.
 * Scores are written as Redis 7.0 does: a whole number as one, anything else as its text. Where it has outgrown the limits the sign of a
 * nought stays, as in a table.
 */
final class PackedSortedSet extends PackedForm implements SortedSetForm {
    static final byte[] EMPTY = Listpack.empty();

    private static final byte[] NO_MEMBER = {};

    /** Beyond this a listpack does not grow: 1 GB, as in Redis. */
    private static final long MOST_BYTES = 1L << 30;

    /** Whole numbers beyond 2^62 are written as text. */
    private static final double LARGEST_WHOLE = 0x1p62;

    PackedSortedSet(byte[] listpack, boolean outgrown) {
        super(listpack, outgrown);
    }

    boolean hasRoomFor(byte[] member) {
        return (long) bytes.length + member.length < MOST_BYTES;
    }

    @Override
    public long size() {
        return Listpack.count(bytes) / 2;
    }

    /** Stands before the first element until {@link #next} is called. */
    private final class Walk {
        private final byte[] listpack = bytes;
        private int begin;
        private int scoreAt;
        private int end = Listpack.HEAD_BYTES;

        boolean next() {
            begin = end;
            if (begin == Listpack.end(listpack)) {
                return false;
            }
            scoreAt = Listpack.after(listpack, begin);
            end = Listpack.after(listpack, scoreAt);
            return true;
        }

        byte[] member() {
            return Listpack.text(listpack, begin);
        }

        double score() {
            return Listpack.isNumber(listpack, scoreAt)
                    ? Listpack.number(listpack, scoreAt)
                    : Doubles.read(Listpack.text(listpack, scoreAt), 0);
        }

        /** Whether the element stands before the border; its member is only taken out where that decides. */
        boolean isBefore(Border border) {
            double score = score();
            return border.isBehind(score, border.asksForMember(score) ? member() : NO_MEMBER);
        }

        /** Goes to the element of that member; false if it is not there. */
        boolean find(byte[] member) {
            boolean maybeInteger = Ascii.isLong(member);
            long integer = maybeInteger ? Ascii.parseLong(member) : 0;
            while (next()) {
                boolean same = Listpack.isNumber(listpack, begin)
                        ? maybeInteger && Listpack.number(listpack, begin) == integer
                        : Listpack.isText(listpack, begin, member);
                if (same) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Of a sound listpack: every score is a number, no member stands twice. */
    boolean isSound() {
        Walk walk = new Walk();
        while (walk.next()) {
            if (Double.isNaN(walk.score())) {
                return false;
            }
        }
        return !Listpack.hasTwice(bytes, 2);
    }

    boolean isInOrder() {
        Walk walk = new Walk();
        Border last = Border.Edge.BEGIN;
        while (walk.next()) {
            byte[] member = walk.member();
            double score = walk.score();
            if (last.isBehind(score, member)) {
                return false;
            }
            last = new Border.BeforeElement(score, member);
        }
        return true;
    }

    @Override
    public double score(byte[] member) {
        Walk walk = new Walk();
        return walk.find(member) ? walk.score() : Double.NaN;
    }

    @Override
    public long rank(Border border) {
        Walk walk = new Walk();
        long rank = 0;
        while (walk.next() && walk.isBefore(border)) {
            rank++;
        }
        return rank;
    }

    @Override
    public void forEach(long from, long to, boolean reverse, SortedSetValue.Sink sink) {
        Walk walk = new Walk();
        if (!reverse) {
            for (long i = 0; i < to && walk.next(); i++) {
                if (i >= from) {
                    sink.element(walk.member(), walk.score());
                }
            }
            return;
        }
        int count = (int) (to - from);
        byte[][] members = new byte[count][];
        double[] scores = new double[count];
        forEachInto(walk, from, to, members, scores);
        for (int i = count - 1; i >= 0; i--) {
            sink.element(members[i], scores[i]);
        }
    }

    private static void forEachInto(Walk walk, long from, long to, byte[][] members, double[] scores) {
        for (long i = 0; i < to && walk.next(); i++) {
            if (i >= from) {
                members[(int) (i - from)] = walk.member();
                scores[(int) (i - from)] = walk.score();
            }
        }
    }

    @Override
    public long scan(long cursor, long wanted, SortedSetValue.Sink sink) {
        forEach(0, size(), false, sink);
        return 0;
    }

    @Override
    public void add(byte[] member, double score) {
        Border place = new Border.BeforeElement(score, member);
        Walk walk = new Walk();
        while (walk.next() && walk.isBefore(place)) {}
        bytes = Listpack.insert(bytes, walk.begin, member, keptScore(score));
    }

    @Override
    public void append(byte[] member, double score) {
        bytes = Listpack.append(bytes, member, keptScore(score));
    }

    private byte[] keptScore(double score) {
        String text = outgrown ? Doubles.text(score) : scoreText(score);
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void move(byte[] member, double oldScore, double score) {
        remove(member, oldScore);
        add(member, score);
    }

    @Override
    public void remove(byte[] member, double score) {
        Walk walk = new Walk();
        walk.find(member);
        bytes = Listpack.cut(bytes, walk.begin, walk.end, 2);
    }

    @Override
    public void removeRange(long from, long to) {
        Walk walk = new Walk();
        for (long i = 0; i <= from; i++) {
            walk.next();
        }
        int begin = walk.begin;
        for (long i = from + 1; i < to; i++) {
            walk.next();
        }
        bytes = Listpack.cut(bytes, begin, walk.end, (int) (2 * (to - from)));
    }

    /** The text that becomes a whole number in the listpack where that is exact. */
    static String scoreText(double score) {
        boolean whole = Math.abs(score) <= LARGEST_WHOLE && (long) score == score;
        return whole ? Long.toString((long) score) : Doubles.text(score);
    }

    @Override
    public PackedSortedSet fork() {
        return new PackedSortedSet(bytes, outgrown);
    }
}
