package io.vedette.server.commands;

import io.vedette.resp.InfoFields;
import io.vedette.server.Engine;
import io.vedette.server.ReplicationFacts;
import io.vedette.server.Shutdown;
import io.vedette.server.Statistics;
import io.vedette.server.Surroundings;
import io.vedette.server.appendonly.AppendOnly;
import io.vedette.server.keyspace.Database;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.persistence.Loading;
import io.vedette.server.persistence.Saving;
import io.vedette.session.Client;
import io.vedette.session.ClientType;
import io.vedette.session.CommandStats;
import io.vedette.session.Identity;
import io.vedette.session.LatencyHistogram;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The text of INFO: sections and fields of Redis 7.0 in its order, and what is ours at the end of a section. A field of
 * something that does not exist here says nought, for programs expect to find it.
 */
public final class InfoText {
    private static final List<String> DEFAULT_SECTIONS = List.of(
            "server",
            "clients",
            "memory",
            "persistence",
            "stats",
            "replication",
            "cpu",
            "modules",
            "errorstats",
            "cluster",
            "keyspace");
    private static final List<String> ALL_SECTIONS = List.of(
            "server",
            "clients",
            "memory",
            "persistence",
            "stats",
            "replication",
            "cpu",
            "modules",
            "commandstats",
            "errorstats",
            "latencystats",
            "cluster",
            "keyspace");
    private static final long SECONDS_PER_DAY = 86_400;
    private static final int LRU_MASK = 0xffffff;

    private final Engine engine;
    private final ReplicationFacts replication;
    private final Surroundings surroundings;
    private final Shutdown shutdown;
    private final MemoryFields memory;
    private final PersistenceFields persistence;

    public InfoText(
            Engine engine,
            ReplicationFacts replication,
            Surroundings surroundings,
            Shutdown shutdown,
            Saving saving,
            Loading loading,
            AppendOnly appendOnly) {
        this.engine = engine;
        this.replication = replication;
        this.surroundings = surroundings;
        this.shutdown = shutdown;
        this.memory = new MemoryFields(engine, replication, surroundings, appendOnly);
        this.persistence = new PersistenceFields(engine, replication, saving, loading, appendOnly);
    }

    /** CONFIG RESETSTAT. */
    void resetStats() {
        engine.dispatcher().resetStats();
        engine.clients().resetStats();
        engine.keyspace().resetCounts();
        engine.statistics().reset();
        engine.memory().resetStats();
        engine.endpoint().resetStats();
        engine.eviction().resetStats();
        engine.keyspace().resetDeparted();
        replication.resetCounts();
        persistence.resetCounts();
    }

    /** @param asked names of sections in lower case; none means the default ones */
    String of(List<String> asked) {
        Set<String> sections = new LinkedHashSet<>(asked);
        if (asked.isEmpty() || asked.contains("default")) {
            sections.addAll(DEFAULT_SECTIONS);
        }
        if (asked.contains("all") || asked.contains("everything")) {
            sections.addAll(ALL_SECTIONS);
        }
        InfoFields out = new InfoFields();
        for (String section : ALL_SECTIONS) {
            if (sections.contains(section)) {
                section(section, out);
            }
        }
        return out.toString();
    }

    private void section(String name, InfoFields out) {
        out.section(name.equals("cpu") ? "CPU" : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
        switch (name) {
            case "server" -> server(out);
            case "clients" -> clients(out);
            case "memory" -> memory.addTo(out);
            case "persistence" -> persistence.addTo(out);
            case "stats" -> stats(out);
            case "replication" -> out.lines(replication.infoFields(now()));
            case "cpu" -> out.lines(surroundings.cpuFields());
            case "commandstats" -> commandStats(out);
            case "errorstats" -> errorStats(out);
            case "latencystats" -> latencyStats(out);
            case "cluster" -> out.zero("cluster_enabled");
            case "keyspace" -> keyspace(out);
            default -> {} // modules: there are none
        }
    }

    private void server(InfoFields out) {
        long now = now();
        out.add("redis_version", Identity.REDIS_VERSION);
        out.add("redis_git_sha1", "00000000");
        out.add("redis_git_dirty", 0);
        out.add("redis_build_id", "vedette" + surroundings.version());
        out.add("redis_mode", "standalone");
        out.add("os", surroundings.system());
        out.add("arch_bits", 64);
        out.add("monotonic_clock", "JVM steady clock");
        out.add("multiplexing_api", surroundings.multiplexing());
        out.add("atomicvar_api", "java-" + Runtime.version().feature());
        out.add("gcc_version", "0.0.0");
        out.add("process_id", surroundings.pid());
        out.add("process_supervised", surroundings.supervisor());
        out.add("run_id", engine.runId());
        out.add("tcp_port", surroundings.port());
        out.add("server_time_usec", engine.clock().wallMicros());
        out.add("uptime_in_seconds", surroundings.uptimeSeconds());
        out.add("uptime_in_days", surroundings.uptimeSeconds() / SECONDS_PER_DAY);
        out.add("hz", engine.settings().hz.get());
        out.add("configured_hz", engine.settings().hz.get());
        out.add("lru_clock", now / 1_000 & LRU_MASK);
        out.add("executable", surroundings.executable());
        out.add("config_file", surroundings.configFile());
        out.add("io_threads_active", engine.settings().ioLoops() > 0 ? 1 : 0);
        shutdown.remainingMillis(now).ifPresent(millis -> out.add("shutdown_in_milliseconds", millis));
        out.add("vedette_version", surroundings.version());
    }

    private void clients(InfoFields out) {
        long replicas = 0;
        long largestOutput = 0;
        for (Client client : engine.clients().all()) {
            replicas += client.type() == ClientType.REPLICA ? 1 : 0;
            largestOutput = Math.max(largestOutput, client.outputBytes());
        }
        out.add("connected_clients", engine.clients().size() - replicas);
        out.add("cluster_connections", 0);
        out.add("maxclients", engine.settings().maxClients.get());
        out.add("client_recent_max_input_buffer", 0);
        out.add("client_recent_max_output_buffer", largestOutput);
        out.add("blocked_clients", engine.clients().blockedCount());
        out.add("tracking_clients", engine.tracking().trackingClients());
        out.add("clients_in_timeout_table", engine.blockedClients().withDeadline());
    }

    private void stats(InfoFields out) {
        traffic(out);
        Keyspace keyspace = engine.keyspace();
        Statistics statistics = engine.statistics();
        out.add("rejected_connections", engine.endpoint().rejectedConnections());
        out.add("sync_full", replication.fullSyncs());
        out.add("sync_partial_ok", replication.partialSyncs());
        out.add("sync_partial_err", replication.refusedPartialSyncs());
        out.add("expired_keys", keyspace.expiredKeys());
        out.add("expired_stale_perc", keyspace.stalePercent());
        out.add("expired_time_cap_reached_count", statistics.expireCyclesCut());
        out.add("expire_cycle_cpu_milliseconds", statistics.expireCycleMillis());
        out.add("evicted_keys", engine.keyspace().evictedKeys());
        out.add("evicted_clients", engine.eviction().evictedClients());
        out.add("total_eviction_exceeded_time", engine.memory().exceededMillis());
        out.add("current_eviction_exceeded_time", engine.memory().exceedingMillis());
        out.add("keyspace_hits", keyspace.hits());
        out.add("keyspace_misses", keyspace.misses());
        out.add("pubsub_channels", engine.pubSub().channels().size());
        out.add("pubsub_patterns", engine.pubSub().patternCount());
        out.add("pubsubshard_channels", engine.pubSub().shardChannels().size());
        out.zero("latest_fork_usec");
        out.add("total_forks", keyspace.backgroundSnapshots());
        out.zero("migrate_cached_sockets", "slave_expires_tracked_keys");
        out.add("active_defrag_hits", keyspace.movedBlobs());
        out.zero("active_defrag_misses", "active_defrag_key_hits", "active_defrag_key_misses");
        out.add("total_active_defrag_time", statistics.defragMillis());
        out.zero("current_active_defrag_time");
        out.add("tracking_total_keys", engine.tracking().totalKeys());
        out.add("tracking_total_items", engine.tracking().totalItems());
        out.add("tracking_total_prefixes", engine.tracking().totalPrefixes());
        out.add("unexpected_error_replies", engine.dispatcher().errors().unexpected());
        out.add("total_error_replies", engine.dispatcher().errors().total());
        out.zero("dump_payload_sanitizations");
        out.add("total_reads_processed", statistics.reads());
        out.add("total_writes_processed", statistics.writes());
        boolean threaded = engine.settings().ioLoops() > 0;
        out.add("io_threaded_reads_processed", threaded ? statistics.reads() : 0);
        out.add("io_threaded_writes_processed", threaded ? statistics.writes() : 0);
        out.zero("reply_buffer_shrinks", "reply_buffer_expands");
        out.add("vedette_loop_longest_stall_usec", engine.dispatcher().loop().longestNanos() / 1_000);
        out.add("vedette_loop_stalls_over_2ms", engine.dispatcher().loop().stalls());
    }

    private void traffic(InfoFields out) {
        Statistics statistics = engine.statistics();
        long fromMaster = replication.receivedBytes();
        out.add("total_connections_received", engine.clients().connectionsReceived());
        out.add("total_commands_processed", engine.dispatcher().commandsProcessed());
        out.add("instantaneous_ops_per_sec", statistics.commandsPerSecond());
        out.add("total_net_input_bytes", statistics.netInputBytes() + fromMaster);
        out.add("total_net_output_bytes", statistics.netOutputBytes());
        out.add("total_net_repl_input_bytes", statistics.replicationInputBytes() + fromMaster);
        out.add("total_net_repl_output_bytes", statistics.replicationOutputBytes());
        out.add("instantaneous_input_kbps", statistics.inputRate());
        out.add("instantaneous_output_kbps", statistics.outputRate());
        out.add("instantaneous_input_repl_kbps", statistics.replicationInputRate());
        out.add("instantaneous_output_repl_kbps", statistics.replicationOutputRate());
    }

    private void commandStats(InfoFields out) {
        engine.table().forEach(command -> {
            CommandStats stats = command.stats();
            if (stats.isUsed()) {
                double each = stats.calls() == 0 ? 0 : (double) stats.usec() / stats.calls();
                out.add(
                        "cmdstat_" + command.spec().name(),
                        "calls=" + stats.calls() + ",usec=" + stats.usec() + ",usec_per_call="
                                + InfoFields.decimal(each) + ",rejected_calls=" + stats.rejectedCalls()
                                + ",failed_calls=" + stats.failedCalls());
            }
        });
    }

    private void latencyStats(InfoFields out) {
        engine.table().forEach(command -> {
            LatencyHistogram latencies = command.stats().latencies();
            if (latencies.calls() > 0) {
                List<String> parts = new ArrayList<>();
                for (double percent :
                        engine.settings().observers.latencyPercentiles.get()) {
                    parts.add("p" + InfoFields.shortest(percent) + "="
                            + InfoFields.decimal(latencies.percentile(percent) / 1000.0, 3));
                }
                String name = command.spec().name().replace(':', '_');
                out.add("latency_percentiles_usec_" + name, String.join(",", parts));
            }
        });
    }

    private void errorStats(InfoFields out) {
        for (Map.Entry<String, Long> error :
                engine.dispatcher().errors().counts().entrySet()) {
            out.add("errorstat_" + error.getKey(), "count=" + error.getValue());
        }
    }

    private void keyspace(InfoFields out) {
        for (int i = 0; i < engine.keyspace().databases(); i++) {
            Database database = engine.keyspace().database(i);
            if (database.size() > 0) {
                out.add(
                        "db" + i,
                        "keys=" + database.size() + ",expires=" + database.expires() + ",avg_ttl="
                                + database.averageTtlMillis());
            }
        }
    }

    private long now() {
        return engine.clock().wallMillis();
    }
}
