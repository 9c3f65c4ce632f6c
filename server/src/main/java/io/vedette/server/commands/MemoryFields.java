package io.vedette.server.commands;

import static io.vedette.server.commands.Fields.human;
import static io.vedette.server.commands.Fields.percent;

import io.vedette.server.Engine;
import io.vedette.server.ReplicationFacts;
import io.vedette.server.Surroundings;
import io.vedette.session.Client;
import io.vedette.session.ClientType;

/**
 * INFO's memory section. The allocator is the JVM: "allocated" is the heap in use, "active" the heap that is set aside, and the
 * rest of what is resident is the program. So the ratios mean what they mean for Redis.
 */
final class MemoryFields {
    private final Engine engine;
    private final ReplicationFacts replication;
    private final Surroundings surroundings;
    private final long startupBytes;

    MemoryFields(Engine engine, ReplicationFacts replication, Surroundings surroundings) {
        this.engine = engine;
        this.replication = replication;
        this.surroundings = surroundings;
        this.startupBytes = surroundings.usedMemoryBytes();
    }

    void addTo(Fields out) {
        long used = surroundings.usedMemoryBytes();
        long active = surroundings.heapBytes();
        long resident = surroundings.residentBytes();
        long system = surroundings.systemMemoryBytes();
        engine.statistics().memory(used);
        usage(out, used, resident);
        out.add("allocator_allocated", used);
        out.add("allocator_active", active);
        out.add("allocator_resident", resident);
        out.add("total_system_memory", system);
        out.add("total_system_memory_human", human(system));
        scripts(out);
        out.add("maxmemory", setting("maxmemory"));
        out.add("maxmemory_human", human(Long.parseLong(setting("maxmemory"))));
        out.add("maxmemory_policy", setting("maxmemory-policy"));
        ratio(out, "allocator_frag", active, used);
        ratio(out, "allocator_rss", resident, active);
        ratio(out, "rss_overhead", resident, resident); // the kernel has the only count
        ratio(out, "mem_fragmentation", resident, used);
        out.zero("mem_not_counted_for_evict");
        out.add("mem_replication_backlog", replication.backlogBytes());
        out.add("mem_total_replication_buffers", replication.backlogBytes());
        out.add("mem_clients_slaves", clientBytes(true));
        out.add("mem_clients_normal", clientBytes(false));
        out.zero("mem_cluster_links", "mem_aof_buffer");
        out.add("mem_allocator", "jvm-" + Runtime.version().feature());
        out.zero("active_defrag_running", "lazyfree_pending_objects", "lazyfreed_objects");
    }

    private void usage(Fields out, long used, long resident) {
        long peak = engine.statistics().peakMemoryBytes();
        // What was garbage at start may have been collected since, so neither part may go below nought.
        long overhead =
                Math.min(used, startupBytes + replication.backlogBytes() + clientBytes(true) + clientBytes(false));
        long data = used - overhead;
        out.add("used_memory", used);
        out.add("used_memory_human", human(used));
        out.add("used_memory_rss", resident);
        out.add("used_memory_rss_human", human(resident));
        out.add("used_memory_peak", peak);
        out.add("used_memory_peak_human", human(peak));
        out.add("used_memory_peak_perc", percent(used, peak));
        out.add("used_memory_overhead", overhead);
        out.add("used_memory_startup", startupBytes);
        out.add("used_memory_dataset", data);
        out.add("used_memory_dataset_perc", percent(data, Math.max(data, used - startupBytes)));
    }

    /** There are no scripts; function libraries are kept, not run. */
    private void scripts(Fields out) {
        long libraries = engine.keyspace().functionLibraries().size();
        long bytes = 0;
        for (byte[] source : engine.keyspace().functionLibraries()) {
            bytes += source.length;
        }
        out.zero("used_memory_lua", "used_memory_vm_eval");
        out.add("used_memory_lua_human", human(0));
        out.zero("used_memory_scripts_eval", "number_of_cached_scripts", "number_of_functions");
        out.add("number_of_libraries", libraries);
        out.zero("used_memory_vm_functions", "used_memory_vm_total");
        out.add("used_memory_vm_total_human", human(0));
        out.add("used_memory_functions", bytes);
        out.add("used_memory_scripts", bytes);
        out.add("used_memory_scripts_human", human(bytes));
    }

    private static void ratio(Fields out, String name, long larger, long smaller) {
        out.add(name + "_ratio", (double) larger / Math.max(1, smaller));
        out.add(name + "_bytes", larger - smaller);
    }

    /** What waits to be sent. */
    private long clientBytes(boolean ofReplicas) {
        long bytes = 0;
        for (Client client : engine.clients().all()) {
            bytes += (client.type() == ClientType.REPLICA) == ofReplicas ? client.outputBytes() : 0;
        }
        return bytes;
    }

    private String setting(String name) {
        return engine.settings().table().find(name).orElseThrow().text();
    }
}
