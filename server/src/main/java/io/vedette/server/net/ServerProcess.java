package io.vedette.server.net;

import io.vedette.command.CommandFacts;
import io.vedette.config.ConfigFile;
import io.vedette.config.RewriteEntry;
import io.vedette.log.RedisLog;
import io.vedette.server.Cron;
import io.vedette.server.DebugSwitches;
import io.vedette.server.Engine;
import io.vedette.server.Scheduler;
import io.vedette.server.Shutdown;
import io.vedette.server.Statistics;
import io.vedette.server.Surroundings;
import io.vedette.server.Turn;
import io.vedette.server.commands.ConfigCommands;
import io.vedette.server.commands.DataCommands;
import io.vedette.server.commands.DebugCommands;
import io.vedette.server.commands.InfoText;
import io.vedette.server.commands.ServerCommands;
import io.vedette.server.config.ServerSettings;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.session.Propagator;
import io.vedette.server.session.Role;
import io.vedette.server.session.ServerClient;
import io.vedette.server.session.StateGate;
import io.vedette.server.session.Transactions;
import io.vedette.server.session.Watches;
import io.vedette.session.Admission;
import io.vedette.session.ClientCommands;
import io.vedette.session.ClientEndpoint;
import io.vedette.session.Clients;
import io.vedette.session.CommandCommands;
import io.vedette.session.CommandTable;
import io.vedette.session.ConnectionCommands;
import io.vedette.session.Dispatcher;
import io.vedette.session.Identity;
import io.vedette.session.PauseGate;
import io.vedette.session.PubSub;
import io.vedette.session.PubSubCommands;
import io.vedette.session.SessionClock;
import io.vedette.session.SubscriberGate;
import io.vedette.wire.OneLoopVertx;
import io.vedette.wire.ProcessFacts;
import io.vedette.wire.ProcessSignals;
import io.vedette.wire.RespListener;
import io.vedette.wire.SystemdNotice;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server process: puts the engine together, listens, beats the cron, and ends in good order. Made by the main thread;
 * from {@link #start} on everything happens on the one event loop.
 */
final class ServerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);

    private final ServerSettings settings;
    private final Optional<Path> configFile;
    private final ProcessFacts facts = new ProcessFacts();
    private final SessionClock clock = new SystemClock();
    private final Clients clients = new Clients();
    private volatile char roleLetter = 'C';
    private Optional<RedisLog> log = Optional.empty();
    private Vertx vertx;
    private Context context;
    private Scheduler scheduler;
    private Engine engine;
    private ClientEndpoint endpoint;
    private Shutdown shutdown;
    private Cron cron;
    private RespListener listener;
    private ReplicationShell replication;
    private final ProcessFiles files;
    private int port;

    ServerProcess(ServerSettings settings, Optional<Path> configFile) {
        this.settings = settings;
        this.configFile = configFile;
        this.files = new ProcessFiles(settings);
    }

    void log(RedisLog started) {
        log = Optional.of(started);
        settings.logLevel.onChange(started::level);
    }

    char roleLetter() {
        return roleLetter;
    }

    void start() {
        if (settings.port.get() == 0 && settings.unixSocket.get().isEmpty()) {
            LOG.warn("Configured to not listen anywhere, exiting.");
            System.exit(1);
        }
        vertx = OneLoopVertx.create();
        context = ((VertxInternal) vertx).createEventLoopContext();
        context.exceptionHandler(this::ownFault);
        context.runOnContext(nothing -> startOnLoop());
    }

    /** Our own fault stops the process loudly: state that cannot be trusted must not be served. */
    private void ownFault(Throwable fault) {
        LOG.error("Vedette stops: a fault of its own. Please report it with this trace.", fault);
        Runtime.getRuntime().halt(70);
    }

    private void startOnLoop() {
        scheduler = new LoopScheduler(vertx, context);
        assemble();
        files.clearTheWay();
        listener = new RespListener(
                vertx,
                context,
                settings.listenSettings(),
                new ReplicaAwareEndpoint(endpoint, replication, engine.statistics()));
        listener.listen().onComplete(result -> {
            if (result.failed()) {
                LOG.warn("Warning: {}", result.cause().getMessage());
                LOG.warn("Failed listening on port {} (TCP), aborting.", settings.port.get());
                System.exit(1);
            }
            listening(result.result());
        });
    }

    private void assemble() {
        SecureRandom random = new SecureRandom();
        replication = new ReplicationShell(vertx, context, facts);
        Turn turn = new Turn(clients, scheduler);
        Watches watches = new Watches();
        clients.onLeave(watches::unwatch);
        Propagator propagator = new Propagator(
                replication, watches, () -> engine.keyspace(), () -> engine.role(), clients.pause(), turn::plan);
        Keyspace keyspace = new Keyspace(settings.databases.get(), propagator, random);
        PubSub pubSub = new PubSub(clients);
        CommandTable table = new CommandTable(CommandFacts.load());
        Transactions transactions = new Transactions(watches, () -> engine.keyspace(), () -> engine.dispatcher());
        ServerIdentity identity = new ServerIdentity();
        Dispatcher dispatcher = new Dispatcher(
                table,
                clients,
                identity,
                List.of(
                        new StateGate(
                                () -> engine.role(),
                                settings.replicaReadOnly::get,
                                settings.replicaServeStaleData::get),
                        new SubscriberGate(),
                        new PauseGate(clients),
                        transactions),
                propagator,
                clock);
        engine = new Engine(
                settings,
                keyspace,
                clients,
                pubSub,
                table,
                dispatcher,
                propagator,
                watches,
                replication,
                replication,
                turn,
                scheduler,
                clock,
                new Statistics(),
                facts.runId);
        endpoint = new ClientEndpoint(
                dispatcher,
                clients,
                identity,
                new Admission(settings.maxClients::get, settings.protectedMode::get),
                ServerClient::new,
                clock);
        bind(table, identity, transactions);
    }

    private void bind(CommandTable table, Identity identity, Transactions transactions) {
        Surroundings surroundings = new HereAndNow();
        DebugSwitches switches = new DebugSwitches();
        shutdown = new Shutdown(engine, replication, this::end);
        cron = new Cron(engine, switches, surroundings, this::replicationBeat);
        InfoText info = new InfoText(engine, replication, surroundings, endpoint, shutdown);
        new ConnectionCommands(identity, engine.pubSub()).bindTo(table);
        new ClientCommands(clients, engine.dispatcher()).bindTo(table);
        new PubSubCommands(engine.pubSub()).bindTo(table);
        transactions.bindTo(table);
        new DataCommands(engine.keyspace(), engine.propagator(), settings.lazyExpire::get).bindTo(table);
        new ServerCommands(engine, info, shutdown).bindTo(table);
        new ConfigCommands(engine, surroundings, info).bindTo(table);
        new DebugCommands(engine, switches).bindTo(table);
        replication.begin(engine);
        replication.bindTo(table);
        new CommandCommands(table).bind();
        for (List<String> renamed : settings.renamedCommands.get()) {
            if (!table.rename(renamed.getFirst(), renamed.getLast())) {
                LOG.warn("rename-command {}: no such command, or the new name is taken", renamed.getFirst());
            }
        }
    }

    private void listening(int actualPort) {
        port = actualPort;
        roleLetter = engine.role().isReplica() ? 'S' : 'M';
        LOG.info("Running mode=standalone, port={}.", port);
        LOG.warn("Server initialized");
        files.write(facts.pid);
        ProcessSignals.handle(name -> context.runOnContext(nothing -> {
            boolean interrupted = name.equals("INT");
            shutdown.signal(
                    interrupted ? "SIGINT" : "SIGTERM",
                    wish(interrupted ? settings.shutdownOnSigint.get() : settings.shutdownOnSigterm.get()));
        }));
        replication.listening(port);
        cron.start();
        LOG.info("PID: {}", facts.pid);
        LOG.info("Ready to accept connections");
        if (isSupervised()) {
            SystemdNotice.ready("Ready to accept connections");
        }
    }

    private boolean isSupervised() {
        return switch (settings.supervised.get()) {
            case SYSTEMD, AUTO -> SystemdNotice.isWanted();
            case NO, UPSTART -> false;
        };
    }

    private static Shutdown.Wish wish(Set<String> flags) {
        return new Shutdown.Wish(flags.contains("save"), flags.contains("now"), flags.contains("force"));
    }

    private void replicationBeat() {
        roleLetter = engine.role().isReplica() ? 'S' : 'M';
        replication.tick();
    }

    // --- end ---

    private void end(int status) {
        if (isSupervised()) {
            SystemdNotice.stopping();
        }
        clients.flushAll();
        replication.end();
        listener.close().onComplete(closed -> {
            files.remove();
            LOG.warn("Redis is now ready to exit, bye bye...");
            Runtime.getRuntime().halt(status);
        });
    }

    /** Who we say we are. */
    private final class ServerIdentity implements Identity {
        @Override
        public Mode mode() {
            return Mode.STANDALONE;
        }

        @Override
        public Role role() {
            return engine.role().isReplica() ? Role.REPLICA : Role.MASTER;
        }

        @Override
        public byte[] password() {
            return settings.requirepass.get().getBytes(StandardCharsets.UTF_8);
        }
    }

    /** The process as INFO tells it. */
    private final class HereAndNow implements Surroundings {
        private final long systemMemoryBytes = facts.systemMemoryBytes();

        @Override
        public long pid() {
            return facts.pid;
        }

        @Override
        public String system() {
            return facts.system;
        }

        @Override
        public String executable() {
            return facts.executable;
        }

        @Override
        public String configFile() {
            return configFile.map(Path::toString).orElse("");
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public String multiplexing() {
            return vertx.isNativeTransportEnabled() ? "epoll" : "nio";
        }

        @Override
        public String supervisor() {
            return isSupervised() ? "systemd" : "no";
        }

        @Override
        public long uptimeSeconds() {
            return facts.uptimeSeconds();
        }

        @Override
        public String cpuFields() {
            return facts.processorTime();
        }

        @Override
        public long usedMemoryBytes() {
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        }

        @Override
        public long heapBytes() {
            return Runtime.getRuntime().totalMemory();
        }

        @Override
        public long residentBytes() {
            return facts.residentBytes();
        }

        @Override
        public long systemMemoryBytes() {
            return systemMemoryBytes;
        }

        @Override
        public String version() {
            return ServerMain.version();
        }

        @Override
        public void rewriteConfig(Consumer<String> onLoop) {
            List<RewriteEntry> entries = settings.table().rewriteEntries();
            ConfigFile file = new ConfigFile(configFile.orElseThrow());
            scheduler.offLoop(
                    () -> {
                        file.rewrite(entries, settings.table());
                        return file;
                    },
                    outcome -> {
                        switch (outcome) {
                            case Scheduler.Outcome.Done<ConfigFile> done -> {
                                LOG.info("CONFIG REWRITE executed with success.");
                                onLoop.accept("");
                            }
                            case Scheduler.Outcome.Failed<ConfigFile> failed -> {
                                LOG.warn(
                                        "CONFIG REWRITE failed: {}",
                                        failed.reason().getMessage());
                                onLoop.accept(failed.reason().getMessage());
                            }
                        }
                    });
        }
    }
}
