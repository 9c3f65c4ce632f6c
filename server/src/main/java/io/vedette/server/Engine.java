package io.vedette.server;

import io.vedette.acl.AclUsers;
import io.vedette.acl.ChannelsOfNewUsers;
import io.vedette.command.CommandFacts;
import io.vedette.server.blocking.BlockedClients;
import io.vedette.server.blocking.Blocking;
import io.vedette.server.blocking.KeyWaits;
import io.vedette.server.config.ServerSettings;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.keyspace.KeyspaceListener;
import io.vedette.server.keyspace.Tempo;
import io.vedette.server.observing.Monitors;
import io.vedette.server.observing.Observers;
import io.vedette.server.session.DebugGate;
import io.vedette.server.session.Hearers;
import io.vedette.server.session.KeyspaceEvents;
import io.vedette.server.session.LinkGate;
import io.vedette.server.session.LoadingGate;
import io.vedette.server.session.MemoryGate;
import io.vedette.server.session.Propagator;
import io.vedette.server.session.ReplyHold;
import io.vedette.server.session.Role;
import io.vedette.server.session.ServerClient;
import io.vedette.server.session.Storage;
import io.vedette.server.session.Transactions;
import io.vedette.server.session.Watches;
import io.vedette.server.session.WriteGate;
import io.vedette.server.session.WriteLog;
import io.vedette.server.tracking.Tracking;
import io.vedette.server.tracking.TrackingCommands;
import io.vedette.session.AclCommands;
import io.vedette.session.AclStore;
import io.vedette.session.Admission;
import io.vedette.session.ClientCommands;
import io.vedette.session.ClientEndpoint;
import io.vedette.session.Clients;
import io.vedette.session.CommandTable;
import io.vedette.session.ConnectionCommands;
import io.vedette.session.Dispatcher;
import io.vedette.session.Gate;
import io.vedette.session.Identity;
import io.vedette.session.PauseGate;
import io.vedette.session.PubSub;
import io.vedette.session.PubSubCommands;
import io.vedette.session.SessionClock;
import io.vedette.session.SubscriberGate;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/**
 * What a data server consists of, and how it is put together. A bundle, not an actor: command groups and replication take from it what they need.
 * Everything in it belongs to the one event loop.
 *
 * @param log where writes go: backlog, replicas and later files read from it
 * @param hold keeps back what clients are told until the disk, or replicas, have what was written before
 * @param role whether this server is a master, and how its links are; decided by replication
 * @param runId 40 hexadecimal digits, drawn anew at each start
 */
public record Engine(
        ServerSettings settings,
        Keyspace keyspace,
        Clients clients,
        PubSub pubSub,
        CommandTable table,
        Dispatcher dispatcher,
        ClientEndpoint endpoint,
        Identity identity,
        Propagator propagator,
        Watches watches,
        BlockedClients blockedClients,
        Blocking blocking,
        WriteLog log,
        ReplyHold hold,
        Role role,
        Turn turn,
        Scheduler scheduler,
        SessionClock clock,
        Statistics statistics,
        MemoryLimit memory,
        Observers observers,
        Tracking tracking,
        ClientEviction eviction,
        String runId) {
    /**
     * Puts an engine together: an empty keyspace, no clients, no commands bound yet.
     *
     * @param random must be hard to guess in a server that faces strangers: it seeds hash tables
     */
    public static Engine assemble(
            ServerSettings settings,
            WriteLog log,
            Role role,
            Storage storage,
            Scheduler scheduler,
            SessionClock clock,
            RandomGenerator random,
            String runId) {
        // Propagation and EXEC need what is made after them; all on one loop, so plain reads will do.
        AtomicReference<Keyspace> keyspace = new AtomicReference<>();
        AtomicReference<Dispatcher> dispatcher = new AtomicReference<>();
        Clients clients = new Clients();
        Turn turn = new Turn(clients, scheduler);
        Watches watches = new Watches();
        clients.onEnd(watches::unwatch);
        KeyWaits waits = new KeyWaits(turn::plan);
        BlockedClients blockedClients = new BlockedClients(
                dispatcher::getPlain, (millis, action) -> scheduler.after(millis, action)::cancel, clock);
        Blocking blocking = new Blocking(blockedClients, waits, keyspace::getPlain, dispatcher::getPlain);
        turn.beforeOutput(blocking::serve);
        Propagator propagator = new Propagator(
                log,
                watches,
                waits,
                keyspace::getPlain,
                role,
                clients.pause(),
                settings.lazyExpire::get,
                settings.memory.lazyEviction::get,
                turn::plan);
        PubSub pubSub = new PubSub(clients);
        KeyspaceEvents events = new KeyspaceEvents(pubSub, settings.keyspaceEvents.get());
        settings.keyspaceEvents.onChange(events::choose);
        Tracking tracking =
                new Tracking(clients, () -> dispatcher.get().running(), settings.trackingMostKeys::get, turn::plan);
        turn.beforeOutput(tracking::broadcast);
        Hearers hearers = new Hearers(propagator, events, tracking);
        keyspace.set(keyspace(settings, hearers, random));
        keyspace.getPlain().tempo(tempo(settings));
        MemoryLimit memory = new MemoryLimit(
                settings.memory,
                keyspace.get(),
                clients,
                role,
                scheduler,
                clock,
                Runtime.getRuntime().maxMemory());
        CommandFacts facts = CommandFacts.load();
        CommandTable table = new CommandTable(facts);
        Transactions transactions = new Transactions(clients, watches, keyspace::getPlain, dispatcher::getPlain);
        transactions.bindTo(table);
        AclUsers users = new AclUsers(() -> AclCommands.catalog(table, facts), settings.aclLogMaxLength::get);
        users.newUsersMayUseAllChannels(() -> settings.channelsOfNewUsers.get() == ChannelsOfNewUsers.ALLCHANNELS);
        users.requirePassword(settings.requirepass.get());
        settings.requirepass.onChange(users::requirePassword);
        Identity identity = new ServerIdentity(users, role);
        List<Gate> gates = List.of(
                new DebugGate(settings.enableDebugCommand::get),
                new MemoryGate(memory::hasRoom),
                new WriteGate(role, storage, settings.replicaReadOnly::get),
                new SubscriberGate(),
                new LinkGate(role, settings.replicaServeStaleData::get),
                new LoadingGate(storage),
                new PauseGate(clients),
                transactions);
        dispatcher.set(new Dispatcher(table, clients, identity, gates, propagator, clock));
        Observers observers = new Observers(settings.observers, new Monitors(clients, clock), tracking, clock);
        observers.bindTo(table);
        dispatcher.get().observer(observers);
        dispatcher.get().loop().onStall(observers::stalled);
        ClientEviction eviction = new ClientEviction(settings, clients);
        turn.afterOutput(() -> {
            eviction.run();
            dispatcher.get().loop().rests(clock.nanos());
        });
        dispatcher.get().afterCommand(() -> {
            tracking.tellPending();
            blocking.serve();
        });
        ReplyHold hold = new ReplyHold(log::endOffset, () -> clock.nanos() / 1_000_000, scheduler::after);
        // Not at once: they are no errors of the command that may be running, a replica's acknowledgement for one.
        hold.onRefusal(
                error -> scheduler.atEndOfTurn(() -> dispatcher.get().errors().count(error)));
        clients.onLeave(client -> hold.forget((ServerClient) client));
        Admission admission = new Admission(settings.maxClients::get, settings.protectedMode::get);
        ClientEndpoint endpoint = new ClientEndpoint(
                dispatcher.get(),
                clients,
                identity,
                admission,
                (id, transport, now) -> new ServerClient(id, transport, now, hold),
                clock);
        return new Engine(
                settings,
                keyspace.get(),
                clients,
                pubSub,
                table,
                dispatcher.get(),
                endpoint,
                identity,
                propagator,
                watches,
                blockedClients,
                blocking,
                log,
                hold,
                role,
                turn,
                scheduler,
                clock,
                new Statistics(),
                memory,
                observers,
                tracking,
                eviction,
                runId);
    }

    /**
     * Binds every command about connections, clients, users and messages; the rest is bound by who makes it.
     *
     * @param store the file of users
     * @param random hard to guess: ACL GENPASS makes passwords of it
     */
    public void bindSessionCommands(AclStore store, RandomGenerator random) {
        new ConnectionCommands(identity, clients).bindTo(table);
        new ClientCommands(clients, dispatcher).bindTo(table);
        new AclCommands(clients, dispatcher, store, random).bindTo(table);
        new TrackingCommands(tracking, clients).bindTo(table);
        new PubSubCommands(pubSub).bindTo(table);
    }

    /**
     * An empty keyspace with as many databases, listened to by nobody, for loading into.
     *
     * @param random as that of {@link #assemble}
     */
    public Keyspace freshKeyspace(RandomGenerator random) {
        Keyspace fresh = keyspace(settings, KeyspaceListener.NONE, random);
        fresh.tempo(keyspace.tempo());
        return fresh;
    }

    private static Keyspace keyspace(ServerSettings settings, KeyspaceListener listener, RandomGenerator random) {
        return new Keyspace(
                settings.databases.get(),
                listener,
                random,
                new SettingLimits(settings.encodings),
                new SettingEviction(settings.memory));
    }

    /** As the settings say it, also when they change. */
    private static Tempo tempo(ServerSettings settings) {
        Tempo tempo = new Tempo();
        tempo.save(settings.rdbKeySaveDelayMicros.get());
        tempo.load(settings.keyLoadDelayMicros.get());
        settings.rdbKeySaveDelayMicros.onChange(tempo::save);
        settings.keyLoadDelayMicros.onChange(tempo::load);
        return tempo;
    }
}
