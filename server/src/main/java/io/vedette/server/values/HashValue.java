package io.vedette.server.values;

import io.vedette.server.packed.Listpack;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A hash: fields with values. In one array it is a listpack of field and value by turns; large it is a table.
 *
 * <p>It outgrows the limits when a field or value is longer, or there are more fields, than they allow, and never comes back.
 */
public final class HashValue extends FormedValue<HashForm> {
    /** Gets fields; the arrays are the receiver's. */
    @FunctionalInterface
    public interface Sink {
        void field(byte[] name, byte[] value);
    }

    private static final byte[] EMPTY = Listpack.empty();

    public HashValue(Values values) {
        this(values, new PackedHash(EMPTY, false));
    }

    private HashValue(Values values, HashForm form) {
        super(values, form);
    }

    /**
     * A value of a listpack from outside; not packed any more if it has more fields than stay so today.
     *
     * @return empty if the listpack is damaged, ends with a field, or has a field twice
     */
    public static Optional<HashValue> checked(Values values, byte[] listpack) {
        if (!Listpack.isValid(listpack) || !PackedHash.isSound(listpack)) {
            return Optional.empty();
        }
        HashValue value = new HashValue(values, new PackedHash(listpack, false));
        value.settle();
        return Optional.of(value);
    }

    /** A value of a sound listpack, of its own making. @param outgrown it is told as a table */
    public static HashValue ofArray(Values values, byte[] listpack, boolean outgrown) {
        return new HashValue(values, new PackedHash(listpack, outgrown));
    }

    /**
     * A value of those fields and values by turns, if they are few: made at once.
     *
     * @return empty if they are to be put one by one, be it that a field stands twice
     */
    public static Optional<HashValue> ofFew(Values values, byte[][] texts) {
        if (texts.length > 2 * FEW || !areSmall(texts)) {
            return Optional.empty();
        }
        byte[] listpack = Listpack.of(texts);
        if (listpack.length > SMALL_BYTES || Listpack.hasTwice(listpack, 2)) {
            return Optional.empty();
        }
        boolean outgrown = texts.length / 2 > values.limits().hashMaxListpackEntries();
        for (byte[] text : texts) {
            outgrown |= text.length > values.limits().hashMaxListpackValue();
        }
        return Optional.of(new HashValue(values, new PackedHash(listpack, outgrown)));
    }

    // ---- reading

    public Optional<byte[]> get(byte[] field) {
        return form.get(field);
    }

    public boolean contains(byte[] field) {
        return form.contains(field);
    }

    /** Bytes of the field's value, 0 if there is none. */
    public int valueLength(byte[] field) {
        return form.valueLength(field);
    }

    public void forEach(Sink sink) {
        form.forEachPlace(place -> form.at(place, sink));
    }

    /**
     * Some fields from {@code cursor} on; a packed hash gives all at once. A field that is there all the time is given at
     * least once.
     *
     * @return the cursor to go on with, 0 at the end
     */
    public long scan(long cursor, long wanted, Sink sink) {
        return form.scan(cursor, wanted, sink);
    }

    /** Gives different fields by lot, or all if there are not so many. */
    public void drawDifferent(long count, RandomGenerator random, Sink sink) {
        form.drawDifferent(count, random, place -> form.at(place, sink));
    }

    /** Gives fields by lot, each drawn from all. There must be one, unless the count is 0. */
    public void drawRepeatedly(long count, RandomGenerator random, Sink sink) {
        form.drawRepeatedly(count, random, place -> form.at(place, sink));
    }

    // ---- changing

    /** Gives the field that value; true if the field is new. */
    public boolean put(byte[] field, byte[] value) {
        if (form instanceof PackedHash packed
                && isPacked()
                && !packed.hasRoomFor(field, value, values.limits().hashMaxListpackValue())) {
            form = new PackedHash(packed.bytes, true);
        }
        if (isTooLong((long) field.length + value.length)) {
            enlarge();
        }
        boolean isNew = form.put(field, value);
        settle();
        return isNew;
    }

    private void settle() {
        if (isPacked() && form.size() > values.limits().hashMaxListpackEntries()) {
            form = new PackedHash(array(), true);
        }
        if (isTooLong(0)) {
            enlarge();
        }
    }

    private void enlarge() {
        LargeHash large = new LargeHash(values);
        forEach((field, value) -> large.put(field, value));
        form = large;
    }

    /** Takes the field out; false if it is not there. */
    public boolean remove(byte[] field) {
        return form.remove(field);
    }

    // ---- as a value

    @Override
    public HashValue fork() {
        return new HashValue(values, form.fork());
    }

    /** The same content once more, in the same form; nothing that changes is shared. */
    public HashValue copy() {
        if (form instanceof PackedHash packed) {
            return new HashValue(values, packed.fork());
        }
        LargeHash large = new LargeHash(values);
        forEach(large::put);
        return new HashValue(values, large);
    }

    @Override
    public Type type() {
        return Type.HASH;
    }

    @Override
    public String encoding() {
        return isPacked() ? "listpack" : "hashtable";
    }

    @Override
    public HashValue asHash() {
        return this;
    }
}
