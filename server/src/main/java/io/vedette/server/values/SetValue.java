package io.vedette.server.values;

import io.vedette.resp.Ascii;
import io.vedette.server.packed.Intset;
import io.vedette.server.packed.Listpack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A set. Packed it is an intset: whole numbers only; outgrown, a listpack of anything; large, a table.
 *
 * <p>It outgrows the limits when a member is added that is no number, or more than they allow, and never comes back.
 */
public final class SetValue extends FormedValue<SetForm> {
    /** A walk over all members, in ascending order if they are packed (not so if they have outgrown that); stands before the first one until {@link #next} is called. */
    public interface Walk {
        /** Goes to the next member; false if there is none. */
        boolean next();

        /** The array is the caller's. */
        byte[] member();
    }

    private static final byte[] EMPTY = Intset.empty();

    public SetValue(Values values) {
        this(values, new PackedSet(EMPTY));
    }

    private SetValue(Values values, SetForm form) {
        super(values, form);
    }

    /**
     * A value of an intset from outside; not packed any more if it has more members than stay so today.
     *
     * @return empty if the intset is damaged
     */
    public static Optional<SetValue> checked(Values values, byte[] intset) {
        if (!Intset.isValid(intset)) {
            return Optional.empty();
        }
        SetValue value = new SetValue(values, new PackedSet(intset));
        value.settle();
        return Optional.of(value);
    }

    /** A value of a sound intset, of its own making, or of a sound listpack. @param outgrown it is a listpack, and told as a table */
    public static SetValue ofArray(Values values, byte[] array, boolean outgrown) {
        return new SetValue(values, outgrown ? new SmallSet(array) : new PackedSet(array));
    }

    /**
     * A value of those members, if they are few and no intset: made at once.
     *
     * @return empty if they are to be added one by one, be it that one stands twice
     */
    public static Optional<SetValue> ofFew(Values values, byte[][] members) {
        if (members.length > FEW || !areSmall(members) || Ascii.isLong(members[0])) {
            return Optional.empty();
        }
        byte[] listpack = Listpack.of(members);
        return listpack.length > SMALL_BYTES || Listpack.hasTwice(listpack, 1)
                ? Optional.empty()
                : Optional.of(new SetValue(values, new SmallSet(listpack)));
    }

    /** An empty set that will have so many members at least. */
    public static SetValue forMembers(Values values, long members) {
        return members > Math.max(FEW, values.limits().setMaxIntsetEntries())
                ? new SetValue(values, new LargeSet(values, members))
                : new SetValue(values);
    }

    // ---- reading

    public boolean contains(byte[] member) {
        return form.contains(member);
    }

    /** The set must not be changed during the walk. */
    public Walk walk() {
        return form.walk();
    }

    public void forEach(Consumer<byte[]> sink) {
        for (Walk walk = walk(); walk.next(); ) {
            sink.accept(walk.member());
        }
    }

    /**
     * Some members from {@code cursor} on; a packed set gives all at once. A member that is there all the time is given at
     * least once.
     *
     * @return the cursor to go on with, 0 at the end
     */
    public long scan(long cursor, long wanted, Consumer<byte[]> sink) {
        return form.scan(cursor, wanted, sink);
    }

    /** Gives different members by lot, or all if there are not so many. The set must not be changed meanwhile. */
    public void drawDifferent(long count, RandomGenerator random, Consumer<byte[]> sink) {
        form.drawDifferent(count, random, place -> sink.accept(form.at(place)));
    }

    /** Gives members by lot, each drawn from all. There must be one, unless the count is 0. */
    public void drawRepeatedly(long count, RandomGenerator random, Consumer<byte[]> sink) {
        form.drawRepeatedly(count, random, place -> sink.accept(form.at(place)));
    }

    // ---- changing

    /** Adds the member; false if it was there. */
    public boolean add(byte[] member) {
        if (isPacked() && !Ascii.isLong(member)) {
            outgrow();
        }
        if (isTooLong(member.length)) {
            enlarge();
        }
        boolean isNew = form.add(member);
        settle();
        return isNew;
    }

    private void settle() {
        if (isPacked() && form.size() > values.limits().setMaxIntsetEntries()) {
            outgrow();
        }
        if (isTooLong(0)) {
            enlarge();
        }
    }

    /** From numbers to texts. */
    private void outgrow() {
        if (size() > FEW) {
            enlarge();
            return;
        }
        List<byte[]> members = new ArrayList<>();
        forEach(members::add);
        form = new SmallSet(Listpack.of(members.toArray(byte[][]::new)));
    }

    private void enlarge() {
        form = largeCopy();
    }

    private LargeSet largeCopy() {
        LargeSet large = new LargeSet(values, size());
        forEach(large::addNew);
        return large;
    }

    /** Takes the member out; false if it is not there. */
    public boolean remove(byte[] member) {
        return form.remove(member);
    }

    // ---- as a value

    @Override
    public SetValue fork() {
        return new SetValue(values, form.fork());
    }

    /** The same content once more, in the same form; nothing that changes is shared. */
    public SetValue copy() {
        if (!(form instanceof LargeSet)) {
            return new SetValue(values, form.fork());
        }
        return new SetValue(values, largeCopy());
    }

    @Override
    public Type type() {
        return Type.SET;
    }

    @Override
    public String encoding() {
        return isPacked() ? "intset" : "hashtable";
    }

    @Override
    public SetValue asSet() {
        return this;
    }
}
