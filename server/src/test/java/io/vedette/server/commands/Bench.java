package io.vedette.server.commands;

import io.vedette.acl.AclUsers;
import io.vedette.command.CommandFacts;
import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import io.vedette.server.blocking.BlockedClients;
import io.vedette.server.blocking.Blocking;
import io.vedette.server.blocking.KeyWaits;
import io.vedette.server.keyspace.ExpiryRule;
import io.vedette.server.keyspace.Keyspace;
import io.vedette.server.keyspace.KeyspaceListener;
import io.vedette.server.session.Propagation;
import io.vedette.server.values.EncodingLimits;
import io.vedette.session.AclCommands;
import io.vedette.session.Call;
import io.vedette.session.Client;
import io.vedette.session.Clients;
import io.vedette.session.CommandFunction;
import io.vedette.session.CommandTable;
import io.vedette.session.Dispatcher;
import io.vedette.session.Identity;
import io.vedette.session.SessionClock;
import io.vedette.session.Transport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/**
 * The data commands on a keyspace in memory, without engine or socket: words in, reply bytes out, and what would have
 * gone to the log. The rules of propagation are the real ones in their shortest form, without MULTI by clients.
 */
final class Bench implements SessionClock, KeyspaceListener, Propagation, Dispatcher.Executor, Identity, Transport {
    final Keyspace keyspace = new Keyspace(16, this, new Random(7), EncodingLimits.USUAL);
    final CommandTable table = new CommandTable(CommandFacts.load());
    /** What went to the log, one line a command. */
    final List<String> log = new ArrayList<>();

    ExpiryRule rule = ExpiryRule.DELETE;
    boolean lazyExpire;
    long nowMillis = 1_795_226_594_600L;

    private final Clients clients = new Clients();
    private final AclUsers users = new AclUsers(() -> AclCommands.catalog(table), () -> 128);
    private final Dispatcher dispatcher = new Dispatcher(table, clients, this, List.of(), this, this);
    private final KeyWaits waits = new KeyWaits(() -> {});
    private final Blocking blocking = new Blocking(
            new BlockedClients(() -> dispatcher, this::alarm, this), waits, () -> keyspace, () -> dispatcher);
    private final List<List<byte[]>> effects = new ArrayList<>();
    private boolean replaced;
    /** What happens when the client has waited long enough. */
    private Optional<Runnable> alarm = Optional.empty();

    private Client client = new Client(1, this, 0);

    Bench() {
        dispatcher.afterCommand(blocking::serve);
        new DataCommands(keyspace, this, blocking, () -> lazyExpire, () -> Long.MAX_VALUE, () -> true, () -> true)
                .bindTo(table);
        table.bind("select", call -> {
            long index = call.argv().asLong(1);
            if (index < 0 || index >= keyspace.databases()) {
                throw Errors.databaseIndexOutOfRange();
            }
            call.client().database((int) index);
            call.reply().ok();
        });
        table.bind("echo", call -> call.reply().bulk(call.argv().bytes(1)));
        table.bind("ping", call -> call.reply().simple("PONG"));
        reconnect(2);
    }

    void reconnect(int protocol) {
        client = new Client(client.id() + 1, this, nowMillis);
        client.authenticated(true);
        client.reply().protocol(protocol);
    }

    /** The raw reply to one request, words and reply in Latin-1. */
    String ask(String... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i].getBytes(StandardCharsets.ISO_8859_1);
        }
        alarm = Optional.empty();
        dispatcher.dispatch(client, new Argv(bytes));
        alarm.ifPresent(Runnable::run); // nobody else is here to end the wait
        byte[] reply = client.reply().out().toByteArray();
        client.reply().out().reset();
        return new String(reply, StandardCharsets.ISO_8859_1);
    }

    private Runnable alarm(long millis, Runnable action) {
        alarm = Optional.of(action);
        return () -> alarm = Optional.empty();
    }

    // ---- around a command

    @Override
    public void execute(Call call, CommandFunction function) throws RespException {
        effects.clear();
        replaced = false;
        long dirty = keyspace.dirty();
        keyspace.actAs(rule, call.nowMillis());
        try {
            function.run(call);
            if (!replaced && keyspace.dirty() > dirty) {
                effects.add(words(call.argv()));
            }
        } finally {
            boolean wrap = effects.size() > 1
                    && !List.of("scan", "randomkey").contains(call.spec().name());
            if (wrap) {
                log.add("MULTI");
            }
            effects.forEach(effect -> log.add(line(effect)));
            if (wrap) {
                log.add("EXEC");
            }
        }
    }

    private static List<byte[]> words(Argv argv) {
        List<byte[]> words = new ArrayList<>();
        for (int i = 0; i < argv.size(); i++) {
            words.add(argv.bytes(i));
        }
        return words;
    }

    private static String line(List<byte[]> effect) {
        return String.join(
                " ",
                effect.stream()
                        .map(word -> new String(word, StandardCharsets.ISO_8859_1))
                        .toList());
    }

    @Override
    public void replaceWith(Argv... commands) {
        replaced = true;
        for (Argv command : commands) {
            effects.add(words(command));
        }
    }

    @Override
    public void suppress() {
        replaced = true;
    }

    @Override
    public void expired(int database, byte[] key) {
        effects.add(List.of(lazyExpire ? Store.UNLINK : Store.DEL, key));
    }

    @Override
    public void changed(int database, byte[] key) {
        waits.changed(database, key);
    }

    @Override
    public void replaced(int database, Predicate<byte[]> before, Predicate<byte[]> after) {
        waits.replaced(database, before.or(after));
    }

    // ---- the rest of the world

    @Override
    public long wallMillis() {
        return nowMillis;
    }

    @Override
    public long nanos() {
        return 0;
    }

    @Override
    public Identity.Mode mode() {
        return Identity.Mode.STANDALONE;
    }

    @Override
    public Identity.Role role() {
        return Identity.Role.MASTER;
    }

    @Override
    public AclUsers users() {
        return users;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {}

    @Override
    public long pendingBytes() {
        return 0;
    }

    @Override
    public void onceDrained(Runnable action) {}

    @Override
    public void close() {}

    @Override
    public void closeAfterWrites() {}

    @Override
    public void pauseRequests() {}

    @Override
    public void resumeRequests() {}

    @Override
    public String remoteAddress() {
        return "127.0.0.1:1";
    }

    @Override
    public String localAddress() {
        return "127.0.0.1:2";
    }
}
