package io.vedette.session;

import io.vedette.acl.AclUsers;
import io.vedette.command.CommandFacts;
import io.vedette.resp.Ascii;
import io.vedette.resp.ByteKey;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** All of the session package put together over a toy keyspace, with a clock that the test moves. */
final class TestServer implements Identity, SessionClock {
    final Clients clients = new Clients();
    final PubSub pubSub = new PubSub(clients);
    final CommandTable table = new CommandTable(CommandFacts.load());
    final List<Client> refused = new ArrayList<>();
    final Dispatcher dispatcher;
    final ClientEndpoint endpoint;
    Admission admission = Admission.open();
    Mode mode = Mode.STANDALONE;
    final AclUsers users = new AclUsers(() -> AclCommands.catalog(table), () -> 128);
    long now = 1_000_000_000_000L;
    /** Beyond what the milliseconds say. */
    long nanos;
    /** How often the clock that counts them was looked at. */
    int nanosAsked;

    Runnable beforeGet = () -> {};

    private final Map<ByteKey, byte[]> values = new HashMap<>();
    private final List<MemoryConnection> connections = new ArrayList<>();

    TestServer() {
        dispatcher = new Dispatcher(
                table, clients, this, List.of(new SubscriberGate(), new PauseGate(clients)), executor(), this);
        endpoint = new ClientEndpoint(
                dispatcher,
                clients,
                this,
                new Admission(
                        () -> admission.maxClients().getAsInt(),
                        () -> admission.protectedMode().getAsBoolean()),
                Client::new,
                this);
        new ConnectionCommands(this, clients).bindTo(table);
        ClientCommands clientCommands = new ClientCommands(clients, dispatcher);
        clientCommands.bindTo(table);
        clientCommands.bindNoTrackingTo(table);
        new PubSubCommands(pubSub).bindTo(table);
        new CommandCommands(table).bind();
        new AclCommands(clients, dispatcher, AclStore.none(), new Random(1)).bindTo(table);
        table.bind("set", this::set);
        table.bind("get", this::get);
        table.bind("incr", this::incr);
        table.bind("select", this::select);
        table.bind("hgetall", call -> call.reply().map(0));
        table.bind("smembers", call -> call.reply().set(0));
        table.bind(
                "wait",
                call -> call.client().block(new Waiting() {
                    @Override
                    public void timedOut(Client client) {
                        client.reply().integer(0);
                    }

                    @Override
                    public void abandoned(Client client) {}
                }));
    }

    private Dispatcher.Executor executor() {
        return new Dispatcher.Executor() {
            @Override
            public void execute(Call call, CommandFunction function) throws RespException {
                function.run(call);
            }

            @Override
            public RespException refused(Client client, RespException error) {
                refused.add(client);
                return error;
            }
        };
    }

    MemoryConnection connect() {
        return connect("127.0.0.1:" + (50_000 + connections.size()));
    }

    MemoryConnection connect(String remoteAddress) {
        MemoryConnection connection = new MemoryConnection(endpoint, remoteAddress);
        connections.add(connection);
        return connection;
    }

    /** What the connection gets for these bytes, everything else in the turn done. */
    String ask(MemoryConnection connection, String bytes) {
        connection.receive(bytes);
        turn();
        return connection.taken();
    }

    /** Ends a loop turn, and the one after it, in which connections that were held go on. */
    void turn() {
        dispatcher.tick();
        clients.flushAll();
        List.copyOf(connections).forEach(MemoryConnection::goOn);
        clients.flushAll();
    }

    private void set(Call call) {
        values.put(new ByteKey(call.argv().bytes(1)), call.argv().bytes(2));
        call.reply().ok();
    }

    private void get(Call call) {
        beforeGet.run();
        byte[] value = values.getOrDefault(new ByteKey(call.argv().bytes(1)), new byte[0]);
        if (value.length == 0) {
            call.reply().nullBulk();
        } else {
            call.reply().bulk(value);
        }
    }

    private void incr(Call call) throws RespException {
        ByteKey key = new ByteKey(call.argv().bytes(1));
        byte[] before = values.getOrDefault(key, new byte[] {'0'});
        int mark = call.reply().out().size();
        call.reply().bulk("taken back"); // an error must not leave this behind
        long value = Ascii.parseLong(before) + 1;
        call.reply().out().truncate(mark);
        values.put(key, Long.toString(value).getBytes(StandardCharsets.US_ASCII));
        call.reply().integer(value);
    }

    private void select(Call call) throws RespException {
        long number = call.argv().asLong(1);
        if (number < 0 || number > 15) {
            throw Errors.databaseIndexOutOfRange();
        }
        call.client().database((int) number);
        call.reply().ok();
    }

    @Override
    public Mode mode() {
        return mode;
    }

    @Override
    public Role role() {
        return Role.MASTER;
    }

    @Override
    public AclUsers users() {
        return users;
    }

    @Override
    public long wallMillis() {
        return now;
    }

    @Override
    public long nanos() {
        nanosAsked++;
        return now * 1_000_000 + nanos;
    }
}
