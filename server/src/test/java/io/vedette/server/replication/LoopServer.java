package io.vedette.server.replication;

import io.vedette.command.CommandFacts;
import io.vedette.config.OutputLimits;
import io.vedette.replication.MasterSettings;
import io.vedette.replication.ReplicaEffect.Apply;
import io.vedette.replication.ReplicaSettings;
import io.vedette.replication.link.SocketMasterConnections;
import io.vedette.resp.Argv;
import io.vedette.resp.RespException;
import io.vedette.server.commands.DataCommands;
import io.vedette.server.keyspace.ExpiryRule;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.keyspace.KeyspaceListener;
import io.vedette.server.session.Propagation;
import io.vedette.session.Admission;
import io.vedette.session.Call;
import io.vedette.session.Client;
import io.vedette.session.ClientEndpoint;
import io.vedette.session.ClientType;
import io.vedette.session.Clients;
import io.vedette.session.CommandFunction;
import io.vedette.session.CommandTable;
import io.vedette.session.Dispatcher;
import io.vedette.session.Identity;
import io.vedette.session.SessionClock;
import io.vedette.session.Transport;
import io.vedette.wire.ListenSettings;
import io.vedette.wire.OneLoopVertx;
import io.vedette.wire.RespListener;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The smallest server that replication can live in: sockets, data commands, INFO, and nothing else. */
final class LoopServer implements ReplicationHost, KeyspaceListener, Propagation, SessionClock, AutoCloseable {
    private final Vertx vertx = OneLoopVertx.create();
    private final Context context = ((VertxInternal) vertx).createEventLoopContext();
    private final Random random = new Random(1);
    private final Clients clients = new Clients();
    private final Keyspace keyspace = new Keyspace(16, this, random);
    private final CommandTable table = new CommandTable(CommandFacts.load());
    private final Replication replication;
    private final RespListener listener;
    private final Path folder;
    final int port;

    volatile boolean disklessSync = true;
    volatile int disklessDelaySeconds;
    private int database;
    private final List<Argv> effects = new ArrayList<>();
    private boolean replaced;

    /** A client that knows whether it is a replica. */
    static final class Session extends Client {
        boolean replica;
        long lastWriteOffset;

        Session(long id, Transport transport, long nowMillis) {
            super(id, transport, nowMillis);
        }

        @Override
        public ClientType type() {
            return replica ? ClientType.REPLICA : super.type();
        }
    }

    LoopServer() throws Exception {
        folder = Files.createTempDirectory("vedette-loop");
        replication = new Replication(this, new SocketMasterConnections(vertx, context));
        new DataCommands(keyspace, this, () -> false).bindTo(table);
        new ReplicationCommands(replication, this).bindTo(table);
        table.bind("ping", call -> call.reply().simple("PONG"))
                .bind("info", call -> call.reply().bulk(info()))
                .bind("select", call -> {
                    call.client().database((int) call.argv().asLong(1));
                    call.reply().ok();
                });
        Identity identity = new Identity() {
            @Override
            public Mode mode() {
                return Mode.STANDALONE;
            }

            @Override
            public Role role() {
                return Role.MASTER;
            }

            @Override
            public byte[] password() {
                return new byte[0];
            }
        };
        Dispatcher dispatcher = new Dispatcher(table, clients, identity, List.of(), this::execute, this);
        ClientEndpoint endpoint =
                new ClientEndpoint(dispatcher, clients, identity, Admission.open(), Session::new, this);
        clients.onLeave(replication::left);
        clients.whenFlushIsWanted(() -> context.runOnContext(nothing -> endOfTurn()));
        listener = new RespListener(vertx, context, ListenSettings.on("127.0.0.1", 0), endpoint);
        port = listener.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        onLoop(() -> vertx.setPeriodic(100, timer -> {
            replication.tick();
            endOfTurn();
        }));
    }

    private String info() {
        return replication.info() + "sync_full:" + replication.fullSyncs() + "\r\nsync_partial_ok:"
                + replication.partialSyncs() + "\r\nsync_partial_err:" + replication.refusedPartialSyncs() + "\r\nkeys:"
                + keyspace.size() + "\r\n";
    }

    private void endOfTurn() {
        replication.endOfTurn();
        clients.flushAll();
    }

    private void execute(Call call, CommandFunction function) throws RespException {
        keyspace.actAs(replication.isReplica() ? ExpiryRule.HIDE : ExpiryRule.DELETE, call.nowMillis());
        Argv own = call.argv();
        run(call, function);
        if (!replaced && keyspace.dirty() != dirtyBefore) {
            effects.add(own);
        }
        for (Argv effect : effects) {
            replication.feed(database, effect);
        }
        if (!effects.isEmpty()) {
            ((Session) call.client()).lastWriteOffset = replication.endOffset();
        }
    }

    private long dirtyBefore;

    private void run(Call call, CommandFunction function) throws RespException {
        effects.clear();
        replaced = false;
        database = call.client().database();
        dirtyBefore = keyspace.dirty();
        function.run(call);
    }

    @Override
    public void replaceWith(Argv... commands) {
        replaced = true;
        effects.addAll(List.of(commands));
    }

    @Override
    public void suppress() {
        replaced = true;
    }

    // ---- ReplicationHost

    @Override
    public Keyspace keyspace() {
        return keyspace;
    }

    @Override
    public Keyspace freshKeyspace() {
        return new Keyspace(16, KeyspaceListener.NONE, new Random(2));
    }

    @Override
    public long monotonicMillis() {
        return System.nanoTime() / 1_000_000;
    }

    @Override
    public ReplicationSettings settings() {
        return new ReplicationSettings(
                new ReplicaSettings(port, Optional.empty(), Optional.empty(), Optional.empty(), 60),
                new MasterSettings(
                        disklessSync, disklessDelaySeconds, 0, 60, 10, 3600, 0, 10, OutputLimits.DEFAULT.replica()),
                1 << 20,
                100,
                true,
                true,
                true,
                true,
                folder,
                "7.0.15");
    }

    @Override
    public long usedMemoryBytes() {
        return 1_000_000;
    }

    @Override
    public String newId() {
        byte[] bytes = new byte[20];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public Optional<Client> client(long id) {
        return clients.find(id);
    }

    @Override
    public void becomesReplica(Client client) {
        ((Session) client).replica = true;
    }

    @Override
    public long lastWriteOffset(Client client) {
        return ((Session) client).lastWriteOffset;
    }

    @Override
    public boolean isInTransaction(Client client) {
        return false;
    }

    private final Session masterSession = new Session(0, new SilentTransport(), 0);

    @Override
    public void apply(List<Apply.Command> commands) throws RespException {
        for (Apply.Command command : commands) {
            keyspace.actAs(ExpiryRule.KEEP, wallMillis());
            masterSession.database(command.database());
            var bound = table.find(command.argv());
            run(new Call(masterSession, bound.spec(), command.argv(), wallMillis()), bound.function());
            masterSession.reply().out().reset();
        }
    }

    @Override
    public void roleChanged(boolean replica) {}

    @Override
    public Executor background() {
        return task -> Thread.ofPlatform().daemon().start(task);
    }

    @Override
    public Executor loop() {
        return task -> context.runOnContext(nothing -> task.run());
    }

    @Override
    public void after(long millis, Runnable task) {
        vertx.setTimer(millis, timer -> task.run());
    }

    @Override
    public void endOfTurnWanted() {
        context.runOnContext(nothing -> endOfTurn());
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    // ---- KeyspaceListener

    @Override
    public void expired(int index, byte[] key) {
        replication.feed(index, new Argv(new byte[][] {"DEL".getBytes(java.nio.charset.StandardCharsets.US_ASCII), key
        }));
    }

    @Override
    public void changed(int index, byte[] key) {}

    @Override
    public void replaced(int index, Predicate<byte[]> touched) {}

    private void onLoop(Runnable action) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(nothing -> {
            action.run();
            done.complete(null);
        });
        done.get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        listener.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
