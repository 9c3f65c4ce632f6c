package io.vedette.server.values;

import io.vedette.server.packed.Listpack;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/** A small set of anything: a listpack of its members, in the order in which they came. It is told as a table, which Redis makes of it. */
final class SmallSet extends PackedForm implements SetForm {
    SmallSet(byte[] listpack) {
        super(listpack, true);
    }

    private int find(byte[] member) {
        return Listpack.find(bytes, Listpack.first(bytes), 1, member);
    }

    @Override
    public long size() {
        return Listpack.count(bytes);
    }

    @Override
    public boolean contains(byte[] member) {
        return find(member) != Listpack.NONE;
    }

    @Override
    public boolean add(byte[] member) {
        if (contains(member)) {
            return false;
        }
        bytes = Listpack.append(bytes, member);
        return true;
    }

    @Override
    public boolean remove(byte[] member) {
        int at = find(member);
        if (at == Listpack.NONE) {
            return false;
        }
        bytes = Listpack.delete(bytes, at, 1);
        return true;
    }

    @Override
    public byte[] at(int place) {
        return Listpack.text(bytes, place);
    }

    @Override
    public int draw(RandomGenerator random) {
        return Listpack.seek(bytes, random.nextInt((int) size()));
    }

    @Override
    public void forEachPlace(IntConsumer sink) {
        for (int at = Listpack.first(bytes); at != Listpack.NONE; at = Listpack.next(bytes, at)) {
            sink.accept(at);
        }
    }

    @Override
    public SetValue.Walk walk() {
        byte[] walked = bytes;
        return new SetValue.Walk() {
            private int place;
            private int following = Listpack.first(walked);

            @Override
            public boolean next() {
                place = following;
                following = place == Listpack.NONE ? Listpack.NONE : Listpack.next(walked, place);
                return place != Listpack.NONE;
            }

            @Override
            public byte[] member() {
                return Listpack.text(walked, place);
            }
        };
    }

    @Override
    public long scan(long cursor, long wanted, Consumer<byte[]> sink) {
        forEachPlace(place -> sink.accept(at(place)));
        return 0;
    }

    @Override
    public SmallSet fork() {
        return new SmallSet(bytes);
    }
}
