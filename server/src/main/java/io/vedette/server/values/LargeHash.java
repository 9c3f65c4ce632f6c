package io.vedette.server.values;

import io.vedette.server.memory.RecordTable;
import io.vedette.server.memory.Slabs;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/** A hash of any size: a table from field to value. */
final class LargeHash implements HashForm {
    private final RecordTable fields;

    LargeHash(Values values) {
        this(values.newTable());
    }

    private LargeHash(RecordTable fields) {
        this.fields = fields;
    }

    @Override
    public long size() {
        return fields.size();
    }

    @Override
    public Optional<byte[]> get(byte[] field) {
        int record = fields.find(field);
        return record == Slabs.NONE ? Optional.empty() : Optional.of(fields.payload(record));
    }

    @Override
    public boolean contains(byte[] field) {
        return fields.contains(field);
    }

    @Override
    public int valueLength(byte[] field) {
        int record = fields.find(field);
        return record == Slabs.NONE ? 0 : fields.payloadLength(record);
    }

    @Override
    public boolean put(byte[] field, byte[] value) {
        return fields.put(field, value);
    }

    @Override
    public boolean remove(byte[] field) {
        return fields.remove(field);
    }

    @Override
    public int draw(RandomGenerator random) {
        return fields.random(random);
    }

    @Override
    public void forEachPlace(IntConsumer sink) {
        fields.forEach(sink);
    }

    @Override
    public void at(int place, HashValue.Sink sink) {
        sink.field(fields.key(place), fields.payload(place));
    }

    @Override
    public long scan(long cursor, long wanted, HashValue.Sink sink) {
        return fields.scan(cursor, wanted, record -> at(record, sink));
    }

    @Override
    public LargeHash fork() {
        return new LargeHash(fields.fork());
    }

    @Override
    public void release() {
        fields.release();
    }

    @Override
    public boolean releaseSome(int buckets) {
        return fields.releaseSome(buckets, record -> {});
    }

    @Override
    public long relocate(long cursor, IntConsumer moved) {
        return fields.relocate(cursor, moved);
    }

    @Override
    public long heapBytes() {
        return fields.heapBytes();
    }

    @Override
    public long memoryBytes() {
        return fields.memoryBytes();
    }
}
