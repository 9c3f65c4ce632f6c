package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.ReplyWriter;
import io.vedette.server.Engine;
import io.vedette.server.ReplicationFacts;
import io.vedette.server.Surroundings;
import io.vedette.server.appendonly.AppendOnly;
import io.vedette.server.keyspace.Database;
import io.vedette.server.memory.Slabs;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** MEMORY: where the memory is. */
public final class MemoryCommands {
    /** Below this nothing that MEMORY DOCTOR could say means anything. */
    private static final long LITTLE_BYTES = 5L * 1024 * 1024;

    /** What MEMORY DOCTOR finds worth a word, as Redis' thresholds are. */
    private static final double HIGH_PEAK = 1.5;

    private static final double HIGH_FRAGMENTATION = 1.4;
    private static final double HIGH_SLABS = 1.1;
    private static final long HIGH_FRAGMENTATION_BYTES = 10L << 20;
    private static final long HIGH_CLIENT_BYTES = 200L * 1024;
    private static final long HIGH_REPLICA_BYTES = 10L << 20;

    private static final List<String> HELP = List.of(
            "MEMORY <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
            "DOCTOR",
            "    Return memory problems reports.",
            "MALLOC-STATS",
            "    Return internal statistics report from the memory allocator.",
            "PURGE",
            "    Attempt to purge dirty pages for reclamation by the allocator.",
            "STATS",
            "    Return information about the memory usage of the server.",
            "USAGE <key> [SAMPLES <count>]",
            "    Return memory in bytes used by <key> and its value. Nested values are",
            "    sampled up to <count> times (default: 5, 0 means sample all).",
            "HELP",
            "    Prints this help.");

    private final Engine engine;
    private final ReplicationFacts replication;
    private final Surroundings surroundings;
    private final AppendOnly appendOnly;

    public MemoryCommands(
            Engine engine, ReplicationFacts replication, Surroundings surroundings, AppendOnly appendOnly) {
        this.engine = engine;
        this.replication = replication;
        this.surroundings = surroundings;
        this.appendOnly = appendOnly;
    }

    public void bindTo(CommandTable table) {
        table.bind("memory|usage", this::usage);
        table.bind("memory|stats", this::stats);
        table.bind("memory|doctor", call -> call.reply().verbatim("txt", diagnosis()));
        table.bind("memory|malloc-stats", this::mallocStats);
        table.bind("memory|purge", this::purge);
        table.bind("memory|help", call -> {
            call.reply().array(HELP.size());
            HELP.forEach(call.reply()::simple);
        });
    }

    /** The number of samples is checked, but all that is large is estimated by a few. */
    private void usage(Call call) {
        Argv argv = call.argv();
        for (int i = 3; i < argv.size(); i += 2) {
            if (!argv.is(i, "samples") || i + 1 == argv.size() || argv.asLong(i + 1) < 0) {
                throw Errors.syntax();
            }
        }
        long bytes = engine.keyspace().database(call.client().database()).memoryBytes(argv.bytes(2));
        if (bytes == 0) {
            call.reply().nullBulk();
        } else {
            call.reply().integer(bytes);
        }
    }

    private void stats(Call call) {
        MemoryFigures figures = MemoryFigures.of(engine, replication, surroundings);
        List<Database> filled = new ArrayList<>();
        for (int i = 0; i < engine.keyspace().databases(); i++) {
            Database database = engine.keyspace().database(i);
            if (database.size() > 0) {
                filled.add(database);
            }
        }
        ReplyWriter reply = call.reply();
        reply.map(27 + filled.size());
        integer(reply, "peak.allocated", figures.peak());
        integer(reply, "total.allocated", figures.used());
        integer(reply, "startup.allocated", figures.startup());
        integer(reply, "replication.backlog", figures.backlog());
        integer(reply, "clients.slaves", figures.clientsReplicas());
        integer(reply, "clients.normal", figures.clientsNormal());
        integer(reply, "cluster.links", 0);
        integer(reply, "aof.buffer", appendOnly.waitingBytes());
        integer(reply, "lua.caches", 0);
        integer(reply, "functions.caches", functionBytes());
        for (Database database : filled) {
            reply.bulk("db." + database.index());
            reply.map(3);
            integer(reply, "overhead.hashtable.main", database.tableBytes());
            integer(reply, "overhead.hashtable.expires", database.expiryIndexBytes());
            integer(reply, "overhead.hashtable.slot-to-keys", 0);
        }
        long since = Math.max(0, figures.used() - figures.startup());
        integer(reply, "overhead.total", figures.overhead());
        integer(reply, "keys.count", figures.keys());
        integer(reply, "keys.bytes-per-key", figures.keys() == 0 ? 0 : since / figures.keys());
        integer(reply, "dataset.bytes", figures.data());
        number(reply, "dataset.percentage", figures.dataPercent());
        number(reply, "peak.percentage", figures.peakPercent());
        integer(reply, "allocator.allocated", figures.used());
        integer(reply, "allocator.active", figures.active());
        integer(reply, "allocator.resident", figures.reserved());
        ratio(reply, "allocator-fragmentation", figures.active(), figures.used());
        ratio(reply, "allocator-rss", figures.reserved(), figures.active());
        ratio(reply, "rss-overhead", figures.resident(), figures.reserved());
        number(reply, "fragmentation", MemoryFigures.ratio(figures.resident(), figures.used()));
        integer(reply, "fragmentation.bytes", figures.resident() - figures.used());
    }

    private long functionBytes() {
        long bytes = 0;
        for (byte[] source : engine.keyspace().functionLibraries()) {
            bytes += source.length;
        }
        return bytes;
    }

    private static void integer(ReplyWriter reply, String name, long value) {
        reply.bulk(name);
        reply.integer(value);
    }

    private static void number(ReplyWriter reply, String name, double value) {
        reply.bulk(name);
        reply.doubleValue(value);
    }

    private static void ratio(ReplyWriter reply, String name, long larger, long smaller) {
        number(reply, name + ".ratio", MemoryFigures.ratio(larger, smaller));
        integer(reply, name + ".bytes", larger - smaller);
    }

    private String diagnosis() {
        MemoryFigures figures = MemoryFigures.of(engine, replication, surroundings);
        if (figures.used() < LITTLE_BYTES) {
            return "There is little data here: too little for the figures of memory to mean anything.\n";
        }
        StringBuilder found = new StringBuilder();
        if (MemoryFigures.ratio(figures.peak(), figures.used()) > HIGH_PEAK) {
            found.append(
                    " * Peak: there was once 1.5 times as much data as now; what the process then took may not all have gone"
                            + " back to the system yet.\n");
        }
        if (MemoryFigures.ratio(figures.active(), figures.used()) > HIGH_SLABS
                && figures.active() - figures.used() > HIGH_FRAGMENTATION_BYTES) {
            found.append(
                    " * Sparse pages: much of the slabs' pages is free but not whole pages; 'activedefrag yes' closes the"
                            + " ranks.\n");
        }
        if (MemoryFigures.ratio(figures.resident(), figures.used()) > HIGH_FRAGMENTATION
                && figures.resident() - figures.used() > HIGH_FRAGMENTATION_BYTES) {
            found.append(" * Resident: the process takes much more than the data: see allocator_frag, allocator_rss and"
                    + " rss_overhead in INFO memory for where it is.\n");
        }
        long normal = Math.max(1, engine.clients().all().size());
        if (figures.clientsNormal() / normal > HIGH_CLIENT_BYTES) {
            found.append(
                    " * Clients: more than 200 KB wait for each client on average; CLIENT LIST tells for which.\n");
        }
        if (figures.clientsReplicas() > HIGH_REPLICA_BYTES) {
            found.append(" * Replicas: more than 10 MB wait for replicas, which read too slowly.\n");
        }
        return found.isEmpty()
                ? "No issue was found in the use of memory.\n"
                : "Issues were found in the use of memory:\n\n" + found;
    }

    private void mallocStats(Call call) {
        StringBuilder text = new StringBuilder("slot bytes      pages      slots       used  used %\n");
        for (Slabs.ClassFigures row : engine.keyspace().values().slabs().figures()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%10d %10d %10d %10d  %5.1f%n",
                    row.slotBytes(),
                    row.pages(),
                    row.slots(),
                    row.used(),
                    100.0 * row.used() / row.slots()));
        }
        call.reply().verbatim("txt", text.toString());
    }

    private void purge(Call call) {
        engine.keyspace().values().slabs().closeEmptyPages();
        call.reply().ok();
    }
}
