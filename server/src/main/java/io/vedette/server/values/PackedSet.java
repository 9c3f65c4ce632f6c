package io.vedette.server.values;

import io.vedette.resp.Ascii;
import io.vedette.server.packed.Intset;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/** A small set of whole numbers: an intset. */
final class PackedSet implements SetForm {
    private byte[] set;

    PackedSet(byte[] set) {
        this.set = set;
    }

    byte[] bytes() {
        return set;
    }

    @Override
    public long size() {
        return Intset.size(set);
    }

    @Override
    public boolean contains(byte[] member) {
        return Ascii.isLong(member) && Intset.contains(set, Ascii.parseLong(member));
    }

    /** Only for a member that is a number. */
    @Override
    public boolean add(byte[] member) {
        byte[] old = set;
        set = Intset.add(old, Ascii.parseLong(member));
        return set != old;
    }

    @Override
    public boolean remove(byte[] member) {
        byte[] old = set;
        set = Ascii.isLong(member) ? Intset.remove(old, Ascii.parseLong(member)) : old;
        return set != old;
    }

    @Override
    public byte[] at(int place) {
        return Long.toString(Intset.get(set, place)).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public int draw(RandomGenerator random) {
        return random.nextInt(Intset.size(set));
    }

    @Override
    public void forEachPlace(IntConsumer sink) {
        for (int place = 0; place < Intset.size(set); place++) {
            sink.accept(place);
        }
    }

    @Override
    public SetValue.Walk walk() {
        return new SetValue.Walk() {
            private int place = -1;

            @Override
            public boolean next() {
                return ++place < Intset.size(set);
            }

            @Override
            public byte[] member() {
                return at(place);
            }
        };
    }

    @Override
    public long scan(long cursor, long wanted, Consumer<byte[]> sink) {
        forEachPlace(place -> sink.accept(at(place)));
        return 0;
    }

    @Override
    public PackedSet fork() {
        return new PackedSet(set);
    }

    @Override
    public void release() {}

    @Override
    public long heapBytes() {
        return memoryBytes();
    }

    @Override
    public long memoryBytes() {
        return 16 + set.length;
    }
}
