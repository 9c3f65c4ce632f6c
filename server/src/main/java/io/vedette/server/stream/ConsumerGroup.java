package io.vedette.server.stream;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A consumer group of a stream: how far it has read, its consumers, and the entries that were delivered and not yet acknowledged.
 *
 * <p>Invariant: an id stands among the group's pending entries exactly if it stands among those of one consumer, whose number the
 * row names. Changed only through this class.
 */
public final class ConsumerGroup {
    /** {@link #entriesRead} when nobody can tell. */
    public static final long UNKNOWN = -1;

    private static final int TIME = 0;
    private static final int COUNT = 1;
    private static final int CONSUMER = 2;

    private final byte[] name;
    private final TreeMap<byte[], Consumer> consumers = new TreeMap<>(Arrays::compareUnsigned);
    private final Map<Integer, Consumer> byNumber = new HashMap<>();
    private final IdTable pending;
    private StreamId lastDelivered;
    private long entriesRead;
    private int nextNumber;

    public ConsumerGroup(byte[] name, StreamId lastDelivered, long entriesRead) {
        this.name = name;
        this.lastDelivered = lastDelivered;
        this.entriesRead = entriesRead;
        this.pending = new IdTable(3);
    }

    private ConsumerGroup(ConsumerGroup older) {
        name = older.name;
        lastDelivered = older.lastDelivered;
        entriesRead = older.entriesRead;
        nextNumber = older.nextNumber;
        pending = older.pending.fork();
        older.consumers.values().forEach(consumer -> keep(consumer.fork()));
    }

    public ConsumerGroup fork() {
        return new ConsumerGroup(this);
    }

    public byte[] name() {
        return name;
    }

    public StreamId lastDelivered() {
        return lastDelivered;
    }

    /** How many entries of the stream the group has been given, since the stream began; or {@link #UNKNOWN}. */
    public long entriesRead() {
        return entriesRead;
    }

    public void position(StreamId delivered, long read) {
        lastDelivered = delivered;
        entriesRead = read;
    }

    // ---- consumers

    /** By their names' bytes. */
    public Collection<Consumer> consumers() {
        return consumers.values();
    }

    public Optional<Consumer> consumer(byte[] consumerName) {
        return Optional.ofNullable(consumers.get(consumerName));
    }

    /** Adds a consumer of a name that there is none of. */
    public Consumer addConsumer(byte[] consumerName, long nowMillis) {
        return keep(new Consumer(consumerName, nextNumber++, nowMillis));
    }

    private Consumer keep(Consumer consumer) {
        consumers.put(consumer.name(), consumer);
        byNumber.put(consumer.number(), consumer);
        return consumer;
    }

    /** Removes a consumer with all its pending entries. */
    public void removeConsumer(Consumer consumer) {
        IdTable ids = consumer.pending();
        for (long place = ids.first(); place != IdTable.NONE; place = ids.next(place)) {
            pending.remove(pending.find(ids.id(place)));
        }
        consumers.remove(consumer.name());
        byNumber.remove(consumer.number());
    }

    // ---- pending entries

    /** The pending entries by their ids; what a row holds is asked here: {@link #owner}, {@link #deliveredMillis}, {@link #deliveries}. */
    public IdTable pending() {
        return pending;
    }

    public Consumer owner(long place) {
        return byNumber.get((int) pending.get(place, CONSUMER));
    }

    /** When the entry was last delivered, wall clock. */
    public long deliveredMillis(long place) {
        return pending.get(place, TIME);
    }

    public long deliveries(long place) {
        return pending.get(place, COUNT);
    }

    /** The entry is pending from now on, for that consumer, whoever had it before. */
    public void deliver(StreamId id, Consumer consumer, long millis, long deliveries) {
        long place = pending.find(id);
        if (place == IdTable.NONE) {
            pending.insert(id, millis, deliveries, consumer.number());
            consumer.pending().insert(id);
            return;
        }
        Consumer before = owner(place);
        pending.set(place, TIME, millis);
        pending.set(place, COUNT, deliveries);
        if (before != consumer) {
            pending.set(place, CONSUMER, consumer.number());
            before.pending().remove(before.pending().find(id));
            consumer.pending().insert(id);
        }
    }

    /** The entry is pending no more; false if it was not. */
    public boolean acknowledge(StreamId id) {
        long place = pending.find(id);
        if (place == IdTable.NONE) {
            return false;
        }
        Consumer owner = owner(place);
        owner.pending().remove(owner.pending().find(id));
        pending.remove(place);
        return true;
    }

    /** Heap that the group takes, bytes. */
    public long memoryBytes() {
        long bytes = 200 + name.length + pending.memoryBytes();
        for (Consumer consumer : consumers.values()) {
            bytes += 150 + consumer.name().length + consumer.pending().memoryBytes();
        }
        return bytes;
    }
}
