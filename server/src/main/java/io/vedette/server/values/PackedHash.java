package io.vedette.server.values;

import io.vedette.server.packed.Listpack;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/** A small hash: a listpack of fields and values by turns, in the order in which the fields came. */
final class PackedHash extends PackedForm implements HashForm {
    /** Redis puts no more into one listpack, whatever the limits say. */
    private static final int MOST_BYTES = 1 << 30;

    private static final int MOST_HEAD_BYTES = 10;

    PackedHash(byte[] listpack, boolean outgrown) {
        super(listpack, outgrown);
    }

    /** True if the listpack, which is valid as such, is one of fields and values, no field twice. */
    static boolean isSound(byte[] pack) {
        return Listpack.count(pack) % 2 == 0 && !Listpack.hasTwice(pack, 2);
    }

    private static int nextField(byte[] pack, int field) {
        int value = Listpack.next(pack, field);
        return value == Listpack.NONE ? Listpack.NONE : Listpack.next(pack, value);
    }

    /** True if such a field fits in with that limit for each of both. */
    boolean hasRoomFor(byte[] field, byte[] value, long mostBytes) {
        return field.length <= mostBytes
                && value.length <= mostBytes
                && (long) bytes.length + field.length + value.length + 2 * MOST_HEAD_BYTES <= MOST_BYTES;
    }

    private int find(byte[] field) {
        return Listpack.find(bytes, Listpack.first(bytes), 2, field);
    }

    @Override
    public long size() {
        return Listpack.count(bytes) / 2;
    }

    @Override
    public Optional<byte[]> get(byte[] field) {
        int at = find(field);
        return at == Listpack.NONE ? Optional.empty() : Optional.of(valueOf(at));
    }

    private byte[] valueOf(int field) {
        return Listpack.text(bytes, Listpack.next(bytes, field));
    }

    @Override
    public boolean contains(byte[] field) {
        return find(field) != Listpack.NONE;
    }

    @Override
    public int valueLength(byte[] field) {
        return get(field).map(value -> value.length).orElse(0);
    }

    @Override
    public boolean put(byte[] field, byte[] value) {
        int at = find(field);
        if (at == Listpack.NONE) {
            bytes = Listpack.append(bytes, field, value);
            return true;
        }
        bytes = Listpack.replace(bytes, Listpack.next(bytes, at), value);
        return false;
    }

    @Override
    public boolean remove(byte[] field) {
        int at = find(field);
        if (at == Listpack.NONE) {
            return false;
        }
        bytes = Listpack.delete(bytes, at, 2);
        return true;
    }

    @Override
    public int draw(RandomGenerator random) {
        return Listpack.seek(bytes, 2L * random.nextInt((int) size()));
    }

    @Override
    public void forEachPlace(IntConsumer sink) {
        for (int at = Listpack.first(bytes); at != Listpack.NONE; at = nextField(bytes, at)) {
            sink.accept(at);
        }
    }

    @Override
    public void at(int place, HashValue.Sink sink) {
        sink.field(Listpack.text(bytes, place), valueOf(place));
    }

    @Override
    public long scan(long cursor, long wanted, HashValue.Sink sink) {
        forEachPlace(place -> at(place, sink));
        return 0;
    }

    @Override
    public PackedHash fork() {
        return new PackedHash(bytes, outgrown);
    }
}
