package io.vedette.server.values;

import io.vedette.resp.Ascii;
import io.vedette.server.packed.Intset;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A set. Packed it is an intset: whole numbers only; large it is a table.
 *
 * <p>It becomes large when a member is added that is no number, or more than the limit, and stays large.
 */
public final class SetValue extends FormedValue<SetForm> {
    /** A walk over all members, in ascending order if they are packed; stands before the first one until {@link #next} is called. */
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
     * A value of an intset from outside; large at once if it has more members than stay packed today.
     *
     * @return empty if the intset is damaged
     */
    public static Optional<SetValue> checked(Values values, byte[] intset) {
        if (!Intset.isValid(intset)) {
            return Optional.empty();
        }
        SetValue value = new SetValue(values, new PackedSet(intset));
        value.enlargeIfTooMany();
        return Optional.of(value);
    }

    /** A value of a sound intset, of its own making. */
    public static SetValue ofPacked(Values values, byte[] intset) {
        return new SetValue(values, new PackedSet(intset));
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
            enlarge();
        }
        boolean isNew = form.add(member);
        if (isNew) {
            enlargeIfTooMany();
        }
        return isNew;
    }

    private void enlargeIfTooMany() {
        if (isPacked() && form.size() > values.limits().setMaxIntsetEntries()) {
            enlarge();
        }
    }

    private void enlarge() {
        LargeSet large = new LargeSet(values);
        forEach(large::add);
        form = large;
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
        if (form instanceof PackedSet packed) {
            return new SetValue(values, packed.fork());
        }
        LargeSet large = new LargeSet(values);
        forEach(large::add);
        return new SetValue(values, large);
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
