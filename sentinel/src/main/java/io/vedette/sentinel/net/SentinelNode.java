package io.vedette.sentinel.net;

import io.vedette.acl.AclUsers;
import io.vedette.acl.ChannelsOfNewUsers;
import io.vedette.command.CommandFacts;
import io.vedette.sentinel.config.ProcessSettings;
import io.vedette.sentinel.config.SentinelConfiguration;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.DurableState;
import io.vedette.sentinel.core.Effect;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.MasterSettings;
import io.vedette.sentinel.core.Moment;
import io.vedette.sentinel.core.Operation;
import io.vedette.sentinel.core.SentinelCore;
import io.vedette.sentinel.core.SentinelSettings;
import io.vedette.session.AclCommands;
import io.vedette.session.Admission;
import io.vedette.session.Client;
import io.vedette.session.ClientCommands;
import io.vedette.session.ClientEndpoint;
import io.vedette.session.Clients;
import io.vedette.session.CommandCommands;
import io.vedette.session.CommandTable;
import io.vedette.session.ConnectionCommands;
import io.vedette.session.Dispatcher;
import io.vedette.session.PauseGate;
import io.vedette.session.PubSub;
import io.vedette.session.PubSubCommands;
import io.vedette.session.SessionClock;
import io.vedette.session.SubscriberGate;
import io.vedette.wire.ConfiguredUsers;
import io.vedette.wire.ProcessFacts;
import io.vedette.wire.RespListener;
import io.vedette.wire.SystemClock;
import io.vedette.wire.tls.Tls;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sentinel on one event loop: wires the core to links, file, clients, log and scripts, and carries out its effects. All of it
 * is owned by the context's loop.
 *
 * <p>Listens first: a port in use must be known before anything is written or dialled. Then the id is made durable, then the core
 * runs, then connections are answered: who asks for the id may rely on it.
 */
final class SentinelNode implements CoreRunner.Outside {
    private static final Logger LOG = LoggerFactory.getLogger(SentinelNode.class);

    private static final long CLIENT_CARE_MILLIS = 1_000;
    private static final long PAUSE_CARE_MILLIS = 100;

    private final Vertx vertx;
    private final Context context;
    private final SentinelConfiguration configuration;
    private final DurableState state;
    private final SentinelVerticle.Exit exit;
    private final Clients clients = new Clients();
    private final PubSub pubSub = new PubSub(clients);
    private final Announcer announcer = new Announcer(pubSub);
    private Map<String, MasterSettings> settings = Map.of();
    private final CommandTable table = new CommandTable(CommandFacts.load());
    private final AclUsers users;
    private final ConfiguredUsers configuredUsers;
    private final SecureRandom random = new SecureRandom();
    private final FailureSimulation failures;
    private final StateWriter writer;
    private final ScriptQueue scripts;
    private final TwinWatch twins;
    private final Tls tls;
    private final HostNames names;
    private final InstanceLinks links;
    private final SentinelCore mind;
    private final CoreRunner core;
    private final RespListener listener;
    private final Promise<Void> ready = Promise.promise();
    private long wakeTimer = -1;

    SentinelNode(
            Vertx vertx,
            Context context,
            SentinelConfiguration configuration,
            DurableState state,
            Map<Address, String> namesOfTheStart,
            SentinelVerticle.Exit exit) {
        this.vertx = vertx;
        this.context = context;
        this.configuration = configuration;
        this.state = state;
        this.exit = exit;
        ProcessSettings process = configuration.process();
        users = new AclUsers(() -> AclCommands.catalog(table), process.aclLogMaxLength::get);
        users.newUsersMayUseAllChannels(() -> process.channelsOfNewUsers.get() == ChannelsOfNewUsers.ALLCHANNELS);
        users.requirePassword(process.requirepass.get());
        configuredUsers = new ConfiguredUsers(vertx, users, configuration.users(), process.dir, process.aclFile);
        failures = new FailureSimulation(exit::crash);
        writer = new StateWriter(vertx, configuration, state, this::submit);
        scripts = new ScriptQueue(vertx, context, new ScriptComplaints());
        names = new HostNames(vertx, HostNames.Resolver.SYSTEM);
        tls = new Tls(vertx, process.tls);
        twins = new TwinWatch(state.myId(), announcer);
        links = new InstanceLinks(
                vertx, context, configuration, state, tls, names, twins, this::submit, this::handOver);
        namesOfTheStart.forEach(links.book()::remember);
        takeSettings(state);
        mind = new SentinelCore(new SentinelSettings(announced()), state, random, now());
        core = new CoreRunner(mind, this);
        listener = new RespListener(vertx, context, configuration.process().listenSettings(), endpoint());
        listener.answersWhen(ready.future());
    }

    /** Fails with what the operator must be told: a port in use, a file that cannot be written. */
    Future<Void> start() {
        return configuredUsers
                .load()
                .compose(done -> tls.start())
                .compose(done -> tls.listen(listener)
                        .recover(fault ->
                                cannotListen(configuration.process().tls.port.get(), "TLS", fault)))
                .compose(secured -> listener.listen()
                        .recover(fault ->
                                cannotListen(configuration.process().port.get(), "TCP", fault))
                        .map(port -> port == 0 ? secured : port))
                .onSuccess(port -> {
                    LOG.info("Running mode=sentinel, port={}.", port);
                    LOG.info("PID: {}", ProcessHandle.current().pid());
                })
                .compose(port -> writer.begin())
                .onSuccess(done -> {
                    run();
                    ready.complete();
                });
    }

    private static Future<Integer> cannotListen(int port, String kind, Throwable fault) {
        LOG.warn("Warning: {}", fault.getMessage());
        return Future.failedFuture("Failed listening on port " + port + " (" + kind + "), aborting.");
    }

    private void run() {
        LOG.warn("Sentinel ID is {}", state.myId());
        links.start();
        ClientCare care = new ClientCare(clients, configuration.process());
        vertx.setPeriodic(CLIENT_CARE_MILLIS, any -> care.look(System.currentTimeMillis()));
        submit(new Event.Started());
        // Behind everything else: the real thing may come before it is over.
        Thread.ofPlatform()
                .daemon()
                .name("rehearsal")
                .priority(Thread.MIN_PRIORITY)
                .start(this::rehearse);
    }

    /** Of each kind of group that this sentinel watches: such that go by ballot, and others. */
    private void rehearse() {
        try {
            state.groups().stream()
                    .map(group -> group.settings().caution().writeQuorum().isPresent())
                    .distinct()
                    .forEach(Rehearsal::play);
        } catch (RuntimeException e) {
            context.runOnContext(any -> exit.fatal(e));
        }
    }

    /** Closes what others would wait for, and leaves a file that a sentinel of any make can go on with. */
    Future<Void> stop() {
        scripts.close();
        links.close();
        tls.close();
        names.close();
        return listener.close().eventually(writer::close);
    }

    private ClientEndpoint endpoint() {
        ProcessSettings process = configuration.process();
        SessionClock clock = new SystemClock();
        SentinelIdentity identity = new SentinelIdentity(users);
        Dispatcher dispatcher = new Dispatcher(
                table,
                clients,
                identity,
                List.of(new SubscriberGate(), new PauseGate(clients)),
                Dispatcher.Executor.plain(),
                clock);
        Admission admission = new Admission(process.maxClients::get, process.protectedMode::get);
        ClientEndpoint endpoint = new ClientEndpoint(dispatcher, clients, identity, admission, Client::new, clock);
        clients.whenFlushIsWanted(() -> context.runOnContext(any -> clients.flushAll()));
        vertx.setPeriodic(PAUSE_CARE_MILLIS, any -> dispatcher.tick());

        new ConnectionCommands(identity, clients).bindToSentinel(table);
        ClientCommands clientCommands = new ClientCommands(clients, dispatcher);
        clientCommands.bindTo(table);
        clientCommands.bindNoTrackingTo(table);
        new CommandCommands(table).bind();
        new AclCommands(clients, dispatcher, configuredUsers, random).bindTo(table);
        new PubSubCommands(pubSub).bindSubscriptionsTo(table);
        new SentinelQueries(core, scripts).bindTo(table);
        DebugParameters parameters = new DebugParameters(core::submit, scripts);
        parameters.bindTo(table);
        new SentinelAccounts(core).bindTo(table);
        SentinelOperations operations = new SentinelOperations(
                core, links, twins, clients, dispatcher, configuration.options(), names, parameters);
        operations.bindTo(table);
        new SentinelMaintenance(operations).bindTo(table);
        new SentinelConfigCommands(configuration.options(), operations, links, configuration.process(), this::announced)
                .bindTo(table);
        ProcessFacts facts = new ProcessFacts();
        SentinelInfo info = new SentinelInfo(
                facts,
                vertx.isNativeTransportEnabled() ? "epoll" : "select",
                configuration,
                clients,
                dispatcher,
                endpoint,
                pubSub,
                scripts,
                failures,
                mind::nonsenseCount,
                core::view);
        new ProcessCommands(info, core, failures, exit::shutdown).bindTo(table);
        return endpoint;
    }

    private Address announced() {
        int port = configuration.options().announcePort();
        ProcessSettings process = configuration.process();
        return new Address(
                configuration.options().announceIp(), port == 0 ? process.tls.announced(process.port.get()) : port);
    }

    private void takeSettings(DurableState from) {
        Map<String, MasterSettings> now = HashMap.newHashMap(from.groups().size());
        from.groups().forEach(group -> now.put(group.settings().name(), group.settings()));
        settings = now;
        links.settings(now);
    }

    private void submit(Event event) {
        try {
            core.submit(event);
        } catch (RuntimeException e) {
            exit.fatal(e);
        }
    }

    /** A master that is about to stop asks for what an operator would: another master, and no write lost. */
    private void handOver(LinkId from) {
        boolean isMaster = core.view(from.group())
                .filter(group -> group.address().equals(from.address()))
                .isPresent();
        if (isMaster) {
            LOG.info("{} is about to stop and asks for a handover of {}.", from.address(), from.group());
            Operation order = new Operation.Failover(from.group(), true, Optional.empty(), OptionalLong.empty());
            core.operate(order, outcome -> LOG.info("Handover of {}: {}", from.group(), outcome));
        }
    }

    // --- the core's effects ---

    @Override
    public Moment now() {
        return new Moment(System.nanoTime() / 1_000_000, System.currentTimeMillis());
    }

    @Override
    public void connect(Effect.Connect effect) {
        links.connect(effect.link());
    }

    @Override
    public void disconnect(Effect.Disconnect effect) {
        links.disconnect(effect.link());
    }

    @Override
    public void send(Effect.Send effect) {
        links.send(effect.link(), effect.request());
    }

    @Override
    public void turnOver() {
        links.flush();
    }

    @Override
    public void persist(Effect.Persist effect) {
        takeSettings(effect.state());
        writer.write(effect);
    }

    @Override
    public void announce(Effect.Announce effect) {
        announcer.announce(effect.event(), effect.payload(), effect.level());
        if (effect.level() == Effect.Level.WARNING) {
            Optional.ofNullable(settings.get(effect.group()))
                    .flatMap(MasterSettings::notificationScript)
                    .ifPresent(script -> scripts.add(List.of(script, effect.event(), effect.payload())));
        }
        failures.announced(effect.event());
    }

    @Override
    public void reconfigure(Effect.ReconfigureClients effect) {
        Optional.ofNullable(settings.get(effect.group()))
                .flatMap(MasterSettings::clientReconfigScript)
                .ifPresent(script -> scripts.add(List.of(
                        script,
                        effect.group(),
                        effect.role(),
                        effect.state(),
                        effect.from().host(),
                        Integer.toString(effect.from().port()),
                        effect.to().host(),
                        Integer.toString(effect.to().port()))));
    }

    @Override
    public void wakeAt(Effect.WakeAt effect) {
        vertx.cancelTimer(wakeTimer);
        long delayMillis = Math.max(1, effect.monotonicMillis() - System.nanoTime() / 1_000_000);
        wakeTimer = vertx.setTimer(delayMillis, any -> submit(new Event.Woken()));
    }

    private final class ScriptComplaints implements ScriptQueue.Complaints {
        @Override
        public void failed(String path, int signal, int status) {
            announcer.announce("-script-error", path + " " + signal + " " + status, Effect.Level.WARNING);
        }

        @Override
        public void timedOut(String path, long pid) {
            announcer.announce("-script-timeout", path + " " + pid, Effect.Level.WARNING);
        }
    }
}
