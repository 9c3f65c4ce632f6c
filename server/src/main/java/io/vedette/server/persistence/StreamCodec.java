package io.vedette.server.persistence;

import io.vedette.rdb.PayloadReader;
import io.vedette.rdb.PayloadWriter;
import io.vedette.rdb.RdbType;
import io.vedette.rdb.RdbWriter;
import io.vedette.server.stream.Consumer;
import io.vedette.server.stream.ConsumerGroup;
import io.vedette.server.stream.IdTable;
import io.vedette.server.stream.NodeCheck;
import io.vedette.server.stream.StreamId;
import io.vedette.server.values.StreamValue;
import io.vedette.server.values.Values;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Streams in files. Written as Redis 7.0 does (type 19); the older form (15) lacks what counts entries, the newer one (21) has a time
 * more for each consumer, which is passed over.
 */
final class StreamCodec {
    private static final int ID_BYTES = 2 * Long.BYTES;

    private StreamCodec() {}

    static RdbType typeOf(int version) {
        return version < RdbWriter.VERSION_WITH_ACTIVE_TIMES ? RdbType.STREAM_LISTPACKS_2 : RdbType.STREAM_LISTPACKS_3;
    }

    // ---- writing

    static void write(StreamValue stream, PayloadWriter payload) {
        IdTable nodes = stream.nodeIndex();
        payload.length(nodes.size());
        for (long place = nodes.first(); place != IdTable.NONE; place = nodes.next(place)) {
            payload.string(bytes(nodes.id(place)));
            payload.string(stream.node(place));
        }
        payload.length(stream.size());
        write(stream.lastId(), payload);
        write(stream.firstId(), payload);
        write(stream.maxDeletedId(), payload);
        payload.length(stream.entriesAdded());
        payload.length(stream.groups().size());
        stream.groups().forEach(group -> write(group, payload));
    }

    private static void write(ConsumerGroup group, PayloadWriter payload) {
        payload.string(group.name());
        write(group.lastDelivered(), payload);
        payload.length(group.entriesRead());
        IdTable pending = group.pending();
        payload.length(pending.size());
        for (long place = pending.first(); place != IdTable.NONE; place = pending.next(place)) {
            payload.raw(bytes(pending.id(place)));
            payload.eightBytes(group.deliveredMillis(place));
            payload.length(group.deliveries(place));
        }
        payload.length(group.consumers().size());
        for (Consumer consumer : group.consumers()) {
            payload.string(consumer.name());
            payload.eightBytes(consumer.seenMillis());
            if (payload.version() >= RdbWriter.VERSION_WITH_ACTIVE_TIMES) {
                payload.eightBytes(consumer.seenMillis()); // the only time that is known
            }
            IdTable ids = consumer.pending();
            payload.length(ids.size());
            for (long place = ids.first(); place != IdTable.NONE; place = ids.next(place)) {
                payload.raw(bytes(ids.id(place)));
            }
        }
    }

    private static void write(StreamId id, PayloadWriter payload) {
        payload.length(id.ms());
        payload.length(id.seq());
    }

    private static byte[] bytes(StreamId id) {
        return ByteBuffer.allocate(ID_BYTES).putLong(id.ms()).putLong(id.seq()).array();
    }

    // ---- reading

    static StreamValue read(RdbType type, PayloadReader payload, Values values) throws IOException {
        StreamValue stream = new StreamValue(values);
        boolean whole = false;
        try {
            fill(stream, type, payload);
            whole = true;
            return stream;
        } finally {
            if (!whole) {
                stream.release();
            }
        }
    }

    private static void fill(StreamValue stream, RdbType type, PayloadReader payload) throws IOException {
        readNodes(stream, payload);
        if (payload.length() != stream.size()) {
            throw payload.broken("The length of a stream is not the number of its entries");
        }
        StreamId last = id(payload);
        boolean old = type == RdbType.STREAM_LISTPACKS;
        stream.loaded();
        if (old) {
            stream.facts(last, StreamId.MIN, stream.size());
        } else {
            id(payload); // the first one, which the nodes tell as well
            StreamId maxDeleted = id(payload);
            stream.facts(last, maxDeleted, payload.length());
        }
        if (stream.size() > 0 && last.isBefore(stream.lastEntryId())) {
            throw payload.broken("The last id of a stream is smaller than that of an entry");
        }
        long groups = payload.count();
        for (long i = 0; i < groups; i++) {
            readGroup(stream, type, payload);
        }
    }

    private static void readNodes(StreamValue stream, PayloadReader payload) throws IOException {
        long nodes = payload.count();
        for (long i = 0; i < nodes; i++) {
            byte[] key = payload.string();
            if (key.length != ID_BYTES) {
                throw payload.broken("The key of a stream's node is not an id");
            }
            StreamId first = id(key);
            byte[] node = payload.string();
            if (!NodeCheck.isSound(node)) {
                throw payload.broken("A stream's node is no listpack of entries");
            }
            IdTable before = stream.nodeIndex();
            if (!before.isEmpty() && before.id(before.last()).compareTo(first) >= 0) {
                throw payload.broken("The nodes of a stream are not in order");
            }
            stream.load(first, node);
        }
    }

    private static void readGroup(StreamValue stream, RdbType type, PayloadReader payload) throws IOException {
        byte[] name = payload.string();
        StreamId delivered = id(payload);
        long read = type == RdbType.STREAM_LISTPACKS ? stream.entriesUpTo(delivered) : payload.length();
        if (stream.group(name).isPresent()) {
            throw payload.broken("A consumer group of a stream stands twice");
        }
        ConsumerGroup group = new ConsumerGroup(name, delivered, read);
        stream.addGroup(group);
        IdTable times = readPending(payload);
        long consumers = payload.count();
        for (long i = 0; i < consumers; i++) {
            byte[] consumerName = payload.string();
            long seenMillis = payload.eightBytes();
            if (type == RdbType.STREAM_LISTPACKS_3) {
                payload.eightBytes();
            }
            if (group.consumer(consumerName).isPresent()) {
                throw payload.broken("A consumer of a stream stands twice");
            }
            readOwned(group, group.addConsumer(consumerName, seenMillis), times, payload);
        }
        if (group.pending().size() != times.size()) {
            throw payload.broken("A pending entry of a stream has no consumer");
        }
    }

    /** The group's pending entries: time and count of their delivery. */
    private static IdTable readPending(PayloadReader payload) throws IOException {
        IdTable times = new IdTable(2);
        long pending = payload.count();
        for (long i = 0; i < pending; i++) {
            StreamId id = id(payload.raw(ID_BYTES));
            long millis = payload.eightBytes();
            long deliveries = payload.length();
            if (times.find(id) != IdTable.NONE) {
                throw payload.broken("A pending entry of a stream stands twice");
            }
            times.insert(id, millis, deliveries);
        }
        return times;
    }

    private static void readOwned(ConsumerGroup group, Consumer consumer, IdTable times, PayloadReader payload)
            throws IOException {
        long owned = payload.count();
        for (long i = 0; i < owned; i++) {
            StreamId id = id(payload.raw(ID_BYTES));
            long place = times.find(id);
            if (place == IdTable.NONE || group.pending().find(id) != IdTable.NONE) {
                throw payload.broken("A consumer's pending entry is not its group's, or has two consumers");
            }
            group.deliver(id, consumer, times.get(place, 0), times.get(place, 1));
        }
    }

    private static StreamId id(PayloadReader payload) throws IOException {
        long ms = payload.length();
        return new StreamId(ms, payload.length());
    }

    private static StreamId id(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new StreamId(buffer.getLong(), buffer.getLong());
    }
}
