package io.vedette.server.commands;

import io.vedette.server.Engine;
import io.vedette.server.ReplicationFacts;
import io.vedette.server.Surroundings;
import io.vedette.server.keyspace.Database;
import io.vedette.session.Client;
import io.vedette.session.ClientEndpoint;
import io.vedette.session.ClientType;
import io.vedette.session.CommandStats;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The text of INFO: sections and fields of Redis 7.0 in its order, and what is ours at the end of a section. */
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
            "cluster",
            "keyspace");
    private static final String VERSION = "7.0.15";

    private final Engine engine;
    private final ReplicationFacts replication;
    private final Surroundings surroundings;
    private final ClientEndpoint endpoint;
    private final long startedMillis;
    private StringBuilder text = new StringBuilder();

    public InfoText(Engine engine, ReplicationFacts replication, Surroundings surroundings, ClientEndpoint endpoint) {
        this.engine = engine;
        this.replication = replication;
        this.surroundings = surroundings;
        this.endpoint = endpoint;
        this.startedMillis = engine.clock().wallMillis();
    }

    /** @param asked names of sections in lower case; none means the default ones */
    String of(List<String> asked) {
        Set<String> sections = new LinkedHashSet<>();
        if (asked.isEmpty() || asked.contains("default")) {
            sections.addAll(DEFAULT_SECTIONS);
        }
        if (asked.contains("all") || asked.contains("everything")) {
            sections.addAll(ALL_SECTIONS);
        }
        sections.addAll(asked);
        text = new StringBuilder();
        for (String section : ALL_SECTIONS) {
            if (sections.contains(section)) {
                section(section);
            }
        }
        return text.toString();
    }

    private void section(String name) {
        text.append(text.isEmpty() ? "# " : "\r\n# ")
                .append(name.substring(0, 1).toUpperCase(Locale.ROOT))
                .append(name.substring(1).replace("pu", name.equals("cpu") ? "PU" : "pu"))
                .append("\r\n");
        switch (name) {
            case "server" -> server();
            case "clients" -> clients();
            case "memory" -> memory();
            case "persistence" -> persistence();
            case "stats" -> stats();
            case "replication" -> text.append(replication.infoFields(now()));
            case "cpu" -> text.append(surroundings.cpuFields());
            case "commandstats" -> commandStats();
            case "errorstats" -> errorStats();
            case "cluster" -> add("cluster_enabled", 0);
            case "keyspace" -> keyspace();
            default -> {} // modules: there are none
        }
    }

    private void server() {
        long now = now();
        add("redis_version", VERSION);
        add("redis_git_sha1", "00000000");
        add("redis_git_dirty", 0);
        add("redis_build_id", "vedette" + surroundings.version());
        add("redis_mode", "standalone");
        add("os", surroundings.system());
        add("arch_bits", 64);
        add("monotonic_clock", "JVM steady clock");
        add("multiplexing_api", surroundings.multiplexing());
        add("process_id", surroundings.pid());
        add("process_supervised", "no");
        add("run_id", engine.runId());
        add("tcp_port", surroundings.port());
        add("server_time_usec", now * 1_000);
        add("uptime_in_seconds", surroundings.uptimeSeconds());
        add("uptime_in_days", surroundings.uptimeSeconds() / 86_400);
        add("hz", engine.settings().hz.get());
        add("configured_hz", engine.settings().hz.get());
        add("lru_clock", now / 1_000 & 0xffffff);
        add("executable", surroundings.executable());
        add("config_file", surroundings.configFile());
        add("io_threads_active", 0);
        add("vedette_version", surroundings.version());
    }

    private void clients() {
        long replicas = countType(ClientType.REPLICA);
        add("connected_clients", engine.clients().size() - replicas);
        add("cluster_connections", 0);
        add("maxclients", engine.settings().maxClients.get());
        add("client_recent_max_input_buffer", 0);
        add("client_recent_max_output_buffer", 0);
        add("blocked_clients", engine.clients().blockedCount());
        add("tracking_clients", 0);
        add("clients_in_timeout_table", 0);
    }

    private long countType(ClientType type) {
        long count = 0;
        for (Client client : engine.clients().all()) {
            count += client.type() == type ? 1 : 0;
        }
        return count;
    }

    private void memory() {
        long used = surroundings.usedMemoryBytes();
        long resident = surroundings.residentBytes();
        long system = surroundings.systemMemoryBytes();
        add("used_memory", used);
        add("used_memory_human", human(used));
        add("used_memory_rss", resident);
        add("used_memory_rss_human", human(resident));
        add("total_system_memory", system);
        add("total_system_memory_human", human(system));
        add("maxmemory", 0);
        add("maxmemory_human", "0B");
        add("maxmemory_policy", "noeviction");
        add("mem_fragmentation_ratio", String.format(Locale.ROOT, "%.2f", (double) resident / Math.max(1, used)));
        add("mem_fragmentation_bytes", resident - used);
        add("mem_replication_backlog", replication.backlogBytes());
        add("mem_allocator", "jvm-" + Runtime.version().feature());
        add("active_defrag_running", 0);
        add("lazyfree_pending_objects", 0);
        add("lazyfreed_objects", 0);
    }

    static String human(long bytes) {
        if (bytes < 1_024) {
            return bytes + "B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1_024 && unit < 4) {
            value /= 1_024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.2f", value) + "KMGTP".charAt(unit);
    }

    private void persistence() {
        add("loading", 0);
        add("async_loading", replication.isSyncing() ? 1 : 0);
        add("rdb_changes_since_last_save", engine.keyspace().dirty());
        add("rdb_bgsave_in_progress", 0);
        add("rdb_last_save_time", startedMillis / 1_000);
        add("rdb_last_bgsave_status", "ok");
        add("rdb_last_bgsave_time_sec", -1);
        add("rdb_current_bgsave_time_sec", -1);
        add("rdb_saves", 0);
        add("aof_enabled", 0);
        add("aof_rewrite_in_progress", 0);
        add("aof_rewrite_scheduled", 0);
    }

    private void stats() {
        add("total_connections_received", engine.clients().connectionsReceived());
        add("total_commands_processed", engine.dispatcher().commandsProcessed());
        add("instantaneous_ops_per_sec", engine.statistics().opsPerSecond());
        add("rejected_connections", endpoint.rejectedConnections());
        add("sync_full", replication.fullSyncs());
        add("sync_partial_ok", replication.partialSyncs());
        add("sync_partial_err", replication.refusedPartialSyncs());
        add("expired_keys", engine.keyspace().expiredKeys());
        add("evicted_keys", 0);
        add("keyspace_hits", engine.keyspace().hits());
        add("keyspace_misses", engine.keyspace().misses());
        add("pubsub_channels", engine.pubSub().channels().size());
        add("pubsub_patterns", engine.pubSub().patternCount());
        add("pubsubshard_channels", engine.pubSub().shardChannels().size());
        add("latest_fork_usec", 0);
        add("total_forks", 0);
        add("total_error_replies", engine.dispatcher().errors().total());
    }

    private void commandStats() {
        engine.table().forEach(command -> {
            CommandStats stats = command.stats();
            if (stats.isUsed()) {
                double each = stats.calls() == 0 ? 0 : (double) stats.usec() / stats.calls();
                add(
                        "cmdstat_" + command.spec().name(),
                        "calls=" + stats.calls() + ",usec=" + stats.usec() + ",usec_per_call="
                                + String.format(Locale.ROOT, "%.2f", each) + ",rejected_calls="
                                + stats.rejectedCalls() + ",failed_calls=" + stats.failedCalls());
            }
        });
    }

    private void errorStats() {
        for (Map.Entry<String, Long> error :
                engine.dispatcher().errors().counts().entrySet()) {
            add("errorstat_" + error.getKey(), "count=" + error.getValue());
        }
    }

    private void keyspace() {
        for (int i = 0; i < engine.keyspace().databases(); i++) {
            Database database = engine.keyspace().database(i);
            if (database.size() > 0) {
                add(
                        "db" + i,
                        "keys=" + database.size() + ",expires=" + database.expires() + ",avg_ttl="
                                + database.averageTtlMillis());
            }
        }
    }

    private long now() {
        return engine.clock().wallMillis();
    }

    private void add(String field, long value) {
        text.append(field).append(':').append(value).append("\r\n");
    }

    private void add(String field, String value) {
        text.append(field).append(':').append(value).append("\r\n");
    }
}
