package io.vedette.server.commands;

import io.vedette.server.Engine;
import io.vedette.server.ReplicationFacts;
import io.vedette.server.Surroundings;

/**
 * Where the memory is, at one moment: what INFO and MEMORY STATS show. All in bytes. The allocators are the slabs and the collector's
 * heap: what they have handed out for data is {@code used}; with what is free in their pages it is {@code active}; with all that the heap
 * has set aside, for the program too, {@code reserved}; the process with its code, stacks and buffers is {@code resident}.
 *
 * @param tables what finds the keys, part of the data
 */
record MemoryFigures(
        long used,
        long peak,
        long startup,
        long backlog,
        long clientsReplicas,
        long clientsNormal,
        long tables,
        long active,
        long reserved,
        long resident,
        long notCounted,
        long keys) {
    static MemoryFigures of(Engine engine, ReplicationFacts replication, Surroundings surroundings) {
        long used = engine.memory().usedBytes();
        engine.statistics().memory(used);
        long active = used - engine.keyspace().slabBytes() + engine.keyspace().pageBytes();
        return new MemoryFigures(
                used,
                engine.statistics().peakMemoryBytes(),
                engine.memory().startupBytes(),
                replication.backlogBytes(),
                engine.memory().clientBytes(true),
                engine.memory().clientBytes(false),
                engine.keyspace().tableBytes(),
                active,
                Math.max(active, engine.keyspace().pageBytes() + surroundings.heapBytes()),
                surroundings.residentBytes(),
                engine.memory().notCountedBytes(),
                engine.keyspace().size());
    }

    /** What is not data. */
    long overhead() {
        return Math.min(used, startup + backlog + clientsNormal + tables);
    }

    long data() {
        return used - overhead();
    }

    /** Per cent of what came since the start. */
    double dataPercent() {
        return 100.0 * data() / Math.max(1, Math.max(data(), used - startup));
    }

    double peakPercent() {
        return 100.0 * used / Math.max(1, peak);
    }

    static double ratio(long larger, long smaller) {
        return (double) larger / Math.max(1, smaller);
    }
}
