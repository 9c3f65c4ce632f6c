package io.vedette.server.values;

import io.vedette.server.memory.RecordTable;
import io.vedette.server.memory.Slabs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntConsumer;

/**
 * A large sorted set. A record is a member with its score, eight bytes; the table finds it by member, the tree by place. Both
 * have the record's handle, so a record that moves (one that a snapshot holds gets a new place when its score changes) is entered
 * anew in both.
 */
final class LargeSortedSet implements SortedSetForm {
    private static final byte[] NO_BODY = {};

    /** Nodes of the order that go in one step: some hundred microseconds. */
    private static final int NODES_AT_ONCE = 100;

    private final RecordTable members;
    private final ScoreTree order;

    LargeSortedSet(Values values) {
        this.members = values.newTable();
        this.order = new ScoreTree(values.scoreNodes(), members);
    }

    private LargeSortedSet(LargeSortedSet shared) {
        this.members = shared.members.fork();
        this.order = shared.order.fork(members);
    }

    @Override
    public long size() {
        return members.size();
    }

    @Override
    public double score(byte[] member) {
        int record = members.find(member);
        return record == Slabs.NONE ? Double.NaN : scoreOf(record);
    }

    private double scoreOf(int record) {
        return Double.longBitsToDouble(members.payloadLong(record, 0));
    }

    @Override
    public long rank(Border border) {
        return order.rank(border);
    }

    @Override
    public void forEach(long from, long to, boolean reverse, SortedSetValue.Sink sink) {
        order.forEach((int) from, (int) to, reverse, (score, record) -> sink.element(members.key(record), score));
    }

    @Override
    public long scan(long cursor, long wanted, SortedSetValue.Sink sink) {
        return members.scan(cursor, wanted, record -> sink.element(members.key(record), scoreOf(record)));
    }

    @Override
    public void add(byte[] member, double score) {
        order.add(score, member, write(member, Slabs.NONE, score));
    }

    @Override
    public void move(byte[] member, double oldScore, double score) {
        order.remove(oldScore, member);
        order.add(score, member, write(member, members.find(member), score));
    }

    private int write(byte[] member, int record, double score) {
        // Numbers in records are in the machine's order.
        byte[] payload = ByteBuffer.allocate(Double.BYTES)
                .order(ByteOrder.nativeOrder())
                .putDouble(score)
                .array();
        return members.write(members.hash(member), member, record, payload, payload.length, NO_BODY);
    }

    @Override
    public void remove(byte[] member, double score) {
        order.remove(score, member);
        members.remove(member);
    }

    @Override
    public void removeRange(long from, long to) {
        order.removeRange((int) from, (int) to, record -> members.remove(members.key(record)));
    }

    @Override
    public LargeSortedSet fork() {
        return new LargeSortedSet(this);
    }

    @Override
    public long relocate(long cursor, IntConsumer moved) {
        return order.relocate(cursor, moved);
    }

    @Override
    public void release() {
        members.release();
        order.release();
    }

    @Override
    public boolean releaseSome(int buckets) {
        return members.releaseSome(buckets, record -> {}) || order.releaseSome(NODES_AT_ONCE);
    }

    @Override
    public long heapBytes() {
        return members.heapBytes();
    }

    @Override
    public long memoryBytes() {
        return members.memoryBytes() + order.bytes();
    }
}
