package io.vedette.server.tracking;

import io.vedette.command.CommandFlag;
import io.vedette.command.CommandKeys;
import io.vedette.resp.ByteKey;
import io.vedette.resp.ReplyWriter;
import io.vedette.server.keyspace.KeyspaceListener;
import io.vedette.server.session.ServerClient;
import io.vedette.server.session.TrackingState;
import io.vedette.session.Call;
import io.vedette.session.Client;
import io.vedette.session.Clients;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Who has read which key, and the messages when keys change. Owned by the loop. Knows no databases, as Redis: a key of one
 * database stands for the key of that name in all.
 *
 * <p>Invariant: a client stands under a prefix exactly if the prefix stands in its {@link TrackingState}. The table of keys may
 * hold numbers of clients that are gone or track no longer; they are passed over.
 */
public final class Tracking implements KeyspaceListener {
    private static final byte[] CHANNEL = "__redis__:invalidate".getBytes(StandardCharsets.US_ASCII);

    /** Keys given up at a command while the table is too large; grows while that is not enough. As in Redis. */
    private static final int EFFORT = 100;

    /** The clients of one prefix, and what changed since they were told: each key with whoever changed it last. */
    private static final class Broadcast {
        final Set<ServerClient> clients = new LinkedHashSet<>();
        final TreeMap<ByteKey, Optional<Client>> changed = new TreeMap<>(TrackingState.ORDER);
    }

    /** A message for the client whose command runs. */
    private record Pending(ServerClient client, Consumer<ReplyWriter> keys) {}

    private final Clients clients;
    private final Supplier<Optional<Client>> running;
    private final LongSupplier mostKeys;
    private final Runnable turnEndWanted;
    private final Map<ByteKey, long[]> readers = new LinkedHashMap<>();
    private final TreeMap<ByteKey, Broadcast> broadcasts = new TreeMap<>(TrackingState.ORDER);
    private final List<Pending> pending = new ArrayList<>();
    private Runnable change = () -> {};
    private int trackingClients;
    private long items;
    private int timesTooLarge;

    /**
     * @param running the client whose command runs now
     * @param mostKeys {@code tracking-table-max-keys}, 0 for no limit
     * @param turnEndWanted plans the end of the turn, at which {@link #broadcast} is called
     */
    public Tracking(
            Clients clients, Supplier<Optional<Client>> running, LongSupplier mostKeys, Runnable turnEndWanted) {
        this.clients = clients;
        this.running = running;
        this.mostKeys = mostKeys;
        this.turnEndWanted = turnEndWanted;
        clients.onEnd(client -> {
            if (client instanceof ServerClient server) {
                server.endTracking();
            }
        });
    }

    /** Sets who is told when the first client tracks or the last one ends, among others. */
    public void onChange(Runnable hearer) {
        change = hearer;
    }

    /** True if any client tracks keys. */
    public boolean any() {
        return trackingClients > 0;
    }

    public int trackingClients() {
        return trackingClients;
    }

    public long totalKeys() {
        return readers.size();
    }

    /** Keys, each counted once for every client that read it. */
    public long totalItems() {
        return items;
    }

    public int totalPrefixes() {
        return broadcasts.size();
    }

    /** The client tracks from now on, or with other options and further prefixes than before. */
    void begin(ServerClient client, TrackingState.Options options, List<ByteKey> prefixes) {
        if (client.tracking().isPresent()) {
            client.tracking().get().options(options);
        } else {
            client.track(new TrackingState(options, () -> ended(client)));
            trackingClients++;
            change.run();
        }
        if (options.broadcast()) {
            List<ByteKey> all = prefixes.isEmpty() ? List.of(new ByteKey(new byte[0])) : prefixes;
            for (ByteKey prefix : all) {
                client.tracking().get().addPrefix(prefix);
                broadcasts
                        .computeIfAbsent(prefix, missing -> new Broadcast())
                        .clients
                        .add(client);
            }
        }
    }

    private void ended(ServerClient client) {
        for (ByteKey prefix : client.tracking().orElseThrow().prefixes()) {
            Set<ServerClient> remaining = broadcasts.get(prefix).clients;
            remaining.remove(client);
            if (remaining.isEmpty()) {
                broadcasts.remove(prefix);
            }
        }
        trackingClients--;
        change.run();
    }

    // ---- reads

    /** A command has run: what it has read is remembered, and the table kept in its bounds. */
    public void ran(Call call) {
        if (call.spec().has(CommandFlag.READONLY)
                && !call.spec().has(CommandFlag.PUBSUB)
                && ((ServerClient) call.client())
                        .tracking()
                        .filter(TrackingState::remembers)
                        .isPresent()) {
            for (CommandKeys.Key key : CommandKeys.in(call.spec(), call.argv())) {
                remember(
                        new ByteKey(call.argv().bytes(key.position())),
                        call.client().id());
            }
        }
        shrink();
    }

    private void remember(ByteKey key, long id) {
        long[] known = readers.getOrDefault(key, new long[0]);
        for (long reader : known) {
            if (reader == id) {
                return;
            }
        }
        long[] more = Arrays.copyOf(known, known.length + 1);
        more[known.length] = id;
        readers.put(key, more);
        items++;
    }

    /** Gives up keys that were read first: their readers are told as if they had changed. */
    private void shrink() {
        long most = mostKeys.getAsLong();
        if (most == 0 || readers.size() <= most) {
            timesTooLarge = 0;
            return;
        }
        timesTooLarge++;
        for (long i = (long) timesTooLarge * EFFORT; i > 0 && readers.size() > most; i--) {
            Iterator<ByteKey> oldest = readers.keySet().iterator();
            tellReaders(oldest.next());
        }
    }

    // ---- changes

    @Override
    public boolean isHeard() {
        return trackingClients > 0 || !readers.isEmpty();
    }

    @Override
    public void expired(int database, byte[] key) {}

    @Override
    public void changed(int database, byte[] key) {
        if (!isHeard()) {
            return;
        }
        ByteKey changed = new ByteKey(key.clone());
        broadcasts.forEach((prefix, broadcast) -> {
            if (beginsWith(key, prefix.bytes())) {
                broadcast.changed.put(changed, running.get());
                turnEndWanted.run();
            }
        });
        tellReaders(changed);
    }

    @Override
    public void replaced(int database, Predicate<byte[]> before, Predicate<byte[]> after) {}

    /** Everybody forgets everything. */
    @Override
    public void flushed() {
        if (trackingClients > 0) {
            for (Client client : clients.all()) {
                if (client instanceof ServerClient server && server.tracking().isPresent()) {
                    byte[] nothing =
                            (server.reply().protocol() == 2 ? "$-1\r\n" : "_\r\n").getBytes(StandardCharsets.US_ASCII);
                    tellOrWait(server, writer -> writer.raw(nothing, 0, nothing.length));
                }
            }
        }
        readers.clear();
        items = 0;
    }

    private static boolean beginsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    private void tellReaders(ByteKey key) {
        long[] ids = readers.remove(key);
        if (ids == null) {
            return;
        }
        items -= ids.length;
        for (long id : ids) {
            Optional<ServerClient> reader = clients.find(id).map(ServerClient.class::cast);
            if (reader.flatMap(ServerClient::tracking)
                    .filter(state -> !state.options().broadcast())
                    .filter(state -> !state.options().noLoop() || !isRunning(reader.get()))
                    .isPresent()) {
                tellOrWait(reader.get(), writer -> {
                    writer.array(1);
                    writer.bulk(key.bytes());
                });
            }
        }
    }

    private boolean isRunning(Client client) {
        Optional<Client> now = running.get();
        return now.isPresent() && now.get() == client;
    }

    // ---- messages

    /** A message to the client whose command runs waits until the reply is written. */
    private void tellOrWait(ServerClient client, Consumer<ReplyWriter> keys) {
        if (isRunning(client)) {
            pending.add(new Pending(client, keys));
            turnEndWanted.run();
        } else {
            tell(client, keys);
        }
    }

    /** A command has ended with all its parts: what waited for its reply is sent. */
    public void tellPending() {
        if (!pending.isEmpty()) {
            List<Pending> now = List.copyOf(pending);
            pending.clear();
            now.forEach(message -> tell(message.client(), message.keys()));
        }
    }

    /** End of a turn: tells what has changed under each prefix. */
    public void broadcast() {
        tellPending();
        for (Broadcast broadcast : broadcasts.values()) {
            if (broadcast.changed.isEmpty()) {
                continue;
            }
            List<ByteKey> all = List.copyOf(broadcast.changed.keySet());
            for (ServerClient client : broadcast.clients) {
                boolean noLoop = client.tracking().orElseThrow().options().noLoop();
                List<ByteKey> keys = noLoop ? withoutThoseOf(client, broadcast) : all;
                if (!keys.isEmpty()) {
                    tell(client, writer -> {
                        writer.array(keys.size());
                        keys.forEach(key -> writer.bulk(key.bytes()));
                    });
                }
            }
            broadcast.changed.clear();
        }
    }

    private static List<ByteKey> withoutThoseOf(Client client, Broadcast broadcast) {
        return broadcast.changed.entrySet().stream()
                .filter(entry ->
                        entry.getValue().filter(changer -> changer == client).isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Sends to the client, or to the one that gets its messages. */
    private void tell(ServerClient client, Consumer<ReplyWriter> keys) {
        Optional<TrackingState> state = client.tracking();
        long redirect = state.map(tracking -> tracking.options().redirect()).orElse(0L);
        if (redirect == 0) {
            send(client, false, keys);
            return;
        }
        Optional<Client> receiver = clients.find(redirect);
        if (receiver.isPresent()) {
            send(receiver.get(), true, keys);
            return;
        }
        state.ifPresent(TrackingState::breakRedirect);
        if (client.reply().protocol() > 2) {
            push(client, writer -> {
                writer.push(2);
                writer.bulk("tracking-redir-broken");
                writer.integer(redirect);
            });
        }
    }

    /** To RESP2 only as a message on a channel, and only to a client that gets those of another. */
    private void send(Client receiver, boolean redirected, Consumer<ReplyWriter> keys) {
        boolean push = receiver.reply().protocol() > 2;
        if (!push && !(redirected && receiver.subscriptions().isSubscriber())) {
            return;
        }
        push(receiver, writer -> {
            writer.push(push ? 2 : 3);
            writer.bulk(push ? "invalidate" : "message");
            if (!push) {
                writer.bulk(CHANNEL);
            }
            keys.accept(writer);
        });
    }

    private void push(Client receiver, Consumer<ReplyWriter> message) {
        receiver.push(message);
        clients.flushLater(receiver);
    }
}
