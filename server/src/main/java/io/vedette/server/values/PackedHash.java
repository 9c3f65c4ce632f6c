package io.vedette.server.values;

import io.vedette.server.packed.Listpack;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/** A small hash: a listpack of fields and values by turns, in the order in which the fields came. */
final class PackedHash implements HashForm {
    /** Redis puts no more into one listpack, whatever the limits say. */
    private static final int MOST_BYTES = 1 << 30;

    private static final int MOST_HEAD_BYTES = 10;

    private byte[] pack;

    PackedHash(byte[] pack) {
        this.pack = pack;
    }

    /** True if the listpack, which is valid as such, is one of fields and values, no field twice. */
    static boolean isSound(byte[] pack) {
        int count = Listpack.count(pack);
        Set<ByteBuffer> fields = HashSet.newHashSet(count / 2);
        for (int at = Listpack.first(pack); at != Listpack.NONE; at = nextField(pack, at)) {
            if (!fields.add(ByteBuffer.wrap(Listpack.text(pack, at)))) {
                return false;
            }
        }
        return count % 2 == 0;
    }

    private static int nextField(byte[] pack, int field) {
        int value = Listpack.next(pack, field);
        return value == Listpack.NONE ? Listpack.NONE : Listpack.next(pack, value);
    }

    byte[] bytes() {
        return pack;
    }

    /** True if such a field fits in with that limit for each of both. */
    boolean hasRoomFor(byte[] field, byte[] value, long mostBytes) {
        return field.length <= mostBytes
                && value.length <= mostBytes
                && (long) pack.length + field.length + value.length + 2 * MOST_HEAD_BYTES <= MOST_BYTES;
    }

    private int find(byte[] field) {
        return Listpack.find(pack, Listpack.first(pack), 2, field);
    }

    @Override
    public long size() {
        return Listpack.count(pack) / 2;
    }

    @Override
    public Optional<byte[]> get(byte[] field) {
        int at = find(field);
        return at == Listpack.NONE ? Optional.empty() : Optional.of(valueOf(at));
    }

    private byte[] valueOf(int field) {
        return Listpack.text(pack, Listpack.next(pack, field));
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
            pack = Listpack.append(pack, field, value);
            return true;
        }
        pack = Listpack.replace(pack, Listpack.next(pack, at), value);
        return false;
    }

    @Override
    public boolean remove(byte[] field) {
        int at = find(field);
        if (at == Listpack.NONE) {
            return false;
        }
        pack = Listpack.delete(pack, at, 2);
        return true;
    }

    @Override
    public int draw(RandomGenerator random) {
        return Listpack.seek(pack, 2L * random.nextInt((int) size()));
    }

    @Override
    public void forEachPlace(IntConsumer sink) {
        for (int at = Listpack.first(pack); at != Listpack.NONE; at = nextField(pack, at)) {
            sink.accept(at);
        }
    }

    @Override
    public void at(int place, HashValue.Sink sink) {
        sink.field(Listpack.text(pack, place), valueOf(place));
    }

    @Override
    public long scan(long cursor, long wanted, HashValue.Sink sink) {
        forEachPlace(place -> at(place, sink));
        return 0;
    }

    @Override
    public PackedHash fork() {
        return new PackedHash(pack);
    }

    @Override
    public void release() {}

    @Override
    public long heapBytes() {
        return memoryBytes();
    }

    @Override
    public long memoryBytes() {
        return 16 + pack.length;
    }
}
