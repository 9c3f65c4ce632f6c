package io.vedette.server.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.memory.SipHash;
import io.vedette.server.memory.Slabs;
import io.vedette.server.stream.Consumer;
import io.vedette.server.stream.ConsumerGroup;
import io.vedette.server.stream.IdTable;
import io.vedette.server.stream.NodeCheck;
import io.vedette.server.stream.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams against a plain map, with small nodes, and copies of both taken now and then. */
class StreamValueTest {
    private final Slabs slabs = new Slabs();
    private final Values values = new Values(slabs, new SipHash(1, 2), new SmallNodes());
    private Random random = new Random();

    /** A copy for a snapshot, and what was in the stream at that moment. */
    private record Copy(StreamValue stream, String content) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aStreamIsWhatASortedMapIs(long seed) {
        random = new Random(seed);
        TreeMap<StreamId, List<String>> model = new TreeMap<>();
        StreamValue stream = new StreamValue(values);
        List<Copy> copies = new ArrayList<>();
        for (int step = 0; step < 3000; step++) {
            change(stream, model);
            if (step % 50 == 0) {
                assertEquals(text(model, false), text(stream, StreamId.MIN, StreamId.MAX, false));
                assertEquals(text(model, true), text(stream, StreamId.MIN, StreamId.MAX, true));
                checkNodes(stream);
            }
            checkRange(stream, model);
            assertEquals(model.size(), stream.size());
            assertEquals(model.isEmpty() ? StreamId.MIN : model.firstKey(), stream.firstId());
            if (random.nextInt(400) == 0) {
                slabs.openSnapshot();
                copies.add(new Copy(stream, text(model, false)));
                stream = stream.fork();
            }
            if (!copies.isEmpty() && random.nextInt(300) == 0) {
                Copy copy = copies.remove(random.nextInt(copies.size()));
                assertEquals(copy.content(), text(copy.stream(), StreamId.MIN, StreamId.MAX, false));
                slabs.closeSnapshot();
            }
        }
        for (Copy copy : copies) {
            assertEquals(copy.content(), text(copy.stream(), StreamId.MIN, StreamId.MAX, false));
            slabs.closeSnapshot();
        }
        stream.release();
        slabs.giveBackDeferred(Integer.MAX_VALUE);
        assertEquals(0, slabs.blobs());
    }

    private void change(StreamValue stream, TreeMap<StreamId, List<String>> model) {
        int dice = random.nextInt(100);
        if (dice < 70) {
            StreamId id = random.nextBoolean()
                    ? stream.lastId().next()
                    : new StreamId(stream.lastId().ms() + 1 + random.nextInt(5000), random.nextInt(3));
            List<String> words = words();
            stream.append(id, bytes(words));
            model.put(id, words);
        } else if (dice < 90) {
            StreamId id = some(model);
            assertEquals(model.remove(id) != null, stream.delete(id));
        } else if (dice < 95) {
            long most = Math.max(0, model.size() - random.nextInt(10));
            boolean whole = random.nextBoolean();
            long deleted = stream.trim(new StreamValue.Trim.ToLength(most), whole, 0);
            assertTrue(whole || deleted == model.size() - most);
            drop(model, deleted);
        } else {
            StreamId least = some(model);
            boolean whole = random.nextBoolean();
            long limit = whole ? random.nextInt(20) : 0;
            long deleted = stream.trim(new StreamValue.Trim.BeforeId(least), whole, limit);
            long before = model.headMap(least).size();
            assertTrue(whole ? deleted <= before && (limit == 0 || deleted <= limit) : deleted == before);
            drop(model, deleted);
        }
    }

    private static void drop(TreeMap<StreamId, List<String>> model, long count) {
        for (long i = 0; i < count; i++) {
            model.pollFirstEntry();
        }
    }

    private StreamId some(TreeMap<StreamId, List<String>> model) {
        if (model.isEmpty() || random.nextInt(10) == 0) {
            return new StreamId(random.nextInt(1000), 1);
        }
        int step = random.nextInt(Math.min(40, model.size()));
        return new ArrayList<>(model.keySet()).get(step);
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        int fields = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 2;
        for (int i = 0; i < fields; i++) {
            words.add(random.nextInt(5) == 0 ? "other" + i : "field" + i);
            words.add(
                    switch (random.nextInt(6)) {
                        case 0 -> Long.toString(random.nextLong());
                        case 1 -> Integer.toString(random.nextInt(20_000) - 10_000);
                        case 2 -> "-0";
                        case 3 -> "x".repeat(random.nextInt(70));
                        case 4 -> "y".repeat(random.nextInt(50) == 0 ? 5000 : 3);
                        default -> "";
                    });
        }
        return words;
    }

    private void checkRange(StreamValue stream, TreeMap<StreamId, List<String>> model) {
        StreamId one = some(model);
        StreamId other = some(model);
        StreamId from = one.isBefore(other) ? one : other;
        StreamId to = one.isBefore(other) ? other : one;
        TreeMap<StreamId, List<String>> part = new TreeMap<>(model.subMap(from, true, to, true));
        boolean backwards = random.nextBoolean();
        assertEquals(text(part, backwards), text(stream, from, to, backwards));
    }

    private static void checkNodes(StreamValue stream) {
        IdTable nodes = stream.nodeIndex();
        for (long place = nodes.first(); place != IdTable.NONE; place = nodes.next(place)) {
            assertTrue(NodeCheck.isSound(stream.node(place)));
        }
    }

    @Test
    void pendingEntriesStandWithTheGroupAndWithOneConsumer() {
        random = new Random(9);
        ConsumerGroup group = new ConsumerGroup(bytes("g"), StreamId.MIN, 0);
        TreeMap<StreamId, String> model = new TreeMap<>();
        ConsumerGroup old = group;
        String oldContent = "";
        for (int step = 0; step < 20_000; step++) {
            StreamId id = new StreamId(random.nextInt(600), random.nextInt(3));
            byte[] name = bytes("c" + random.nextInt(5));
            int dice = random.nextInt(1000);
            if (dice < 600) {
                ConsumerGroup target = group;
                Consumer consumer = group.consumer(name).orElseGet(() -> target.addConsumer(name, 1));
                group.deliver(id, consumer, step, dice);
                model.put(id, new String(name, StandardCharsets.UTF_8) + " " + step + " " + dice);
            } else if (dice < 998) {
                assertEquals(model.remove(id) != null, group.acknowledge(id));
            } else {
                group.consumer(name).ifPresent(group::removeConsumer);
                model.values().removeIf(owner -> owner.startsWith(new String(name, StandardCharsets.UTF_8)));
            }
            if (step % 997 == 0) {
                assertEquals(model.toString(), text(group));
                assertEquals(oldContent, step == 0 ? "" : text(old));
                old = group;
                oldContent = model.toString();
                group = group.fork();
            }
        }
    }

    private static String text(ConsumerGroup group) {
        TreeMap<StreamId, String> content = new TreeMap<>();
        long owned = 0;
        for (Consumer consumer : group.consumers()) {
            IdTable ids = consumer.pending();
            owned += ids.size();
            for (long place = ids.first(); place != IdTable.NONE; place = ids.next(place)) {
                assertEquals(consumer, group.owner(group.pending().find(ids.id(place))));
            }
        }
        IdTable pending = group.pending();
        for (long place = pending.first(); place != IdTable.NONE; place = pending.next(place)) {
            content.put(
                    pending.id(place),
                    new String(group.owner(place).name(), StandardCharsets.UTF_8) + " " + group.deliveredMillis(place)
                            + " " + group.deliveries(place));
        }
        assertEquals(owned, content.size());
        assertEquals(owned, pending.size());
        return content.toString();
    }

    private static String text(TreeMap<StreamId, List<String>> model, boolean backwards) {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<StreamId, List<String>> entry : model.entrySet()) {
            lines.add(entry.getKey() + " " + entry.getValue());
        }
        if (backwards) {
            Collections.reverse(lines);
        }
        return lines.toString();
    }

    private static String text(StreamValue stream, StreamId from, StreamId to, boolean backwards) {
        List<String> lines = new ArrayList<>();
        StreamCursor cursor = stream.range(from, to, backwards);
        while (cursor.next()) {
            List<String> words = new ArrayList<>();
            cursor.entry()
                    .words((bytes, at, length) -> words.add(new String(bytes, at, length, StandardCharsets.UTF_8)));
            assertEquals(2 * cursor.entry().fields(), words.size());
            lines.add(cursor.entry().id() + " " + words);
        }
        return lines.toString();
    }

    private static byte[][] bytes(List<String> words) {
        return words.stream().map(StreamValueTest::bytes).toArray(byte[][]::new);
    }

    private static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.UTF_8);
    }

    private static final class SmallNodes implements EncodingLimits {
        @Override
        public long hashMaxListpackEntries() {
            return 8;
        }

        @Override
        public long hashMaxListpackValue() {
            return 8;
        }

        @Override
        public int listMaxListpackSize() {
            return 8;
        }

        @Override
        public long setMaxIntsetEntries() {
            return 8;
        }

        @Override
        public long zsetMaxListpackEntries() {
            return 8;
        }

        @Override
        public long zsetMaxListpackValue() {
            return 8;
        }

        @Override
        public long streamNodeMaxBytes() {
            return 700;
        }

        @Override
        public long streamNodeMaxEntries() {
            return 12;
        }

        @Override
        public long hllSparseMaxBytes() {
            return 8;
        }
    }
}
