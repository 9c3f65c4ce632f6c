package io.vedette.session;

import io.vedette.resp.ByteKey;
import io.vedette.resp.Glob;
import io.vedette.resp.OutputBuffer;
import io.vedette.resp.ReplyWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who listens to what, and the delivery of messages. Owned by the loop. Invariant: a client stands under a channel here
 * exactly if the channel stands in its {@link Subscriptions}; a channel without listeners is not kept.
 */
public final class PubSub {
    /** The three spaces of names, each with the words of its messages. */
    public enum Kind {
        CHANNEL("subscribe", "unsubscribe"),
        PATTERN("psubscribe", "punsubscribe"),
        SHARD("ssubscribe", "sunsubscribe");

        private final String subscribed;
        private final String unsubscribed;

        Kind(String subscribed, String unsubscribed) {
            this.subscribed = subscribed;
            this.unsubscribed = unsubscribed;
        }
    }

    private final Clients clients;
    private final Map<ByteKey, Set<Client>> channels = new LinkedHashMap<>();
    private final Map<ByteKey, Set<Client>> patterns = new LinkedHashMap<>();
    private final Map<ByteKey, Set<Client>> shardChannels = new LinkedHashMap<>();
    private final OutputBuffer encoded = new OutputBuffer();
    private final ReplyWriter encoder = new ReplyWriter(encoded);

    /** Forgets clients when they leave. */
    public PubSub(Clients clients) {
        this.clients = clients;
        clients.onEnd(this::leave);
    }

    /** Subscribes and tells the client so; a second time changes nothing but is confirmed again. */
    public void subscribe(Client client, Kind kind, byte[] name) {
        ByteKey key = new ByteKey(name);
        if (client.subscriptions().add(kind, key)) {
            listeners(kind).computeIfAbsent(key, any -> new LinkedHashSet<>()).add(client);
        }
        confirm(client, kind, kind.subscribed, name);
    }

    /** Unsubscribes and tells the client so, also if it had not subscribed. */
    public void unsubscribe(Client client, Kind kind, byte[] name) {
        ByteKey key = new ByteKey(name);
        if (client.subscriptions().remove(kind, key)) {
            forget(client, kind, key);
        }
        confirm(client, kind, kind.unsubscribed, name);
    }

    /** Ends all subscriptions of a kind, with one confirmation each, and one without a name if there was none. */
    public void unsubscribeAll(Client client, Kind kind) {
        List<ByteKey> names = client.subscriptions().names(kind);
        for (ByteKey name : names) {
            unsubscribe(client, kind, name.bytes());
        }
        if (names.isEmpty()) {
            client.push(writer -> {
                writer.push(3);
                writer.bulk(kind.unsubscribed);
                writer.nullBulk();
                writer.integer(count(client, kind));
            });
        }
    }

    /** Ends everything without a word: RESET, or the client is gone. */
    private void leave(Client client) {
        for (Kind kind : Kind.values()) {
            for (ByteKey name : client.subscriptions().names(kind)) {
                client.subscriptions().remove(kind, name);
                forget(client, kind, name);
            }
        }
    }

    /** Delivers to channel and patterns; the number of deliveries. Receivers are flushed at the end of the turn. */
    public int publish(byte[] channel, byte[] message) {
        int receivers = deliver(channels.getOrDefault(new ByteKey(channel), Set.of()), "message", channel, message);
        for (Map.Entry<ByteKey, Set<Client>> entry : patterns.entrySet()) {
            byte[] pattern = entry.getKey().bytes();
            if (Glob.matches(pattern, channel)) {
                receivers += deliver(entry.getValue(), "pmessage", pattern, channel, message);
            }
        }
        return receivers;
    }

    /** Delivers to the subscribers of a shard channel. */
    public int publishShard(byte[] channel, byte[] message) {
        return deliver(shardChannels.getOrDefault(new ByteKey(channel), Set.of()), "smessage", channel, message);
    }

    /** Channels with listeners, oldest first. */
    public Collection<ByteKey> channels() {
        return List.copyOf(channels.keySet());
    }

    public Collection<ByteKey> shardChannels() {
        return List.copyOf(shardChannels.keySet());
    }

    /** Different patterns with listeners. */
    public int patternCount() {
        return patterns.size();
    }

    public int listenerCount(Kind kind, byte[] name) {
        return listeners(kind).getOrDefault(new ByteKey(name), Set.of()).size();
    }

    private int deliver(Set<Client> receivers, String word, byte[]... parts) {
        int encodedFor = 0;
        for (Client receiver : receivers) {
            int protocol = receiver.reply().protocol();
            if (protocol != encodedFor) {
                encode(protocol, word, parts);
                encodedFor = protocol;
            }
            receiver.push(writer -> writer.raw(encoded.array(), 0, encoded.size()));
            clients.flushLater(receiver);
        }
        return receivers.size();
    }

    private void encode(int protocol, String word, byte[]... parts) {
        encoded.reset();
        encoder.protocol(protocol);
        encoder.push(1 + parts.length);
        encoder.bulk(word);
        for (byte[] part : parts) {
            encoder.bulk(part);
        }
    }

    private void confirm(Client client, Kind kind, String word, byte[] name) {
        client.push(writer -> {
            writer.push(3);
            writer.bulk(word);
            writer.bulk(name);
            writer.integer(count(client, kind));
        });
    }

    private void forget(Client client, Kind kind, ByteKey name) {
        Set<Client> remaining = listeners(kind).get(name);
        remaining.remove(client);
        if (remaining.isEmpty()) {
            listeners(kind).remove(name);
        }
    }

    private static int count(Client client, Kind kind) {
        Subscriptions subscriptions = client.subscriptions();
        return kind == Kind.SHARD ? subscriptions.shardChannels().size() : subscriptions.count();
    }

    private Map<ByteKey, Set<Client>> listeners(Kind kind) {
        return switch (kind) {
            case CHANNEL -> channels;
            case PATTERN -> patterns;
            case SHARD -> shardChannels;
        };
    }
}
