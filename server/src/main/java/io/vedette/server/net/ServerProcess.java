package io.vedette.server.net;

import io.vedette.config.ConfigFile;
import io.vedette.config.RewriteEntry;
import io.vedette.log.RedisLog;
import io.vedette.replication.NoteLevel;
import io.vedette.replication.Vow;
import io.vedette.replication.link.SocketMasterConnections;
import io.vedette.server.Cron;
import io.vedette.server.DebugSwitches;
import io.vedette.server.DescriptorLimit;
import io.vedette.server.EndSignals;
import io.vedette.server.Engine;
import io.vedette.server.Persistence;
import io.vedette.server.Scheduler;
import io.vedette.server.Shutdown;
import io.vedette.server.Surroundings;
import io.vedette.server.appendonly.AppendOnly;
import io.vedette.server.commands.InfoText;
import io.vedette.server.config.ServerSettings;
import io.vedette.server.disk.RealDisk;
import io.vedette.server.persistence.Loading;
import io.vedette.server.persistence.Saving;
import io.vedette.server.persistence.StateFile;
import io.vedette.server.persistence.TemporaryFiles;
import io.vedette.session.CommandTable;
import io.vedette.session.SessionClock;
import io.vedette.wire.ConfiguredUsers;
import io.vedette.wire.HeapCare;
import io.vedette.wire.OneLoopVertx;
import io.vedette.wire.Presence;
import io.vedette.wire.ProcessFacts;
import io.vedette.wire.RespListener;
import io.vedette.wire.SystemClock;
import io.vedette.wire.tls.Tls;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server process: puts the engine together, listens, beats the cron, and ends in good order. Made by the main thread;
 * from {@link #start} on everything happens on the one event loop, but for what {@code io-threads} leave to loops of their own: the
 * bytes of clients.
 */
final class ServerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);

    /** How long replicas may take to read the stream to its end. Ours; who lives does it at once. */
    private static final long LAST_WORDS_NANOS = 1_000_000_000;

    private static final long LAST_WORDS_LOOK_MILLIS = 2;
    private static final long LOADING_TOLD_EVERY_MILLIS = 200;

    private final ServerSettings settings;
    private final Optional<Path> configFile;
    private final IntConsumer exit;
    private final ProcessFacts facts = new ProcessFacts();
    private final SessionClock clock = new SystemClock();
    private volatile char roleLetter = 'C';
    private Optional<RedisLog> log = Optional.empty();
    private Vertx vertx;
    private Context context;
    private List<Context> ioLoops = List.of();
    private Scheduler scheduler;
    private Engine engine;
    private ConfiguredUsers users;
    private Tls tls;
    private HeapCare heapCare;
    private final EndSignals signals = new EndSignals();
    private Shutdown shutdown;
    private Cron cron;
    private OomScore oomScore;
    private RespListener listener;
    private ReplicationShell replication;
    private PersistenceShell storage;
    private Persistence persistence;
    private final Presence presence;
    private int port;
    private boolean ending;
    private final Calm calmStream = Calm.ofStream();
    private final Calm calmClients = Calm.ofClients();
    private boolean rehearsed;
    private boolean rehearsedCopying;
    /** It takes everything from a master, or has replicas: what is not a rehearsal has begun. */
    private volatile boolean copies;

    /** @param exit ends the process with that status; called from the main thread, the loop, or that of a signal */
    ServerProcess(ServerSettings settings, Optional<Path> configFile, IntConsumer exit) {
        this.settings = settings;
        this.configFile = configFile;
        this.exit = exit;
        this.presence = new Presence(settings.presence);
    }

    void log(RedisLog started) {
        log = Optional.of(started);
        settings.logLevel.onChange(started::level);
    }

    char roleLetter() {
        return roleLetter;
    }

    void start() {
        if (settings.port.get() == 0
                && settings.tls.port.get() == 0
                && settings.presence.socketPath().isEmpty()) {
            LOG.warn("Configured to not listen anywhere, exiting.");
            exit.accept(1);
            return;
        }
        int socketLoops = settings.ioLoops();
        vertx = OneLoopVertx.create(1 + socketLoops);
        context = eventLoop();
        ioLoops = Stream.generate(this::eventLoop).limit(socketLoops).toList();
        vertx.exceptionHandler(this::ownFault);
        context.runOnContext(nothing -> startOnLoop());
    }

    private Context eventLoop() {
        Context made = ((VertxInternal) vertx).createEventLoopContext();
        made.exceptionHandler(this::ownFault);
        return made;
    }

    /** A signal came, {@code TERM} or {@code INT}; from any thread, after {@link #start}. */
    void signal(String name) {
        boolean interrupted = name.equals("INT");
        String fullName = interrupted ? "SIGINT" : "SIGTERM";
        if (signals.insists(fullName)) {
            insisted();
            return;
        }
        context.runOnContext(nothing -> shutdown.signal(
                fullName, wish(interrupted ? settings.shutdownOnSigint.get() : settings.shutdownOnSigterm.get())));
    }

    /** Whatever the loop is at; but for what is half written, {@code kill -9} would leave the same. */
    private void insisted() {
        LOG.warn("You insist... exiting now.");
        try {
            TemporaryFiles.sweep(Path.of(settings.dir.get()));
        } catch (IOException e) {
            LOG.warn("Cannot remove temporary files: {}", e.toString());
        }
        exit.accept(1);
    }

    /** Our own fault stops the process loudly: state that cannot be trusted must not be served. */
    private void ownFault(Throwable fault) {
        LOG.error("Vedette stops: a fault of its own. Please report it with this trace.", fault);
        Runtime.getRuntime().halt(70);
    }

    private void startOnLoop() {
        scheduler = new LoopScheduler(vertx, context);
        tls = new Tls(vertx, settings.tls);
        Executor loop = task -> context.runOnContext(nothing -> task.run());
        Optional<StateKeeper> state = state(loop);
        if (state.isEmpty() || !new DescriptorLimit(facts::mostOpenFiles).holdWithin(settings.maxClients)) {
            exit.accept(1);
            return;
        }
        assemble(loop, state.get());
        heapCare = HeapCare.begin(vertx, engine.dispatcher()::commandsRun);
        HeapCare.started();
        users.load().compose(loaded -> tls.start()).onSuccess(ready -> listen()).onFailure(fault -> {
            LOG.warn("{}", fault.getMessage());
            exit.accept(1);
        });
    }

    private void listen() {
        presence.clearTheWay();
        listener = new RespListener(
                vertx,
                context,
                ioLoops,
                settings.listenSettings(),
                new ReplicaAwareEndpoint(
                        engine.endpoint(), replication, engine.statistics(), engine.keyspace(), () -> ending));
        tls.listen(listener)
                .onFailure(fault -> cannotListen(settings.tls.port.get(), "TLS", fault))
                .onSuccess(secured -> listener.listen()
                        .onFailure(fault -> cannotListen(settings.port.get(), "TCP", fault))
                        .onSuccess(plain -> listening(plain == 0 ? secured : plain)));
    }

    private void cannotListen(int onPort, String kind, Throwable fault) {
        LOG.warn("Warning: {}", fault.getMessage());
        LOG.warn("Failed listening on port {} ({}), aborting.", onPort, kind);
        exit.accept(1);
    }

    private void assemble(Executor loop, StateKeeper state) {
        if (settings.memory.deriveLimit(facts.memoryLimitBytes())) {
            LOG.info(
                    "maxmemory is not set: {} bytes, a share of what this machine or container has",
                    settings.memory.limitBytes.text());
        }
        replication = new ReplicationShell(
                new SocketMasterConnections(vertx, context, tls),
                scheduler,
                loop,
                facts.memoryLimitBytes(),
                ServerProcess::note);
        replication.state(state);
        storage = new PersistenceShell(replication);
        engine = Engine.assemble(
                settings, replication, replication, storage, scheduler, clock, new SecureRandom(), facts.runId);
        persistence = storage.begin(engine);
        Saving saving = persistence.saving();
        Loading loading = persistence.loading();
        AppendOnly appendOnly = persistence.appendOnly();
        replication.onDataReplaced(keys -> {
            loading.loaded(keys, 0);
            appendOnly.dataReplaced();
            if (saving.hasRules()) {
                saving.want();
            }
        });
        DebugSwitches switches = new DebugSwitches();
        Surroundings surroundings = new HereAndNow();
        shutdown = new Shutdown(engine, replication, saving, appendOnly, persistence::isLoading, signals, this::end);
        cron = new Cron(engine, switches, surroundings, this::beat);
        InfoText info = new InfoText(engine, replication, surroundings, shutdown, saving, loading, appendOnly);
        users = new ConfiguredUsers(vertx, engine.identity().users(), settings.users, settings.dir, settings.aclFile);
        new AllCommands(engine, replication, persistence, surroundings, shutdown, info, switches, users).bind();
        CommandTable table = engine.table();
        for (List<String> renamed : settings.renamedCommands.get()) {
            if (!table.rename(renamed.getFirst(), renamed.getLast())) {
                LOG.warn("rename-command {}: no such command, or the new name is taken", renamed.getFirst());
            }
        }
    }

    /** Nothing if what stands there is not understood: who has forgotten its promises must not serve. */
    private Optional<StateKeeper> state(Executor loop) {
        StateFile file;
        try {
            file = StateFile.read(new RealDisk(), Path.of(settings.dir.get()));
        } catch (IOException e) {
            LOG.warn("Fatal error reading what this server has promised: {}. Exiting.", e.getMessage());
            return Optional.empty();
        }
        Optional<Vow> vow = Vow.parse(file.lines());
        if (vow.isEmpty()) {
            LOG.warn("Fatal error: what this server has promised to its group is not understood. Exiting.");
            return Optional.empty();
        }
        try {
            return Optional.of(StateKeeper.of(file, vow.get(), loop));
        } catch (IOException e) {
            LOG.warn("This server has no lasting id, and is known by its address alone: {}", e.getMessage());
            return Optional.of(StateKeeper.none(loop));
        }
    }

    private void listening(int actualPort) {
        port = actualPort;
        roleLetter = 'M';
        LOG.info("Running mode=standalone, port={}.", port);
        LOG.warn("Server initialized");
        replication.listening(port);
        oomScore = new OomScore(settings.oom, engine.role()::isReplica, OomScore.FILE);
        oomScore.begin();
        if (settings.appendOnly.enabled.get()) {
            persistence.appendOnly().start(this::loaded);
        } else {
            persistence.loading().start(this::loaded);
        }
        tellOfLoading();
    }

    private void tellOfLoading() {
        scheduler.after(LOADING_TOLD_EVERY_MILLIS, () -> {
            storage.tellProgress();
            if (persistence.loading().isLoading()) {
                tellOfLoading();
            }
        });
    }

    private void loaded(Loading.Outcome outcome) {
        if (ending) {
            return; // whoever ended the process ended the reading too
        }
        switch (outcome) {
            case Loading.Outcome.Nothing nothing -> replication.start(Optional.empty(), List.of());
            case Loading.Outcome.Whole whole -> replication.start(whole.position(), whole.dropped());
            case Loading.Outcome.Failed failed -> {
                exit.accept(1);
                return;
            }
        }
        roleLetter = engine.role().isReplica() ? 'S' : 'M';
        cron.start();
        LOG.info("PID: {}", facts.pid);
        LOG.info("Ready to accept connections");
        presence.begin();
    }

    private static Shutdown.Wish wish(Set<String> flags) {
        Shutdown.Save save = flags.contains("save")
                ? Shutdown.Save.YES
                : flags.contains("nosave") ? Shutdown.Save.NO : Shutdown.Save.BY_RULE;
        return new Shutdown.Wish(save, flags.contains("now"), flags.contains("force"));
    }

    private void beat() {
        if (ending) {
            return;
        }
        roleLetter = engine.role().isReplica() ? 'S' : 'M';
        oomScore.beat();
        replication.tick();
        persistence.tick();
        storage.tellProgress();
        copies = takesData() || replication.replicas() > 0;
        rehearseWhatMayCome();
    }

    /**
     * Not while data is loaded, or a replica takes everything or catches up, and somebody waits for what is left of the machine.
     */
    private void rehearseWhatMayCome() {
        boolean mayBePromoted = engine.role().isReplica() && engine.role().isMasterLinkUp();
        if (!rehearsed && (mayBePromoted || replication.hasStreamingReplica())) {
            if (calmStream.isNow(replication.endOffset(), replication.longestLagBytes())) {
                rehearsed = true;
                boolean byBallot = settings.writeQuorum.replicas.get() > 0;
                rehearse(
                        byBallot
                                ? () -> BallotRehearsal.play(new HereAndNow())
                                : () -> Rehearsal.play(new HereAndNow()));
            }
        } else if (!rehearsedCopying
                && facts.uptimeSeconds() > 0
                && !copies
                && !shutdown.isUnderWay()
                && calmClients.isNow(engine.dispatcher().commandsRun(), 0)) {
            rehearsedCopying = true;
            // A replica has just been a copy; where clients are never quiet, a second is too much.
            boolean much = !engine.role().isReplica() && calmClients.isQuiet();
            rehearse(() -> {
                if (Rehearsal.playCopying(new HereAndNow()) && much) {
                    Rehearsal.playCopyingMuch(new HereAndNow(), () -> !copies);
                }
            });
        }
    }

    private boolean takesData() {
        return storage.isLoading() || replication.isReplica() && !replication.isMasterLinkUp();
    }

    private interface Play {
        void begin() throws InterruptedException;
    }

    private void rehearse(Play play) {
        Thread.ofPlatform()
                .daemon()
                .name("rehearsal")
                .priority(Thread.MIN_PRIORITY)
                .start(() -> {
                    try {
                        play.begin();
                        context.runOnContext(nothing -> heapCare.hasEnded());
                    } catch (RuntimeException e) {
                        context.runOnContext(nothing -> ownFault(e));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private static void note(NoteLevel level, String text) {
        switch (level) {
            case DEBUG -> LOG.trace(text);
            case VERBOSE -> LOG.debug(text);
            case NOTICE -> LOG.info(text);
            case WARNING -> LOG.warn(text);
        }
    }

    // --- end ---

    private void end(int status) {
        ending = true;
        presence.ending();
        engine.clients().flushAll();
        replication.end();
        tls.close();
        closeWhenReplicasLeft(status, clock.nanos() + (shutdown.hasWaitedInVain() ? 0 : LAST_WORDS_NANOS));
    }

    private void closeWhenReplicasLeft(int status, long deadlineNanos) {
        if (replication.staying() > 0 && clock.nanos() - deadlineNanos < 0) {
            scheduler.after(LAST_WORDS_LOOK_MILLIS, () -> closeWhenReplicasLeft(status, deadlineNanos));
            return;
        }
        listener.close().onComplete(closed -> {
            presence.end();
            LOG.warn("Redis is now ready to exit, bye bye...");
            exit.accept(status);
        });
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
            return presence.isSupervised() ? "systemd" : "no";
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
        public void moveListeners(Consumer<String> onLoop) {
            listener.move(settings.bind.get(), settings.plainPort(), settings.tlsPort(), tls.movedWith(listener))
                    .onSuccess(moved -> {
                        port = settings.port.get() == 0 ? settings.tls.port.get() : settings.port.get();
                        replication.listening(port);
                        onLoop.accept("");
                    })
                    .onFailure(fault -> {
                        LOG.warn("Warning: {}", fault.getMessage());
                        onLoop.accept(fault.getMessage());
                    });
        }

        @Override
        public void rewriteConfig(boolean everything, Consumer<String> onLoop) {
            List<RewriteEntry> entries = settings.table().rewriteEntries().stream()
                    .map(entry -> everything ? entry.force() : entry)
                    .toList();
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
