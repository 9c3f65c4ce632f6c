package io.vedette.server.values;

import io.vedette.server.memory.RecordCursor;
import io.vedette.server.memory.RecordTable;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/** A set of anything, of any size: a table whose records have no payload. */
final class LargeSet implements SetForm {
    private static final byte[] NO_PAYLOAD = {};

    private final RecordTable members;

    LargeSet(Values values) {
        this(values.newTable());
    }

    /** @param expected members that are to come, for which it need not grow step by step */
    LargeSet(Values values, long expected) {
        this(values);
        members.expect(expected);
    }

    private LargeSet(RecordTable members) {
        this.members = members;
    }

    @Override
    public long size() {
        return members.size();
    }

    @Override
    public boolean contains(byte[] member) {
        return members.contains(member);
    }

    @Override
    public boolean add(byte[] member) {
        if (members.contains(member)) {
            return false;
        }
        addNew(member);
        return true;
    }

    /** One that is not there. */
    void addNew(byte[] member) {
        members.add(member, NO_PAYLOAD);
    }

    @Override
    public boolean remove(byte[] member) {
        return members.remove(member);
    }

    @Override
    public byte[] at(int place) {
        return members.key(place);
    }

    @Override
    public int draw(RandomGenerator random) {
        return members.random(random);
    }

    @Override
    public void forEachPlace(IntConsumer sink) {
        members.forEach(sink);
    }

    @Override
    public SetValue.Walk walk() {
        RecordCursor cursor = members.cursor();
        return new SetValue.Walk() {
            @Override
            public boolean next() {
                return cursor.next();
            }

            @Override
            public byte[] member() {
                return members.key(cursor.record());
            }
        };
    }

    @Override
    public long scan(long cursor, long wanted, Consumer<byte[]> sink) {
        return members.scan(cursor, wanted, record -> sink.accept(members.key(record)));
    }

    @Override
    public LargeSet fork() {
        return new LargeSet(members.fork());
    }

    @Override
    public void release() {
        members.release();
    }

    @Override
    public boolean releaseSome(int buckets) {
        return members.releaseSome(buckets, record -> {});
    }

    @Override
    public long relocate(long cursor, IntConsumer moved) {
        return members.relocate(cursor, moved);
    }

    @Override
    public long heapBytes() {
        return members.heapBytes();
    }

    @Override
    public long memoryBytes() {
        return members.memoryBytes();
    }
}
