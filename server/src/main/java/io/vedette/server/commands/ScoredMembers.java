package io.vedette.server.commands;

import io.vedette.resp.ByteKey;
import io.vedette.resp.HeapMeter;
import io.vedette.server.values.SortedSetValue;
import io.vedette.server.values.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/** A sorted set in the making, on the heap, for the length of one command. */
final class ScoredMembers {
    private static final Comparator<Map.Entry<ByteKey, Double>> ORDER = (a, b) -> {
        double left = a.getValue();
        double right = b.getValue();
        // Zeros of both signs are equal.
        return left < right
                ? -1
                : left > right
                        ? 1
                        : Arrays.compareUnsigned(a.getKey().bytes(), b.getKey().bytes());
    };

    /** What a member takes beside its word: key, score, entry and its places in the table and in the order; an estimate. */
    private static final int MEMBER_BYTES = 80;

    private final Map<ByteKey, Double> scores = new HashMap<>();
    private final HeapMeter meter = new HeapMeter();

    void put(byte[] member, double score) {
        takeRoom(member);
        scores.put(new ByteKey(member), score);
    }

    /** Gives a new member the score; a present one what both scores make. */
    void merge(byte[] member, double score, DoubleBinaryOperator both) {
        takeRoom(member);
        scores.merge(new ByteKey(member), score, both::applyAsDouble);
    }

    /** @throws OutOfMemoryError the heap has none */
    private void takeRoom(byte[] member) {
        meter.take(member.length + HeapMeter.WORD_OVERHEAD_BYTES + MEMBER_BYTES);
    }

    long size() {
        return scores.size();
    }

    /** In order. */
    void forEach(SortedSetValue.Sink sink) {
        List<Map.Entry<ByteKey, Double>> sorted = new ArrayList<>(scores.entrySet());
        sorted.sort(ORDER);
        sorted.forEach(entry -> sink.element(entry.getKey().bytes(), entry.getValue()));
    }

    SortedSetValue toValue(Values values) {
        int longest = 0;
        for (ByteKey member : scores.keySet()) {
            longest = Math.max(longest, member.bytes().length);
        }
        SortedSetValue value = SortedSetValue.forMembers(values, scores.size(), longest);
        forEach(value::append);
        return value;
    }
}
