package io.vedette.server.commands;

import static io.vedette.resp.InfoFields.human;
import static io.vedette.resp.InfoFields.percent;

import io.vedette.resp.InfoFields;
import io.vedette.server.Engine;
import io.vedette.server.ReplicationFacts;
import io.vedette.server.Surroundings;
import io.vedette.server.appendonly.AppendOnly;

/** INFO's memory section; {@link MemoryFigures} says what the words mean here. */
final class MemoryFields {
    private final Engine engine;
    private final ReplicationFacts replication;
    private final Surroundings surroundings;
    private final AppendOnly appendOnly;

    MemoryFields(Engine engine, ReplicationFacts replication, Surroundings surroundings, AppendOnly appendOnly) {
        this.engine = engine;
        this.replication = replication;
        this.surroundings = surroundings;
        this.appendOnly = appendOnly;
    }

    void addTo(InfoFields out) {
        MemoryFigures figures = MemoryFigures.of(engine, replication, surroundings);
        long system = surroundings.systemMemoryBytes();
        usage(out, figures);
        out.add("allocator_allocated", figures.used());
        out.add("allocator_active", figures.active());
        out.add("allocator_resident", figures.reserved());
        out.add("total_system_memory", system);
        out.add("total_system_memory_human", human(system));
        scripts(out);
        out.add("maxmemory", setting("maxmemory"));
        out.add("maxmemory_human", human(Long.parseLong(setting("maxmemory"))));
        out.add("maxmemory_policy", setting("maxmemory-policy"));
        ratio(out, "allocator_frag", figures.active(), figures.used());
        ratio(out, "allocator_rss", figures.reserved(), figures.active());
        ratio(out, "rss_overhead", figures.resident(), figures.reserved());
        ratio(out, "mem_fragmentation", figures.resident(), figures.used());
        out.add("mem_not_counted_for_evict", figures.notCounted());
        out.add("mem_replication_backlog", figures.backlog());
        long buffers = replication.copying().bufferBytes();
        out.add("mem_total_replication_buffers", buffers);
        out.add("mem_clients_slaves", figures.clientsReplicas() + buffers - figures.backlog());
        out.add("mem_clients_normal", figures.clientsNormal());
        out.zero("mem_cluster_links");
        out.add("mem_aof_buffer", appendOnly.waitingBytes());
        out.add("mem_allocator", "slabs+jvm-" + Runtime.version().feature());
        out.add("active_defrag_running", engine.statistics().defragPercent());
        out.add("lazyfree_pending_objects", engine.keyspace().departures());
        out.add("lazyfreed_objects", engine.keyspace().departed());
    }

    private static void usage(InfoFields out, MemoryFigures figures) {
        out.add("used_memory", figures.used());
        out.add("used_memory_human", human(figures.used()));
        out.add("used_memory_rss", figures.resident());
        out.add("used_memory_rss_human", human(figures.resident()));
        out.add("used_memory_peak", figures.peak());
        out.add("used_memory_peak_human", human(figures.peak()));
        out.add("used_memory_peak_perc", percent(figures.used(), figures.peak()));
        out.add("used_memory_overhead", figures.overhead());
        out.add("used_memory_startup", figures.startup());
        out.add("used_memory_dataset", figures.data());
        out.add(
                "used_memory_dataset_perc",
                percent(figures.data(), Math.max(figures.data(), figures.used() - figures.startup())));
    }

    /** There are no scripts; function libraries are kept, not run. */
    private void scripts(InfoFields out) {
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

    private static void ratio(InfoFields out, String name, long larger, long smaller) {
        out.add(name + "_ratio", MemoryFigures.ratio(larger, smaller));
        out.add(name + "_bytes", larger - smaller);
    }

    private String setting(String name) {
        return engine.settings().table().find(name).orElseThrow().text();
    }
}
