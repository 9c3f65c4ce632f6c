package io.vedette.server.values;

import io.vedette.resp.Doubles;
import io.vedette.server.packed.Listpack;
import java.util.Optional;

/**
 * A sorted set: members in the order of their scores, equal scores in the order of the members' bytes. In one array it is a listpack of member
 * and score by turns; large it is a table from member to score and beside it the order as a {@link ScoreTree}.
 *
 * <p>It outgrows the limits when a member is added beyond them, and never comes back.
 */
public final class SortedSetValue extends FormedValue<SortedSetForm> {
    /** Gets elements; the array is the receiver's. */
    @FunctionalInterface
    public interface Sink {
        void element(byte[] member, double score);
    }

    public SortedSetValue(Values values) {
        this(values, new PackedSortedSet(PackedSortedSet.EMPTY, false));
    }

    private SortedSetValue(Values values, SortedSetForm form) {
        super(values, form);
    }

    /**
     * A value of a listpack from outside; not packed any more if it has more members than stay so today.
     *
     * @return empty if the listpack is damaged, has a score that is no number, or a member twice
     */
    public static Optional<SortedSetValue> checked(Values values, byte[] listpack) {
        if (!Listpack.isValid(listpack) || Listpack.count(listpack) % 2 != 0) {
            return Optional.empty();
        }
        PackedSortedSet packed = new PackedSortedSet(listpack, false);
        if (!packed.isSound()) {
            return Optional.empty();
        }
        if (packed.isInOrder() && packed.size() <= values.limits().zsetMaxListpackEntries()) {
            return Optional.of(new SortedSetValue(values, packed));
        }
        SortedSetValue value = new SortedSetValue(values);
        packed.forEach(0, packed.size(), false, value::put);
        return Optional.of(value);
    }

    /** An empty value for so many members, not packed any more if they will not stay so. */
    public static SortedSetValue forMembers(Values values, long members, int longestBytes) {
        EncodingLimits limits = values.limits();
        boolean packed = members <= limits.zsetMaxListpackEntries() && longestBytes <= limits.zsetMaxListpackValue();
        return new SortedSetValue(values, new PackedSortedSet(PackedSortedSet.EMPTY, !packed));
    }

    /** A value of a sound listpack, of its own making. @param outgrown it is told as a table */
    public static SortedSetValue ofArray(Values values, byte[] listpack, boolean outgrown) {
        return new SortedSetValue(values, new PackedSortedSet(listpack, outgrown));
    }

    // ---- reading

    /** The member's score; NaN, which no member has, if it is not there. */
    public double score(byte[] member) {
        return form.score(member);
    }

    public boolean contains(byte[] member) {
        return !Double.isNaN(form.score(member));
    }

    /** A score as the set keeps it, which differs for large whole numbers: what ZSCAN tells. */
    public String storedText(double score) {
        return isPacked() ? PackedSortedSet.scoreText(score) : Doubles.text(score);
    }

    /** The place of a member that is there with that score, counted from 0. */
    public long rank(byte[] member, double score) {
        return form.rank(new Border.BeforeElement(score, member));
    }

    /** How many elements stand before the border: where a range begins or ends. */
    public long rank(Border border) {
        return form.rank(border);
    }

    /** Gives the elements from rank {@code from} up to, but without, rank {@code to}; the last one first if {@code reverse}. */
    public void forEach(long from, long to, boolean reverse, Sink sink) {
        if (from < to) {
            form.forEach(from, to, reverse, sink);
        }
    }

    public void forEach(Sink sink) {
        forEach(0, size(), false, sink);
    }

    /**
     * Some elements from {@code cursor} on; a packed one gives all at once. A member that is there all the time is given at
     * least once.
     *
     * @return the cursor to go on with, 0 at the end
     */
    public long scan(long cursor, long wanted, Sink sink) {
        return form.scan(cursor, wanted, sink);
    }

    // ---- changing

    /** Gives the member that score; true if the member is new. The score is not NaN. */
    public boolean put(byte[] member, double score) {
        double old = form.score(member);
        if (!Double.isNaN(old)) {
            if (old != score) {
                form.move(member, old, score);
            }
            return false;
        }
        makeWayFor(member);
        form.add(member, score);
        if (isTooLong(0)) {
            enlarge();
        }
        return true;
    }

    /** Puts in an element that stands behind all others; its member is not there. For who builds a set in its order. */
    public void append(byte[] member, double score) {
        makeWayFor(member);
        form.append(member, score);
        if (isTooLong(0)) {
            enlarge();
        }
    }

    private void makeWayFor(byte[] member) {
        if (form instanceof PackedSortedSet packed && isPacked() && !staysPacked(packed, member)) {
            form = new PackedSortedSet(packed.bytes, true);
        }
        if (isTooLong(member.length)) {
            enlarge();
        }
    }

    private boolean staysPacked(PackedSortedSet packed, byte[] member) {
        return packed.size() < values.limits().zsetMaxListpackEntries()
                && member.length <= values.limits().zsetMaxListpackValue()
                && packed.hasRoomFor(member);
    }

    private void enlarge() {
        LargeSortedSet large = new LargeSortedSet(values);
        forEach(large::add);
        form = large;
    }

    /** Takes the member out; false if it is not there. */
    public boolean remove(byte[] member) {
        double score = form.score(member);
        if (Double.isNaN(score)) {
            return false;
        }
        form.remove(member, score);
        return true;
    }

    /** Takes the elements from rank {@code from} up to, but without, rank {@code to} out. */
    public void removeRange(long from, long to) {
        if (from < to) {
            form.removeRange(from, to);
        }
    }

    // ---- as a value

    @Override
    public SortedSetValue fork() {
        return new SortedSetValue(values, form.fork());
    }

    /** The same content once more, in the same form; nothing that changes is shared. */
    public SortedSetValue copy() {
        if (form instanceof PackedSortedSet packed) {
            return new SortedSetValue(values, packed.fork());
        }
        LargeSortedSet large = new LargeSortedSet(values);
        forEach(large::add);
        return new SortedSetValue(values, large);
    }

    @Override
    public Type type() {
        return Type.ZSET;
    }

    @Override
    public String encoding() {
        return isPacked() ? "listpack" : "skiplist";
    }

    @Override
    public SortedSetValue asSortedSet() {
        return this;
    }
}
