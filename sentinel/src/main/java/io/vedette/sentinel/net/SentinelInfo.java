package io.vedette.sentinel.net;

import io.vedette.resp.Argv;
import io.vedette.sentinel.config.SentinelConfiguration;
import io.vedette.sentinel.core.SentinelView;
import io.vedette.sentinel.core.SentinelView.GroupView;
import io.vedette.session.ClientEndpoint;
import io.vedette.session.Clients;
import io.vedette.session.Dispatcher;
import io.vedette.session.PubSub;
import io.vedette.wire.ProcessFacts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** INFO of a sentinel: the sections server, clients, stats, cpu and sentinel, with Redis' names where we have the fact. */
final class SentinelInfo {
    private static final Set<String> ALL = Set.of("all", "default", "everything");
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int LRU_CLOCK_BITS = 24;

    private final ProcessFacts facts;
    private final String multiplexing;
    private final String version = Optional.ofNullable(
                    SentinelInfo.class.getPackage().getImplementationVersion())
            .orElse("development");
    private final SentinelConfiguration configuration;
    private final Clients clients;
    private final Dispatcher dispatcher;
    private final ClientEndpoint endpoint;
    private final PubSub pubSub;
    private final ScriptQueue scripts;
    private final FailureSimulation failures;
    private final LongSupplier ignoredMessages;
    private final Supplier<SentinelView> view;

    /**
     * @param multiplexing how sockets are waited for, {@code epoll} or {@code select}
     * @param ignoredMessages hellos and INFOs so far that made no sense
     */
    SentinelInfo(
            ProcessFacts facts,
            String multiplexing,
            SentinelConfiguration configuration,
            Clients clients,
            Dispatcher dispatcher,
            ClientEndpoint endpoint,
            PubSub pubSub,
            ScriptQueue scripts,
            FailureSimulation failures,
            LongSupplier ignoredMessages,
            Supplier<SentinelView> view) {
        this.facts = facts;
        this.multiplexing = multiplexing;
        this.configuration = configuration;
        this.clients = clients;
        this.dispatcher = dispatcher;
        this.endpoint = endpoint;
        this.pubSub = pubSub;
        this.scripts = scripts;
        this.failures = failures;
        this.ignoredMessages = ignoredMessages;
        this.view = view;
    }

    /** @param argv the request; the sections wanted begin at position 1, none means all */
    String text(Argv argv, long nowMillis) {
        Set<String> wanted = new HashSet<>();
        for (int i = 1; i < argv.size(); i++) {
            wanted.add(argv.text(i).toLowerCase(Locale.ROOT));
        }
        boolean all = wanted.isEmpty() || wanted.stream().anyMatch(ALL::contains);
        List<String> sections = new ArrayList<>();
        if (all || wanted.contains("server")) {
            sections.add(server(nowMillis));
        }
        if (all || wanted.contains("clients")) {
            sections.add(clients());
        }
        if (all || wanted.contains("stats")) {
            sections.add(stats());
        }
        if (all || wanted.contains("cpu")) {
            sections.add("# CPU\r\n" + facts.processorTime());
        }
        if (all || wanted.contains("sentinel")) {
            sections.add(sentinel());
        }
        return String.join("\r\n", sections);
    }

    private String server(long nowMillis) {
        String file = configuration.file().map(known -> known.path().toString()).orElse("");
        long uptime = facts.uptimeSeconds();
        int port = configuration.process().port.get();
        return "# Server\r\n"
                + "redis_version:7.0.15\r\n"
                + "redis_git_sha1:00000000\r\n"
                + "redis_git_dirty:0\r\n"
                + "redis_build_id:0\r\n"
                + "redis_mode:sentinel\r\n"
                + field("os", facts.system)
                + "arch_bits:64\r\n"
                + "monotonic_clock:System.nanoTime\r\n"
                + "multiplexing_api:" + multiplexing + "\r\n"
                + field("process_id", facts.pid)
                + field(
                        "process_supervised",
                        configuration.process().presence.supervised.text())
                + field("run_id", facts.runId)
                + field("tcp_port", port == 0 ? configuration.process().tls.port.get() : port)
                + field("server_time_usec", nowMillis * 1000)
                + field("uptime_in_seconds", uptime)
                + field("uptime_in_days", uptime / SECONDS_PER_DAY)
                + "hz:10\r\n"
                + "configured_hz:10\r\n"
                + field("lru_clock", nowMillis / 1000 & (1 << LRU_CLOCK_BITS) - 1)
                + field("executable", facts.executable)
                + field("config_file", file)
                + "io_threads_active:0\r\n"
                + field("vedette_version", version)
                + "vedette_states_support:1\r\n";
    }

    private String clients() {
        return "# Clients\r\n"
                + field("connected_clients", clients.size())
                + "cluster_connections:0\r\n"
                + field("maxclients", configuration.process().maxClients.get())
                + field("blocked_clients", clients.blockedCount())
                + "tracking_clients:0\r\n"
                + "clients_in_timeout_table:0\r\n";
    }

    private String stats() {
        return "# Stats\r\n"
                + field("total_connections_received", clients.connectionsReceived())
                + field("total_commands_processed", dispatcher.commandsProcessed())
                + field("rejected_connections", endpoint.rejectedConnections())
                + zeros("sync_full sync_partial_ok sync_partial_err expired_keys")
                + "expired_stale_perc:0.00\r\n"
                + zeros("expired_time_cap_reached_count expire_cycle_cpu_milliseconds evicted_keys evicted_clients"
                        + " total_eviction_exceeded_time current_eviction_exceeded_time keyspace_hits keyspace_misses")
                + field("pubsub_channels", pubSub.channels().size())
                + field("pubsub_patterns", pubSub.patternCount())
                + "pubsubshard_channels:0\r\n"
                + zeros("latest_fork_usec total_forks migrate_cached_sockets slave_expires_tracked_keys"
                        + " tracking_total_keys tracking_total_items tracking_total_prefixes unexpected_error_replies")
                + field("total_error_replies", dispatcher.errors().total())
                + zeros("dump_payload_sanitizations io_threaded_reads_processed io_threaded_writes_processed")
                + field("vedette_ignored_messages", ignoredMessages.getAsLong());
    }

    private String sentinel() {
        SentinelView seen = view.get();
        StringBuilder text = new StringBuilder("# Sentinel\r\n")
                .append(field("sentinel_masters", seen.groups().size()))
                .append(field("sentinel_tilt", seen.tilt() ? 1 : 0))
                .append(field("sentinel_tilt_since_seconds", seen.tiltSinceSeconds()))
                .append(field("sentinel_total_tilt", seen.tilts()))
                .append(field("sentinel_running_scripts", scripts.running()))
                .append(field("sentinel_scripts_queue_length", scripts.length()))
                .append(field("sentinel_simulate_failure_flags", failures.flags()));
        int number = 0;
        for (GroupView group : seen.groups()) {
            text.append(String.format(
                    Locale.ROOT,
                    "master%d:name=%s,status=%s,address=%s:%d,slaves=%d,sentinels=%d\r\n",
                    number++,
                    group.settings().name(),
                    group.status(),
                    group.address().host(),
                    group.address().port(),
                    group.replicas().size(),
                    group.sentinels().size() + 1));
        }
        return text.toString();
    }

    /** What counts keys and forks, of which a sentinel has none: dashboards look for the names. */
    private static String zeros(String names) {
        return names.replace(" ", ":0\r\n") + ":0\r\n";
    }

    private static String field(String name, Object value) {
        return name + ":" + value + "\r\n";
    }
}
