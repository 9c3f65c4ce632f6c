package io.vedette.server.values;

import io.vedette.resp.Ascii;
import io.vedette.server.packed.Intset;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/** A small set of whole numbers: an intset. */
final class PackedSet extends PackedForm implements SetForm {
    PackedSet(byte[] intset) {
        super(intset, false);
    }

    @Override
    public long size() {
        return Intset.size(bytes);
    }

    @Override
    public boolean contains(byte[] member) {
        return Ascii.isLong(member) && Intset.contains(bytes, Ascii.parseLong(member));
    }

    /** Only for a member that is a number. */
    @Override
    public boolean add(byte[] member) {
        byte[] old = bytes;
        bytes = Intset.add(old, Ascii.parseLong(member));
        return bytes != old;
    }

    @Override
    public boolean remove(byte[] member) {
        byte[] old = bytes;
        bytes = Ascii.isLong(member) ? Intset.remove(old, Ascii.parseLong(member)) : old;
        return bytes != old;
    }

    @Override
    public byte[] at(int place) {
        return Long.toString(Intset.get(bytes, place)).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public int draw(RandomGenerator random) {
        return random.nextInt(Intset.size(bytes));
    }

    @Override
    public void forEachPlace(IntConsumer sink) {
        for (int place = 0; place < Intset.size(bytes); place++) {
            sink.accept(place);
        }
    }

    @Override
    public SetValue.Walk walk() {
        return new SetValue.Walk() {
            private int place = -1;

            @Override
            public boolean next() {
                return ++place < Intset.size(bytes);
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
        return new PackedSet(bytes);
    }
}
