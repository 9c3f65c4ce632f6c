package io.vedette.server.config;

import io.vedette.acl.ChannelsOfNewUsers;
import io.vedette.acl.UserDirectives;
import io.vedette.config.ConfigRefusal;
import io.vedette.config.Directive;
import io.vedette.config.Fault;
import io.vedette.config.OutputLimits;
import io.vedette.config.Setting;
import io.vedette.config.SettingTable;
import io.vedette.log.LogLevel;
import io.vedette.rdb.RdbReader;
import io.vedette.rdb.RdbWriter;
import io.vedette.resp.RequestParser;
import io.vedette.wire.ListenSettings;
import io.vedette.wire.PresenceSettings;
import io.vedette.wire.tls.TlsSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The settings of one server. Filled at start by the main thread, then owned by the loop. */
public final class ServerSettings {
    private static final int MAX_PORT = 65_535;
    /** Redis' CONFIG_BINDADDR_MAX. */
    private static final int MOST_ADDRESSES = 16;

    private static final long MIN_BACKLOG_BYTES = 1;
    /** Redis' IO_THREADS_MAX_NUM. */
    private static final int MOST_IO_THREADS = 128;

    private final SettingTable table = new SettingTable();

    /** The three for the loops of sockets, which may be several. */
    private final AtomicInteger keepalive = new AtomicInteger();

    private final AtomicLong queryBufferLimit = new AtomicLong();
    private final AtomicLong longestBulk = new AtomicLong();

    // --- listening ---
    public final Setting<Integer> port = table.add(Setting.integer("port", 6379, 0, MAX_PORT));
    public final Setting<List<String>> bind =
            table.add(Setting.words("bind", List.of("*", "-::*"), 0, Integer.MAX_VALUE)
                    .checkedBy(ServerSettings::requireFewAddresses));
    public final Setting<Integer> tcpBacklog =
            table.add(Setting.integer("tcp-backlog", ListenSettings.DEFAULT_BACKLOG, 0, Integer.MAX_VALUE)
                    .startOnly());
    public final Setting<Integer> tcpKeepaliveSeconds =
            table.add(Setting.integer("tcp-keepalive", ListenSettings.DEFAULT_KEEPALIVE_SECONDS, 0, Integer.MAX_VALUE)
                    .onChange(seconds -> keepalive.set(seconds)));
    public final Setting<Long> queryBufferLimitBytes = table.add(Setting.memory(
                    "client-query-buffer-limit",
                    ListenSettings.DEFAULT_QUERY_BUFFER_LIMIT_BYTES,
                    1 << 20,
                    Long.MAX_VALUE)
            .onChange(bytes -> queryBufferLimit.set(bytes)));
    /** Of a request, and of a string; more than the default is taken for the default. */
    public final Setting<Long> longestWordBytes =
            table.add(Setting.memory("proto-max-bulk-len", RequestParser.MAX_BULK_BYTES, 1 << 20, Long.MAX_VALUE)
                    .withoutEffect(
                            "requests and strings are limited to 512 MB, whatever this says",
                            bytes -> bytes > RequestParser.MAX_BULK_BYTES)
                    .onChange(bytes -> longestBulk.set(bytes)));
    /** With more than one, so many loops read and write the sockets of clients, beside the one that runs the commands. */
    public final Setting<Integer> ioThreads =
            table.add(Setting.integer("io-threads", 1, 1, MOST_IO_THREADS).startOnly());

    // --- clients ---
    public final Setting<ChannelsOfNewUsers> channelsOfNewUsers =
            table.add(Setting.choice("acl-pubsub-default", ChannelsOfNewUsers.RESETCHANNELS));
    public final Setting<String> aclFile = table.add(Setting.text("aclfile", "").startOnly());
    public final Setting<Long> aclLogMaxLength = table.add(Setting.number("acllog-max-len", 128, 0, Long.MAX_VALUE));
    public final Setting<Boolean> protectedMode = table.add(Setting.yesNo("protected-mode", true));
    public final Setting<String> requirepass = table.add(Setting.text("requirepass", ""));
    public final Setting<Integer> maxClients = table.add(Setting.integer("maxclients", 10_000, 1, Integer.MAX_VALUE));
    public final Setting<Integer> timeoutSeconds = table.add(Setting.integer("timeout", 0, 0, Integer.MAX_VALUE));
    public final Setting<OutputLimits> outputLimits =
            table.add(Setting.custom("client-output-buffer-limit", OutputLimits.DEFAULT, OutputLimits.KIND)
                    .partwise());

    public final Setting<EventChoice> keyspaceEvents =
            table.add(Setting.custom("notify-keyspace-events", EventChoice.NONE, new EventChoice.Letters()));

    // --- the process ---
    public final Setting<String> dir =
            table.add(Setting.custom("dir", Path.of("").toAbsolutePath().toString(), new Directory())
                    .guarded());
    public final TlsSettings tls = new TlsSettings(table, dir);
    public final Setting<String> logFile = table.add(Setting.text("logfile", "").startOnly());
    public final Setting<LogLevel> logLevel = table.add(Setting.choice("loglevel", LogLevel.NOTICE));
    public final Setting<Boolean> daemonize =
            table.add(Setting.yesNo("daemonize", false).startOnly());
    public final PresenceSettings presence = new PresenceSettings(table, dir);
    public final Setting<Integer> databases =
            table.add(Setting.integer("databases", 16, 1, Integer.MAX_VALUE).startOnly());
    public final Setting<Integer> hz = table.add(Setting.custom("hz", 10, new Frequency(1, 500)));
    public final Setting<DebugAccess> enableDebugCommand =
            table.add(Setting.choice("enable-debug-command", DebugAccess.NO).startOnly());
    /** Also {@code local}, which is taken as {@code no}: stricter, and no client is trusted for its address. */
    public final Setting<DebugAccess> enableProtectedConfigs =
            table.add(Setting.choice("enable-protected-configs", DebugAccess.NO).startOnly());

    public final Setting<List<List<String>>> renamedCommands =
            table.add(Setting.custom("rename-command", List.<List<String>>of(), new RenameLines())
                    .partwise()
                    .startOnly()
                    .hidden());
    public final Setting<Boolean> lazyExpire = table.add(Setting.yesNo("lazyfree-lazy-expire", false));
    public final Setting<Integer> shutdownTimeoutSeconds =
            table.add(Setting.integer("shutdown-timeout", 10, 0, Integer.MAX_VALUE));
    /** Ours: a master that is told to stop passes its place to a replica first. */
    public final Setting<Boolean> shutdownFailover = table.add(Setting.yesNo("shutdown-failover", false));

    public final Setting<Set<String>> shutdownOnSigterm =
            table.add(Setting.custom("shutdown-on-sigterm", EndFlags.DEFAULT, new EndFlags()));
    public final Setting<Set<String>> shutdownOnSigint =
            table.add(Setting.custom("shutdown-on-sigint", EndFlags.DEFAULT, new EndFlags()));

    // --- files ---
    public final Setting<String> dbFileName =
            table.add(Setting.text("dbfilename", "dump.rdb").guarded().checkedBy(ServerSettings::requireFileName));
    /** Words in pairs: seconds and changes. */
    public final Setting<List<String>> save =
            table.add(Setting.custom("save", List.of("3600", "1", "300", "100", "60", "10000"), new SavePoints())
                    .gathering(List.of()));

    public final Setting<Boolean> stopWritesOnSaveError = table.add(Setting.yesNo("stop-writes-on-bgsave-error", true));
    public final Setting<Boolean> rdbSaveIncrementalFsync =
            table.add(Setting.yesNo("rdb-save-incremental-fsync", true));
    public final Setting<Boolean> rdbCompression = table.add(Setting.yesNo("rdbcompression", true));
    public final Setting<Boolean> rdbChecksum =
            table.add(Setting.yesNo("rdbchecksum", true).startOnly());

    /** Ours: the version of snapshot files that are written, from what Redis 7.0 reads to the newest that is known. */
    public final Setting<Integer> rdbVersion =
            table.add(Setting.integer("rdb-version", RdbWriter.VERSION, RdbWriter.VERSION, RdbReader.NEWEST_VERSION));

    /** Microseconds that each key waits when it is written; with -n, one in n waits as short as may be. For tests. */
    public final Setting<Integer> rdbKeySaveDelayMicros =
            table.add(Setting.integer("rdb-key-save-delay", 0, Integer.MIN_VALUE, Integer.MAX_VALUE)
                    .unlisted());
    /** The same for each key that is loaded, and each command of an append-only file. */
    public final Setting<Integer> keyLoadDelayMicros =
            table.add(Setting.integer("key-load-delay", 0, Integer.MIN_VALUE, Integer.MAX_VALUE)
                    .unlisted());

    public final AppendOnlyOptions appendOnly = new AppendOnlyOptions(table);

    // --- memory ---
    public final MemorySettings memory = new MemorySettings(table);
    /** Of all clients together; 0 is no limit, a negative number a percentage of {@code maxmemory}. */
    public final Setting<Long> maxMemoryClients =
            table.add(Setting.memoryOrPercent("maxmemory-clients", 0, Long.MAX_VALUE));

    // --- observers ---
    public final Setting<Long> trackingMostKeys =
            table.add(Setting.number("tracking-table-max-keys", 1_000_000, 0, Long.MAX_VALUE));
    public final ObserverSettings observers = new ObserverSettings(table);

    // --- what the system does ---

    public final OomSettings oom = new OomSettings(table);

    // --- encodings ---
    public final EncodingSettings encodings = new EncodingSettings(table);

    // --- replication ---
    public final Setting<List<String>> replicaOf =
            table.add(Setting.words("replicaof", List.of(), 2, 2).aka("slaveof").startOnly());
    public final Setting<String> masterAuth = table.add(Setting.text("masterauth", ""));
    public final Setting<String> masterUser = table.add(Setting.text("masteruser", ""));
    public final Setting<Boolean> replicaReadOnly =
            table.add(Setting.yesNo("replica-read-only", true).aka("slave-read-only"));
    public final Setting<Boolean> replicaServeStaleData =
            table.add(Setting.yesNo("replica-serve-stale-data", true).aka("slave-serve-stale-data"));
    /** Not of Redis: a replica with data keeps it when its master comes back empty. */
    public final Setting<Boolean> replicaRefuseEmptyMaster =
            table.add(Setting.yesNo("replica-refuse-empty-master", false));

    public final Setting<Integer> replicaPriority = table.add(
            Setting.integer("replica-priority", 100, 0, Integer.MAX_VALUE).aka("slave-priority"));
    public final Setting<String> replicaAnnounceIp =
            table.add(Setting.text("replica-announce-ip", "").aka("slave-announce-ip"));
    public final Setting<Integer> replicaAnnouncePort =
            table.add(Setting.integer("replica-announce-port", 0, 0, MAX_PORT).aka("slave-announce-port"));
    public final Setting<Boolean> replicaAnnounced = table.add(Setting.yesNo("replica-announced", true));
    public final Setting<Integer> replTimeoutSeconds =
            table.add(Setting.integer("repl-timeout", 60, 1, Integer.MAX_VALUE));
    public final Setting<Integer> replPingPeriodSeconds =
            table.add(Setting.integer("repl-ping-replica-period", 10, 1, Integer.MAX_VALUE)
                    .aka("repl-ping-slave-period"));
    public final Setting<Long> replBacklogSizeBytes =
            table.add(Setting.memory("repl-backlog-size", 1 << 20, MIN_BACKLOG_BYTES, Long.MAX_VALUE));
    public final Setting<Long> replBacklogTtlSeconds =
            table.add(Setting.number("repl-backlog-ttl", 3_600, 0, Long.MAX_VALUE));
    public final Setting<Boolean> replDisklessSync = table.add(Setting.yesNo("repl-diskless-sync", true));
    public final Setting<Integer> replDisklessSyncDelaySeconds =
            table.add(Setting.integer("repl-diskless-sync-delay", 5, 0, Integer.MAX_VALUE));
    public final Setting<Integer> replDisklessSyncMaxReplicas =
            table.add(Setting.integer("repl-diskless-sync-max-replicas", 0, 0, Integer.MAX_VALUE));
    public final Setting<Boolean> replDisableTcpNodelay = table.add(Setting.yesNo("repl-disable-tcp-nodelay", false));
    public final Setting<Integer> minReplicasToWrite = table.add(
            Setting.integer("min-replicas-to-write", 0, 0, Integer.MAX_VALUE).aka("min-slaves-to-write"));
    public final Setting<Integer> minReplicasMaxLagSeconds = table.add(
            Setting.integer("min-replicas-max-lag", 10, 0, Integer.MAX_VALUE).aka("min-slaves-max-lag"));

    public final WriteQuorumSettings writeQuorum = new WriteQuorumSettings(table, appendOnly);
    public final FenceSettings fence = new FenceSettings(table);

    /** Who may use DEBUG. */
    public enum DebugAccess {
        NO,
        LOCAL,
        YES
    }

    /** The lines of users that the configuration had. */
    public final UserDirectives users = new UserDirectives();

    public ServerSettings() {
        table.addFamily(users);
        OtherSettings.addTo(table);
    }

    private static void requireFewAddresses(List<String> addresses) throws ConfigRefusal {
        if (addresses.size() > MOST_ADDRESSES) {
            throw new ConfigRefusal("Too many bind addresses specified.");
        }
    }

    private static void requireFileName(String name) throws ConfigRefusal {
        if (name.contains("/")) {
            throw new ConfigRefusal("dbfilename can't be a path, just a filename");
        }
    }

    public SettingTable table() {
        return table;
    }

    /** Loops for sockets beside the engine's. */
    public int ioLoops() {
        return ioThreads.get() > 1 ? ioThreads.get() : 0;
    }

    /** Without TLS; {@link ListenSettings#NO_PORT} for none. */
    public int plainPort() {
        return port.get() == 0 ? ListenSettings.NO_PORT : port.get();
    }

    /** With TLS; {@link ListenSettings#NO_PORT} for none. */
    public int tlsPort() {
        return tls.port.get() == 0 ? ListenSettings.NO_PORT : tls.port.get();
    }

    public ListenSettings listenSettings() {
        keepalive.set(tcpKeepaliveSeconds.get());
        queryBufferLimit.set(queryBufferLimitBytes.get());
        longestBulk.set(longestWordBytes.get());
        return new ListenSettings(
                bind.get(),
                plainPort(),
                tcpBacklog.get(),
                keepalive::get,
                presence.socketPath(),
                queryBufferLimit::get,
                longestBulk::get);
    }

    /** What may stand in a file of Redis but would be a false promise here. To be asked when the table is filled. */
    public List<Fault> falsePromises(List<Directive> directives) {
        List<Fault> faults = new ArrayList<>(OtherSettings.falsePromises(table, directives));
        try {
            writeQuorum.requirePossible();
        } catch (ConfigRefusal impossible) {
            directives.reversed().stream()
                    .filter(directive -> directive.name().startsWith(writeQuorum.replicas.name()))
                    .findFirst()
                    .ifPresent(directive -> faults.add(directive.fault(impossible.reason())));
        }
        return faults;
    }

    /** Names of settings that are accepted and have no effect: for the documentation and its test. */
    public static Set<String> withoutEffect() {
        return Set.copyOf(OtherSettings.names());
    }
}
